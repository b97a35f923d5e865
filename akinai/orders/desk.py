"""Orders on the desk: menu, search, home tiles, settings tables, words of the timeline."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import clock, subjects
from akinai.core.people import accesslog
from akinai.core.shell import choices, masters, nav, paging, panels, savedviews, tiles
from akinai.core.shell.tiles import Tile
from akinai.orders import actions, forms, sayings, wording
from akinai.orders.models import HoldSetting, Order, Queue, SalesChannel
from akinai.orders.views import asked, figures
from akinai.orders.views.money import payments_panel
from akinai.orders.views.papers import documents_panel

__all__ = ["sayings"]  # imported for the words it registers

choices.mail_kinds.add(lambda: [(kind, words()) for kind, words in sayings.MAIL_KINDS.items()])
choices.channels.add(lambda: SalesChannel.objects.values_list("code", "name"))


def _to_review() -> int:
    return Order.objects.filter(queue=Queue.REVIEW)[: figures.MOST].count()


def _to_merge() -> int:
    return Order.objects.filter(merge_undecided=True)[: figures.MOST].count()


nav.entry("orders", gettext_lazy("Orders"), "orders:list", "orders.view", icon="inbox", badge=_to_review, order=10)
nav.entry("orders", gettext_lazy("New order"), "orders:new", "orders.edit", icon="phone", order=20)
nav.entry("orders", gettext_lazy("Shortages"), "orders:short", "orders.view", icon="boxes", order=30)
nav.entry(
    "orders", gettext_lazy("Merge decisions"), "orders:merge", "orders.view", icon="merge", badge=_to_merge, order=40
)
nav.entry("money", gettext_lazy("Receipts and invoices"), "orders:documents", "documents.view", icon="file", order=60)
panels.panel("order", "orders/panels/payments.html", "payments.view", order=50)(payments_panel)
panels.panel("order", "orders/panels/documents.html", "documents.view", order=60)(documents_panel)
nav.search("orders:list", "orders.view", gettext_lazy("Order no., name, phone, SKU, remark"))
accesslog.words(
    {
        "orders.export": gettext_lazy("Orders downloaded"),
        "documents.export": gettext_lazy("Receipts and invoices downloaded"),
    }
)


def _list(**query: str) -> str:
    return f"{reverse('orders:list')}?{urlencode(query)}"


# 新規受付 and モール処理待ち are shown only when somebody stands there; the daily ones always.
RARE = (Queue.NEW, Queue.MALL_WAITING, Queue.RELEASE_WAITING, Queue.ON_HOLD)


@tiles.tile("queues", "orders.view", order=10)
def queue_tiles(request: HttpRequest) -> Iterable[Tile]:
    """Every open queue with its count and oldest order."""
    found = figures.queues()
    for queue in wording.OPEN_QUEUES:
        figure = found[queue]
        if figure.count or queue not in RARE:
            yield Tile(
                label=queue.label,
                count=figure.count,
                url=_list(queue=queue),
                oldest_age=figure.oldest,
                tone=wording.TONES.get(queue, "").replace("accent", "info"),
                note=_("and more") if figure.capped else "",
                unit=_("orders"),
            )


@tiles.tile("deadlines", "orders.view", order=10)
def deadline_tiles(request: HttpRequest) -> Iterable[Tile]:
    """What should leave today, and what should have left."""
    due, overdue = figures.deadlines(clock.today())
    label = _("To ship today, not begun")
    yield Tile(label=label, count=due, url=_list(due="today"), tone="warn" if due else "", unit=_("orders"))
    yield Tile(label=_("Ship date past"), count=overdue, url=_list(due="overdue"), tone="bad", unit=_("orders"))


@tiles.tile("today", "orders.view", order=10)
def today_tiles(request: HttpRequest) -> Iterable[Tile]:
    """What came in, was paid, shipped, cancelled today."""
    today = clock.today()
    words = {"placed": _("Orders in"), "paid": _("Paid"), "shipped": _("Shipped"), "cancelled": _("Cancelled")}
    for what, count in figures.happened(today).items():
        yield Tile(label=words[what], count=count, url=_list(did=f"{what}:{today.isoformat()}"), unit=_("orders"))


def _count(query: QueryDict) -> int:
    return paging.count(asked.orders(query))[0]


savedviews.counted("orders:list", _count)

# --- settings tables ------------------------------------------------------------------------------------------

GROUP = gettext_lazy("Orders")

masters.register(
    masters.Master(
        slug="delivery-days",
        label=gettext_lazy("Delivery days"),
        model="orders.DeliveryDays",
        form=forms.DeliveryDaysForm,
        columns=("from_prefecture", "to_prefecture", "carrier", "days"),
        save=actions.save_delivery_days,
        delete=actions.delete_delivery_days,
        search=("from_prefecture", "to_prefecture", "carrier"),
        group=GROUP,
        icon="truck",
        note=gettext_lazy("Days from handing over to arrival. They decide the ship date of orders with a wished date."),
    )
)
masters.register(
    masters.Master(
        slug="payment-methods",
        label=gettext_lazy("Payment methods"),
        model="orders.PaymentMethod",
        form=forms.PaymentMethodForm,
        columns=("code", "name_ja", "name_en", "timing"),
        save=actions.save_payment_methods,
        delete=actions.delete_payment_methods,
        search=("code", "name_ja", "name_en"),
        group=GROUP,
        icon="yen",
        order="code",
        note=gettext_lazy("How buyers pay, and whether an order waits for the money."),
    )
)
masters.register(
    masters.Master(
        slug="delivery-methods",
        label=gettext_lazy("Delivery methods"),
        model="orders.DeliveryMethod",
        form=forms.DeliveryMethodForm,
        columns=("code", "name_ja", "carrier", "product", "cod", "dates", "cool"),
        save=actions.save_delivery_methods,
        delete=actions.delete_delivery_methods,
        search=("code", "name_ja", "name_en", "carrier"),
        group=GROUP,
        icon="truck",
        order="code",
        note=gettext_lazy("The products of carriers, and what they can do."),
    )
)
masters.register(
    masters.Master(
        slug="hold-reasons",
        label=gettext_lazy("Points to check"),
        model="orders.HoldReason",
        form=forms.HoldReasonForm,
        columns=(str, "stops", "enabled", "limit"),
        labels=(
            gettext_lazy("Point to check"),
            gettext_lazy("Holds the order up"),
            gettext_lazy("In use"),
            gettext_lazy("Limit"),
        ),
        save=actions.save_hold_reasons,
        search=("code", "name_ja", "name_en"),
        group=GROUP,
        icon="alert",
        order="code",
        note=gettext_lazy("What is looked at in every order, and whether it stops the order until somebody has."),
    )
)


def _save_settings(rows: Sequence[dict[str, Any]], *, actor: str) -> None:
    for row in rows:
        if row.get("id"):
            _forget([row["id"]], actor=actor)
        values = {name: row[name] for name in ("enabled", "stops", "limit")}
        actions.save_hold_settings(row["channel"].pk, {row["reason"].pk: values}, actor=actor)


def _forget(ids: Sequence[Any], *, actor: str) -> None:
    by_channel: dict[int, dict[str, None]] = defaultdict(dict)
    for channel, reason in HoldSetting.objects.filter(pk__in=list(ids)).values_list("channel_id", "reason_id"):
        by_channel[channel][reason] = None
    for channel, reasons in by_channel.items():
        actions.save_hold_settings(channel, reasons, actor=actor)


masters.register(
    masters.Master(
        slug="hold-settings",
        label=gettext_lazy("Points to check by channel"),
        model="orders.HoldSetting",
        form=forms.HoldSettingForm,
        columns=("channel", "reason", "enabled", "stops", "limit"),
        save=_save_settings,
        delete=_forget,
        search=("channel__name", "reason__name_ja"),
        group=GROUP,
        icon="alert",
        note=gettext_lazy("Where a channel differs from the others."),
    )
)
masters.register(
    masters.Master(
        slug="ignorable-phrases",
        label=gettext_lazy("Phrases to ignore"),
        model="orders.IgnorablePhrase",
        form=forms.IgnorablePhraseForm,
        columns=("phrase",),
        save=actions.save_phrases,
        delete=actions.delete_phrases,
        search=("phrase",),
        group=GROUP,
        icon="note",
        note=gettext_lazy("Words in a remark that ask for nothing. A remark of such phrases alone stops no order."),
    )
)


def _called(ids: Collection[int]) -> Mapping[int, subjects.Called]:
    """Orders by their own number."""
    rows = Order.objects.filter(pk__in=list(ids)).values_list("pk", "number")
    return {pk: subjects.Called(number, reverse("orders:order", args=[pk])) for pk, number in rows}


def _found(texts: Collection[str]) -> Mapping[str, str]:
    """Orders by our number or the channel's."""
    wanted = list(texts)
    rows = Order.objects.filter(Q(number__in=wanted) | Q(channel_number__in=wanted))
    found = {}
    for pk, number, theirs in rows.values_list("pk", "number", "channel_number"):
        found.update({one: f"order/{pk}" for one in (theirs, number) if one in texts})
    return found


subjects.named("order", _called)
subjects.found_by(_found)

"""Payments, tasks, accounts: menu, tiles, the table of ways to pay, words of the timeline."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import subjects
from akinai.core.people import accesslog
from akinai.core.shell import masters, nav, tiles
from akinai.core.shell.templatetags.shell import yen
from akinai.core.shell.tiles import Tile
from akinai.core.shell.timeline import says
from akinai.core.subjects import Called
from akinai.payments import actions, forms
from akinai.payments.models import (
    EventKind,
    GatewayAccount,
    Method,
    MoneyTask,
    Operation,
    OperationKind,
    Payment,
    PaymentState,
    TaskKind,
)

MOST = 1000  # counted at most


def _open_tasks() -> int:
    return MoneyTask.objects.filter(closed_at=None)[:MOST].count()


nav.entry("money", gettext_lazy("Payments made"), "payments:payments", "payments.view", icon="yen", order=10)
nav.entry(
    "money",
    gettext_lazy("Money to look at"),
    "payments:tasks",
    "payments.view",
    icon="flag",
    badge=_open_tasks,
    order=20,
)
nav.entry("money", gettext_lazy("Gateways"), "payments:accounts", "payments.view", icon="plug", order=80)
nav.entry("money", gettext_lazy("Ways to pay"), "payments:ways", "payments.view", icon="list", order=90)
accesslog.words({"payments.message": gettext_lazy("Message of a gateway read")})


def _names(ids: Collection[int]) -> Mapping[int, Called]:
    rows = Payment.objects.filter(pk__in=list(ids)).values_list("pk", "merchant_ref")
    return {pk: Called(ref, reverse("payments:payment", args=[pk])) for pk, ref in rows}


subjects.named("payment", _names)


@tiles.tile("failures", "payments.view", order=20)
def failure_tiles(request: HttpRequest) -> Iterable[Tile]:
    """Money a person must look at, and what gateways gave no answer to."""
    rows = MoneyTask.objects.filter(closed_at=None)
    first = rows.order_by("opened_at").values_list("opened_at", flat=True).first()
    yield Tile(
        label=_("Money to look at"),
        count=_open_tasks(),
        url=reverse("payments:tasks"),
        oldest_age=first,
        tone="bad" if first else "",
    )
    unknown = Operation.objects.filter(state="unknown").exclude(kind=OperationKind.START)[:MOST].count()
    if unknown:
        yield Tile(
            label=_("No answer of a gateway yet"),
            count=unknown,
            url=reverse("payments:payments"),
            tone="warn",
            note=_("asked again by itself"),
        )
    for account in GatewayAccount.objects.filter(active=True).exclude(last_error=""):
        note = _("Gateway out of order: %(name)s") % {"name": account.name}
        yield Tile(label=note, url=reverse("payments:accounts"), tone="bad", note=account.last_error)


def _fee(row: Method) -> str:
    if not row.fees:
        return "—"
    return " · ".join(yen(amount) for _upto, amount in row.fees)


def _account(row: Method) -> str:
    return str(row.account)


masters.register(
    masters.Master(
        slug="ways-to-pay",
        label=gettext_lazy("Ways to pay"),
        model="payments.Method",
        form=forms.MethodForm,
        columns=("code", str, _account, "family", _fee, "due_days", "active"),
        labels=(
            gettext_lazy("Code"),
            gettext_lazy("Name"),
            gettext_lazy("Account"),
            gettext_lazy("Kind"),
            gettext_lazy("Fee of the buyer"),
            gettext_lazy("To be paid within (days)"),
            gettext_lazy("Offered in the shop"),
        ),
        save=actions.save_methods,
        delete=actions.delete_methods,
        search=("code", "name_ja", "name_en"),
        group=gettext_lazy("Payments"),
        note=gettext_lazy("What the shop offers, what the buyer pays on top, until when, and when an order lapses."),
        icon="yen",
        view="payments.view",
        edit="payments.edit",
        order="id",
    )
)


# --- words of the timeline ----------------------------------------------------------------------------------


def _event(kind: str) -> str:
    return str(EventKind(kind).label) if kind in EventKind.values else kind


def _operation(kind: str) -> str:
    return str(OperationKind(kind).label) if kind in OperationKind.values else kind


def _task(kind: str) -> str:
    return str(TaskKind(kind).label) if kind in TaskKind.values else kind


@says("payments.payment_changed")
def _changed(data: Mapping[str, Any]) -> str:
    words = {"what": _event(data["kind"]), "amount": yen(data["amount"]), "state": _state(data["state"])}
    if data["amount"]:
        return _("Payment: %(what)s %(amount)s → %(state)s") % words
    return _("Payment: %(what)s → %(state)s") % words


def _state(state: str) -> str:
    return str(PaymentState(state).label) if state in PaymentState.values else state


@says("payments.operation_asked", "info")
def _asked(data: Mapping[str, Any]) -> str:
    words = {"what": _operation(data["kind"]), "amount": yen(data["amount"])}
    return _("Asked of the gateway: %(what)s %(amount)s") % words


@says("payments.operation_failed", "bad")
def _failed(data: Mapping[str, Any]) -> str:
    words = {"what": _operation(data["kind"]), "error": data["error"]}
    return _("The gateway refused: %(what)s (%(error)s)") % words


@says("payments.task_opened", "warn")
def _opened(data: Mapping[str, Any]) -> str:
    return _("Money to look at: %(what)s") % {"what": _task(data["kind"])}


@says("payments.task_closed")
def _closed(data: Mapping[str, Any]) -> tuple[str, list[str]]:
    return _("Looked at: %(what)s") % {"what": _task(data["kind"])}, [data["note"]] if data["note"] else []


@says("payments.page_expired", "warn")
def _page_expired(data: Mapping[str, Any]) -> str:
    return _("The payment page expired; nobody paid.")


@says("payments.reminder_due", "info")
def _reminder(data: Mapping[str, Any]) -> str:
    return _("Reminder no. %(number)s to pay is due.") % {"number": data["number"]}


@says("payments.payment_lapsed", "warn")
def _lapsed(data: Mapping[str, Any]) -> str:
    return _("The last day to pay has gone by.")


@says("payments.accounts_saved")
def _saved(data: Mapping[str, Any]) -> str:
    return _("Payment settings saved: %(keys)s") % {"keys": ", ".join(data["keys"])}

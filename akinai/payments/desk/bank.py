"""Bank files, refunds by transfer, settlements: menu, tiles, tables of accounts and layouts, words of the timeline."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import subjects
from akinai.core.people import accesslog
from akinai.core.shell import choices, masters, nav, tiles
from akinai.core.shell.rows import plain
from akinai.core.shell.templatetags.shell import yen
from akinai.core.shell.tiles import Tile
from akinai.core.shell.timeline import says
from akinai.payments import bank_forms
from akinai.payments.models import BankLine, RefundDue, SettlementLine

MOST = 1000  # counted at most


def _open_lines() -> int:
    return BankLine.objects.filter(state="open")[:MOST].count()


def _to_approve() -> int:
    return RefundDue.objects.filter(state__in=["ready", "approved"])[:MOST].count()


nav.entry(
    "money",
    gettext_lazy("Bank transfers"),
    "payments:bank",
    "payments.bank",
    icon="download",
    badge=_open_lines,
    order=30,
)
nav.entry(
    "money",
    gettext_lazy("Refunds by transfer"),
    "payments:refunds",
    "payments.view",
    icon="undo",
    badge=_to_approve,
    order=40,
)
nav.entry("money", gettext_lazy("Settlements"), "payments:settlements", "payments.bank", icon="chart", order=50)
accesslog.words(
    {
        "payments.refund_account": gettext_lazy("Account of a refund shown"),
        "payments.transfer_file": gettext_lazy("Transfer file taken"),
    }
)


MAIL_KINDS = {
    "payments.refund_ask": gettext_lazy("Refund: asking for the account"),
    "payments.refund_paid": gettext_lazy("Refund: paid by transfer"),
}
choices.mail_kinds.add(lambda: [(kind, str(words)) for kind, words in MAIL_KINDS.items()])


def _refunds(ids: Collection[int]) -> Mapping[int, subjects.Called]:
    words = _("Refund %(number)s")
    return {pk: subjects.Called(words % {"number": pk}, reverse("payments:refund", args=[pk])) for pk in ids}


subjects.named("refund", _refunds)


@tiles.tile("queues", "payments.bank", order=40)
def bank_tiles(request: HttpRequest) -> Iterable[Tile]:
    """Transfers nobody could match yet, refunds that wait, settlement lines nobody has explained."""
    rows = BankLine.objects.filter(state="open")
    first = rows.select_related("file").order_by("id").values_list("file__at", flat=True).first()
    yield Tile(label=_("Transfers to match"), count=_open_lines(), url=reverse("payments:bank"), oldest_age=first)
    yield Tile(label=_("Refunds to approve or pay"), count=_to_approve(), url=reverse("payments:refunds"))
    unexplained = SettlementLine.objects.filter(standing__in=["unknown", "differs"])[:MOST].count()
    if unexplained:
        url = reverse("payments:settlements")
        yield Tile(label=_("Settlement lines to explain"), count=unexplained, url=url, tone="warn")


_save_accounts, _delete_accounts = plain("payments.BankAccount")
_save_layouts, _delete_layouts = plain("payments.SettlementLayout")
masters.register(
    masters.Master(
        slug="bank-accounts",
        label=gettext_lazy("Bank accounts"),
        model="payments.BankAccount",
        form=bank_forms.BankAccountForm,
        columns=("code", "bank", "branch", "kind", "number", "holder", "shown"),
        save=_save_accounts,
        delete=_delete_accounts,
        group=gettext_lazy("Payments"),
        note=gettext_lazy("Accounts buyers transfer to, whose files are read, and from which refunds are paid."),
        icon="yen",
        edit="payments.edit",
        order="position",
    )
)
masters.register(
    masters.Master(
        slug="settlement-layouts",
        label=gettext_lazy("Layouts of settlement files"),
        model="payments.SettlementLayout",
        form=bank_forms.SettlementLayoutForm,
        columns=("code", "name"),
        save=_save_layouts,
        delete=_delete_layouts,
        search=("code", "name"),
        group=gettext_lazy("Payments"),
        note=gettext_lazy("Which column of a gateway's settlement file is what."),
        icon="chart",
        edit="payments.edit",
    )
)


# --- words of the timeline ----------------------------------------------------------------------------------


@says("payments.bank_file_read", "info")
def _read(data: Mapping[str, Any]) -> str:
    return _("Bank file: %(fresh)s new receipts of %(lines)s, %(matched)s matched") % data


@says("payments.bank_line_settled")
def _settled(data: Mapping[str, Any]) -> str:
    labels = dict(BankLine.State.choices)
    return _("Transfer of %(amount)s: %(state)s") % {
        "amount": yen(data["amount"]),
        "state": labels.get(data["state"], data["state"]),
    }


@says("payments.refund_asked", "info")
def _asked(data: Mapping[str, Any]) -> str:
    return _("Refund of %(amount)s by transfer asked for") % {"amount": yen(data["amount"])}


@says("payments.refund_moved")
def _moved(data: Mapping[str, Any]) -> str:
    labels = dict(RefundDue.State.choices)
    return _("Refund by transfer: %(state)s") % {"state": labels.get(data["state"], data["state"])}

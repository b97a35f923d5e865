"""How the events of orders (and the mails about them) read on a timeline. Imported by desk.py."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.shell.templatetags.shell import yen
from akinai.core.shell.timeline import Said, says
from akinai.orders import wording
from akinai.orders.models import HoldReason, Order

Data = Mapping[str, Any]
MAIL_KINDS = {
    "orders.received": lambda: _("mail of receipt"),
    "orders.paid": lambda: _("mail of payment"),
    "orders.reminder": lambda: _("reminder of payment"),
    "orders.shipped": lambda: _("mail of shipping"),
    "orders.cancelled": lambda: _("mail of cancellation"),
    "orders.hand.waiting": lambda: _("by hand: waiting for pieces"),
    "orders.hand.out_of_stock": lambda: _("by hand: out of stock"),
    "orders.hand.delay": lambda: _("by hand: delay"),
    "orders.hand.ask": lambda: _("by hand: a question"),
    "orders.hand.reminder": lambda: _("by hand: reminder of payment"),
}


def mail_kind(kind: str) -> str:
    """A kind of mail as a person calls it."""
    words = MAIL_KINDS.get(kind if kind.startswith("orders.") else f"orders.{kind}")
    return words() if words else _("mail by hand")


@cache
def _reasons() -> dict[str, tuple[str, str]]:
    return {row.code: (row.name_ja, row.name_en) for row in HoldReason.objects.all()}


def reason_name(code: str) -> str:
    """A hold reason's name in the user's language; the table is read once, again when a code is new."""
    if code not in _reasons():
        _reasons.cache_clear()
    names = _reasons().get(code)
    if names is None:
        return code
    row = HoldReason(code=code, name_ja=names[0], name_en=names[1])
    return wording.local_name(row)


def changes(rows: list[dict[str, Any]]) -> list[str]:
    """Before → after, a line each."""
    return [
        f"{wording.field_name(row['field'])}: {wording.value(row['field'], row['before'])}"
        f" → {wording.value(row['field'], row['after'])}"
        for row in rows
    ]


def _others(ids: list[int]) -> str:
    return "、".join(Order.objects.filter(id__in=ids[:20]).order_by("id").values_list("number", flat=True))


@says("orders.placed", "info")
def _placed(data: Data) -> Said:
    words = {"lines": data["lines"], "pieces": data["pieces"], "total": yen(data.get("total"))}
    text = _("Order taken in: %(lines)s lines, %(pieces)s pieces, %(total)s") % words
    return text, [_("To check: %(reason)s") % {"reason": reason_name(code)} for code in data.get("holds", [])]


@says("orders.changed", "warn")
def _changed(data: Data) -> Said:
    return _("Changed at the mall"), changes(data["changes"])


@says("orders.difference_decided")
def _difference_decided(data: Data) -> Said:
    return _("Change of the mall taken over") if data["taken"] else _("Change of the mall not taken over")


@says("orders.mall_released")
def _mall_released(data: Data) -> Said:
    return _("The mall asks to wait") if data["waiting"] else _("Released by the mall")


@says("orders.cancelled", "bad")
def _cancelled(data: Data) -> Said:
    below = []
    if data.get("in_work"):
        below.append(_("It was being packed: its pieces stay blocked until they are back on the shelf."))
    elif not data.get("returned_stock", True):
        below.append(_("The pieces were not returned to free stock."))
    reason = wording.CANCEL_REASONS.get(data["reason"], data["reason"])
    return _("Cancelled: %(reason)s") % {"reason": reason}, below


@says("orders.reactivated", "good")
def _reactivated(data: Data) -> Said:
    return _("Cancellation taken back")


@says("orders.edited")
def _edited(data: Data) -> Said:
    return _("Order changed"), changes(data["changes"])


@says("orders.hold_opened", "warn")
def _hold_opened(data: Data) -> Said:
    return _("To check: %(reason)s") % {"reason": "、".join(reason_name(code) for code in data["reasons"])}


@says("orders.hold_closed", "good")
def _hold_closed(data: Data) -> Said:
    words = {"reason": reason_name(data["reason"])}
    text = _("No longer to check: %(reason)s") if data.get("vanished") else _("Dealt with: %(reason)s")
    return text % words, [data["note"]] if data.get("note") else []


@says("orders.hold_reopened", "warn")
def _hold_reopened(data: Data) -> Said:
    return _("To check again: %(reason)s") % {"reason": reason_name(data["reason"])}


@says("orders.put_on_hold", "bad")
def _put_on_hold(data: Data) -> Said:
    return _("Put on hold"), [data["note"]] if data.get("note") else []


@says("orders.hold_lifted", "good")
def _hold_lifted(data: Data) -> Said:
    return _("Hold lifted")


@says("orders.paid", "good")
def _paid(data: Data) -> Said:
    text = _("Payment recorded: %(amount)s") % {"amount": yen(data["amount"])}
    if data.get("satisfied"):
        return text
    return text, [
        _("Received %(received)s of %(billed)s") % {"received": yen(data["received"]), "billed": yen(data["billed"])}
    ]


@says("orders.authorised")
def _authorised(data: Data) -> Said:
    if data["amount"] > 0:
        return _("Authorised: %(amount)s") % {"amount": yen(data["amount"])}
    return _("No longer held by the gateway: %(amount)s") % {"amount": yen(-data["amount"])}


@says("orders.document_issued", "info")
def _document_issued(data: Data) -> Said:
    return _("Document issued: %(number)s, %(amount)s") % {"number": data["number"], "amount": yen(data["amount"])}


@says("orders.document_copied")
def _document_copied(data: Data) -> Said:
    words = {"number": data["number"], "count": data["count"]}
    text = (
        _("Document handed out: %(number)s")
        if data["count"] == 1
        else _("Document handed out again: %(number)s (%(count)s)")
    )
    return text % words


@says("orders.payment_undone", "warn")
def _payment_undone(data: Data) -> Said:
    return _("Payment reversed: %(amount)s") % {"amount": yen(abs(data["amount"]))}


@says("orders.allocated")
def _allocated(data: Data) -> Said:
    pieces = data["pieces"]
    text = _("%(n)s pieces allocated") if pieces >= 0 else _("%(n)s pieces taken back")
    left = data["unallocated"]
    below = [_("%(n)s pieces are missing.") % {"n": left}] if left else []
    return text % {"n": abs(pieces)}, below


@says("orders.part_released", "info")
def _part_released(data: Data) -> Said:
    return _("What is allocated ships first; %(n)s pieces follow later") % {"n": data["missing"]}


@says("orders.part_withheld")
def _part_withheld(data: Data) -> Said:
    return _("Waits for all of its pieces again")


@says("orders.finished", "good")
def _finished(data: Data) -> Said:
    return _("Finished without shipping")


@says("orders.finish_undone", "warn")
def _finish_undone(data: Data) -> Said:
    return _("Finishing taken back")


@says("orders.allocation_transferred", "warn")
def _transferred(data: Data) -> Said:
    words = {"n": data["quantity"], "order": _others([data["to_order"]])}
    return _("%(n)s pieces given to order %(order)s") % words, [data["reason"]] if data.get("reason") else []


@says("orders.dates_opened")
def _dates_opened(data: Data) -> Said:
    words = {"release": _("The release day has come"), "ship_date": _("The ship date has come"),
             "merge": _("Merge left undecided: ships alone")}  # fmt: skip
    return "、".join(words.get(gate, gate) for gate in data["gates"])


@says("orders.ship_date_set")
def _ship_date_set(data: Data) -> Said:
    if not data["ship_date"]:
        return _("Ship date reckoned again")
    return _("Ship date set to %(day)s") % {"day": wording.day(data["ship_date"])}


@says("orders.merged")
def _merged(data: Data) -> Said:
    text = _("Merged: %(orders)s travel together") if data["together"] else _("Decided to ship apart: %(orders)s")
    return text % {"orders": _others(data["order_ids"])}


@says("orders.merge_undone")
def _merge_undone(data: Data) -> Said:
    return _("Merge decision taken back")


@says("orders.merge_found", "warn")
def _merge_found(data: Data) -> Said:
    return _("The same recipient also ordered: %(orders)s") % {"orders": _others(data["order_ids"])}


@says("orders.work_begun")
def _work_begun(data: Data) -> Said:
    return _("Packing begun")


@says("orders.work_ended")
def _work_ended(data: Data) -> Said:
    return _("Packing ended")


@says("orders.shipped", "good")
def _shipped(data: Data) -> Said:
    text = _("Shipped: %(n)s pieces, complete") if data["all"] else _("Shipped: %(n)s pieces, in part")
    return text % {"n": data["pieces"]}


@says("orders.unshipped", "warn")
def _unshipped(data: Data) -> Said:
    return _("Shipping taken back: %(n)s pieces") % {"n": data["pieces"]}


@says("orders.delivered", "good")
def _delivered(data: Data) -> Said:
    return _("Delivered: %(n)s pieces") % {"n": data["pieces"]}


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return [f"{row.get('sku') or ''} ×{row['quantity']}" for row in rows]


@says("orders.lines_cancelled", "bad")
def _lines_cancelled(data: Data) -> Said:
    reason = wording.CANCEL_REASONS.get(data["reason"], data["reason"])
    return _("Lines cancelled: %(reason)s") % {"reason": reason}, _lines(data["lines"])


@says("orders.returned", "warn")
def _returned(data: Data) -> Said:
    good = {True: _("sellable"), False: _("not sellable")}
    below = [f"{row.get('sku') or ''} ×{row['quantity']} ({good[bool(row['good'])]})" for row in data["lines"]]
    reason = wording.RETURN_REASONS.get(data["reason"], data["reason"])
    return _("Returned: %(reason)s") % {"reason": reason}, below


@says("orders.copied")
def _copied(data: Data) -> Said:
    text = _("Sent again free of charge as order %(order)s") if data["free"] else _("Copied to order %(order)s")
    return text % {"order": _others([data["to_order"]])}


@says("orders.noted")
def _noted(data: Data) -> Said:
    return (_("Phone call") if data["kind"] == "phone" else _("Memo")), data["text"].splitlines()


@says("orders.mail_asked")
def _mail_asked(data: Data) -> Said:
    return _("Wrote a mail to the buyer")


@says("orders.moved_to_warehouse")
def _moved(data: Data) -> Said:
    return _("Moved to warehouse %(name)s") % {"name": data["warehouse"]}


@says("core.mail_queued")
def _mail_queued(data: Data) -> Said:
    return _("%(kind)s waits to be sent") % {"kind": mail_kind(data["kind"])}


@says("core.mail_sent", "good")
def _mail_sent(data: Data) -> Said:
    return _("%(kind)s sent") % {"kind": mail_kind(data["kind"])}


@says("core.mail_failed", "bad")
def _mail_failed(data: Data) -> Said:
    return _("%(kind)s could not be sent") % {"kind": mail_kind(data["kind"])}, [data["error"]]


@says("core.mail_changed")
def _mail_changed(data: Data) -> Said:
    states = {"held": _("kept back"), "queued": _("released"), "withdrawn": _("withdrawn")}
    return f"{mail_kind(data['kind'])}: {states.get(data['state'], data['state'])}"

"""What is done with one order from its page: each POST is one verb, its refusals are flashed as sentences."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import clock, mail, tables
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.orders import actions
from akinai.orders.models import Hold, MallDifference, Order
from akinai.orders.wording import CANCEL_REASONS

Deed = Callable[[HttpRequest, Order], Outcome | None]


class Unclear(ValueError):
    """What was typed cannot be understood; the text is a sentence for the person."""


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def _day(request: HttpRequest, name: str, default: dt.date | None = None) -> dt.date | None:
    written = _text(request, name)
    if not written:
        return default
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise Unclear(_("“%(date)s” is no date.") % {"date": written}) from None


def _number(request: HttpRequest, name: str, *, least: int, most: int) -> int | None:
    written = _text(request, name)
    if not written:
        return None
    try:
        return tables.integer(written, least=least, most=most)
    except tables.BadCell as bad:
        raise Unclear(str(bad)) from None


def _key(request: HttpRequest, name: str) -> int:
    written = _text(request, name)
    if not written.isdigit() or len(written) > 18:
        raise Http404(written)
    return int(written)


# --- points to check, stops ----------------------------------------------------------------------------------


def _close(request: HttpRequest, order: Order) -> Outcome:
    hold = get_object_or_404(Hold, pk=_key(request, "hold"), order=order)
    return actions.close_hold([hold.pk], note=_text(request, "note"), actor=actor(request))


def _reopen(request: HttpRequest, order: Order) -> Outcome:
    hold = get_object_or_404(Hold, pk=_key(request, "hold"), order=order)
    return actions.reopen_hold([hold.pk], actor=actor(request))


def _hold(request: HttpRequest, order: Order) -> Outcome:
    return actions.set_on_hold([order.pk], note=_text(request, "note"), actor=actor(request))


def _lift(request: HttpRequest, order: Order) -> Outcome:
    return actions.lift_hold([order.pk], actor=actor(request))


def _correct(request: HttpRequest, order: Order) -> Outcome:
    """Take the prefecture and city of the postal code over."""
    hold = get_object_or_404(Hold, pk=_key(request, "hold"), order=order)
    right = hold.detail.get("correction")
    if not right:
        raise Http404
    fields = {"prefecture": right["prefecture"], "city": right["city"]}
    town = right.get("town", "")
    if town and town not in f"{order.city}{order.line1}":
        fields["line1"] = f"{town}{order.line1}"
    return actions.edit([actions.Edit(order_id=order.pk, fields=fields, lines=None)], actor=actor(request))


def _difference(request: HttpRequest, order: Order) -> Outcome:
    one = get_object_or_404(MallDifference, pk=_key(request, "difference"), order=order)
    return actions.decide_difference([one.pk], take=_text(request, "take") == "1", actor=actor(request))


# --- money ---------------------------------------------------------------------------------------------------

MOST_MONEY = 10**11


def _pay(request: HttpRequest, order: Order) -> Outcome:
    amount = _number(request, "amount", least=1, most=MOST_MONEY)
    paid_on = _day(request, "paid_on") or clock.today()
    one = actions.Payment(
        order_id=order.pk, amount=amount, paid_on=paid_on, payer=_text(request, "payer"), note=_text(request, "note")
    )
    return actions.mark_paid([one], actor=actor(request))


def _unpay(request: HttpRequest, order: Order) -> Outcome:
    receipt = get_object_or_404(order.receipts, pk=_key(request, "receipt"))
    return actions.undo_payment([receipt.pk], actor=actor(request))


# --- the order as a whole ------------------------------------------------------------------------------------


def _pieces(request: HttpRequest, prefix: str) -> list[tuple[int, int]]:
    """(line id, pieces) of what was typed beside the lines."""
    found = []
    for name in request.POST:
        key = name.removeprefix(prefix)
        if name.startswith(prefix) and key.isdigit():
            pieces = _number(request, name, least=0, most=1_000_000)
            if pieces:
                found.append((int(key), pieces))
    return found


def _cancel(request: HttpRequest, order: Order) -> Outcome:
    reason, who = _text(request, "reason") or str(CANCEL_REASONS["buyer"]), actor(request)
    if _text(request, "what") == "lines":
        own = set(order.lines.values_list("id", flat=True))
        lines = [(line, pieces) for line, pieces in _pieces(request, "cancel-") if line in own]
        if not lines:
            raise Unclear(_("Say how many pieces of which line are cancelled."))
        return actions.cancel_lines(lines, reason=reason, actor=who)
    back = _text(request, "return_stock") == "1"
    return actions.cancel([order.pk], reason=reason, return_stock=back, actor=who)


def _reactivate(request: HttpRequest, order: Order) -> Outcome:
    return actions.reactivate([order.pk], actor=actor(request))


def _return(request: HttpRequest, order: Order) -> Outcome:
    own = set(order.lines.values_list("id", flat=True))
    good, reason = _text(request, "good") == "1", _text(request, "reason")
    rows = [
        actions.ReturnLine(order_line_id=line, quantity=pieces, good=good, reason=reason)
        for line, pieces in _pieces(request, "return-")
        if line in own
    ]
    if not rows:
        raise Unclear(_("Say how many pieces of which line came back."))
    return actions.return_lines(rows, actor=actor(request))


def _move(request: HttpRequest, order: Order) -> Outcome:
    return actions.move_warehouse([order.pk], _key(request, "warehouse"), actor=actor(request))


def _date(request: HttpRequest, order: Order) -> Outcome:
    return actions.set_ship_date([order.pk], _day(request, "ship_date"), actor=actor(request))


def _unmerge(request: HttpRequest, order: Order) -> Outcome:
    return actions.undo_merge([order.pk], actor=actor(request))


def _note(request: HttpRequest, order: Order) -> Outcome:
    kind = "phone" if _text(request, "kind") == "phone" else "memo"
    return actions.note([order.pk], _text(request, "text"), kind=kind, actor=actor(request))


def _withdraw(request: HttpRequest, order: Order) -> Outcome:
    from akinai.core.models import Mail

    one = get_object_or_404(Mail, pk=_key(request, "mail"), subject_ref=f"order/{order.pk}")
    return mail.withdraw([one.dedupe], actor=actor(request))


def _part(request: HttpRequest, order: Order) -> Outcome:
    return actions.ship_allocated([order.pk], actor=actor(request))


def _whole(request: HttpRequest, order: Order) -> Outcome:
    return actions.wait_for_all([order.pk], actor=actor(request))


def _finish(request: HttpRequest, order: Order) -> Outcome:
    return actions.finish([order.pk], actor=actor(request))


def _unfinish(request: HttpRequest, order: Order) -> Outcome:
    return actions.undo_finish([order.pk], actor=actor(request))


def _rescreen(request: HttpRequest, order: Order) -> Outcome:
    return actions.screen_again([order.pk], actor=actor(request))


DEEDS: dict[str, tuple[str, Deed]] = {
    "close": ("orders.edit", _close),
    "reopen": ("orders.edit", _reopen),
    "hold": ("orders.edit", _hold),
    "lift": ("orders.edit", _lift),
    "correct": ("orders.edit", _correct),
    "difference": ("orders.edit", _difference),
    "pay": ("orders.pay", _pay),
    "unpay": ("orders.pay", _unpay),
    "cancel": ("orders.cancel", _cancel),
    "reactivate": ("orders.cancel", _reactivate),
    "return": ("orders.cancel", _return),
    "move": ("orders.edit", _move),
    "date": ("orders.edit", _date),
    "unmerge": ("orders.edit", _unmerge),
    "part": ("orders.edit", _part),
    "whole": ("orders.edit", _whole),
    "finish": ("orders.edit", _finish),
    "unfinish": ("orders.edit", _unfinish),
    "note": ("orders.edit", _note),
    "withdraw": ("orders.mail", _withdraw),
    "rescreen": ("orders.edit", _rescreen),
}


@door("orders.view")
@require_POST
def do(request: HttpRequest, order_id: int, deed: str) -> HttpResponse:
    """Do one thing with one order, then show it again."""
    if deed not in DEEDS:
        raise Http404(deed)
    permission, verb = DEEDS[deed]
    if not allowed(request.user, permission):
        return refuse(request, permission)
    order = get_object_or_404(Order, pk=order_id)
    tell(request, lambda: verb(request, order))
    return redirect(_back(request, order))


def _back(request: HttpRequest, order: Order) -> str:
    from akinai.orders.views.many import back_of

    if request.POST.get("back"):
        return back_of(request)
    from django.urls import reverse

    query = request.GET.urlencode()
    return reverse("orders:order", args=[order.pk]) + (f"?{query}" if query else "")


def tell(request: HttpRequest, verb: Callable[[], Any]) -> bool:
    """Run a verb and flash what came of it; whether nothing was refused."""
    try:
        with transaction.atomic():
            outcome = verb()
    except Refused as refused:
        for one in refused.refusals:
            messages.error(request, str(one.message))
        return False
    except Unclear as unclear:
        messages.error(request, str(unclear))
        return False
    refusals = outcome.refused if isinstance(outcome, Outcome) else []
    for one in refusals:
        messages.error(request, str(one.message))
    if not refusals:
        messages.success(request, _("Done."))
    return not refusals


@door("orders.edit")
@require_POST
def copy(request: HttpRequest, order_id: int) -> HttpResponse:
    """再送・複写: a new order from this one, opened at once."""
    order = get_object_or_404(Order, pk=order_id)
    made: list[int] = []

    def verb() -> None:
        pieces = dict(_pieces(request, "copy-")) or None
        made.append(actions.copy(order.pk, lines=pieces, free=request.POST.get("free") == "1", actor=actor(request)))

    done = tell(request, verb)
    return redirect("orders:order", order_id=made[0] if done and made else order.pk)

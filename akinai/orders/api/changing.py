"""Orders changed by programs: each operation is one call to a verb."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.core import api
from akinai.orders import actions
from akinai.orders.api.shapes import (
    CancelAsked,
    EditsAsked,
    HoldAsked,
    HoldsToClose,
    LineEditAsked,
    MergeAsked,
    NoteAsked,
    OrderAsked,
    Orders,
    OrdersToPlace,
    PaymentsAsked,
    PlacedAnswer,
    PlacedShown,
    ReceiptsToUndo,
    ShipDateAsked,
    router,
)
from akinai.orders.models import Order


@api.write(router, "/orders", "orders.edit")
def place(request: api.Request, asked: OrdersToPlace) -> PlacedAnswer:
    """Take orders in, each exactly once: the same order again is no change.

    Channel, number and destination make it the same order. A mall order is stored even when pieces are short.
    """
    result = actions.place_orders([_incoming(one) for one in asked.orders], actor=request.auth.actor)
    ids = [*result.placed, *result.duplicates, *result.changed]
    rows = {row.pk: row for row in Order.objects.select_related("channel").filter(id__in=ids)}
    return PlacedAnswer(
        placed=_placed(result.placed, rows),
        duplicates=_placed(result.duplicates, rows),
        changed=_placed(result.changed, rows),
        refused=api.refusals(result.refused),
    )


@api.write(router, "/orders/cancel", "orders.cancel")
def cancel(request: api.Request, asked: CancelAsked) -> api.Done:
    """Cancel orders.

    Their pieces are free at once and go to those who wait. What has left the house is refused.
    """
    return api.done(actions.cancel(**_given(asked), actor=request.auth.actor))


@api.write(router, "/orders/edit", "orders.edit")
def edit(request: api.Request, asked: EditsAsked) -> api.Done:
    """Change addresses, lines, dates, amounts: taxed, allocated and checked again."""
    edits = [
        actions.Edit(
            order_id=one.order_id,
            fields=one.fields.model_dump(include=one.fields.model_fields_set),
            lines=_lines(one.lines),
            revision=one.revision,
        )
        for one in asked.edits
    ]
    return api.done(actions.edit(edits, actor=request.auth.actor))


@api.write(router, "/orders/holds/close", "orders.edit")
def close_holds(request: api.Request, asked: HoldsToClose) -> api.Done:
    """Say that reasons to look at orders are dealt with; with its last one an order goes on by itself."""
    who = request.auth.actor
    if asked.hold_ids and not asked.order_ids:
        return api.done(actions.close_hold(asked.hold_ids, note=asked.note, actor=who))
    if asked.order_ids and asked.reason and not asked.hold_ids:
        return api.done(actions.close_holds_of(asked.order_ids, asked.reason, note=asked.note, actor=who))
    raise api.Problem(422, "invalid", _("Invalid request"), _("Give hold_ids, or order_ids with a reason."))


@api.write(router, "/orders/hold", "orders.edit")
def hold(request: api.Request, asked: HoldAsked) -> api.Done:
    """Stop orders by hand, also those being packed."""
    return api.done(actions.set_on_hold(asked.order_ids, note=asked.note, actor=request.auth.actor))


@api.write(router, "/orders/lift", "orders.edit")
def lift(request: api.Request, asked: Orders) -> api.Done:
    """Let orders stopped by hand go on."""
    return api.done(actions.lift_hold(asked.order_ids, actor=request.auth.actor))


@api.write(router, "/orders/payments", "orders.pay")
def pay(request: api.Request, asked: PaymentsAsked) -> api.Done:
    """Record money that came in, whole or partial. `done`: order ids."""
    payments = [actions.Payment(**one.model_dump()) for one in asked.payments]
    return api.done(actions.mark_paid(payments, actor=request.auth.actor))


@api.write(router, "/orders/payments/undo", "orders.pay")
def undo_payments(request: api.Request, asked: ReceiptsToUndo) -> api.Done:
    """Reverse receipts that were entered wrongly. Nothing is paid back by this."""
    return api.done(actions.undo_payment(asked.receipt_ids, actor=request.auth.actor))


@api.write(router, "/orders/ship-date", "orders.edit")
def ship_date(request: api.Request, asked: ShipDateAsked) -> api.Done:
    """Choose the ship date of orders, or let it be reckoned again."""
    return api.done(actions.set_ship_date(asked.order_ids, asked.ship_date, actor=request.auth.actor))


@api.write(router, "/orders/merge", "orders.edit")
def merge(request: api.Request, asked: MergeAsked) -> api.Done:
    """Decide whether orders of one recipient travel together."""
    return api.done(actions.decide_merge(asked.order_ids, together=asked.together, actor=request.auth.actor))


@api.write(router, "/orders/notes", "orders.edit")
def note(request: api.Request, asked: NoteAsked) -> api.Done:
    """Write a note on orders."""
    return api.done(actions.note(asked.order_ids, asked.text, kind=asked.kind, actor=request.auth.actor))


def _given(asked: CancelAsked) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in CancelAsked.model_fields}


def _incoming(one: OrderAsked) -> actions.IncomingOrder:
    plain = one.model_dump(exclude={"buyer", "recipient", "sender", "lines"})
    return actions.IncomingOrder(
        **plain,
        buyer=actions.Person(**one.buyer.model_dump()),
        recipient=actions.Person(**one.recipient.model_dump()),
        sender=actions.Person(**one.sender.model_dump()),
        lines=[actions.IncomingLine(**line.model_dump()) for line in one.lines],
    )


def _lines(lines: Sequence[LineEditAsked] | None) -> list[actions.LineEdit] | None:
    return None if lines is None else [actions.LineEdit(**one.model_dump()) for one in lines]


def _placed(ids: Sequence[int], rows: dict[int, Order]) -> list[PlacedShown]:
    return [
        PlacedShown(
            id=key,
            number=rows[key].number,
            channel=rows[key].channel.code,
            channel_number=rows[key].channel_number,
            destination=rows[key].destination,
            queue=rows[key].queue,
        )
        for key in ids
    ]

"""Pieces that came back, and orders sent once more."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.inventory import actions as inventory
from akinai.orders import gathering, rows
from akinai.orders.actions.placing import place_orders
from akinai.orders.events import Copied, Returned
from akinai.orders.intake import IncomingLine, IncomingOrder, Person
from akinai.orders.models import Order, OrderLine


@dataclass(frozen=True)
class ReturnLine:
    """Pieces of a line that came back: 良品 (can be sold again) or 不良品, with the reason."""

    order_line_id: int
    quantity: int
    good: bool
    reason: str


def return_lines(lines: Sequence[ReturnLine], *, actor: str) -> Outcome:
    """Take pieces back: good ones are free at once, bad ones blocked with their reason. Keys are line ids.

    An order of which every shipped piece is back stands in 返品. The compensation of a wrong entry is a correction of
    stock (`inventory.adjust`) with a note on the order; money is given back by a person.
    """
    with transaction.atomic():
        asked = [line.order_line_id for line in lines]
        owners = dict(OrderLine.objects.filter(id__in=asked).values_list("id", "order_id"))
        ids = sorted(set(owners.values()))
        plain = gathering.lines_of(ids)
        gathering.attach_skus([line for some in plain.values() for line in some])
        inventory.lock(sku_ids=_parts([line for some in plain.values() for line in some]))
        orders = gathering.locked(ids)
        fresh = gathering.lines_of(ids)  # under the locks
        gathering.attach_skus([line for some in fresh.values() for line in some])
        by_id = {line.pk: line for some in fresh.values() for line in some}
        outcome, taken = _take(lines, by_id)
        events = _accept(orders, fresh, taken, actor)
        publish(events)
    return outcome


def _parts(lines: Sequence[Any]) -> set[int]:
    return {part for line in lines if line.sku for part, _ in line.sku.parts or ((line.sku.id, 1),)}


def _take(
    asked: Sequence[ReturnLine], by_id: dict[int, Any]
) -> tuple[Outcome, dict[int, list[tuple[Any, ReturnLine]]]]:
    outcome = Outcome()
    taken: dict[int, list[tuple[Any, ReturnLine]]] = defaultdict(list)
    for one in asked:
        line = by_id.get(one.order_line_id)
        if line is None:
            outcome.refused.append(Refusal(one.order_line_id, "line", _("There is no such line.")))
            continue
        out = line.shipped - line.returned
        if not 0 < one.quantity <= out:
            sentence = _("Only %(pieces)d pieces of “%(code)s” are with the buyer.") % {
                "pieces": out,
                "code": line.sku_code,
            }
            outcome.refused.append(Refusal(one.order_line_id, "quantity", sentence))
            continue
        line.returned += one.quantity
        taken[line.order_id].append((line, one))
        outcome.done.append(line.pk)
    return outcome, dict(taken)


def _accept(
    orders: dict[int, Order], lines: dict[int, list[Any]], taken: dict[int, list[tuple[Any, ReturnLine]]], actor: str
) -> list[Event]:
    events: list[Event] = []
    back: list[inventory.ReturnedPieces] = []
    for key, pieces in taken.items():
        order = orders[key]
        back += [
            inventory.ReturnedPieces(
                sku_id=part,
                warehouse_id=order.warehouse_id,
                quantity=one.quantity * count,
                good=one.good,
                reason=one.reason,
                document=f"order/{key}",
            )
            for line, one in pieces
            if line.sku is not None and line.ships
            for part, count in line.sku.parts or ((line.sku.id, 1),)
        ]
        out = sum(line.shipped - line.returned for line in lines[key] if line.ships)
        order.returned = out == 0 and order.shipped >= order.pieces > 0
        told = [
            {"line": line.pk, "sku": line.sku_code, "quantity": one.quantity, "good": one.good} for line, one in pieces
        ]
        reason = "、".join(dict.fromkeys(mask_cards(one.reason)[0] for _, one in pieces if one.reason))
        events.append(Returned(subject=f"order/{key}", actor=actor, lines=told, reason=reason))
    inventory.accept_return(back, actor=actor)
    rows.update_rows(OrderLine, [line for pieces in taken.values() for line, _ in pieces], "returned")
    rows.update_orders([orders[key] for key in taken], "returned")
    return events


# --- once more ----------------------------------------------------------------------------------------------


def copy(order_id: int, *, lines: Mapping[int, int] | None = None, free: bool = False, actor: str) -> int:
    """再送・複写: a new order to the same recipient, linked to this one, with its own number, demand and rules.

    `lines`: pieces by line id (None: every line as ordered). `free`: nothing to pay (a
    replacement). Returns the new id.
    Raises Refused. The inverse is to cancel the copy.
    """
    with transaction.atomic():
        order = Order.objects.select_related("channel").filter(pk=order_id).first()
        if order is None:
            raise Refused([Refusal(order_id, "order", _("There is no order %(id)s.") % {"id": order_id})])
        own = gathering.lines_of([order_id]).get(order_id, [])
        pieces_of = dict(lines) if lines is not None else {line.pk: line.quantity - line.cancelled for line in own}
        wanted = [(line, pieces_of.get(line.pk, 0)) for line in own]
        chosen = [(line, pieces) for line, pieces in wanted if pieces > 0]
        result = place_orders([_again(order, chosen, free)], actor=actor)
        if result.refused:
            raise Refused(result.refused)
        new = result.placed[0]
        publish([Copied(subject=f"order/{order_id}", actor=actor, to_order=new, free=free)])
    return new


def _again(order: Order, lines: Sequence[tuple[Any, int]], free: bool) -> IncomingOrder:
    count = Order.objects.filter(copied_from=order.pk).count() + 1
    own = {name: getattr(order, name) for name in ("name", "kana", "company", "phone", "postal", "prefecture", "city")}
    buyer_fields = ("name", "kana", "phone", "email", "postal", "prefecture", "city", "line1", "line2", "country")
    same = ("delivery_method", "wished_slot", "gift", "noshi", "noshi_name", "wrapping", "gift_message", "hide_prices")
    whole = not free and all(pieces == line.quantity - line.cancelled for line, pieces in lines)
    nothing: dict[str, Any] = {"total": 0, "billed": 0, "goods_total": 0} if free else {}
    amounts = ("shipping_fee", "payment_fee", "wrapping_fee", "discount", "total", "billed") if whole else ()
    return IncomingOrder(
        channel_code=order.channel.code,
        channel_number=f"{order.channel_number}-R{count}",
        destination=order.destination,
        ordered_at=clock.now(),
        buyer=Person(**{name: getattr(order, f"buyer_{name}") for name in buyer_fields}),
        recipient=Person(**own, line1=order.line1, line2=order.line2, country=order.country),
        lines=[_line_again(line, pieces, free) for line, pieces in lines],
        payment_method="free" if free else order.payment_method,
        payment_text="" if free else order.payment_text,
        currency=order.currency,
        copied_from=order.pk,
        **{name: getattr(order, name) for name in (*same, *amounts)},
        **nothing,
    )


def _line_again(line: Any, pieces: int, free: bool) -> IncomingLine:
    return IncomingLine(
        sku_code=line.sku_code,
        sku_id=line.sku_id,
        name=line.name,
        options=line.options,
        quantity=pieces,
        unit_price=0 if free else line.unit_price,
        price_includes_tax=line.price_includes_tax,
        tax_category=line.tax_category,
        ships=line.ships,
        note=line.note,
    )

"""What the mall told differently, taken over or refused."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.orders import gathering
from akinai.orders.actions.cancelling import cancel
from akinai.orders.actions.changing import Edit, edit
from akinai.orders.actions.lines import LineEdit
from akinai.orders.actions.telling import close_mall_holds, count_holds
from akinai.orders.draft import clean
from akinai.orders.events import Changed, DifferenceDecided
from akinai.orders.intake import AMOUNTS, IncomingOrder, changed_sections, content_key, from_plain
from akinai.orders.models import MallDifference, Order, PaymentMethod
from akinai.orders.rows import update_orders


def decide_difference(difference_ids: Collection[int], *, take: bool, actor: str) -> Outcome:
    """Take over what the mall tells now (by an edit or a cancellation), or refuse it. Done: difference ids.

    Either way the mall's version is known from now on: told again, it is no change. What can't be taken over (the order
    left, is in work with other lines) is refused with the sentence of the edit.
    """
    with transaction.atomic():
        rows = list(MallDifference.objects.filter(id__in=list(difference_ids)).order_by("order_id", "id"))
        open_ones = [row for row in rows if row.decided_at is None]
        outcome = Outcome(
            refused=[_decided(one) for one in difference_ids if int(one) not in {d.pk for d in open_ones}]
        )
        failed: dict[int, Refusal] = {}
        if take:
            told = [(row.order_id, from_plain(row.incoming)) for row in open_ones]
            failed = {int(str(r.key)): r for r in take_over(told, actor=actor, announce=False).refused}
        settled = [row for row in open_ones if row.order_id not in failed]
        outcome.refused += [
            Refusal(row.pk, failed[row.order_id].field, failed[row.order_id].message)
            for row in open_ones
            if row.order_id in failed
        ]
        _settle(settled, take, actor)
        outcome.done = [row.pk for row in settled]
    return outcome


def _decided(difference_id: int) -> Refusal:
    return Refusal(difference_id, "difference", _("This difference has been decided already."))


def _settle(settled: Sequence[MallDifference], take: bool, actor: str) -> None:
    ids = [row.order_id for row in settled]
    orders = gathering.locked(ids)
    now = clock.now()
    for row in settled:
        orders[row.order_id].content_key = row.content_key
    update_orders(list(orders.values()), "content_key")
    MallDifference.objects.filter(id__in=[row.pk for row in settled]).update(
        decided_at=now, decided_by=actor, taken=take
    )
    events: list[Any] = [
        DifferenceDecided(subject=f"order/{row.order_id}", actor=actor, difference_id=row.pk, taken=take)
        for row in settled
    ]
    publish([*events, *close_mall_holds(ids, now, actor)])
    count_holds(ids)


def take_over(told: Sequence[tuple[int, IncomingOrder]], *, actor: str, announce: bool = True) -> Outcome:
    """Make orders what the mall tells now. Keys are order ids. `announce`: say that the mall changed them."""
    orders = Order.objects.in_bulk([key for key, _ in told])
    lines = gathering.lines_of(orders)
    methods = set(PaymentMethod.objects.values_list("code", flat=True))
    edits, cancelled = [], []
    for key, incoming in told:
        if incoming.mall_state == "cancelled":
            cancelled.append(key)
        else:
            edits.append(_edit_of(orders[key], lines.get(key, []), incoming, methods))
    outcome = edit(edits, actor=actor) if edits else Outcome()
    if cancelled:
        outcome += cancel(cancelled, reason="mall", actor=actor)
        known = {key: order.content_key for key, order in orders.items()}
        _remember({key: content_key(incoming, known[key]) for key, incoming in told if key in cancelled})
    if announce:
        publish([_announced(key, orders[key], lines.get(key, []), incoming, actor) for key, incoming in told])
    return outcome


def _announced(key: int, before: Order, lines: Sequence[Any], incoming: IncomingOrder, actor: str) -> Changed:
    from akinai.orders.actions.telling import differences

    sections = changed_sections(before.content_key, content_key(incoming, before.content_key))
    changes = differences(before, lines, incoming, sections)
    return Changed(subject=f"order/{key}", actor=actor, changes=changes, taken=True)


def _remember(keys: dict[int, str]) -> None:
    orders = gathering.locked(keys)
    for key, order in orders.items():
        order.content_key = keys[key]
    update_orders(list(orders.values()), "content_key")


def _edit_of(order: Order, lines: Sequence[Any], told: IncomingOrder, methods: set[str]) -> Edit:
    """The edit that makes an order what is told, touching only the sections that differ."""
    key = content_key(told, order.content_key)
    sections = changed_sections(order.content_key, key)
    fields: dict[str, Any] = {}
    if "address" in sections:
        to = clean(told.recipient if told.recipient.name or told.recipient.line1 else told.buyer)
        names = ("name", "kana", "company", "phone", "postal", "prefecture", "city", "line1", "line2", "country")
        fields |= {name: getattr(to, name) for name in names}
        buyer = clean(told.buyer)
        names = ("name", "kana", "phone", "email", "postal", "prefecture", "city", "line1", "line2", "country")
        fields |= {f"buyer_{name}": getattr(buyer, name) for name in names if getattr(buyer, name)}
    if "amounts" in sections:
        fields |= {name: getattr(told, name) for name in AMOUNTS}
    if "wish" in sections:
        fields |= {"wished_date": told.wished_date, "wished_slot": told.wished_slot}
    if "payment" in sections:
        known = told.payment_method if told.payment_method in methods else ""
        fields |= {"payment_method": known, "payment_text": told.payment_text or told.payment_method}
    other_lines = not {"lines", "amounts"}.isdisjoint(sections)
    return Edit(order.pk, fields, _lines_of(lines, told) if other_lines else None, content_key=key)


def _lines_of(lines: Sequence[Any], told: IncomingOrder) -> list[LineEdit]:
    """The told lines, each on the line it was: by the mall's number of the line, else by code and options, else new."""
    free = [line for line in lines if line.quantity > line.cancelled or line.shipped]
    edits = []
    for one in told.lines:
        match = next((line for line in free if one.channel_line and line.channel_line == one.channel_line), None)
        match = match or next(
            (line for line in free if (line.sku_code, line.options) == (one.sku_code, one.options)), None
        )
        if match is not None:
            free.remove(match)
        edits.append(
            LineEdit(
                quantity=one.quantity,
                line_id=match.pk if match else None,
                sku_code=one.sku_code,
                sku_id=one.sku_id,
                name=one.name,
                options=one.options,
                unit_price=match.unit_price if match and one.unit_price is None else one.unit_price,
                price_includes_tax=one.price_includes_tax,
                tax_category=one.tax_category,
                tax_rate=one.tax_rate,
                ships=one.ships,
                note=one.note,
                channel_line=one.channel_line,
            )
        )
    return edits

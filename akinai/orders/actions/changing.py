"""Orders edited by a person, or by what the mall tells now: taxed, allocated, dated and screened again."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.catalog.queries import SkuFacts
from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal
from akinai.inventory import actions as inventory
from akinai.orders import gathering, remarks, rows, totals
from akinai.orders.actions import cancelling, holding, merging
from akinai.orders.actions.allocating import serve, wanted_of
from akinai.orders.actions.lines import LINE_FIELDS, LineEdit, Problem, change_lines
from akinai.orders.draft import FREE_TEXTS, clean, payment_gate, recipient_key, set_dates, set_search
from akinai.orders.events import Edited
from akinai.orders.gathering import Gathered
from akinai.orders.intake import AMOUNTS, MOST_MONEY, MOST_TEXT, Person
from akinai.orders.models import Order, OrderLine

RECIPIENT = ("name", "kana", "company", "phone", "postal", "prefecture", "city", "line1", "line2", "country")
BUYER = (
    "buyer_name", "buyer_kana", "buyer_phone", "buyer_email", "buyer_postal", "buyer_prefecture", "buyer_city",
    "buyer_line1", "buyer_line2", "buyer_country",
)  # fmt: skip
AGREED = (
    "payment_method", "payment_text", "delivery_method", "delivery_text", "wished_date", "wished_slot", "remark",
    "memo", "gift", "noshi", "noshi_name", "wrapping", "gift_message", "hide_prices", "slip_note", "parcels",
)  # fmt: skip
EDITABLE = frozenset((*RECIPIENT, *BUYER, *AGREED, *AMOUNTS))
# Nobody prints these: they do not make a paper old.
UNPRINTED = frozenset(("memo", "remark", "payment_text", "delivery_text"))
WRITTEN = (
    *sorted(EDITABLE), "recipient_key", "remark_masked", "remark_rest", "payment_gate", "pieces", "finished",
    "release_date", "ship_date", "ship_date_why", "release_waiting", "date_waiting", "merge_group", "merge_declined",
    "revision", "search_text", "search_grams", "content_key", "mall_state",
)  # fmt: skip


@dataclass
class Edit:
    """New values of an order: `fields` by column name (see EDITABLE), `lines` all its lines as they shall be.

    `lines` None leaves them; a line left out is cancelled. `revision`: the one the person saw; another refuses.
    """

    order_id: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[LineEdit] | None = None
    revision: int | None = None
    content_key: str = ""  # what the mall told, when this takes it over


def edit(edits: Sequence[Edit], *, actor: str) -> Outcome:
    """Change orders. Constant statements; an order that can't be changed so is refused with a sentence per field.

    Orders in work keep their lines (take them out of the batch first); a new address makes their papers old. The
    inverse is an edit with the values before, which the event tells.
    """
    with transaction.atomic():
        return _edit(edits, actor)


def _edit(edits: Sequence[Edit], actor: str) -> Outcome:
    asked = {one.order_id: one for one in edits}
    skus, by_id = _skus(edits)
    inventory.lock(
        documents=[f"order/{key}" for key in asked],
        sku_ids={part for sku in (*skus.values(), *by_id.values()) for part, _ in sku.parts or ((sku.id, 1),)},
    )
    orders = gathering.locked(asked)
    outcome = Outcome(refused=gathering.missing(asked, orders))
    found = gathering.gather(orders)
    done: dict[int, list[dict[str, Any]]] = {}
    changed_lines: list[OrderLine] = []
    new_lines: list[OrderLine] = []
    keys_before = {key: order.recipient_key for key, order in orders.items()}
    for key, order in orders.items():
        one = asked[key]
        try:
            changes = _change(order, one, found)
            if one.lines is not None:
                before = totals.goods(found.lines[key])
                moved, added = change_lines(order, found.lines[key], one.lines, skus, by_id, found.book)
                found.lines[key] = [*found.lines[key], *added]
                changes += moved
                _follow(order, one, before, totals.goods(found.lines[key]))
                changed_lines += [line for line in found.lines[key] if line.pk]
                new_lines += added
        except Problem as problem:
            outcome.refused.append(Refusal(key, problem.field, str(problem)))
            continue
        done[key] = changes
    _add(new_lines)
    rows.update_rows(OrderLine, changed_lines, *LINE_FIELDS)
    outcome.done = list(done)
    publish(_consequences({key: orders[key] for key in done}, done, asked, found, actor))
    merging.settle({*keys_before.values(), *(orders[key].recipient_key for key in done)})
    return outcome


def _add(lines: Sequence[OrderLine]) -> None:
    facts = [line._state.fields_cache.pop("sku", None) for line in lines]  # no related object, as Django would take it
    for line, sku in zip(OrderLine.objects.bulk_create(lines), facts, strict=True):
        gathering.put_sku(line, sku)


def _skus(edits: Sequence[Edit]) -> tuple[dict[str, SkuFacts], dict[int, SkuFacts]]:
    lines = [line for one in edits for line in one.lines or ()]
    codes = {line.sku_code for line in lines if line.sku_id is None and line.sku_code}
    ids = {line.sku_id for line in lines if line.sku_id is not None}
    return (catalog.skus_by_code(codes) if codes else {}), (catalog.skus(ids) if ids else {})


def _change(order: Order, one: Edit, found: Gathered) -> list[dict[str, Any]]:
    """Put the new fields on the order in memory. Raises Problem."""
    _allowed(order, one)
    values = {name: _value(name, value) for name, value in one.fields.items()}
    values |= _cleaned(order, values)
    for name, known in (("payment_method", found.book.payments), ("delivery_method", found.book.deliveries)):
        if values.get(name) and values[name] not in known:
            raise Problem(name, _("There is no “%(code)s”.") % {"code": values[name]})
    changes = []
    for name, value in values.items():
        before = getattr(order, name)
        if before != value:
            changes.append({"field": name, "before": _plain(before), "after": _plain(value)})
            setattr(order, name, value)
    return changes


def _allowed(order: Order, one: Edit) -> None:
    words = {"number": order.number}
    if one.revision is not None and one.revision != order.revision:
        raise Problem(
            "revision", _("Order %(number)s was changed by somebody else meanwhile. Look at it again.") % words
        )
    unknown = sorted(set(one.fields) - EDITABLE)
    if unknown:
        raise Problem(unknown[0], _("“%(name)s” can't be changed.") % {"name": unknown[0]})
    if order.cancelled:
        raise Problem("queue", _("Order %(number)s is cancelled.") % words)
    if order.pieces and order.shipped >= order.pieces and set(one.fields) - {"memo", "buyer_email"}:
        raise Problem("queue", _("Order %(number)s has been shipped.") % words)
    if order.in_work and one.lines is not None:
        raise Problem("lines", _("Order %(number)s is being packed: take it out of the batch first.") % words)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        if len(value) > MOST_TEXT and name not in FREE_TEXTS:
            raise Problem(name, _("The field is longer than %(most)d letters.") % {"most": MOST_TEXT})
        value = value.replace("\x00", "").strip()
        if name == "remark":
            return remarks.mask(value)
        return mask_cards(value)[0] if name in FREE_TEXTS else value
    if name in AMOUNTS and value is not None and not -MOST_MONEY <= value <= MOST_MONEY:
        raise Problem(name, _("The amount %(amount)s cannot be right.") % {"amount": value})
    if name == "parcels" and not 1 <= value <= 99:
        raise Problem(name, _("An order has between 1 and 99 parcels."))
    return value


def _cleaned(order: Order, values: Mapping[str, Any]) -> dict[str, Any]:
    """Addresses as intake cleans them."""
    cleaned: dict[str, Any] = {}
    for prefix, names in (("", RECIPIENT), ("buyer_", BUYER)):
        if any(name in values for name in names):
            plain = {name.removeprefix(prefix): values.get(name, getattr(order, name)) for name in names}
            person = clean(Person(**plain))
            cleaned |= {name: getattr(person, name.removeprefix(prefix)) for name in names}
    return cleaned


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _follow(order: Order, one: Edit, before: int | None, after: int | None) -> None:
    """Told totals follow the lines, unless the edit names them."""
    for name in ("goods_total", "total", "billed"):
        told = getattr(order, name)
        if name in one.fields:
            continue
        if after is None:
            setattr(order, name, None)
        elif told is not None and before is not None:
            setattr(order, name, max(told + after - before, 0))


def _consequences(
    orders: dict[int, Order],
    done: Mapping[int, list[dict[str, Any]]],
    asked: Mapping[int, Edit],
    found: Gathered,
    actor: str,
) -> list[Event]:
    """Everything that follows from new values, written. Events to publish."""
    live = [key for key, order in orders.items() if order.screened or found.book.channels[order.channel_id].live]
    for key, order in orders.items():
        _derive(order, done[key], asked[key], found)
    rows.update_orders(list(orders.values()), *WRITTEN)
    events: list[Event] = [
        Edited(subject=f"order/{key}", actor=actor, changes=done[key], revision=order.revision)
        for key, order in orders.items()
        if done[key]
    ]
    relined = [key for key in live if asked[key].lines is not None]
    wanted = [one for key in relined for one in wanted_of(orders[key], found.lines[key], found.book.now)]
    events += serve([*_unwanted(relined, wanted), *wanted], relined, actor=actor)
    return events + holding.rescreen(found, actor=actor, only=live)


def _derive(order: Order, changes: Sequence[Mapping[str, Any]], one: Edit, found: Gathered) -> None:
    lines = found.lines[order.pk]
    key = recipient_key(order)
    if key != order.recipient_key:
        order.recipient_key, order.merge_group, order.merge_declined = key, None, False
    order.remark_masked = order.remark_masked or remarks.MASKED in order.remark
    order.remark_rest = remarks.rest(order.remark, found.book.phrases)
    order.payment_gate = payment_gate(order, found.book)
    cancelling.recount_pieces(order, lines)
    set_dates(order, lines, found.book)
    set_search(order, lines)
    if any(change["field"] not in UNPRINTED for change in changes):
        order.revision += 1
    if one.content_key:
        order.content_key = one.content_key


def _unwanted(order_ids: Sequence[int], wanted: Sequence[inventory.Wanted]) -> list[inventory.Wanted]:
    """What stock still holds for these orders though no line wants it any more: nothing from now on."""
    from akinai.inventory.queries import demands

    keys = {(one.document, one.line, one.sku_id, one.warehouse_id) for one in wanted}
    return [
        inventory.Wanted(document=d.document, line=d.line, sku_id=d.sku_id, warehouse_id=d.warehouse_id, wanted=d.taken)
        for d in (demands([f"order/{one}" for one in order_ids]) if order_ids else ())
        if (d.document, d.line, d.sku_id, d.warehouse_id) not in keys and d.wanted > d.taken
    ]


def look_up_again(order_ids: Collection[int], *, actor: str) -> Outcome:
    """Look up SKUs that nobody knew, reckon and screen again: after a product was added or a list was corrected."""
    with transaction.atomic():
        unknown = OrderLine.objects.filter(order_id__in=list(order_ids), sku=None)
        skus = catalog.skus_by_code(set(unknown.values_list("sku_code", flat=True)))
        inventory.lock(
            documents=[f"order/{int(one)}" for one in order_ids],
            sku_ids={part for sku in skus.values() for part, _ in sku.parts or ((sku.id, 1),)},
        )
        orders = gathering.locked(order_ids)
        outcome = Outcome(refused=gathering.missing(order_ids, orders))
        free = {}
        for key, order in orders.items():
            if order.in_work or order.cancelled or not order.screened:
                sentence = _("Order %(number)s is being packed, cancelled or not live yet.") % {"number": order.number}
                outcome.refused.append(Refusal(key, "queue", sentence))
            else:
                free[key] = order
        outcome.done = list(free)
        publish(_look_up(free, skus, actor))
    return outcome


def _look_up(orders: dict[int, Order], skus: Mapping[str, SkuFacts], actor: str) -> list[Event]:
    if not orders:
        return []
    found = gathering.gather(orders)
    known: list[OrderLine] = []
    for line in (line for lines in found.lines.values() for line in lines if line.sku_id is None):
        sku = skus.get(catalog.code_key(line.sku_code))
        if sku is None:
            continue
        day = orders[line.order_id].ordered_at.astimezone(clock.JST).date()
        line.cost, line.tax_category = sku.cost, sku.tax_category
        gathering.put_sku(line, sku)
        line.tax_rate = found.book.rate(sku.tax_category, day)
        line.name = line.name or sku.name
        gathering.put_sku(line, sku)
        known.append(line)
    rows.update_rows(OrderLine, known, "sku_id", "cost", "tax_category", "tax_rate", "name")
    for order in orders.values():
        set_dates(order, found.lines.get(order.pk, []), found.book)
        order.remark_rest = remarks.rest(order.remark, found.book.phrases)
    columns = ("release_date", "ship_date", "ship_date_why", "release_waiting", "date_waiting", "remark_rest")
    rows.update_orders(list(orders.values()), *columns)
    fresh = {line.order_id for line in known}
    wanted = [
        one
        for key in fresh
        for one in wanted_of(orders[key], [line for line in found.lines[key] if line in known], orders[key].ordered_at)
    ]
    return serve(wanted, sorted(fresh), actor=actor) + holding.rescreen(found, actor=actor)

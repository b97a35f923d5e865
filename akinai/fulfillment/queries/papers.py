"""What the papers of a batch say: the dataclasses of papers/, filled in a constant number of statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import SimpleNamespace
from typing import Any, cast

from django.db import connection
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from akinai.core import clock, tax
from akinai.core.models import Shop
from akinai.core.people.actors import actor_name
from akinai.fulfillment import papers
from akinai.fulfillment.models import Shipment, ShipmentLine, WorkBatch
from akinai.fulfillment.words import handling_label, slot_label, temperature_label
from akinai.orders import queries as orders

PINS = """
select p.document, p.demand_id, l.shelf, l.code, l.expiry, sum(p.quantity)::int
  from inventory_pin p join inventory_lot l on l.id = p.lot_id
 where p.document = any(%s)
 group by 1, 2, 3, 4, 5
 order by 1, 2, 3, 5"""

# The parcel that bears the fees and discounts of an order: its first one, if there are several.
FIRST = """
select l.order_id, min(l.shipment_id)
  from fulfillment_shipmentline l join fulfillment_shipment s on s.id = l.shipment_id
 where l.order_id = any(%s) and s.state <> 'withdrawn'
 group by 1"""

METHODS = """
select 'delivery', code, name_ja, name_en from orders_deliverymethod
 union all
select 'payment', code, name_ja, name_en from orders_paymentmethod"""

FEES = ("shipping_fee", "payment_fee", "wrapping_fee", "discount", "mall_discount", "points")
# Of a parcel the channel tells nothing: its sums are ours.
UNTOLD = {"total": None, "billed": None, "goods_total": None, "currency": "JPY"}


@dataclass
class _World:
    """Everything read for a set of shipments."""

    shop: papers.Shop
    rounding: tax.Rounding
    lines: dict[int, list[ShipmentLine]]
    pins: dict[tuple[str, int], list[tuple[str, str, dt.date | None, int]]]
    money: Mapping[int, Any]
    first: Mapping[int, int]
    names: dict[tuple[str, str], tuple[str, str]]

    def name(self, kind: str, code: str) -> str:
        ja, en = self.names.get((kind, code), (code, code))
        return (en or ja) if (translation.get_language() or "ja").startswith("en") else ja


def batch_data(batch: WorkBatch, shipments: Sequence[Shipment]) -> papers.BatchData:
    """The papers of these shipments of a batch, in 連番 order. About nine statements, however many."""
    world = _read(shipments)
    return papers.BatchData(
        number=batch.number,
        warehouse=batch.warehouse.name,
        printed_at=clock.now(),
        orders=tuple(_pick(s, world) for s in shipments),
        slips=tuple(_slip(s, batch.number, world) for s in shipments),
        staff=actor_name(batch.started_by),
        language=(translation.get_language() or "ja")[:2],
    )


def _read(shipments: Sequence[Shipment]) -> _World:
    ids = [s.pk for s in shipments]
    lines: dict[int, list[ShipmentLine]] = defaultdict(list)
    rows = ShipmentLine.objects.select_related("order_line", "sku", "order__channel").filter(shipment__in=ids)
    ordered = rows.prefetch_related("order__lines").order_by("order_id", "order_line__position", "id")
    members: dict[int, Any] = {}
    for line in ordered:
        lines[line.shipment_id].append(line)
        members.setdefault(line.order_id, line.order)
    shop = Shop.objects.first() or Shop()
    rounding = cast(tax.Rounding, shop.tax_rounding)
    money = {key: orders.order_money(order, order.lines.all(), rounding=rounding) for key, order in members.items()}
    with connection.cursor() as cursor:
        cursor.execute(PINS, [[f"shipment/{key}" for key in ids]])
        pins = defaultdict(list)
        for document, demand, *place in cursor.fetchall():
            pins[document, demand].append(tuple(place))
        cursor.execute(FIRST, [list(members)])
        first = dict(cursor.fetchall())
        cursor.execute(METHODS)
        names = {(kind, code): (ja, en) for kind, code, ja, en in cursor.fetchall()}
    return _World(_shop(shop), rounding, lines, pins, money, first, names)


def _shop(shop: Shop) -> papers.Shop:
    return papers.Shop(
        name=shop.name,
        postal_code=shop.postal,
        address=tuple(x for x in (f"{shop.prefecture}{shop.city}{shop.line1}", shop.line2, shop.company) if x),
        phone=shop.phone,
        email=shop.email,
        registration_number=shop.registration_number,
    )


def party(person: Mapping[str, str]) -> papers.Party:
    """A person as printed."""
    street = f"{person.get('prefecture', '')}{person.get('city', '')}{person.get('line1', '')}"
    return papers.Party(
        name=person.get("name", ""),
        company=person.get("company", ""),
        postal_code=person.get("postal", ""),
        address=tuple(line for line in (street, person.get("line2", "")) if line),
        phone=person.get("phone", ""),
    )


def _pick(s: Shipment, world: _World) -> papers.PickOrder:
    lines = world.lines[s.pk]
    members = {line.order_id: line.order for line in lines}
    return papers.PickOrder(
        sequence=s.sequence,
        key=s.key,
        version=s.version,
        recipient=s.recipient.get("name") or s.recipient.get("company") or "",
        lines=tuple(pick for line in lines for pick in _pick_lines(s, line, world)),
        order_numbers=tuple(order.number for order in members.values()),
        channel="、".join(dict.fromkeys(order.channel.name for order in members.values())),
        delivery=world.name("delivery", s.delivery_method),
        temperature="" if s.temperature == "ambient" else temperature_label(s.temperature),
        wished=wished(s),
        cash_on_delivery=s.cod_amount,
        parcels=s.parcels,
        packing_note="\n".join(order.memo for order in members.values() if order.memo),
        gift=tuple(text for order in members.values() for text in gift_words(order)),
        remark="\n".join(order.remark_rest for order in members.values() if order.remark_rest),
    )


def _pick_lines(s: Shipment, line: ShipmentLine, world: _World) -> list[papers.PickLine]:
    """One per shelf and lot; before lots are known, the SKU's own shelf."""
    places = world.pins.get((f"shipment/{s.pk}", line.demand_id)) or [(line.sku.shelf, "", None, line.quantity)]
    return [
        papers.PickLine(
            shelf=shelf or line.sku.shelf,
            code=line.sku.code,
            name=line.sku.name,
            quantity=min(quantity, line.quantity),
            jan=line.sku.jan,
            options=line.sku.options,
            lot=lot,
            expiry=expiry,
            handling=tuple(handling_label(mark) for mark in line.sku.handling),
            note=line.sku.packing_note,
        )
        for shelf, lot, expiry, quantity in places
    ]


def wished(s: Shipment) -> str:
    """Wished date and slot, ready to read."""
    day = date_format(s.wished_date, "MONTH_DAY_FORMAT") if s.wished_date else ""
    return " ".join(part for part in (day, slot_label(s.wished_slot)) if part)


def gift_words(order: Any) -> list[str]:
    """のし, 名入れ, wrapping and message of an order, ready to read."""
    named = (
        (_("Noshi"), order.noshi),
        (_("Name on it"), order.noshi_name),
        (_("Wrapping"), order.wrapping),
        (_("Message"), order.gift_message),
    )
    words = [f"{name}: {value}" for name, value in named if value]
    return words or ([_("Gift")] if order.gift else [])


def _slip(s: Shipment, batch: str, world: _World) -> papers.SlipData:
    lines = world.lines[s.pk]
    members = list({line.order_id: line.order for line in lines}.values())
    leading = members[0]
    with translation.override(leading.channel.language or "ja"):
        whole = all(_complete(order, lines, world) for order in members)
        sums = (
            _sums(members, world)
            if whole
            else _part_sums([o for o in members if world.first.get(o.pk) == s.pk], lines, world)
        )
        return papers.SlipData(
            key=s.key,
            version=s.version,
            shop=world.shop,
            recipient=party(s.recipient),
            lines=tuple(_slip_lines(lines)),
            batch_number=batch,
            sequence=s.sequence,
            order_numbers=tuple(order.channel_number or order.number for order in members),
            order_date=leading.ordered_at.astimezone(clock.JST).date(),
            ship_date=s.ship_date,
            buyer=party(_buyer(leading)),
            payment_method=world.name("payment", leading.payment_method) or leading.payment_text,
            delivery=world.name("delivery", s.delivery_method),
            wished=wished(s),
            tax_included=all(line.order_line.price_includes_tax for line in lines),
            currency=leading.currency,
            message=leading.channel.slip_message,
            receipt=leading.channel.issues_documents,
            remark=_remark(members, whole),
            hide_prices=any(order.hide_prices for order in members) or bool(s.sender),
            language="en" if leading.channel.language == "en" else "ja",
            **sums,
        )


def _buyer(order: Any) -> dict[str, str]:
    names = ("name", "phone", "postal", "prefecture", "city", "line1", "line2")
    return {name: getattr(order, f"buyer_{name}") for name in names}


def _remark(members: Sequence[Any], whole: bool) -> str:
    notes = [order.slip_note for order in members if order.slip_note]
    if not whole:
        notes.append(_("This parcel is part of the order. The other items come in another one."))
    return "\n".join(notes)


def _complete(order: Any, lines: Sequence[ShipmentLine], world: _World) -> bool:
    """Whether everything of the order is in this parcel."""
    return order.pieces == sum(line.line_pieces for line in lines if line.order_id == order.pk)


def _slip_lines(lines: Sequence[ShipmentLine]) -> list[papers.SlipLine]:
    """One per ordered line; a bundle's parts stand below it without money."""
    found = []
    for _line, group in groupby(lines, key=lambda line: line.order_line_id):
        members = list(group)
        ordered = members[0].order_line
        pieces = sum(member.line_pieces for member in members)
        parts = [m for m in members if m.sku_id != ordered.sku_id]
        price = ordered.unit_price
        found.append(
            papers.SlipLine(
                code=ordered.sku_code,
                name=ordered.name,
                quantity=pieces,
                options=ordered.options,
                unit_price=price,
                amount=None if price is None else price * pieces,
                reduced=ordered.tax_category.startswith("reduced"),
                parts=tuple(papers.SlipPart(code=m.sku.code, name=m.sku.name, quantity=m.quantity) for m in parts),
            )
        )
    return found


def _sums(members: Sequence[Any], world: _World) -> dict[str, Any]:
    """Fees, discounts, sums per rate and total of whole orders; those of merged orders are added up."""
    charges: dict[str, int] = defaultdict(int)
    included = all(line.price_includes_tax for order in members for line in order.lines.all())
    rates: dict[tuple[int, bool, str], list[int]] = {}
    for order in members:
        for label, amount in _fees(order):
            charges[label] += amount
        _add(rates, world.money[order.pk].rates, included)
    totals = [world.money[order.pk].total for order in members]
    known = [total for total in totals if total is not None]
    return {
        "charges": tuple(papers.SlipCharge(label=label, amount=amount) for label, amount in charges.items()),
        "rate_sums": tuple(_rate(key, *sums) for key, sums in sorted(rates.items(), reverse=True)),
        "total": sum(known) if len(known) == len(totals) else None,
    }


def _add(rates: dict[tuple[int, bool, str], list[int]], sums: Iterable[tax.RateSum], included: bool) -> None:
    for rate in sums:
        found = rates.setdefault((rate.rate_bp, rate.reduced, "" if rate.rate_bp else rate.categories[0]), [0, 0])
        found[0] += rate.gross if included else rate.net
        found[1] += rate.tax


def _fees(order: Any) -> list[tuple[str, int]]:
    named = (
        (_("Carriage"), order.shipping_fee, 1),
        (_("Payment fee"), order.payment_fee, 1),
        (_("Wrapping fee"), order.wrapping_fee, 1),
        (_("Discount"), order.discount, -1),
        (_("Coupon"), order.mall_discount, -1),
        (_("Points used"), order.points, -1),
    )
    return [(label, sign * amount) for label, amount, sign in named if amount]


def _rate(key: tuple[int, bool, str], amount: int, tax_sum: int) -> papers.RateSum:
    points, reduced, category = key
    words = _("not taxed") if category in tax.ZERO_CATEGORIES else f"{points / 100:g}%"
    return papers.RateSum(rate=words, amount=amount, tax=tax_sum, reduced=reduced)


def _part_sums(bearing: Sequence[Any], lines: Sequence[ShipmentLine], world: _World) -> dict[str, Any]:
    """Sums of the goods in this parcel, and the fees and discounts of the orders whose first parcel it is."""
    goods = [_Part(line.order_line, line.line_pieces) for line in lines if line.line_pieces]
    if any(line.unit_price is None for line in goods):
        return {}
    worth = sum(line.unit_price * line.quantity for line in goods)
    fees = {name: sum(getattr(order, name) or 0 for order in bearing) for name in FEES}
    fees["discount"] = min(fees["discount"], worth)  # goods in a later parcel are not taken off this one
    money = orders.order_money(SimpleNamespace(**fees, **UNTOLD), goods, rounding=world.rounding)
    rates: dict[tuple[int, bool, str], list[int]] = {}
    _add(rates, money.rates, all(line.price_includes_tax for line in goods))
    return {
        "charges": tuple(papers.SlipCharge(label=label, amount=n) for label, n in _fees(SimpleNamespace(**fees))),
        "rate_sums": tuple(_rate(key, *one) for key, one in sorted(rates.items(), reverse=True)),
        "total": money.total,
    }


class _Part:
    """So many pieces of an ordered line, as the sums read it."""

    cancelled = 0

    def __init__(self, line: Any, pieces: int) -> None:
        self.quantity, self.unit_price = pieces, line.unit_price
        self.price_includes_tax, self.tax_category = line.price_includes_tax, line.tax_category
        self.tax_rate = line.tax_rate


def in_batch(batch_id: int, ids: Collection[int] | None = None) -> list[Shipment]:
    """The shipments of a batch in work (or these of it), in 連番 order. One statement."""
    rows = Shipment.objects.select_related("order__channel").filter(batch=batch_id)
    rows = rows.filter(id__in=list(ids)) if ids is not None else rows.exclude(state="withdrawn")
    return list(rows.order_by("sequence"))

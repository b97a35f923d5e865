"""作業開始: ready orders become shipments in a batch, with shelves and lots pinned; and the way back.

Statements per batch are constant (about twenty), however many orders.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.fulfillment.actions import facts, floor
from akinai.fulfillment.actions.grouping import Plan, plan, sequence_key
from akinai.fulfillment.actions.pinning import pin_lines
from akinai.fulfillment.events import WorkStarted
from akinai.fulfillment.models import OutsourceRequest, Shipment, ShipmentLine, WorkBatch
from akinai.fulfillment.papers.picking import shelf_key
from akinai.fulfillment.words import key_of
from akinai.inventory import actions as inventory
from akinai.orders import actions as orders
from akinai.orders import queries as order_queries

# Any number will do, if it is always the same: batches are numbered one after the other.
NUMBERING = 2_011_701


@dataclass
class Started:
    """The batches made (one per warehouse) and what became of each order asked for."""

    batch_ids: list[int] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def batch_id(self) -> int | None:
        """The batch, when there is one at all."""
        return self.batch_ids[0] if self.batch_ids else None


class _Changed(Exception):
    """Some orders can't go after all; nothing of this attempt stays, the others are started without them."""

    def __init__(self, refusals: Sequence[Refusal], order_ids: Iterable[int]) -> None:
        self.refusals = list(refusals)
        self.order_ids = set(order_ids)


def start_work(order_ids: Collection[int], *, warehouse_id: int | None = None, actor: str) -> Started:
    """Start the work of ready orders, those that travel together as one shipment, one batch per warehouse.

    Pieces are taken from `warehouse_id` only, when it is given. Refused orders stay where they are, each with its
    sentence. Undo: `undo_start`.
    """
    asked = list(dict.fromkeys(order_ids))
    late: list[Refusal] = []
    while True:
        left = [key for key in asked if key not in {refusal.key for refusal in late}]
        try:
            with transaction.atomic():
                started = _start(left, warehouse_id, actor)
        except _Changed as changed:
            known = {refusal.key for refusal in late}
            late += [refusal for refusal in changed.refusals if refusal.key not in known]
            continue
        started.outcome.refused += [refusal for refusal in late if refusal.key in asked]
        return started


def preview(order_ids: Collection[int], *, warehouse_id: int | None = None) -> tuple[list[Plan], list[Refusal]]:
    """What `start_work` would do now. Three statements; nothing changes."""
    mates = facts.with_mates(order_ids)
    return plan(list(order_ids), facts.orders(mates), facts.demands(mates), warehouse_id=warehouse_id)


def _start(asked: list[int], warehouse_id: int | None, actor: str) -> Started:
    _take_turn()
    mates = facts.with_mates(asked)
    inventory.lock(documents=facts.documents(mates))
    found = facts.orders({*mates, *asked})
    plans, refused = plan(asked, found, facts.demands(mates), warehouse_id=warehouse_id)
    started = Started(outcome=Outcome(refused=refused))
    if not plans:
        return started
    batches = _new_batches(plans, actor)
    shipments = new_shipments([(one, batches[one.warehouse_id]) for one in plans])
    _pin(plans, shipments, actor)
    _set_in_order(plans, shipments)
    _begin(plans, actor)
    OutsourceRequest.objects.bulk_create(
        [OutsourceRequest(shipment=s) for s, one in zip(shipments, plans, strict=True) if one.outside]
    )
    numbers = {batch.pk: batch.number for batch in batches.values()}
    publish(
        [
            WorkStarted(
                subject=f"shipment/{s.pk}",
                actor=actor,
                batch_id=s.batch_id,
                batch=numbers[s.batch_id],
                sequence=s.sequence,
                order_ids=one.order_ids,
            )
            for s, one in zip(shipments, plans, strict=True)
        ]
    )
    taken = {key for one in plans for key in one.order_ids}
    started.outcome.done = [key for key in asked if key in taken]
    started.batch_ids = [batch.pk for batch in batches.values()]
    return started


def _take_turn() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [NUMBERING])


def _new_batches(plans: Sequence[Plan], actor: str) -> dict[int, WorkBatch]:
    """A batch per warehouse, numbered on from the last one of the day. Two statements."""
    today = clock.today()
    numbers = WorkBatch.objects.filter(day=today).values_list("number", flat=True)
    last = max((int(number.rpartition("-")[2]) for number in numbers), default=0)
    houses = {one.warehouse_id: one.outside for one in plans}
    made = WorkBatch.objects.bulk_create(
        [
            WorkBatch(
                number=f"{today:%m%d}-{last + n:02}",
                day=today,
                warehouse_id=house,
                started_at=clock.now(),
                started_by=actor,
                outsourced=outside,
            )
            for n, (house, outside) in enumerate(sorted(houses.items()), start=1)
        ]
    )
    return {batch.warehouse_id: batch for batch in made}


def new_ids(count: int) -> list[int]:
    """Ids for shipments to be made, so that their keys are known before the rows are written. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('fulfillment_shipment', 'id')) from generate_series(1, %s)", [count]
        )
        return [row[0] for row in cursor.fetchall()]


def new_shipments(made: Sequence[tuple[Plan, WorkBatch]]) -> list[Shipment]:
    """Write the shipments and their lines, with a place of their own that is not yet the final one. Four statements."""
    ids = new_ids(len(made))
    taxes = cod_taxes({key for one, _batch in made for key in one.cod_orders})
    shipments = Shipment.objects.bulk_create(
        [_shipment(number, one, batch, taxes) for number, (one, batch) in zip(ids, made, strict=True)]
    )
    ShipmentLine.objects.bulk_create(
        [
            ShipmentLine(
                shipment_id=number,
                order_id=line.order_id,
                order_line_id=line.order_line_id,
                sku_id=line.sku_id,
                demand_id=line.demand_id,
                quantity=line.quantity,
                line_pieces=line.line_pieces,
            )
            for number, (one, _batch) in zip(ids, made, strict=True)
            for line in one.lines
        ]
    )
    return shipments


def _shipment(number: int, one: Plan, batch: WorkBatch, taxes: Mapping[int, int | None]) -> Shipment:
    return Shipment(
        id=number,
        key=key_of(number),
        batch=batch,
        warehouse_id=one.warehouse_id,
        sequence=-number,
        temperature=one.temperature,
        ship_date=clock.today(),
        cod_amount=one.cod_amount,
        cod_tax=cod_tax(one.cod_orders, taxes) if one.cod_amount is not None else None,
        parcels=one.leading.parcels if one.first else 1,
        **snapshot(one.orders),
    )


def snapshot(members: Sequence[facts.OrderFacts]) -> dict[str, object]:
    """What the papers and labels show of the orders, as it is now. The first order leads."""
    leading = members[0]
    # A mall that tells no address of the buyer (Amazon) leaves the shop as the sender: a label needs one.
    known = leading.sender.get("postal") and leading.sender.get("line1")
    given = leading.gift and known and _name(leading.sender) not in ("", _name(leading.recipient))
    return {
        "order_id": leading.id,
        "delivery_method": leading.delivery_method,
        "wished_date": leading.wished_date,
        "wished_slot": leading.wished_slot,
        "recipient": leading.recipient,
        "sender": leading.sender if given else {},
        "orders_revision": sum(order.revision for order in members),
    }


def _name(person: dict[str, str]) -> str:
    return (person.get("name") or person.get("company") or "").replace("　", "").replace(" ", "")


def cod_taxes(order_ids: Collection[int]) -> dict[int, int | None]:
    """The tax inside the money collected, by order (None: a price is unknown); no statement when there is none."""
    if not order_ids:
        return {}
    found: dict[int, int | None] = {}
    for order, lines in facts.money_of(order_ids):
        money = order_queries.order_money(order, lines)
        found[order.id] = None if money.unknown else sum(rate.tax for rate in money.rates)
    return found


def cod_tax(order_ids: Collection[int], taxes: Mapping[int, int | None]) -> int | None:
    """The tax of a parcel that collects for these orders; None when it collects nothing or a price is unknown."""
    each = [taxes.get(key) for key in order_ids]
    return sum(amount or 0 for amount in each) if each and None not in each else None


def _pin(plans: Sequence[Plan], shipments: Sequence[Shipment], actor: str) -> None:
    """Choose shelves and lots; orders whose pieces no lot holds are left out."""
    by_id = {made.pk: one for one, made in zip(plans, shipments, strict=True)}
    wanted = [(key, line.demand_id, line.quantity) for key, one in by_id.items() for line in one.lines]
    try:
        shelves = pin_lines(wanted, actor=actor)
    except floor.Late as late:
        raise _left_out((by_id[int(str(one.key))], one.message) for one in late.refusals) from None
    for key, one in by_id.items():
        one.shelf = min(shelves.get(key, ()), key=shelf_key, default=one.shelf)


def _left_out(reasons: Iterable[tuple[Plan, str]]) -> _Changed:
    refusals = {order.id: Refusal(order.id, "quantity", why) for one, why in reasons for order in one.members}
    return _Changed(list(refusals.values()), refusals)


def _set_in_order(plans: Sequence[Plan], shipments: Sequence[Shipment]) -> None:
    """Give each shipment its place (連番): those of one SKU first, by shelf. One statement."""
    by_batch: dict[int, list[tuple[tuple[bool, Any, int], Shipment]]] = defaultdict(list)
    for one, made in zip(plans, shipments, strict=True):
        place = sequence_key({line.sku_id for line in one.lines}, one.shelf, made.pk)
        by_batch[made.batch_id].append((place, made))
    for members in by_batch.values():
        for n, (_place, made) in enumerate(sorted(members, key=lambda pair: pair[0]), start=1):
            made.sequence = n
    with connection.cursor() as cursor:
        cursor.execute(
            """update fulfillment_shipment s set sequence = n.sequence
                 from unnest(%s::bigint[], %s::int[]) as n (id, sequence)
                where s.id = n.id""",
            [[s.pk for s in shipments], [s.sequence for s in shipments]],
        )


def _begin(plans: Sequence[Plan], actor: str) -> None:
    """Close the orders to the office. Orders are locked last; one that changed meanwhile is left out with its group."""
    outcome = orders.begin_work([key for one in plans for key in one.order_ids], actor=actor)
    if outcome.refused:
        why = {refusal.key: refusal.message for refusal in outcome.refused}
        hit = [(one, next(why[o.id] for o in one.orders if o.id in why)) for one in plans if _any(one, why)]
        raise _left_out(hit)


def _any(one: Plan, why: dict[object, str]) -> bool:
    return any(order.id in why for order in one.orders)

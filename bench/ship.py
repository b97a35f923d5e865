"""A batch of 1,000 shipments from 作業開始 to 出荷確定.

Start work (shelves and lots pinned), label file out, numbers back in as the carrier's software gives them, inspection
vouched for in bulk, confirmed: five verbs, five transactions. The limit is the same row changes by hand, step by step
(see replay.py). The PDF of the batch is measured by `documents`.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from akinai.core import clock
from akinai.core.models import Shop
from akinai.core.settings import put
from akinai.fulfillment import actions
from akinai.fulfillment.models import Shipment
from akinai.fulfillment.seeds import seed
from akinai.orders.actions import place_orders
from akinai.orders.models import Order
from bench import replay, world
from bench.harness import Result, plain_connection, require, seconds, size, statements, twin

SHIPMENTS, LINES, FEW, SOME = 1_000, 2, 10, 40
WEDNESDAY = dt.datetime(2026, 11, 18, 10, 0, tzinfo=clock.JST)  # a working day before the cut-off: orders get ready
TABLES = (
    "orders_order", "orders_orderline", "orders_hold", "inventory_stock", "inventory_lot", "inventory_demand",
    "inventory_pin", "inventory_movement", "fulfillment_workbatch", "fulfillment_shipment", "fulfillment_shipmentline",
    "fulfillment_parcel", "fulfillment_printedpaper", "fulfillment_scanlog", "core_event", "core_mail",
    "procrastinate_jobs",
)  # fmt: skip


@dataclass
class Floor:
    """A batch on its way: what each step hands to the next."""

    order_ids: Sequence[int]
    shipment_ids: Sequence[int] = ()
    batch_id: int = 0
    answer: bytes = b""

    def start(self) -> None:
        started = actions.start_work(self.order_ids, actor=world.ACTOR)
        require(not started.outcome.refused, f"Not started: {started.outcome.refused[:1]}")
        self.batch_id = started.batch_ids[0]

    def labels_out(self) -> None:
        export = actions.export_labels(batch_id=self.batch_id, layout="yamato-b2-97", actor=world.ACTOR)
        require(export.rows > 0, f"No label was written: {export.outcome.refused[:1]}")

    def numbers_in(self) -> None:
        told = actions.import_issued(self.answer, layout="yamato-b2-97", actor=world.ACTOR)
        require(not told.outcome.refused, f"Numbers were refused: {told.outcome.refused[:1]}")

    def inspect(self) -> None:
        outcome = actions.inspect_by_eye(self.shipment_ids, actor=world.ACTOR)
        require(not outcome.refused, f"Not inspected: {outcome.refused[:1]}")

    def confirm(self) -> None:
        outcome = actions.confirm(self.shipment_ids, actor=world.ACTOR)
        require(not outcome.refused, f"Not confirmed: {outcome.refused[:1]}")

    def look(self) -> None:
        """What the next steps need; nobody's time."""
        found = Shipment.objects.filter(batch=self.batch_id).order_by("sequence").values_list("id", "key")
        self.shipment_ids = [number for number, _key in found]
        out = io.StringIO()
        csv.writer(out).writerows([["お客様管理番号", "伝票番号"], *([key, _number(n)] for n, key in found)])
        self.answer = out.getvalue().encode("cp932")

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [self.start, self.labels_out, self.numbers_in, self.inspect, self.confirm]


def _number(at: int) -> str:
    """A label number with ヤマト's check digit (the first eleven digits modulo seven)."""
    first = 44_440_000_000 + at
    return f"{first}{first % 7}"


def run() -> Iterator[Result]:
    """Shipments per second through all five steps, and the statements of all five."""
    with clock.frozen(WEDNESDAY):
        yield _measured(size(SHIPMENTS, least=20))


def _measured(count: int) -> Result:
    ready = _ready_orders(count + FEW + SOME)
    counts = [_count(ready[:FEW]), _count(ready[FEW : FEW + SOME])]
    require(counts[0] == counts[1], f"Statements grow with the batch: {counts}.")
    floor = Floor(ready[FEW + SOME :])
    ours = limit = 0.0
    with twin() as name, plain_connection(name) as bare:
        for step in floor.steps:
            begun = replay.mark(TABLES)
            ours += seconds(step)
            changes = replay.taken(begun)
            replay.hand_over(bare, changes)
            limit += seconds(lambda changes=changes: replay.apply(bare, changes))  # type: ignore[misc]
            floor.look()
    return Result("ship", "shipments/s", count / ours, count / limit, counts[1])


def _count(order_ids: Sequence[int]) -> int:
    floor, total = Floor(order_ids), 0
    for step in floor.steps:
        total += statements(step)
        floor.look()
    return total


def _ready_orders(count: int) -> list[int]:
    """Orders that can be packed now; those with remarks and wishes wait for other things and are not used."""
    seed()
    put({"yamato_billing_code": "0312345678"}, actor=world.ACTOR)
    shop = {"name": "商い商店", "postal": "1050011", "prefecture": "東京都", "city": "港区", "line1": "芝公園4-2-8"}
    Shop.objects.update_or_create(id=1, defaults={**shop, "phone": "03-1234-5678"})
    goods = world.make()
    for turn in range(20):
        place_orders(world.orders(goods, max(50, count // 2), lines=LINES, seed=30 + turn), actor=world.ACTOR)
        ready = list(Order.objects.filter(queue="ready").order_by("id").values_list("id", flat=True)[:count])
        if len(ready) == count:
            return ready
    require(False, "Too few orders got ready.")
    return []

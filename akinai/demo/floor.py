"""The floor's part of the day: start, papers, labels and their numbers, inspection by scans, 出荷確定."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.storage import default_storage

from akinai.core import clock
from akinai.demo import doors, shop
from akinai.demo.hours import Hours
from akinai.demo.signins import actor_of
from akinai.fulfillment import actions as fulfillment
from akinai.fulfillment.models import Parcel, PrintedPaper, Shipment, ShipmentLine, WorkBatch
from akinai.inventory import actions as inventory
from akinai.inventory import queries as stock
from akinai.inventory.models import Warehouse
from akinai.orders import actions as orders
from akinai.orders.models import Order

FIRST_NUMBER = 44_441_375_870  # eleven digits; B2クラウド adds the check digit
LEFT_READY = 16  # orders nobody starts in the morning
LEFT_IN_WORK = 6  # orders started late, for the station
OUTSIDE_ORDERS = 3
OUTSIDE_LATE = 2  # the 倉庫委託先 has not answered for these
ONE_BY_ONE = 3  # pieces scanned singly; more of one thing are counted: "12*4901234567894"


@dataclass
class Floor:
    """What the floor has in its hands between the steps of the day."""

    batches: list[int] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def _ready() -> list[int]:
    rows = Order.objects.filter(queue="ready").order_by("ship_date", "id")
    return list(rows.values_list("id", flat=True))


def send_before(hours: Hours, floor: Floor) -> None:
    """What was sold earlier leaves the shop, and arrives."""
    work = Floor()
    start(_ready(), work)
    print_papers(work)
    label(work)
    inspect(_open(work.batches))
    sent = confirm(work)
    fulfillment.mark_delivered(sent, actor=actor_of("orders"))


def give_outside(hours: Hours, floor: Floor) -> None:
    """A few orders go to the 倉庫委託先."""
    _move_outside(OUTSIDE_ORDERS)


def _move_outside(count: int) -> list[int]:
    """Pieces are brought to the 倉庫委託先, and orders follow them; which."""
    house = Warehouse.objects.get(code=shop.OUTSIDE)
    chosen = Order.objects.filter(queue="ready", gift=False, payment_method="mall").exclude(warehouse=house)
    ids = list(chosen.order_by("id").values_list("id", flat=True)[:count])
    wanted = stock.demands([f"order/{key}" for key in ids])
    arrivals = [inventory.Arrival(sku_id=one.sku_id, warehouse_id=house.pk, quantity=one.wanted + 2) for one in wanted]
    document = f"IT-{clock.today():%m%d}-{clock.now():%H%M}"
    inventory.receive(arrivals, document=document, reason=house.name, actor=actor_of("purchasing"))
    orders.move_warehouse(ids, house.pk, actor=actor_of("orders"))
    return ids


def start_day(hours: Hours, floor: Floor) -> None:
    """出荷作業開始 of what is ready; a few orders are left for whoever tries."""
    mall = Order.objects.filter(queue="ready").exclude(channel__code__in=("phone", "shop")).order_by("-id")
    left = list(mall.values_list("id", flat=True))[::2][:LEFT_READY]
    start(sorted({*_ready()} - {*left}), floor)


def start(order_ids: Sequence[int], floor: Floor) -> None:
    """Start the work of orders: one batch per warehouse."""
    started = fulfillment.start_work(order_ids, actor=actor_of("warehouse"))
    floor.batches += started.batch_ids
    floor.refusals += [refusal.message for refusal in started.outcome.refused]


def print_papers(floor: Floor) -> None:
    """One PDF per batch: pick lists and 納品書."""
    for batch in WorkBatch.objects.filter(id__in=floor.batches, outsourced=False):
        for kind in ("pick_total", "pick_orders", "batch"):
            fulfillment.print_batch(batch.pk, kind=kind, actor=actor_of("warehouse"))


def slip_pages() -> int:
    """Pages of 納品書 printed: a batch's PDF without the pick lists that are in it, and slips printed anew."""
    pages: Counter[str] = Counter()
    for kind, count in PrintedPaper.objects.values_list("kind", "pages"):
        pages[kind] += count
    return pages["batch"] - pages["pick_total"] - pages["pick_orders"] + pages["slips"]


def label(floor: Floor) -> None:
    """B2クラウド: label rows out, numbers issued by the stand-in, and in again."""
    for batch in WorkBatch.objects.filter(id__in=floor.batches, outsourced=False):
        rows = shop.write(f"b2_{batch.number}.csv", b"")
        doors.command("export", "labels", batch.number, rows)
        _issue(rows)
        changed = _respell([s for s in _open([batch.pk]) if not s.parcel_rows.exists()])
        if changed:
            _label_again(batch, changed)


def _label_again(batch: WorkBatch, shipment_ids: Sequence[int]) -> None:
    """Labels for some shipments only: their first ones were refused, or are void."""
    export = fulfillment.export_labels(shipment_ids, layout="yamato-b2-97", actor=actor_of("warehouse"))
    assert export.paper is not None
    with default_storage.open(export.paper.file) as stored:
        _issue(shop.write(f"b2_{batch.number}_{shipment_ids[0]}.csv", stored.read()))


def _issue(rows: Path) -> None:
    """What B2クラウド makes of a label file, and its numbers back in."""
    issued = rows.with_stem(f"{rows.stem}_issued")
    first = FIRST_NUMBER + Parcel.objects.filter(carrier="yamato").count()
    today = clock.today().isoformat()
    doors.stand_in("yamato", rows, issued, "--date", today, "--first-number", str(first))
    doors.command("import", "labels", issued)


# What no label and no CP932 can hold, and how the post writes it.
SPELLING = {"𠮷": "吉", "🌸": ""}


def _respell(shipments: Iterable[Shipment]) -> list[int]:
    """Names that the label file refused are spelt so that it can hold them; the papers are made again. Which."""
    changed = []
    for shipment in shipments:
        order = shipment.order
        fields = {name: _spelt(getattr(order, name)) for name in ("name", "buyer_name")}
        if any(value != getattr(order, name) for name, value in fields.items()):
            orders.edit([orders.Edit(order.pk, fields)], actor=actor_of("orders"))
            changed.append(shipment.pk)
    if changed:
        fulfillment.refresh(changed, actor=actor_of("warehouse"))
        batch = Shipment.objects.get(pk=changed[0]).batch_id
        fulfillment.print_batch(batch, kind="slips", shipment_ids=changed, actor=actor_of("warehouse"))
    return changed


def _spelt(text: str) -> str:
    for odd, plain in SPELLING.items():
        text = text.replace(odd, plain)
    return text.strip()


def _open(batch_ids: Collection[int]) -> list[Shipment]:
    """What is being packed in these batches by ourselves, in order."""
    found = Shipment.objects.filter(batch__in=batch_ids, batch__outsourced=False, state="working")
    return list(found.select_related("order", "batch").order_by("batch_id", "sequence"))


def disturb(hours: Hours, floor: Floor) -> None:
    """What goes wrong on a floor: a wrong piece, an empty shelf, a cancellation and a new address after printing."""
    warehouse, office = actor_of("warehouse"), actor_of("orders")
    wrong, short, cancelled, moved = _open(floor.batches)[:4]
    _scan_wrongly(wrong, warehouse)
    line = short.lines.order_by("-quantity").first()
    assert line is not None
    fulfillment.short(line.pk, line.quantity - 1, actor=warehouse)
    orders.cancel([cancelled.order_id], reason="buyer", actor=office)
    orders.edit([orders.Edit(moved.order_id, {"line2": "ハイツ青空203"})], actor=office)
    fulfillment.scan(f"{cancelled.key}-{cancelled.version}", actor=warehouse)
    fulfillment.scan(f"{moved.key}-{moved.version}", actor=warehouse)
    fulfillment.print_withdrawals(actor=warehouse)
    fulfillment.withdraw([cancelled.pk], reason="", actor=warehouse)
    fulfillment.put_back_to_shelf([cancelled.pk, short.pk], actor=warehouse)
    fulfillment.refresh([moved.pk], actor=warehouse)
    fulfillment.print_batch(moved.batch_id, kind="slips", shipment_ids=[moved.pk], actor=warehouse)
    _label_again(moved.batch, [moved.pk])


def _scan_wrongly(shipment: Shipment, actor: str) -> None:
    """A piece of another parcel in this one: the station refuses it."""
    fulfillment.scan(f"{shipment.key}-{shipment.version}", actor=actor)
    own = shipment.lines.values("sku")
    other = ShipmentLine.objects.filter(shipment__batch=shipment.batch_id).exclude(sku__in=own).select_related("sku")
    fulfillment.scan(other.order_by("id")[0].sku.jan, shipment.pk, actor=actor)


def inspect_day(hours: Hours, floor: Floor) -> None:
    """検品 of everything in work."""
    inspect(_open(floor.batches))


def inspect(shipments: Sequence[Shipment]) -> None:
    """Scan slip by slip and piece by piece, as a reader does."""
    actor = actor_of("warehouse")
    lines: dict[int, list[ShipmentLine]] = {}
    every = ShipmentLine.objects.filter(shipment__in=[s.pk for s in shipments]).select_related("sku")
    for line in every.order_by("shipment_id", "id"):
        lines.setdefault(line.shipment_id, []).append(line)
    for shipment in shipments:
        opened = fulfillment.scan(f"{shipment.key}-{shipment.version}", actor=actor)
        if opened.tone == "good":
            for line in lines[shipment.pk]:
                _scan(line, shipment.pk, actor)


def _scan(line: ShipmentLine, shipment_id: int, actor: str) -> None:
    code, left = line.sku.jan or line.sku.code, line.quantity - line.scanned
    if left > ONE_BY_ONE:
        fulfillment.scan(f"{left}*{code}", shipment_id, actor=actor)
        return
    for _piece in range(left):
        fulfillment.scan(code, shipment_id, actor=actor)


def confirm_day(hours: Hours, floor: Floor) -> None:
    """出荷確定, and 出荷確定戻し of one that was still here; the outside warehouse reports what it sent."""
    sent = confirm(floor)
    if sent:
        fulfillment.undo_confirm(sent[:1], actor=actor_of("orders"))
        fulfillment.confirm(sent[:1], actor=actor_of("warehouse"))
    _outside(floor)
    fulfillment.print_handover(actor=actor_of("warehouse"))


def confirm(floor: Floor) -> list[int]:
    """Confirm what is inspected; the shipments that left."""
    inspected = Shipment.objects.filter(batch__in=floor.batches, batch__outsourced=False, state="inspected")
    outcome = fulfillment.confirm(list(inspected.values_list("id", flat=True)), actor=actor_of("warehouse"))
    floor.refusals += [refusal.message for refusal in outcome.refused]
    return [int(str(key)) for key in outcome.done]


def _outside(floor: Floor) -> None:
    """倉庫委託先: 出荷指示 out, 実績 in."""
    for batch in WorkBatch.objects.filter(id__in=floor.batches, outsourced=True):
        export = fulfillment.export_instruction(batch.pk, actor=actor_of("orders"))
        if export.paper is None:
            continue
        with default_storage.open(export.paper.file) as stored:
            told = shop.write(f"3pl_{batch.number}.csv", stored.read())
        result = shop.write(f"3pl_{batch.number}_result.csv", b"")
        doors.stand_in("warehouse", told, result)
        outcome = fulfillment.import_result(result.read_bytes(), actor=actor_of("orders"))
        floor.refusals += [refusal.message for refusal in outcome.refused]


def start_late(hours: Hours, floor: Floor) -> None:
    """A last batch of the afternoon, left on the bench: to inspect, to confirm, to pull out, to answer for others."""
    late = Floor()
    outside = _move_outside(OUTSIDE_LATE)
    start([*outside, *[key for key in _ready() if key not in outside][:LEFT_IN_WORK]], late)
    print_papers(late)
    label(late)
    inspected, cancelled, moved = _open(late.batches)[:3]
    inspect([inspected])
    orders.cancel([cancelled.order_id], reason="buyer", actor=actor_of("orders"))
    orders.edit([orders.Edit(moved.order_id, {"line2": "第二青空荘101"})], actor=actor_of("orders"))
    for batch in WorkBatch.objects.filter(id__in=late.batches, outsourced=True):
        fulfillment.export_instruction(batch.pk, actor=actor_of("orders"))
    floor.refusals += late.refusals


def come_back(hours: Hours, floor: Floor) -> None:
    """返品: a parcel of the earlier sales comes back broken."""
    order = Order.objects.filter(queue="delivered").order_by("id").first()
    if order is None:
        return
    lines = [
        orders.ReturnLine(line.pk, line.shipped - line.returned, False, "初期不良")
        for line in order.lines.all()
        if line.shipped > line.returned
    ]
    orders.return_lines(lines, actor=actor_of("orders"))


def tell_malls(hours: Hours, floor: Floor) -> None:
    """発送完了報告 for the malls; Amazon's is left 未通知."""
    for channel in ("rakuten", "yahoo"):
        doors.command("export", "shipments", channel, shop.write(f"{channel}_shipments.csv", b""), "--uploaded")

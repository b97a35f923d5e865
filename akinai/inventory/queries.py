"""What others may ask of stock."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Sum

from akinai.catalog.models import Sku
from akinai.inventory import ledger
from akinai.inventory.models import BlockedPieces, Demand, ExpectedArrival, Lot, Movement, Stock, Warehouse


@dataclass(frozen=True)
class Counters:
    """The counters of one SKU in one warehouse, or (warehouse None) in all of them."""

    sku_id: int
    warehouse_id: int | None
    on_hand: int = 0
    allocated: int = 0
    blocked: int = 0
    incoming: int = 0

    @property
    def free(self) -> int:
        """フリー在庫: what can still be promised."""
        return self.on_hand - self.allocated - self.blocked


@dataclass(frozen=True)
class Waiting:
    """A demand that lacks pieces, in the order in which it will be served."""

    document: str
    line: int
    sku_id: int
    warehouse_id: int
    wanted: int
    allocated: int
    missing: int
    requested_at: dt.datetime


@dataclass(frozen=True)
class Shortage:
    """A SKU that somebody waits for: pieces short, how many documents wait, and when more are due."""

    sku_id: int
    warehouse_id: int
    missing: int
    documents: int
    free: int
    incoming: int
    due_date: dt.date | None
    oldest: dt.datetime


def warehouses() -> list[Warehouse]:
    """Every warehouse in the shop's order."""
    return list(Warehouse.objects.order_by("position", "code"))


def counters(sku_ids: Collection[int], warehouse_id: int | None = None) -> dict[int, Counters]:
    """The counters of SKUs, over all warehouses or in one. SKUs never stocked have zeros. One statement."""
    stocks = Stock.objects.filter(sku_id__in=list(sku_ids))
    if warehouse_id:
        stocks = stocks.filter(warehouse_id=warehouse_id)
    names = ("on_hand", "allocated", "blocked", "incoming")
    sums = stocks.values_list("sku_id").annotate(*(Sum(name) for name in names))
    found = {row[0]: Counters(row[0], warehouse_id, *row[1:]) for row in sums}
    return {sku: found.get(sku, Counters(sku, warehouse_id)) for sku in sku_ids}


def available(sku_ids: Collection[int], warehouse_id: int | None = None) -> dict[int, int]:
    """Pieces that can be promised: of a bundle or case as many as its scarcest part allows. One statement.

    Without those that malls may be selling right now (SetAside).
    """
    found = ledger.prepared_rows(
        """
        with part as (
          select k.id as sku_id, coalesce(p.part_id, k.id) as part_id, coalesce(p.quantity, 1) as quantity
            from catalog_sku k left join catalog_skupart p on p.whole_id = k.id
           where k.id = any(%s)
        )
        select p.sku_id, min(coalesce(s.free, 0) / p.quantity)::int
          from part p
          left join (select s.sku_id, sum(s.free - coalesce(a.pieces, 0)) as free
                       from inventory_stock s
                       left join inventory_setaside a on a.sku_id = s.sku_id and a.warehouse_id = s.warehouse_id
                      where s.sku_id in (select part_id from part) and (%s::bigint is null or s.warehouse_id = %s)
                      group by s.sku_id) s on s.sku_id = p.part_id
         group by p.sku_id
        """,
        [list(sku_ids), warehouse_id, warehouse_id],
    )
    return {sku: max(pieces, 0) for sku, pieces in found}


def stock_at(moment: dt.datetime, sku_ids: Collection[int] | None = None) -> dict[tuple[int, int], Counters]:
    """The counters as they were at a past moment, by (SKU, warehouse), from the ledger alone. One statement."""
    found = ledger.rows(
        """
        select distinct on (sku_id, warehouse_id)
               sku_id, warehouse_id, on_hand_after, allocated_after, blocked_after, incoming_after
          from inventory_movement
         where at <= %s and (%s::bigint[] is null or sku_id = any(%s))
         order by sku_id, warehouse_id, id desc
        """,
        [moment, *([list(sku_ids) if sku_ids is not None else None] * 2)],
    )
    return {(row[0], row[1]): Counters(*row) for row in found}


def stocks() -> QuerySet[Stock]:
    """Stock rows with SKU and warehouse, for lists."""
    return Stock.objects.select_related("sku", "warehouse").order_by("sku__code", "warehouse__position")


def low_stock() -> QuerySet[Stock]:
    """Stocks whose free pieces are at or below the SKU's limit."""
    return stocks().filter(Q(sku__low_stock__isnull=False) & Q(free__lte=F("sku__low_stock")), sku__active=True)


def movements(sku_id: int, warehouse_id: int | None = None) -> QuerySet[Movement]:
    """The ledger of a SKU, newest first."""
    found = Movement.objects.filter(sku_id=sku_id).order_by("-id")
    return found.filter(warehouse_id=warehouse_id) if warehouse_id else found


def latest(kind: str, count: int) -> QuerySet[Movement]:
    """The newest movements of one kind, with the SKU's code and name."""
    names = {name: Subquery(Sku.objects.filter(id=OuterRef("sku_id")).values(name)[:1]) for name in ("code", "name")}
    return Movement.objects.filter(kind=kind).annotate(**names).order_by("-id")[:count]


def movements_of(document: str) -> QuerySet[Movement]:
    """What a document moved."""
    return Movement.objects.filter(document=document).order_by("id")


def demands(documents: Collection[str]) -> QuerySet[Demand]:
    """What documents want, with the SKU."""
    return Demand.objects.filter(document__in=list(documents)).select_related("sku", "warehouse").order_by("id")


def waiting(sku_ids: Collection[int]) -> list[Waiting]:
    """Who waits for these SKUs, in the order of service. One statement."""
    found = (
        Demand.objects.filter(sku_id__in=list(sku_ids), wanted__gt=F("allocated") + F("taken"))
        .order_by("sku_id", "warehouse_id", "requested_at", "id")
        .values_list("document", "line", "sku_id", "warehouse_id", "wanted", "allocated", "taken", "requested_at")
    )
    return [
        Waiting(doc, line, sku, warehouse, wanted, allocated, wanted - allocated - taken, at)
        for doc, line, sku, warehouse, wanted, allocated, taken, at in found
    ]


def holding(sku_id: int) -> QuerySet[Demand]:
    """Documents that hold pieces of a SKU: from whom a 引当振替 can take."""
    return Demand.objects.filter(sku_id=sku_id, allocated__gt=0).order_by("-requested_at")


def holders(sku_ids: Collection[int], most: int = 2_000) -> list[Demand]:
    """Who holds pieces of these SKUs, the latest request first. One statement."""
    found = Demand.objects.filter(sku_id__in=list(sku_ids), allocated__gt=0)
    return list(found.order_by("-requested_at", "-id")[:most])


def shortages() -> list[Shortage]:
    """欠品: the SKUs that documents wait for, the longest waiting first. One statement."""
    found = ledger.rows(
        """
        select d.sku_id, d.warehouse_id, sum(d.wanted - d.allocated - d.taken)::int, count(distinct d.document)::int,
               s.free, s.incoming,
               (select min(e.due_date) from inventory_expectedarrival e
                 where e.sku_id = d.sku_id and e.warehouse_id = d.warehouse_id and e.closed_at is null),
               min(d.requested_at)
          from inventory_demand d
          join inventory_stock s on s.sku_id = d.sku_id and s.warehouse_id = d.warehouse_id
         where d.wanted > d.allocated + d.taken
         group by d.sku_id, d.warehouse_id, s.free, s.incoming
         order by min(d.requested_at), d.sku_id
        """,
        [],
    )
    return [Shortage(*row) for row in found]


def lots(sku_ids: Collection[int]) -> QuerySet[Lot]:
    """The lots of SKUs that still hold pieces, first to expire first."""
    return (
        Lot.objects.filter(sku_id__in=list(sku_ids), on_hand__gt=0)
        .select_related("warehouse")
        .order_by("sku_id", "warehouse_id", F("expiry").asc(nulls_last=True), "received_at")
    )


def blocked(documents: Iterable[str] | None = None) -> QuerySet[BlockedPieces]:
    """Pieces that cannot be sold and why: all of them, or those of some documents."""
    found = BlockedPieces.objects.filter(cleared_at=None).select_related("sku", "warehouse").order_by("id")
    return found.filter(document__in=list(documents)) if documents is not None else found


def expected(sku_ids: Collection[int] | None = None) -> QuerySet[ExpectedArrival]:
    """Arrivals still to come, the nearest first."""
    found = ExpectedArrival.objects.filter(closed_at=None).select_related("sku", "warehouse")
    if sku_ids is not None:
        found = found.filter(sku_id__in=list(sku_ids))
    return found.order_by(F("due_date").asc(nulls_last=True), "id")

"""在庫 of an old system beside ours.

Some tell what is on the shelf (Next Engine 在庫数), some what is still free (EC-CUBE 在庫数, フリー在庫数). Orders of a
channel that is not live are stored here without taking stock; the old system has promised pieces to them. So what is
free here is: on hand, less allocated, less blocked, less the open pieces of those orders.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from akinai.catalog.queries import SkuFacts
from akinai.channels.moving.beside import Beside, code_key
from akinai.channels.moving.difference import DIFFERENT, NEW, ONLY_HERE, Line, Part, Step
from akinai.channels.moving.reading import BadRow, OldRow
from akinai.core.outcome import Outcome, Refusal
from akinai.core.tables import BadCell, integer
from akinai.inventory import actions as inventory
from akinai.inventory.actions import Adjustment
from akinai.inventory.models import Stock

BATCH = 5_000
MOST = 10_000_000
_UNLIMITED = frozenset(("1", "true", "はい"))


@dataclass(frozen=True, slots=True)
class Told:
    """One SKU's stock as the old system tells it; None: not told."""

    row: OldRow
    code: str
    on_hand: int | None
    free: int | None

    @property
    def measure(self) -> str:
        return "free" if self.on_hand is None else "on_hand"

    @property
    def pieces(self) -> int:
        return (self.free if self.on_hand is None else self.on_hand) or 0


@dataclass(frozen=True, slots=True)
class Here:
    """Our counters of a SKU in one warehouse; `waiting`: open pieces of orders of channels that are not live."""

    on_hand: int = 0
    promised: int = 0  # allocated and blocked
    waiting: int = 0

    @property
    def free(self) -> int:
        return self.on_hand - self.promised - self.waiting

    def measured(self, measure: str) -> int:
        return self.on_hand if measure == "on_hand" else self.free


def read(rows: Sequence[OldRow], part: Part) -> list[Told]:
    """The rows as numbers; rows that can't be understood are refused in `part`. Pure."""
    found: list[Told] = []
    seen: dict[str, str] = {}
    for row in rows:
        code = row.told.get("code", "")
        if row.told.get("unlimited", "").lower() in _UNLIMITED:
            part.left_out += 1  # sold without counting: there is nothing to take over
            continue
        told = _told(row, code, seen)
        if isinstance(told, Told):
            found.append(told)
        else:
            part.refuse(told, code)
    return found


def _told(row: OldRow, code: str, seen: dict[str, str]) -> Told | BadRow:
    def bad(name: str, message: str) -> BadRow:
        return BadRow(row.file, row.number, row.columns.get(name, name), message)

    key = code_key(code)
    if not key:
        return bad("code", _("“%(column)s” is empty. Every SKU needs it.") % {"column": row.columns.get("code", "")})
    if key in seen:
        return bad("code", _("The same code stands in row %(row)s already.") % {"row": seen[key]})
    numbers: dict[str, int | None] = {}
    for name in ("on_hand", "free"):
        cell = row.told.get(name, "")
        try:
            # More may be promised than is there: the free number may be below zero, what is on the shelf may not.
            numbers[name] = integer(cell, least=0 if name == "on_hand" else -MOST, most=MOST) if cell else None
        except BadCell as problem:
            return bad(name, str(problem))
    if numbers["on_hand"] is None and numbers["free"] is None:
        return bad("on_hand", _("The row tells no number of pieces."))
    seen[key] = row.key
    return Told(row, code, numbers["on_hand"], numbers["free"])


def plan(rows: Sequence[OldRow], beside: Beside) -> Part:
    """The report of stock. Four statements."""
    part = Part("stock")
    told = read(rows, part)
    skus = beside.skus(each.code for each in told)
    state = here({sku.id for sku in skus.values()}, beside.warehouse_id)
    for each in told:
        problem = _problem(each, skus.get(code_key(each.code)), beside)
        if problem:
            part.refuse(problem, each.code)
        else:
            _compare(each, skus.get(code_key(each.code)), state, part)
    if told:
        _only_here(part, {sku.id for sku in skus.values()}, beside.warehouse_id)
    return part


def _problem(told: Told, sku: SkuFacts | None, beside: Beside) -> BadRow | None:
    row, column = told.row, told.row.columns.get("code", "code")
    arriving = beside.arriving.get(code_key(told.code))
    if sku is None and arriving is None:
        words = _("There is no SKU with the code “%(code)s”. Take in the products first.") % {"code": told.code}
        return BadRow(row.file, row.number, column, words)
    if (sku is not None and sku.parts) or arriving:
        words = _("%(code)s is a bundle or case: it has no stock of its own; count its parts.") % {"code": told.code}
        return BadRow(row.file, row.number, column, words)
    return None


def _compare(told: Told, sku: SkuFacts | None, state: dict[int, Here], part: Part) -> None:
    ours = state.get(sku.id) if sku else None
    mine = (ours or Here()).measured(told.measure)
    there, here_ = part.totals.get("pieces", (0, 0))
    part.totals["pieces"] = (there + told.pieces, here_ + mine)
    if sku is not None and sku.cost:
        there, here_ = part.totals.get("value", (0, 0))
        part.totals["value"] = (there + told.pieces * sku.cost, here_ + mine * sku.cost)
    if mine == told.pieces:
        part.same += 1
        return
    status = NEW if ours is None else DIFFERENT
    change = (told.measure, str(mine), str(told.pieces))
    name = sku.name if sku else ""
    part.lines.append(Line(status, sku.code if sku else told.code, name, told.row.file, told.row.number, [change]))
    part.work.append(told)


def _only_here(part: Part, told: set[int], warehouse_id: int) -> None:
    rows = Stock.objects.filter(warehouse_id=warehouse_id, on_hand__gt=0).order_by("sku__code_key")
    for sku, code, name, pieces in rows.values_list("sku_id", "sku__code", "sku__name", "on_hand").iterator():
        if sku not in told:
            part.lines.append(Line(ONLY_HERE, code, name, changes=[("on_hand", str(pieces), "")]))
            there, here_ = part.totals.get("pieces", (0, 0))
            part.totals["pieces"] = (there, here_ + pieces)


def here(sku_ids: set[int], warehouse_id: int | None) -> dict[int, Here]:
    """Our side of these SKUs (`warehouse_id` None: all warehouses). SKUs never stocked and not ordered are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """with counted as (
                    select sku_id, sum(on_hand) as on_hand, sum(allocated + blocked) as promised
                      from inventory_stock
                     where sku_id = any(%s) and (%s::bigint is null or warehouse_id = %s)
                     group by sku_id),
                    ordered as (
                    select coalesce(p.part_id, l.sku_id) as sku_id,
                           sum((l.quantity - l.cancelled - l.shipped) * coalesce(p.quantity, 1)) as waiting
                      from orders_order o
                      join orders_saleschannel c on c.id = o.channel_id and c.mode <> 'live'
                      join orders_orderline l on l.order_id = o.id and l.ships and l.sku_id is not null
                      left join catalog_skupart p on p.whole_id = l.sku_id
                     where not o.cancelled and not o.screened and l.quantity > l.cancelled + l.shipped
                       and (%s::bigint is null or o.warehouse_id = %s)
                       and coalesce(p.part_id, l.sku_id) = any(%s)
                     group by 1)
               select coalesce(counted.sku_id, ordered.sku_id), coalesce(on_hand, 0)::int, coalesce(promised, 0)::int,
                      coalesce(waiting, 0)::int
                 from counted full join ordered using (sku_id)""",
            [list(sku_ids), warehouse_id, warehouse_id, warehouse_id, warehouse_id, list(sku_ids)],
        )
        return {sku: Here(on_hand, promised, waiting) for sku, on_hand, promised, waiting in cursor.fetchall()}


def apply(part: Part, beside: Beside, *, reason: str, actor: str) -> Iterator[Step]:
    """Set our count to what the old system tells, batch by batch; pieces more or fewer by code.

    Constant statements per 5,000 SKUs.
    """
    for start in range(0, len(part.work), BATCH):
        outcome = Outcome()
        batch: list[Told] = part.work[start : start + BATCH]
        skus = beside.skus(each.code for each in batch)
        state = here({sku.id for sku in skus.values()}, beside.warehouse_id)
        wanted: dict[int, tuple[str, int, int]] = {}
        for each in batch:
            sku = skus.get(code_key(each.code))
            if sku is None:
                words = _("There is no SKU with the code “%(code)s”. Take in the products first.")
                outcome.refused.append(Refusal(each.code, "code", words % {"code": each.code}))
                continue
            ours = state.get(sku.id, Here())
            pieces = each.pieces if each.measure == "on_hand" else each.pieces + ours.promised + ours.waiting
            wanted[sku.id] = (sku.code, ours.on_hand, max(pieces, 0))
        made = inventory.adjust(
            [
                Adjustment(sku_id=sku, warehouse_id=beside.warehouse_id, on_hand=pieces)
                for sku, (_code, _before, pieces) in wanted.items()
            ],
            reason=reason,
            actor=actor,
        )
        refused = {int(str(refusal.key)): refusal for refusal in made.refused}
        outcome.refused += [Refusal(wanted[sku][0], r.field, r.message) for sku, r in refused.items()]
        outcome.done += [code for sku, (code, _b, _p) in wanted.items() if sku not in refused]
        yield outcome, {code: pieces - before for sku, (code, before, pieces) in wanted.items() if sku not in refused}

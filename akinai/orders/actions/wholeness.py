"""Our own shop sells only what is there: an order is taken whole or not at all, and every shortage is named at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal, Refused
from akinai.inventory import actions as inventory
from akinai.orders.draft import Draft


@dataclass(frozen=True)
class Shortage:
    """A SKU of which fewer pieces are there than wanted; of a bundle, as many as its scarcest part allows."""

    sku_id: int
    code: str
    name: str
    wanted: int
    available: int


class Short(Refused):
    """Not everything is there; nothing was placed. `shortages` names every SKU that lacks pieces."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        self.shortages = list(shortages)
        super().__init__([Refusal(one.code, "quantity", _sentence(one)) for one in shortages])


def _sentence(short: Shortage) -> str:
    if not short.available:
        return _("“%(name)s” is sold out.") % {"name": short.name}
    words = {"name": short.name, "available": short.available, "wanted": short.wanted}
    return _("Of “%(name)s” only %(available)s of %(wanted)s are left.") % words


def refuse_short(
    drafts: Sequence[Draft], given: Iterable[inventory.Allocation], ahead: Mapping[int, int] | None = None
) -> None:
    """Raise Short unless every piece was promised, or may be sold before it is there (`ahead`: pieces by SKU).

    Pieces that malls may be selling right now are not ours to promise.
    """
    promised = Counter[tuple[int, int]]()
    for one in given:
        promised[(one.line, one.sku_id)] += one.quantity
    _leave_to_malls(promised)
    missing: Counter[int] = Counter()
    for line in _shipped(drafts):
        for part, pieces in line.sku.parts or ((line.sku.id, 1),):
            missing[part] += line.quantity * pieces - promised[(line.id, part)]
    excused = _sold_ahead({sku for sku, pieces in missing.items() if pieces}, ahead or {})
    wanted, available, names = Counter[int](), Counter[int](), {}
    for line in _shipped(drafts):
        parts = line.sku.parts or ((line.sku.id, 1),)
        names[line.sku.id] = (line.sku.code, line.name or line.sku.name)
        wanted[line.sku.id] += line.quantity
        available[line.sku.id] += min(
            line.quantity if part in excused else promised[(line.id, part)] // pieces for part, pieces in parts
        )
    short = [Shortage(sku, *names[sku], wanted[sku], available[sku]) for sku in wanted if available[sku] < wanted[sku]]
    if short:
        raise Short(short)


def _leave_to_malls(promised: Counter[tuple[int, int]]) -> None:
    """Take back what was promised of the pieces set aside, the last lines first."""
    taken = inventory.taken_from_asides({sku for _line, sku in promised})
    for line, sku in sorted(promised, reverse=True):
        back = min(taken.get(sku, 0), promised[line, sku])
        if back > 0:
            promised[line, sku] -= back
            taken[sku] -= back


def _shipped(drafts: Sequence[Draft]) -> list[Any]:
    return [line for one in drafts for line in one.lines if line.sku is not None and line.ships]


def _sold_ahead(sku_ids: set[int], ahead: Mapping[int, int]) -> set[int]:
    """Those SKUs whose waiting pieces, of all orders, are within what may be sold ahead. Under the stocks' locks."""
    asked = [sku for sku in sku_ids if ahead.get(sku)]
    if not asked:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """select sku_id, sum(wanted - allocated - taken) from inventory_demand
                where sku_id = any(%s) and wanted > allocated + taken group by sku_id""",
            [asked],
        )
        return {sku for sku, waiting in cursor.fetchall() if waiting <= ahead[sku]}

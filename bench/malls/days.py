"""The days in virtual time: every way plays them, and ours are held to what is promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.harness import require, size
from bench.malls import table

DAYS, ORDERS = 3, 10_000
RECORD = 12  # days on which fixed buffers are judged: how safe one is shows only in the long run, and it costs little
QUICK = {0: 20, 2: 12}  # what came of 24 days of 400 orders, for a quick look


@dataclass(frozen=True)
class Days:
    """The days in virtual time: every way, and for each promise the smallest fixed buffer that keeps it, too."""

    rows: Sequence[table.Row]
    needed: Mapping[int, int]

    @property
    def ours(self) -> table.Row:
        return self.rows[0]

    def fixed(self, promise: int) -> table.Row:
        """The fixed buffer of equal safety."""
        return next(row for row in self.rows if row.name == ("fixed", self.needed[promise]))


def played() -> Days:
    """Played, and held to what is promised."""
    orders = size(ORDERS, least=400)
    if orders < ORDERS:
        names = [*(("risk", promise) for promise in QUICK), ("rate", 90), *(("fixed", n) for n in (0, 12, 20))]
        found = Days(table.play(names, table.some_days(2, orders=orders)), QUICK)
    else:
        needed = table.needed((0, *table.RISKS), orders=orders, days=RECORD, processes=table.PROCESSES)
        days = table.some_days(DAYS, orders=orders)
        found = Days(table.play(table.every(), days, processes=table.PROCESSES), needed)
    keeps(found)
    return found


def keeps(found: Days) -> None:
    """No oversell at risk 0, no more than the risk otherwise, fewer lost sales than a fixed buffer as safe."""
    for row in found.rows:
        require(all(day.in_order for day in row.days), f"{row.way}: an order was never read.")
        kind, promise = row.name
        if kind != "risk":
            continue
        low, _high = row.interval
        kept = row.oversold == 0 if promise == 0 else low <= 1 / promise
        require(kept, f"{row.way}: {row.per_thousand:.2f} per thousand.")
        fixed = found.fixed(promise)
        require(row.lost < fixed.lost, f"{row.way}: {row.lost} lost sales, {fixed.way}: {fixed.lost}.")

"""Five malls at once: what each way to show stock oversells and loses, and the whole program under fire.

First days in virtual time, where only the decision counts: the same buyers, lags and mishaps under every way. Then the
real program against stand-ins, killed again and again, and how long a number takes from commit to the mall's answer.
"""

from collections.abc import Iterator, Sequence

from bench.harness import Sheet, leave, require, size
from bench.malls import table

DAYS, ORDERS = 4, 10_000


def run() -> Iterator[Sheet]:
    """One sheet for everything."""
    leave()  # a connection must not be shared with a child
    rows = days()
    ours = rows[0]
    fixed = table.as_safe(ours, rows)
    content: dict[str, object] = {
        "orders": ours.sold,
        "oversold": ours.oversold,
        "lost_sales": ours.lost,
        "lost_sales_fixed": fixed.lost,
    }
    yield Sheet(content, [("Days in virtual time", table.HEADERS, [row.cells() for row in rows])])


def days() -> list[table.Row]:
    """The days in virtual time; the promises are held."""
    orders = size(ORDERS, least=400)
    count = DAYS if orders == ORDERS else 2
    rows = table.play(table.every(), table.some_days(count, orders=orders), processes=table.PROCESSES)
    keeps(rows)
    return rows


def keeps(rows: Sequence[table.Row]) -> None:
    """No oversell at risk 0, no more than the risk otherwise, fewer lost sales than a fixed buffer as safe."""
    for row in rows:
        require(all(day.in_order for day in row.days), f"{row.way}: an order was never read.")
        if row.name[0] != "risk":
            continue
        fixed = table.as_safe(row, rows)
        allowed = 1 / row.name[1] if row.name[1] else 0.0
        low, _high = row.interval
        require(low <= allowed if allowed else row.oversold == 0, f"{row.way}: {row.per_thousand:.2f} per thousand.")
        require(row.lost < fixed.lost, f"{row.way}: {row.lost} lost sales, {fixed.way}: {fixed.lost}.")

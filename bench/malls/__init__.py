"""Five malls at once: what each way to show stock oversells and loses, and the whole program under fire.

First days in virtual time, where only the decision counts: the same buyers, lags and mishaps under every way. Then the
real program against stand-ins, killed again and again, and how long a number takes from commit to the mall's answer.
"""

from collections.abc import Iterator

from bench.harness import Sheet, Table, leave, own_database, require, size
from bench.malls import days, fire, fleet, speed, table

ORDERS = 10_000
RATE, DEATHS, SECONDS = 30.0, 12.0, 20.0  # orders a second under fire, seconds between two kills, of the speed


def run() -> Iterator[Sheet]:
    """One sheet for everything."""
    leave()  # a connection must not be shared with a child
    played = days.played()
    ours, fixed = played.ours, played.fixed(0)
    whole = size(ORDERS, least=20)
    kinds = fleet.FULL if whole == ORDERS else fleet.QUICK
    with own_database():
        fast = speed.measure(kinds, seconds=size(round(SECONDS), least=1))
    with own_database():
        truth = fire.burn(kinds, orders=whole, rate=RATE, every=DEATHS if whole == ORDERS else 2.0)
    require(truth.good, f"Under fire: {truth}")
    content: dict[str, object] = {
        "orders": truth.orders,
        "oversold": truth.oversold + ours.oversold,
        "missing": truth.missing,
        "doubled": truth.doubled,
        "lost_sales": ours.lost,
        "lost_sales_fixed": fixed.lost,
        "stock_agrees": truth.stock_agrees,
        "p99_push_ms": round(fast.p99, 1),
    }
    yield Sheet(content, [_days(played), _fire(truth), _speed(fast)])


def _days(played: days.Days) -> Table:
    equal = ", ".join(f"{promise}: {safety}" for promise, safety in played.needed.items())
    title = f"Days in virtual time (fixed buffers of equal safety, by risk: {equal})"
    return title, table.HEADERS, [row.cells() for row in played.rows]


def _fire(truth: fire.Truth) -> Table:
    facts = {
        "orders at the malls": truth.orders,
        "oversold": truth.oversold,
        "missing": truth.missing,
        "doubled": truth.doubled,
        "shipments told": truth.told,
        "kill -9": truth.kills,
        **{f"mishap: {name}": count for name, count in sorted(truth.mishaps.items()) if name != "nothing"},
        "stock agrees everywhere": str(truth.stock_agrees),
        "akinai doctor": "well" if truth.doctor else "not well",
        "p99 of a number under fire (ms)": round(truth.p99_push_ms),
        "seconds": round(truth.seconds),
    }
    return "The whole program under fire", ("What", "How much"), [list(row) for row in facts.items()]


def _speed(fast: speed.Speed) -> Table:
    rows = [
        (round(fast.orders / fast.seconds, 1), fast.numbers, round(fast.median), round(fast.p99), round(fast.bare, 1))
    ]
    headers = ("Orders/s", "Numbers sent", "Median (ms)", "p99 (ms)", "Bare HTTP p99 (ms)")
    return "From commit to the mall's answer", headers, rows

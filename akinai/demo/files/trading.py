"""The data set's own day, with its dates moved: UCI's columns as published, our products and our stock."""

import csv
import io
from datetime import date, datetime
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"
TRADING_DAY = date(2011, 7, 1)

# The invoices into which the data set's shop put the web sales of its day (the ones with DOTCOM POSTAGE and no
# customer). Their lines reach the demo as orders of the malls and of the telephone instead: see baskets.py.
WEB_INVOICES = ("558680", "558681", "558682", "558683")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one committed CSV file."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def trading_csv(day: date, *, part: str = "day") -> bytes:
    """UCI's layout with the trading day moved to `day`; UTF-8.

    `part`: "day" is the day without the web sales, "before" the earlier sales that the day's cancellations match,
    "whole" everything as published.
    """
    shift = day - TRADING_DAY
    chosen = []
    for row in rows("uci_day.csv"):
        at = datetime.fromisoformat(row["InvoiceDate"])
        before = at.date() < TRADING_DAY
        web = row["Invoice"] in WEB_INVOICES
        if part == "whole" or (part == "before" and before) or (part == "day" and not before and not web):
            chosen.append({**row, "InvoiceDate": str(at + shift)})
    return write(chosen)


def products_csv(day: date) -> bytes:
    """The products as `akinai import products` takes them, release dates moved with the day; UTF-8."""
    return write([_moved(row, "release_date", day) for row in rows("products.csv")])


def stock_csv(day: date) -> bytes:
    """The stock as `akinai import stock` takes it, best-before dates moved with the day; UTF-8."""
    return write([_moved(row, "expiry", day) for row in rows("stock.csv")])


def _moved(row: dict[str, str], field: str, day: date) -> dict[str, str]:
    if not row[field]:
        return row
    return {**row, field: (date.fromisoformat(row[field]) + (day - TRADING_DAY)).isoformat()}


def write(
    rows: list[dict[str, str]],
    *,
    encoding: str = "utf-8",
    newline: str = "\n",
    delimiter: str = ",",
    quote: bool = False,
) -> bytes:
    """A table as a file. All rows have the keys of the first; `quote` puts every value in quotation marks."""
    buffer = io.StringIO()
    writer = csv.DictWriter(
        buffer,
        list(rows[0]),
        lineterminator=newline,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL,
    )
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode(encoding)

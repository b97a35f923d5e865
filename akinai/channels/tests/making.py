"""Files of orders for tests, and channels fed by them."""

import csv
import io
from typing import Any

from akinai.channels import actions
from akinai.channels.models import Connection, ImportRun, IntakeLayout, RejectedRow
from akinai.inventory.tests.making import make_warehouse
from akinai.orders.models import Order, SalesChannel

OWN = {
    "channel_number": "A-1",
    "ordered_at": "2026-11-18 10:00:00",
    "buyer_name": "山田 花子",
    "name": "山田 花子",
    "phone": "03-1234-5678",
    "postal": "105-0011",
    "prefecture": "東京都",
    "city": "港区",
    "line1": "芝公園4-2-8",
    "payment_method": "クレジットカード",
    "delivery_method": "宅配便",
    "sku_code": "APPLE-1",
    "product_name": "りんご",
    "quantity": "2",
    "unit_price": "500",
}
UCI = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")


def table(rows: list[dict[str, str]], *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Rows as a file; the columns are those of all rows."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def own(*changes: dict[str, str]) -> bytes:
    """Akinai's own CSV: one row each, an ordinary one with these cells changed."""
    return table([{**OWN, **change} for change in changes or ({},)])


def uci(*rows: tuple[Any, ...]) -> bytes:
    """UCI's layout: (invoice, code, quantity, price, customer, minute) each."""
    cells = [
        (invoice, code, f"{code} thing", quantity, f"2011-07-01 10:{minute:02d}:00", price, customer, "United Kingdom")
        for invoice, code, quantity, price, customer, minute in rows
    ]
    return table([dict(zip(UCI, map(str, row), strict=True)) for row in cells])


def take(data: bytes, channel: str = "elsewhere", **more: Any) -> ImportRun:
    """Import a file."""
    make_warehouse()
    return actions.import_orders(data, name="orders.csv", channel_code=channel, actor="test", **more)


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    """Accepted, duplicates, changed (orders) and rejected (rows)."""
    return run.accepted, run.duplicates, run.changed, run.rejected.filter(mended_at=None).count()


def rejected(run: ImportRun) -> list[RejectedRow]:
    return list(run.rejected.filter(mended_at=None).order_by("row", "id"))


def stored(number: str) -> Order:
    return Order.objects.get(channel_number=number)


def make_mall(layout: str = "rakuten", *, live: bool = True) -> SalesChannel:
    """A channel that is told by file."""
    from akinai.orders.tests.making import make_channel

    make_warehouse()
    channel = make_channel(layout, kind=layout, mode="live" if live else "import_only")
    rows = {row.name: row for row in IntakeLayout.objects.filter(built_in=True)}
    chosen = {"layout": rows[layout], "notice": rows[f"{layout}-shipments"], "stock": rows[f"{layout}-stock"]}
    Connection.objects.update_or_create(channel=channel, defaults=chosen)
    return channel

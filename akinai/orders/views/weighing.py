"""What an order that nobody saved yet would be: its sums and tax, its ship date, what would be checked."""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.core.japan import prefectures
from akinai.core.outcome import Refusal
from akinai.inventory import queries as inventory
from akinai.orders import rulebook, sayings, wording
from akinai.orders.draft import Draft, draft
from akinai.orders.forms import Lines
from akinai.orders.intake import IncomingOrder, sift
from akinai.orders.money import OrderMoney, order_money
from akinai.orders.screening import Case, screen


@dataclass
class Weighed:
    """The order as it would be stored, with its sums; or why it can't be."""

    money: OrderMoney | None = None
    ship_date: dt.date | None = None
    why: list[str] = field(default_factory=list)
    checks: list[tuple[str, str]] = field(default_factory=list)
    short: list[tuple[str, int]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    total: int | None = None
    billed: int | None = None


def complete(lines: Lines) -> None:
    """Fill names and prices from the catalog where nothing was typed, and free stock. Four statements."""
    codes = [row.code for row, _line in lines.good]
    if not codes:
        return
    found = catalog.skus_by_code(codes)
    by_jan = catalog.skus_by_jan([code for code in codes if catalog.code_key(code) not in found])
    for row, line in lines.good:
        sku = found.get(catalog.code_key(row.code)) or next(iter(by_jan.get(row.code, [])), None)
        if sku is None:
            if not row.line:
                row.error = _("There is no product with the code “%(code)s”.") % {"code": row.code}
            continue
        row.code = line.sku_code = sku.code
        line.sku_id = sku.id
        row.name = line.name = row.name or f"{sku.name} {sku.options}".strip()
        if line.unit_price is None and sku.price is not None and not row.line:
            line.unit_price, row.price = sku.price, str(sku.price)
            line.price_includes_tax = sku.price_includes_tax
    free = inventory.available([line.sku_id for _row, line in lines.good if line.sku_id])
    for row, line in lines.good:
        row.free = free.get(line.sku_id) if line.sku_id else None


def weigh(order: IncomingOrder) -> Weighed:
    """Sums, ship date and points to check of an order that is not stored. Constant statements."""
    good, refused = sift([order])
    if not good:
        return Weighed(refused=[one for one in refused if one.field != "channel_number"])
    where = prefectures.canonical(order.recipient.prefecture or order.buyer.prefecture)
    book = rulebook.load(codes=[order.channel_code], prefectures=[where] if where else prefectures.NAMES)
    channel = book.by_code.get(order.channel_code)
    if channel is None:
        return Weighed()
    ids = [line.sku_id for line in order.lines if line.sku_id]
    by_id = catalog.skus(ids) if ids else {}
    codes = [line.sku_code for line in order.lines if not line.sku_id]
    made = draft(order, channel, book, catalog.skus_by_code(codes) if codes else {}, by_id)
    money = order_money(made, made.lines, rounding=book.shop.get("tax_rounding") or "floor")
    found = screen(Case(made, made.lines, channel, book, told=made.told, reachable=made.reachable,
                        earliest_arrival=made.earliest_arrival))  # fmt: skip
    return Weighed(
        money=money,
        ship_date=made.ship_date,
        why=[words for step in made.ship_date_why if (words := wording.step(step))],
        checks=[(sayings.reason_name(one.reason), wording.found(one.reason, one.detail)) for one in found],
        short=_short(made),
        total=made.total,
        billed=made.billed,
    )


def _short(made: Draft) -> list[tuple[str, int]]:
    wanted: dict[int, int] = {}
    names: dict[int, str] = {}
    for line in made.lines:
        if line.sku_id and line.ships:
            wanted[line.sku_id] = wanted.get(line.sku_id, 0) + line.quantity
            names[line.sku_id] = line.name
    free = inventory.available(list(wanted), made.warehouse_id)
    return [(names[sku], pieces - free.get(sku, 0)) for sku, pieces in wanted.items() if pieces > free.get(sku, 0)]

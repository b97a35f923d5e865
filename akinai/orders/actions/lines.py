"""The lines of an order as an edit wants them. In memory; changing.py writes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from akinai.catalog.queries import SkuFacts, code_key
from akinai.core import clock
from akinai.orders.gathering import put_sku
from akinai.orders.intake import MOST_MONEY, MOST_PIECES
from akinai.orders.models import Order, OrderLine
from akinai.orders.rulebook import Rulebook

LINE_FIELDS = (
    "sku_id", "sku_code", "name", "options", "quantity", "unit_price", "price_includes_tax", "tax_category",
    "tax_rate", "cost", "cancelled", "ships", "note",
)  # fmt: skip


class Problem(ValueError):
    """Why an edit is refused: the field and a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


@dataclass
class LineEdit:
    """A line as it shall be. `line_id` None: a new one. `quantity`: pieces wanted in all, shipped ones included."""

    quantity: int
    line_id: int | None = None
    sku_code: str = ""
    sku_id: int | None = None
    name: str = ""
    options: str = ""
    unit_price: int | None = None
    price_includes_tax: bool | None = None
    tax_category: str | None = None
    tax_rate: int | None = None
    ships: bool = True
    note: str = ""
    channel_line: str = ""


def change_lines(
    order: Order,
    lines: Sequence[Any],
    wanted: Sequence[LineEdit],
    skus: Mapping[str, SkuFacts],
    by_id: Mapping[int, SkuFacts],
    book: Rulebook,
) -> tuple[list[dict[str, Any]], list[OrderLine]]:
    """Put the wanted lines on the order: what changed, and the new lines. Raises Problem before anything is touched."""
    own = {line.pk: line for line in lines}
    if not wanted:
        raise Problem("lines", _("An order needs a line. Cancel the order instead."))
    for one in wanted:
        _check(one, own)
    left_out = [line for line in lines if line.pk not in {one.line_id for one in wanted}]
    before = _told(lines)
    for line in left_out:
        line.cancelled = line.quantity - line.shipped
    position = max((line.position for line in lines), default=0)
    added = []
    for one in wanted:
        sku = _sku(one, own.get(one.line_id or 0), skus, by_id)
        if one.line_id is not None:
            _put(own[one.line_id], one, sku, order, book)
            continue
        position += 1
        line = OrderLine(order=order, position=position, channel_line=one.channel_line, quantity=one.quantity)
        _put(line, one, sku, order, book)
        added.append(line)
    after = _told([*lines, *added])
    return ([{"field": "lines", "before": before, "after": after}] if before != after else []), added


def _check(one: LineEdit, own: Mapping[int, Any]) -> None:
    if one.line_id is not None and one.line_id not in own:
        raise Problem("lines", _("A line no longer exists. Look at the order again."))
    least = own[one.line_id].shipped if one.line_id is not None else 0
    if not max(least, 1) <= one.quantity <= MOST_PIECES:
        words = {"quantity": one.quantity, "code": one.sku_code or one.name, "least": max(least, 1)}
        raise Problem("quantity", _("The quantity %(quantity)s of “%(code)s” must be at least %(least)s.") % words)
    if one.unit_price is not None and not -MOST_MONEY <= one.unit_price <= MOST_MONEY:
        words = {"price": one.unit_price, "code": one.sku_code or one.name}
        raise Problem("unit_price", _("The price %(price)s of “%(code)s” cannot be right.") % words)


def _sku(one: LineEdit, line: Any, skus: Mapping[str, SkuFacts], by_id: Mapping[int, SkuFacts]) -> SkuFacts | None:
    if one.sku_id is not None:
        return by_id.get(one.sku_id)
    if one.sku_code:
        return skus.get(code_key(one.sku_code))
    return line.sku if line is not None else None


def _put(line: Any, one: LineEdit, sku: SkuFacts | None, order: Order, book: Rulebook) -> None:
    same = line.pk is not None and line.sku_id == (sku.id if sku else None)
    if line.shipped and not same:
        raise Problem(
            "sku_code", _("Pieces of “%(code)s” have left; it can't become another product.") % {"code": line.sku_code}
        )
    open_pieces = line.quantity - line.cancelled
    if one.quantity < open_pieces:
        line.cancelled += open_pieces - one.quantity
    else:
        line.cancelled = max(line.cancelled - (one.quantity - open_pieces), 0)
        line.quantity = one.quantity + line.cancelled
    put_sku(line, sku)
    line.sku_code = one.sku_code or (line.sku_code if same else "") or (sku.code if sku else "")
    line.name = one.name or (line.name if same else "") or (sku.name if sku else "")
    line.options, line.unit_price, line.ships, line.note = one.options, one.unit_price, one.ships, one.note
    if one.price_includes_tax is not None:
        line.price_includes_tax = one.price_includes_tax
    elif line.pk is None:
        line.price_includes_tax = book.channels[order.channel_id].price_includes_tax
    if one.tax_category or not same:
        line.tax_category = one.tax_category or (sku.tax_category if sku else "standard")
        line.tax_rate = book.rate(line.tax_category, order.ordered_at.astimezone(clock.JST).date())
        line.cost = sku.cost if sku else None
    if one.tax_rate is not None:
        line.tax_rate = one.tax_rate


def _told(lines: Sequence[Any]) -> list[dict[str, Any]]:
    """Lines as an event tells them."""
    return [
        {
            "code": line.sku_code,
            "name": line.name,
            "options": line.options,
            "quantity": line.quantity - line.cancelled,
            "price": line.unit_price,
        }
        for line in lines
        if line.quantity > line.cancelled
    ]

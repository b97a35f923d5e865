"""How malls add an order up. Totals are kept as given; a rule says what they should be, to find those that are odd.

Sources: 楽天 requestPrice = 商品 + 送料 + ラッピング + 決済手数料 + 注文者負担金 − クーポン − ポイント (RMS getOrder);
Amazon item and shipping prices include tax, promotions are taken off (order report). Yahoo's exact formula is not
documented: hence the tolerance, which every channel has.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from akinai.core import tax


class Expected(NamedTuple):
    """Which told amount is compared, and what it should be."""

    field: str
    amount: int


def goods(lines: Sequence[Any]) -> int | None:
    """The lines' sum with tax, or None while a price is unknown."""
    if any(line.unit_price is None for line in lines):
        return None
    if all(line.price_includes_tax for line in lines):
        return sum(line.unit_price * (line.quantity - line.cancelled) for line in lines)
    rows = [
        tax.TaxLine(
            line.tax_category,
            line.tax_rate or 0,
            line.unit_price * (line.quantity - line.cancelled),
            line.price_includes_tax,
        )
        for line in lines
    ]
    return tax.document_sums(rows).total


def _fees(order: Any) -> int:
    return (order.shipping_fee or 0) + (order.payment_fee or 0) + (order.wrapping_fee or 0)


def _akinai(order: Any, sum_of_goods: int) -> list[Expected]:
    total = sum_of_goods + _fees(order) - (order.discount or 0)
    billed = total - (order.mall_discount or 0) - (order.points or 0)
    return [Expected("total", total), Expected("billed", billed)]


def _rakuten(order: Any, sum_of_goods: int) -> list[Expected]:
    taken_off = (order.discount or 0) + (order.mall_discount or 0) + (order.points or 0)
    return [Expected("billed", sum_of_goods + _fees(order) - taken_off)]


def _yahoo(order: Any, sum_of_goods: int) -> list[Expected]:
    taken_off = (order.discount or 0) + (order.mall_discount or 0) + (order.points or 0)
    return [Expected("billed", sum_of_goods + _fees(order) - taken_off)]


def _amazon(order: Any, sum_of_goods: int) -> list[Expected]:
    # The report has a COD fee per order but no total: the told total is that of its item rows, without the fee.
    item_rows = sum_of_goods + (order.shipping_fee or 0) + (order.wrapping_fee or 0)
    return [Expected("total", item_rows - (order.discount or 0) - (order.mall_discount or 0))]


RULES: dict[str, Callable[[Any, int], list[Expected]]] = {
    "akinai": _akinai,
    "rakuten": _rakuten,
    "yahoo": _yahoo,
    "amazon": _amazon,
}


def expected(order: Any, lines: Sequence[Any], rule: str) -> list[Expected]:
    """What the told totals should be by a channel's rule; empty without a rule or while a price is unknown."""
    if rule not in RULES:
        return []
    sum_of_goods = goods(lines)
    return [] if sum_of_goods is None else RULES[rule](order, sum_of_goods)


def fill(order: Any, rule: str) -> None:
    """Totals that nobody told, where all prices are known: ours to say on our own channels, never on a mall's."""
    if rule not in ("", "akinai") or (
        order.total is not None and order.billed is not None and order.goods_total is not None
    ):
        return
    sum_of_goods = goods(order.lines)
    if sum_of_goods is None:
        return
    if order.goods_total is None:
        order.goods_total = sum_of_goods
    for name, amount in _akinai(order, sum_of_goods):
        if getattr(order, name) is None:
            setattr(order, name, max(amount, 0))

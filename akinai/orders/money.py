"""What an order is worth: one function for screen, slip, mail, CSV and API."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from akinai.core import tax

FEES = ("shipping_fee", "payment_fee", "wrapping_fee")
STANDARD = 1000  # basis points; carriage and fees are taxed at the standard rate even for food


@dataclass(frozen=True)
class OrderMoney:
    """The sums of an order. `sums` is None while a price is unknown; unknown is never 0.

    `total` (worth; the basis of the slip and of tax) and `billed` (paid by the buyer) are as told, where told.
    `difference`: told total less what the lines add up to, where both are known. Points and the mall's coupons are ways
    of paying: tax is computed before them.
    """

    sums: tax.DocumentSums | None
    goods: int | None
    fees: tuple[tuple[str, int], ...]
    discount: int
    mall_discount: int
    points: int
    total: int | None
    billed: int | None
    difference: int | None
    currency: str

    @property
    def rates(self) -> tuple[tax.RateSum, ...]:
        return self.sums.rates if self.sums else ()

    @property
    def unknown(self) -> bool:
        """A price is not known, so the sums are not either."""
        return self.sums is None


def order_money(
    order: Any, lines: Iterable[Any], *, rounding: tax.Rounding = "floor", standard_rate: int = STANDARD
) -> OrderMoney:
    """The sums of an order (Order or Draft) with its lines; cancelled pieces do not count."""
    open_lines = [line for line in lines if line.quantity > line.cancelled]
    fees = tuple((name, amount) for name in FEES if (amount := getattr(order, name)))
    sums = None
    if all(line.unit_price is not None for line in open_lines):
        sums = tax.document_sums(
            [
                tax.TaxLine(
                    line.tax_category,
                    line.tax_rate or 0,
                    line.unit_price * (line.quantity - line.cancelled),
                    line.price_includes_tax,
                )
                for line in open_lines
            ],
            [tax.TaxLine("standard", standard_rate, amount) for _name, amount in fees],
            [tax.Discount(order.discount)] if order.discount else [],
            rounding=rounding,
        )
    told = order.total
    return OrderMoney(
        sums=sums,
        goods=sums.lines if sums else order.goods_total,
        fees=fees,
        discount=order.discount or 0,
        mall_discount=order.mall_discount or 0,
        points=order.points or 0,
        total=told if told is not None else (sums.total if sums else None),
        billed=order.billed,
        difference=told - sums.total if told is not None and sums else None,
        currency=order.currency,
    )

"""What a shopper is shown is always the price with tax (総額表示, 消費税法63条), and what is shown is what is sold."""

from akinai.core import tax


def with_tax(price: int, rate_bp: int, *, included: bool, rounding: tax.Rounding) -> int:
    """A price in yen with its tax (rate in basis points); the tax of one piece is rounded in the shop's way."""
    if included:
        return price
    return tax.document_sums([tax.TaxLine("", rate_bp, price, included=False)], rounding=rounding).total

"""Which delivery offers fit the goods of a parcel, and what they cost to a prefecture."""

import math
from collections.abc import Sequence

from akinai.storefront.checkout.facts import Good, Offer

COOL = ("chilled", "frozen")
Pieces = Sequence[tuple[Good, int]]


def offers(known: Sequence[Offer], goods: Pieces, prefecture: str) -> list[tuple[Offer, int]]:
    """The offers that take these goods there, each with its fee. No prefecture yet: the fee of "every other"."""
    found = []
    for offer in known:
        fee = shipping_fee(offer, goods, prefecture)
        if fee is not None and fits(offer, goods):
            found.append((offer, fee))
    return found


def fits(offer: Offer, goods: Pieces) -> bool:
    """Temperature, sale type, weight and number of pieces; what is not known of a SKU stands in no way."""
    temperatures = {good.temperature for good, _n in goods}
    if offer.temperatures and not temperatures <= set(offer.temperatures):
        return False
    if not offer.cool and temperatures & set(COOL):
        return False
    if offer.sale_types and not {good.sale_type for good, _n in goods} <= set(offer.sale_types):
        return False
    if offer.most_weight_g is not None and sum(good.weight_g * n for good, n in goods) > offer.most_weight_g:
        return False
    return offer.most_pieces is None or sum(n for _good, n in goods) <= offer.most_pieces


def shipping_fee(offer: Offer, goods: Pieces, prefecture: str) -> int | None:
    """Yen with tax; None where the offer doesn't go.

    送料無料 waives carriage and its extra by size; what ice costs stays (once for each of chilled and frozen, which
    travel apart).
    """
    base = offer.fees.get(prefecture, offer.fees.get(""))
    if base is None:
        return None
    cool = offer.cool_fee * len({good.temperature for good, _n in goods} & set(COOL))
    worth = sum((good.price or 0) * n for good, n in goods)
    if offer.free_over is not None and worth >= offer.free_over:
        return cool
    return base + _size_fee(offer, goods) + cool


def _size_fee(offer: Offer, goods: Pieces) -> int:
    if not offer.size_fees:
        return 0
    size = parcel_size(goods)
    return next((fee for most, fee in offer.size_fees if most is None or size <= most), offer.size_fees[-1][1])


def parcel_size(goods: Pieces) -> int:
    """Three sides of the parcel in mm, as it may be guessed: that of the biggest piece, or of a cube of all of them."""
    biggest = max((sum(good.sides) for good, _n in goods), default=0)
    volume = sum(math.prod(good.sides) * n for good, n in goods)
    return max(biggest, math.ceil(3 * volume ** (1 / 3)))

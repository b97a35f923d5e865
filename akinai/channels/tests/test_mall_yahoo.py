"""Yahoo!ショッピング: the contract against its stand-in, and what only this mall has."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import pytest

from akinai.channels.malls.base import Picture, Place
from akinai.channels.tests.malls import contract
from akinai.channels.tests.malls.practice import Practice
from sandbox.malls import yahoo
from sandbox.malls.shop import Offer, Order

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64
# At Yahoo! a sub-code, or a page without one, is the shop's own code.
GOODS = (
    Offer("apple-juice", "APJ-1L-6", "APJ-1L-6", "りんごジュース", "1L×6", 3000, 20, 8, "4901234567894"),
    Offer("apple-juice", "APJ-1L-12", "APJ-1L-12", "りんごジュース", "1L×12", 5800, 10, 8, "4901234567900"),
    Offer("TWL-W-M", "", "TWL-W-M", "白いタオル", "", 1200, 1000, 10, "4901234567917"),
)


class TestYahoo(contract.Contract):
    kind, stand_in = "yahoo", yahoo
    rates: ClassVar[Mapping[str, Any]] = {"rate.calls": "100000", "status_pause": "0.03"}
    tells = (contract.EVERYTHING | {"new_pages"}) - {"cancel_asked", "destinations"}
    goods = GOODS

    def spoil(self, at: Practice, order: Order) -> None:
        order.more["told"] = {"OrderTime": "yesterday"}

    def picture(self) -> Picture:
        return Picture(url="https://shop.example.jp/towel.jpg", content=JPEG)

    def new_page(self, at: Practice) -> Any:
        listing = super().new_page(at)
        variant = replace(listing.variants[0], place=Place("NEW-1"), options={})
        return replace(listing, page="NEW-1", variants=[variant])

    def unknown_place(self, offer: Offer) -> Place:
        return Place(offer.page, "")


@pytest.mark.parametrize("at", [()], indirect=False)
def test_placeholder(at: Any) -> None:
    assert at == ()

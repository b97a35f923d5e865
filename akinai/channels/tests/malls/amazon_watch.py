"""What every test of Amazon shares: each message is held against Amazon's own models."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from akinai.channels.malls.base import (
    Picture,
    Place,
)
from akinai.channels.tests.malls import amazon_models, contract
from akinai.channels.tests.malls.practice import Practice
from sandbox.malls import amazon
from sandbox.malls.shop import Offer, Order
from sandbox.messages import Answer, Request

TELLS = contract.EVERYTHING - {"kana", "points", "mall_coupon", "noshi", "destinations", "tax_rate"} | {"new_pages"}


class Watched:
    """Amazon with each of its answers, and each request of ours, held against the models."""

    kind, stand_in = "amazon", amazon
    rates = {"rate.all": 10_000}
    tells = TELLS

    @pytest.fixture(autouse=True)
    def models(self, at: Practice, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
        """Everything said in a test, by its operation."""
        said: list[tuple[Request, Answer]] = []
        usual = at.standin.answer

        def noted(request: Request) -> Answer | None:
            answer = usual(request)
            if answer is not None and answer.body != b"<<<\x81\xff not what you expect":
                said.append((request, answer))
            return answer

        monkeypatch.setattr(at.standin, "answer", noted)
        spoken: list[str] = []
        yield spoken
        spoiled = any("told" in order.more or "told_v0" in order.more for order in at.shop.orders.values())
        for request, answer in said:
            spoken.append(amazon_models.hold(request, answer, request_only=spoiled))

    def place(self, offer: Offer) -> Place:
        return Place(offer.code)

    def spoil(self, at: Practice, order: Order) -> None:
        order.more["told"] = {"createdTime": "yesterday"}

    def pictures(self, at: Practice, page: str) -> Sequence[str]:
        offer = at.shop.offers[self.page_key(at, page)]  # type: ignore[attr-defined]
        return [
            entry["media_location"]
            for name, entries in offer.more.get("attributes", {}).items()
            if name.endswith("image_locator")
            for entry in entries
        ]

    def picture(self) -> Any:
        return Picture(url="https://images.example.jp/towel.jpg", alt="タオル")

"""楽天市場: the contract against its stand-in, and what only this mall has."""

from typing import Any

from akinai.channels.malls.base import Picture, RawRequest
from akinai.channels.tests.malls import contract
from akinai.channels.tests.malls.practice import Practice
from sandbox.malls import rakuten
from sandbox.malls.rakuten.server import notice_body
from sandbox.malls.shop import Order

FAST = {f"rate.{name}": 10_000 for name in ("order", "stock", "stock_read", "items", "items_read", "key")}


class TestRakuten(contract.Contract):
    kind, stand_in = "rakuten", rakuten
    rates = {**FAST, "patience": 2}
    tells = contract.EVERYTHING | {"new_pages"}
    slow = {"page": 100}

    def wrong_keys(self, at: Practice) -> list[dict[str, str]]:
        return [{"service_secret": "SP_wrong"}, {"license_key": "SL_wrong"}]

    def picture(self) -> Picture:
        return Picture(url="https://image.rakuten.co.jp/standin-shop/cabinet/towel/white01.jpg", alt="白いタオル")

    def new_fields(self) -> dict[str, object]:
        return {"title": "新しい商品", "description": "説明です。", "category": "100371"}

    def notice(self, at: Practice, order: Order) -> RawRequest:
        return RawRequest({"content-type": "text/xml; charset=utf-8"}, notice_body(order, "new"))

    def forged(self, raw: RawRequest) -> RawRequest:
        return RawRequest(raw.headers, raw.body.replace(b"standin-notice-key", b"standin-notice-kez"))

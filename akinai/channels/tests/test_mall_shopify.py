"""Shopify: the contract against the stand-in, and what only Shopify has."""

from typing import Any

from akinai.channels.malls.base import Picture, Place, RawRequest
from akinai.channels.tests.malls import contract
from akinai.channels.tests.malls.practice import Practice
from sandbox.malls import shopify
from sandbox.malls.shop import Offer, Order
from sandbox.malls.shopify import hooks, ids


class TestShopify(contract.Contract):
    """Pages of orders are small, as Shopify counts points and not calls."""

    kind, stand_in = "shopify", shopify
    tells = (contract.EVERYTHING - {"kana", "destinations"}) | {"new_pages"}
    many = 40

    def place(self, offer: Offer) -> Place:
        return Place(ids.item(*offer.key), ids.variant(*offer.key))

    def wrong_keys(self, at: Practice) -> list[dict[str, str]]:
        return [{"client_secret": "shpss_wrong"}, {"access_token": "shpat_wrong"}]

    def spoil(self, at: Practice, order: Order) -> None:
        order.more["told"] = {"createdAt": "yesterday"}

    def picture(self) -> Any:
        return Picture(url="https://img.example.jp/towel.jpg", alt="タオル")

    def notice(self, at: Practice, order: Order) -> RawRequest:
        body = hooks.body_of(order)
        headers = {name.lower(): value for name, value in hooks.headers("ORDERS_CREATE", body).items()}
        return RawRequest(headers, body)

    def forged(self, raw: RawRequest) -> RawRequest:
        signature = hooks.signature(raw.body, "shpss_somebody_else")
        return RawRequest({**raw.headers, "x-shopify-hmac-sha256": signature}, raw.body)

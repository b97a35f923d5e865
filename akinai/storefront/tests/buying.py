"""A shop to buy in, for tests: goods with stock, somebody who buys, the three requests of a headless front."""

import json
import uuid
from typing import Any

from django.test import Client

from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders.tests.making import person
from akinai.storefront.actions import carts
from akinai.storefront.models import ProductPage, Site

ROOT = "/api/v1"


def open_shop() -> None:
    """The site is open to the public."""
    site = Site.objects.order_by("id").first() or Site()
    site.is_open, site.legal = True, {**site.legal, "returns": "到着後8日以内にご連絡ください。"}
    site.save()


def goods(stock: int = 10, *, price: int = 1000, **fields: Any) -> Any:
    """A SKU on sale with pieces in stock."""
    sku = make_stock(stock) if stock else make_sku()
    for name, value in {"price": price, **fields}.items():
        setattr(sku, name, value)
    sku.save()
    return sku


def page_of(sku: Any, **fields: Any) -> ProductPage:
    """The page of a SKU's product."""
    return ProductPage.objects.update_or_create(product_id=sku.product_id, defaults=fields)[0]


def cart(*lines: tuple[Any, int]) -> uuid.UUID:
    """A cart with these SKUs."""
    return carts.add_many(None, [(sku.pk, pieces) for sku, pieces in lines], actor="test")


def who(**fields: str) -> dict[str, str]:
    """A person as the API takes one."""
    one = person(**fields)
    names = ("name", "kana", "phone", "email", "postal", "prefecture", "city", "line1", "line2")
    return {name: getattr(one, name) for name in names}


class Front:
    """A headless front: a program without token and cookie."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True)

    def post(self, path: str, body: Any, status: int = 200, key: str = "", **query: str) -> Any:
        headers = {"Idempotency-Key": key} if key else {}
        answer = self.client.post(
            f"{ROOT}{path}", json.dumps(body), content_type="application/json", headers=headers, query_params=query
        )
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def get(self, path: str, status: int = 200) -> Any:
        answer = self.client.get(f"{ROOT}{path}")
        assert answer.status_code == status, answer.content.decode()
        return answer.json()

    def cart(self, *lines: tuple[Any, int]) -> str:
        """A cart with these SKUs; gives its id."""
        told = [{"sku": sku.code, "quantity": pieces} for sku, pieces in lines]
        return str(self.post("/carts", {"lines": told})["id"])

    def buy(self, key: str, status: int = 200, *, once: str = "", **fields: Any) -> Any:
        """Check a cart out."""
        body = {"buyer": who(), "payment_method": "bank_transfer", **fields}
        return self.post(f"/carts/{key}/checkout", body, status, key=once)

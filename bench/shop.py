"""Our own shop in the world of the benchmarks, and a whole purchase as a headless front makes it: three requests."""

import json
import random
from dataclasses import asdict
from typing import Any

from akinai.inventory.models import Warehouse
from akinai.orders.models import SalesChannel
from akinai.storefront.models import Site
from bench import world
from bench.harness import require
from bench.serving import Line

ROOT = "/api/v1/carts"
PEOPLE = 400
LINES = 2


def open_shop() -> None:
    """The shop sells from the world's warehouse, and is open."""
    house = Warehouse.objects.get(pk=SalesChannel.objects.get(code=world.CHANNEL).warehouse_id)
    values = {"name": "自社サイト", "kind": "shop", "mode": "live", "warehouse": house, "total_rule": "akinai"}
    SalesChannel.objects.update_or_create(code="shop", defaults={**values, "collects": True})
    site = Site.objects.order_by("id").first() or Site()
    site.is_open = True
    site.save()


def buyers(seed: int, count: int = PEOPLE) -> list[dict[str, str]]:
    """People as the API takes them."""
    chance = random.Random(seed)
    return [asdict(world.person(chance)) for _n in range(count)]


def purchase(buyer: dict[str, str], codes: list[str], once: str) -> list[tuple[str, dict[str, Any]]]:
    """What the front sends: a cart, its last line, the checkout; `{id}` is that of the cart."""
    *first, last = codes
    lines = [{"sku": code, "quantity": 1} for code in first]
    mail = {**buyer, "email": f"b{once}@example.jp"}
    return [
        (ROOT, {"lines": lines}),
        (f"{ROOT}/{{id}}/lines", {"sku": last, "quantity": 1}),
        (f"{ROOT}/{{id}}/checkout", {"buyer": mail, "payment_method": "bank_transfer"}),
    ]


def buy(line: Line, requests: list[tuple[str, dict[str, Any]]], *, sold_out: bool = False) -> bool:
    """Make the purchase; whether it was bought. With `sold_out` it may be refused, else that ends the benchmark."""
    cart = ""
    for path, body in requests:
        status, answer = line.ask("POST", path.replace("{id}", cart), body)
        if sold_out and status == 422 and path.endswith("checkout"):
            return False
        require(status == 200, f"{path} answered {status}: {answer.decode()[:300]}")
        cart = cart or json.loads(answer)["id"]
    return True

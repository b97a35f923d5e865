"""Members who bought something, for tests: the member by the real verbs, the purchase as buying leaves it."""

import uuid
from typing import Any

from django.test import Client

from akinai.core import clock
from akinai.customers.models import Customer
from akinai.customers.tests.making import make_member
from akinai.inventory.tests.making import make_stock
from akinai.orders.models import Order
from akinai.orders.tests.making import incoming, line, person, place
from akinai.storefront.models import Cart, Purchase
from akinai.storefront.tests.buying import open_shop

BACKEND = "akinai.customers.backend.Members"


def signed_in(member: Customer | None = None) -> tuple[Client, Customer]:
    """A browser with a member in an open shop; a post without the CSRF token is refused as in life."""
    open_shop()
    member = member or make_member()
    client = Client()
    client.force_login(member.user, backend=BACKEND)
    return client, member


def goods(**fields: Any) -> Any:
    """A SKU on sale with stock."""
    sku = make_stock(50)
    for name, value in {"price": 1200, **fields}.items():
        setattr(sku, name, value)
    sku.save()
    return sku


def bought(
    member: Customer | None = None, *, email: str = "", recipients: int = 1, sku: Any = None, **fields: Any
) -> tuple[Purchase, list[Order]]:
    """A purchase of the shop with one order to each recipient; `email` alone: of a guest."""
    email = email or (member.email if member else "guest@example.jp")
    number = f"S-{uuid.uuid4().hex[:8]}"
    sku = sku or goods()
    asked = []
    for n in range(recipients):
        who = person(email=email)
        asked.append(
            incoming(
                [line(sku, 2)],
                channel_code="shop",
                channel_number=number,
                destination=str(n) if n else "",
                buyer=who,
                recipient=who,
                **{"payment_method": "cod", **fields},
            )
        )
    orders = place(*asked)
    cart = Cart.objects.create(created_at=clock.now(), updated_at=clock.now(), ordered_at=clock.now())
    purchase = Purchase.objects.create(
        cart=cart, key=number, number=number, order_ids=[one.pk for one in orders], customer=member,
        email=email.lower(), total=2400 * recipients, at=clock.now(),
    )  # fmt: skip
    return purchase, orders

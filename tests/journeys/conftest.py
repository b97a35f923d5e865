"""A person at the desk: the real site, a real browser, and a session that is signed in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from akinai.core import setup
from akinai.core.models import Shop
from akinai.core.people.actions import set_pin
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_warehouse
from tests.journeys.desk import Desk

Sit = Callable[..., Desk]
SHOP = {
    "name": "商い商店",
    "postal": "1050011",
    "prefecture": "東京都",
    "city": "港区",
    "line1": "芝公園4-2-8",
    "phone": "03-1234-5678",
    "email": "shop@example.jp",
}


@pytest.fixture(autouse=True)
def house(committed_db: str) -> Any:
    """A shop with the rows every shop starts with; the day of its warehouse ends at midnight."""
    setup.seed()
    Shop.objects.update_or_create(id=1, defaults=SHOP)
    return make_warehouse()


@pytest.fixture
def desk(site: str, page: Any) -> Desk:
    """The site in an open page, nobody signed in."""
    return Desk(page, site)


@pytest.fixture
def sit(desk: Desk) -> Sit:
    """`sit("orders")`: somebody of that role, signed in as after password and second factor."""

    def signed_in(role: str = "manager", **cookies: str) -> Desk:
        client = sign_in(Client(), make_staff(role))
        cookies = {"sessionid": client.cookies["sessionid"].value, **cookies}
        desk.page.context.add_cookies([{"name": n, "value": value, "url": desk.site} for n, value in cookies.items()])
        return desk

    return signed_in


@pytest.fixture
def packer() -> int:
    """Somebody of the warehouse whose PIN is 482915."""
    user = make_staff("warehouse", username="pack", name="倉田 実")
    set_pin(user, "482915", actor="cli")
    return int(user.pk)


@pytest.fixture
def errors(page: Any) -> list[str]:
    """What the browser's console complains about."""
    told: list[str] = []
    page.on("console", lambda line: told.append(f"{page.url}: {line.text}") if line.type == "error" else None)
    return told

"""Who comes in: closed shops, maintenance, old addresses; what every page pays for its frame."""

from typing import Any

import pytest
from django.test import Client

from akinai.catalog.models import Sku
from akinai.core.models import Setting
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.models import Stock, Warehouse
from akinai.storefront import frame
from akinai.storefront.models import (
    Redirect,
    Site,
)
from akinai.storefront.queries import goods
from akinai.storefront.tests.making import forget_kept, make_product, open_shop
from akinai.storefront.tests.visiting import page

pytestmark = pytest.mark.django_db


def test_a_shop_not_open_is_seen_by_staff_only(db: None) -> None:
    open_shop(is_open=False)
    product = make_product()
    for path in ("/", "/c/", f"/p/{product.code}/", "/search/?q=a", "/contact/", "/feeds/google.xml", "/sitemap.xml"):
        assert page(path).status_code == 503
    assert "ただいま準備中です" in page("/").content.decode()
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    sign_in(client, make_staff("marketing"))
    seen = client.get("/")
    assert seen.status_code == 200
    assert "スタッフだけに表示" in seen.content.decode()
    assert "noindex" in seen.content.decode()


def test_maintenance_answers_503_with_the_owners_words(db: None) -> None:
    open_shop(maintenance=True, maintenance_words="棚卸しのため 18時まで")
    response = page("/")
    assert response.status_code == 503
    assert response["Retry-After"]
    assert "棚卸しのため 18時まで" in response.content.decode()
    assert page("/theme.css").status_code == 200


def test_staff_without_the_second_factor_see_no_more_than_visitors(db: None) -> None:
    open_shop(is_open=False)
    client = Client()
    client.force_login(make_staff("manager"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/").status_code == 503


def test_old_addresses_lead_to_new_ones(shop: Site) -> None:
    Redirect.objects.create(path="/item.php?id=3", target="/c/")
    Redirect.objects.create(path="/old/", target="/news/", permanent=False)
    moved = page("/item.php?id=3")
    assert (moved.status_code, moved["Location"]) == (301, "/c/")
    assert page("/old/").status_code == 302
    assert Redirect.objects.get(path="/old/").hits == 1
    lost = page("/nowhere/")
    assert lost.status_code == 404
    assert 'role="search"' in lost.content.decode()


def test_the_frame_is_read_once_a_request(shop: Site, statements: Any) -> None:
    Setting.objects.update_or_create(name="page_seconds", defaults={"value": 60})
    forget_kept()
    client = Client()
    with statements() as first:
        client.get("/legal/")
    with statements() as second:
        client.get("/legal/")
    assert sum("storefront_site" in sql for sql in first.texts) == 1
    assert second.count == 0
    assert frame.current().page_seconds == 60
    forget_kept()


def test_stock_of_other_warehouses_is_not_the_shops(shop: Site) -> None:
    product = make_product(stock=0)
    other = Warehouse.objects.create(code="elsewhere", name="他の倉庫")
    Stock.objects.create(sku=Sku.objects.get(product=product), warehouse=other, on_hand=50)
    assert goods.cards([product.pk])[0].stock.state == "out"

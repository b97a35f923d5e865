"""A mall connected and live, with our SKUs beside it, for the tests of pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from akinai.catalog.models import Product, Sku
from akinai.catalog.queries import code_key
from akinai.channels import actions
from akinai.channels.actions import NewConnection, listings
from akinai.channels.models import Connection, MallItem, Page, SkuMapping
from akinai.channels.reaching import reach
from akinai.channels.tests.malls.basis import OFFERS
from akinai.channels.tests.malls.practice import Practice, fresh_standin
from akinai.inventory.tests.making import make_warehouse
from akinai.orders import actions as orders
from sandbox.malls import rakuten

JUICE, DOZEN, TOWEL = OFFERS
FAST = {f"rate.{name}": 1000 for name in ("items", "items_read", "stock", "stock_read", "cabinet")}


@dataclass
class Market:
    """The connection, and the mall's own truth (`at.shop`)."""

    connection: Connection
    at: Practice

    @property
    def pk(self) -> int:
        return self.connection.pk

    def read(self) -> int:
        return listings.read_offers(self.pk, force=True)

    def items(self) -> dict[str, MallItem]:
        return {one.code: one for one in MallItem.objects.filter(connection=self.connection)}

    def pages(self) -> dict[str, Page]:
        listings.sync_pages(self.connection)
        return {one.code: one for one in Page.objects.filter(connection=self.connection).order_by("pk")}

    def push(self) -> int:
        Page.objects.update(next_at=None)
        return listings.push_pages(self.pk, force=True)

    def at_mall(self, code: str) -> Any:
        return next(one for one in self.at.shop.offers.values() if one.code == code)


def our_goods() -> dict[str, Sku]:
    """The SKUs that the stand-ins' goods are: juice in two sizes, a towel."""
    juice = Product.objects.create(code="apple-juice", name="りんごジュース", description="しぼりたて。")
    towel = Product.objects.create(code="towel-white", name="白いタオル")
    made = {}
    for offer, product in ((JUICE, juice), (DOZEN, juice), (TOWEL, towel)):
        made[offer.code] = Sku.objects.create(
            product=product,
            code=offer.code,
            code_key=code_key(offer.code),
            name=f"{offer.title} {offer.option}",
            options=f"サイズ:{offer.option}",
            jan=offer.jan,
            price=offer.price,
        )
    return made


def open_market(server: Any, module: Any, settings: Any, kind: str, **rates: Any) -> Market:
    """A live connection to a fresh stand-in with three offers; nothing is mapped."""
    settings.OUTSIDE_ALLOW_PRIVATE = True
    make_warehouse()
    standin = fresh_standin(server)
    standin.unlimited = True
    for offer in OFFERS:
        standin.shop.offers[offer.key] = replace(offer, more={})
    given = module.connection(standin.address)
    pk = actions.connect(NewConnection(adapter=kind, code="mall", name="楽天市場店", **given), actor="test")
    connection = Connection.objects.select_related("channel").get(pk=pk)
    connection.settings = {**connection.settings, **rates}
    connection.save(update_fields=["settings"])
    orders.switch_live(connection.channel_id, actor="test")
    connection = Connection.objects.select_related("channel").get(pk=pk)
    found = reach(connection)
    return Market(connection, Practice(found.mall, found.account, standin, module))


def mapped(market: Market, skus: dict[str, Sku]) -> Market:
    """Every offer mapped to our SKU of the same code."""
    for offer in OFFERS:
        SkuMapping.objects.create(
            channel=market.connection.channel,
            code=offer.code,
            sku=skus[offer.code],
            listing=offer.page,
            variant=offer.variant,
        )
    return market


def running(module: Any) -> Iterator[Any]:
    """A stand-in's server for a module of tests."""
    _address, server = module.start()
    yield server
    server.stop()


def rakuten_market(server: Any, settings: Any) -> Market:
    """A fresh 楽天 that does not make anybody wait; nothing is mapped."""
    return open_market(server, rakuten, settings, "rakuten", **FAST)


def mapped_market(server: Any, settings: Any) -> Market:
    """The same with every offer mapped to our goods."""
    return mapped(rakuten_market(server, settings), our_goods())


# Fixtures; a module of tests takes them by name: server, market = listing_world.server, listing_world.market


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    yield from running(rakuten)


@pytest.fixture
def market(db: None, server: Any, settings: Any) -> Market:
    return mapped_market(server, settings)

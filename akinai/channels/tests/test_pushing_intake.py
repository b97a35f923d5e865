"""What the intake of a mall's orders tells the pusher: sold, cancelled, made smaller."""

import datetime as dt
from typing import Any

import pytest

from akinai.channels.actions import incoming as intake
from akinai.channels.actions import pushing
from akinai.channels.malls import MALLS, base
from akinai.channels.models import Connection, Offer
from akinai.channels.tests.shelf import ShelfMall, make_shelf, offer
from akinai.core import clock
from akinai.inventory.tests.making import make_stock
from akinai.orders.tests.making import incoming, line

pytestmark = pytest.mark.django_db


def told(connection: Connection, number: str, sku: Any, pieces: int, stage: Any = "open") -> base.MallOrder:
    at = clock.now() + dt.timedelta(seconds=30)
    order = incoming(
        [line(sku_code=sku.code, quantity=pieces)],
        channel_code=connection.channel.code,
        channel_number=number,
        ordered_at=at,
    )
    return base.MallOrder(number=number, stage=stage, ordered_at=at, updated_at=at, orders=[order])


def test_sold_cancelled_and_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    mall = ShelfMall()
    monkeypatch.setitem(MALLS, "shelf", mall)
    sku = make_stock(20)
    one = make_shelf(mall, "m1", sku.code)
    pushing.push_stock(one.pk)

    def left(*orders: base.MallOrder) -> int:
        intake.take(one, orders, broken={}, actor="test")
        row: Offer = offer(one, sku.code)
        return row.exposed

    assert left(told(one, "A", sku, 3), told(one, "B", sku, 2)) == 15
    assert left(told(one, "A", sku, 3)) == 15  # no news
    assert left(told(one, "A", sku, 1)) == 17
    assert left(told(one, "B", sku, 2, "cancelled")) == 19
    assert left(told(one, "C", sku, 4, "cancelled")) == 19  # never seen before
    assert offer(one, sku.code).back == 8
    one.settings["restocks"] = False
    assert left(told(one, "D", sku, 5)) == 14
    assert left(told(one, "D", sku, 5, "cancelled")) == 14

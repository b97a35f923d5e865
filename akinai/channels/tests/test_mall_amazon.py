"""Amazon: the contract of every mall, by both of its order APIs."""

import datetime as dt
from dataclasses import replace

from akinai.channels.tests.malls import contract
from akinai.channels.tests.malls.amazon_watch import Watched
from akinai.channels.tests.malls.orders import Orders
from akinai.channels.tests.malls.practice import Practice
from akinai.core import clock
from sandbox.malls.shop import Order


class TestAmazon(Watched, contract.Contract):
    """By Orders 2026-01-01."""


class TestByV0(Watched, Orders):
    """By Orders v0, with a restricted data token."""

    rates = {**Watched.rates, "orders_api": "v0"}
    tells = Watched.tells - {"remark"}  # it has a call of its own there
    many = 70

    def spoil(self, at: Practice, order: Order) -> None:
        order.more["told_v0"] = {"PurchaseDate": "yesterday"}

    def test_names_are_told_to_the_restricted_token_alone(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        assert at.read(order.number).orders[0].recipient.name
        calls = [call.name for call in at.account.calls]
        assert calls.count("createRestrictedDataToken") == 1
        assert at.read(order.number).orders[0].recipient.line1
        assert [call.name for call in at.account.calls].count("createRestrictedDataToken") == 1

    def test_shipments_are_read_back_by_their_pieces(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2), (at.offer(2), 1))
        part = at.shipment(order.number, quantities=[2, 0], whole=False)
        assert at.tell(part).done == [1]
        rest = at.shipment(order.number, quantities=[0, 1], key=2, place=2)
        at.control(drops=1)
        assert list(at.tell(rest).unknown) == [2]
        assert at.tell(replace(rest, again=True)).done == [2]
        assert len(order.parcels) == 2
        assert at.tell(replace(rest, again=True)).done == [2]
        assert len(order.parcels) == 2

    def test_a_dropped_shipment_without_lines_is_no_shipment(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2))
        whole = at.shipment(order.number, lines=[])
        at.control(drops=1)
        assert list(at.tell(whole).unknown) == [1]
        assert at.tell(replace(whole, again=True)).done == [1]
        assert [list(parcel.lines.values()) for parcel in order.parcels] == [[2]]

    def test_a_cancelled_order_keeps_its_lines(self, at: Practice) -> None:
        """v0 tells them with nothing in them."""
        order = at.opened((at.offer(), 3))
        at.shop.cancel(order.number)
        found = at.read(order.number)
        assert found.stage == "cancelled"
        assert [line.sku_code for line in found.orders[0].lines] == ["APJ-1L-6"]

    def test_its_end_is_among_the_expiries(self, at: Practice) -> None:
        ends = {one.name: one.at for one in at.mall.expiries(at.account)}
        assert ends["Orders API v0"] == dt.datetime(2027, 3, 27, tzinfo=clock.JST)

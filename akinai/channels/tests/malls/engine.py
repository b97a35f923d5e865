"""What holds for every mall once it is connected: orders in, shipments out, through the verbs, over real HTTP."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest

from akinai.channels import actions, queries
from akinai.channels.actions import NewConnection
from akinai.channels.malls.base import Told
from akinai.channels.models import Connection, MallOrder, Progress, ShipmentNotice
from akinai.channels.reaching import reach
from akinai.channels.tests.malls.basis import Basis
from akinai.channels.tests.malls.practice import Practice, fresh_standin
from akinai.core import clock
from akinai.fulfillment import actions as floor
from akinai.fulfillment.models import Parcel, ShipmentLine
from akinai.fulfillment.tests import making as shipments
from akinai.inventory.models import Stock
from akinai.inventory.tests.making import make_sku, make_stock, make_warehouse
from akinai.orders import actions as orders
from akinai.orders.models import Order, SalesChannel
from sandbox.malls.shop import Offer
from sandbox.malls.shop import Order as AtMall
from sandbox.serving import Server


@dataclass
class Joined:
    """A channel connected to its stand-in, live."""

    connection: Connection
    at: Practice

    def fetch(self) -> Any:
        taken = actions.fetch_orders(self.connection.pk, force=True)
        actions.confirm_orders(self.connection.pk, force=True)
        return taken

    def reread(self) -> Any:
        """What comes when nothing is listed as changed."""
        MallOrder.objects.update(read_at=clock.now() - dt.timedelta(minutes=1))
        return actions.read_open_orders(self.connection.pk, force=True)

    def order(self, sold: AtMall) -> Order:
        return Order.objects.get(channel=self.connection.channel, channel_number=sold.number)

    def trouble(self, task: str = "orders") -> str:
        return str(Progress.objects.get(connection=self.connection, task=task).trouble)


class Engine(Basis):
    """Subclass beside the mall's own contract, with the same answers."""

    @pytest.fixture
    def joined(self, db: None, server: Server, settings: Any) -> Joined:
        settings.OUTSIDE_ALLOW_PRIVATE = True
        make_warehouse()
        standin = fresh_standin(server)
        standin.unlimited = True
        for offer in self.goods:
            standin.shop.offers[offer.key] = replace(offer, more={})
            make_stock(offer.stock, sku=make_sku(offer.code))
        given = self.stand_in.connection(standin.address)
        new = NewConnection(
            adapter=self.kind,
            code="mall",
            name="モール",
            settings={**given["settings"], **self.rates},
            credentials=given["credentials"],
        )
        connection = Connection.objects.select_related("channel").get(pk=actions.connect(new, actor="test"))
        connection.settings = {**connection.settings, **self.rates}
        connection.save(update_fields=["settings"])
        orders.switch_live(connection.channel_id, actor="test")
        connection = Connection.objects.select_related("channel").get(pk=connection.pk)
        found = reach(connection)
        return Joined(connection, Practice(found.mall, found.account, standin, self.stand_in, self.age, self.place))

    def first(self) -> Offer:
        return self.goods[0]

    def test_an_order_comes_in_once_and_takes_its_pieces(self, joined: Joined) -> None:
        sold = joined.at.buy((self.first(), 2))
        assert len(joined.fetch().placed) == 1
        assert joined.fetch().placed == []
        order = joined.order(sold)
        assert order.unallocated == 0
        assert Stock.objects.get(sku__code=self.first().code).free == self.first().stock - 2
        assert order.payment_method, order.payment_text
        if "confirm" in joined.at.mall.abilities:
            assert joined.at.shop.orders[sold.number].state in ("confirmed", "new")
            row = MallOrder.objects.get(number=sold.number)
            assert not row.confirm_due or row.confirmed_at

    def test_many_orders_come_in_and_none_is_doubled(self, joined: Joined) -> None:
        for _n in range(5):
            joined.at.buy((self.goods[2], 1))
        joined.fetch()
        joined.at.buy((self.goods[2], 1))
        joined.fetch()
        assert Order.objects.count() == 6

    def test_a_cancellation_at_the_mall_is_a_difference_for_a_person(self, joined: Joined) -> None:
        sold = joined.at.buy((self.first(), 1))
        joined.fetch()
        joined.at.shop.cancel(sold.number)
        sold.updated -= joined.at.age
        joined.fetch()
        joined.reread()
        order = joined.order(sold)
        assert order.holds.filter(closed_at=None, reason="cancel_asked").exists()

    def test_a_provisional_order_holds_its_pieces_and_waits(self, joined: Joined) -> None:
        if "pending" not in self.tells:
            return
        sold = joined.at.buy((self.first(), 3), state="pending", paid=False)
        joined.fetch()
        order = joined.order(sold)
        assert (order.mall_waiting, order.unallocated) == (True, 0)
        joined.at.shop.release(sold.number)
        sold.updated -= joined.at.age
        joined.fetch()
        joined.reread()
        order.refresh_from_db()
        assert not order.mall_waiting
        assert order.name
        assert not order.holds.filter(closed_at=None, reason="mall_changed").exists()

    def test_an_order_that_cannot_be_read_harms_no_other(self, joined: Joined) -> None:
        bad = joined.at.buy((self.first(), 1))
        self.spoil(joined.at, bad)
        good = joined.at.buy((self.first(), 1))
        joined.fetch()
        assert joined.order(good)
        assert MallOrder.objects.get(number=bad.number).refused
        bad.more.clear()
        joined.reread()
        assert joined.order(bad)

    def test_a_mall_in_trouble_is_left_alone_for_a_while(self, joined: Joined) -> None:
        joined.at.fault("500")
        joined.fetch()
        progress = Progress.objects.get(connection=joined.connection, task="orders")
        assert (progress.trouble, progress.failures) == ("unreachable", 1)
        assert progress.words
        assert progress.not_before
        joined.fetch()
        assert joined.trouble() == ""

    def shipped(self, joined: Joined, sold: AtMall) -> ShipmentNotice:
        """Packed and shipped, its minutes for a misclick over."""
        order = joined.order(sold)
        assert order.queue == "ready", (order.queue, list(order.holds.values_list("reason", flat=True)))
        made = shipments.make_shipped(order)
        actions.note_shipped([actions.LeftShop(one.pk, [order.pk]) for one in made], actor="test")
        return ShipmentNotice.objects.get(order=order)

    def ready(self, joined: Joined) -> AtMall:
        """An order that may be shipped."""
        sold = joined.at.buy((self.first(), 2), **self.plain())
        joined.fetch()
        joined.fetch()
        joined.reread()
        order = joined.order(sold)
        open_holds = list(order.holds.filter(closed_at=None).values_list("pk", flat=True))
        if open_holds:
            orders.close_hold(open_holds, actor="test")
        Order.objects.filter(pk=order.pk).update(date_waiting=False, release_waiting=False)
        return sold

    def plain(self) -> dict[str, Any]:
        """Details of an order about which nothing is to be asked."""
        return {}

    def test_a_shipment_is_told_once(self, joined: Joined) -> None:
        sold = self.ready(joined)
        self.shipped(joined, sold)
        assert actions.tell_shipments(joined.connection.pk, force=True) == 1
        assert actions.tell_shipments(joined.connection.pk, force=True) == 0
        at_mall = joined.at.shop.orders[sold.number]
        assert (len(at_mall.parcels), at_mall.state) == (1, "shipped")

    def test_a_shipment_without_an_answer_is_read_back_and_told_once(self, joined: Joined) -> None:
        sold = self.ready(joined)
        notice = self.shipped(joined, sold)
        for faults in (("ok", "timeout"), ("timeout",)):
            joined.at.fault(*faults)
            actions.tell_shipments(joined.connection.pk, force=True)
            ShipmentNotice.objects.filter(pk=notice.pk).update(next_at=None)
        joined.at.control(clear=True)
        actions.tell_shipments(joined.connection.pk, force=True)
        notice.refresh_from_db()
        assert notice.told_at, notice.error
        at_mall = joined.at.shop.orders[sold.number]
        assert (len(at_mall.parcels), at_mall.state) == (1, "shipped")

    def test_further_parcels_of_a_shipment_are_told_where_the_mall_can(self, joined: Joined) -> None:
        sold = self.ready(joined)
        made = self.shipped(joined, sold).shipment
        first = Parcel.objects.filter(shipment=made).order_by("id").first()
        if first is None:
            first = Parcel(shipment=made, carrier="yamato", number="123456789012")
            first.save()
        first.pk, first.number = None, "210987654321"
        first.save()
        assert actions.tell_shipments(joined.connection.pk, force=True) == 1
        told = {number for parcel in joined.at.shop.orders[sold.number].parcels for number in parcel.number.split()}
        assert ("210987654321" in told) == ("several_numbers" in self.tells)

    def test_the_rest_that_is_cancelled_ends_a_partly_told_order(self, joined: Joined, run_jobs: Any) -> None:
        sold = self.ready(joined)
        order = joined.order(sold)
        (shipment,) = shipments.start(order)
        (line,) = ShipmentLine.objects.filter(shipment=shipment)
        floor.split(shipment.pk, {line.pk: 1}, new=False, actor="test")
        shipments.give_numbers(shipment)
        assert not floor.inspect_by_eye([shipment.pk], actor="test").refused
        assert not floor.confirm([shipment.pk], actor="test").refused
        actions.note_shipped([actions.LeftShop(shipment.pk, [order.pk])], actor="test")
        assert actions.tell_shipments(joined.connection.pk, force=True) == 1
        at_mall = joined.at.shop.orders[sold.number]
        assert (len(at_mall.parcels), at_mall.state == "shipped") == (1, False)
        rest = orders.cancel_lines([(order.lines.get().pk, 1)], reason="shop", actor="test")
        assert not rest.refused
        run_jobs()
        again = 1 if joined.at.mall.ends_with_last else 0
        assert actions.tell_shipments(joined.connection.pk, force=True) == again
        assert actions.tell_rest([order.pk], actor="test") == again  # twice does no harm
        assert actions.tell_shipments(joined.connection.pk, force=True) == again
        assert len(at_mall.parcels) == 1
        assert (at_mall.state == "shipped") == bool(again)

    def test_what_the_mall_puts_off_for_days_comes_before_a_person(self, joined: Joined, monkeypatch: Any) -> None:
        notice = self.shipped(joined, self.ready(joined))
        put_off = Told(later={notice.pk: "まだです。"})
        monkeypatch.setattr(type(joined.at.mall), "tell_shipments", lambda *given: put_off)
        for days, tries, refused in ((4, 2, False), (2, 9, False), (4, 9, True)):
            due = clock.now() - dt.timedelta(days=days)
            ShipmentNotice.objects.filter(pk=notice.pk).update(due_at=due, tries=tries, next_at=None)
            actions.tell_shipments(joined.connection.pk, force=True)
            notice.refresh_from_db()
            assert (notice.refused, notice.told_at) == (refused, None)
            assert "まだです。" in notice.error
        assert list(queries.untold_shipments()) == [notice]
        actions.tell_again([notice.pk], actor="test")
        monkeypatch.undo()
        assert actions.tell_shipments(joined.connection.pk, force=True) == 1

    def test_nothing_is_written_to_the_mall_before_it_is_live(self, joined: Joined) -> None:
        SalesChannel.objects.filter(pk=joined.connection.channel_id).update(mode="observe")
        sold = joined.at.buy((self.first(), 1))
        joined.fetch()
        order = joined.order(sold)
        assert not order.screened
        assert not MallOrder.objects.get(number=sold.number).confirmed_at
        assert joined.at.shop.orders[sold.number].state == "new"

"""What a mall shows is read back over HTTP: each injected cause is named; what is under way is no difference."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from akinai.channels import actions
from akinai.channels.actions import NewConnection, pushing
from akinai.channels.actions.drifting import APPLY, Found, mend, read_back, set_repairs
from akinai.channels.desk.drift import differences
from akinai.channels.malls.base import Place, StockLine
from akinai.channels.models import Cause, Connection, Drift, MallOrder, Offer, Progress, Push, SkuMapping, Task
from akinai.channels.reaching import reach
from akinai.channels.tests.malls.basis import OFFERS
from akinai.channels.tests.malls.practice import Practice, fresh_standin
from akinai.core import clock
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_sku, make_stock, make_warehouse
from akinai.orders import actions as orders
from akinai.orders.models import Order
from sandbox.malls import rakuten
from sandbox.malls.shop import Order as AtMall
from sandbox.serving import Server

pytestmark = pytest.mark.django_db
AGO = dt.timedelta(minutes=30)
JUICE, DOZEN, TOWEL = OFFERS


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    _address, running = rakuten.start()
    yield running
    running.stop()


@dataclass
class Stall:
    """A connected mall whose numbers were all sent half an hour ago."""

    connection: Connection
    at: Practice

    def offer(self, code: str = JUICE.code) -> Offer:
        return Offer.objects.select_related("mapping").get(mapping__code=code)

    def say(self, quantity: int, code: str = JUICE.code, *, ago: dt.timedelta = AGO, arrives: bool = True) -> Offer:
        """A number of ours that the mall took (or lost, and nobody knows)."""
        offer, at = self.offer(code), clock.now() - ago
        place = Place(offer.mapping.listing, offer.mapping.variant)
        if arrives:
            told = self.at.mall.send_stock(self.at.account, [StockLine(key=1, place=place, quantity=quantity)], "k")
            assert told.done == [1]
        Push.objects.create(
            offer=offer,
            quantity=quantity,
            since=at,
            sent_at=at,
            answered_at=at + dt.timedelta(seconds=1) if arrives else None,
            result="done" if arrives else "unknown",
        )
        if arrives:
            offer.sent, offer.sent_at, offer.answered_at = quantity, at, at + dt.timedelta(seconds=1)
        else:
            offer.trying, offer.tried_at = quantity, at
        offer.stale_since = None
        offer.save()
        return offer

    def buy(self, pieces: int, *, ago: dt.timedelta = dt.timedelta(minutes=1)) -> AtMall:
        sold = self.at.buy((JUICE, pieces))
        sold.at -= ago.total_seconds()
        sold.updated -= ago.total_seconds()
        return sold

    def fetch(self) -> None:
        actions.fetch_orders(self.connection.pk, force=True)

    def fetched_until(self, ago: dt.timedelta) -> None:
        """As if orders had been fetched up to then."""
        until = (clock.now() - ago).isoformat()
        Progress.objects.update_or_create(
            connection=self.connection, task=Task.ORDERS, defaults={"cursor": {"until": until}}
        )

    def read(self) -> Found:
        return read_back(self.connection.pk, force=True)

    def found(self) -> list[tuple[str, int | None, int | None]]:
        return list(Drift.objects.filter(vanished_at=None).order_by("id").values_list("cause", "expected", "shown"))


@pytest.fixture
def stall(db: None, server: Server, settings: Any) -> Stall:
    settings.OUTSIDE_ALLOW_PRIVATE = True
    make_warehouse()
    standin = fresh_standin(server)
    standin.unlimited = True
    given = rakuten.connection(standin.address)
    rates = {"rate.stock": 1000, "rate.stock_read": 1000, "rate.order": 1000, "rate.items_read": 1000}
    new = NewConnection(adapter="rakuten", code="mall", name="楽天市場店", **given)
    connection = Connection.objects.select_related("channel").get(pk=actions.connect(new, actor="test"))
    connection.settings = {**connection.settings, **rates}
    connection.save(update_fields=["settings"])
    orders.switch_live(connection.channel_id, actor="test")
    connection = Connection.objects.select_related("channel").get(pk=connection.pk)
    found = reach(connection)
    made = Stall(connection, Practice(found.mall, found.account, standin, rakuten))
    for offer in OFFERS:
        standin.shop.offers[offer.key] = replace(offer, more={})
        sku = make_sku(offer.code)
        make_stock(offer.stock, sku=sku)
        mapping = SkuMapping.objects.create(
            channel=connection.channel, code=offer.code, sku=sku, listing=offer.page, variant=offer.variant
        )
        place = f"{offer.page}\t{offer.variant}"
        Offer.objects.get_or_create(mapping=mapping, defaults={"connection": connection, "sku": sku, "place": place})
        made.say(offer.stock, offer.code)
    made.fetched_until(dt.timedelta(seconds=1))
    return made


def test_what_agrees_is_no_difference(stall: Stall) -> None:
    assert stall.read().read == len(OFFERS)
    assert stall.found() == []
    assert stall.offer().read == JUICE.stock


def test_orders_since_the_number_are_reckoned(stall: Stall) -> None:
    stall.buy(3)
    stall.fetch()
    stall.read()
    assert (stall.offer().read, stall.found()) == (17, [])


def test_a_number_changed_at_the_mall(stall: Stall) -> None:
    stall.buy(3)
    stall.fetch()
    stall.at.shop.set_stock(JUICE.key, 40)
    assert len(stall.read().drifts) == 1
    assert stall.found() == [(Cause.MALL_EDIT, 17, 40)]
    stall.read()
    assert len(stall.found()) == 1  # not noted again
    stall.at.shop.set_stock(JUICE.key, 17)
    assert stall.read().vanished == 1
    assert stall.found() == []


def test_a_number_that_did_not_arrive(stall: Stall) -> None:
    stall.say(6, ago=dt.timedelta(minutes=20), arrives=False)
    stall.read()
    assert stall.found() == [(Cause.LOST_SEND, 6, 20)]


def test_a_number_the_mall_took_and_did_not_keep(stall: Stall) -> None:
    stall.say(6, ago=dt.timedelta(minutes=20))
    stall.at.shop.set_stock(JUICE.key, JUICE.stock)
    stall.read()
    assert stall.found() == [(Cause.LOST_SEND, 6, 20)]


def test_an_order_that_is_at_the_mall_and_not_here(stall: Stall) -> None:
    sold = stall.buy(2, ago=dt.timedelta(minutes=20))
    stall.read()
    assert stall.found() == [(Cause.ORDER_NOT_IN, 20, 18)]
    drift = Drift.objects.get()
    assert (drift.facts["orders"], drift.facts["pieces"], drift.repair) == ([sold.number], 2, "import")
    assert mend([drift.pk], actor="test").done == [drift.pk]
    assert Order.objects.get(channel_number=sold.number)
    Offer.objects.update(stale_since=None)
    assert stall.read().vanished == 1
    assert mend([drift.pk], actor="test").refused[0].key == drift.pk


def test_a_place_the_mall_does_not_know(stall: Stall) -> None:
    SkuMapping.objects.filter(code=JUICE.code).update(variant="gone")
    stall.read()
    assert stall.found() == [(Cause.CODE_MISMATCH, 20, None)]
    refused = mend([Drift.objects.get().pk], actor="test").refused
    assert [refusal.key for refusal in refused] == [Drift.objects.get().pk]


def test_a_place_that_belongs_to_another_code(stall: Stall) -> None:
    SkuMapping.objects.filter(code=JUICE.code).update(variant=DOZEN.variant)
    stall.read()
    assert (Cause.CODE_MISMATCH, 20, 10) in stall.found()
    assert Drift.objects.get(offer=stall.offer()).facts["other"] == DOZEN.code


def test_what_nobody_can_explain_is_called_so(stall: Stall) -> None:
    stall.say(6, ago=dt.timedelta(minutes=20), arrives=False)
    stall.at.shop.set_stock(JUICE.key, 11)
    stall.read()
    assert [cause for cause, _expected, _shown in stall.found()] == [Cause.UNKNOWN]


def test_nothing_is_said_of_what_is_under_way(stall: Stall) -> None:
    stall.buy(2, ago=dt.timedelta(seconds=0))  # comes in with the next fetch
    stall.say(3, DOZEN.code, ago=dt.timedelta(seconds=5), arrives=False)
    Offer.objects.filter(mapping__code=TOWEL.code).update(stale_since=clock.now())
    stall.at.shop.set_stock(TOWEL.key, 5)
    stall.read()
    assert stall.found() == []
    stall.fetch()
    stall.read()
    assert stall.found() == []


def test_nothing_is_said_of_what_comes_in_while_it_is_compared(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sold before the reading, imported after what we know was looked up: nobody changed the mall's number."""
    Offer.objects.update(exposed=JUICE.stock)
    stall.buy(2, ago=dt.timedelta(seconds=5))
    real = type(stall.at.mall).changed_orders
    came: list[int] = []

    def meanwhile(*asked: Any) -> Any:
        if not came:
            came.append(1)
            stall.fetch()
            Offer.objects.update(stale_since=None)
        return real(*asked)

    monkeypatch.setattr(type(stall.at.mall), "changed_orders", meanwhile)
    stall.read()
    assert Order.objects.count() == 1
    assert stall.found() == []


def test_a_mall_that_tells_its_last_orders_late(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    """Amazon tells nothing of two minutes: what sells fast may have been sold in them."""
    real = type(stall.at.mall).changed_orders

    def late(mall: Any, account: Any, since: Any, until: Any, cursor: str = "") -> Any:
        end = clock.now() - dt.timedelta(minutes=2)
        return replace(real(mall, account, since, end, cursor), until=end)

    monkeypatch.setattr(type(stall.at.mall), "changed_orders", late)
    Offer.objects.update(speed=30.0)
    stall.buy(2, ago=dt.timedelta(seconds=30))
    stall.read()
    assert stall.found() == []
    assert stall.offer().asks  # the pusher looks for itself
    Offer.objects.update(stale_since=None, asks=False)
    stall.at.shop.set_stock(JUICE.key, 5)
    stall.read()
    assert stall.found() == [(Cause.MALL_EDIT, 20, 5)]


def test_what_the_pusher_saw_counts_and_what_came_with_it_is_doubtful(stall: Stall) -> None:
    """An order of the moment of its reading, and one cancelled since: before or after it, on the shelf again or not."""
    seen_at = clock.now() - dt.timedelta(minutes=6)
    stall.buy(2, ago=dt.timedelta(minutes=6))
    gone = stall.buy(3, ago=dt.timedelta(minutes=5))
    stall.fetch()
    stall.at.shop.cancel(gone.number)
    stall.fetch()
    actions.read_open_orders(stall.connection.pk, force=True)
    Offer.objects.filter(pk=stall.offer().pk).update(
        exposed=20, unsettled=0, sent_at=seen_at, answered_at=seen_at, stale_since=None
    )
    for shown in (15, 17, 18, 20):
        stall.at.shop.set_stock(JUICE.key, shown)
        stall.read()
        assert stall.found() == [], shown
        Offer.objects.update(stale_since=None, asks=False)  # as the pusher, had it found the same
    stall.at.shop.set_stock(JUICE.key, 14)
    stall.read()
    assert [cause for cause, _expected, _shown in stall.found()] == [Cause.MALL_EDIT]


def test_what_is_only_believed_is_asked_for_and_then_known(stall: Stall) -> None:
    recently = dt.timedelta(minutes=6)
    stall.say(10, ago=recently)
    stall.buy(3, ago=recently)  # as our number was on its way: before it, or after it
    stall.fetch()
    Offer.objects.filter(pk=stall.offer().pk).update(exposed=10)
    stall.read()
    offer = stall.offer()
    assert (offer.asks, offer.stale_since is None, stall.found()) == (True, False, [])
    pushing.push_stock(stall.connection.pk)
    offer = stall.offer()
    assert (offer.asks, offer.exposed - offer.unsettled, offer.sent, offer.read) == (False, 17, 17, 7)


def test_a_cancelled_order_may_be_on_the_shelf_again_or_not(stall: Stall) -> None:
    sold = stall.buy(2, ago=dt.timedelta(minutes=5))
    stall.fetch()
    stall.at.shop.cancel(sold.number)
    stall.read()
    assert stall.found() == []
    stall.fetch()
    assert MallOrder.objects.get(number=sold.number).stage == "cancelled"
    stall.read()
    stall.at.shop.set_stock(JUICE.key, JUICE.stock - 2)
    stall.read()
    assert stall.found() == []


def test_repairs_are_applied_by_themselves_where_that_is_set(stall: Stall) -> None:
    set_repairs(stall.connection.pk, APPLY, actor="test")
    stall.at.shop.set_stock(JUICE.key, 1)
    stall.read()
    drift = Drift.objects.get()
    assert drift.repaired_at
    assert drift.repaired_by == "job:drift"
    offer = stall.offer()
    assert offer.stale_since
    assert offer.asks  # the pusher reads the mall before it speaks


def test_what_stands_is_repaired_once_that_is_set(stall: Stall) -> None:
    stall.at.shop.set_stock(JUICE.key, 1)
    stall.read()
    assert Drift.objects.get().repaired_at is None
    set_repairs(stall.connection.pk, APPLY, actor="test")
    stall.read()
    assert Drift.objects.get().repaired_at


def test_a_mall_in_trouble_is_noted_and_nothing_is_said(stall: Stall) -> None:
    stall.at.shop.set_stock(JUICE.key, 1)
    stall.at.fault("500")
    stall.read()
    assert stall.found() == []
    assert Progress.objects.get(task=Task.READ_STOCK).trouble == "unreachable"


def test_slices_take_the_oldest_reading_first(stall: Stall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(stall.at.mall), "stock_batch", 1)
    monkeypatch.setattr("akinai.channels.actions.drifting.reading.SLICES", 1)
    read = []
    for _turn in range(4):
        stall.read()
        read.append(Offer.objects.exclude(read_at=None).latest("read_at").mapping.code)
    assert sorted(read[:3]) == sorted(offer.code for offer in OFFERS)
    assert read[3] == read[0]


def test_the_page_says_why_and_repairs(stall: Stall, run_jobs: Any) -> None:
    desk = sign_in(Client(), make_staff("manager"))
    sold = stall.buy(2, ago=dt.timedelta(minutes=20))
    SkuMapping.objects.filter(code=DOZEN.code).update(variant="gone")
    desk.post(reverse("channels:drift_read", args=[stall.connection.pk]))
    run_jobs()
    page = desk.get(reverse("channels:drift")).content.decode()
    assert sold.number in page
    assert reverse("channels:codes", args=[stall.connection.channel_id]) in page
    ids = list(Drift.objects.order_by("repair").values_list("pk", flat=True))
    answer = desk.post(reverse("channels:drift_mend"), {"ids": ids})
    assert DOZEN.code in answer.content.decode()  # refused by name: only a person can mend a code
    assert Order.objects.filter(channel_number=sold.number).exists()
    for state in ("repaired", "gone", ""):
        found = desk.get(reverse("channels:drift"), {"state": state, "cause": Cause.ORDER_NOT_IN}).content.decode()
        assert (JUICE.code in found) == (state != "gone")
    assert next(iter(differences(RequestFactory().get("/")))).count == 1


def test_repairs_are_set_on_the_page(stall: Stall) -> None:
    desk = sign_in(Client(), make_staff("manager"))
    url = reverse("channels:drift_repairs", args=[stall.connection.pk])
    desk.post(url, {"repairs": "apply"})
    assert Progress.objects.get(task=Task.READ_STOCK).cursor["repairs"] == APPLY
    desk.post(url, {"repairs": "nonsense"})
    assert Progress.objects.get(task=Task.READ_STOCK).cursor["repairs"] == APPLY
    assert sign_in(Client(), make_staff("viewer")).post(url, {"repairs": "propose"}).status_code == 403

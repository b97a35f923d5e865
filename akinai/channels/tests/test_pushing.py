"""Numbers go out: on change, the newest, as few as needed, and never blindly again."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from akinai.catalog.models import Sku
from akinai.channels.actions import connecting, pushing
from akinai.channels.malls import MALLS, base
from akinai.channels.models import Offer, Progress, Push, SkuMapping
from akinai.channels.tests.shelf import ShelfMall, fetch, make_shelf, offer, rule
from akinai.core import clock
from akinai.inventory import actions as inventory
from akinai.inventory.tests.making import make_bundle, make_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mall(monkeypatch: pytest.MonkeyPatch) -> ShelfMall:
    made = ShelfMall()
    monkeypatch.setitem(MALLS, "shelf", made)
    return made


def shown(mall: ShelfMall, channel: str, code: str) -> int | None:
    return mall.shelves[channel].pieces[base.Place(code)]


def push(connection: Any) -> int:
    pushing.mark_stale()
    return pushing.push_stock(connection.pk)


def less(sku: Sku) -> inventory.Adjustment:
    return inventory.Adjustment(sku_id=sku.pk, warehouse_id=sku.stocks.get().warehouse_id, difference=-2)


def later(seconds: float) -> Any:
    return clock.frozen(clock.now() + dt.timedelta(seconds=seconds))


def test_a_change_goes_out_once(mall: ShelfMall) -> None:
    sku = make_stock(7)
    one = make_shelf(mall, "m1", sku.code)
    assert push(one) == 1
    assert shown(mall, "m1", sku.code) == 7
    assert push(one) == 0
    inventory.adjust([less(sku)], reason="count", actor="test")
    assert push(one) == 1
    assert mall.calls == [[(sku.code, 7)], [(sku.code, 5)]]
    row = offer(one, sku.code)
    assert (row.sent, row.target, row.exposed - row.unsettled, row.trying, row.error) == (5, 5, 5, None, "")
    assert row.lag is not None
    assert row.lag < 60_000
    assert list(Push.objects.order_by("id").values_list("quantity", "result")) == [(7, "done"), (5, "done")]


def test_what_could_not_be_said_yet_was_not_late(mall: ShelfMall) -> None:
    sku = make_stock(7)
    one = make_shelf(mall, "m1", sku.code)
    Offer.objects.update(stale_since=clock.now() - dt.timedelta(days=29))  # watched only, until now
    assert push(one) == 1
    assert offer(one, sku.code).lag is None
    connecting.pause([one.pk], actor="test")
    inventory.adjust([less(sku)], reason="count", actor="test")
    pushing.mark_stale()
    with later(86_400):
        connecting.resume([one.pk], actor="test")
        assert push(one) == 1
    assert offer(one, sku.code).lag < 60_000
    assert all(row.answered_at - row.since < dt.timedelta(minutes=1) for row in Push.objects.all())


def test_the_malls_own_sales_need_no_push(mall: ShelfMall) -> None:
    sku = make_stock(9)
    one, two = make_shelf(mall, "m1", sku.code), make_shelf(mall, "m2", sku.code)
    assert push(one) == push(two) == 1
    with later(10):
        assert mall.shelves["m1"].buy(sku.code, 2)
    with later(20):
        assert fetch(mall, one) == 1
        assert push(one) == 0
        assert push(two) == 1
    assert shown(mall, "m1", sku.code) == shown(mall, "m2", sku.code) == 7


def test_refused_rests_until_something_changes(mall: ShelfMall) -> None:
    sku = make_stock(3)
    one = make_shelf(mall, "m1", sku.code)
    del mall.shelves["m1"].pieces[base.Place(sku.code)]
    assert push(one) == 0
    assert offer(one, sku.code).error == "その商品はありません。"
    make_stock(1, sku=sku)
    assert push(one) == 0
    assert len(mall.calls) == 1
    mall.shelves["m1"].pieces[base.Place(sku.code)] = 0
    pushing.mark(skus=[sku.pk])
    assert push(one) == 1
    assert offer(one, sku.code).error == ""
    assert shown(mall, "m1", sku.code) == 4


@pytest.mark.parametrize("arrived", [True, False])
def test_without_an_answer_it_is_read_back_first(mall: ShelfMall, arrived: bool) -> None:
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)

    def lose(lines: Any) -> None:
        if arrived:
            mall.shelves["m1"].pieces[base.Place(sku.code)] = 6
        raise base.Unreachable("返事がありません。")

    mall.before = lose
    assert push(one) == 0
    row = offer(one, sku.code)
    assert (row.trying, row.asks, row.sent, row.error) == (6, True, None, "返事がありません。")
    mall.before = lambda lines: None
    with later(60):
        assert push(one) == (0 if arrived else 1)
    row = offer(one, sku.code)
    assert (row.sent, row.trying, row.error, row.stale_since) == (6, None, "", None)
    assert shown(mall, "m1", sku.code) == 6
    assert len(mall.calls) == (1 if arrived else 2)


def test_a_killed_pusher_is_read_back(mall: ShelfMall) -> None:
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)

    def die(lines: Any) -> None:
        raise KeyboardInterrupt

    mall.before = die
    with pytest.raises(KeyboardInterrupt):
        push(one)
    assert offer(one, sku.code).trying == 6
    mall.before = lambda lines: None
    assert one.pk not in pushing.waiting()  # it may still be on its way
    with later(60):
        assert one.pk in pushing.waiting()
        assert push(one) == 1
    assert shown(mall, "m1", sku.code) == 6


@pytest.mark.parametrize("error", [base.Throttled("", wait=30.0), base.Maintenance("")])
def test_a_closed_mall_is_left_alone(mall: ShelfMall, error: base.MallError) -> None:
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)

    def closed(lines: Any) -> None:
        raise error

    mall.before = closed
    assert push(one) == 0
    row = offer(one, sku.code)
    assert row.trying is None
    assert row.stale_since is not None
    assert row.exposed == 0
    mall.before = lambda lines: None
    assert push(one) == 0
    assert one.pk not in pushing.waiting()
    with later(900):
        assert one.pk in pushing.waiting()
        assert push(one) == 1
    assert Progress.objects.get(connection=one, task="stock").failures == 0


def test_a_change_during_the_call_is_sent_after_it(mall: ShelfMall) -> None:
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)

    def more(lines: Any) -> None:
        mall.before = lambda lines: None
        make_stock(1, sku=sku)
        pushing.mark_stale()

    mall.before = more
    assert push(one) == 2
    assert mall.calls == [[(sku.code, 6)], [(sku.code, 7)]]


@pytest.mark.parametrize("error", [None, base.Maintenance("")])
def test_what_is_asked_for_during_a_call_is_asked_after_it(mall: ShelfMall, error: base.MallError | None) -> None:
    """A difference is found: by what the mall really shows, more may have been sold than we believed."""
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)

    def differ(lines: Any) -> None:
        mall.before = lambda lines: None
        mall.shelves["m1"].pieces[base.Place(sku.code)] = 9  # somebody was there
        Offer.objects.update(asks=True)
        pushing.mark(skus=[sku.pk])
        if error:
            raise error

    mall.before = differ
    assert push(one) == (0 if error else 1)
    with later(900):
        push(one)
    row = offer(one, sku.code)
    assert (row.read, row.asks, row.stale_since) == (9 if error else 6, False, None)
    assert (row.sent, row.exposed, shown(mall, "m1", sku.code)) == (6, 15 if error else 6, 6)


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("old_is_gone", [True, False])
def test_a_page_that_moves_during_the_call_is_told_itself(mall: ShelfMall, reads: bool, old_is_gone: bool) -> None:
    mall.abilities = mall.abilities if reads else mall.abilities - {"read_stock"}
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)
    mall.shelves["m1"].pieces[base.Place("new")] = 2

    def move(lines: Any) -> None:
        mall.before = lambda lines: None
        SkuMapping.objects.update(listing="new")
        pushing.sync_offers(one.pk)
        if old_is_gone:
            del mall.shelves["m1"].pieces[base.Place(sku.code)]

    mall.before = move
    push(one)
    assert shown(mall, "m1", "new") == 6
    assert offer(one, sku.code).stale_since is None


def test_a_page_that_moves_while_the_mall_is_asked_is_asked_itself(
    mall: ShelfMall, monkeypatch: pytest.MonkeyPatch
) -> None:
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)
    mall.shelves["m1"].pieces |= {base.Place(sku.code): 6, base.Place("new"): 2}
    real = mall.read_stock

    def move(account: base.Account, places: Any) -> Any:
        monkeypatch.setattr(mall, "read_stock", real)
        found = real(account, places)
        SkuMapping.objects.update(listing="new")
        pushing.sync_offers(one.pk)
        return found

    monkeypatch.setattr(mall, "read_stock", move)
    Offer.objects.update(asks=True)
    push(one)
    assert shown(mall, "m1", "new") == 6


def test_compare_and_set(mall: ShelfMall) -> None:
    mall.abilities = mall.abilities | {"compare"}
    sku = make_stock(6)
    one = make_shelf(mall, "m1", sku.code)
    assert push(one) == 1
    mall.shelves["m1"].pieces[base.Place(sku.code)] = 4  # somebody was there
    make_stock(1, sku=sku)
    assert push(one) == 0
    assert offer(one, sku.code).asks
    assert one.pk not in pushing.waiting()  # its orders are read first
    pushing.looked(one.pk, clock.now() - dt.timedelta(seconds=1))
    assert one.pk not in pushing.waiting()
    pushing.looked(one.pk, clock.now())
    assert one.pk in pushing.waiting()
    assert push(one) == 1
    assert shown(mall, "m1", sku.code) == 7


def test_an_accepted_number_that_shows_later(mall: ShelfMall) -> None:
    """What is sold meanwhile may be sold from the old number, and what is shown meanwhile is not believed."""
    sku = make_stock(10)
    one = make_shelf(mall, "m1", sku.code, settings={"visible_after": 0.001, "takes_effect_after": 60})
    assert push(one) == 1
    with later(100):
        pushing.settle(one.pk, clock.now())
        make_stock(10, sku=sku)
        assert push(one) == 1
        mall.shelves["m1"].pieces[base.Place(sku.code)] = 10  # it shows the old number still
        pushing.mark(offers=[offer(one, sku.code).pk])
        Offer.objects.update(asks=True)
        assert one.pk not in pushing.waiting()
        assert push(one) == 0
        assert offer(one, sku.code).asks
    said = offer(one, sku.code).sent
    assert said is not None
    with later(130):
        assert mall.shelves["m1"].buy(sku.code, 3)
    mall.shelves["m1"].pieces[base.Place(sku.code)] = said
    with later(140):
        fetch(mall, one)
        row = offer(one, sku.code)
        assert (row.exposed - row.unsettled, row.unsettled) == (said, 7) == (20, 7)
    with later(170):
        pushing.settle(one.pk, clock.now())
        assert offer(one, sku.code).exposed == said
        assert one.pk in pushing.waiting()


def test_rules_are_laid_over_one_another(mall: ShelfMall) -> None:
    sku, other = make_stock(20), make_stock(20)
    one, two = make_shelf(mall, "m1", sku.code, other.code), make_shelf(mall, "m2", sku.code, other.code)
    rule(safety=2)
    rule(channel=one.channel, rate=50)
    rule(sku=sku, cap=5)
    rule(channel=two.channel, sku=other, sends=False)
    now = clock.now()
    rule(channel=two.channel, sku=sku, quota=3, quota_from=now, quota_until=now + dt.timedelta(hours=1))
    push(one)
    push(two)
    numbers = [shown(mall, channel, code) for channel in ("m1", "m2") for code in (sku.code, other.code)]
    assert numbers == [5, 9, 3, 0]
    assert [step[0] for step in offer(one, sku.code).why["steps"]] == ["free", "safety", "rate", "cap"]
    with later(3700):
        assert pushing.sweep() >= 1
        push(two)
        assert shown(mall, "m2", sku.code) == 5


def test_risk_holds_pieces_back(mall: ShelfMall) -> None:
    sku = make_stock(50)
    one = make_shelf(mall, "m1", sku.code)
    rule(by_risk=True, risk=1)
    Offer.objects.update(speed=30.0)
    push(one)
    row = offer(one, sku.code)
    assert 0 < row.buffer < 20
    assert shown(mall, "m1", sku.code) == 50 - row.buffer
    assert row.why["steps"][1][0] == "risk"


def test_old_numbers_go_but_the_last_two(mall: ShelfMall) -> None:
    """What a mall shows is compared with the last number, however long ago it was sent."""
    sku = make_stock(9)
    one = make_shelf(mall, "m1", sku.code)
    for _turn in range(3):
        push(one)
        inventory.adjust([less(sku)], reason="count", actor="test")
    with later(50 * 86_400):
        pushing.sweep()
    assert list(Push.objects.order_by("id").values_list("quantity", flat=True)) == [7, 5]


def test_bundles_follow_their_parts(mall: ShelfMall) -> None:
    part = make_stock(7)
    whole = make_bundle({part: 2})
    one = make_shelf(mall, "m1", part.code, whole.code)
    push(one)
    assert shown(mall, "m1", whole.code) == 3
    inventory.adjust([less(part)], reason="count", actor="test")
    push(one)
    assert shown(mall, "m1", whole.code) == 2


def test_statements_do_not_grow(mall: ShelfMall) -> None:
    skus = [make_stock(5) for _ in range(30)]
    one = make_shelf(mall, "m1", *(sku.code for sku in skus))
    rule(by_risk=True, risk=0)
    counts = []
    for amount in (1, 3, 27):
        Offer.objects.update(stale_since=None)
        pushing.mark(skus=[sku.pk for sku in skus[:amount]])
        with CaptureQueriesContext(database) as caught:
            pushing.push_stock(one.pk)
        counts.append(len(caught))
    assert counts[1] == counts[2] < 70

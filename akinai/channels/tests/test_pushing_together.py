"""Many at once: buyers at several malls and in our own shop, fetchers, pushers; real threads, real commits."""

import datetime as dt
import random
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from akinai.channels.actions import incoming as intake
from akinai.channels.actions import pushing
from akinai.channels.malls import MALLS, base
from akinai.channels.models import Connection, Offer, StockRule
from akinai.channels.showing import Exposure, exposure
from akinai.channels.tests.shelf import ShelfMall, fetch, make_shelf, rule
from akinai.channels.tests.test_pushing_intake import told
from akinai.core import clock
from akinai.inventory import actions as inventory
from akinai.inventory import queries
from akinai.inventory.models import SetAside, Stock
from akinai.inventory.tests.making import make_bundle, make_stock
from akinai.orders import actions as orders
from akinai.orders.models import Order
from akinai.orders.tests.making import incoming, line


@pytest.fixture
def mall(monkeypatch: pytest.MonkeyPatch) -> ShelfMall:
    made = ShelfMall()
    monkeypatch.setitem(MALLS, "shelf", made)
    return made


AT_LAST = 30.0  # seconds; only what is broken takes as long


def together(*works: Callable[[], object]) -> None:
    """Run these at the same time, each with a database connection of its own; the first failure is raised."""
    failed: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            work()
        except BaseException as error:  # told below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    if failed:
        raise failed[0]


def test_no_piece_is_sold_twice(committed_db: str, mall: ShelfMall) -> None:
    """Risk 0: three malls, lost answers, pushes and imports at the same time, a set of two among the offers."""
    chance = random.Random(11)
    part = make_stock(40)
    pair = make_bundle({part: 2})
    made = [
        make_shelf(mall, f"m{n}", part.code, pair.code, settings={"visible_after": 0.001, "read_back_after": 0.01})
        for n in range(3)
    ]
    rule(by_risk=True, risk=0)
    mall.after = lambda told: lose(told, chance)
    until, at_last = time.monotonic() + 4.0, time.monotonic() + AT_LAST

    def open_still() -> bool:
        """Four seconds; on a busy machine until nearly all is sold."""
        now = time.monotonic()
        return now < until or (now < at_last and Stock.objects.get(sku=part).allocated < 25)

    def shopping(code: str) -> None:
        while open_still():
            mall.shelves[code].buy(chance.choice([part.code, pair.code]))
            time.sleep(0.01)

    def importing(one: Connection) -> None:
        while open_still():
            fetch(mall, one)
            time.sleep(0.05)

    def pushing_to(one: Connection) -> None:
        while open_still():
            pushing.mark_stale()
            pushing.push_stock(one.pk)
            time.sleep(0.01)

    works = [lambda n=n: shopping(f"m{n}") for n in range(3)]
    works += [lambda one=one: importing(one) for one in made]
    works += [lambda one=one: pushing_to(one) for one in made]
    together(*works)
    for one in made:
        fetch(mall, one)
    stock = Stock.objects.get(sku=part)
    waiting = sum(
        each.quantity * (2 if each.sku_id == pair.pk else 1)
        for order in Order.objects.all()
        for each in order.lines.all()
    )
    assert waiting == stock.allocated <= 40
    assert waiting >= 25, "and nearly all of it was sold"
    on_shelves = sum(
        pieces * (2 if place.listing == pair.code else 1)
        for shelf in mall.shelves.values()
        for place, pieces in shelf.pieces.items()
    )
    assert on_shelves <= stock.free
    exposed = sum(
        (one.exposed + (one.trying or 0) - one.early) * (2 if one.sku_id == pair.pk else 1)
        for one in Offer.objects.all()
    )
    assert SetAside.objects.get().pieces == exposed <= stock.free


def lose(told: base.Told, chance: random.Random) -> base.Told:
    """Some answers do not come."""
    if chance.random() < 0.1:
        raise base.Unreachable("返事がありません。", wait=0.05)
    return told


def test_in_the_end_all_agree(committed_db: str, mall: ShelfMall) -> None:
    """Without a risk set: after concurrent sales and pushes every mall shows what is free."""
    skus = [make_stock(200) for _ in range(5)]
    codes = [sku.code for sku in skus]
    made = [make_shelf(mall, f"m{n}", *codes) for n in range(3)]

    def turn(one: Connection, code: str) -> None:
        chance = random.Random(code)
        for _ in range(8):
            for _sale in range(4):
                mall.shelves[code].buy(chance.choice(codes))
            fetch(mall, one)
            pushing.mark_stale()
            pushing.push_stock(one.pk)

    together(*(lambda one=one, n=n: turn(one, f"m{n}") for n, one in enumerate(made)))
    pushing.mark_stale()
    Offer.objects.update(due_at=None)
    for one in made:
        pushing.push_stock(one.pk)
    for sku in skus:
        free = Stock.objects.get(sku=sku).free
        assert [shelf.pieces[base.Place(sku.code)] for shelf in mall.shelves.values()] == [free] * 3


def test_one_process_pushes_to_a_mall_at_a_time(committed_db: str, mall: ShelfMall) -> None:
    sku = make_stock(5)
    one = make_shelf(mall, "m1", sku.code)
    began, go_on = threading.Event(), threading.Event()

    def wait(lines: object) -> None:
        began.set()
        go_on.wait(AT_LAST)

    mall.before = wait
    answers = []

    def second() -> None:
        began.wait(AT_LAST)
        answers.append(pushing.push_stock(one.pk))
        go_on.set()

    together(lambda: answers.append(pushing.push_stock(one.pk)), second)
    assert answers == [0, 1]
    assert len(mall.calls) == 1


def test_settling_waits_for_nobody(committed_db: str, mall: ShelfMall) -> None:
    """The import holds offers by then; a pusher holds what is set aside, and may want just those offers."""
    skus = [make_stock(8), make_stock(8)]
    one = make_shelf(mall, "m1", *(sku.code for sku in skus))
    rule(by_risk=True, risk=0)
    pushing.push_stock(one.pk)
    Offer.objects.update(unsettled=1)
    began, go_on = threading.Event(), threading.Event()

    def holding() -> None:
        with transaction.atomic():
            inventory.lock_asides([skus[0].pk])
            began.set()
            go_on.wait(AT_LAST)

    def settling() -> None:
        began.wait(AT_LAST)
        pushing.settle(one.pk, clock.now() + dt.timedelta(seconds=60))
        go_on.set()

    together(holding, settling)
    assert list(Offer.objects.order_by("sku").values_list("unsettled", flat=True)) == [1, 0]
    pushing.settle(one.pk, clock.now() + dt.timedelta(seconds=60))
    assert not Offer.objects.filter(unsettled__gt=0).exists()


def test_a_page_of_orders_and_a_pusher_do_not_block_one_another(committed_db: str, mall: ShelfMall) -> None:
    """Sold of one SKU, cancelled of another: what is set aside is locked in order, before any offer."""
    first, second = make_stock(8), make_stock(8)
    one = make_shelf(mall, "m1", first.code, second.code)
    rule(by_risk=True, risk=0)
    pushing.push_stock(one.pk)
    began = threading.Event()

    def somebody_waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(
                "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
            )
            return bool(cursor.rowcount)

    def claiming() -> None:
        with transaction.atomic():
            inventory.lock_asides([first.pk])
            began.set()
            until = time.monotonic() + AT_LAST
            while not somebody_waits() and time.monotonic() < until:
                time.sleep(0.02)
            inventory.lock_asides([second.pk])

    def importing() -> None:
        began.wait(AT_LAST)
        page = [told(one, "A", second, 1), told(one, "B", first, 2, "cancelled")]
        with transaction.atomic():
            assert len(intake.take(one, page, broken={}, actor="test").placed) == 2

    together(claiming, importing)
    assert sorted(Offer.objects.values_list("exposed", "back")) == [(7, 0), (8, 2)]


def test_sharing_out_and_a_pusher_do_not_block_one_another(committed_db: str, mall: ShelfMall) -> None:
    sku = make_stock(8)
    one = make_shelf(mall, "m1", sku.code)
    rule(by_risk=True, risk=0)
    StockRule.objects.all().delete()
    began = threading.Event()

    def claiming() -> None:
        with transaction.atomic():
            inventory.lock_asides([sku.pk])
            began.set()
            time.sleep(0.3)
            pushing.mark(connections=[one.pk])

    def sharing() -> None:
        began.wait(AT_LAST)
        assert pushing.share_out() == 1

    together(claiming, sharing)
    assert not SetAside.objects.exists()


@pytest.mark.django_db
def test_the_tables_reckon_as_the_arithmetic_does(mall: ShelfMall) -> None:
    """The same sales and cancellations by SQL and by showing.exposure, from many states."""
    chance = random.Random(5)
    now = clock.now()
    skus = [make_stock(1) for _ in range(40)]
    one = make_shelf(mall, "m1", *(sku.code for sku in skus))
    states, sales = {}, []
    for row in Offer.objects.order_by("pk"):
        row.exposed, row.back = chance.randint(0, 9), 0
        row.unsettled = chance.randint(0, row.exposed)
        row.sent_at = chance.choice([None, now])
        row.trying, row.early = chance.choice([None, 3]), 0
        row.answered_at = row.sent_at and now + dt.timedelta(seconds=5)
        row.save()
        state = Exposure(
            current=row.exposed - row.unsettled,
            unsettled=row.unsettled,
            trying=row.trying,
            sent_at=row.sent_at,
            answered_at=row.answered_at,
        )
        at = now + dt.timedelta(seconds=chance.choice([-30, 2, 4, 30]))
        pieces = chance.randint(-3, 9) or 1
        states[row.pk] = exposure.sold(state, pieces, at)
        sales.append((row.sku_id, pieces, at))
    pushing.sold(one.pk, sales)
    for row in Offer.objects.all():
        expected = states[row.pk]
        assert (row.exposed - row.unsettled, row.unsettled, row.back, row.early) == (
            expected.current,
            expected.unsettled,
            expected.back,
            expected.early,
        )
    gone = [(sku, abs(pieces), at) for sku, pieces, at in sales]
    pushing.vanished(one.pk, gone)
    for row, (_sku, pieces, at) in zip(Offer.objects.order_by("pk"), gone, strict=True):
        expected = exposure.vanished(states[row.pk], pieces, at)
        assert (row.exposed - row.unsettled, row.unsettled, row.back, row.early) == (
            expected.current,
            expected.unsettled,
            expected.back,
            expected.early,
        )
    pushing.settle(one.pk, now + dt.timedelta(seconds=60))
    assert not Offer.objects.filter(answered_at__isnull=False, unsettled__gt=0).exists()


@pytest.mark.django_db
def test_our_own_shop_leaves_alone_what_malls_may_sell(mall: ShelfMall) -> None:
    """Risk 0: the pieces that malls show are theirs until they are known to be left."""
    sku = make_stock(8)
    one, two = make_shelf(mall, "m1", sku.code), make_shelf(mall, "m2", sku.code)
    rule(by_risk=True, risk=0)
    pushing.push_stock(one.pk)
    pushing.push_stock(two.pk)
    pushing.push_stock(one.pk)
    aside = SetAside.objects.get().pieces
    left = queries.available([sku.pk])[sku.pk]
    assert aside == sum(mall.shelves[code].pieces[base.Place(sku.code)] for code in ("m1", "m2")) > 4
    assert left == 8 - aside

    def buy(pieces: int) -> None:
        own = incoming([line(sku, pieces)], channel_code="shop", payment_method="bank_transfer")
        orders.place_orders([own], whole=orders.Whole(), actor="test")

    with pytest.raises(orders.Short) as refused:
        buy(left + 1)
    assert refused.value.shortages[0].available == left
    if left:
        buy(left)
    assert queries.available([sku.pk])[sku.pk] == 0
    StockRule.objects.all().delete()
    pushing.share_out()
    assert not SetAside.objects.exists()
    assert queries.available([sku.pk])[sku.pk] == aside

"""How far a look for orders goes back, and when what is known already is read again."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from akinai.channels import actions
from akinai.channels.malls import MALLS, base
from akinai.channels.models import Connection, MallOrder
from akinai.channels.tests.shelf import ShelfMall, make_shelf
from akinai.core import clock
from akinai.inventory.tests.making import make_stock
from akinai.orders.tests.making import incoming, line

pytestmark = pytest.mark.django_db


class Looked(ShelfMall):
    """A mall that notes what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[tuple[dt.datetime, dt.datetime]] = []
        self.read: list[Sequence[str]] = []
        self.pages: list[base.OrderPage] = []  # what is told next; then nothing

    def changed_orders(
        self, account: base.Account, since: dt.datetime, until: dt.datetime, cursor: str = ""
    ) -> base.OrderPage:
        self.windows.append((since, until))
        return self.pages.pop(0) if self.pages else base.OrderPage([])

    def read_orders(self, account: base.Account, numbers: Sequence[str]) -> base.OrderPage:
        self.read.append(numbers)
        return base.OrderPage([])


@pytest.fixture
def mall(monkeypatch: pytest.MonkeyPatch) -> Looked:
    made = Looked()
    monkeypatch.setitem(MALLS, "shelf", made)
    return made


def after(seconds: float) -> Any:
    return clock.frozen(clock.now() + dt.timedelta(seconds=seconds))


def told(connection: Connection, number: str, **fields: Any) -> None:
    now = clock.now()
    row = {"stage": "open", "digest": "x", "ordered_at": now, "seen_at": now, "read_at": now, **fields}
    MallOrder.objects.create(connection=connection, number=number, **row)


def test_every_look_goes_back_a_little_and_some_go_back_far(mall: Looked) -> None:
    one = make_shelf(mall, "m1", settings={"visible_after": 15})
    looks = (0, 60, 120, 400, 460, 520)
    start = clock.now()
    for seconds in looks:
        with clock.frozen(start + dt.timedelta(seconds=seconds)):
            actions.fetch_orders(one.pk, force=seconds == 520)
    began = [(since - start).total_seconds() for since, _until in mall.windows]
    # The first look; from the end of the one before it, 60 seconds back; after five minutes, or when a person asked,
    # 15 minutes back.
    assert began == [-14 * 86_400, 0 - 60, 60 - 60, 120 - 900, 400 - 60, 460 - 900]
    assert [(until - start).total_seconds() for _since, until in mall.windows] == list(looks)


def test_a_window_ends_where_the_first_of_its_pages_says(mall: Looked) -> None:
    one = make_shelf(mall, "m1", settings={"visible_after": 15})
    start = clock.now()
    ends = [start - dt.timedelta(seconds=seconds) for seconds in (120, 60)]
    mall.pages = [
        base.OrderPage([], next="2", until=ends[0]),
        base.OrderPage([], next="3", until=ends[1]),
        base.OrderPage([]),
    ]
    with clock.frozen(start):
        actions.fetch_orders(one.pk)
    with after(60):
        actions.fetch_orders(one.pk)
    assert len(mall.windows) == 4
    # What happened after the first page was asked for is in none of them.
    assert mall.windows[-1][0] == ends[0] - dt.timedelta(seconds=60)


def test_an_order_that_could_not_be_read_gets_its_date_when_it_can(mall: Looked) -> None:
    sku = make_stock(5)
    one = make_shelf(mall, "m1", sku.code)
    ordered_at = clock.now() - dt.timedelta(hours=3)
    plain = incoming([line(sku)], channel_code="m1", channel_number="1", ordered_at=ordered_at)
    whole = base.MallOrder(number="1", stage="open", ordered_at=ordered_at, updated_at=None, orders=[plain])
    mall.pages = [base.OrderPage([], broken={"1": "?"}), base.OrderPage([whole])]
    actions.fetch_orders(one.pk)
    assert MallOrder.objects.get().refused == "?"
    actions.fetch_orders(one.pk)
    row = MallOrder.objects.get()
    assert (row.refused, row.ordered_at) == ("", ordered_at)


def test_a_mall_that_says_how_far_it_told_is_seldom_asked_far_back(mall: Looked) -> None:
    one = make_shelf(mall, "m1", settings={"visible_after": 15})
    start = clock.now()
    for seconds in (0, 600, 3700):
        mall.pages = [base.OrderPage([], until=start + dt.timedelta(seconds=seconds - 120))]
        with clock.frozen(start + dt.timedelta(seconds=seconds)):
            actions.fetch_orders(one.pk)
    began = [(since - start).total_seconds() for since, _until in mall.windows]
    assert began[1:] == [-120 - 60, 600 - 120 - 900]


def test_open_orders_are_read_again_after_a_while_or_when_somebody_asks(mall: Looked) -> None:
    mall.updated_since = False
    one = make_shelf(mall, "m1", settings={"read_again_after": 120})
    told(one, "open")
    told(one, "shipped", stage="shipped")
    told(one, "refused", refused="?")
    with after(10):
        actions.read_open_orders(one.pk)
    assert mall.read == [["refused"]]
    with after(130):
        actions.read_open_orders(one.pk)
    assert sorted(mall.read[1]) == ["open", "refused"]
    with after(140):
        actions.read_open_orders(one.pk, force=True)
    assert sorted(mall.read[2]) == ["open", "refused"]
    with after(90_000):
        actions.read_open_orders(one.pk)
    assert sorted(mall.read[3]) == ["open", "refused", "shipped"]

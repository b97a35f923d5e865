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

pytestmark = pytest.mark.django_db


class Looked(ShelfMall):
    """A mall that notes what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[tuple[dt.datetime, dt.datetime]] = []
        self.read: list[Sequence[str]] = []

    def changed_orders(
        self, account: base.Account, since: dt.datetime, until: dt.datetime, cursor: str = ""
    ) -> base.OrderPage:
        self.windows.append((since, until))
        return base.OrderPage([])

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
    looks = (0, 60, 120, 400, 460)
    start = clock.now()
    for seconds in looks:
        with clock.frozen(start + dt.timedelta(seconds=seconds)):
            actions.fetch_orders(one.pk)
    began = [(since - start).total_seconds() for since, _until in mall.windows]
    # The first look; from the end of the one before it, 60 seconds back; after five minutes, 15 minutes back.
    assert began == [-14 * 86_400, 0 - 60, 60 - 60, 120 - 900, 400 - 60]
    assert [(until - start).total_seconds() for _since, until in mall.windows] == list(looks)


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

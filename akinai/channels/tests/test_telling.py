"""What malls are told by API: shipments and cancellations, each claimed, tried, and told once."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from akinai.channels import actions, queries
from akinai.channels.actions import telling
from akinai.channels.malls import MALLS, base
from akinai.channels.models import CancelNotice, Connection, Progress, ShipmentNotice
from akinai.channels.tests.making import make_mall
from akinai.channels.tests.shelf import ShelfMall, make_shelf, offer
from akinai.core import clock
from akinai.fulfillment.tests import making as floor
from akinai.inventory.tests.making import make_stock
from akinai.orders.models import Order
from akinai.orders.tests import making as orders

pytestmark = pytest.mark.django_db


class Hearing(ShelfMall):
    """A mall that answers as it is bid."""

    abilities = frozenset({"orders", "shipments", "cancel"})

    def __init__(self) -> None:
        super().__init__()
        self.answer: Callable[[list[int]], base.Told] = lambda keys: base.Told(done=keys)
        self.claims: list[Any] = []

    def tell_shipments(self, account: base.Account, shipments: Sequence[base.Shipment]) -> base.Told:
        self.claims.append(Progress.objects.get(connection=account.id, task="shipments").claimed_at)
        return self.answer([one.key for one in shipments])

    def cancel(self, account: base.Account, cancellations: Sequence[base.Cancellation]) -> base.Told:
        return self.answer([one.key for one in cancellations])


@pytest.fixture
def mall(monkeypatch: pytest.MonkeyPatch) -> Hearing:
    made = Hearing()
    monkeypatch.setitem(MALLS, "shelf", made)
    return made


@pytest.fixture
def connection(mall: Hearing) -> Connection:
    row = Connection.objects.get(channel=make_mall("rakuten"))
    row.adapter, row.sends_cancellations = "shelf", True
    row.save()
    return row


def shipped(*numbers: str) -> list[ShipmentNotice]:
    made = floor.make_shipped(*(floor.make_ready(channel_code="rakuten", channel_number=one) for one in numbers))
    actions.note_shipped([actions.LeftShop(one.pk, [one.order_id]) for one in made], actor="test")
    return list(ShipmentNotice.objects.order_by("pk"))


def cancelled(connection: Connection) -> CancelNotice:
    order = floor.make_ready(channel_code="rakuten", channel_number="C-1")
    return CancelNotice.objects.create(connection=connection, order=order, reason="shop", at=clock.now())


def after(seconds: float) -> Any:
    return clock.frozen(clock.now() + dt.timedelta(seconds=seconds))


def saying(told: base.Told) -> Callable[[list[int]], base.Told]:
    return lambda keys: told


def closed(keys: list[int]) -> base.Told:
    raise base.Maintenance("メンテナンス中です。")


def test_no_job_is_made_for_a_mall_that_is_left_alone_or_being_told(mall: Hearing, connection: Connection) -> None:
    shipped("1")
    assert telling.due_out() == [connection.pk]
    mall.answer = closed
    actions.tell_shipments(connection.pk)
    with after(60):  # the notice is due, the task is not
        assert telling.due_out() == []
    with after(400):
        assert telling.due_out() == [connection.pk]
        Progress.objects.update(claimed_at=clock.now())
        assert telling.due_out() == []
        notice = cancelled(connection)
        assert telling.due_out() == [connection.pk]
        mall.answer = closed
        actions.tell_cancellations(connection.pk)
        notice.refresh_from_db()
        CancelNotice.objects.update(next_at=None)
        assert telling.due_out() == []


def test_a_long_run_stays_the_only_one(mall: Hearing, connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "BATCH", 1)
    shipped("1", "2")
    assert actions.tell_shipments(connection.pk) == 2
    first, second = mall.claims
    assert first < second
    row = Progress.objects.get(task="shipments")
    assert (row.rows, row.claimed_at) == (2, None)


def test_what_had_no_answer_is_left_alone_while_the_mall_may_be_at_it(mall: Hearing, connection: Connection) -> None:
    one, two = shipped("1", "2")
    mall.answer = lambda keys: base.Told(unknown={one.pk: "処理中です。"}, later={two.pk: "まだです。"})
    began = clock.now()
    actions.tell_shipments(connection.pk)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.unknown, two.unknown) == (True, False)
    assert one.next_at
    assert two.next_at
    assert one.next_at >= began + dt.timedelta(seconds=60) > two.next_at


def test_refused_shipments_keep_the_malls_words(mall: Hearing, connection: Connection) -> None:
    one, two = shipped("1", "2")
    mall.answer = lambda keys: base.Told(refused={one.pk: "配送会社が違います。", two.pk: "番号が違います。"})
    actions.tell_shipments(connection.pk)
    found = list(queries.untold_shipments())
    assert [(row.refused, row.error) for row in found] == [(True, "配送会社が違います。"), (True, "番号が違います。")]
    assert telling.due_out() == []
    assert actions.tell_again([one.pk, two.pk], actor="test") == 2


def test_a_cancellation_the_mall_has_not_taken_says_why(mall: Hearing, connection: Connection) -> None:
    notice = cancelled(connection)
    for answer, words, refused in (
        (saying(base.Told(later={notice.pk: "変更中です。"})), "変更中です。", False),
        (saying(base.Told(unknown={notice.pk: ""})), "モールからまだ応答がありません。", False),
        (closed, "メンテナンス中です。", False),
        (saying(base.Told(refused={notice.pk: "出荷済みです。"})), "出荷済みです。", True),
    ):
        mall.answer = answer
        CancelNotice.objects.update(next_at=None)
        assert actions.tell_cancellations(connection.pk, force=True) == 0
        notice.refresh_from_db()
        assert (notice.error, notice.refused) == (words, refused)
    actions.cancel_again([notice.pk], actor="test")
    mall.answer = lambda keys: base.Told(done=keys)
    assert actions.tell_cancellations(connection.pk, force=True) == 1
    notice.refresh_from_db()
    assert notice.told_at
    assert notice.error == ""


def test_pieces_of_an_order_we_cancelled_are_expected_back_once(mall: Hearing) -> None:
    sku = make_stock(5)
    one = make_shelf(mall, "m1", sku.code)
    Connection.objects.update(sends_cancellations=True)
    (order,) = orders.place(orders.incoming([orders.line(sku, 2)], channel_code="m1"))
    before = offer(one, sku.code).exposed
    Order.objects.filter(pk=order.pk).update(cancelled=True)
    assert actions.note_cancelled([order.pk], actor="test") == 1
    assert actions.note_cancelled([order.pk], actor="test") == 0
    assert offer(one, sku.code).exposed == before + 2

"""The contract's part about mall and line in trouble, keys that end, and messages that may be forged."""

from collections.abc import Callable
from typing import Any

import pytest

from akinai.channels.malls.base import (
    Cancellation,
    Maintenance,
    Nonsense,
    StockLine,
    Throttled,
    Unreachable,
)
from akinai.channels.tests.malls.basis import Basis, about
from akinai.channels.tests.malls.practice import Practice
from sandbox.malls.shop import Order

Calls = dict[str, Callable[[], Any]]


class Trouble(Basis):
    """What the mall or the line does to us."""

    def calls(self, at: Practice, order: Order) -> Calls:
        """Every call this mall has, by the ability it needs."""
        account, mall = at.account, at.mall
        shipment = at.shipment(order.number)
        line = StockLine(key=1, place=self.place(at.offer()), quantity=7)
        found: dict[str, Callable[[], Any]] = {
            "check": lambda: mall.check(account),
            "changed": lambda: at.pages(),
            "orders": lambda: mall.read_orders(account, [order.number]),
            "confirm": lambda: mall.confirm(account, [order.number]),
            "shipments": lambda: mall.tell_shipments(account, [shipment]),
            "cancel": lambda: mall.cancel(account, [Cancellation(key=1, number=order.number, reason="stock")]),
            "stock": lambda: mall.send_stock(account, [line], "push-9"),
            "read_stock": lambda: mall.read_stock(account, [line.place]),
            "offers": lambda: mall.offers(account),
            "listings": lambda: mall.push_listings(account, [at.listing(at.offer().page, only=frozenset({"price"}))]),
        }
        return {name: call for name, call in found.items() if name in mall.abilities | {"check", "changed", "orders"}}

    def truth(self, at: Practice) -> list[Any]:
        """Everything at the mall that a call of ours could change."""
        orders = [(one.state, one.version, len(one.parcels)) for one in at.shop.orders.values()]
        return [*orders, *((one.stock, one.price, one.title) for one in at.shop.offers.values())]

    def test_throttled_and_nothing_done(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        calls, before = self.calls(at, order), self.truth(at)
        at.control(unlimited=False, rates={name: [0.01, 0.0] for name in at.standin.rates})
        for name, call in calls.items():
            with pytest.raises(Throttled) as raised:
                call()
            assert raised.value.words, name
        assert self.truth(at) == before

    def test_one_call_too_many(self, at: Practice) -> None:
        """429 in the middle: what was done is told, what was not is not; said again, all is done."""
        order = at.opened((at.offer(), 1))
        calls = self.calls(at, order)
        for name in ("changed", "orders", "read_stock", "offers"):
            if name in calls:
                at.fault("429")
                with pytest.raises(Throttled):
                    calls[name]()
                calls[name]()

    def test_maintenance(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        calls, before = self.calls(at, order), self.truth(at)
        at.control(maintenance=600)
        for name, call in calls.items():
            with pytest.raises(Maintenance) as raised:
                call()
            assert raised.value.words, name
        assert self.truth(at) == before
        at.control(maintenance=0)
        assert at.mall.check(at.account)

    @pytest.mark.parametrize(
        ("fault", "kinds"),
        [("garbage", (Nonsense, Unreachable)), ("500", (Unreachable,)), ("lost", (Unreachable,))],
    )
    def test_reading_from_a_mall_that_stammers(self, at: Practice, fault: str, kinds: Any) -> None:
        order = at.opened((at.offer(), 1))
        calls = self.calls(at, order)
        for name in ("check", "changed", "orders", "read_stock", "offers"):
            if name in calls:
                at.fault(*[fault] * 9)
                with pytest.raises(kinds):
                    calls[name]()
                at.control(clear=True)

    @pytest.mark.parametrize("fault", ["garbage", "500", "500done", "lost", "timeout"])
    def test_telling_a_mall_that_stammers(self, at: Practice, fault: str) -> None:
        """No answer is never a refusal, and never a success."""
        for name in ("confirm", "shipments", "cancel", "stock", "listings"):
            order = at.opened((at.offer(), 1)) if name != "confirm" else at.buy((at.offer(), 1))
            if call := self.calls(at, order).get(name):
                at.fault(*[fault] * 9)
                told = self.whatever(call)
                at.control(clear=True)
                assert not told.refused, name
                assert not told.done, name
                assert all(told.unknown.values()), name

    @about("stock")
    def test_stock_without_an_answer_may_be_sent_again(self, at: Practice) -> None:
        line = StockLine(key=1, place=self.place(at.offer()), quantity=9, believed=at.offer().stock)
        at.fault("timeout")
        told = self.whatever(lambda: at.mall.send_stock(at.account, [line], "push-10"))
        assert not told.done
        at.control(clear=True)
        told = at.mall.send_stock(at.account, [line], "push-10")
        assert told.done == [1] or told.stale == [1]
        assert at.offer().stock == 9

    def test_keys_that_end(self, at: Practice) -> None:
        for expiry in at.mall.expiries(at.account):
            assert expiry.name
            assert expiry.at is None or expiry.at.utcoffset() is not None

    def told_number(self, order: Order) -> str:
        """How a notice names an order, for read_orders."""
        return order.number

    @about("notices")
    def test_notices(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        raw = self.notice(at, order)
        good = at.mall.read_notice(at.account, raw)
        assert good.genuine, good.why
        assert list(good.numbers) == [self.told_number(order)]
        bad = at.mall.read_notice(at.account, self.forged(raw))
        assert not bad.genuine
        assert bad.why
        assert not bad.numbers
        for body in (b"", b"<", b"{}", b"[]", b"\xff\xfe", raw.body[: len(raw.body) // 2]):
            assert not at.mall.read_notice(at.account, type(raw)(raw.headers, body, raw.query)).genuine

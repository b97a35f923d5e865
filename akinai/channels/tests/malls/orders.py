"""The contract's part about the connection and orders coming in."""

import datetime as dt

import pytest

from akinai.channels.malls.base import KeysRefused, MallOrder
from akinai.channels.tests.malls.basis import Basis, about, digits
from akinai.channels.tests.malls.practice import Practice
from sandbox import wall
from sandbox.malls.shop import Order, Someone

OTHER = Someone(
    last="贈答", first="次郎", last_kana="ゾウトウ", first_kana="ジロウ", postal="530-0001", prefecture="大阪府",
    city="大阪市北区", line1="梅田1-1", phone="06-0000-0000",
)  # fmt: skip
AMOUNTS = (
    "goods_total",
    "shipping_fee",
    "payment_fee",
    "wrapping_fee",
    "discount",
    "mall_discount",
    "points",
    "billed",
)


def sums(found: MallOrder) -> dict[str, int]:
    """The amounts of all destinations together."""
    return {name: sum(getattr(order, name) or 0 for order in found.orders) for name in AMOUNTS}


class Orders(Basis):
    """Orders in."""

    def test_the_connection_is_tested(self, at: Practice) -> None:
        assert at.mall.check(at.account)
        assert at.account.calls
        assert all(call.ok and call.name and call.host for call in at.account.calls)

    def test_wrong_keys_are_refused_by_name(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        for wrong in self.wrong_keys(at):
            other = at.with_keys(**wrong)
            with pytest.raises(KeysRefused) as raised:
                other.mall.check(other.account)
            assert raised.value.words
            with pytest.raises(KeysRefused):
                other.pages()
            with pytest.raises(KeysRefused):
                other.read(order.number)

    def test_an_order_arrives_whole(self, at: Practice) -> None:
        more = {"shipping_fee": 550, "buyer": Someone(), "recipients": [OTHER]}
        if "remark" in self.tells:
            more["remark"] = "玄関先に置いてください"
        order = at.buy((at.offer(0), 2), (at.offer(2), 1), **more)
        (found,) = [one for page in at.pages() for one in page.orders]
        assert found.number == order.number
        assert found.ordered_at.utcoffset() is not None
        assert abs(found.ordered_at.timestamp() - order.at) < 2
        assert not found.mall_ships
        (one,) = found.orders
        assert (one.channel_code, one.channel_number, one.destination) == (at.account.code, order.number, "")
        assert one.ordered_at == found.ordered_at
        assert [(line.sku_code, line.quantity, line.unit_price) for line in one.lines] == [
            ("APJ-1L-6", 2, 3000),
            ("TWL-W-M", 1, 1200),
        ]
        assert all(line.price_includes_tax is not False and line.ships for line in one.lines)
        assert len({line.channel_line for line in one.lines} - {""}) == 2
        self._the_people(found)
        if "tax_rate" in self.tells:
            assert [line.tax_rate for line in one.lines] == [800, 1000]
        if "listings" in self.tells:
            assert dict(found.listings) == {
                offer.code: (self.place(offer).listing, self.place(offer).variant)
                for offer in (at.offer(0), at.offer(2))
            }
        if "remark" in self.tells:
            assert "玄関先" in one.remark
        assert found.payload

    def _the_people(self, found: MallOrder) -> None:
        to, buyer = found.orders[0].recipient, found.orders[0].buyer
        assert "贈答" in to.name
        assert "次郎" in to.name
        assert digits(to.postal) == "5300001"
        assert to.prefecture == "大阪府"
        assert to.city + to.line1 == "大阪市北区梅田1-1"
        if "phone" in self.tells:
            assert digits(to.phone) == "0600000000"
        if "kana" in self.tells:
            assert "ゾウトウ" in to.kana
        if "email" in self.tells:
            assert "@" in buyer.email
        if {"kana", "phone"} <= self.tells:  # a mall that tells of the buyer at all
            assert "見本" in buyer.name
            assert buyer.prefecture == "東京都"

    def test_the_amounts_are_the_malls_own(self, at: Practice) -> None:
        told = {
            "shipping_fee": 550, "payment_fee": 330, "points": 100, "shop_coupon": 300, "mall_coupon": 200,
            "wrapping": 250,
        }  # fmt: skip
        told = {name: amount for name, amount in told.items() if name in self.tells}
        order = at.buy((at.offer(0), 2), (at.offer(2), 1), **told)
        found = sums(at.read(order.number))
        assert found["goods_total"] == 7200
        names = {"shop_coupon": "discount", "mall_coupon": "mall_discount", "wrapping": "wrapping_fee"}
        for name, amount in told.items():
            assert found[names.get(name, name)] == amount, name
        if "billed" in self.tells:
            assert found["billed"] == order.billed

    @about("wished_date", "slot")
    def test_wishes_arrive_in_the_malls_words(self, at: Practice) -> None:
        day = (dt.datetime.fromtimestamp(wall.now(), dt.UTC) + dt.timedelta(days=5)).date()
        order = at.buy((at.offer(), 1), wished_date=day.isoformat(), slot="14-16")
        found = at.read(order.number)
        assert found.orders[0].wished_date == day
        assert "14" in found.slots[""]
        assert "16" in found.slots[""]
        assert not found.orders[0].wished_slot
        assert not at.read(at.buy((at.offer(), 1)).number).slots.get("")

    @about("noshi")
    def test_gifts(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1), noshi="内祝", wrapping=250, recipients=[OTHER])
        (one,) = at.read(order.number).orders
        assert one.gift
        assert one.noshi == "内祝"
        assert one.wrapping
        assert not at.read(at.buy((at.offer(), 1)).number).orders[0].gift

    @about("payment")
    def test_ways_to_pay_are_told_apart(self, at: Practice) -> None:
        texts = [at.read(at.buy((at.offer(), 1), payment=way).number).orders[0].payment_text for way in ("card", "cod")]
        assert all(texts)
        assert len(set(texts)) == 2

    def test_pages_lose_and_double_nothing(self, at: Practice) -> None:
        bought = {at.buy((at.offer(2), 1)).number for _ in range(self.many)}
        at.account.settings.update(self.slow)  # type: ignore[attr-defined]
        pages = at.pages()
        assert len(pages) > 1
        seen = [one.number for page in pages for one in page.orders]
        assert len(seen) == len(bought)
        assert set(seen) == bought

    def test_nothing_came(self, at: Practice) -> None:
        (page,) = at.pages()
        assert not page.orders
        assert not page.broken

    def test_what_the_mall_cancels_comes_so(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        at.shop.cancel(order.number)
        assert at.read(order.number).stage == "cancelled"

    @about("cancel_asked")
    def test_a_wish_to_cancel_comes_so(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        at.shop.edit(order.number, cancel_asked=True)
        assert at.read(order.number).stage == "cancel_asked"

    def test_what_the_mall_changes_comes_so(self, at: Practice) -> None:
        order = at.opened((at.offer(), 3))
        at.shop.edit(order.number, quantities={order.lines[0].id: 1}, recipients=[OTHER])
        (one,) = at.read(order.number).orders
        assert [line.quantity for line in one.lines] == [1]
        assert one.recipient.prefecture == "大阪府"

    @about("updated_since")
    def test_a_changed_order_is_listed_again(self, at: Practice) -> None:
        order = at.buy((at.offer(), 2))
        order.at -= 4 * 3600
        order.updated = order.at
        since = dt.datetime.fromtimestamp(wall.now() - self.age - 60, dt.UTC)
        assert not [one for page in at.pages(since) for one in page.orders]
        at.shop.edit(order.number, quantities={order.lines[0].id: 1})
        order.updated -= self.age
        (found,) = [one for page in at.pages(since) for one in page.orders]
        assert found.orders[0].lines[0].quantity == 1
        assert found.updated_at is not None
        assert abs(found.updated_at.timestamp() - order.updated) < 2

    @about("pending")
    def test_a_pending_order_is_provisional(self, at: Practice) -> None:
        order = at.buy((at.offer(), 2), state="pending", paid=False)
        found = at.read(order.number)
        assert found.stage == "provisional"
        assert [(line.sku_code, line.quantity) for line in found.orders[0].lines] == [("APJ-1L-6", 2)]
        at.shop.release(order.number)
        found = at.read(order.number)
        assert found.stage == "open" or found.wants_confirming

    @about("destinations")
    def test_several_recipients_are_several_orders(self, at: Practice) -> None:
        order = at.buy(
            (at.offer(0), 2), (at.offer(2), 1), recipients=[Someone(), OTHER], shipping_fee=1100, points=100,
            shop_coupon=300,
        )  # fmt: skip
        found = at.read(order.number)
        assert len(found.orders) == 2
        assert len({one.destination for one in found.orders} - {""}) == 2
        assert [one.recipient.prefecture for one in found.orders] == ["東京都", "大阪府"]
        assert [[line.sku_code for line in one.lines] for one in found.orders] == [["APJ-1L-6"], ["TWL-W-M"]]
        told = sums(found)
        assert (told["goods_total"], told["shipping_fee"], told["points"], told["discount"]) == (7200, 1100, 100, 300)
        assert told["billed"] == order.billed

    def test_numbers_nobody_knows_are_named(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        unknown = self.unknown_number(order)
        page = at.mall.read_orders(at.account, [unknown, order.number])
        assert [one.number for one in page.orders] == [order.number]
        assert list(page.broken) == [unknown]
        assert page.broken[unknown]

    def test_a_broken_order_harms_no_other(self, at: Practice) -> None:
        orders: list[Order] = [at.buy((at.offer(2), 1)) for _ in range(5)]
        self.spoil(at, orders[2])
        pages = at.pages()
        good = {one.number for page in pages for one in page.orders}
        assert good == {order.number for order in orders} - {orders[2].number}
        broken = {number: why for page in pages for number, why in page.broken.items()}
        assert list(broken) == [orders[2].number]
        assert broken[orders[2].number]

    @about("confirm")
    def test_confirming_may_be_repeated(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        unknown = self.unknown_number(order)
        assert at.read(order.number).wants_confirming
        first = at.mall.confirm(at.account, [order.number, unknown])
        assert first.done == [order.number]
        assert list(first.refused) == [unknown]
        assert not at.read(order.number).wants_confirming
        again = at.mall.confirm(at.account, [order.number])
        assert again.done == [order.number]
        assert not again.refused

"""Yahoo!ショッピング: the contract against its stand-in, and what only this mall has."""

import datetime as dt
import re
import time
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from akinai.channels.malls.base import Cancellation, KeysRefused, Nonsense, Picture, Place, StockLine
from akinai.channels.malls.yahoo import keys
from akinai.channels.tests.malls import contract
from akinai.channels.tests.malls.practice import Practice
from akinai.core.clock import JST
from sandbox.malls import yahoo
from sandbox.malls.shop import Offer, Order
from sandbox.malls.yahoo import pages

JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 64
# At Yahoo! a sub-code, or a page without one, is the shop's own code.
GOODS = (
    Offer("apple-juice", "APJ-1L-6", "APJ-1L-6", "りんごジュース", "1L×6", 3000, 20, 8, "4901234567894"),
    Offer("apple-juice", "APJ-1L-12", "APJ-1L-12", "りんごジュース", "1L×12", 5800, 10, 8, "4901234567900"),
    Offer("TWL-W-M", "", "TWL-W-M", "白いタオル", "", 1200, 1000, 10, "4901234567917"),
)

# What a price changes, or an offer of the stand-in has itself.
NOT_TEXTS = {"name", "price", "sale_price", "original_price", "jan", "display", "taxable", "taxrate_type"}


class TestYahoo(contract.Contract):
    kind, stand_in = "yahoo", yahoo
    rates: ClassVar[Mapping[str, Any]] = {"rate.calls": "100000", "status_pause": "0.03"}
    tells = (contract.EVERYTHING | {"new_pages", "several_numbers"}) - {"cancel_asked", "destinations"}
    goods = GOODS

    def spoil(self, at: Practice, order: Order) -> None:
        order.more["told"] = {"OrderTime": "yesterday"}

    def wrong_keys(self, at: Practice) -> list[Mapping[str, str]]:
        wrong = "wrong" + at.account.credentials["refresh_token"][5:]
        return [*super().wrong_keys(at), {"refresh_token": wrong}, {"refresh_token": ""}]

    def picture(self) -> Picture:
        return Picture(url="https://shop.example.jp/towel.jpg", read=lambda: JPEG)

    def new_page(self, at: Practice) -> Any:
        listing = super().new_page(at)
        variant = replace(listing.variants[0], place=Place("NEW-1"), options={})
        return replace(listing, page="NEW-1", variants=[variant])

    def unknown_place(self, offer: Offer) -> Place:
        return Place(offer.page, "")

    # --- what only this mall has ---

    def test_the_stores_key_is_proven(self, at: Practice) -> None:
        """Each order call is encrypted with the store's key; the stand-in opens it with the private one."""
        order = at.buy((at.offer(), 1))
        assert at.read(order.number).number == order.number
        other = replace(at, account=replace(at.account, settings={**at.account.settings, "key_version": "2"}))
        with pytest.raises(KeysRefused):
            other.read(order.number)
        bare = at.account.credentials["public_key"].replace("-----BEGIN PUBLIC KEY-----", "")
        bare = bare.replace("-----END PUBLIC KEY-----", "")
        assert at.with_keys(public_key=bare).read(order.number).number == order.number

    @pytest.mark.parametrize(("off", "good"), [(-280, True), (280, True), (-320, False), (320, False)])
    def test_a_stale_signature_is_refused(self, at: Practice, monkeypatch: Any, off: int, good: bool) -> None:
        order = at.buy((at.offer(), 1))
        keys.access_token(at.account)
        monkeypatch.setattr(keys, "time", SimpleNamespace(time=lambda: time.time() + off))
        if good:
            assert at.read(order.number).number == order.number
        else:
            with pytest.raises(KeysRefused):
                at.read(order.number)

    def test_without_the_key_the_session_is_short(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        other = at.with_keys(public_key="")
        with pytest.raises(KeysRefused, match="none"):
            other.mall.check(other.account)
        assert other.read(order.number).number == order.number
        at.control(expire_tokens=True, signed_in_ago=13 * 3600)
        with pytest.raises(KeysRefused):
            other.read(order.number)

    def test_a_token_that_ended_is_renewed_once(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        at.read(order.number)
        at.control(expire_tokens=True)
        before = len(at.account.calls)
        assert at.read(order.number).number == order.number
        assert [call.name for call in at.account.calls[before:]] == ["orderInfo", "token", "orderInfo"]
        at.control(expire_tokens=True)
        line = StockLine(key=1, place=self.place(at.offer()), quantity=3)
        assert at.mall.send_stock(at.account, [line], "p").done == [1]

    def test_px_04102(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        at.control(end_sessions=1)
        assert at.read(order.number).number == order.number
        at.control(end_sessions=2)
        with pytest.raises(KeysRefused, match="px-04102"):
            at.read(order.number)

    def test_four_weeks_after_signing_in(self, at: Practice) -> None:
        at.control(signed_in_ago=28 * 86400 + 1)
        with pytest.raises(KeysRefused) as raised:
            at.mall.check(at.account)
        assert raised.value.words
        (expiry,) = at.mall.expiries(replace(at.account, settings={"signed_in_on": "2026-04-01"}))
        assert expiry.at == dt.datetime(2026, 4, 29, tzinfo=JST)
        (expiry,) = at.mall.expiries(replace(at.account, settings={"signed_in_on": "April"}))
        assert expiry.at is None
        found = at.mall.expiries(replace(at.account, settings={"key_ends_on": "2027-01-31"}))
        assert [one.at for one in found] == [None, dt.datetime(2027, 1, 31, tzinfo=JST)]

    def test_what_the_mall_does_not_take(self, at: Practice) -> None:
        """In its own words; an order that is not released yet is said again later."""
        order = at.opened((at.offer(), 1))
        told = at.tell(at.shipment(order.number, tracking="A-1"))
        assert "od90193" in told.refused[1]
        held = at.buy((at.offer(), 1), state="pending", paid=False)
        told = at.tell(at.shipment(held.number))
        assert (told.done, told.refused, list(told.later)) == ([], {}, [1])
        assert held.number in told.later[1]
        assert not held.parcels

    def test_one_call_too_many_in_the_middle(self, at: Practice) -> None:
        """What was done is told; the rest is said again and ends told once."""
        orders = [at.buy((at.offer(2), 1)) for _ in range(3)]
        keys.access_token(at.account)
        at.fault("ok", "429")
        assert at.mall.confirm(at.account, [order.number for order in orders]).done == [orders[0].number]
        assert [order.state for order in orders] == ["confirmed", "new", "new"]
        assert at.mall.confirm(at.account, [order.number for order in orders]).done
        shipments = [at.shipment(order.number, key=key) for key, order in enumerate(orders)]
        for passing in range(9):
            at.fault(*["ok"] * passing, "429")
            self.whatever(lambda: at.mall.tell_shipments(at.account, shipments))
            at.control(clear=True)
        told = at.mall.tell_shipments(at.account, shipments)
        assert sorted(told.done) == [0, 1, 2]
        assert [len(order.parcels) for order in orders] == [1, 1, 1]
        assert all(order.more["completed"] for order in orders)

    def test_unchanged_orders_are_not_read_again(self, at: Practice) -> None:
        """One call per order, one a second: the list says which have changed."""
        orders = [at.buy((at.offer(2), 1)) for _ in range(8)]
        numbers = [order.number for order in orders]
        assert len([one for page in at.pages() for one in page.orders]) == 8
        at.shop.edit(numbers[3], quantities={orders[3].lines[0].id: 4}, remark="変更")
        before = len(at.account.calls)
        found = {one.number: one for one in at.mall.read_orders(at.account, numbers).orders}
        assert [call.name for call in at.account.calls[before:]] == ["orderList", "orderInfo"]
        assert set(found) == set(numbers)
        assert found[numbers[3]].orders[0].lines[0].quantity == 4
        at.shop.cancel(numbers[5])
        before = len(at.account.calls)
        stages = {one.number: one.stage for page in at.pages() for one in page.orders}
        assert stages[numbers[5]] == "cancelled"
        assert [call.name for call in at.account.calls[before:]] == ["orderList", "orderInfo"]

    def test_half_a_list_is_not_believed(self, at: Practice, monkeypatch: Any) -> None:
        """It says that there is an order, and tells none."""
        at.buy((at.offer(2), 1))

        def emptied(_request: Any, answer: Any) -> Any:
            return replace(answer, body=re.sub(rb"<OrderInfo>.*</OrderInfo>", b"", answer.body, flags=re.DOTALL))

        monkeypatch.setattr(at.standin, "answered", emptied)
        with pytest.raises(Nonsense):
            at.pages()

    def test_cod_is_not_completed_before_the_money_came(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1), payment="cod")
        assert at.tell(at.shipment(order.number)).done == [1]
        assert order.state == "shipped"
        assert not order.more.get("completed")

    @pytest.mark.parametrize("payment", ["card", "cod"])
    def test_a_shipped_order_is_not_cancelled_by_us_unless_the_shop_wants_it(self, at: Practice, payment: str) -> None:
        order = at.opened((at.offer(), 1), payment=payment)
        at.tell(at.shipment(order.number))
        asked = [Cancellation(key=1, number=order.number, reason="buyer")]
        told = at.mall.cancel(at.account, asked)
        assert order.number in told.refused[1]
        assert at.read(order.number).stage == "shipped"
        at.account.settings["after_shipping"] = "tell"  # type: ignore[index]
        for _time in range(2):
            assert at.mall.cancel(at.account, asked).done == [1]
        assert at.read(order.number).stage == "cancelled"

    def test_completing_waits_for_the_mall(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        at.control(settle=0.2)
        shipment = at.shipment(order.number)
        told = at.tell(shipment)  # our pause is too short
        assert "od90207" in told.later[1]
        assert order.state == "shipped"
        at.control(settle=0)
        assert at.tell(replace(shipment, again=True)).done == [1]
        assert order.more["completed"]
        staff = {**at.account.settings, "completes": "no"}
        other = at.opened((at.offer(), 1))
        assert at.mall.tell_shipments(replace(at.account, settings=staff), [at.shipment(other.number)]).done == [1]
        assert not other.more.get("completed")

    def test_a_code_nobody_has_gets_no_stock(self, at: Practice) -> None:
        """setStock would keep the number for a page to come."""
        lines = [
            StockLine(key=1, place=Place("no-such"), quantity=5),
            StockLine(key=2, place=Place("日本"), quantity=5),
            StockLine(key=3, place=Place("a,b"), quantity=5),
        ]
        told = at.mall.send_stock(at.account, lines, "p")
        assert sorted(told.refused) == [1, 2, 3]
        assert "no-such" in told.refused[1]
        assert at.standin.bound == {}  # type: ignore[attr-defined]
        assert "setStock" not in [call.name for call in at.account.calls]

    def test_single_items_that_fail(self, at: Practice) -> None:
        """HTTP 207: an error for one item, the others are set."""
        at.offer(0).more["locked"] = True
        lines = [StockLine(key=key, place=self.place(at.offer(key)), quantity=4) for key in (0, 1)]
        told = at.mall.send_stock(at.account, lines, "p")
        assert (told.done, list(told.refused)) == ([1], [0])
        assert "ed-10001" in told.refused[0]

    def test_texts_are_kept_when_prices_of_variants_change(self, at: Practice) -> None:
        at.offer(0).more["texts"] = {"caption": "説明", "postage_set": "3"}
        page = at.listing("apple-juice", only=frozenset({"price"}))
        dearer = [replace(one, price=(one.price or 0) + 10) for one in page.variants]
        assert at.mall.push_listings(at.account, [replace(page, variants=dearer)]).done == [1]
        texts = at.offer(0).more["texts"]
        assert (texts["caption"], texts["postage_set"]) == ("説明", "3")
        assert (at.offer(0).option, at.offer(1).option) == ("1L×6", "1L×12")

    def test_a_new_price_keeps_all_else_of_a_page(self, at: Practice) -> None:
        """editItem resets what is left out: everything the mall has is read, and sent again."""
        texts = {name: f"{name} の値" for name in pages.ELEMENTS if name not in NOT_TEXTS}
        texts |= {"spec1": "10:20", "spec10": "1:2", "relevant_links": "a,b", "inscriptions": "名:10|年:4"}
        for offer in (at.offer(0), at.offer(1)):
            offer.code, offer.more["texts"] = f"own-{offer.variant}", texts
        page = at.listing("apple-juice", only=frozenset({"price"}))
        for more in (10, 20):  # the second time from what the first left
            dearer = [replace(one, price=(one.price or 0) + more) for one in page.variants]
            assert at.mall.push_listings(at.account, [replace(page, variants=dearer)]).done == [1]
        assert [(offer.code, offer.price) for offer in (at.offer(0), at.offer(1))] == [
            ("own-APJ-1L-6", 3020),
            ("own-APJ-1L-12", 5820),
        ]
        kept = at.offer(0).more["texts"]
        assert {name: kept.get(name) for name in texts} == texts
        assert (at.offer(0).jan, at.offer(0).tax_rate, at.offer(0).stock) == ("4901234567894", 8, 20)

    @pytest.mark.parametrize("place", [0, 2])  # with sub-codes, and without
    def test_a_former_price_is_taken_away(self, at: Practice, place: int) -> None:
        page = at.listing(at.offer(place).page, only=frozenset({"price"}))
        for told, shown in ((3500, "3500"), (None, "3500"), (0, "")):
            variants = [replace(one, list_price=told) for one in page.variants]
            assert at.mall.push_listings(at.account, [replace(page, variants=variants)]).done == [1]
            assert at.offer(place).more["texts"].get("original_price", "") == shown

    @pytest.mark.parametrize(("how", "seen"), [("each", "新"), ("reserve", "新"), ("no", "白いタオル")])
    def test_when_buyers_see_a_change(self, at: Practice, how: str, seen: str) -> None:
        account = replace(at.account, settings={**at.account.settings, "publish": how})
        page = at.listing("TWL-W-M", fields={"title": "新"}, only=frozenset({"text"}))
        assert at.mall.push_listings(account, [page]).done == [1]
        assert at.offer(2).title == seen

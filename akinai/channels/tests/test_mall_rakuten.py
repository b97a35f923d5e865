"""楽天市場: the contract against its stand-in, and what only this mall has."""

import datetime as dt
import json
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from akinai.channels.malls import met
from akinai.channels.malls.base import (
    Cancellation,
    KeysRefused,
    MallError,
    Nonsense,
    Picture,
    Place,
    RawRequest,
    Shipment,
    StockLine,
    Throttled,
    Told,
)
from akinai.channels.malls.rakuten import searching, stock
from akinai.channels.tests.malls import contract
from akinai.channels.tests.malls.practice import Practice
from akinai.core import clock
from sandbox.malls import rakuten
from sandbox.malls.rakuten.server import notice_body
from sandbox.malls.shop import Order
from sandbox.messages import Answer

FAST = {f"rate.{name}": 10_000 for name in ("order", "stock", "stock_read", "items", "items_read", "cabinet", "key")}

ODD: list[Any] = [
    None, 5, "x", [], {}, {"MessageModelList": None}, {"MessageModelList": [1]}, {"MessageModelList": [{}]},
    {"MessageModelList": [], "OrderModelList": [None, 1, {"orderNumber": 5}]},
    {"MessageModelList": [{}], "OrderModelList": {"a": 1}},
    {"MessageModelList": [{"orderNumber": ["x"], "messageType": "ERROR"}], "OrderModelList": []},
    {"MessageModelList": [], "orderNumberList": [5], "PaginationResponseModel": {"totalRecordsAmount": 1}},
    {"MessageModelList": [], "orderNumberList": ["a"], "PaginationResponseModel": []},
    {"MessageModelList": [], "orderNumberList": None, "PaginationResponseModel": {"totalRecordsAmount": "x"}},
    {"MessageModelList": [{"requestId": 5}], "ResultShippingModelList": [{"orderNumber": 5, "MessageModelList": 1}]},
    {"inventories": [{}]}, {"inventories": [{"manageNumber": 1, "variantId": 2, "quantity": "x"}]}, {"inventories": 5},
    {"results": [None]}, {"results": [{"item": 5}]}, {"results": [{"item": {"variants": [1]}}]}, {"results": "x"},
    {"errors": 5}, {"errors": [5]}, {"errors": [{"code": 1, "metadata": []}]}, {"expiryDate": 5}, {"Results": "x"},
]  # fmt: skip


class TestRakuten(contract.Contract):
    kind, stand_in = "rakuten", rakuten
    rates = {**FAST, "patience": 2}
    tells = contract.EVERYTHING | {"new_pages", "several_numbers"}
    slow = {"page": 100}

    def wrong_keys(self, at: Practice) -> list[dict[str, str]]:
        return [{"service_secret": "SP_wrong"}, {"license_key": "SL_wrong"}]

    def picture(self) -> Picture:
        return Picture(url="https://image.rakuten.co.jp/standin-shop/cabinet/towel/white01.jpg", alt="白いタオル")

    def new_fields(self) -> dict[str, object]:
        return {"title": "新しい商品", "description": "説明です。", "genre": "100371"}

    def notice(self, at: Practice, order: Order) -> RawRequest:
        return RawRequest({"content-type": "text/xml; charset=utf-8"}, notice_body(order, "new"))

    def forged(self, raw: RawRequest) -> RawRequest:
        return RawRequest(raw.headers, raw.body.replace(b"standin-notice-key", b"standin-notice-kez"))

    # --- orders in ---

    def test_more_than_the_mall_lists_is_asked_for_in_smaller_windows(self, at: Practice, monkeypatch: Any) -> None:
        monkeypatch.setattr(searching, "MOST_HITS", 20)
        at.standin.most_hits = 20
        orders = [at.buy((at.offer(2), 1)) for _ in range(50)]
        for place, order in enumerate(orders):
            order.at -= 300 * (50 - place)
        seen = [one.number for page in at.pages() for one in page.orders]
        assert sorted(seen) == sorted(order.number for order in orders)

    def test_a_long_time_is_asked_for_in_windows_of_62_days(self, at: Practice) -> None:
        old, new = at.buy((at.offer(2), 1)), at.buy((at.offer(2), 1))
        old.at -= 150 * 86_400
        start, _end = at.window()
        seen = [one.number for page in at.pages(start - dt.timedelta(days=200)) for one in page.orders]
        assert seen == [old.number, new.number]
        assert sum(call.name == "searchOrder" for call in at.account.calls) == 4
        assert at.pages(start - dt.timedelta(days=9000))  # no more than 730 days can be asked for

    def test_half_a_list_is_not_believed(self, at: Practice) -> None:
        for _ in range(5):
            at.buy((at.offer(2), 1))
        at.standin.most_hits = 3  # it says that there are five
        with pytest.raises(Nonsense):
            at.pages()

    def test_a_social_gift_waits_for_its_address(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        at.shop.edit(order.number, more={"social_gift": "waiting"})
        assert at.read(order.number).stage == "provisional"
        at.shop.edit(order.number, more={"social_gift": "told"})
        assert at.read(order.number).stage == "open"

    def test_the_shops_change_waits_for_the_buyer(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        shipment = at.shipment(order.number)
        at.shop.edit(order.number, more={"progress": 400})
        assert at.read(order.number).stage == "changing"
        told = at.tell(shipment)
        assert (told.done, told.refused, list(told.later)) == ([], {}, [1])
        assert "変更確定待ち" in told.later[1]
        told = at.mall.cancel(at.account, [Cancellation(key=2, number=order.number, reason="buyer")])
        assert (told.done, told.refused, list(told.later)) == ([], {}, [2])
        at.shop.edit(order.number, more={})
        assert at.tell(shipment).done == [1]

    def test_nothing_of_a_card_is_kept(self, at: Practice) -> None:
        found = at.read(at.buy((at.offer(), 1)).number)
        assert "1234" not in json.dumps(found.payload["SettlementModel"])
        assert "HANAKO" not in json.dumps(found.payload)
        assert found.payload["SettlementModel"]["settlementMethod"] == "クレジットカード"

    def test_an_order_still_checked_by_rakuten_is_not_confirmed(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1), state="pending", paid=False)
        assert not at.read(order.number).wants_confirming
        told = at.mall.confirm(at.account, [order.number])
        assert "注文確認が出来る状態では" in told.refused[order.number]

    # --- shipments ---

    def test_a_part_is_told_without_a_date_until_the_last_parcel(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2), (at.offer(2), 1))
        part = at.shipment(order.number, quantities=[2, 0], whole=False)
        at.tell(part)
        assert [parcel.date for parcel in order.parcels] == [""]
        at.tell(at.shipment(order.number, key=2, place=2, tracking="210987654321"))
        day = part.shipped_at.date().isoformat()
        assert [parcel.date for parcel in order.parcels] == [day, day]

    def test_a_number_with_hyphens_is_the_same_number(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        shipment = at.shipment(order.number, tracking="1234-5678-9012")
        at.tell(shipment)
        assert at.tell(replace(shipment, tracking="123456789012")).done == [1]
        assert len(order.parcels) == 1

    def test_further_parcels_of_a_shipment(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        shipment = at.shipment(order.number, others=("210987654321", "333333333333"))
        for _ in range(2):
            assert at.tell(shipment).done == [1]
        assert len({parcel.number for parcel in order.parcels}) == len(order.parcels) == 3

    def test_two_shipments_in_one_box_are_one_row(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 1), (at.offer(2), 1))
        first = at.shipment(order.number, quantities=[1, 0], whole=False)
        second = at.shipment(order.number, quantities=[0, 1], key=2, place=2)
        assert sorted(at.mall.tell_shipments(at.account, [first, second]).done) == [1, 2]
        assert len(order.parcels) == 1
        assert order.state == "shipped"

    def test_carriers(self, at: Practice) -> None:
        at.account.settings["carriers"] = "local=1016 seino=1005"  # type: ignore[index]
        expected = {
            ("yamato", "宅急便"): "1001", ("yamato", "クロネコゆうパケット"): "1030", ("sagawa", ""): "1002",
            ("local", ""): "1016", ("seino", ""): "1005", ("nobody", ""): "1000",
        }  # fmt: skip
        for (carrier, product), code in expected.items():
            order = at.opened((at.offer(2), 1))
            at.tell(at.shipment(order.number, carrier=carrier, product=product))
            assert order.parcels[0].carrier == code

    def six(self, at: Practice) -> tuple[list[Order], list[Shipment]]:
        orders = [at.opened((at.offer(2), 1)) for _ in range(6)]
        numbers = [f"50000000000{key}" for key in range(6)]
        return orders, [at.shipment(orders[key].number, key=key, tracking=numbers[key]) for key in range(6)]

    def test_a_late_result_of_many_is_unknown_and_read_back(self, at: Practice) -> None:
        orders, shipments = self.six(at)
        at.control(result_lag=60)
        at.account.settings["patience"] = 0.05  # type: ignore[index]
        told = at.mall.tell_shipments(at.account, shipments)
        assert sorted(told.unknown) == list(range(6))
        told = at.mall.tell_shipments(at.account, [replace(one, again=True) for one in shipments])
        assert sorted(told.done) == list(range(6))
        assert [len(order.parcels) for order in orders] == [1] * 6

    def test_one_bad_report_among_many_is_named(self, at: Practice) -> None:
        orders, shipments = self.six(at)
        shipments[3] = replace(shipments[3], tracking="9" * 121)
        told = at.mall.tell_shipments(at.account, shipments)
        assert list(told.refused) == [3]
        assert "shippingNumber" in told.refused[3]
        rest = at.mall.tell_shipments(at.account, [one for one in shipments if one.key not in told.refused])
        assert sorted({*told.done, *rest.done}) == [0, 1, 2, 4, 5]
        assert [len(order.parcels) for order in orders] == [1, 1, 1, 0, 1, 1]

    def test_an_order_that_cannot_be_read_stops_no_other_report(self, at: Practice) -> None:
        orders, shipments = self.six(at)
        at.shop.edit(orders[2].number, more={"packages": {0: {"ShippingModelList": [5]}}})
        at.shop.edit(orders[4].number, more={"packages": {0: {"basketId": None}}})
        told = at.mall.tell_shipments(at.account, shipments)
        assert (sorted(told.done), sorted(told.later), told.refused) == ([0, 1, 3, 5], [2, 4], {})
        assert "ShippingModelList" in told.later[2]

    # --- cancellations ---

    def test_a_shipped_order_is_not_cancelled_by_us_unless_the_shop_wants_it(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        at.tell(at.shipment(order.number))
        told = at.mall.cancel(at.account, [Cancellation(key=1, number=order.number, reason="buyer")])
        assert "発送済" in told.refused[1]
        at.account.settings["after_shipping"] = "tell"  # type: ignore[index]
        for _time in range(2):
            assert at.mall.cancel(at.account, [Cancellation(key=1, number=order.number, reason="buyer")]).done == [1]
        assert [call.name for call in at.account.calls].count("cancelOrderAfterShipping") == 1
        assert at.read(order.number).stage == "cancelled"

    @pytest.mark.parametrize(("restore", "stock"), [("2", 17), ("1", 20)])
    def test_who_puts_the_stock_back(self, at: Practice, restore: str, stock: int) -> None:
        at.account.settings["restore"] = restore  # type: ignore[index]
        order = at.opened((at.offer(), 3))
        at.mall.cancel(at.account, [Cancellation(key=1, number=order.number, reason="stock")])
        assert at.offer().stock == stock

    # --- stock ---

    def test_two_writers_at_once(self, at: Practice) -> None:
        line = StockLine(key=1, place=self.place(at.offer()), quantity=5, believed=20)
        at.control(conflicts=2)
        assert at.mall.send_stock(at.account, [line], "push").done == [1]
        at.control(conflicts=9)
        with pytest.raises(Throttled):
            at.mall.send_stock(at.account, [line], "push")

    @pytest.mark.parametrize("seen", [False, True])
    def test_a_line_rms_names_as_wrong_does_not_stop_the_rest(self, at: Practice, seen: bool) -> None:
        wrong = StockLine(key=2, place=Place("x" * 33, "m"), quantity=1, believed=1)
        if seen:  # so that the write names it, not the look before
            met.places(at.account).met([stock.folded(wrong.place)])
        lines = [
            StockLine(key=1, place=self.place(at.offer(0)), quantity=5, believed=20),
            wrong,
            replace(wrong, key=3, place=Place("towel-white", "m"), quantity=100_000),
            replace(wrong, key=4, place=Place("Towel-White", "m"), quantity=8),
            replace(wrong, key=5, place=Place("towel-white", "m"), quantity=9),
            replace(wrong, key=6, place=Place("towel-white", ""), quantity=9),
        ]
        told = at.mall.send_stock(at.account, lines, "push")
        assert sorted(told.done) == [1, 4, 5]
        assert sorted(told.refused) == [2, 3, 6]
        assert "IE0004" in told.refused[2]
        assert (at.offer(0).stock, at.offer(2).stock) == (5, 9)  # of two numbers for one place the last counts
        shown = at.mall.read_stock(at.account, [wrong.place, lines[0].place])
        assert shown == {wrong.place: None, lines[0].place: 5}

    def test_places_seen_of_late_are_not_looked_up_again(self, at: Practice, monkeypatch: Any) -> None:
        line = StockLine(key=1, place=self.place(at.offer()), quantity=5)
        for _time in range(2):
            assert at.mall.send_stock(at.account, [line], "push").done == [1]
        write = "inventories.bulk.upsert"
        assert [call.name for call in at.account.calls] == ["inventories.bulk.get", write, write]
        del at.shop.offers[at.offer().key]
        monkeypatch.setattr(met, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + met.LASTS))
        assert line.place.listing in at.mall.send_stock(at.account, [line], "push").refused[1]

    @pytest.mark.parametrize("items", [True, False])
    def test_a_new_variant_without_a_number_is_no_unknown_code(
        self, at: Practice, monkeypatch: Any, items: bool
    ) -> None:
        """Its page knows it; without the item API it is named, and the others are sent all the same."""
        lines = [StockLine(key=key, place=self.place(at.offer(key)), quantity=5) for key in (0, 2)]
        told, fresh = at.standin._told, at.offer(2).page
        monkeypatch.setattr(at.standin, "_told", lambda page, one: None if page == fresh else told(page, one))
        if not items:
            shut = Answer.of({"errors": [{"code": "GA0001", "message": "Un-Authorised"}]}, 403)
            monkeypatch.setattr(at.standin, "before", lambda request: shut if "/items/" in request.path else None)
        found = at.mall.send_stock(at.account, lines, "push")
        assert (found.done, list(found.refused)) == (([0, 2], []) if items else ([0], [2]))

    # --- pages ---

    def test_a_page_that_is_there_is_not_written_over(self, at: Practice) -> None:
        """A new page whose code somebody uses already: PUT would delete what it does not name."""
        page = at.offer(0).page
        listing = at.listing(page, new=True, fields={"title": "新しい題"}, only=frozenset())
        listing = replace(listing, variants=listing.variants[:1])
        assert at.mall.push_listings(at.account, [listing]).done == [1]
        assert (at.offer(0).title, at.offer(1).price) == ("新しい題", 5800)

    def test_a_picture_is_put_into_the_cabinet(self, at: Practice) -> None:
        content = b"\xff\xd8\xff\xe0 a picture \r\n--x\x00"
        picture = Picture(url="https://shop.example.jp/media/a.jpg", alt="白い「タオル」<大>" * 5, read=lambda: content)
        listing = at.listing(at.offer(2).page, pictures=[picture, self.picture()], only=frozenset({"images"}))
        for _time in range(2):
            assert at.mall.push_listings(at.account, [listing]).done == [1]
        ((folder, path),) = at.standin.cabinet
        assert at.standin.cabinet[folder, path] == content
        assert self.pictures(at, at.offer(2).page) == [f"/{path}", "/towel/white01.jpg"]
        at.account.settings.update(cabinet_folder="12", cabinet_path="/akinai/")
        assert at.mall.push_listings(at.account, [listing]).done == [1]
        assert self.pictures(at, at.offer(2).page)[0] == f"/akinai/{path}"

    @pytest.mark.parametrize("content", [b"<svg/>", b"\xff\xd8\xff" + b"x" * 2**21])
    def test_a_picture_rakuten_does_not_take(self, at: Practice, content: bytes) -> None:
        picture = Picture(url="https://shop.example.jp/media/a.jpg", read=lambda: content)
        listing = at.listing(at.offer(2).page, pictures=[picture], only=frozenset({"images"}))
        assert "/a.jpg" in at.mall.push_listings(at.account, [listing]).refused[1]
        assert not at.standin.cabinet

    def test_a_folder_that_is_none(self, at: Practice) -> None:
        at.account.settings["cabinet_folder"] = "x"
        picture = Picture(url="https://shop.example.jp/media/a.jpg", read=lambda: b"\xff\xd8\xff")
        listing = at.listing(at.offer(2).page, pictures=[picture], only=frozenset({"images"}))
        assert "3005" in at.mall.push_listings(at.account, [listing]).refused[1]

    def test_what_else_a_page_says(self, at: Practice) -> None:
        more = {"hidden": True, "postage_included": True, "attributes": {"ブランド名": "見本", "カラー": ["白", "青"]}}
        listing = at.listing(at.offer(0).page, fields={"catch": "おいしい", **more}, only=frozenset({"text"}))
        assert at.mall.push_listings(at.account, [listing]).done == [1]
        for offer in (at.offer(0), at.offer(1)):
            assert not offer.on_sale
            assert offer.more["shipping"] == {"postageIncluded": True}
            assert offer.more["attributes"][1] == {"name": "カラー", "values": ["白", "青"]}
        assert at.offer(0).price == 3000

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"fields": {"title": "x"}}, "new-page"),
            ({"fields": {"title": "x", "colour": "y"}}, "colour"),
            ({"tax_rate": 500}, "5.0"),
            ({"variants": []}, "400"),
            ({"pictures": [Picture(url="https://example.jp/a.jpg")]}, "R-Cabinet"),
        ],
    )
    def test_a_page_that_cannot_be(self, at: Practice, changed: dict[str, Any], words: str) -> None:
        told = at.mall.push_listings(at.account, [replace(self.new_page(at), **changed)])
        assert words in told.refused[1]
        assert not any(call.name == "items.upsert" for call in at.account.calls)

    # --- keys and notices ---

    def test_the_licence_keys_last_day(self, at: Practice) -> None:
        at.control(expiry_days=6)
        (expiry,) = at.mall.expiries(at.account)
        assert expiry.at is not None
        assert expiry.at.strftime("%H:%M:%S%z") == "23:59:59+0900"
        assert 6 <= (expiry.at - clock.now()).total_seconds() / 86_400 <= 7
        assert expiry.how
        at.control(expiry_days=-1)
        with pytest.raises(KeysRefused):
            at.mall.expiries(at.account)

    def test_a_notice_of_a_change(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        for body in (notice_body(order, "changed"), notice_body(order, "cancelled")):
            found = at.mall.read_notice(at.account, RawRequest({}, body))
            assert (found.genuine, list(found.numbers), bool(found.key)) == (True, [order.number], True)
            assert b"N-000-000" in found.answer

    def test_a_notice_that_expands_is_not_read(self, at: Practice) -> None:
        body = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + notice_body(
            at.buy((at.offer(), 1)), "new"
        ).removeprefix(b'<?xml version="1.0" encoding="UTF-8"?>')
        found = at.mall.read_notice(at.account, RawRequest({}, body))
        assert not found.genuine
        assert b"E-400-100" in found.answer

    def test_without_a_key_no_notice_is_genuine(self, at: Practice) -> None:
        other = at.with_keys(auth_key="")
        raw = RawRequest({}, notice_body(at.buy((at.offer(), 1)), "new", auth_key=""))
        assert not other.mall.read_notice(other.account, raw).genuine

    # --- answers that are JSON and not what the manual says ---

    @pytest.mark.parametrize("status", [200, 400, 404, 409])
    def test_odd_answers_are_survived(self, at: Practice, monkeypatch: Any, status: int) -> None:
        def outcome(call: Any) -> Any:
            try:
                return call()
            except MallError as error:
                return error

        order = at.opened((at.offer(), 1))
        calls = {**self.calls(at, order), "keys": lambda: at.mall.expiries(at.account)}
        before = self.truth(at)
        for odd in ODD:
            monkeypatch.setattr(at.standin, "_api", lambda handler, request, odd=odd: Answer.of(odd, status))
            for name, call in calls.items():
                found = outcome(call)
                if isinstance(found, MallError):
                    assert found.words, (name, odd)
                elif isinstance(found, Told):
                    assert not found.done, (name, odd)
        assert self.truth(at) == before

"""Shopify: the contract against the stand-in, and what only Shopify has."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from akinai.channels.malls.base import (
    Cancellation,
    KeysRefused,
    MallError,
    Picture,
    Place,
    RawRequest,
    StockLine,
    Throttled,
)
from akinai.channels.malls.shopify import asking, mall, stock
from akinai.channels.tests.malls import contract
from akinai.channels.tests.malls.basis import Basis
from akinai.channels.tests.malls.practice import Practice
from sandbox.malls import shopify
from sandbox.malls.shop import Offer, Order
from sandbox.malls.shopify import hooks, ids


class Basics(Basis):
    """What Shopify is like: pages of orders are small, as it counts points and not calls."""

    kind, stand_in = "shopify", shopify
    tells = (contract.EVERYTHING - {"kana", "destinations"}) | {"new_pages", "several_numbers"}
    many = 40

    def place(self, offer: Offer) -> Place:
        return Place(ids.item(*offer.key), ids.variant(*offer.key))

    def wrong_keys(self, at: Practice) -> list[Mapping[str, str]]:
        return [{"client_secret": "shpss_wrong"}, {"access_token": "shpat_wrong"}]

    def spoil(self, at: Practice, order: Order) -> None:
        order.more["told"] = {"createdAt": "yesterday"}

    def picture(self) -> Any:
        return Picture(url="https://img.example.jp/towel.jpg", alt="タオル")

    def notice(self, at: Practice, order: Order) -> RawRequest:
        body = hooks.body_of(order)
        headers = {name.lower(): value for name, value in hooks.headers("ORDERS_CREATE", body).items()}
        return RawRequest(headers, body)

    def told_number(self, order: Order) -> str:
        return ids.order(order.number)

    def forged(self, raw: RawRequest) -> RawRequest:
        signature = hooks.signature(raw.body, "shpss_somebody_else")
        return RawRequest({**raw.headers, "x-shopify-hmac-sha256": signature}, raw.body)

    def stock_line(self, key: int, offer: Offer, **changed: Any) -> StockLine:
        return StockLine(key=key, place=self.place(offer), quantity=changed.pop("quantity", 7), **changed)


class TestShopify(Basics, contract.Contract):
    """The contract."""


class TestOnlyShopify(Basics):
    """What no other mall has."""

    # --- keys and points ---

    def test_a_fixed_token_needs_no_grant(self, at: Practice) -> None:
        fixed = at.with_keys(access_token=shopify.ACCESS_TOKEN, client_secret="")
        assert "見本商店" in fixed.mall.check(fixed.account)
        assert [call.name for call in fixed.account.calls] == ["shop"]

    def test_a_token_that_ended_early_is_fetched_anew(self, at: Practice) -> None:
        at.mall.check(at.account)
        at.control(end_tokens=True)
        at.mall.check(at.account)
        assert [call.name for call in at.account.calls] == ["access_token", "shop", "shop", "access_token", "shop"]

    def test_while_the_secret_changes_both_are_tried(self, at: Practice) -> None:
        both = at.with_keys(client_secret=f"shpss_new {shopify.CLIENT_SECRET}")
        assert both.mall.check(both.account)
        assert both.mall.read_notice(both.account, self.notice(at, at.buy((at.offer(), 1)))).genuine

    def test_nothing_to_show_is_refused_in_words(self, at: Practice) -> None:
        none = at.with_keys(client_secret="", access_token="")
        with pytest.raises(KeysRefused) as raised:
            none.mall.check(none.account)
        assert raised.value.words

    def test_a_missing_permission_is_named(self, at: Practice) -> None:
        at.control(scopes=["read_orders", "read_products"])
        with pytest.raises(KeysRefused) as raised:
            at.mall.check(at.account)
        assert "write_inventory" in raised.value.words
        assert "read_products" not in raised.value.words

    def test_a_version_ends_after_a_year_and_nonsense_never(self, at: Practice) -> None:
        for version, ends in (("2026-04", [dt.date(2027, 4, 1)]), ("9999-01", []), ("unstable", [])):
            at.account.settings["version"] = version  # type: ignore[index]
            assert [one.at.date() for one in at.mall.expiries(at.account) if one.at] == ends

    def test_throttled_in_a_good_answer_says_how_long(self, at: Practice) -> None:
        at.pages()
        at.control(unlimited=False, rates={"cost": [100, 0]})
        with pytest.raises(Throttled) as raised:
            at.pages()
        assert 1 < raised.value.wait < 20
        assert not at.account.calls[-1].ok
        assert at.account.calls[-1].error == "THROTTLED"

    def test_what_costs_too_much_is_asked_for_in_parts(self, at: Practice) -> None:
        for _ in range(9):
            at.buy((at.offer(2), 1))
        at.account.settings["order_page"] = "100"  # type: ignore[index]
        assert sum(len(page.orders) for page in at.pages()) == 9
        assert "MAX_COST_EXCEEDED" in [call.error for call in at.account.calls]
        numbers = list(at.shop.orders)
        assert len(at.mall.read_orders(at.account, numbers * 3).orders) >= 9

    def test_what_is_not_there_yet_is_waited_for(self, at: Practice, monkeypatch: Any) -> None:
        waited: list[float] = []
        monkeypatch.setattr(asking.time, "sleep", waited.append)
        at.buy((at.offer(), 1))
        at.pages()
        at.control(unlimited=False, rates={"cost": [20, 2000]})  # refilled slowly
        at.standin._buckets["cost"].tokens = asking._purse(at.account)._prices["Orders"] + 2
        at.pages()
        at.standin._buckets["cost"].tokens = 2000.0
        at.pages()
        assert len(waited) == 1
        assert 0 < waited[0] < 10

    # --- orders ---

    def test_test_orders_are_passed_over(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1), more={"test": True})
        assert not [one for page in at.pages() for one in page.orders]
        at.account.settings["tests"] = "yes"  # type: ignore[index]
        (page,) = at.pages()
        assert [one.number for one in page.orders] == [order.number]

    def test_many_lines_are_fetched_to_the_last(self, at: Practice) -> None:
        made = [Offer(f"many-{place}", "", f"MANY-{place}", "品", "", 100, 5) for place in range(130)]
        at.shop.offers.update({offer.key: offer for offer in made})
        order = at.buy(*((offer, 1) for offer in made))
        (found,) = at.read(order.number).orders
        assert [line.sku_code for line in found.lines] == [offer.code for offer in made]
        assert found.billed == 13_000

    def test_pieces_taken_out_later_are_not_shipped(self, at: Practice) -> None:
        order = at.buy((at.offer(0), 2), (at.offer(2), 1))
        at.read(order.number)
        at.shop.edit(order.number, quantities={order.lines[1].id: 0})
        (found,) = at.read(order.number).orders
        assert [(line.sku_code, line.quantity) for line in found.lines] == [("APJ-1L-6", 2)]
        assert (found.goods_total, found.discount, found.total) == (6000, 0, 6000)
        at.shop.cancel(order.number)
        void = at.read(order.number)
        assert void.stage == "cancelled"
        assert [line.quantity for line in void.orders[0].lines] == [2, 1]

    def test_a_hold_at_shopify_makes_the_order_wait(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1), more={"hold": "住所を確かめています"})
        assert at.read(order.number).stage == "changing"
        told = at.tell(at.shipment(order.number))
        assert "住所を確かめています" in told.refused[1]

    def test_wishes_in_metafields_and_tags(self, at: Practice) -> None:
        at.account.settings["attributes"] = "wished_date = custom.date\nwished_slot = 時間"  # type: ignore[index]
        order = at.buy((at.offer(), 1), more={"metafields": {"custom.date": "2026-12-24"}, "tags": ["時間:午前中"]})
        found = at.read(order.number)
        assert found.orders[0].wished_date == dt.date(2026, 12, 24)
        assert found.slots == {"": "午前中"}

    # --- shipments and cancellations ---

    def test_two_places_are_two_shipments_of_one_number(self, at: Practice) -> None:
        order = at.buy((at.offer(0), 1), (at.offer(2), 1))
        order.more["elsewhere"] = [order.lines[1].id]
        shipment = at.shipment(order.number)
        at.fault("ok", "ok", "ok", "timeout")  # the name, what is there, the first place
        told = at.tell(shipment)
        assert list(told.unknown) == [1] or told.done == [1]
        at.control(clear=True)
        assert at.tell(replace(shipment, again=True)).done == [1]
        assert [(parcel.number, list(parcel.lines.values())) for parcel in order.parcels] == [("123456789012", [1])] * 2
        assert order.state == "shipped"

    def test_the_price_of_wrapping_goes_with_the_last_parcel(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2), wrapping=300)
        shipment = at.shipment(order.number)
        part = replace(shipment, whole=False, lines=[replace(shipment.lines[0], quantity=1)])
        assert at.tell(part).done
        assert at.read(order.number).stage == "open"
        assert at.tell(replace(part, key=2, place=2, tracking="2", whole=True)).done == [2]
        assert at.read(order.number).stage == "shipped"
        assert [sum(parcel.lines.values()) for parcel in order.parcels] == [1, 2]

    def test_shipped_by_hand_under_another_number_is_refused(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        shipment = at.shipment(order.number)
        at.tell(replace(shipment, tracking="999"))
        assert "999" in at.tell(shipment).refused[1]
        assert len(order.parcels) == 1

    def test_the_buyer_is_mailed_unless_the_shop_does_it(self, at: Practice) -> None:
        first, second = at.opened((at.offer(), 1)), at.opened((at.offer(), 1))
        at.tell(at.shipment(first.number))
        at.account.settings["notify"] = "no"  # type: ignore[index]
        at.tell(at.shipment(second.number))
        assert first.more["mails"] == ["123456789012"]
        assert "mails" not in second.more
        assert second.parcels[0].carrier == "Yamato (JA)"

    def test_a_cancellation_that_takes_its_time_is_unknown_and_then_done(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1), more={"slow": True})
        ours = Cancellation(key=1, number=order.number, reason="buyer")
        assert list(at.mall.cancel(at.account, [ours]).unknown) == [1]
        at.control(finish_jobs=True)
        assert at.mall.cancel(at.account, [ours]).done == [1]
        assert order.more["cancel_reason"] == "CUSTOMER"
        assert order.more["refunded"] is False

    def test_pieces_we_lack_are_never_put_back(self, at: Practice) -> None:
        at.account.settings.update(restock="yes", refund="yes")  # type: ignore[attr-defined]
        for reason, back in (("stock", 0), ("buyer", 1)):
            order = at.opened((at.offer(), 1))
            left = at.offer().stock
            assert at.mall.cancel(at.account, [Cancellation(key=1, number=order.number, reason=reason)]).done
            assert at.offer().stock == left + back
            assert order.more["refunded"] is True

    # --- stock ---

    def test_an_item_never_kept_at_the_location_is_from_now_on(self, at: Practice) -> None:
        at.offer(0).more["unstocked"] = True
        lines = [self.stock_line(1, at.offer(0)), self.stock_line(2, at.offer(1))]
        told = at.mall.send_stock(at.account, lines, "push")
        assert sorted(told.done) == [1, 2]
        assert [at.offer(0).stock, at.offer(1).stock] == [7, 7]

    def test_a_batch_of_every_kind_of_trouble(self, at: Practice) -> None:
        untracked = Offer("gift", "", "GIFT", "品", "", 100, 5, more={"untracked": True})
        at.shop.offers[untracked.key] = untracked
        lines = [
            self.stock_line(1, at.offer(0), believed=999),
            self.stock_line(2, at.offer(1)),
            self.stock_line(3, untracked),
            self.stock_line(4, at.offer(1), quantity=9),
            self.stock_line(5, at.offer(2), quantity=2_000_000_000),
        ]
        told = at.mall.send_stock(at.account, lines, "push")
        assert (told.stale, told.done, sorted(told.refused)) == ([1], [2], [3, 4, 5])
        assert at.mall.read_stock(at.account, [lines[2].place])[lines[2].place] is None

    def test_a_code_of_another_shape_spoils_no_call(self, at: Practice) -> None:
        strange = StockLine(key=1, place=Place("TWL-W-M"), quantity=3)
        told = at.mall.send_stock(at.account, [strange, self.stock_line(2, at.offer())], "push")
        assert (list(told.refused), told.done) == ([1], [2])
        assert at.mall.read_stock(at.account, [strange.place]) == {strange.place: None}
        assert list(at.mall.read_orders(at.account, ["gid://shopify/Order/x"]).broken) == ["gid://shopify/Order/x"]
        page = at.listing("x", variants=[])
        assert list(at.mall.push_listings(at.account, [page]).refused) == [1]

    def test_an_error_that_names_no_row_is_found_by_halves(self, at: Practice, monkeypatch: Any) -> None:
        monkeypatch.setattr(stock, "row_of", lambda error: None)
        offers = [Offer(f"many-{place}", "", f"MANY-{place}", "品", "", 100, 5) for place in range(20)]
        at.shop.offers.update({offer.key: offer for offer in offers})
        lines = [self.stock_line(key, offer, believed=5) for key, offer in enumerate(offers)]
        offers[13].stock = 4
        told = at.mall.send_stock(at.account, lines, "push")
        assert told.stale == [13]
        assert sorted(told.done) == [key for key in range(20) if key != 13]

    def test_what_was_taken_is_not_forgotten_when_the_rest_is_throttled(self, at: Practice, monkeypatch: Any) -> None:
        monkeypatch.setattr(stock, "row_of", lambda error: None)
        lines = [self.stock_line(1, at.offer(0)), self.stock_line(2, at.offer(1), believed=999)]
        at.mall.read_stock(at.account, [lines[0].place])
        at.fault("ok", "ok", "429")  # both, the first half, the other
        told = at.mall.send_stock(at.account, lines, "push")
        assert (told.done, told.stale, told.refused, told.unknown) == ([1], [], {}, {})
        assert at.offer(0).stock == 7

    def test_several_locations_want_a_choice(self, at: Practice) -> None:
        at.control(locations=2)
        with pytest.raises(MallError, match="第二倉庫"):
            at.mall.check(at.account)
        at.account.settings["location"] = "70000000001"  # type: ignore[index]
        assert "本社倉庫" in at.mall.check(at.account)
        at.account.settings["location"] = "123"  # type: ignore[index]
        with pytest.raises(MallError, match="123"):
            at.mall.check(at.account)

    # --- pages ---

    def test_a_product_of_somebody_else_is_not_overwritten(self, at: Practice) -> None:
        listing = at.listing("towel-white", new=True, variants=[])
        told = at.mall.push_listings(at.account, [listing])
        assert list(told.refused) == [1]
        assert at.offer(2).code == "TWL-W-M"

    def test_a_former_price_is_taken_away(self, at: Practice) -> None:
        page = at.listing("apple-juice", only=frozenset({"price"}))
        for told, shown in ((3500, 3500), (None, 3500), (0, None)):
            variants = [replace(one, list_price=told) for one in page.variants]
            assert at.mall.push_listings(at.account, [replace(page, variants=variants)]).done == [1]
            assert at.offer().more["compare_at"] == shown

    def test_everything_of_a_page_keeps_its_variants(self, at: Practice) -> None:
        one = at.listing("apple-juice", fields={"title": "新しい名前", "description": "あ\nい"})
        only_first = replace(one, variants=[replace(one.variants[0], price=1, jan="4900000000000")])
        assert at.mall.push_listings(at.account, [only_first]).done == [1]
        assert [(offer.title, offer.price) for offer in list(at.shop.offers.values())[:2]] == [
            ("新しい名前", 1),
            ("新しい名前", 5800),
        ]
        assert at.offer(0).more["texts"]["descriptionHtml"] == "あ<br>い"

    def test_the_gids_that_are_remembered_are_not_endless(self, at: Practice, monkeypatch: Any) -> None:
        monkeypatch.setattr(mall, "REMEMBERED", 2)
        gids = mall.Gids()
        for number in ("#1", "#2", "#3"):
            gids.note(at.account, number, f"gid://shopify/Order/{number[1:]}")
        assert [gids.get(at.account, number) for number in ("#1", "#2", "#3")] == [
            "",
            "gid://shopify/Order/2",
            "gid://shopify/Order/3",
        ]

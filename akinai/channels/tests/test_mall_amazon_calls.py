"""Amazon: what only it has. Feeds, silence after 204, its own pace, the end of the old API."""

import datetime as dt
import gzip
import json
from dataclasses import replace

import pytest

from akinai.channels.malls.amazon import feeding, reading, settings, stocking
from akinai.channels.malls.base import (
    Cancellation,
    KeysRefused,
    MallError,
    Nonsense,
    Place,
    ShippedLine,
    StockLine,
    Throttled,
)
from akinai.channels.tests.malls import amazon_models
from akinai.channels.tests.malls.amazon_watch import Watched
from akinai.channels.tests.malls.basis import Basis
from akinai.channels.tests.malls.practice import Practice
from akinai.core import clock
from sandbox import wall
from sandbox.messages import Answer, Request


class TestOfItsOwn(Watched, Basis):
    """What only Amazon has."""

    def test_v0_where_the_new_api_is_not_granted(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        at.control(orders_2026=False)
        assert [one.number for page in at.pages() for one in page.orders] == [order.number]
        assert at.read(order.number).orders[0].recipient.line1
        names = [call.name for call in at.account.calls]
        assert names.count("searchOrders") == 1
        assert "getOrder" not in names
        assert reading.api_of(at.account) == "v0"
        fresh = at.with_keys()
        assert fresh.tell(fresh.shipment(order.number)).done == [1]
        assert reading.api_of(fresh.account) == "v0"

    def test_a_page_says_until_when_it_tells(self, at: Practice) -> None:
        """Amazon lists what changed two minutes ago; what came since is in the next window."""
        at.control(settling=120)
        old, new = at.buy((at.offer(), 1)), at.buy((at.offer(), 1))
        old.updated -= 300
        old.at -= 300
        (page,) = at.pages()
        assert [one.number for one in page.orders] == [old.number]
        assert page.until is not None
        assert 115 < wall.now() - page.until.timestamp() < 125
        at.control(settling=0)
        found = at.mall.changed_orders(at.account, page.until, at.window()[1])
        assert [one.number for one in found.orders] == [new.number]

    def test_a_token_that_has_ended_begins_the_window_anew(self, at: Practice) -> None:
        for _turn in range(120):
            at.buy((at.offer(2), 1))
        first = at.pages()[0]
        at.standin.pages.clear()  # type: ignore[attr-defined]
        again = at.mall.changed_orders(at.account, *at.window(), first.next)
        assert [one.number for one in again.orders] == [one.number for one in first.orders]
        with pytest.raises(Nonsense):
            at.mall.changed_orders(at.account, *at.window(), "rubbish")

    def test_a_429_says_when_to_come_again(self, at: Practice) -> None:
        del at.account.settings["rate.all"]  # type: ignore[attr-defined]
        at.pages()
        at.fault("429")
        with pytest.raises(Throttled) as raised:
            at.pages()
        assert 170 < raised.value.wait < 190

    def test_an_older_window_names_its_end(self, at: Practice) -> None:
        order = at.buy((at.offer(), 1))
        order.updated -= 3600
        now = clock.now()
        page = at.mall.changed_orders(at.account, now - dt.timedelta(hours=2), now - dt.timedelta(minutes=30))
        assert [one.number for one in page.orders] == [order.number]
        assert page.until is not None
        assert abs((now - page.until).total_seconds() - 1800) < 2

    def test_orders_that_amazon_ships(self, at: Practice) -> None:
        at.buy((at.offer(), 1), more={"fulfilledBy": "AMAZON"})
        assert not [one for page in at.pages() for one in page.orders]
        at.account.settings["fba_orders"] = "read"  # type: ignore[index]
        (found,) = [one for page in at.pages() for one in page.orders]
        assert found.mall_ships

    def test_a_confirmation_that_is_silently_dropped(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        at.account.settings["carriers"] = "yamato = Kuroneko"  # type: ignore[index]
        shipment = at.shipment(order.number)
        told = at.tell(shipment)
        assert told.unknown[1]
        assert not told.done
        at.account.settings["carriers"] = "yamato = YamatoTransport, ヤマト運輸"  # type: ignore[index]
        assert at.tell(replace(shipment, again=True)).done == [1]
        assert order.parcels[0].carrier == "YamatoTransport"

    def test_a_corrected_number_edits_the_parcel(self, at: Practice) -> None:
        order = at.opened((at.offer(), 2))
        shipment = at.shipment(order.number)
        assert at.tell(shipment).done == [1]
        assert at.tell(replace(shipment, tracking="999999999999", again=True)).done == [1]
        assert [parcel.number for parcel in order.parcels] == ["999999999999"]

    def test_a_shipment_without_line_numbers_is_the_whole_order(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2), (at.offer(2), 1))
        shipment = replace(at.shipment(order.number), lines=[ShippedLine(channel_line="", quantity=3)], cod=True)
        assert at.tell(shipment).done == [1]
        assert order.parcels[0].lines == {order.lines[0].id: 2, order.lines[1].id: 1}

    def test_unread_shipments_where_the_shop_wants_it_so(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        at.account.settings["verify"] = "no"  # type: ignore[index]
        shipment, before = at.shipment(order.number), len(at.account.calls)
        assert at.tell(shipment).done == [1]
        assert [call.name for call in at.account.calls[before:]] == ["confirmShipment"]

    def test_what_has_left_is_not_cancelled(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2), (at.offer(2), 1))
        at.tell(at.shipment(order.number, quantities=[1, 0], whole=False))
        told = at.mall.cancel(at.account, [Cancellation(key=1, number=order.number, reason="shop")])
        assert told.refused[1]
        assert order.state != "cancelled"
        other = at.opened((at.offer(), 1))
        at.account.settings["cancel"] = "hand"  # type: ignore[index]
        told = at.mall.cancel(at.account, [Cancellation(key=1, number=other.number, reason="shop")])
        assert told.refused[1]

    def test_a_feed_that_takes_longer_than_we_wait(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        ours = Cancellation(key=1, number=order.number, reason="stock")
        at.account.settings["feed_wait"] = "0"  # type: ignore[index]
        at.control(feed_seconds=60)
        told = at.mall.cancel(at.account, [ours])
        assert told.unknown[1]
        assert order.state != "cancelled"
        at.control(feed_seconds=0)
        assert at.mall.cancel(at.account, [ours]).done == [1]

    # --- stock ---

    @pytest.mark.parametrize("zipped", [True, False])
    def test_many_numbers_go_by_feed(self, at: Practice, zipped: bool) -> None:
        at.account.settings["feed_from"] = "3"  # type: ignore[index]
        at.control(gzip=zipped)
        lines = [StockLine(key=key, place=self.place(at.offer(key)), quantity=key + 5) for key in range(3)]
        lines.append(StockLine(key=9, place=Place("NO-SUCH"), quantity=1))
        told = at.mall.send_stock(at.account, lines, "push-1")
        assert told.done == [0, 1, 2]
        assert "NO-SUCH" in told.refused[9]
        assert [at.offer(place).stock for place in range(3)] == [5, 6, 7]
        assert "patchListingsItem" not in [call.name for call in at.account.calls]
        (feed,) = at.standin.feeds.values()  # type: ignore[attr-defined]
        amazon_models.feed(feed["content"])
        report = at.standin.documents[feed["result"]][1]  # type: ignore[attr-defined]
        amazon_models.report(gzip.decompress(report) if zipped else report)

    @pytest.mark.parametrize("fault", ["500done", "garbage"])
    @pytest.mark.parametrize("passing", range(7))
    def test_a_feed_in_trouble_is_unknown_or_nothing_happened(self, at: Practice, passing: int, fault: str) -> None:
        at.account.settings["feed_from"] = "2"  # type: ignore[index]
        lines = [StockLine(key=key, place=self.place(at.offer(key)), quantity=3) for key in range(2)]
        at.fault(*["ok"] * passing, fault)
        try:
            told = at.mall.send_stock(at.account, lines, "push-1")
        except MallError:
            assert passing < 3  # what is at work, the document, and putting it there change nothing
        else:
            nobody_reads_it = (passing, fault) == (2, "garbage")  # the store's words
            assert sorted(told.done if nobody_reads_it else told.unknown) == [0, 1]
            assert not told.refused
        at.control(clear=True)
        places = [line.place for line in lines]
        assert at.mall.send_stock(at.account, lines, "push-2").done == [0, 1]
        assert at.mall.read_stock(at.account, places) == dict.fromkeys(places, 3)

    @pytest.mark.parametrize("new_process", [False, True])
    def test_nothing_is_said_or_believed_before_a_feed_has_ended(self, at: Practice, new_process: bool) -> None:
        """A feed that is done late would overwrite the newer number."""
        settings = at.account.settings
        settings["feed_from"], settings["feed_wait"] = "2", "0"  # type: ignore[index]
        at.control(feed_seconds=60)
        lines = [StockLine(key=key, place=self.place(at.offer(key)), quantity=3) for key in range(2)]
        assert sorted(at.mall.send_stock(at.account, lines, "push-1").unknown) == [0, 1]
        one = at.with_keys() if new_process else at
        for call in (
            lambda: one.mall.send_stock(one.account, lines[:1], "push-2"),
            lambda: one.mall.read_stock(one.account, [lines[0].place]),
        ):
            with pytest.raises(Throttled) as raised:
                call()
            assert raised.value.wait
        at.control(feed_seconds=0)
        assert one.mall.read_stock(one.account, [lines[0].place]) == {lines[0].place: 3}
        assert one.mall.send_stock(one.account, [replace(lines[0], quantity=2)], "push-3").done == [0]
        assert at.offer(0).stock == 2

    def test_numbers_left_over_are_reckoned_anew(self, at: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(stocking, "LONGEST", 0.0)
        lines = [StockLine(key=key, place=self.place(at.offer(key)), quantity=3) for key in range(3)]
        told = at.mall.send_stock(at.account, lines, "push-1")
        assert (told.done, told.unknown, told.refused) == ([0], {}, {})

    def test_merging_keeps_the_days_until_shipping(self, at: Practice) -> None:
        offer = at.offer()
        line = StockLine(key=1, place=self.place(offer), quantity=4)
        at.mall.send_stock(at.account, [line], "push-1")
        (entry,) = offer.more["attributes"]["fulfillment_availability"]
        assert entry == {"fulfillment_channel_code": "DEFAULT", "quantity": 4, "lead_time_to_ship_max_days": 2}
        at.account.settings["patch"] = "replace"  # type: ignore[index]
        at.mall.send_stock(at.account, [line], "push-2")
        assert "lead_time_to_ship_max_days" not in offer.more["attributes"]["fulfillment_availability"][0]

    def test_fba_has_no_number_of_ours(self, at: Practice) -> None:
        offer = at.offer()
        offer.more["fba"] = True
        place = self.place(offer)
        assert at.mall.read_stock(at.account, [place]) == {place: None}
        told = at.mall.send_stock(at.account, [StockLine(key=1, place=place, quantity=4)], "push-1")
        assert told.refused[1]

    def test_many_are_read_by_twenties(self, at: Practice) -> None:
        usual = at.offer(2)
        made = [replace(usual, page=f"p{n}", code=f"S-{n}", more={}, stock=n) for n in range(45)]
        made.append(replace(usual, page="comma", code="S,99", more={}, stock=99))
        at.shop.offers.update({one.key: one for one in made})
        places = [self.place(one) for one in made]
        assert at.mall.read_stock(at.account, places) == {self.place(one): one.stock for one in made}
        names = [call.name for call in at.account.calls]
        assert (names.count("searchListingsItems"), names.count("getListingsItem")) == (3, 1)

    def test_a_parent_of_variations_spoils_no_page_of_offers(self, at: Practice) -> None:
        at.offer(0).more["parent"] = True
        found = {one.code: one.quantity for one in at.mall.offers(at.account).offers}
        assert found == {"APJ-1L-6": None, "APJ-1L-12": 10, "TWL-W-M": 1000}

    def test_offers_by_report(self, at: Practice) -> None:
        at.account.settings["offers_by"] = "report"  # type: ignore[index]
        at.account.settings["feed_wait"] = "0"  # type: ignore[index]
        at.control(feed_seconds=60)
        page = at.mall.offers(at.account)
        assert (list(page.offers), bool(page.next)) == ([], True)
        at.control(feed_seconds=0)
        page = at.mall.offers(at.account, page.next)
        assert not page.next
        assert [(one.code, one.price, one.quantity, one.jan) for one in page.offers] == [
            (one.code, one.price, one.stock, one.jan) for one in at.shop.offers.values()
        ]

    def test_an_offer_on_what_amazon_has(self, at: Practice) -> None:
        listing = at.listing("new-page", new=True, fields={"title": "x", "asin": "B000TEST01"})
        variants = at.listing(at.offer(2).page).variants
        listing = replace(listing, variants=[replace(variants[0], place=Place("NEW-2"), quantity=3)])
        assert at.mall.push_listings(at.account, [listing]).done == [1]
        made = next(one for one in at.shop.offers.values() if one.code == "NEW-2")
        assert (made.price, made.stock) == (1200, 3)
        assert made.more["attributes"]["merchant_suggested_asin"][0]["value"] == "B000TEST01"
        strange = replace(listing, fields={"no_such_field": "x"})
        assert "no_such_field" in at.mall.push_listings(at.account, [strange]).refused[1]

    def test_a_former_price_is_taken_away(self, at: Practice) -> None:
        page = at.listing(at.offer(2).page, only=frozenset({"price"}))
        for told, shown in ((1500, [1500]), (None, [1500]), (0, [])):
            variants = [replace(one, list_price=told) for one in page.variants]
            assert at.mall.push_listings(at.account, [replace(page, variants=variants)]).done == [1]
            entries = at.offer(2).more["attributes"]["list_price"]
            assert [one["value_with_tax"] for one in entries] == shown

    # --- keys, pace, documents ---

    def test_the_rate_is_learnt_from_the_answers(self, at: Practice) -> None:
        del at.account.settings["rate.all"]  # type: ignore[attr-defined]
        at.control(unlimited=False, rates={"getListingsItem": [7.5, 9]})
        at.mall.read_stock(at.account, [self.place(at.offer())])
        with stocking.feeding.opened(at.account, at.account.address("api")) as http:
            pace = reading.Api(at.account, http)._pace("getListingsItem")
        assert pace.rate == 7.5

    def test_our_own_pace_puts_off_what_would_wait_for_minutes(self, at: Practice) -> None:
        del at.account.settings["rate.all"]  # type: ignore[attr-defined]
        for _turn in range(20):
            at.pages()
        with pytest.raises(Throttled) as raised:
            at.pages()
        assert 100 < raised.value.wait < 200

    def test_the_login_says_what_is_wrong(self, at: Practice) -> None:
        for name, words in (("client_secret", "client ID"), ("refresh_token", "refresh token")):
            wrong = at.with_keys(**{name: "wrong"})
            with pytest.raises(KeysRefused) as raised:
                wrong.mall.check(wrong.account)
            assert (
                words in raised.value.words
                or "クライアント" in raised.value.words
                or "リフレッシュ" in raised.value.words
            )

    def test_another_seller_is_refused(self, at: Practice) -> None:
        at.account.settings["seller_id"] = "A1SOMEBODYELSE"  # type: ignore[index]
        with pytest.raises(KeysRefused):
            at.mall.check(at.account)

    def test_the_secret_counts_down(self, at: Practice) -> None:
        at.account.settings["secret_made_on"] = "2026-04-01"  # type: ignore[index]
        (one,) = at.mall.expiries(at.account)
        assert one.at == dt.datetime(2026, 9, 28, tzinfo=clock.JST)
        assert one.how
        at.account.settings["secret_made_on"] = "April"  # type: ignore[index]
        assert at.mall.expiries(at.account)[0].at is None

    def test_documents_go_to_known_hosts_only(self, at: Practice) -> None:
        feeding.allowed(at.account, f"{at.account.address('api')}/tortuga/1")
        feeding.allowed(at.account, "https://tortuga-prod-fe.s3.us-west-2.amazonaws.com/x?X-Amz-Signature=1")
        for url in (
            "http://tortuga.s3.amazonaws.com/x",
            "https://amazonaws.com.example.jp/x",
            "https://notamazonaws.com/x",
            "https://127.0.0.1/x",
            "file:///etc/passwd",
            "",
        ):
            with pytest.raises(Nonsense):
                feeding.allowed(at.account, url)

    def test_documents_that_are_none(self) -> None:
        for content in (b"", b"rubbish", gzip.compress(b"x" * 1000)[:-9]):
            with pytest.raises(Nonsense):
                feeding.unpacked(content)

    def test_carriers(self, at: Practice) -> None:
        assert settings.carrier(at.account, "yamato") == ("Other", "ヤマト運輸")
        assert settings.carrier(at.account, "nobody") == ("Other", "")
        at.account.settings["carriers"] = "yamato=Yamato Transport\nrubbish\n=x"  # type: ignore[index]
        assert settings.carrier(at.account, "yamato") == ("Yamato Transport", "")
        assert settings.carrier(at.account, "sagawa") == ("Other", "佐川急便")

    def test_a_feed_of_the_specs_own_shape(self) -> None:
        message = stocking.Message(
            sku="S", product_type="PRODUCT", attributes={"a": [{"value": 1}]}, requirements="LISTING"
        )
        told = amazon_models.feed(stocking.feed("A1", [message]))
        assert json.dumps(told["messages"][0]["attributes"]) == '{"a": [{"value": 1}]}'


def test_the_models_find_what_is_misspelt() -> None:
    path, body = "/orders/2026-01-01/orders", b'{"orders": []}'
    good = Answer(body, 200)
    assert amazon_models.hold(Request("GET", path, "includedData=BUYER,TAX", {}, b""), good) == "searchOrders"
    for query in ("includeData=BUYER", "includedData=BUYERS", "fulfilledBy=me", "maxResultsPerPage=many"):
        with pytest.raises(amazon_models.NotAmazons):
            amazon_models.hold(Request("GET", path, query, {}, b""), good)
    asked = Request("GET", path, "", {}, b"")
    for answer in (
        Answer(b'{"order": []}', 200),
        Answer(b'{"orders": [{"orderId": "1"}]}', 200),
        Answer(body, 202),
        Answer(b'{"errors": [{"message": "x"}]}', 400),
        Answer(body, 200, headers={"x-amzn-Other": "1"}),
    ):
        with pytest.raises(amazon_models.NotAmazons):
            amazon_models.hold(asked, answer)
    patch = Request("PATCH", "/listings/2021-08-01/items/A/S", "marketplaceIds=A1", {}, b'{"productType": "P"}')
    with pytest.raises(amazon_models.NotAmazons):
        amazon_models.hold(patch, Answer(b'{"sku": "S", "status": "ACCEPTED", "submissionId": "1"}', 200))
    with pytest.raises(amazon_models.NotAmazons):
        amazon_models.hold(replace(asked, path="/orders/2026-01-02/orders"), good)

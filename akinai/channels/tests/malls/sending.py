"""The contract's part about what we tell the mall: shipments, cancellations, stock, listings."""

from dataclasses import replace

import pytest

from akinai.channels.malls.base import Cancellation, Listing, ListingVariant, Place, StockLine, Told
from akinai.channels.tests.malls.basis import Basis, about
from akinai.channels.tests.malls.practice import Practice
from sandbox.malls.shop import Offer

NOTHING = (dict[object, str](), dict[object, str](), list[object]())


def only_done(told: Told, *keys: object) -> bool:
    return told.done == list(keys) and (told.refused, told.unknown, told.stale) == NOTHING


class Sending(Basis):
    """Out: shipments, cancellations, stock, listings."""

    # --- shipments ---

    @about("shipments")
    def test_a_shipment_is_told_once(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2), (at.offer(2), 1))
        shipment = at.shipment(order.number)
        assert only_done(at.tell(shipment), 1)
        assert [parcel.number for parcel in order.parcels] == ["123456789012"]
        assert order.state == "shipped"
        assert all(line.shipped == line.quantity for line in order.lines)
        assert at.read(order.number).stage == "shipped"
        assert only_done(at.tell(replace(shipment, again=True)), 1)
        assert len(order.parcels) == 1

    @about("shipments")
    def test_part_and_then_the_rest(self, at: Practice) -> None:
        order = at.opened((at.offer(0), 2), (at.offer(2), 1))
        part = at.shipment(order.number, quantities=[2, 0], whole=False)
        rest = at.shipment(order.number, quantities=[0, 1], key=2, place=2, tracking="210987654321")
        assert only_done(at.tell(part), 1)
        assert order.state != "shipped"
        assert at.read(order.number).stage == "open"
        assert only_done(at.tell(rest), 2)
        for shipment in (part, rest):
            assert only_done(at.tell(replace(shipment, again=True)), shipment.key)
        assert [parcel.number for parcel in order.parcels] == ["123456789012", "210987654321"]
        assert order.state == "shipped"

    @about("shipments")
    def test_many_shipments_in_one_go(self, at: Practice) -> None:
        orders = [at.opened((at.offer(2), 1)) for _ in range(12)]
        shipments = [
            at.shipment(order.number, key=key, tracking=f"4000000000{key:02d}") for key, order in enumerate(orders)
        ]
        unknown = replace(shipments[0], key=99, number=self.unknown_number(orders[0]))
        told = at.mall.tell_shipments(at.account, [*shipments[:6], unknown, *shipments[6:]])
        assert sorted(told.done) == list(range(12))
        assert list(told.refused) == [99]
        assert told.refused[99]
        assert not told.unknown
        assert [[parcel.number for parcel in order.parcels] for order in orders] == [
            [f"4000000000{key:02d}"] for key in range(12)
        ]

    @about("shipments")
    def test_a_parcel_without_a_number(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        shipment = at.shipment(order.number, tracking="", product="定形外郵便", carrier="japanpost")
        assert only_done(at.tell(shipment), 1)
        assert only_done(at.tell(replace(shipment, again=True)), 1)
        assert len(order.parcels) == 1
        assert order.state == "shipped"

    @about("shipments")
    def test_a_cancelled_order_is_not_shipped(self, at: Practice) -> None:
        order = at.opened((at.offer(), 1))
        shipment = at.shipment(order.number)
        at.shop.cancel(order.number)
        told = at.tell(shipment)
        assert list(told.refused) == [1]
        assert told.refused[1]
        assert not order.parcels

    @about("shipments", "destinations")
    def test_each_destination_has_its_parcel(self, at: Practice) -> None:
        buyer = at.offer(0), at.offer(2)
        people = [replace(person) for person in self.two_people()]
        order = at.opened((buyer[0], 1), (buyer[1], 1), recipients=people)
        first = at.shipment(order.number, to=0)
        second = at.shipment(order.number, to=1, key=2, tracking="210987654321")
        for shipment in (first, second, replace(first, again=True), replace(second, again=True)):
            assert only_done(at.tell(shipment), shipment.key)
        assert {(parcel.to, parcel.number) for parcel in order.parcels} == {(0, "123456789012"), (1, "210987654321")}
        assert len(order.parcels) == 2
        assert order.state == "shipped"

    @about("shipments")
    @pytest.mark.parametrize("fault", ["timeout", "lost", "500", "500done", "garbage"])
    def test_a_shipment_without_an_answer_ends_told_once(self, at: Practice, fault: str) -> None:
        """Whichever call of it the fault strikes."""
        struck = 0
        for passing in range(8):
            order = at.opened((at.offer(2), 1))
            shipment = at.shipment(order.number)
            at.fault(*["ok"] * passing, fault)
            before = len(at.account.calls)
            told = self.whatever(lambda given=shipment: at.tell(given))
            made = len(at.account.calls) - before
            at.control(clear=True)
            assert not told.refused
            if made > passing:
                struck += 1
                assert order.parcels or told.done == []
                again = at.tell(replace(shipment, again=bool(told.unknown) or not told.done))
                assert only_done(again, 1)
            assert len(order.parcels) == 1
            assert order.state == "shipped"
            if made <= passing:
                break
        assert struck

    @about("shipments")
    def test_no_answer_to_a_shipment_is_unknown(self, at: Practice) -> None:
        """The mall has it, and we don't know: for this very shipment it is said."""
        for passing in range(8):
            order = at.opened((at.offer(2), 1))
            shipment = at.shipment(order.number)
            at.fault(*["ok"] * passing, "timeout")
            told = self.whatever(lambda given=shipment: at.tell(given))
            at.control(clear=True)
            if order.parcels:
                assert list(told.unknown) == [1] or told.done == [1]
                assert told.done or told.unknown[1]
                return
        raise AssertionError("no call of a shipment was struck")

    # --- cancellations ---

    @about("cancel")
    @pytest.mark.parametrize("reason", ["shop", "stock", "buyer", "unpaid"])
    def test_a_cancellation_is_told_and_may_be_repeated(self, at: Practice, reason: str) -> None:
        order = at.opened((at.offer(), 1))
        unknown = Cancellation(key=2, number=self.unknown_number(order), reason=reason)
        ours = Cancellation(key=1, number=order.number, reason=reason)
        told = at.mall.cancel(at.account, [ours, unknown])
        assert told.done == [1]
        assert list(told.refused) == [2]
        assert order.state == "cancelled"
        assert at.read(order.number).stage == "cancelled"
        assert only_done(at.mall.cancel(at.account, [ours]), 1)

    # --- stock ---

    @about("stock", "read_stock")
    def test_stock_is_sent_and_read_back(self, at: Practice) -> None:
        offers = list(at.shop.offers.values())
        lines = [
            StockLine(key=key, place=self.place(offer), quantity=key * 7, believed=offer.stock)
            for key, offer in enumerate(offers)
        ]
        assert only_done(at.mall.send_stock(at.account, lines, "push-1"), *range(len(offers)))
        assert [offer.stock for offer in offers] == [key * 7 for key in range(len(offers))]
        unknown = Place(*(code and f"{code[:-1]}9" for code in vars(self.place(offers[0])).values()))
        shown = at.mall.read_stock(at.account, [*(line.place for line in lines), unknown])
        assert dict(shown) == {**{line.place: line.quantity for line in lines}, unknown: None}

    @about("stock")
    def test_a_full_batch_of_stock(self, at: Practice) -> None:
        usual = at.offer(2)
        made = [
            replace(usual, page=f"{usual.page}-{place}", code=f"{usual.code}-{place}", more={}, stock=1)
            for place in range(at.mall.stock_batch)
        ]
        at.shop.offers.update({offer.key: offer for offer in made})
        lines = [StockLine(key=key, place=self.place(offer), quantity=key % 50) for key, offer in enumerate(made)]
        told = at.mall.send_stock(at.account, lines, "push-2")
        assert sorted(told.done) == list(range(len(made)))
        assert [offer.stock for offer in made] == [key % 50 for key in range(len(made))]

    @about("stock")
    def test_a_code_the_mall_does_not_know_is_named(self, at: Practice) -> None:
        good, strange = at.offer(0), replace(at.offer(2), page="no-such-page", code="NO-SUCH", variant="x")
        lines = [
            StockLine(key=1, place=self.place(good), quantity=3),
            StockLine(key=2, place=self.unknown_place(strange), quantity=4),
        ]
        told = at.mall.send_stock(at.account, lines, "push-3")
        assert told.done == [1]
        assert list(told.refused) == [2]
        assert told.refused[2]
        assert good.stock == 3

    @about("compare")
    def test_stock_that_was_sold_meanwhile_is_stale(self, at: Practice) -> None:
        first, second = at.offer(0), at.offer(2)
        lines = [
            StockLine(key=1, place=self.place(first), quantity=50, believed=first.stock + 1),
            StockLine(key=2, place=self.place(second), quantity=60, believed=second.stock),
        ]
        kept = first.stock
        told = at.mall.send_stock(at.account, lines, "push-4")
        assert told.stale == [1]
        assert not told.refused
        assert first.stock == kept
        again = at.mall.send_stock(at.account, [line for line in lines if line.key not in told.done][1:], "push-5")
        assert sorted([*told.done, *again.done]) == [2]
        assert second.stock == 60

    # --- offers and listings ---

    @about("offers")
    def test_what_the_mall_has_is_listed(self, at: Practice) -> None:
        usual = at.offer(2)
        for place in range(130):
            at.shop.offers.update(
                {
                    offer.key: offer
                    for offer in [replace(usual, page=f"{usual.page}-{place}", code=f"{usual.code}-{place}", more={})]
                }
            )
        found, cursor = [], ""
        while True:
            page = at.mall.offers(at.account, cursor)
            found += page.offers
            cursor = page.next
            if not cursor:
                break
        assert len(found) == len(at.shop.offers)
        by_place = {one.place: one for one in found}
        for offer in at.shop.offers.values():
            one = by_place[self.place(offer)]
            assert (one.code, one.price) == (offer.code, offer.price)
            assert one.quantity in (None, offer.stock)
            assert one.title
            assert one.on_sale

    @about("listings")
    def test_only_prices(self, at: Practice) -> None:
        first, other = at.offer(0), at.offer(1)
        listing = at.listing(first.page, only=frozenset({"price"}))
        dearer = [replace(one, price=(one.price or 0) + 100) for one in listing.variants]
        assert only_done(at.mall.push_listings(at.account, [replace(listing, variants=dearer)]), 1)
        assert (at.offer(0).price, at.offer(1).price) == (3100, 5900)
        assert (at.offer(0).title, at.offer(0).stock) == (first.title, first.stock)
        assert at.offer(1).code == other.code

    @about("listings")
    def test_only_texts(self, at: Practice) -> None:
        offer = at.offer(2)
        listing = at.listing(offer.page, fields={"title": "もっと白いタオル"}, only=frozenset({"text"}))
        assert only_done(at.mall.push_listings(at.account, [listing]), 1)
        assert at.offer(2).title == "もっと白いタオル"
        assert (at.offer(2).price, at.offer(2).stock, at.offer(2).code) == (1200, 1000, "TWL-W-M")

    @about("listings")
    def test_only_pictures(self, at: Practice) -> None:
        offer = at.offer(2)
        listing = at.listing(offer.page, pictures=[self.picture()], only=frozenset({"images"}))
        assert only_done(at.mall.push_listings(at.account, [listing]), 1)
        assert len(self.pictures(at, offer.page)) == 1
        assert (at.offer(2).price, at.offer(2).title) == (1200, offer.title)

    @about("listings")
    def test_one_page_that_is_refused_harms_no_other(self, at: Practice) -> None:
        good = at.listing(at.offer(2).page, fields={"title": "よいタオル"}, only=frozenset({"text"}))
        bad = replace(good, key=2, page="no-such-page", fields={"title": "ない商品"}, variants=self.unknown_variants())
        told = at.mall.push_listings(at.account, [bad, good])
        assert told.done == [1]
        assert list(told.refused) == [2]
        assert told.refused[2]
        assert at.offer(2).title == "よいタオル"

    @about("listings", "new_pages")
    def test_a_new_page(self, at: Practice) -> None:
        listing = self.new_page(at)
        assert only_done(at.mall.push_listings(at.account, [listing]), 1)
        made = [offer for offer in at.shop.offers.values() if offer.code == "NEW-1"]
        assert [(offer.price, offer.jan) for offer in made] == [(2500, "4901234567924")]
        assert only_done(at.mall.push_listings(at.account, [listing]), 1)
        assert len([offer for offer in at.shop.offers.values() if offer.code == "NEW-1"]) == 1

    # --- what a mall says for itself ---

    def unknown_place(self, offer: Offer) -> Place:
        """A place of the mall's own shape that is none."""
        return self.place(offer)

    def unknown_variants(self) -> list[ListingVariant]:
        offer = Offer("no-such-page", "x", "NO-SUCH")
        return [ListingVariant(place=self.unknown_place(offer), sku_code="NO-SUCH", options={}, price=100)]

    def new_page(self, at: Practice) -> Listing:
        """A page that is not yet there, with one variant: NEW-1, 2,500 yen."""
        place = self.place(Offer("new-page", "new-1", "NEW-1"))
        variant = ListingVariant(
            place=place, sku_code="NEW-1", options={"種類": "一つ"}, price=2500, jan="4901234567924", quantity=5
        )
        return Listing(
            key=1, page="new-page", fields=self.new_fields(), variants=[variant], pictures=[self.picture()], new=True
        )

    def new_fields(self) -> dict[str, object]:
        return {"title": "新しい商品", "description": "説明です。"}

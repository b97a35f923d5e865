"""For any cart, prices, rates, fees and recipients: screen = order = payment = snapshot = API."""

import uuid
from dataclasses import dataclass

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.core import clock
from akinai.core.models import Shop
from akinai.core.tests.making import make_staff, sign_in
from akinai.orders.actions import Person
from akinai.orders.models import Order
from akinai.orders.papers import content
from akinai.orders.queries import order_money
from akinai.payments.models import Method, Payment
from akinai.storefront.actions import buying, carts
from akinai.storefront.checkout import Facts, Gift, Good, Offer, Recipient, Wanted, load, quote
from akinai.storefront.checkout.facts import GiftOption, SaleKind
from akinai.storefront.checkout.pricing import with_tax
from akinai.storefront.models import Confirmation, DeliveryOffer, GiftChoice
from akinai.storefront.tests.buying import cart, goods, page_of, who


def buyer(**fields):
    return Person(**who(**fields))


@dataclass(frozen=True)
class Way:
    """A way to pay whose fee depends on the amount."""

    code: str = "cod"
    name: str = "代金引換"
    help: str = ""
    fee: int = 0
    family: str = "slip"
    due_days: int | None = 7
    paying: bool = False


def good(number, price=1000, **fields):
    known = {
        "sku_id": number, "code": f"G-{number}", "name": f"品 {number}", "options": "", "price": price, "rate": 1000,
        "category": "standard", "temperature": "ambient", "release": None, "lead_days": 0, "order_limit": None,
        "gift": True, "weight_g": 100, "sides": (100, 100, 100), "product_id": number, "product_code": f"G-{number}",
        "sale_type": "usual", "per_person": None, "ahead": None, "image": "", "until": None, "quantity": 1,
    }  # fmt: skip
    return Good(**{**known, **fields})


def offer(**fields):
    known = {
        "method": "yamato_takkyubin", "name": "宅急便", "carrier": "yamato", "cod": True, "dates": True, "cool": True,
        "sale_types": (), "temperatures": (), "most_weight_g": None, "most_pieces": None, "free_over": None,
        "cool_fee": 0, "size_fees": (), "latest_days": 30, "fees": {"": 800},
    }  # fmt: skip
    return Offer(**{**known, **fields})


def facts(*goods_, offers=(), gifts=(), kinds=(), rounding="floor"):
    kinds = kinds or (SaleKind("usual", "通常商品"),)
    return Facts(
        now=clock.now(),
        goods={one.sku_id: one for one in goods_},
        kinds={one.code: one for one in kinds},
        offers=tuple(offers) or (offer(),),
        gifts={one.id: one for one in gifts},
        rounding=rounding,
        warehouse_id=1,
        live=True,
    )


def wanted(*recipients, **fields):
    return Wanted(buyer=buyer(), recipients=list(recipients) or [Recipient()], payment="cod", **fields)


def ways(fee=0, **fields):
    return lambda amount: [Way(fee=fee, **fields)]


# --- delivery -----------------------------------------------------------------------------------------------


def fee_of(offer_, *goods_):
    return quote(facts(*goods_, offers=[offer_]), wanted(), ways=ways()).shipping


def test_the_fee_is_that_of_the_prefecture_else_of_every_other():
    assert fee_of(offer(fees={"": 800, "東京都": 500}), good(1)) == 500
    assert fee_of(offer(fees={"": 800, "北海道": 500}), good(1)) == 800


def test_free_from_an_amount_waives_carriage_and_size_but_not_the_ice():
    dear = offer(free_over=3000, cool_fee=330, size_fees=((600, 100), (None, 400)))
    big, cold = good(1, 1000, sides=(400, 300, 300)), good(2, 2000, temperature="frozen")
    assert fee_of(dear, big) == 800 + 400
    assert fee_of(dear, big, cold) == 330
    assert fee_of(dear, good(3, 2999, sides=(200, 200, 100))) == 800 + 100


@pytest.mark.parametrize(
    "unfit",
    [
        {"temperatures": ("chilled",)},
        {"most_weight_g": 99},
        {"most_pieces": 1},
        {"sale_types": ("preorder",)},
        {"fees": {"北海道": 1}},
    ],
)
def test_an_offer_that_does_not_fit_is_not_offered(unfit):
    found = quote(facts(good(1, quantity=2), offers=[offer(**unfit)]), wanted(), ways=ways())
    assert found.parcels[0].offer is None
    assert found.problem_at("delivery")


def test_a_driver_collects_only_from_the_buyer_and_not_for_a_gift():
    cash = ways(family="cash")
    both = [Recipient(pieces={1: 1}), Recipient(person=buyer(), pieces={1: 1})]
    assert quote(facts(good(1)), wanted(), ways=cash).method
    assert not quote(facts(good(1, quantity=2)), wanted(*both), ways=cash).methods
    assert not quote(facts(good(1)), wanted(Recipient(gift=Gift(hide_prices=True))), ways=cash).methods
    assert not quote(facts(good(1), offers=[offer(cod=False)]), wanted(), ways=cash).methods


def test_a_sale_type_refuses_ways_to_pay():
    early = SaleKind("usual", "予約商品", ("cod",))
    assert quote(facts(good(1), kinds=[early]), wanted(), ways=ways()).problem_at("payment")


def test_a_draft_survives_the_cart():
    one = wanted(Recipient(person=buyer(), pieces={3: 2}, slot="am", gift=Gift(noshi=1, message="祝")), remark="a")
    one.recipients[0].date = clock.today()
    assert Wanted.from_plain(one.to_plain()) == one
    assert Wanted.from_plain({}) == Wanted()


def test_the_digest_knows_every_change():
    base = quote(facts(good(1)), wanted(), ways=ways())
    same = quote(facts(good(1)), base.wanted, ways=ways())
    assert base.digest == same.digest
    for other in (
        quote(facts(good(1, 1001)), base.wanted, ways=ways()),
        quote(facts(good(1, quantity=2)), base.wanted, ways=ways()),
        quote(facts(good(1), offers=[offer(fees={"": 801})]), base.wanted, ways=ways()),
        quote(facts(good(1)), base.wanted, ways=ways(fee=1)),
        quote(facts(good(1, rate=800, category="reduced_food")), base.wanted, ways=ways()),
    ):
        assert other.digest != base.digest


# --- sums ---------------------------------------------------------------------------------------------------

RATES = ((1000, "standard"), (800, "reduced_food"), (0, "exempt"))
PIECES = st.integers(1, 9)
GOODS = st.lists(
    st.tuples(st.integers(1, 99_999), st.sampled_from(RATES), PIECES, st.sampled_from(("ambient", "chilled"))),
    min_size=1,
    max_size=5,
)


@given(
    GOODS, st.integers(0, 2_000), st.integers(0, 990), st.integers(0, 500), st.sampled_from(("floor", "round", "ceil"))
)
@settings(max_examples=150, deadline=None)
def test_the_sums_of_a_quote_are_those_of_its_orders(found, shipping, fee, gift, rounding):
    rows = [
        good(at, price, rate=rate, category=category, quantity=pieces, temperature=cool)
        for at, (price, (rate, category), pieces, cool) in enumerate(found, 1)
    ]
    split = [Recipient(pieces={one.sku_id: one.quantity for one in rows})]
    if rows[0].quantity > 1:
        split[0].pieces[1] -= 1
        split.append(Recipient(person=buyer(), pieces={1: 1}, gift=Gift(wrapping=1)))
    rules = facts(
        *rows,
        offers=[offer(fees={"": shipping}, cool_fee=330)],
        gifts=[GiftOption(1, "wrapping", "箱", gift)],
        rounding=rounding,
    )
    shown = quote(rules, wanted(*split), ways=ways(fee))
    assert not shown.problems
    assert shown.total == shown.goods + shown.shipping + shown.gift_fee + shown.payment_fee
    assert shown.goods == sum(one.price * one.quantity for one in rows)
    assert shown.payment_fee == fee
    for parcel in shown.parcels:
        assert parcel.money.total == parcel.money.sums.total == parcel.billed
        assert parcel.money.difference == 0
        assert sum(rate.gross for rate in parcel.money.rates) == parcel.total
    assert sum(rate["gross"] for rate in shown.rates) == shown.total


@given(st.integers(0, 99_999), st.sampled_from((0, 800, 1000)), st.sampled_from(("floor", "round", "ceil")))
def test_a_price_with_its_tax_is_rounded_once(price, rate, rounding):
    shown = with_tax(price, rate, included=False, rounding=rounding)
    assert abs(shown - price * (1 + rate / 10_000)) < 1
    assert with_tax(shown, rate, included=True, rounding=rounding) == shown


def _csv(client, order):
    """Total and what is billed, as the desk's file of orders has them."""
    sign_in(client, make_staff("manager", username=uuid.uuid4().hex))
    asked = {"q": order.number, "column": ["total", "billed"]}
    answer = client.get(reverse("orders:export"), asked)
    return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[1].split(",")


@pytest.mark.django_db
@given(
    prices=st.lists(st.tuples(st.integers(1, 30_000), st.booleans(), st.integers(1, 3)), min_size=1, max_size=3),
    shipping=st.integers(0, 2_000),
    cod=st.booleans(),
    wrapped=st.booleans(),
    rounding=st.sampled_from(("floor", "round", "ceil")),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_screen_order_payment_paper_and_file_are_one_sum(client, prices, shipping, cod, wrapped, rounding):
    Shop.objects.update(tax_rounding=rounding)
    kept = DeliveryOffer.objects.get()
    kept.fees.all().delete()
    kept.fees.create(prefecture="", fee=shipping)
    box = GiftChoice.objects.get(kind="wrapping", fee__gt=0)
    lines = [(goods(9, price=price, price_includes_tax=with_), pieces) for price, with_, pieces in prices]
    key = cart(*lines)
    told = Wanted(
        buyer=buyer(email=f"{uuid.uuid4()}@example.jp"),
        recipients=[Recipient(gift=Gift(wrapping=box.pk if wrapped and not cod else 0))],
        payment="cod" if cod else "bank_transfer",
    )
    carts.keep_draft(key, told, step="confirm", actor="test")
    screen = buying.look(load(key), told)
    assert not screen.problems, screen.problems
    bought = buying.buy(key, told, key="k", agreed=buying.Agreed(digest=screen.digest), actor="test")
    order = Order.objects.get(pk=bought.order_ids[0])
    money = order_money(order, order.lines.all(), rounding=rounding)
    sums = {
        screen.total,
        order.total,
        order.billed,
        money.total,
        money.sums.total,
        Payment.objects.get(pk=bought.payment_id).amount,
        bought.total,
        Confirmation.objects.get(purchase_id=bought.pk).data["total"],
    }
    paper = content.of_order("invoice", order, order.lines.all(), Shop.objects.get(), content.Wording(), {"code": ""})
    sums |= {paper["amount"], paper["total"], sum(rate["gross"] for rate in paper["rates"])}
    sums |= {int(cell) for cell in _csv(client, order)}
    assert len(sums) == 1, sums
    assert (order.shipping_fee, order.payment_fee) == (screen.shipping, screen.payment_fee)
    assert money.difference == 0


@pytest.mark.django_db
def test_the_terms_in_force_are_those_the_notice_tells():
    from akinai.storefront import legal

    assert load(uuid.uuid4()).terms == legal.terms_digest()


@pytest.mark.django_db
def test_pieces_sold_ahead_may_be_bought_before_they_are_there():
    tea = goods(0)
    page_of(tea, ahead=2)
    told = Wanted(buyer=buyer(), payment="cod")
    assert Method.objects.get(code="cod").active
    bought = buying.buy(cart((tea, 2)), told, key="k", actor="test")
    assert Order.objects.get(pk=bought.order_ids[0]).unallocated == 2

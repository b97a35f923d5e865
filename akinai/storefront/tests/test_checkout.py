"""A purchase through the pages, without scripts: every step, and everything that may be tried to pay less or twice."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from akinai.orders.models import Order
from akinai.payments.models import Payment
from akinai.storefront.models import Cart, Confirmation, Purchase
from akinai.storefront.tests.buying import goods, open_shop, page_of, who

pytestmark = pytest.mark.django_db


class Shopper:
    """A browser without scripts."""

    def __init__(self) -> None:
        open_shop()
        self.client = Client()
        self.person = who()

    def get(self, name, *args, status=200):
        answer = self.client.get(reverse(f"shop:{name}", args=args))
        assert answer.status_code == status, (name, answer.status_code, answer.headers.get("Location"))
        return answer

    def post(self, name, data, to=None, *args):
        answer = self.client.post(reverse(f"shop:{name}", args=args), data)
        if to is not None:
            assert answer.status_code == 302, errors(answer)
            assert answer.headers["Location"] == (to if to.startswith("/") else reverse(f"shop:{to}")), answer.headers
        return answer

    def put(self, sku, quantity=1):
        self.post("cart_add", {"sku": sku.pk, "quantity": quantity}, "cart")
        return self

    def buyer(self, **fields):
        return {f"buyer-{name}": value for name, value in {**self.person, **fields}.items()}

    def to_confirmation(self, payment="bank_transfer", **fields):
        self.get("checkout", status=302)
        self.post("checkout_address", {**self.buyer(), "to": "buyer"}, "checkout_delivery")
        self.post("checkout_delivery", fields, "checkout_payment")
        self.post("checkout_payment", {"payment": payment, "remark": ""}, "checkout_confirm")
        return self.get("checkout_confirm")

    def sign(self, page, **more):
        """Press the button of a confirmation."""
        hidden = dict(re.findall(r'type="hidden" name="(key|digest)" value="([^"]+)"', page.content.decode()))
        return self.client.post(reverse("shop:checkout_confirm"), {**hidden, **more})


def errors(answer):
    return re.findall(r'class="(?:error|notice bad)[^>]*>([^<]+)', answer.content.decode())


def test_a_guest_buys_and_the_confirmation_is_kept():
    tea = goods(price=1_200, name="煎茶 100g")
    shopper = Shopper().put(tea, 2)
    page = shopper.to_confirmation()
    text = page.content.decode()
    for words in (
        "煎茶 100g",
        "¥2,400",
        "¥770",
        "¥3,170",
        "銀行振込",
        "7日以内",
        "到着後8日以内",
        "注文を確定する",
        "変更",
    ):
        assert words in text, words
    done = shopper.sign(page)
    purchase = Purchase.objects.get()
    assert done.headers["Location"] == reverse("shop:thanks", args=[purchase.token])
    order, kept = Order.objects.get(), Confirmation.objects.get()
    assert (order.billed, Payment.objects.get().amount, purchase.total, kept.data["total"]) == (3_170,) * 4
    assert "¥3,170" in kept.html
    assert "変更" not in kept.html
    thanks = shopper.get("thanks", purchase.token).content.decode()
    assert order.number in thanks
    assert "お支払い方法" in thanks
    assert Cart.objects.get().step == "done"


def test_pressed_twice_is_one_order():
    shopper = Shopper().put(goods())
    page = shopper.to_confirmation()
    first, second = shopper.sign(page), shopper.sign(page)
    assert first.headers["Location"] == second.headers["Location"]
    assert Order.objects.count() == 1
    shopper.get("checkout_confirm", status=302)


def test_what_changed_meanwhile_is_shown_and_asked_again():
    tea = goods(price=1_000)
    shopper = Shopper().put(tea)
    page = shopper.to_confirmation()
    tea.price = 1_500
    tea.save()
    asked = shopper.sign(page)
    assert asked.status_code == 200
    assert "¥2,270" in asked.content.decode()
    assert "変更" in asked.content.decode()
    assert not Order.objects.exists()
    assert shopper.sign(asked).status_code == 302
    assert Order.objects.get().billed == 2_270


@pytest.mark.parametrize("field", ["price", "total", "amount", "shipping_fee", "payment_fee", "order_id"])
def test_a_field_that_is_not_ours_places_nothing(field):
    shopper = Shopper().put(goods())
    answer = shopper.sign(shopper.to_confirmation(), **{field: "1"})
    assert answer.status_code == 200
    assert not Order.objects.exists()


def test_a_key_or_digest_made_up_places_nothing():
    shopper = Shopper().put(goods())
    page = shopper.to_confirmation()
    for hidden in ({"digest": "0" * 64}, {"key": ""}, {"digest": ""}):
        assert shopper.sign(page, **hidden).status_code == 200
    assert not Order.objects.exists()


def test_sold_out_meanwhile_is_told_in_the_cart():
    tea = goods(3)
    first, second = Shopper().put(tea, 2), Shopper().put(tea, 2)
    pages = [one.to_confirmation() for one in (first, second)]
    assert first.sign(pages[0]).status_code == 302
    answer = second.sign(pages[1])
    assert answer.headers["Location"] == reverse("shop:cart")
    cart = second.get("cart").content.decode()
    assert tea.name in cart
    assert 'name="fit"' in cart
    second.post("cart", {"fit": "1"}, "cart")
    assert second.sign(second.to_confirmation()).status_code == 302
    assert Order.objects.count() == 2


def test_steps_can_not_be_skipped():
    shopper = Shopper()
    for name in ("checkout", "checkout_address", "checkout_confirm"):
        assert shopper.get(name, status=302).headers["Location"] == reverse("shop:cart")
    shopper.put(goods())
    assert shopper.get("checkout_confirm", status=302).headers["Location"] == reverse("shop:checkout_address")
    assert shopper.get("checkout_delivery", status=302).headers["Location"] == reverse("shop:checkout_address")
    answer = shopper.post("checkout_address", {"to": "buyer"})
    assert answer.status_code == 200
    assert len(errors(answer)) >= 7


def test_the_postal_code_fills_the_address_in_without_scripts():
    shopper = Shopper().put(goods())
    answer = shopper.post("checkout_address", {"buyer-postal": "1000001", "to": "buyer", "lookup": "buyer"})
    text = answer.content.decode()
    assert 'value="東京都" selected' in text
    assert "千代田区" in text
    found = shopper.client.get(reverse("shop:checkout_places"), {"postal": "100-0001"}).json()
    assert found == {"prefecture": "東京都", "city": "千代田区", "line1": "千代田"}


def test_several_recipients_by_the_pages():
    tea = goods(price=2_000)
    shopper = Shopper().put(tea, 3)
    shopper.get("checkout", status=302)
    shopper.post("checkout_address", {**shopper.buyer(), "to": "several"}, "checkout_recipients")
    other = who(name="大阪 太郎", postal="5300001", prefecture="大阪府", city="大阪市北区", line1="梅田1-1-1")
    told = {f"to1-{name}": value for name, value in other.items() if name != "email"}
    told |= {"who0": "buyer", "who1": "other", f"n0-{tea.pk}": "1"}
    wrong = shopper.post("checkout_recipients", {**told, f"n1-{tea.pk}": "1"})
    assert wrong.status_code == 200
    shopper.post("checkout_recipients", {**told, f"n1-{tea.pk}": "2"}, "checkout_delivery")
    page = shopper.get("checkout_delivery")
    assert page.content.decode().count('name="delivery') >= 2
    shopper.post("checkout_delivery", {"message1": "お元気で", "hide1": "1", "from1": "buyer"}, "checkout_payment")
    assert "代金引換" not in shopper.get("checkout_payment").content.decode()
    shopper.post("checkout_payment", {"payment": "bank_transfer", "lacking": "PayPay"}, "checkout_confirm")
    assert shopper.sign(shopper.get("checkout_confirm")).status_code == 302
    assert list(Order.objects.order_by("id").values_list("name", "total")) == [
        (shopper.person["name"], 2_770),
        ("大阪 太郎", 4_880),
    ]
    assert Cart.objects.get().lacking_method == "PayPay"


def test_goods_that_can_not_be_bought_together_are_ordered_apart():
    from akinai.storefront.models import SaleType

    usual, early = goods(), goods()
    page_of(early, sale_type=SaleType.objects.get(code="preorder"))
    shopper = Shopper().put(usual).put(early)
    shopper.post("cart", {"go": "preorder"}, "/checkout/?group=preorder")
    shopper.client.get("/checkout/?group=preorder")
    shopper.post("checkout_address", {**shopper.buyer(), "to": "buyer"}, "checkout_delivery")
    shopper.post("checkout_delivery", {}, "checkout_payment")
    shopper.post("checkout_payment", {"payment": "cod"}, "checkout_confirm")
    assert shopper.sign(shopper.get("checkout_confirm")).status_code == 302
    assert Order.objects.get().lines.get().sku == early
    assert Cart.objects.get().ordered_at is None
    assert usual.name in shopper.get("cart").content.decode()
    assert shopper.sign(shopper.to_confirmation()).status_code == 302
    assert Order.objects.count() == 2


def test_a_cookie_we_did_not_sign_is_no_cart():
    shopper = Shopper().put(goods())
    shopper.client.cookies["akinai_cart"] = str(Cart.objects.get().key)
    assert "カートに商品はありません" in shopper.get("cart").content.decode()


def test_a_picture_in_the_cart_is_there(files):
    from akinai.catalog.actions import Upload, add_images
    from akinai.storefront.tests.pictures import picture

    sku = goods()
    add_images(sku.product_id, [Upload("a.png", picture(400, 400))], actor="cli")
    shopper = Shopper().put(sku)
    [address] = re.findall(r'<img src="([^"]+)" alt="" width="96"', shopper.get("cart").content.decode())
    assert shopper.client.get(address).status_code == 200


def test_the_cart_follows_the_signed_in_member():
    from akinai.core import clock
    from akinai.customers.models import Customer
    from akinai.storefront.actions import carts
    from akinai.storefront.tests.buying import cart

    tea, cup = goods(), goods()
    member = Customer.objects.create(email="a@example.jp", joined_at=clock.now())
    before = carts.add(None, tea.pk, 2, customer_id=member.pk, actor="test")
    here = cart((tea, 1), (cup, 1))
    assert carts.merge(here, member.pk, actor="test") == here
    found = Cart.objects.get()
    assert (found.key, found.customer) == (here, member)
    assert dict(found.lines.values_list("sku", "quantity")) == {tea.pk: 2, cup.pk: 1}
    assert carts.merge(None, member.pk, actor="test") == here
    assert before != here


def test_a_member_finds_name_and_addresses_filled_in():
    from akinai.core import clock
    from akinai.customers.models import Address
    from akinai.storefront.tests.membership import signed_in

    client, member = signed_in()
    Address.objects.filter(customer=member).delete()
    places = who(name="実家 太郎", postal="5300001", prefecture="大阪府", city="大阪市北区", line1="梅田1-1-1")
    told = {name: value for name, value in places.items() if name != "email"}
    home = Address.objects.create(customer=member, usual=True, created_at=clock.now(), **told)
    shopper = Shopper()
    shopper.client = client
    shopper.put(goods())
    shopper.get("checkout", status=302)
    page = shopper.get("checkout_address").content.decode()
    assert f'value="{member.email}"' in page
    assert f'value="book-{home.pk}"' in page
    shopper.post("checkout_address", {**shopper.buyer(), "to": f"book-{home.pk}"}, "checkout_delivery")
    shopper.post("checkout_delivery", {}, "checkout_payment")
    shopper.post("checkout_payment", {"payment": "bank_transfer"}, "checkout_confirm")
    assert shopper.sign(shopper.get("checkout_confirm")).status_code == 302
    assert (Order.objects.get().name, Purchase.objects.get().customer) == ("実家 太郎", member)


def test_unknown_tokens_lead_nowhere():
    import uuid

    shopper = Shopper()
    for name in ("pay", "pay_again", "back", "thanks"):
        shopper.get(name, uuid.uuid4(), status=404)

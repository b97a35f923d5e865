"""The own shop in the middle of its day: members, carts left, money that came and went, papers, letters of visitors."""

from akinai.core import clock
from akinai.core.models import Shop
from akinai.customers.tests.making import make_member
from akinai.orders import actions as office
from akinai.orders.models import DocumentKind
from akinai.payments import actions as payments
from akinai.payments.actions import Ask, RefundWish
from akinai.payments.gateways import base
from akinai.payments.models import Payment
from akinai.payments.tests.making import funds, make_account, make_method, make_payment
from akinai.payments.tests.test_settling import stripe as stripe_file
from akinai.payments.tests.zengin import make_bank, notice
from akinai.storefront.actions import carts, searching
from akinai.storefront.models import Banner, Cart, Inquiry, Redirect, Shelf
from akinai.storefront.models.cart import Step
from akinai.storefront.tests.buying import Front
from akinai.storefront.tests.making import make_category, make_product, open_shop
from akinai.storefront.tests.membership import bought, goods
from sandbox.gateways import stripe

ACTOR = "cli"


def make_shop_world() -> None:
    """Something to show on every screen of the shop and its money."""
    open_shop("商い商店", legal={"returns": "到着後8日以内にご連絡ください。"})
    make_shelves()
    make_people()
    make_money()


def make_shelves() -> None:
    """Products in a category, a banner, a shelf, an address that moved."""
    food = make_category("はちみつ")
    make_product("アカシアはちみつ", category=food)
    make_product("白磁マグカップ", variants={"色:白": 5, "色:紺": 0})
    searching.rebuild(actor=ACTOR)
    Banner.objects.create(place="hero", title="秋の実りを、食卓へ。", words="新蜜の季節です。", link="/c/")
    Shelf.objects.create(title="新着", kind="newest")
    Redirect.objects.create(path="/old/", target="/c/")


def make_people() -> None:
    """A member with two orders, a guest's purchase, a cart left at the payment, a letter."""
    member = make_member("hanako@example.jp")
    _purchase, orders = bought(member, recipients=2)
    front = Front()
    front.buy(front.cart((goods(), 1)))
    key = carts.add_many(None, [(goods().pk, 1)], actor=ACTOR)
    Cart.objects.filter(key=key).update(step=Step.PAYMENT)
    carts.lack(key, "後払い", actor=ACTOR)
    Inquiry.objects.create(
        name="西 桜", email="sakura@example.jp", subject="在庫について", body="入荷はいつですか。", at=clock.now(),
        order_number=orders[0].number,
    )  # fmt: skip


def make_money() -> None:
    """Paid by transfer and by card, a transfer nobody knows, a refund, a settlement, a forged message, papers."""
    Shop.objects.update(registration_number="T1234567890123")
    make_bank()
    _purchase, (order, *_others) = bought(payment_method="bank_transfer")
    paid = funds(Payment.objects.get(documents__contains=[f"order/{order.pk}"]))
    office.follow_payments([f"order/{order.pk}"], actor=ACTOR)
    receipt = office.Issue(order_id=order.pk, kind=DocumentKind.RECEIPT, addressee="南 花子 様", purpose="お品代として")
    issued = office.issue([receipt], actor=ACTOR)
    assert issued.done, issued.refused
    wish = RefundWish(payment_id=paid.pk, amount=500, reason="返品")
    assert payments.ask_refund([wish], base="https://shop.example", actor=ACTOR).done
    make_payment(5500, kana="ヤマダ タロウ")
    lines = notice([(5500, "ヤマダ タロウ", "1"), (777, "フシギ", "2")])
    payments.read_bank_file(lines, "入金.txt", account_code="main", actor=ACTOR)
    told = stripe.account("http://127.0.0.1:9")
    account = make_account("stripe", credentials=told["credentials"], **told["settings"])
    make_method(account, "card", name_ja="クレジットカード", name_en="Credit card")
    held = make_payment(3000, "card", paying=True)
    done = base.Happened(kind="authorised", reference="ch_1", amount=3000)
    snapshot = base.Snapshot(merchant_ref=held.merchant_ref, events=[done])
    payments.apply_snapshot(held.pk, snapshot, source="webhook", actor=ACTOR)
    assert payments.capture([Ask(held.pk, 1000)], actor=ACTOR).done
    payments.receive(account.webhook_token, base.RawRequest({"stripe-signature": "t=1,v1=00"}, b"{}"))
    rows = (("charge", "ch_1", 2900, 36, ""), ("charge", "ch_8", 700, 25, "?"), ("payout", "po_1", -3539, 0, ""))
    payments.read_settlement(stripe_file(*rows), "精算.csv", layout_code="stripe", actor=ACTOR)

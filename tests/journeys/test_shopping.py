"""A guest buys in a real browser: found, put into the cart, ordered, paid at a gateway's page; the desk sees it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from akinai.catalog.models import Product, Sku
from akinai.core.models import Shop
from akinai.inventory.models import Stock
from akinai.orders.models import Order, Queue
from akinai.payments.models import Payment
from akinai.payments.tests.making import make_account, make_method
from akinai.storefront.actions import searching
from akinai.storefront.models import Cart, Purchase
from akinai.storefront.tests.making import make_product, open_shop
from sandbox.gateways import sbps, stripe
from tests.journeys.shopper import PHONE, Shopper

pytestmark = pytest.mark.browser

Come = Callable[..., Shopper]


@pytest.fixture
def honey(house: Any, settings: Any) -> Product:
    """An open shop with a jar of honey to be found; it may speak to stand-ins on this machine."""
    settings.OUTSIDE_ALLOW_PRIVATE = True
    settings.CSRF_TRUSTED_ORIGINS = []
    open_shop(legal={"returns": "到着後8日以内にご連絡ください。"})
    Shop.objects.update(email="shop@example.jp")
    product = make_product("アカシアはちみつ", price=1_800, stock=5)
    searching.rebuild(actor="cli")
    return product


@pytest.fixture
def card_at_sbps() -> Iterator[None]:
    """クレジットカード on SBPS's page, to which the buyer's browser posts a form."""
    address, server = sbps.start()
    make_method(make_account("sbps", **_flat(sbps.account(address))), name_ja="クレジットカード", position=0)
    yield
    server.stop()


@pytest.fixture
def card_at_stripe() -> Iterator[None]:
    """クレジットカード on Stripe's page, to which the buyer is led."""
    address, server = stripe.start()
    make_method(make_account("stripe", **_flat(stripe.account(address))), name_ja="クレジットカード", position=0)
    yield
    server.stop()


def _flat(told: dict[str, Any]) -> dict[str, Any]:
    return {"credentials": told["credentials"], **told["settings"]}


@pytest.fixture
def come(browser: Any, site: str) -> Iterator[Come]:
    """`come()`: a shopper with a phone; `come(scripts=False)`: without scripts. An error in the scripts fails."""
    contexts, wrong = [], []

    def told(line: Any) -> None:
        """The stand-ins' pages are not ours (they have no icon)."""
        if line.type == "error" and line.location["url"].startswith(site):
            wrong.append(f"{line.location['url']}: {line.text}")

    def here(**options: Any) -> Shopper:
        scripts = options.pop("scripts", True)
        context = browser.new_context(
            viewport=PHONE, locale="ja-JP", base_url=site, java_script_enabled=scripts, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", told)
        return Shopper(page)

    yield here
    for context in contexts:
        context.close()
    assert wrong == []


def test_a_guest_finds_pays_by_card_is_thanked_and_the_desk_may_ship(
    honey: Product, card_at_sbps: None, come: Come, sit: Any, run_jobs: Any, mailbox: Any
) -> None:
    shopper = come().go("/")
    shopper.page.get_by_label("商品を探す").first.fill("ハチミツ")
    shopper.page.keyboard.press("Enter")
    shopper.press("アカシアはちみつ").headed("アカシアはちみつ")
    shopper.press("カートに入れる").headed("カート").fits()
    shopper.to_payment().fits()
    shopper.pay_by("クレジットカード").sees("¥1,800", "¥2,570", "到着後8日以内").fits()
    shopper.press("注文を確定する")
    # At the gateway: pieces are held, nothing is told yet.
    shopper.headed("お支払い").sees("2,570円").press("支払う")
    shopper.headed("ご注文ありがとうございます").fits()
    order = Order.objects.get()
    shopper.sees(order.number, "完了")
    run_jobs()
    payment = Payment.objects.get()
    assert (payment.state, payment.authorised, order.billed) == ("authorised", 2_570, 2_570)
    assert [mail["To"].addresses[0].addr_spec for mail in mailbox.mails] == ["hanako@example.jp"]
    assert order.number in mailbox.mails[0].get_body().get_content()
    assert Cart.objects.get().step == "done"
    desk = sit("orders").go(f"/desk/orders/{order.pk}/")
    desk.sees("南 花子", "出荷待ち", "クレジットカード", "与信済み")


def test_without_scripts_and_pressed_twice_it_is_one_order_by_cash_on_delivery(
    honey: Product, come: Come, run_jobs: Any, mailbox: Any
) -> None:
    shopper = come(scripts=False).put(honey.code, 2).to_payment().pay_by("代金引換")
    shopper.page.get_by_role("button", name="注文を確定する").dblclick()
    shopper.headed("ご注文ありがとうございます")
    order = Order.objects.get()
    shopper.sees(order.number)
    run_jobs()
    assert (order.queue, order.payment_method, Purchase.objects.count()) == (Queue.READY, "cod", 1)
    assert (Stock.objects.get().allocated, len(mailbox.mails)) == (2, 1)
    # Back, and pressed once more: still the same order.
    shopper.page.go_back()
    expect(shopper.page.get_by_role("heading", level=1)).not_to_have_text("ご注文ありがとうございます")
    assert Order.objects.count() == 1


def test_a_declined_card_leaves_the_order_to_be_paid_another_way(
    honey: Product, card_at_stripe: None, come: Come, run_jobs: Any, mailbox: Any
) -> None:
    shopper = come().put(honey.code, 5).to_payment().pay_by("クレジットカード").press("注文を確定する")
    shopper.headed("お支払い").press("失敗する")
    shopper.headed("お支払いが完了していません").sees("確保しています").fits()
    order = Order.objects.get()
    shopper.sees(Purchase.objects.get().order_numbers)
    assert (order.paying, order.unallocated, Stock.objects.get().free) == (True, 0, 0)
    late = come().go(f"/p/{honey.code}/")
    expect(late.page.get_by_role("button", name="カートに入れる")).to_have_count(0)
    shopper.choose("銀行振込").press("お支払いへ進む").headed("ご注文ありがとうございます").sees(order.number)
    run_jobs()
    order.refresh_from_db()
    assert (order.paying, order.cancelled, order.queue) == (False, False, Queue.PAYMENT_WAITING)
    tries = Payment.objects.order_by("attempt").values_list("method", "state", "documents", "amount")
    document = [f"order/{order.pk}"]
    assert list(tries) == [
        ("card", "failed", document, order.billed),
        ("bank_transfer", "pending", document, order.billed),
    ]
    assert len(mailbox.mails) == 1


def test_a_gift_goes_to_two_people_with_noshi_and_another_sender(honey: Product, come: Come) -> None:
    Sku.objects.update(gift=True)
    shopper = come().put(honey.code, 3)
    shopper.press("ご注文手続きへ進む").headed("ご注文者・お届け先").tell("buyer", "南 花子", mail="hanako@example.jp")
    shopper.choose("複数の住所へお届け").press("お届け・ギフトへ進む").headed("複数のお届け先")
    sku = Sku.objects.get().pk
    for at, (name, pieces) in enumerate((("北 一郎", 1), ("東 二郎", 2))):
        who = shopper.page.locator("section.where").nth(at)
        who.get_by_role("radio", name="別の住所へお届け").check()
        shopper.tell(f"to{at}", name, number=f"芝公園{at + 1}-1")
        shopper.page.locator(f"[name=n{at}-{sku}]").fill(str(pieces))
    shopper.fits()
    shopper.press("お届け・ギフトへ進む").headed("お届け・ギフト")
    shopper.page.locator("details.fold summary").first.click()
    first = shopper.page.locator("details.fold").first
    first.get_by_label("のしの表書き").select_option(label="内祝")
    first.get_by_label("のしの名入れ").fill("南")
    first.get_by_label("納品書に金額を記載しない").check()
    first.get_by_role("radio", name="ほかの方").check()
    shopper.tell("sender0", "南 太郎", number="芝公園9-9").fits()
    shopper.press("お支払い方法へ進む").headed("お支払い方法").pay_by("銀行振込")
    shopper.sees("北 一郎", "東 二郎", "内祝", "南 太郎", "¥5,400").fits()
    shopper.press("注文を確定する").headed("ご注文ありがとうございます")
    one, two = Order.objects.order_by("id")
    assert (one.name, one.noshi, one.noshi_name, one.sender_name) == ("北 一郎", "内祝", "南", "南 太郎")
    assert one.gift
    assert one.hide_prices
    assert (two.name, two.noshi, two.buyer_name) == ("東 二郎", "", "南 花子")
    assert [one.lines.get().quantity, two.lines.get().quantity] == [1, 2]
    assert Payment.objects.get().amount == one.billed + two.billed == Purchase.objects.get().total


def test_a_price_that_changes_while_confirming_is_shown_before_anything_is_bought(honey: Product, come: Come) -> None:
    shopper = come().put(honey.code).to_payment().pay_by("銀行振込").sees("¥2,570")
    Sku.objects.update(price=2_000)
    shopper.press("注文を確定する").sees("表示後に内容が変わりました", "¥2,770")
    assert not Order.objects.exists()
    assert not Payment.objects.exists()
    shopper.press("注文を確定する").headed("ご注文ありがとうございます").sees("¥2,770")
    assert Order.objects.get().billed == 2_770

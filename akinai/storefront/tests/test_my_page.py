"""My page: registering to leaving, through the shop's own pages, in both languages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from akinai.core.models import AccessLog, Mail
from akinai.core.tests.making import make_staff, sign_in
from akinai.customers.models import Address, Consent, Customer
from akinai.customers.tests.making import PASSWORD, make_member, make_sender, token_in
from akinai.orders import actions as orders
from akinai.storefront.actions import carts, wishes
from akinai.storefront.models import CartLine, Inquiry, WishItem
from akinai.storefront.tests.buying import open_shop
from akinai.storefront.tests.membership import bought, goods, signed_in

pytestmark = pytest.mark.django_db

FORM = {"email": "hanako@example.jp", "password": PASSWORD, "name": "南 花子", "terms": "on", "mail_magazine": "on"}
PLACE = {
    "name": "南 花子", "postal": "105-0011", "prefecture": "東京都", "city": "港区", "line1": "芝公園4-2-8",
}  # fmt: skip
GUEST_PAGES = ("sign_in", "register", "registered", "reset", "find_order", "left")
MEMBER_PAGES = (
    "my", "my_orders", "my_addresses", "my_address_new", "wishes", "my_profile", "my_password", "my_email", "my_mails",
    "leave",
)  # fmt: skip


def words(answer) -> str:
    """What a person reads of a page."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return re.sub(r"<[^>]+>", " ", html)


def test_from_registering_to_leaving():
    open_shop()
    make_sender()
    browser = Client(enforce_csrf_checks=False)
    assert browser.post(reverse("shop:register"), FORM).url == reverse("shop:registered")
    page = reverse("shop:confirm", args=[token_in("confirm")])
    assert 'type="password"' not in browser.get(page).content.decode()
    assert browser.post(page).url == reverse("shop:my")
    assert "南 花子" in words(browser.get(reverse("shop:my")))
    assert Consent.objects.get(purpose="mail_magazine").given
    assert browser.post(reverse("shop:my_mails"), {}).status_code == 302
    assert not Consent.objects.filter(purpose="mail_magazine").latest("id").given
    wrong = browser.post(reverse("shop:leave"), {"password": "wrong"})
    assert wrong.status_code == 422
    assert browser.post(reverse("shop:leave"), {"password": PASSWORD}).url == reverse("shop:left")
    assert browser.get(reverse("shop:my")).status_code == 302
    assert Customer.objects.get().email == ""


def test_another_browser_is_asked_for_the_password():
    open_shop()
    make_sender()
    Client().post(reverse("shop:register"), FORM)
    page = reverse("shop:confirm", args=[token_in("confirm")])
    other = Client()
    assert 'type="password"' in other.get(page).content.decode()
    assert other.post(page, {}).status_code == 422
    assert other.post(page, {"password": "another-word-77"}).status_code == 422
    assert other.post(page, {"password": PASSWORD}).status_code == 302


def test_signing_in_brings_the_cart_along_and_out_leaves_it():
    open_shop()
    member = make_member("hanako@example.jp")
    first, second = goods(), goods()
    carts.add(None, first.pk, 1, customer_id=member.pk, actor="test")
    browser = Client()
    browser.post(reverse("shop:cart_add"), {"sku": second.pk, "quantity": 2})
    answer = browser.post(reverse("shop:sign_in"), {"email": "HANAKO@example.jp", "password": PASSWORD})
    assert answer.url == reverse("shop:my")
    assert set(CartLine.objects.filter(cart__customer=member).values_list("sku_id", "quantity")) == {
        (first.pk, 1), (second.pk, 2),
    }  # fmt: skip
    assert browser.get(reverse("shop:sign_out")).status_code == 302
    assert browser.get(reverse("shop:my")).status_code == 200
    assert browser.post(reverse("shop:sign_out")).url == "/"
    assert browser.get(reverse("shop:my")).status_code == 302
    assert not browser.cookies["akinai_cart"].value


def test_a_forgotten_password(client):
    open_shop()
    make_member("hanako@example.jp")
    sent = client.post(reverse("shop:reset"), {"email": "hanako@example.jp"})
    unknown = client.post(reverse("shop:reset"), {"email": "nobody@example.jp"})
    assert words(sent) == words(unknown)
    page = reverse("shop:reset_choose", args=[token_in("reset")])
    assert client.get(page).headers["Referrer-Policy"] == "no-referrer"
    assert client.post(page, {"password": "kita-kaze-2027"}).url == reverse("shop:my")
    assert Client().post(page, {"password": "nishi-kaze-2028"}).status_code == 422


def test_profile_password_and_mail_address():
    browser, member = signed_in()
    assert browser.post(reverse("shop:my_profile"), {"name": "北 太郎", "language": "en"}).status_code == 302
    bad = browser.post(reverse("shop:my_profile"), {"name": "", "phone": "1", "language": "ja"})
    assert bad.status_code == 422
    other = signed_in(member)[0]
    change = {"old": PASSWORD, "password": "kita-kaze-2027"}
    assert browser.post(reverse("shop:my_password"), change).status_code == 302
    assert browser.get(reverse("shop:my")).status_code == 200
    assert other.get(reverse("shop:my")).status_code == 302
    change = {"email": "new@example.jp", "password": "kita-kaze-2027"}
    assert browser.post(reverse("shop:my_email"), change).status_code == 302
    page = reverse("shop:confirm_email", args=[token_in("new_email")])
    assert Client().get(page).status_code == 200
    assert Customer.objects.get().email == member.email
    Client().post(page)
    assert Customer.objects.get().email == "new@example.jp"


def test_the_address_book_and_filling_in_without_script():
    browser, _member = signed_in()
    new = reverse("shop:my_address_new")
    filled = browser.post(new, {"postal": "1050011", "name": "南 花子", "fill": "1"}).content.decode()
    assert 'value="港区"' in filled
    assert 'value="芝公園"' in filled
    assert not Address.objects.exists()
    assert browser.post(new, {**PLACE, "postal": "12"}).status_code == 422
    for label in ("自宅", "実家"):
        assert browser.post(new, {**PLACE, "label": label}).status_code == 302
    first, second = Address.objects.order_by("id")
    do = reverse("shop:my_address_do", args=[second.pk])
    browser.post(do, {"first": "1"})
    assert Address.objects.get(usual=True).pk == second.pk
    browser.post(do, {"delete": "1"})
    assert list(Address.objects.values_list("pk", "usual")) == [(first.pk, True)]
    stranger = signed_in()[0]
    assert stranger.get(reverse("shop:my_address", args=[first.pk])).status_code == 404
    stranger.post(reverse("shop:my_address_do", args=[first.pk]), {"delete": "1"})
    assert Address.objects.filter(pk=first.pk).exists()


def test_orders_in_the_buyers_words(statements):
    browser, member = signed_in()
    _purchase, (first, second) = bought(member, recipients=2)
    shown = words(browser.get(reverse("shop:my_order", args=[first.number])))
    assert "発送準備中" in shown
    assert "代金引換" in shown
    assert second.number in shown
    orders.cancel([second.pk], reason="buyer", actor="test")
    shown = words(browser.get(reverse("shop:my_orders")))
    assert "キャンセル" in shown
    assert first.number in shown
    with statements() as few:
        browser.get(reverse("shop:my_orders"))
    for _n in range(4):
        bought(member)
    with statements() as many:
        browser.get(reverse("shop:my_orders"))
    assert many.count <= few.count + 1


def test_orders_of_a_guest_belong_to_the_address_once_it_is_proven():
    _purchase, (order,) = bought(email="Guest@Example.jp")
    browser, _member = signed_in(make_member("guest@example.jp"))
    assert order.number in words(browser.get(reverse("shop:my_orders")))
    other = signed_in(make_member("another@example.jp"))[0]
    assert order.number not in words(other.get(reverse("shop:my_orders")))


def test_ordering_again_names_what_is_gone():
    browser, member = signed_in()
    sku, gone = goods(), goods()
    _purchase, (order,) = bought(member, sku=sku)
    _purchase, (lost,) = bought(member, sku=gone)
    gone.active = False
    gone.save()
    assert browser.post(reverse("shop:reorder", args=[order.number])).url == reverse("shop:cart")
    assert CartLine.objects.get().quantity == 2
    back = browser.post(reverse("shop:reorder", args=[lost.number]), follow=True)
    assert "現在販売していない商品" in words(back)
    assert CartLine.objects.count() == 1


def test_asking_to_cancel_reaches_the_shop():
    browser, member = signed_in()
    _purchase, (order,) = bought(member, payment_method="bank_transfer")
    browser.post(reverse("shop:ask_cancel", args=[order.number]), {"words": "間違えました"})
    asked = Inquiry.objects.get()
    assert (asked.order_number, asked.body) == (order.number, "間違えました")


def test_the_wish_list_works_without_script():
    browser, _member = signed_in()
    sku = goods()
    toggle = reverse("shop:wish_toggle", args=[sku.product.code])
    assert browser.post(toggle).url == reverse("shop:product", args=[sku.product.code])
    assert sku.product.name in words(browser.get(reverse("shop:wishes")))
    assert browser.post(toggle, {"next": reverse("shop:wishes")}).url == reverse("shop:wishes")
    assert not WishItem.objects.exists()
    assert Client().post(toggle).url.startswith(reverse("shop:sign_in"))
    assert browser.get(toggle).status_code == 405
    assert browser.post(reverse("shop:wish_toggle", args=["nowhere"])).status_code == 404


def test_a_guest_sees_the_order_by_a_link_once():
    open_shop()
    make_sender()
    _purchase, (order,) = bought(email="guest@example.jp")
    browser = Client()
    assert browser.get(reverse("shop:guest_order", args=[order.number])).status_code == 404
    right = browser.post(reverse("shop:find_order"), {"number": order.number, "email": "Guest@example.jp"})
    wrong = browser.post(reverse("shop:find_order"), {"number": order.number, "email": "other@example.jp"})
    nothing = browser.post(reverse("shop:find_order"), {"number": "999999", "email": "guest@example.jp"})
    assert words(right) == words(wrong) == words(nothing)
    assert Mail.objects.filter(kind="customers.order_link").count() == 1
    link = reverse("shop:guest_open", args=[token_in("order_link")])
    assert browser.get(link).status_code == 200
    before = browser.session.session_key
    assert browser.post(link).url == reverse("shop:guest_order", args=[order.number])
    assert browser.session.session_key != before
    assert "芝公園" in words(browser.get(reverse("shop:guest_order", args=[order.number])))
    assert Client().post(link).url == reverse("shop:find_order")
    assert Client().get(reverse("shop:guest_order", args=[order.number])).status_code == 404


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_in_both_languages(language):
    browser, member = signed_in()
    _purchase, (order,) = bought(member)
    wishes.like(member.pk, [goods().product_id], actor="test")
    browser.post(reverse("shop:my_address_new"), PLACE)
    guest = Client()
    for one in (browser, guest):
        one.cookies["django_language"] = language
    pages = [(guest, reverse(f"shop:{name}")) for name in GUEST_PAGES]
    pages += [(browser, reverse(f"shop:{name}")) for name in MEMBER_PAGES]
    pages.append((browser, reverse("shop:my_order", args=[order.number])))
    known = {"English", "SKU"}
    for one, path in pages:
        answer = one.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer.headers.get("Cache-Control", "") or path.endswith("/left/"), path
        shown = words(answer)
        if language == "ja":
            latin = set(re.findall(r"[A-Za-z]{3,}", re.sub(r"\S+@\S+", "", shown))) - known
            assert not latin, (path, latin)
        else:
            assert "My page" in shown or "To the shop" in shown or "link" in shown or "member" in shown, path


def test_the_desk_shows_members_and_their_orders_to_each_other(client):
    _browser, member = signed_in()
    _purchase, (order,) = bought(member)
    support = sign_in(client, make_staff("support"))
    page = reverse("customers:member", args=[member.pk])
    assert order.number in words(support.get(page))
    assert page in support.get(reverse("orders:order", args=[order.pk])).content.decode()
    told = support.post(reverse("customers:member_export", args=[member.pk])).json()
    assert told["orders"][0]["number"] == order.number


def test_wishes_and_carts_forget_who_left(run_jobs):
    browser, member = signed_in()
    wishes.like(member.pk, [goods().product_id], actor="test")
    carts.add(None, goods().pk, 1, customer_id=member.pk, actor="test")
    browser.post(reverse("shop:leave"), {"password": PASSWORD})
    run_jobs()
    assert not WishItem.objects.exists()
    assert not CartLine.objects.exists()
    assert not AccessLog.objects.exists()

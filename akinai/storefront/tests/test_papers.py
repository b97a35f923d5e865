"""領収書 in my page: its buyer has it issued once and fetches it for years; nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from akinai.core.models import AccessLog
from akinai.customers.tests.making import make_member
from akinai.orders import actions as orders
from akinai.orders.models import DocumentCopy, IssuedDocument
from akinai.storefront.tests.buying import open_shop
from akinai.storefront.tests.membership import bought, signed_in

pytestmark = pytest.mark.django_db


def paid_order(member):
    open_shop()
    order = bought(member, payment_method="bank_transfer")[1][0]
    orders.mark_paid([orders.Payment(order.pk)], actor="test")
    return order


def test_the_buyer_names_the_addressee_once_and_fetches_it_again():
    member = make_member("hanako@example.jp")
    order, browser = paid_order(member), signed_in(member)[0]
    page = reverse("shop:my_order", args=[order.number])
    assert 'name="addressee"' in browser.get(page).content.decode()
    words = {"addressee": "株式会社あて 御中", "purpose": "お茶代として"}
    assert browser.post(reverse("shop:issue_paper", args=[order.number]), words).url == page
    browser.post(reverse("shop:issue_paper", args=[order.number]), {"addressee": "別の名"})
    paper = IssuedDocument.objects.get()
    assert (paper.addressee, paper.purpose) == ("株式会社あて 御中", "お茶代として")
    assert 'name="addressee"' not in browser.get(page).content.decode()
    for count in (1, 2):
        answer = browser.post(reverse("shop:open_paper", args=[order.number, paper.number]))
        assert answer.content.startswith(b"%PDF")
        assert DocumentCopy.objects.count() == count


def test_nobody_elses_paper_is_issued_or_opened():
    member, other = make_member("hanako@example.jp"), make_member("taro@example.jp")
    order = paid_order(member)
    orders.issue([orders.Issue(order_id=order.pk)], actor="test")
    paper = IssuedDocument.objects.get()
    for browser in (signed_in(other)[0], Client()):
        assert browser.post(reverse("shop:open_paper", args=[order.number, paper.number])).status_code == 404
        assert browser.post(reverse("shop:issue_paper", args=[order.number])).status_code == 404
    assert not DocumentCopy.objects.exists()
    assert AccessLog.objects.filter(what="shop.foreign_order").count() == 4


def test_an_order_that_is_not_paid_has_no_receipt():
    open_shop()
    member = make_member("hanako@example.jp")
    order = bought(member, payment_method="bank_transfer")[1][0]
    browser = signed_in(member)[0]
    assert 'name="addressee"' not in browser.get(reverse("shop:my_order", args=[order.number])).content.decode()
    browser.post(reverse("shop:issue_paper", args=[order.number]))
    assert not IssuedDocument.objects.exists()

"""The floor: from 作業開始 to the buyer's mail, and what an order cancelled after printing does to it."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from akinai.core import clock
from akinai.core.models import Mail
from akinai.fulfillment.actions import print_batch
from akinai.fulfillment.models import Shipment
from akinai.fulfillment.tests.making import give_numbers, make_ready, make_stock, orders, settle, start
from akinai.inventory.tests.making import counters
from akinai.orders import actions as office
from sandbox.yamato import b2
from tests.journeys.desk import Desk

pytestmark = pytest.mark.browser


def verdict(desk: Desk, words: str, tone: str) -> None:
    """The big answer of the inspection, and the colour it has."""
    expect(desk.page.locator(".verdict")).to_contain_text(words)
    expect(desk.page.locator(".verdict")).to_have_class(re.compile(tone))


def reads(desk: Desk, code: str) -> None:
    """What a barcode reader does: the code as keys, then Enter."""
    expect(desk.page.locator("[data-code]")).to_be_focused()
    with desk.page.expect_response(lambda answer: "/inspection/scan/" in answer.url):
        desk.type(code, "Enter")


def printed(desk: Desk, button: str) -> bytes:
    """Press a button that opens a paper."""
    with desk.page.expect_response(re.compile(r"/papers/\d+/")) as opened:
        desk.press(button, within="main")
    return desk.page.context.request.get(opened.value.url).body()


def downloaded(desk: Desk, button: str) -> bytes:
    """Press a button that answers with a file."""
    with desk.page.expect_download() as waiting:
        desk.press(button, within="main")
    return waiting.value.path().read_bytes()


def test_the_whole_floor_from_the_start_of_work_to_the_mail_of_the_buyer(sit, run_jobs, mailbox) -> None:
    settle(yamato_billing_code="0312345678")
    orders.make_channel("phone", mails=["shipped"], sender_address="shop@example.jp")
    sku, other = make_stock(5, shelf="A-1"), make_stock(5, shelf="A-2")
    order = make_ready(2, sku=sku)
    desk = sit("manager").go("/desk/fulfillment/")
    desk.sees(order.number)
    desk.press("選択した注文の作業を開始")
    desk.at(r"/batches/\d+/")
    desk.sees("帳票一式を印刷", "連番は帳票・送り状と同じ")
    batch = desk.page.url
    assert printed(desk, "帳票一式を印刷").startswith(b"%PDF")

    desk.page.goto(batch)
    labels = downloaded(desk, "送り状データを書き出す")
    issued = b2.issue(labels, today=clock.today())
    assert not issued.faults
    desk.page.goto(batch)
    desk.press("発行済データを取り込む")
    file = {"name": "発行済データ.csv", "mimeType": "text/csv", "buffer": issued.data}
    desk.page.locator("input[type=file]").set_input_files(file)
    desk.press("取り込む", within="main")
    desk.sees("1行を取り込みました")

    shipment = Shipment.objects.get()
    desk.go("/desk/fulfillment/inspection/")
    reads(desk, f"{shipment.key}-{shipment.version}")
    verdict(desk, "商品を読み取ってください", "good")
    reads(desk, other.code)
    verdict(desk, "この荷物の商品ではありません", "bad")
    reads(desk, sku.code)
    verdict(desk, sku.code, "good")
    reads(desk, sku.code)
    verdict(desk, "検品完了", "good")

    desk.go("/desk/fulfillment/confirm/")
    desk.press("選択した出荷を確定")
    desk.yes()
    desk.sees("確定済み・通知前")
    assert counters(sku) == (3, 0, 0, 3)
    run_jobs()
    assert mailbox.mails == []
    desk.page.locator("input[name=ids]").check()
    desk.press("選択した出荷確定を戻す")
    desk.sees("選択した出荷を確定")
    assert counters(sku) == (5, 2, 0, 3)
    desk.press("選択した出荷を確定")
    desk.yes()
    desk.sees("確定済み・通知前")
    with clock.frozen(clock.now() + dt.timedelta(minutes=11)):
        run_jobs()
    assert [mail["To"].addresses[0].addr_spec for mail in mailbox.mails] == [order.buyer_email]
    assert issued.numbers.popitem()[1][0] in mailbox.mails[0].get_body().get_content()
    assert Mail.objects.get(state="sent").kind == "orders.shipped"
    desk.go(f"/desk/orders/{order.pk}/").sees("出荷済み", "送信済み")


def test_an_order_cancelled_after_printing_is_refused_at_the_scan_and_pulled_out(sit) -> None:
    sku = make_stock(3, shelf="B-7")
    order = make_ready(1, sku=sku)
    shipment = start(order)[0]
    give_numbers(shipment)
    print_batch(shipment.batch_id, actor="test")
    office.cancel([order.pk], reason="お客様のご都合", actor="test")
    assert counters(sku) == (3, 0, 1, 2)
    desk = sit("warehouse").go("/desk/fulfillment/inspection/")
    reads(desk, f"{shipment.key}-{shipment.version}")
    verdict(desk, "キャンセル", "bad")
    desk.go("/desk/fulfillment/pull/").sees("抜き取り", order.number, "B-7")
    assert printed(desk, "抜き取りリストを印刷").startswith(b"%PDF")
    desk.go("/desk/fulfillment/pull/").page.locator("[form=pull][name=ids]").check()
    desk.press("選択したものを抜き取った")
    desk.page.locator("[form=shelve][name=ids]").check()
    desk.press("選択したものを棚に戻した")
    desk.sees("抜き取るものはありません")
    assert counters(sku) == (3, 0, 0, 3)

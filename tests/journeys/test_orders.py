"""The office's morning: an order by telephone, a file, what stops an order, what is missing, the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from akinai.catalog.models import Sku
from akinai.catalog.tests.making import make_sku as make_product
from akinai.channels.tests.making import OWN, table
from akinai.inventory.tests.making import counters, make_sku, make_stock
from akinai.orders.models import Hold, Order
from akinai.orders.tests.making import again, incoming, line, make_channel, make_order, person, place
from tests.journeys.desk import Desk

pytestmark = pytest.mark.browser


def choose(desk: Desk, value: str) -> None:
    """Go down the list that has the focus until this is chosen, as one does with the arrow keys."""
    chosen = "document.activeElement.value"
    desk.keys("Home")
    for _step in range(30):
        if desk.page.evaluate(chosen) == value:
            return
        desk.keys("ArrowDown")
    pytest.fail(f"{value} cannot be chosen with the arrow keys")


def test_a_phone_order_is_entered_with_the_keyboard_alone_and_stands_where_it_should(sit) -> None:
    apple = make_product("APPLE-1", name="青森りんご", price=1200, tax_category="food")
    make_stock(3, sku=Sku.objects.get(pk=apple))
    desk = sit("orders").go("/desk/orders/")
    desk.keys("n")
    desk.at("/desk/orders/new/")
    desk.sees("ご注文者")
    expect(desk.page.locator("#recall")).to_be_focused()
    desk.keys("Tab")
    desk.type("0312345678", "Enter")
    desk.type("山田 花子", "Enter")
    desk.type("ヤマダ ハナコ", "Enter")
    desk.type("1050011", "Enter")
    expect(desk.page.locator("[name=buyer_line1]")).to_be_focused()
    expect(desk.page.locator("[name=buyer_city]")).to_have_value("港区")
    desk.type("4-2-8", "Enter", "Enter", "Enter", "Tab")
    expect(desk.page.locator("[name=line_code]").first).to_be_focused()
    desk.type("APPLE-1")
    desk.sees("青森りんご")
    desk.keys("Enter")
    expect(desk.page.locator("[name=line_quantity]").first).to_be_focused()
    desk.type("2", "Enter")
    expect(desk.page.locator("[name=line_code]").nth(1)).to_be_focused()
    expect(desk.page.locator("#weighed")).to_contain_text("2,400")
    desk.keys("Tab", "Tab", "Tab", "Tab", "Tab")
    expect(desk.page.locator("[name=payment_method]")).to_be_focused()
    choose(desk, "bank_transfer")
    desk.keys("Enter")
    expect(desk.page.locator("[name=delivery_method]")).to_be_focused()
    choose(desk, "yamato_takkyubin")
    desk.keys("Control+Enter")
    desk.at(r"/desk/orders/\d+/")
    desk.sees("入金待ち", "山田 花子", "東京都港区芝公園4-2-8")
    order = Order.objects.get()
    assert (order.queue, order.channel.code, order.payment_method) == ("payment_waiting", "phone", "bank_transfer")
    assert counters(Sku.objects.get(pk=apple)) == (3, 2, 0, 1)


def test_a_file_is_imported_with_progress_and_a_bad_row_is_mended_and_goes_in_alone(sit, run_jobs) -> None:
    make_stock(9, sku=make_sku("APPLE-1"))
    make_channel("shop")
    rows = [
        {**OWN, "channel_number": f"W-{n}", "phone": f"03-1234-00{n:02}", "line1": f"芝公園1-{n}"} for n in range(3)
    ]
    rows[1]["quantity"] = "三"
    desk = sit("orders").go("/desk/channels/imports/")
    name = {"name": "朝の受注.csv", "mimeType": "text/csv", "buffer": table(rows)}
    desk.page.locator("input[name=file]").set_input_files(name)
    desk.page.locator("[name=channel]").select_option("shop")
    desk.page.locator("[data-key=s]").click()
    desk.at(r"/desk/channels/imports/\d+/")
    expect(desk.page.locator("#outcome progress")).to_be_visible()
    assert not Order.objects.exists()
    run_jobs()
    expect(desk.page.locator(".bad-order")).to_contain_text("W-1")
    expect(desk.page.locator(".bad-order .problems")).to_contain_text("三")
    assert Order.objects.count() == 2
    desk.page.locator("label.has-error input").fill("3")
    desk.page.locator(".bad-order button.primary").click()
    expect(desk.page.locator(".bad-order")).to_have_count(0)
    assert Order.objects.get(channel_number="W-1").lines.get().quantity == 3
    assert Order.objects.count() == 3


def test_a_held_order_goes_on_by_itself_when_its_one_point_is_dealt_with(sit) -> None:
    held = make_order(stock=5, remark="玄関前に置いてください")
    assert held.queue == "review"
    desk = sit("orders").go("/desk/")
    desk.page.get_by_role("link", name=re.compile("要確認")).first.click()
    desk.at("queue=review")
    desk.keys("j", "Enter")
    desk.at(rf"/desk/orders/{held.pk}/")
    desk.sees("備考あり", "玄関前に置いてください")
    desk.keys("c")
    desk.sees("出荷待ち")
    assert again(held).queue == "ready"
    assert Hold.objects.get(order=held).closed_by.startswith("staff:")
    desk.go(f"/desk/orders/{held.pk}/").keys("h")
    desk.sees("保留を解除")
    assert again(held).queue == "on_hold"
    desk.keys("h")
    desk.sees("出荷待ち")
    assert again(held).queue == "ready"


def test_pieces_of_an_unpaid_order_are_given_to_one_that_waits(sit) -> None:
    sku = make_sku("LAST")
    unpaid = make_order(sku, 2, stock=2, payment_method="bank_transfer")
    waiting = make_order(sku, 2)
    assert (unpaid.queue, waiting.queue) == ("payment_waiting", "stock_waiting")
    desk = sit("orders").go("/desk/orders/short/")
    desk.sees("LAST", waiting.number, unpaid.number)
    desk.press("引当振替")
    desk.sees("欠品")
    expect(desk.page.locator(".short-list").first).to_contain_text(unpaid.number)
    assert (again(waiting).queue, again(unpaid).unallocated) == ("ready", 2)


def test_the_order_list_is_worked_by_keys_and_the_focus_can_be_seen(sit) -> None:
    sku = make_stock(50)
    orders = place(*(incoming([line(sku)], recipient=person()) for _n in range(3)))
    desk = sit("orders").go("/desk/orders/")
    rows = desk.page.locator("table[data-list] tbody tr")
    expect(rows).to_have_count(3)
    desk.keys("j", "j", "x", "k", "x")
    desk.sees("2件を選択中")
    expect(rows.nth(0)).to_have_class(re.compile("cursor"))
    desk.keys("?")
    desk.sees("キーボード操作", "次の行・前の行")
    desk.keys("Escape", "/")
    expect(desk.page.locator("[data-search]")).to_be_focused()
    for _n in range(6):
        desk.keys("Tab")
        shown = desk.page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement);"
            "return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'; }"
        )
        assert shown, desk.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
    desk.page.locator("main h1").click()
    desk.keys("k", "Enter")
    desk.at(rf"/desk/orders/({'|'.join(str(order.pk) for order in orders)})/")

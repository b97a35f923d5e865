"""Orders by telephone, shortages, mails and merging at the desk, as people use them."""

import pytest
from django.test import Client
from django.urls import reverse

from akinai.core.models import EventRow, Mail, MailTemplate
from akinai.core.models.shop import Shop
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.models import Demand
from akinai.inventory.tests.making import make_bundle, make_sku, make_stock
from akinai.orders.models import Order
from akinai.orders.seeds import seed
from akinai.orders.tests.making import again, incoming, line, make_order, person, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def masters() -> None:
    seed()
    Shop.objects.update_or_create(pk=1, defaults={"name": "つばめ堂", "email": "shop@example.jp"})


@pytest.fixture
def desk(client: Client) -> Client:
    return sign_in(client, make_staff("manager"))


def html(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def entry(**fields: object) -> dict[str, object]:
    return {
        "token": "T261121-100000-ab12", "channel": "phone", "same": "on", "buyer_name": "佐藤 一郎",
        "buyer_phone": "03-1234-5678", "buyer_postal": "105-0011", "buyer_prefecture": "東京都", "buyer_city": "港区",
        "buyer_line1": "芝公園4-2-8", "payment_method": "cod", "delivery_method": "yamato_takkyubin",
        "line_code": [], "line_quantity": [], "line_price": [], **fields,
    }  # fmt: skip


def test_an_order_by_telephone_gets_its_price_from_the_catalog_and_opens(desk: Client) -> None:
    sku = make_stock(5, sku=make_sku("TEA-1", price=1_200))
    form = entry(line_code=["tea-1"], line_quantity=["２"], line_price=[""], shipping_fee="550")
    answer = desk.post(reverse("orders:new"), form)
    order = Order.objects.get()
    assert answer["Location"] == reverse("orders:order", args=[order.pk])
    assert (order.channel.code, order.billed, order.name, order.unallocated) == ("phone", 2950, "佐藤 一郎", 0)
    assert Demand.objects.get(sku=sku).allocated == 2
    desk.post(reverse("orders:new"), form)  # an impatient finger
    assert Order.objects.count() == 1


def test_what_is_wrong_with_an_entry_stands_at_its_field_and_nothing_typed_is_lost(desk: Client) -> None:
    make_sku("TEA-1", price=1_200)
    form = entry(
        buyer_name="", buyer_postal="12", shipping_fee="三", line_code=["TEA-1", "NOPE"], line_quantity=["0", "1"],
        line_price=["", ""],
    )  # fmt: skip
    answer = desk.post(reverse("orders:new"), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert not Order.objects.exists()
    for sentence in (
        "氏名を入力してください。",
        "郵便番号は7桁で入力してください。",
        "コード「NOPE」の商品はありません。",
        "芝公園4-2-8",
    ):
        assert sentence in page, sentence


def test_sums_tax_and_shortage_are_shown_while_typing(desk: Client) -> None:
    make_stock(1, sku=make_sku("TEA-1", price=1_080, tax_category_id="reduced_food"))
    form = entry(line_code=["TEA-1"], line_quantity=["2"], line_price=[""], shipping_fee="550")
    page = desk.post(reverse("orders:weigh"), form).content.decode()
    assert "¥2,710" in page
    assert "8%対象" in page
    assert "税 ¥160" in page
    assert "TEA-1：不足 1" in page


def test_past_buyers_products_and_addresses_are_found_while_typing(desk: Client) -> None:
    make_order(recipient=person(name="高橋 鈴音", phone="0312349876"), stock=3)
    make_stock(4, sku=make_sku("TEA-1", price=980))
    found = desk.get(reverse("orders:buyers"), {"q": "9876"}).json()["found"]
    assert found[0]["fields"]["buyer_name"] == "高橋 鈴音"
    assert found[0]["fields"]["buyer_city"] == "港区"
    found = desk.get(reverse("orders:products"), {"q": "tea-1"}).json()["found"]
    assert (found[0]["code"], found[0]["price"], found[0]["free"]) == ("TEA-1", 980, 4)
    found = desk.get(reverse("orders:addresses"), {"postal": "105-0011"}).json()["found"]
    assert (found[0]["prefecture"], found[0]["line1"]) == ("東京都", "芝公園")


# --- shortages, mails, merging ------------------------------------------------------------------------------


def test_pieces_change_hands_in_one_step(desk: Client) -> None:
    sku = make_stock(2)
    unpaid = place(incoming([line(sku, 2)], payment_method="bank_transfer"))[0]
    paid = place(incoming([line(sku, 2)]))[0]
    page = html(desk, reverse("orders:short"))
    assert sku.code in page
    assert paid.number in page
    assert unpaid.number in page
    form = {"giving": unpaid.pk, "getting": paid.pk, "sku": sku.pk, "quantity": "2"}
    desk.post(reverse("orders:transfer"), form)
    assert again(paid).queue == "ready"
    assert again(unpaid).unallocated == 2


def test_the_missing_pieces_of_a_line_are_cancelled_from_the_shortage(desk: Client) -> None:
    sku = make_stock(1)
    order = place(incoming([line(sku, 3)]))[0]
    desk.post(reverse("orders:cancel_line"), {"line": order.lines.get().pk, "pieces": "2"})
    assert (again(order).pieces, again(order).queue) == (1, "ready")


def test_of_a_bundle_whole_bundles_are_cancelled_from_the_shortage(desk: Client) -> None:
    part = make_stock(2)
    order = place(incoming([line(make_bundle({part: 2}), 3)]))[0]
    page = html(desk, reverse("orders:short"))
    assert 'name="pieces" value="2"' in page  # 4 parts are missing: 2 bundles
    desk.post(reverse("orders:cancel_line"), {"line": order.lines.get().pk, "pieces": "2"})
    assert (again(order).pieces, again(order).queue) == (1, "ready")


def test_what_is_allocated_is_let_go_from_the_shortage_the_list_and_the_order(desk: Client) -> None:
    full, empty = make_stock(9), make_sku()
    first, second, third, bare = place(
        *(incoming([line(full), line(empty)]) for _ in range(3)), incoming([line(empty)])
    )
    page = html(desk, reverse("orders:short"))
    assert all(reverse("orders:do", args=[one.pk, "part"]) in page for one in (first, second, third))
    assert reverse("orders:do", args=[bare.pk, "part"]) not in page
    answer = desk.post(reverse("orders:do", args=[first.pk, "part"]), {"back": reverse("orders:short")})
    assert (answer.url, again(first).queue) == (reverse("orders:short"), "ready")
    page = desk.post(reverse("orders:bulk", args=["part"]), {"ids": [second.pk, bare.pk]}).content.decode()
    assert bare.number in page
    assert [again(one).queue for one in (second, bare)] == ["ready", "stock_waiting"]
    assert "引当分だけ先に出荷" in html(desk, reverse("orders:order", args=[third.pk]))
    assert "引当分だけ先に出荷" in html(desk, reverse("orders:list"), queue="stock_waiting")
    assert "全部そろうまで待つ" in html(desk, reverse("orders:order", args=[first.pk]))
    desk.post(reverse("orders:do", args=[first.pk, "whole"]))
    assert again(first).queue == "stock_waiting"


def test_an_order_of_fees_only_is_finished_on_its_page(desk: Client) -> None:
    order = place(incoming([line("送料", ships=False)]))[0]
    assert "出荷なしで完了" in html(desk, reverse("orders:order", args=[order.pk]))
    desk.post(reverse("orders:do", args=[order.pk, "finish"]))
    assert again(order).queue == "shipped"
    assert reverse("orders:do", args=[order.pk, "unfinish"]) in html(desk, reverse("orders:order", args=[order.pk]))


def test_a_mail_by_hand_is_read_first_and_goes_to_those_who_can_get_it(desk: Client) -> None:
    MailTemplate.objects.update_or_create(
        kind="orders.hand.delay",
        channel="",
        language="ja",
        defaults={"subject": "お詫び {number}", "body": "{name} 様"},
    )
    good = make_order(stock=2)
    nobody = make_order(recipient=person(email=""), stock=2)
    url = reverse("orders:mail")
    page = html(desk, url, ids=str(good.pk), kind="orders.hand.delay")
    assert f"お詫び {good.number}" in page
    answer = desk.post(url, {"ids": [good.pk], "subject": "x", "body": "{nonsense}", "look": "same"})
    assert answer.status_code == 422
    assert "nonsense" in answer.content.decode()
    form = {"ids": [good.pk, nobody.pk], "subject": "お詫び {number}", "body": "{name} 様", "send": "1"}
    page = desk.post(url, form).content.decode()
    assert Mail.objects.get(kind="orders.hand").subject == f"お詫び {good.number}"
    assert nobody.number in page


def test_orders_of_one_recipient_are_decided_side_by_side_and_undone(desk: Client) -> None:
    who = person()
    one, two = place(incoming(recipient=who, shipping_fee=550), incoming(recipient=who, shipping_fee=660))
    if not (again(one).merge_undecided and again(two).merge_undecided):
        Order.objects.filter(pk__in=[one.pk, two.pk]).update(merge_undecided=True)
    page = html(desk, reverse("orders:merge"))
    assert one.number in page
    assert two.number in page
    assert "¥550" in page
    ids = {"ids": [one.pk, two.pk]}
    desk.post(reverse("orders:decide"), {**ids, "together": "1"})
    assert again(one).merge_group == again(two).merge_group is not None
    desk.post(reverse("orders:decide"), {**ids, "undo": "1"})
    assert again(one).merge_group is None


# --- home ---------------------------------------------------------------------------------------------------


def test_home_counts_every_queue_and_every_number_leads_to_its_orders(desk: Client) -> None:
    order = make_order(stock=2, remark="至急お願いします、箱は不要")
    page = html(desk, reverse("shell:home"))
    assert "要確認" in page
    assert "queue=review" in page
    assert order.number in html(desk, reverse("orders:list"), queue="review")
    assert EventRow.objects.filter(name="orders.placed").count() == 1


def test_settings_of_orders_are_saved_by_their_verbs(desk: Client) -> None:
    url = reverse("shell:master_new", args=["ignorable-phrases"])
    assert desk.post(url, {"phrase": "いつも助かっています"}).status_code == 302
    order = make_order(stock=2, remark="いつも助かっています。")
    assert order.queue == "ready"

"""The order screens as people of each role use them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from akinai.core.models import AccessLog
from akinai.core.models.shop import Shop
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders import actions
from akinai.orders.models import Hold
from akinai.orders.seeds import seed
from akinai.orders.tests.making import again, incoming, line, make_channel, make_order, person, place

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


# --- the list -----------------------------------------------------------------------------------------------


def test_the_list_filters_by_queue_gate_reason_and_amount(desk: Client) -> None:
    held, short = place(
        incoming(remark="領収書をください"), incoming([line(make_sku("RARE-1"), 2)], remark="2時以降にお願いできますか")
    )
    plain = make_order(stock=5)
    url = reverse("orders:list")
    for query, shown in (
        ({"queue": "review"}, {held, short}),
        ({"gate": "stock"}, {short}),
        ({"reason": "remark_left"}, {held, short}),
        ({"least": "1,500"}, {short}),
        ({"did": "placed"}, {held, short, plain}),
        ({"prefecture": "大阪府"}, set()),
    ):
        page = html(desk, url, **query)
        assert {one for one in (held, short, plain) if one.number in page} == shown, query


def test_the_list_finds_an_order_by_whatever_is_typed(desk: Client) -> None:
    order = make_order(recipient=person(name="髙橋 鈴音", kana="タカハシ スズネ", phone="0312349876"), stock=3)
    other = make_order(stock=3)
    for asked in (order.number, "高橋", "たかはし", "9876", order.channel_number):
        page = html(desk, reverse("orders:list"), q=asked)
        assert (order.number in page, other.number in page) == (True, False), asked


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_orders(desk: Client) -> None:
    def questions(count: int) -> int:
        sku = make_stock(500)
        place(*(incoming([line(sku), line(sku)], remark="電話をください") for _ in range(count)))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            html(desk, reverse("orders:list"), per="200")
        return len(asked)

    questions(1)
    assert questions(9) == questions(50)


def test_a_verb_over_many_tells_what_it_could_not_do(desk: Client) -> None:
    held, plain = place(incoming(remark="領収書をください"), incoming())
    answer = desk.post(
        reverse("orders:bulk", args=["close"]), {"ids": [held.pk, plain.pk], "reason": "remark_left", "note": "同封"}
    )
    page = answer.content.decode()
    assert again(held).queue == "ready"
    assert plain.number in page
    assert held.number not in page
    assert "reason=remark_left" in page  # the retry closes the same point


def test_orders_can_be_stopped_paid_and_cancelled_in_bulk(desk: Client) -> None:
    one, two = place(incoming(payment_method="bank_transfer"), incoming(payment_method="bank_transfer"))
    ids = {"ids": [one.pk, two.pk]}
    desk.post(reverse("orders:bulk", args=["hold"]), ids)
    assert again(one).queue == again(two).queue == "on_hold"
    desk.post(reverse("orders:bulk", args=["lift"]), ids)
    desk.post(reverse("orders:bulk", args=["pay"]), {**ids, "paid_on": ""})
    assert again(one).received == again(one).billed
    assert again(two).queue == "ready"
    desk.post(reverse("orders:bulk", args=["cancel"]), {**ids, "cancel_reason": "二重注文", "return_stock": "1"})
    assert again(one).cancel_reason == "二重注文"
    assert again(two).queue == "cancelled"


def test_the_download_has_the_chosen_columns_and_is_noted(desk: Client) -> None:
    order = make_order(stock=3)
    answer = desk.get(reverse("orders:export"), {"column": ["number", "buyer_name"]})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert rows == ["受注番号,ご注文者", f"{order.number},{order.buyer_name}"]
    assert AccessLog.objects.get(what="orders.export").count == 1


# --- who may see what ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["warehouse", "viewer"])
def test_people_are_masked_for_who_need_not_know_them(client: Client, role: str) -> None:
    sign_in(client, make_staff(role))
    order = make_order(
        recipient=person(name="秘密 太郎", line1="芝公園9-9-9", phone="0399998888"), stock=2, remark="鍵は隣です"
    )
    export = client.get(reverse("orders:export"))
    pages = [
        html(client, reverse("orders:list")),
        html(client, reverse("orders:order", args=[order.pk])),
        html(client, reverse("orders:short")),
        b"".join(export.streaming_content).decode(),  # type: ignore[attr-defined]
    ]
    for page in pages:
        for secret in ("秘密 太郎", "芝公園9", "0399998888", "鍵は隣", order.buyer_email):
            assert secret not in page, secret


def test_who_only_reads_changes_nothing(client: Client) -> None:
    sign_in(client, make_staff("viewer"))
    order = make_order(stock=2)
    for url in (
        reverse("orders:do", args=[order.pk, "hold"]),
        reverse("orders:bulk", args=["cancel"]),
        reverse("orders:transfer"),
        reverse("orders:decide"),
        reverse("orders:new"),
    ):
        assert client.post(url, {"ids": order.pk}).status_code == 403, url
    assert again(order).queue == "ready"


# --- the order page -----------------------------------------------------------------------------------------


def test_the_page_says_why_an_order_waits_and_closing_the_point_lets_it_go(desk: Client) -> None:
    order = make_order(stock=2, remark="領収書をください")
    page = html(desk, reverse("orders:order", args=[order.pk]))
    assert "備考あり" in page
    assert "領収書をください" in page
    assert "要確認" in page
    hold = Hold.objects.get(order=order, reason="remark_left")
    desk.post(reverse("orders:do", args=[order.pk, "close"]), {"hold": hold.pk, "note": "領収書を同封"})
    assert again(order).queue == "ready"
    page = html(desk, reverse("orders:order", args=[order.pk]))
    assert "対応済み：備考あり" in page
    assert "領収書を同封" in page


def test_a_wrong_prefecture_is_corrected_by_one_tap(desk: Client) -> None:
    order = make_order(recipient=person(prefecture="大阪府", city="大阪市北区"), stock=2)
    assert "東京都港区" in html(desk, reverse("orders:order", args=[order.pk]))
    hold = Hold.objects.get(order=order, reason="address_mismatch")
    desk.post(reverse("orders:do", args=[order.pk, "correct"]), {"hold": hold.pk})
    order = again(order)
    assert (order.prefecture, order.city, order.queue) == ("東京都", "港区", "ready")


def test_a_change_at_the_mall_is_shown_before_and_after_and_taken_over(desk: Client) -> None:
    make_channel("rakuten")
    told = incoming(channel_code="rakuten", channel_number="R-1")
    order = place(told)[0]
    told.recipient.line1 = "芝公園8-8-8"
    actions.place_orders([told], actor="channel:rakuten")
    page = html(desk, reverse("orders:order", args=[order.pk]))
    assert "モール側で変更あり" in page
    assert "<ins>芝公園8-8-8</ins>" in page
    difference = order.differences.get()
    desk.post(reverse("orders:do", args=[order.pk, "difference"]), {"difference": difference.pk, "take": "1"})
    assert again(order).line1 == "芝公園8-8-8"
    assert again(order).queue == "ready"


def test_money_comes_in_parts_and_each_part_can_be_reversed(desk: Client) -> None:
    order = make_order(stock=2, payment_method="bank_transfer")
    pay = reverse("orders:do", args=[order.pk, "pay"])
    desk.post(pay, {"amount": "４００", "payer": "ヤマダ"})
    assert (again(order).received, again(order).queue) == (400, "payment_waiting")
    desk.post(pay, {"amount": ""})
    assert (again(order).received, again(order).queue) == (1000, "ready")
    receipt = order.receipts.get(amount=400)
    desk.post(reverse("orders:do", args=[order.pk, "unpay"]), {"receipt": receipt.pk})
    assert (again(order).received, again(order).queue) == (600, "payment_waiting")


def test_what_cannot_be_understood_is_said_and_changes_nothing(desk: Client) -> None:
    order = make_order(stock=2, payment_method="bank_transfer")
    answer = desk.post(reverse("orders:do", args=[order.pk, "pay"]), {"amount": "三百円"}, follow=True)
    assert again(order).received == 0
    assert "三百円" in answer.content.decode()
    answer = desk.post(reverse("orders:do", args=[order.pk, "date"]), {"ship_date": "2026-02-30"}, follow=True)
    assert "2026-02-30" in answer.content.decode()
    assert not again(order).ship_date_fixed


def test_notes_of_phone_calls_stand_in_the_history(desk: Client) -> None:
    order = make_order(stock=2)
    desk.post(reverse("orders:do", args=[order.pk, "note"]), {"text": "午後に配達希望とのこと", "kind": "phone"})
    page = html(desk, reverse("orders:order", args=[order.pk]))
    assert "電話メモ" in page
    assert "午後に配達希望とのこと" in page
    assert "山田 manager" in page


def test_every_event_of_orders_reads_in_japanese(desk: Client) -> None:
    from akinai.core.events import EVENT_TYPES
    from akinai.core.shell import timeline

    own = [name for name in EVENT_TYPES if name.startswith("orders.")]
    quiet = {"orders.channel_switched_live", "orders.channel_switched_off", "orders.masters_saved"}  # about no order
    assert own
    assert not [name for name in own if name not in timeline._words and name not in quiet]


def test_the_next_and_the_former_order_are_those_of_the_list(desk: Client) -> None:
    first, second, third = place(incoming(remark="至急"), incoming(), incoming(remark="至急"))
    page = html(desk, reverse("orders:order", args=[third.pk]), queue="review")
    assert reverse("orders:order", args=[first.pk]) in page
    assert reverse("orders:order", args=[second.pk]) not in page


def test_an_edit_is_taxed_again_and_refused_when_somebody_was_quicker(desk: Client) -> None:
    sku = make_stock(9)
    order = place(incoming([line(sku, 2)]))[0]
    url = reverse("orders:edit", args=[order.pk])
    assert sku.code in html(desk, url)
    kept = order.lines.get()
    form = {
        "revision": "0", "same": "on", "buyer_name": order.buyer_name, "buyer_phone": order.buyer_phone,
        "buyer_postal": order.postal, "buyer_prefecture": order.prefecture, "buyer_city": order.city,
        "buyer_line1": "芝公園5-5", "payment_method": "mall", "delivery_method": "yamato_takkyubin",
        "line_id": [kept.pk], "line_code": [kept.sku_code], "line_name": [kept.name], "line_quantity": ["3"],
        "line_price": ["1000"], "line_options": [""], "buyer_email": order.buyer_email, "buyer_kana": order.buyer_kana,
    }  # fmt: skip
    assert desk.post(url, form).status_code == 302
    order = again(order)
    assert (order.total, order.line1, order.pieces, order.unallocated) == (3000, "芝公園5-5", 3, 0)
    assert desk.post(url, {**form, "buyer_line1": "別の住所"}).status_code == 422
    assert again(order).line1 == "芝公園5-5"

"""The pages: a file dropped, its rows mended, words taught, malls told, a channel switched."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from akinai.channels import actions, queries
from akinai.channels.models import ImportRun, IntakeLayout, NoticeFile
from akinai.channels.tests.making import make_mall, own, rejected, stored, take
from akinai.core.tests.making import make_staff, sign_in
from akinai.fulfillment.tests import making as floor
from akinai.inventory.tests.making import make_sku, make_stock, make_warehouse
from akinai.orders.models import SalesChannel

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    make_warehouse()
    return sign_in(Client(), make_staff("manager"))


def upload(data: bytes, name: str = "orders.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_file_is_dropped_queued_and_shows_what_came_of_it(desk, run_jobs):
    told = {
        "file": upload(own({}, {"channel_number": "B", "quantity": "三"})),
        "channel": "+",
        "new_channel": "elsewhere",
    }
    answer = desk.post(reverse("channels:imports"), told)
    run = ImportRun.objects.get()
    assert (answer.status_code, run.state) == (302, "waiting")
    waiting = desk.get(reverse("channels:import_progress", args=[run.pk])).content.decode()
    assert "hx-get" in waiting
    run_jobs()
    done = desk.get(answer.url).content.decode()
    assert "hx-get=" not in done.partition('id="outcome"')[2].partition(">")[0]
    assert "三" in done


def test_an_unreadable_file_is_refused_on_the_form(desk):
    answer = desk.post(reverse("channels:imports"), {"file": upload(b"%PDF-1.4"), "channel": "+", "new_channel": "x"})
    assert answer.status_code == 200
    assert "PDF" in answer.content.decode()
    assert "PDF" in desk.get(reverse("channels:import_one", args=[ImportRun.objects.get().pk])).content.decode()


def test_a_bad_row_is_mended_on_the_page(desk):
    run = take(own({"quantity": "三"}, {"channel_number": "B"}))
    page = desk.get(reverse("channels:import_one", args=[run.pk])).content.decode()
    assert 'name="cell-0-quantity"' in page
    url = reverse("channels:import_mend", args=[run.pk])
    desk.post(url, {"key": rejected(run)[0].order_key, "cell-0-quantity": "4"})
    assert stored("A-1").lines.get().quantity == 4
    assert rejected(run) == []
    desk.post(reverse("channels:import_mend_all", args=[run.pk]))
    assert desk.get(reverse("channels:import_file", args=[run.pk])).status_code == 200


def test_personal_cells_are_hidden_from_those_who_may_not_see_them():
    make_warehouse()
    run = take(own({"quantity": "三", "name": "秘密 太郎"}))
    page = sign_in(Client(), make_staff("marketing")).get(reverse("channels:import_one", args=[run.pk]))
    assert "秘密 太郎" not in page.content.decode()


def test_words_and_codes_are_taught_with_one_button(desk):
    channel = take(own({"payment_method": "ツケ払い", "sku_code": "MALL-9"})).channel
    sku = make_sku()
    assert "ツケ払い" in desk.get(reverse("channels:words", args=[channel.pk])).content.decode()
    assert "MALL-9" in desk.get(reverse("channels:codes", args=[channel.pk])).content.decode()
    word = {"field": "payment_method", "text": "ツケ払い", "value": "invoice"}
    desk.post(reverse("channels:add_word", args=[channel.pk]), word)
    desk.post(reverse("channels:add_code", args=[channel.pk]), {"code": "MALL-9", "sku_code": sku.code})
    take(own({"channel_number": "B", "payment_method": "ツケ払い", "sku_code": "MALL-9"}))
    assert (stored("B").payment_method, stored("B").lines.get().sku_id) == ("invoice", sku.pk)
    mapping = queries.mappings(channel.pk).get()
    desk.post(reverse("channels:forget_code", args=[channel.pk]), {"ids": mapping.pk})
    assert not queries.mappings(channel.pk).exists()


def test_a_channel_is_set_up_and_switched_to_live(desk):
    sku = make_stock(5)
    channel = take(own({"sku_code": sku.code})).channel
    url = reverse("channels:one", args=[channel.pk])
    page = desk.get(url)
    assert page.status_code == 200
    told = {
        name: value for name, value in page.context["form"].initial.items() if value is not None and value is not False
    }
    answer = desk.post(
        url, {**told, "name": "新しい店", "notice": "rakuten-shipments", "mails": ["shipped"], "total_rule": "akinai"}
    )
    assert answer.status_code == 302, answer.context["form"].errors
    channel.refresh_from_db()
    assert (channel.name, channel.mails, channel.connection.notice.name) == (
        "新しい店",
        ["shipped"],
        "rakuten-shipments",
    )
    desk.post(reverse("channels:mode", args=[channel.pk]), {"mode": "live"})
    assert SalesChannel.objects.get(pk=channel.pk).mode == "live"
    assert stored("A-1").screened is True
    desk.post(reverse("channels:mode", args=[channel.pk]), {"mode": "import_only"})
    assert SalesChannel.objects.get(pk=channel.pk).mode == "import_only"


def test_a_malls_file_is_made_downloaded_and_marked(desk):
    mall = make_mall("rakuten")
    (shipment,) = floor.make_shipped(floor.make_ready(channel_code="rakuten", channel_number="123-9"))
    actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test")
    assert "123-9" in desk.get(reverse("channels:notices")).content.decode()
    desk.post(reverse("channels:notice_make", args=[mall.pk, "shipments"]))
    made = NoticeFile.objects.get()
    answer = desk.get(reverse("channels:notice_file", args=[made.pk]))
    assert "123-9" in b"".join(answer.streaming_content).decode("cp932")
    url = reverse("channels:notice_uploaded", args=[made.pk])
    desk.post(url)
    assert queries.untold_count() == 0
    desk.post(url, {"undo": "1"})
    assert queries.untold_count() == 1
    assert desk.get(reverse("channels:list")).status_code == 200


def test_a_layout_is_copied_tried_on_a_file_and_saved(desk):
    source = IntakeLayout.objects.get(name="akinai")
    url = reverse("channels:layout_new") + f"?from={source.pk}"
    told = {"name": "ours", "title": "当店", "kind": "orders", "layout": json.dumps(source.layout)}
    tried = desk.post(url, {**told, "preview": "1", "example": upload(own({}, {"quantity": "三"}))}).content.decode()
    assert "A-1" in tried
    assert not IntakeLayout.objects.filter(name="ours").exists()
    assert desk.post(url, {**told, "layout": "{", "save": "1"}).status_code == 200
    assert desk.post(url, {**told, "layout": '{"order": 1}', "save": "1"}).status_code == 200
    assert desk.post(url, {**told, "save": "1"}).status_code == 302
    made = IntakeLayout.objects.get(name="ours")
    assert desk.get(reverse("channels:layout", args=[made.pk])).status_code == 200
    assert desk.get(reverse("channels:layouts")).status_code == 200
    desk.post(reverse("channels:layout_delete", args=[made.pk]))
    assert not IntakeLayout.objects.filter(name="ours").exists()


def test_home_shows_what_waits_here(desk):
    take(own({"quantity": "三"}))
    assert desk.get("/desk/").status_code == 200


@pytest.mark.parametrize("role", ["warehouse", "viewer"])
def test_others_may_not_import(role):
    make_warehouse()
    client = sign_in(Client(), make_staff(role))
    client.post(reverse("channels:imports"), {"file": upload(own()), "channel": "+", "new_channel": "elsewhere"})
    assert not ImportRun.objects.exists()


def test_an_order_of_very_many_rows_is_mended_too(desk):
    run = take(own({"quantity": "三"}, *({"sku_code": f"P-{n}"} for n in range(400))))
    page = desk.get(reverse("channels:import_one", args=[run.pk])).content.decode()
    assert page.count("<input name=") < 200
    desk.post(
        reverse("channels:import_mend", args=[run.pk]), {"key": rejected(run)[0].order_key, "cell-0-quantity": "4"}
    )
    assert stored("A-1").lines.count() == 401

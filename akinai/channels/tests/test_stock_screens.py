"""Mall stock at the desk: the list, the rules, many rules at once, numbers sent again."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from akinai.channels import actions, queries
from akinai.channels.actions import pushing
from akinai.channels.actions.stock_rules import NewRule
from akinai.channels.malls import MALLS, base
from akinai.channels.models import Offer, StockRule
from akinai.channels.tests.shelf import ShelfMall, make_shelf, offer
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mall(monkeypatch: pytest.MonkeyPatch) -> ShelfMall:
    made = ShelfMall()
    monkeypatch.setitem(MALLS, "shelf", made)
    return made


def desk(client: Client, role: str = "manager") -> Client:
    sign_in(client, make_staff(role))
    return client


def test_what_each_mall_shows_and_why(mall: ShelfMall, client: Client) -> None:
    sku, gone = make_stock(9), make_stock(4)
    one, two = make_shelf(mall, "m1", sku.code, gone.code), make_shelf(mall, "m2", sku.code)
    actions.save_rules([NewRule(safety=2), NewRule(channel_id=two.channel_id, rate=50)], actor="test")
    del mall.shelves["m1"].pieces[base.Place(gone.code)]
    pushing.push_stock(one.pk)
    pushing.push_stock(two.pk)
    page = desk(client).get(reverse("channels:stock")).content.decode()
    assert sku.code in page
    assert gone.code in page
    assert "その商品はありません。" in page
    errors = client.get(reverse("channels:stock"), {"state": "error"}).content.decode()
    assert gone.code in errors
    assert sku.code not in errors
    assert queries.offer_trouble()[0] == 1
    shown = client.get(reverse("channels:stock_offer", args=[offer(two, sku.code).pk]))
    assert [left for _words, left in shown.context["offer"].steps] == [9, 7, 3]
    assert [push.quantity for push in shown.context["pushes"]] == [3]


def test_sent_again_with_a_result_for_each(mall: ShelfMall, client: Client) -> None:
    sku = make_stock(9)
    one, two = make_shelf(mall, "m1", sku.code), make_shelf(mall, "m2", sku.code)
    pushing.push_stock(one.pk)
    type(two).objects.filter(pk=two.pk).update(sends_stock=False)
    ids = list(Offer.objects.values_list("pk", flat=True))
    answer = desk(client).post(reverse("channels:stock_resend"), {"ids": ids})
    assert f"{sku.code} · {two.channel.name}" in answer.content.decode()
    assert pushing.push_stock(one.pk) == 1
    assert len(mall.calls) == 2
    viewer = Client()
    assert desk(viewer, "viewer").post(reverse("channels:stock_resend"), {"ids": ids}).status_code == 403


def test_a_rule_is_entered_in_words(mall: ShelfMall, client: Client) -> None:
    sku = make_stock(9)
    one = make_shelf(mall, "m1", sku.code)
    desk(client)
    url = reverse("channels:stock_rule")
    told = {"channel": one.channel_id, "sku": sku.code, "way": "none", "cap": "5", "flash": "1"}
    assert client.post(url, told).status_code == 302
    row = StockRule.objects.get()
    assert (row.channel_id, row.sku_id, row.by_risk, row.risk, row.cap, row.flash, row.sends) == (
        one.channel_id,
        sku.pk,
        True,
        0,
        5,
        True,
        None,
    )
    assert Offer.objects.get().shared
    form = client.get(url, {"channel": str(one.channel_id), "sku": sku.code}).context["form"]
    assert (form["way"].initial, form["flash"].initial, form["cap"].initial) == ("none", "1", 5)
    assert sku.code in client.get(reverse("channels:stock_rules")).content.decode()
    assert client.post(reverse("channels:stock_rule_delete"), {"ids": [row.pk]}).status_code == 302
    assert not Offer.objects.get().shared
    assert client.post(url, {"rate": "101"}).status_code == 200
    assert not StockRule.objects.exists()


@pytest.mark.parametrize("split", [",", "\t"])
def test_many_rules_at_once(mall: ShelfMall, split: str) -> None:
    sku = make_stock(9)
    one = make_shelf(mall, "m1", sku.code)
    table: list[list[Any]] = [
        ["channel", "sku", "safety", "rate", "risk", "sends"],
        ["", "", 1, "", 5, ""],
        ["m1", sku.code.lower(), "", 90, "", 1],
        ["m9", "", 1, "", "", ""],
        ["", "nothing", 1, "", "", ""],
        ["m1", "", "２", "", "", ""],
        ["m1", "", "", 101, "", ""],
    ]
    text = "\r\n".join(split.join(map(str, row)) for row in table)
    outcome = actions.save_table(text, actor="test")
    assert sorted(outcome.done) == [2, 3]
    assert sorted((refusal.key, refusal.field) for refusal in outcome.refused) == [
        (4, "channel"),
        (5, "sku"),
        (6, "safety"),
        (7, "rate"),
    ]
    general, narrow = StockRule.objects.order_by("sku_id").reverse()
    if general.sku_id:
        general, narrow = narrow, general
    assert (general.safety, general.by_risk, general.risk) == (1, True, 5)
    assert (narrow.channel_id, narrow.sku_id, narrow.rate, narrow.sends) == (one.channel_id, sku.pk, 90, True)
    assert actions.save_table(text, actor="test").done == [2, 3]
    assert StockRule.objects.count() == 2
    assert actions.save_table("price\n3", actor="test").refused[0].key == 1

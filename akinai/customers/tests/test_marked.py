"""要注意顧客: known again however they write themselves."""

import pytest
from django.urls import reverse

from akinai.core.models import EventRow
from akinai.core.tests.making import make_staff, sign_in
from akinai.customers import queries
from akinai.customers.actions import Mark, mark, unmark
from akinai.customers.models import MarkedCustomer

pytestmark = pytest.mark.django_db


def test_each_mark_recognises_however_it_is_written(django_assert_num_queries):
    mark(
        [
            Mark("受取拒否3回", phone="090-1234-5678", name="山田 太郎"),
            Mark("いたずら", email="Bad.Buyer@Example.JP"),
            Mark("長期不在", address="東京都港区芝公園4丁目2番8号"),
            Mark("代引受取拒否", name="髙橋花子様"),
        ],
        actor="staff:1",
    )
    people = [
        queries.Person(phone="＋81 90 1234 5678"),
        queries.Person(email=" bad.buyer@EXAMPLE.jp "),
        queries.Person(address="東京都 港区 芝公園 ４－２－８ 東京タワー"),
        queries.Person(address="東京都港区芝大門4-2-8"),
        queries.Person(name="高橋 花子"),
        queries.Person(name="山田太郎"),
        queries.Person(),
        queries.Person(name="山田太郎", phone="09012345678", email="bad.buyer@example.jp"),
    ]
    with django_assert_num_queries(1):
        found = queries.marked(people)
    assert found == [
        ["受取拒否3回"], ["いたずら"], ["長期不在"], [], ["代引受取拒否"], [], [], ["受取拒否3回", "いたずら"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "", "phone": "0312345678"}, "reason"),
        ({"reason": "x", "phone": "123"}, "phone"),
        ({"reason": "x", "email": "nobody"}, "email"),
        ({"reason": "x", "address": "芝公園4-2-8"}, "address"),
        ({"reason": "x", "address": "東京都港区"}, "address"),
        ({"reason": "x"}, ""),
        ({"reason": "x", "name": "様"}, ""),
        ({"reason": "x", "name": "あ" * 501}, ""),
        ({"reason": "a\0b", "phone": "0312345678"}, ""),
    ],
)
def test_a_mark_that_could_never_match_is_refused(given, field):
    outcome = mark([Mark(**given), Mark("よい", phone="0312345678", key=1)], actor="cli")
    assert len(outcome.done) == 1
    assert field in {refusal.field for refusal in outcome.refused}
    assert {refusal.key for refusal in outcome.refused} == {0}


def test_statements_do_not_grow_and_unmarking_forgets(django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        ids = mark([Mark("x", phone=f"0312345{n:03}") for n in range(30)], actor="cli").done
    unmark(ids[:29], actor="cli")
    assert MarkedCustomer.objects.get().pk == ids[29]
    mark([Mark("変更", id=ids[29], email="a@example.jp")], actor="cli")
    row = MarkedCustomer.objects.get()
    assert (row.phone_key, row.email_key, row.reason) == ("", "a@example.jp", "変更")
    assert "0312345" not in str(list(EventRow.objects.values_list("data", flat=True)))


def test_the_list_masks_and_the_form_saves(client):
    orders = sign_in(client, make_staff("orders"))
    data = {"reason": "受取拒否", "phone": "090-1234-5678", "name": "山田太郎"}
    assert orders.post(reverse("customers:marked_new"), data).status_code == 302
    row = MarkedCustomer.objects.get()
    shown = orders.get(reverse("customers:marked") + "?q=09012345678").content.decode()
    assert "090-1234-5678" in shown
    bad = orders.post(reverse("customers:marked_edit", args=[row.pk]), data | {"phone": "12"})
    assert bad.status_code == 200
    assert bad.context["form"].errors["phone"]
    viewer = sign_in(client, make_staff("viewer"))
    hidden = viewer.get(reverse("customers:marked") + "?q=09012345678").content.decode()
    assert "090-1234-5678" not in hidden
    assert "山田太郎" not in hidden
    assert "5678" in hidden
    assert viewer.get(reverse("customers:marked_edit", args=[row.pk])).status_code == 403
    orders = sign_in(client, make_staff("support"))
    orders.post(reverse("customers:marked_remove"), {"ids": [row.pk]})
    assert not MarkedCustomer.objects.exists()

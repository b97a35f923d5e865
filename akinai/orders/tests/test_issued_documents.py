"""領収書・適格請求書・適格返還請求書: issued once, frozen, found again."""

import io
import zipfile

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from pypdf import PdfReader

from akinai.core.models import Shop
from akinai.core.outcome import Refused
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders import actions, queries
from akinai.orders.models import IssuedDocument
from akinai.orders.papers import stamps
from akinai.orders.tests.making import done, incoming, line, place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(db, settings, tmp_path):
    Shop.objects.all().delete()
    return Shop.objects.create(name="見本商店", company="株式会社見本", registration_number="T7000012050002")


def paid(price=1100, quantity=1, method="bank_transfer", **fields):
    food = make_sku(tax_category_id="reduced_food")
    make_stock(quantity, sku=food)
    order = place(
        incoming([line(food, quantity, unit_price=price)], channel_code="shop", payment_method=method, **fields)
    )[0]
    done(actions.mark_paid([actions.Payment(order.pk)], actor="test"))
    return order


def issue(order, **words):
    return IssuedDocument.objects.get(
        pk=done(actions.issue([actions.Issue(order_id=order.pk, **words)], actor="test"))[0]
    )


def text(pdf):
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_receipt_says_what_the_law_wants_and_adds_up_like_the_order():
    order = paid(1080, 2)
    row = issue(order, addressee="株式会社あて 御中", purpose="お茶代として")
    document, pdf = actions.hand_out(row.pk, actor="test")
    words = text(pdf)
    for one in (
        "領",
        "株式会社あて 御中",
        "お茶代として",
        "T7000012050002",
        "株式会社見本",
        order.number,
        "8%",
        "¥2,160",
        "¥160",
    ):
        assert one in words, one
    assert (document.amount, document.qualified) == (order.billed, True)
    assert sum(rate["gross"] for rate in document.data["rates"]) == order.total
    assert "再発行" not in words


def test_the_second_copy_is_marked_and_the_first_never_changes():
    row = issue(paid())
    first = actions.hand_out(row.pk, actor="test")[1]
    second = actions.hand_out(row.pk, actor="test")[1]
    assert "再発行（2回目）" in text(second)
    assert "再発行" not in text(first)
    with pytest.raises(DatabaseError), transaction.atomic():
        IssuedDocument.objects.filter(pk=row.pk).update(amount=1)


def test_numbers_have_no_gaps_even_after_a_failure():
    numbers = [issue(paid()).number]
    with transaction.atomic():
        issue(paid())
        transaction.set_rollback(True)
    numbers.append(issue(paid()).number)
    assert [int(number[-6:]) for number in numbers] == [1, 2]


def test_one_receipt_an_order_and_none_before_it_is_paid():
    order = paid()
    issue(order)
    assert len(actions.issue([actions.Issue(order_id=order.pk)], actor="test").refused) == 1
    unpaid = place(incoming(channel_code="shop", payment_method="bank_transfer"))[0]
    assert len(actions.issue([actions.Issue(order_id=unpaid.pk)], actor="test").refused) == 1
    assert done(actions.issue([actions.Issue(order_id=unpaid.pk, kind="invoice")], actor="test"))


def test_cash_on_delivery_has_the_carriers_receipt_unless_somebody_insists():
    order = place(incoming(channel_code="shop", payment_method="cod"))[0]
    assert actions.issue([actions.Issue(order_id=order.pk)], actor="test").done == []
    assert done(actions.issue([actions.Issue(order_id=order.pk, even_so=True)], actor="test"))


def test_malls_issue_their_own():
    order = place(incoming(payment_method="mall"))[0]
    type(order.channel).objects.filter(pk=order.channel_id).update(issues_documents=False)
    assert actions.issue([actions.Issue(order_id=order.pk, kind="invoice")], actor="test").done == []


def test_a_correction_names_the_first_which_stays():
    row = issue(paid(), addressee="まちがい 様")
    new = IssuedDocument.objects.get(
        pk=actions.correct(row.pk, addressee="ただしい 様", purpose="お品代として", reason="宛名の誤り", actor="test")
    )
    assert (new.corrects_id, new.number != row.number) == (row.pk, True)
    assert row.number in text(actions.hand_out(new.pk, actor="test")[1])
    with pytest.raises(Refused):
        actions.correct(row.pk, addressee="x", purpose="y", reason="z", actor="test")


def test_returned_pieces_make_one_credit_note_with_their_tax():
    order = paid(10_800, 2)
    row = order.lines.get()
    actions.ship_pieces([actions.ShippedPieces(row.pk, 2)], actor="test")
    done(actions.return_lines([actions.ReturnLine(row.pk, 1, True, "x")], actor="test"))
    made = [one for _ in range(2) for one in actions.issue_credit_notes([order.pk], actor="test")]
    assert len(made) == 1
    note = IssuedDocument.objects.get(pk=made[0])
    assert (note.amount, note.data["rates"][0]["tax"]) == (10_800, 800)
    assert order.number in note.data["original"]
    assert "返還" in text(actions.hand_out(note.pk, actor="test")[1])


def test_small_returns_need_no_credit_note():
    order = paid(1000, 1)
    row = order.lines.get()
    actions.ship_pieces([actions.ShippedPieces(row.pk, 1)], actor="test")
    done(actions.return_lines([actions.ReturnLine(row.pk, 1, True, "x")], actor="test"))
    assert actions.issue_credit_notes([order.pk], actor="test") == []


@pytest.mark.parametrize(
    ("net", "method", "yen"),
    [(49_999, "bank_transfer", 0), (50_000, "bank_transfer", 200), (1_000_001, "cod", 400), (90_000, "card", 0)],
)
def test_stamp_duty(net, method, yen):
    assert stamps.duty(net, method) == yen


def test_only_paper_bears_the_stamp_box():
    row = issue(paid(60_000))
    assert "収入印紙は貼付しておりません" in text(actions.hand_out(row.pk, actor="test")[1])
    assert "200円" in text(actions.hand_out(row.pk, printed=True, actor="test")[1])


def test_documents_are_found_by_day_amount_and_name_and_taken_out_with_an_index():
    one, two = issue(paid(1000), addressee="山田花子 様"), issue(paid(3000), addressee="霞商店 御中")
    assert list(queries.documents(queries.Wanted(least=2000, name="霞", since=two.day, until=two.day))) == [two]
    assert list(queries.documents(queries.Wanted(most=2000))) == [one]
    packed = zipfile.ZipFile(io.BytesIO(queries.archive(queries.documents(queries.Wanted()))))
    names = packed.namelist()
    assert f"{two.day:%Y%m%d}_霞商店御中_3000_{two.number}.pdf" in names
    assert two.digest in packed.read("索引簿.csv").decode("utf-8-sig")


def test_the_screens_speak_and_ask_for_permission(client):
    order = paid()
    issue(order)
    sign_in(client, make_staff("accounting"))
    page = client.get(reverse("orders:documents"), {"least": "1"}).content.decode()
    assert "領収書・請求書" in page
    assert client.get(reverse("orders:document_archive")).status_code == 200
    sign_in(client, make_staff("warehouse"))
    assert client.get(reverse("orders:documents")).status_code == 403


def test_many_documents_ask_as_little_as_one(django_assert_max_num_queries):
    for count in (1, 4):
        orders = [paid() for _ in range(count)]
        asked = [actions.Issue(order_id=order.pk, kind="invoice") for order in orders]
        with django_assert_max_num_queries(14):
            done(actions.issue(asked, actor="test"))


def test_asked_for_twice_in_one_batch_it_is_one():
    order = paid()
    outcome = actions.issue([actions.Issue(order_id=order.pk)] * 2, actor="test")
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)

"""A bank's file on the real tables: every receipt once, sure ones matched, everything undone again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from akinai.core import clock, subjects
from akinai.core.outcome import Refused
from akinai.core.tables import Unreadable
from akinai.payments import actions, doctor
from akinai.payments.actions import Choice
from akinai.payments.models import BankLine, BankMatch, MoneyTask, PayerAlias, PaymentEvent
from akinai.payments.tests.making import fresh, funds, make_payment
from akinai.payments.tests.zengin import NOW, make_bank, notice, statement

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def saturday():
    with clock.frozen(NOW):
        yield make_bank()
        assert list(doctor.matched_transfers_stand_in_the_ledger()) == []


def read(data: bytes, name: str = "a.txt", **fields):
    return actions.read_bank_file(data, name, account_code="main", actor="test", **fields)


def pay(amount: int, kana: str, **fields):
    return make_payment(amount, kana=kana, name="漢字", email=f"{amount}@example.jp", **fields)


def test_what_is_sure_is_matched_and_stands_in_the_ledger():
    payment = pay(5500, "ヤマダ タロウ")
    result = read(notice([(5500, "ヤマダ タロウ", "1"), (700, "ダレカ", "2")]))
    assert (result.fresh, result.matched) == (2, 1)
    assert fresh(payment).state == "paid"
    event = PaymentEvent.objects.get(payment=payment)
    assert (event.kind, event.amount, event.source) == ("funds_received", 5500, "bank")
    assert BankLine.objects.get(amount=700).state == "open"


def test_the_same_file_and_an_overlapping_one_add_nothing_twice():
    one, two = (500, "ヤマダ", "000001"), (600, "スズキ", "000002")
    read(notice([one, two]))
    assert read(notice([one, two])).again
    overlapping = read(notice([two, (700, "タナカ", "000003")]))
    assert (overlapping.fresh, overlapping.known) == (1, 1)
    assert BankLine.objects.count() == 3


def test_two_payments_of_one_person_on_one_day_both_survive():
    assert read(notice([(500, "ヤマダ", "000001"), (500, "ヤマダ", "000002")])).fresh == 2
    head = "日付,摘要内容,支払い金額,預かり金額,差引残高\n"
    first = f"{head}2026/11/19,ヤマダ,,500,1500\n2026/11/19,ヤマダ,,500,2000\n".encode()
    assert read(first, "a.csv").fresh == 2
    assert read(first + "2026/11/19,ヤマダ,,500,2500\n".encode(), "b.csv").fresh == 1
    plain = "日付,摘要内容,支払い金額,預かり金額\n2026/11/18,ヤマダ,,500\n2026/11/18,ヤマダ,,500\n".encode()
    assert read(plain, "c.csv").fresh == 2
    assert read(plain + b"2026/11/18,X,,1\n", "d.csv").fresh == 1


def test_notice_and_statement_of_one_receipt_are_one():
    read(notice([(500, "ヤマダ", "000001")]))
    result = read(statement([(500, "ヤマダ", "00000009", True), (500, "ヤマダ", "00000010", True)]))
    assert (result.fresh, result.known) == (1, 1)


def test_a_cancelled_receipt_is_reversed_and_asked_about():
    payment = pay(3300, "スズキ ハナコ")
    read(notice([(3300, "スズキ ハナコ", "000003")]))
    assert fresh(payment).state == "paid"
    result = read(notice([(3300, "スズキ ハナコ", "000003", True), (900, "シラナイ", "000009", True)]))
    assert result.reversed == 1
    assert (fresh(payment).captured, fresh(payment).state) == (0, "pending")
    assert set(BankLine.objects.filter(amount__in=[3300, -3300]).values_list("state", flat=True)) == {"reversed"}
    assert sorted(MoneyTask.objects.filter(kind="reversed").values_list("amount", flat=True)) == [900, 3300]


def test_a_receipt_and_its_cancellation_in_one_file_match_nothing():
    payment = pay(3300, "スズキ ハナコ")
    read(notice([(3300, "スズキ ハナコ", "000003"), (3300, "スズキ ハナコ", "000003", True)]))
    assert fresh(payment).captured == 0


def test_a_person_divides_a_line_and_takes_it_back():
    first, second = pay(1000, "ヤマダ タロウ"), pay(2000, "ヤマダ タロウ")
    read(notice([(3000, "ツマノナマエ", "000001")]))
    line = BankLine.objects.get()
    wrong = actions.match([Choice(line_id=line.pk, parts=[(first.pk, 1000)])], actor="staff:1")
    assert "1,000" in wrong.refused[0].message
    choice = Choice(line_id=line.pk, parts=[(first.pk, 1000), (second.pk, 2000)])
    assert actions.match([choice, choice], actor="staff:1").done == [line.pk]
    assert [fresh(one).state for one in (first, second)] == ["paid", "paid"]
    assert PayerAlias.objects.count() == 2
    assert actions.undo_lines([line.pk], actor="staff:1").done == [line.pk]
    assert [(fresh(one).state, fresh(one).captured) for one in (first, second)] == [("pending", 0), ("pending", 0)]
    assert (PayerAlias.objects.count(), MoneyTask.objects.filter(closed_at=None).count()) == (0, 0)
    assert actions.match_lines(actor="test").done == []
    assert actions.match([choice], actor="staff:1").done == [line.pk]
    assert [fresh(one).captured for one in (first, second)] == [1000, 2000]


def test_the_order_number_before_the_name_is_understood(monkeypatch):
    called = {5: subjects.Called("000123"), 6: subjects.Called("000124")}
    monkeypatch.setitem(subjects._names, "thing", lambda ids: {pk: called[pk] for pk in ids})
    one, two = (pay(4000, "ヤマダ タロウ", documents=(f"thing/{n}",)) for n in (5, 6))
    assert read(notice([(4000, "000124 ヤマダ タロウ", "1")])).matched == 1
    assert [fresh(each).state for each in (one, two)] == ["pending", "paid"]


def test_the_doctor_sees_a_match_that_is_not_in_the_ledger():
    pay(5500, "ヤマダ タロウ")
    read(notice([(5500, "ヤマダ タロウ", "1")]))
    BankMatch.objects.update(amount=5000)
    assert len(list(doctor.matched_transfers_stand_in_the_ledger())) == 2
    BankMatch.objects.update(amount=5500)


def test_a_fee_kept_back_is_accepted_as_paid_and_booked():
    payment = pay(5500, "ヤマダ タロウ")
    read(notice([(5170, "ヤマダ タロウ", "000001")]))
    line = BankLine.objects.get()
    assert line.state == "open"
    odd = actions.match([Choice(line_id=line.pk, parts=[(payment.pk, 5170)], short=200)], actor="staff:1")
    assert odd.refused
    actions.match([Choice(line_id=line.pk, parts=[(payment.pk, 5170)], short=330)], actor="staff:1")
    assert (fresh(payment).state, fresh(payment).captured) == ("paid", 5500)
    assert PaymentEvent.objects.get(payment=payment, kind="fee").amount == 330


def test_part_and_too_much():
    short, over = pay(5000, "ヤマダ"), pay(700, "スズキ")
    read(notice([(2000, "ヤマダ", "000001"), (900, "スズキ", "000002")]))
    part, more = BankLine.objects.order_by("row")
    actions.match([Choice(line_id=part.pk, parts=[(short.pk, 2000)])], actor="staff:1")
    actions.match([Choice(line_id=more.pk, parts=[(over.pk, 900)])], actor="staff:1")
    assert (fresh(short).state, fresh(over).state) == ("part_paid", "overpaid")
    assert set(MoneyTask.objects.values_list("kind", flat=True)) == {"short", "double"}


def test_a_line_that_is_for_no_order_says_why():
    read(notice([(12, "リソク", "000001")]))
    line = BankLine.objects.get()
    assert actions.ignore_lines([line.pk], note=" ", actor="staff:1").refused
    assert actions.ignore_lines([line.pk], note="利息", actor="staff:1").done == [line.pk]
    assert actions.ignore_lines([line.pk], note="利息", actor="staff:1").refused
    actions.undo_lines([line.pk], actor="staff:1")
    assert BankLine.objects.get().state == "open"


def test_money_for_what_was_paid_already_waits_for_a_person():
    funds(pay(5500, "ヤマダ タロウ"))
    read(notice([(5500, "ヤマダ タロウ", "000001")]))
    assert BankLine.objects.get().state == "open"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (notice([(1, "ア", "1")], number="0000009"), "0000009"),
        (b"", "empty"),
        (b"x" * 300, "column"),
        (b"\xff\x00", "file|column"),
    ],
)
def test_a_bad_file_is_refused_and_harms_nothing(data, says):
    with pytest.raises(Unreadable, match=says):
        read(data)
    with pytest.raises(Refused):
        actions.read_bank_file(data, "a", account_code="nobody", actor="test")
    assert BankLine.objects.count() == 0


def test_a_file_of_several_accounts_goes_to_each():
    make_bank("second", "7654321")
    data = notice([(100, "アイ", "1")], end=False) + notice([(200, "ウエ", "1")], number="7654321")
    assert read(data).fresh == 2
    assert set(BankLine.objects.values_list("account__code", "amount")) == {("main", 100), ("second", 200)}


def test_the_profile_is_remembered():
    data = "いつ,だれ,いくら\n2026/11/20,ヤマダ,500\n".encode()
    profile = {"columns": {"date": "いつ", "payer": "だれ", "in": "いくら"}}
    assert read(data, "a.csv", profile=profile).fresh == 1
    assert read("いつ,だれ,いくら\n2026/11/21,ヤマダ,900\n".encode(), "b.csv").fresh == 1


def test_statements_do_not_grow_with_the_file():
    def count(data: bytes) -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            read(data)
        return len(seen)

    few = [pay(1000 + n, f"ヤマダ {'アイウエオカキクケコ'[n]}") for n in range(2)]
    small = count(notice([(one.amount, one.payer_kana, f"{n:06d}") for n, one in enumerate(few)]))
    many = [pay(5000 + n, f"スズキ {'アイウエオカキクケコサシスセソタチツテト'[n]}ミ") for n in range(20)]
    large = count(notice([(one.amount, one.payer_kana, f"{n + 50:06d}") for n, one in enumerate(many)]))
    assert {fresh(one).state for one in many} == {"paid"}
    assert large == small

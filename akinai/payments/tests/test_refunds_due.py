"""返金 by transfer: nobody alone can send money, nothing goes back twice, the file is what was meant."""

import datetime as dt
import re

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.core import clock
from akinai.core.models import Mail, Shop
from akinai.core.outcome import Refused
from akinai.payments import actions
from akinai.payments.actions import Ask, RefundWish
from akinai.payments.bank import transfers
from akinai.payments.bank.transfers import Payee, Payer, Transfer
from akinai.payments.models import MoneyTask, RefundDue
from akinai.payments.tests.making import fresh, funds, make_payment
from akinai.payments.tests.zengin import NOW, make_bank

pytestmark = [pytest.mark.usefixtures("english")]
CALM = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
ACCOUNT = {"bank_code": "0001", "bank": "みずほ", "branch_code": "123", "branch": "本店", "kind": "1",
           "number": "123-4567", "holder": "やまだ　たろう"}  # fmt: skip
BASE = "https://shop.example"
MONDAY = dt.date(2026, 11, 24)


@pytest.fixture
def shop(db):
    with clock.frozen(NOW):
        Shop.objects.update_or_create(pk=1, defaults={"name": "あきない堂", "email": "shop@example.jp"})
        yield make_bank()


def ask(payment=None, amount: int = 500, **fields) -> RefundDue:
    payment = payment or funds(make_payment(1000))
    wish = RefundWish(payment_id=payment.pk, amount=amount, reason="返品", **fields)
    [pk] = actions.ask_refund([wish], base=BASE, actor="staff:1").done
    return RefundDue.objects.get(pk=pk)


def state(row: RefundDue) -> str:
    return RefundDue.objects.get(pk=row.pk).state


def ready(**fields) -> RefundDue:
    row = ask(**fields)
    return actions.give_account(row.token, ACCOUNT, actor="buyer")


def test_the_whole_way_of_a_refund(shop):
    payment = funds(make_payment(1000))
    row = ask(payment, 700)
    [letter] = Mail.objects.filter(kind="payments.refund_ask")
    assert f"{BASE}/pay/refund/{row.token}/" in letter.body
    actions.give_account(row.token, ACCOUNT, actor="buyer")
    assert "1234567" not in RefundDue.objects.get().bank_sealed
    assert actions.account_of(RefundDue.objects.get())["holder"] == "ﾔﾏﾀﾞ ﾀﾛｳ"
    assert actions.approve_refunds([row.pk], actor="staff:2").done == [row.pk]
    made = actions.write_transfer_file([row.pk], account_code="main", pay_on=MONDAY, actor="staff:2")
    assert (made.count, made.total) == (1, 700)
    with default_storage.open(made.file) as file:
        data = file.read()
    assert {len(line) for line in data.split(b"\r\n")[:-1]} == {120}
    [told] = transfers.read_transfers(data)
    assert (told.amount, told.customer, told.payee.number) == (700, str(row.pk), "1234567")
    assert actions.mark_refunds_paid([row.pk], paid_on=NOW.date(), actor="staff:2").done == [row.pk]
    assert (fresh(payment).refunded, fresh(payment).state) == (700, "part_refunded")
    [paid] = Mail.objects.filter(kind="payments.refund_paid")
    assert "＊＊＊567" in paid.body
    assert "1234567" not in paid.body


def test_nobody_approves_what_he_asked_or_entered(shop):
    row = ready()
    refused = actions.approve_refunds([row.pk], actor="staff:1").refused
    assert "Somebody else" in refused[0].message
    other = ask()
    actions.enter_account(other.pk, ACCOUNT, actor="staff:2")
    assert "entered the account" in actions.approve_refunds([other.pk], actor="staff:2").refused[0].message
    assert actions.approve_refunds([row.pk, other.pk], actor="staff:3").done == [row.pk, other.pk]


def test_an_amount_goes_back_once(shop):
    payment = funds(make_payment(1000))
    wish = RefundWish(payment_id=payment.pk, amount=600, reason="")
    outcome = actions.ask_refund([wish, wish], base=BASE, actor="staff:1")
    assert (len(outcome.done), len(outcome.refused)) == (1, 1)
    assert "¥400" in outcome.refused[0].message
    assert actions.refund([Ask(payment.pk, 500)], actor="staff:1").refused
    actions.withdraw_refunds(outcome.done, actor="staff:1")
    assert actions.ask_refund([wish], base=BASE, actor="staff:1").done
    assert not MoneyTask.objects.filter(kind="refund_failed", closed_at=None).exists()


def test_the_form_works_once(shop):
    row = ask()
    with pytest.raises(Refused) as wrong:
        actions.give_account(row.token, {**ACCOUNT, "holder": "山田", "number": "x", "bank_code": "1"}, actor="buyer")
    assert {one.field for one in wrong.value.refusals} == {"holder", "number", "bank_code"}
    actions.give_account(row.token, ACCOUNT, actor="buyer")
    with pytest.raises(Refused, match="not valid any more"):
        actions.give_account(row.token, ACCOUNT, actor="buyer")


def test_the_form_ends_after_its_time(shop):
    row = ask()
    with clock.frozen(NOW + dt.timedelta(days=61)):
        assert actions.by_token(row.token) is None


def test_steps_out_of_their_order_are_refused_in_words(shop):
    row = ask()
    assert actions.approve_refunds([row.pk], actor="staff:2").refused
    assert actions.mark_refunds_paid([row.pk], paid_on=NOW.date(), actor="staff:2").refused
    with pytest.raises(Refused):
        actions.write_transfer_file([row.pk], account_code="main", pay_on=MONDAY, actor="staff:2")
    ready_row = ready()
    actions.approve_refunds([ready_row.pk], actor="staff:2")
    for day in (NOW.date(), dt.date(2026, 11, 23), dt.date(2027, 11, 24), dt.date(2026, 11, 20)):
        with pytest.raises(Refused):  # Saturday, a holiday, too far, over
            actions.write_transfer_file([ready_row.pk], account_code="main", pay_on=day, actor="staff:2")
    make_bank("bare", consignor="")
    with pytest.raises(Refused, match="Consignor"):
        actions.write_transfer_file([ready_row.pk], account_code="bare", pay_on=MONDAY, actor="staff:2")


def test_a_file_that_was_not_sent_is_withdrawn(shop):
    row = ready()
    actions.approve_refunds([row.pk], actor="staff:2")
    made = actions.write_transfer_file([row.pk], account_code="main", pay_on=MONDAY, actor="staff:2")
    assert actions.withdraw_refunds([row.pk], actor="staff:2").refused
    actions.withdraw_transfer_file(made.pk, actor="staff:2")
    assert state(row) == "approved"
    actions.unapprove_refunds([row.pk], actor="staff:2")
    assert state(row) == "ready"


def test_a_transfer_that_came_back_is_asked_for_anew(shop):
    payment = funds(make_payment(1000))
    row = ask(payment, 1000)
    actions.give_account(row.token, ACCOUNT, actor="buyer")
    actions.approve_refunds([row.pk], actor="staff:2")
    actions.write_transfer_file([row.pk], account_code="main", pay_on=MONDAY, actor="staff:2")
    actions.mark_refunds_paid([row.pk], paid_on=NOW.date(), actor="staff:2")
    assert fresh(payment).refunded == 1000
    actions.refunds_came_back([row.pk], base=BASE, actor="staff:2")
    assert fresh(payment).refunded == 0
    assert RefundDue.objects.get(state="asked").amount == 1000
    assert MoneyTask.objects.filter(kind="refund_failed", closed_at=None).count() == 1


def test_money_of_no_payment_needs_a_reason(shop):
    wish = RefundWish(payment_id=None, amount=100, reason=" ")
    assert actions.ask_refund([wish], base=BASE, actor="staff:1").refused
    wish = RefundWish(payment_id=None, amount=100, reason="誤入金", email="a@example.jp", name="ヤマダ")
    assert actions.ask_refund([wish], base=BASE, actor="staff:1").done


def test_statements_do_not_grow(shop):
    def count(n: int) -> int:
        payments = [funds(make_payment(1000)) for _ in range(n)]
        wishes = [RefundWish(payment_id=one.pk, amount=10, reason="") for one in payments]
        with CaptureQueriesContext(connection) as seen:
            actions.ask_refund(wishes, base=BASE, actor="staff:1")
        return len(seen)

    assert count(2) == count(9)


@pytest.mark.parametrize(
    ("symbol", "number", "branch", "account", "kind"),
    [("10280", "12345671", "028", "1234567", "1"), ("00190-2".replace("-2", ""), "123456", "019", "0123456", "2")],
)
def test_the_numbers_of_yucho_are_translated(symbol, number, branch, account, kind):
    payee, problems = transfers.check_payee({**ACCOUNT, "bank_code": "9900", "branch_code": symbol, "number": number})
    assert problems == []
    assert (payee.branch_code, payee.number, payee.kind) == (branch, account, kind)


NAMES = st.from_regex(re.compile(r"[ｱ-ﾝ](?:[ｱ-ﾝ0-9A-Z().\- ]{0,28}[ｱ-ﾝ])?"), fullmatch=True).map(
    lambda text: re.sub(" +", " ", text)
)
PAYEES = st.builds(
    Payee,
    bank_code=st.from_regex(r"[0-9]{4}", fullmatch=True),
    branch_code=st.from_regex(r"[0-9]{3}", fullmatch=True),
    kind=st.sampled_from(transfers.KINDS),
    number=st.from_regex(r"[0-9]{7}", fullmatch=True),
    holder=NAMES,
)
ROWS = st.builds(
    Transfer, payee=PAYEES, amount=st.integers(1, transfers.LARGEST), customer=st.integers(1, 10**10 - 1).map(str)
)


@CALM
@given(rows=st.lists(ROWS, max_size=20), day=st.dates(dt.date(2026, 1, 1), dt.date(2027, 12, 31)))
def test_a_transfer_file_reads_back_as_it_was_meant(rows, day):
    rows = [one for one in rows if one.payee.number.isascii() and one.payee.bank_code.isascii()]
    payer = Payer(consignor="1234567890", holder="カ)アキナイ", bank="みずほ", bank_code="0001", branch_code="001",
                  branch="ホンテン", kind="1", number="7654321")  # fmt: skip
    made = transfers.write_transfers(payer, rows, pay_on=day)
    assert transfers.read_transfers(made) == rows
    records = made.split(b"\r\n")
    assert records[-3][1:19] == f"{len(rows):06d}{sum(one.amount for one in rows):012d}".encode()

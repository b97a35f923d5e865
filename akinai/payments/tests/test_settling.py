"""Settlement files: every yen of the file is explained or listed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.core import clock
from akinai.core.outcome import Refused
from akinai.core.tables import Unreadable
from akinai.payments import actions
from akinai.payments import settled as settlements
from akinai.payments.actions import Applied, Fact
from akinai.payments.bank.payouts import Layout, built_in, read_payout
from akinai.payments.models import BankLine, SettlementLine
from akinai.payments.tests.making import fresh, funds, make_payment
from akinai.payments.tests.zengin import NOW, make_bank, notice

pytestmark = [pytest.mark.usefixtures("english")]
CALM = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
HEAD = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC),Description"


@pytest.fixture
def now(db):
    with clock.frozen(NOW):
        yield


def stripe(*rows: tuple) -> bytes:
    """Rows: (type, source, amount, fee, description)."""
    lines = [
        f"txn_{n},{kind},{source},{amount},{fee},{amount - fee},jpy,2026-11-18 03:04:05,2026-11-20,{words}"
        for n, (kind, source, amount, fee, words) in enumerate(rows)
    ]
    return "\n".join([HEAD, *lines]).encode()


def read(data: bytes, layout: str = "stripe"):
    return actions.read_settlement(data, "a.csv", layout_code=layout, actor="test")


def test_four_kinds_of_lines_are_told_apart(now):
    good, other = funds(make_payment(1000), reference="ch_1"), funds(make_payment(2000), reference="ch_2")
    silent = make_payment(3000)
    result = read(
        stripe(
            ("charge", "ch_1", 1000, 36, ""),
            ("charge", "ch_2", 1900, 68, ""),
            ("charge", "ch_9", 3000, 108, silent.merchant_ref),
            ("charge", "ch_8", 700, 25, "?"),
            ("stripe_fee", "", 0, 50, ""),
            ("payout", "po_1", -6313, 0, ""),
        )
    )
    assert result.counts == {"matched": 1, "unknown": 2, "differs": 1, "fee": 1, "explained": 1}
    assert (result.file.gross, result.file.fee, result.file.net) == (6600, 287, 6313)
    assert SettlementLine.objects.get(payment=good).standing == "matched"
    assert SettlementLine.objects.get(payment=other).ours == 2000
    assert settlements.sums([result.file])[result.file.pk].whole
    assert read(stripe(("charge", "ch_1", 1000, 36, ""), *[])).counts["differs"] == 1  # told twice


def test_a_lost_notice_is_taken_in_once(now):
    payment = make_payment(3000)
    read(stripe(("charge", "ch_9", 3000, 108, payment.merchant_ref)))
    line = SettlementLine.objects.get()
    assert actions.apply_lines([Applied(line.pk)], actor="staff:1").done == [line.pk]
    assert (fresh(payment).captured, fresh(payment).state) == (3000, "paid")
    assert actions.apply_lines([Applied(line.pk)], actor="staff:1").refused
    late = Fact(payment_id=payment.pk, kind="captured", amount=3000, reference="ch_9")
    actions.record([late], source="webhook", actor="test")
    assert fresh(payment).captured == 3000


def test_a_line_without_a_payment_is_named_or_explained(now):
    payment = make_payment(700)
    read(stripe(("charge", "ch_8", 700, 25, "?"), ("adjustment", "adj", 5, 0, "")))
    sale, other = SettlementLine.objects.order_by("row")
    assert actions.apply_lines([Applied(sale.pk)], actor="staff:1").refused
    assert actions.apply_lines([Applied(sale.pk, payment.merchant_ref)], actor="staff:1").done
    assert actions.explain_lines([other.pk], note="", actor="staff:1").refused
    assert actions.explain_lines([other.pk], note="端数調整", actor="staff:1").done
    assert actions.reopen_lines([other.pk], actor="staff:1").done
    assert SettlementLine.objects.get(pk=other.pk).standing == "unknown"


def test_cash_on_delivery_becomes_known_by_its_payout(now):
    one, two = make_payment(1000, method="cod"), make_payment(2000, method="cod")
    data = (
        "送り状番号,お客様管理番号,代引金額,手数料,消費税,差引支払額,配達完了日,支払日\n"
        f"123456789012,{one.merchant_ref},1000,300,30,670,2026/11/18,2026/11/20\n"
        f"123456789023,{two.merchant_ref},1500,300,30,1170,2026/11/18,2026/11/20\n"
    ).encode("cp932")
    result = read(data, "yamato-collect")
    assert result.collected == 2
    assert (fresh(one).state, fresh(two).state, fresh(two).captured) == ("paid", "part_paid", 1500)
    assert result.counts == {"matched": 1, "unknown": 0, "differs": 1, "fee": 0, "explained": 0}
    assert read(data, "yamato-collect").again
    assert read(data + b"\n\n", "yamato-collect").collected == 0


def test_a_payout_is_found_at_the_bank(now):
    make_bank()
    funds(make_payment(1000), reference="ch_1")
    file = read(stripe(("charge", "ch_1", 1000, 36, ""))).file
    actions.read_bank_file(
        notice([(964, "ストライプ", "1"), (900, "ダレカ", "2")]), "b", account_code="main", actor="t"
    )
    right, wrong = BankLine.objects.get(amount=964), BankLine.objects.get(amount=900)
    assert [line.pk for line in settlements.payouts_like(file)] == [right.pk]
    with pytest.raises(Refused, match="900"):
        actions.link_payout(file.pk, wrong.pk, actor="staff:1")
    actions.link_payout(file.pk, right.pk, actor="staff:1")
    assert actions.undo_lines([right.pk], actor="staff:1").refused
    actions.unlink_payout(file.pk, actor="staff:1")
    assert BankLine.objects.get(pk=right.pk).state == "open"


def test_what_the_gateway_never_paid_is_listed(now):
    first, old = funds(make_payment(1000), reference="ch_1"), funds(make_payment(2000), reference="ch_2")
    read(stripe(("charge", "ch_1", 1000, 36, "")))
    with clock.frozen(NOW + dt.timedelta(days=15)):
        found = settlements.never_paid_out(first.account_id, days=10)
    assert [(row.payment_id, row.amount) for row in found] == [(old.pk, 2000)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"a,b\n1,2\n", "column"),
        (stripe(("charge", "c", 100, 1, "")).replace(b",99,", b",98,"), "make 99"),
        (stripe(("charge", "c", 100, 1, "")).replace(b"jpy", b"usd"), "USD"),
        (stripe(("charge", "c", 100, 1, "")).replace(b",100,", b",ten,"), "Row 2"),
    ],
)
def test_a_file_that_does_not_add_up_is_refused(now, data, says):
    with pytest.raises(Unreadable, match=says):
        read(data)
    assert SettlementLine.objects.count() == 0


def test_statements_do_not_grow(now):
    def count(n: int, at: int) -> int:
        paid = [funds(make_payment(100), reference=f"ch_{at + k}") for k in range(n)]
        data = stripe(*[("charge", f"ch_{at + k}", 100, 4, "") for k, _one in enumerate(paid)])
        with CaptureQueriesContext(connection) as seen:
            assert read(data).counts["matched"] == n
        return len(seen)

    assert count(2, 0) == count(12, 50)


@pytest.mark.parametrize("code", built_in())
def test_layouts_that_come_along_are_sound(code):
    assert Layout.of(built_in()[code]).columns["references"]


@CALM
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["charge", "refund", "stripe_fee", "dispute"]), st.integers(-9999, 10**6),
                  st.integers(0, 999)),
        max_size=30,
    )
)  # fmt: skip
def test_sums_of_lines_are_the_files(rows):
    data = stripe(*[(kind, f"x{n}", gross, fee, "") for n, (kind, gross, fee) in enumerate(rows)])
    lines = read_payout(data, "a.csv", Layout.of(built_in()["stripe"])) if rows else []
    assert sum(one.gross - one.fee - one.tax for one in lines) == sum(one.net for one in lines)
    assert sum(one.net for one in lines) == sum(gross - fee for _kind, gross, fee in rows)

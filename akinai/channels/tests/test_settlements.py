"""精算 of malls: every yen of a file is explained or listed; what does not add up is refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.channels.actions import settlements as verbs
from akinai.channels.models import MallSettlement, MallSettlementEntry
from akinai.channels.queries import settlements as queries
from akinai.channels.settling.judging import Ours, Theirs, judge
from akinai.channels.settling.layout import KINDS, Layout, built_in
from akinai.channels.settling.reading import read_statement
from akinai.core import clock
from akinai.core.outcome import Refused
from akinai.core.tables import Unreadable
from akinai.inventory.tests.making import make_warehouse
from akinai.orders.models import Order
from akinai.orders.tests.making import make_channel, make_order

pytestmark = pytest.mark.django_db
HEAD = "区分,項目,注文番号,日付,金額"
LAYOUTS = {row["name"]: Layout.of(row["layout"]) for row in built_in()}
AMAZON = (
    "settlement-id\tsettlement-start-date\tsettlement-end-date\tdeposit-date\ttotal-amount\tcurrency\ttransaction-type"
    "\torder-id\tamount-type\tamount-description\tamount\tposted-date\tsku"
)


def file(*rows: tuple) -> bytes:
    """Generic: (kind, order, amount[, name])."""
    lines = [f"{row[0]},{row[3] if len(row) > 3 else ''},{row[1]},2026/11/10,{row[2]}" for row in rows]
    return "\n".join([HEAD, *lines]).encode()


def order(number: str, billed: int, **fields) -> Order:
    made = make_order(channel_number=number, channel_code="mall")
    told = {"billed": billed, "points": 0, "mall_discount": 0} | fields
    Order.objects.filter(pk=made.pk).update(**told)
    return made


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def mall():
    make_warehouse()
    return make_channel("mall", kind="rakuten")


def read(data: bytes, layout: str = "generic", **more):
    return verbs.read_mall_settlement(data, "s.csv", channel_code="mall", layout_name=layout, actor="test", **more)


def entry(number: str) -> MallSettlementEntry:
    return MallSettlementEntry.objects.get(number=number)


def test_every_order_stands_beside_ours(mall):
    order("A", 1000)
    order("B", 900, points=100)
    order("C", 800, mall_discount=200)
    order("D", 500)
    result = read(
        file(
            ("売上", "A", 1000), ("販売手数料", "A", -100),
            ("売上", "B", 900),
            ("売上", "C", 800), ("モールクーポン", "C", 200),
            ("売上", "D", 450),
            ("売上", "X", 300),
            ("手数料", "", -50, "広告"),
            ("調整", "", 7),
            ("繰越", "", -20),
            ("入金", "", 3487),
        )
    )  # fmt: skip
    assert result.counts == {"agrees": 2, "differs": 2, "unknown": 1, "costs": 2, "listed": 1, "explained": 0}
    assert (entry("B").by, entry("B").reason) == (-100, "points")
    assert (entry("D").by, entry("D").reason) == (-50, "fee")
    assert (entry("A").goods, entry("A").costs, entry("A").ours) == (1000, -100, 1000)
    sums = queries.standings([result.settlement])[result.settlement.pk]
    assert (sums.whole, sums.total, sums.open) == (True, 3487, 4)
    assert (result.settlement.payout, result.settlement.told) == (3487, True)
    fees = {(row.name, row.share) for row in queries.by_kind(result.settlement) if row.kind == "commission"}
    assert fees == {("販売手数料", 2.74)}
    assert read(file(("売上", "A", 1000))).counts["differs"] == 1
    assert MallSettlementEntry.objects.filter(number="A", reason="twice").count() == 1


def test_the_same_bytes_are_one_file(mall):
    assert not read(file(("売上", "A", 1000))).again
    assert read(file(("売上", "A", 1000))).again
    assert MallSettlement.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (file(("売上", "A", 1000), ("入金", "", 999)), "make 1,000 yen, but the payout is 999 yen: -1 yen"),
        (file(("売上", "A", "千円")), "Row 2"),
        (b"a,b\n1,2\n", "column"),
        (file(("入金", "", 999)), "no line"),
    ],
)
def test_what_does_not_add_up_is_refused(mall, data, says):
    with pytest.raises(Unreadable, match=says):
        read(data)
    assert not MallSettlement.objects.exists()


def test_a_payout_only_the_bank_knows(mall):
    with pytest.raises(Unreadable, match="-1 yen"):
        read(file(("売上", "A", 1000)), payout=999)
    assert read(file(("売上", "A", 1000)), payout=1000).settlement.told
    with pytest.raises(Refused, match="channel"):
        verbs.read_mall_settlement(b"", "a", channel_code="nowhere", layout_name="generic", actor="test")
    with pytest.raises(Refused, match="layout"):
        read(b"", "nothing")


def test_an_order_in_two_periods_agrees_with_the_second(mall):
    order("A", 1000, shipping_fee=300)
    read(file(("売上", "A", 400)))
    assert (entry("A").standing, entry("A").by, entry("A").reason) == ("differs", -600, "period")
    second = read(file(("売上", "A", 600)))
    assert second.counts["agrees"] == 1
    assert set(MallSettlementEntry.objects.values_list("standing", "reason")) == {("agrees", "periods")}
    verbs.drop_mall_settlement(second.settlement.pk, actor="test")
    assert (entry("A").standing, entry("A").by, entry("A").reason) == ("differs", -600, "period")


def test_an_order_taken_back_in_a_later_period_is_settled_in_both(mall):
    order("A", 1000, cancelled=True)
    first = read(file(("売上", "A", 1000))).settlement
    assert (entry("A").by, entry("A").reason) == (1000, "cancelled")
    read(file(("返金", "A", -1000)))
    assert set(MallSettlementEntry.objects.values_list("standing", "by")) == {("agrees", 0)}
    verbs.drop_mall_settlement(first.pk, actor="test")
    assert (entry("A").standing, entry("A").by) == ("differs", -1000)


def test_what_the_mall_adjusted_stays_listed_when_the_rest_comes(mall):
    order("A", 1000)
    first = read(file(("売上", "A", 600), ("調整", "A", -50))).settlement
    assert read(file(("売上", "A", 400))).counts["agrees"] == 1
    rest = first.entries.get()
    assert (rest.standing, rest.by, rest.reason) == ("differs", -50, "adjusted")


def test_files_of_overlapping_periods_until_one_is_taken_back(mall):
    order("A", 1000)
    first = read(file(("売上", "A", 1000))).settlement
    second = read(file(("売上", "A", 1000), ("手数料", "", -1))).settlement
    assert second.entries.get(number="A").reason == "twice"
    verbs.drop_mall_settlement(first.pk, actor="test")
    assert entry("A").standing == "agrees"


def test_orders_that_come_or_go_later(mall):
    settlement = read(file(("売上", "A", 1000), ("売上", "B", 500), ("返金", "B", -500))).settlement
    made = order("A", 1000)
    order("B", 500, cancelled=True)
    assert len(verbs.recheck_mall_settlement(settlement.pk, actor="test").done) == 2
    assert {row.standing for row in settlement.entries.all()} == {"agrees"}
    assert entry("A").order == made.pk
    order("C", 700, cancelled=True)
    read(file(("売上", "C", 700)))
    assert (entry("C").by, entry("C").reason) == (700, "cancelled")


def test_a_rest_is_explained_and_taken_back(mall):
    settlement = read(file(("調整", "", 7), ("手数料", "", -3))).settlement
    rest = settlement.entries.get(standing="listed")
    assert verbs.explain_entries([rest.pk], note=" ", actor="staff:1").refused
    assert verbs.explain_entries([rest.pk], note="端数", actor="staff:1").done == [rest.pk]
    assert queries.settlements_open() == 0
    assert queries.standings([settlement])[settlement.pk].whole
    with pytest.raises(Refused):
        verbs.drop_mall_settlement(settlement.pk, actor="staff:1")
    assert verbs.reopen_entries([rest.pk], actor="staff:1").done
    assert verbs.reopen_entries([rest.pk], actor="staff:1").refused
    verbs.drop_mall_settlement(settlement.pk, actor="staff:1")
    assert not MallSettlement.objects.exists()


def test_what_no_settlement_speaks_of(mall):
    when = dt.datetime(2026, 11, 12, 9, 0, tzinfo=clock.JST)
    with clock.frozen(when):
        silent, told = order("A", 1000, shipped_at=when), order("B", 500, shipped_at=when)
        read(file(("売上", told.channel_number, 500)))
        assert not queries.never_settled(mall, days=45).exists()
    with clock.frozen(when + dt.timedelta(days=46)):
        assert [row.pk for row in queries.never_settled(mall, days=45)] == [silent.pk]


def amazon(*rows: tuple, total: int) -> bytes:
    """(type, order, amount type, description, amount)."""
    head = f"9001\t2026-11-01 00:00:00 UTC\t2026-11-14 23:59:59 UTC\t2026-11-16 00:00:00 UTC\t{total}\tJPY"
    lines = [f"9001\t\t\t\t\t\t{row[0]}\t{row[1]}\t{row[2]}\t{row[3]}\t{row[4]}\t2026-11-05\tS" for row in rows]
    return "\r\n".join([AMAZON, head + "\t" * 7, *lines]).encode("cp932")


def test_amazons_report(mall):
    order("250-1234567-1234567", 1400)
    data = amazon(
        ("Order", "250-1234567-1234567", "ItemPrice", "Principal", "1000.00"),
        ("Order", "250-1234567-1234567", "ItemPrice", "Tax", 100),
        ("Order", "250-1234567-1234567", "ItemPrice", "Shipping", 400),
        ("Order", "250-1234567-1234567", "Promotion", "Shipping", -100),
        ("Order", "250-1234567-1234567", "ItemFees", "Commission", -150),
        ("other-transaction", "", "other-transaction", "Previous Reserve Amount Balance", 30),
        ("ServiceFee", "", "Cost of Advertising", "TransactionTotalAmount", -80),
        ("Moon", "", "Dust", "Grain", 1),
        total=1201,
    )
    result = read(data, "amazon")
    assert result.counts == {"agrees": 1, "differs": 0, "unknown": 0, "costs": 2, "listed": 1, "explained": 0}
    assert str(result.settlement.paid_out_on) == "2026-11-16"
    assert (str(result.settlement.start), str(result.settlement.end)) == ("2026-11-01", "2026-11-14")
    with pytest.raises(Unreadable, match="not explained"):
        read(data.replace(b"\t1201\t", b"\t1200\t"), "amazon")


def test_shopifys_rakutens_and_yahoos_files(mall):
    order("#1001", 2000)
    order("359-1", 900, points=100)
    order("shop-1", 700)
    shopify = "Transaction Date,Type,Order,Payout Date,Amount,Fee,Net,Currency\n"
    shopify += "2026-11-05 10:00:00 +0900,charge,#1001,2026-11-10,2000,68,1932,JPY\n"
    shopify += "2026-11-10 10:00:00 +0900,payout,,2026-11-10,-1932,0,-1932,JPY\n"
    assert read(shopify.encode(), "shopify").counts["agrees"] == 1
    with pytest.raises(Unreadable, match="make 1,931"):
        read(shopify.replace("68", "69").encode(), "shopify")
    rakuten = "処理区分,注文番号,注文日,売上金額,ポイント利用額,システム利用料,差引精算額\n"
    rakuten += "売上,359-1,2026/11/05,900,100,40,960\n合計,,,900,100,40,960\n"
    assert read(rakuten.encode("cp932"), "rakuten").counts["agrees"] == 1
    # A refund without its minus, made less by the shop's own coupon; the bank's fee is no payout.
    back = "処理区分,注文番号,売上金額,店舗負担クーポン額\n返金,359-1,1200,200\n振込手数料,,-330,\n振込額,,-1330,\n"
    assert read(back.encode("cp932"), "rakuten").settlement.payout == -1330
    assert [row.refunds for row in MallSettlementEntry.objects.filter(number="359-1", refunds__lt=0)] == [-1000]
    yahoo = "利用日,注文ID,利用項目,金額(税込)\n2026/11/05,shop-1,決済金額,700\n2026/11/05,shop-1,決済手数料,-25\n"
    assert read(yahoo.encode("cp932"), "yahoo").settlement.payout == 675
    fees = "利用項目,注文ID,金額\n決済手数料キャンセル,shop-1,25\n振込手数料,,-108\n振込額,,-83\n"
    assert read(fees.encode("cp932"), "yahoo").counts["costs"] == 2


def test_the_reasons_in_their_order():
    def of(ours: Ours, earlier: int = 0, **kinds: int) -> tuple[str, int, str]:
        theirs = Theirs()
        for kind, amount in kinds.items():
            theirs.add(kind, amount)
        verdict = judge(theirs, ours, earlier)
        return verdict.standing, verdict.by, verdict.reason

    assert of(Ours(billed=900, points=100, mall_discount=50), sale=900) == ("differs", -150, "points_coupon")
    assert of(Ours(billed=900, mall_discount=50), sale=900) == ("differs", -50, "coupon")
    assert of(Ours(billed=900, points=100), sale=1100) == ("differs", 100, "points_doubled")
    assert of(Ours(billed=900, shipping=500), sale=400, commission=-1) == ("differs", -500, "shipping")
    assert of(Ours(billed=900), sale=900, refund=-200) == ("differs", -200, "refunded")
    assert of(Ours(billed=900), sale=900, adjustment=5) == ("differs", 5, "adjusted")
    assert of(Ours(), sale=900)[2] == "untold"
    assert of(Ours(billed=900, currency="USD"), sale=900)[2] == "currency"
    assert of(Ours(billed=900), commission=-40) == ("costs", 0, "")
    assert of(Ours(total=900), sale=900) == ("agrees", 0, "")
    assert of(Ours(billed=900, cancelled=True), earlier=900, refund=-900) == ("agrees", 0, "periods")


ROWS = st.lists(
    st.tuples(
        st.sampled_from([*(kind for kind in KINDS if kind != "payout"), "謎"]),
        st.sampled_from(["", "A", "B", "C"]),
        st.integers(-(10**6), 10**6).filter(bool),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, off=st.integers(-3, 3))
def test_the_standings_always_make_the_payout(mall, rows, off):
    if not Order.objects.filter(channel=mall).exists():
        order("A", 1000)
        order("B", 900, points=100)
    total = sum(amount for _kind, _number, amount in rows)
    data = file(*rows, ("payout", "", total + off))
    if off:
        with pytest.raises(Unreadable):
            read(data)
        return
    result = read(data)
    sums = queries.standings([result.settlement])[result.settlement.pk]
    assert sums.whole
    assert sums.total == total == result.settlement.payout
    assert sum(row.amount for row in queries.by_kind(result.settlement)) == total


def test_statements_do_not_grow(mall):
    order("A", 10)

    def statements(n: int) -> int:
        data = file(*[("売上", f"N{n}-{k}", 10) for k in range(n)], ("売上", "A", n))
        with CaptureQueriesContext(connection) as seen:
            read(data)
        return len(seen)

    statements(2)  # from now on an older file speaks of A
    assert statements(1) == statements(40)


def test_layouts_are_checked():
    with pytest.raises(ValueError, match="order"):
        Layout.of({"columns": {}})
    with pytest.raises(ValueError, match="loot"):
        Layout.of({"columns": {"order": ["a"]}, "amounts": [{"columns": ["b"], "kind": "loot"}]})
    with pytest.raises(ValueError, match="read"):
        Layout.of({"columns": {"order": ["a"]}, "amounts": ["b"]})
    with pytest.raises(Unreadable, match="USD"):
        read_statement(b"order,amount,currency\nA,1,USD\n", "a.csv", LAYOUTS["generic"])

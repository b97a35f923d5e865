"""Lines of the bank and what they are for: a match made by itself is never wrong."""

import datetime as dt
import time

import pytest

from akinai.payments.bank import names
from akinai.payments.bank.matching import Book, Candidate, Seen, Wanted, match
from akinai.payments.bank.records import data
from akinai.payments.tests import bank_cases

FEES = data("marks")["transfer_fees"]
DAY = dt.date(2026, 11, 20)


def wanted(pk: int, due: int, kana: str = "ヤマダ タロウ", **fields: object) -> Wanted:
    values = {
        "amount": due,
        "names": names.names_of(str(fields.pop("name", "")), kana),
        "numbers": frozenset({names.number(f"{pk:06d}")}),
        "person": f"{kana}@example.jp",
        "placed_on": DAY - dt.timedelta(days=2),
        "due_on": DAY + dt.timedelta(days=5),
        **fields,
    }
    return Wanted(id=pk, due=due, **values)


def seen(amount: int, payer: str, pk: int = 1, **fields: object) -> Seen:
    return Seen(id=pk, amount=amount, payer=names.read(payer), booked_on=fields.pop("on", DAY), **fields)


def best(line: Seen, *open_: Wanted, aliases: dict | None = None) -> Candidate | None:
    found = match([line], Book(open_, aliases or {}, FEES))[line.id]
    return found[0] if found else None


def codes(one: Candidate) -> set[str]:
    return {reason.code for reason in one.reasons}


@pytest.mark.parametrize("seed", [1, 2, 3, 2026])
def test_automatic_matches_are_never_wrong(seed, capsys):
    cases = bank_cases.make(seed)
    found = match(cases.lines, Book(cases.wanted, {}, FEES))
    sure = {line: options[0] for line, options in found.items() if options and options[0].sure}
    wrong = [
        (cases.raw[line], one)
        for line, one in sure.items()
        if frozenset(payment for payment, _amount in one.parts) != cases.truth[line]
    ]
    fair = len(cases.fair & sure.keys())
    real = [line for line, truth in cases.truth.items() if truth]
    named = sum(any({p for p, _a in o.parts} == cases.truth[line] for o in found[line]) for line in real)
    with capsys.disabled():
        print(
            f"\nseed {seed}: {len(sure)} of {len(cases.lines)} lines by themselves, precision "
            f"{1 - len(wrong) / len(sure):.1%}, recall of the clear ones {fair / len(cases.fair):.1%}, "
            f"right candidate shown for {named / len(real):.1%}"
        )
    assert wrong == []
    assert fair / len(cases.fair) > 0.6


def test_the_same_name_and_amount_on_two_open_orders_is_never_sure():
    one = best(seen(5500, "ﾔﾏﾀﾞ ﾀﾛｳ"), wanted(10_001, 5500), wanted(10_002, 5500))
    assert not one.sure
    assert "ask_twins" in codes(one)


def test_the_number_tells_two_orders_apart():
    one = best(seen(5500, "010002ﾔﾏﾀﾞ ﾀﾛｳ"), wanted(10_001, 5500), wanted(10_002, 5500))
    assert one.sure
    assert one.parts == ((10_002, 5500),)
    assert {"number", "name", "amount"} <= codes(one)


def test_two_lines_for_one_order_are_a_persons_matter():
    lines = [seen(5500, "ﾔﾏﾀﾞ ﾀﾛｳ", 1), seen(5500, "ﾔﾏﾀﾞ ﾀﾛｳ", 2)]
    found = match(lines, Book([wanted(10_001, 5500)], {}, FEES))
    assert not found[1][0].sure
    assert not found[2][0].sure
    assert "several_lines" in codes(found[1][0])


def test_a_fee_kept_back_is_proposed_with_its_amount():
    one = best(seen(5170, "ﾔﾏﾀﾞ ﾀﾛｳ"), wanted(10_001, 5500))
    assert (one.short, one.sure) == (330, False)
    assert "fee" in codes(one)


def test_one_transfer_for_three_orders_is_proposed_as_such():
    orders = [wanted(10_000 + n, due) for n, due in enumerate((1100, 2200, 4000), 1)]
    one = best(seen(7300, "ﾔﾏﾀﾞ ﾀﾛｳ"), *orders)
    assert one.parts == ((10_001, 1100), (10_002, 2200), (10_003, 4000))
    assert not one.sure


def test_part_and_too_much_are_shown_and_left_to_a_person():
    assert "amount_short" in codes(best(seen(2000, "ﾔﾏﾀﾞ ﾀﾛｳ"), wanted(10_001, 5500)))
    assert "amount_over" in codes(best(seen(9999, "ﾔﾏﾀﾞ ﾀﾛｳ"), wanted(10_001, 5500)))


def test_a_learned_payer_counts_once_it_was_said_twice():
    order = wanted(10_001, 5500)
    line = seen(5500, "ﾔﾏﾀﾞ ﾊﾅｺ")
    assert best(line, order) is None
    assert not best(line, order, aliases={line.payer.key: {order.person: 1}}).sure
    assert best(line, order, aliases={line.payer.key: {order.person: 2}}).sure


def test_a_number_alone_is_not_enough():
    assert not best(seen(5500, "010001 ｽｽﾞｷ ｲﾁﾛｳ"), wanted(10_001, 5500)).sure


def test_money_for_what_is_closed_is_never_taken_by_itself():
    closed = wanted(10_001, 0, amount=5500, open=False, state="expired")
    one = best(seen(5500, "ﾔﾏﾀﾞ ﾀﾛｳ"), closed)
    assert not one.sure
    assert "closed" in codes(one)
    assert not best(seen(5500, "ﾔﾏﾀﾞ ﾀﾛｳ", on=DAY + dt.timedelta(days=60)), wanted(10_001, 5500)).sure


@pytest.mark.parametrize(
    ("bank", "name", "kana"),
    [
        ("ｶ)ﾔﾏﾀﾞｼﾖｳﾃﾝ", "株式会社山田商店", "ヤマダショウテン"),
        ("ﾔﾏﾀﾞｼﾖｳﾃﾝ(ｶ", "山田商店", "ヤマダショウテン カブシキガイシャ"),
        ("ｶﾌﾞｼｷｶﾞｲｼﾔ ﾔﾏﾀﾞｼﾖｳﾃﾝ", "㈱山田商店", "やまだしょうてん"),
        ("ﾄ-ﾀﾙ ｻ-ﾋﾞｽ", "", "トータルサービス"),
        ("ｷﾖｳｺﾞｸ ｼﾞﾕﾝ", "", "きょうごく　じゅん"),
        ("ｶﾞﾂｺｳ", "", "カ゛ッコウ"),
        ("ABC ﾏ-ｹﾂﾄ", "ＡＢＣマーケット", ""),
        ("ｺﾔﾏ ｦﾄ", "", "コヤマ オト"),
    ],
)
def test_names_as_banks_write_them_are_the_buyers(bank, name, kana):
    assert best(seen(5500, bank), wanted(10_001, 5500, kana, name=name)).sure


@pytest.mark.parametrize(
    ("bank", "kana"),
    [("ｵﾉ ﾖｳｺ", "オオノ ヨウコ"), ("ﾕ)ﾔﾏﾀﾞｼﾖｳﾃﾝ", "ヤマダショウテン カ）"), ("ﾊｶ ﾀﾛｳ", "バカ タロウ")],
)
def test_names_that_only_look_alike_are_not_sure(bank, kana):
    one = best(seen(5500, bank), wanted(10_001, 5500, kana))
    assert one is None or not one.sure


def test_ten_thousand_lines_beside_fifty_thousand_orders_take_seconds():
    cases = bank_cases.make(7, 2_000)
    begun = time.thread_time()  # of the processor: others may be busy too
    match(cases.lines, Book(cases.wanted, {}, FEES))
    assert time.thread_time() - begun < 20

"""Card numbers never survive in a text; order, parcel and telephone numbers do."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.core.cards import luhn, mask_cards

PREFIXES = {
    "4": 16,
    "51": 16,
    "55": 16,
    "2221": 16,
    "2720": 16,
    "3528": 16,
    "3589": 16,
    "34": 15,
    "37": 15,
    "36": 14,
    "38": 14,
    "300": 14,
}
SHAPES = {
    16: [(16,), (4, 4, 4, 4), (8, 8), (1,) * 16],
    15: [(15,), (4, 6, 5), (5, 5, 5)],
    14: [(14,), (4, 6, 4), (7, 7)],
}
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@st.composite
def card_numbers(draw: st.DrawFn) -> str:
    prefix = draw(st.sampled_from(sorted(PREFIXES)))
    body = prefix + draw(st.text("0123456789", min_size=(n := PREFIXES[prefix] - 1 - len(prefix)), max_size=n))
    return next(body + digit for digit in "0123456789" if luhn(body + digit))


@st.composite
def written_cards(draw: st.DrawFn) -> str:
    number = draw(card_numbers())
    gap = draw(st.sampled_from([" ", "-", "－", "\u3000", "―", " - "]))
    pieces, at = [], 0
    for size in draw(st.sampled_from(SHAPES[len(number)])):
        pieces.append(number[at : at + size])
        at += size
    written = gap.join(pieces)
    return written.translate(WIDE) if draw(st.booleans()) else written


@given(written_cards(), st.text("あいカード:、\n a", max_size=20), st.text("です。\n b", max_size=20))
def test_every_card_is_masked_but_for_four_digits(card: str, before: str, after: str) -> None:
    masked, found = mask_cards(before + card + after)
    digits = "".join(re.findall(r"\d", card)).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    assert found
    assert masked == f"{before}****{digits[-4:]}{after}"


@given(written_cards())
def test_masking_twice_changes_nothing_more(card: str) -> None:
    masked, _ = mask_cards(card)
    assert mask_cards(masked) == (masked, False)


@pytest.mark.parametrize(
    "text",
    [
        "503-1234567-7654321",  # Amazon
        "123456-20260401-0000000123",  # 楽天
        "444413758703",
        "4444-1375-8703",
        "4444-1375-8703 4444-1375-8703",
        "444413758703 4444",
        "4901234567894 4901234567894",
        "090-1234-5678 03-4234-5678",
        "4111111111111112",  # wrong check digit
        "9111111111111111",
        "41111111111111111111",  # too long to be a card
        "2026-11-21 10:30",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert mask_cards(text) == (text, False)


@given(st.integers(0, 10**3 - 1), st.integers(0, 10**7 - 1), st.integers(0, 10**7 - 1))
def test_an_amazon_order_number_stays(a: int, b: int, c: int) -> None:
    number = f"{a:03d}-{b:07d}-{c:07d}"
    assert mask_cards(f"注文 {number} です") == (f"注文 {number} です", False)


@given(st.integers(0, 10**6 - 1), st.integers(0, 10**8 - 1), st.integers(0, 10**10 - 1))
def test_a_rakuten_order_number_stays(a: int, b: int, c: int) -> None:
    number = f"{a:06d}-{b:08d}-{c:010d}"
    assert mask_cards(number) == (number, False)


def test_a_card_among_other_numbers_is_found() -> None:
    masked, found = mask_cards("TEL 090-1234-5678 4111 1111 1111 1111 有効期限 12/28")
    assert found
    assert masked == "TEL 090-1234-5678 ****1111 有効期限 12/28"


def test_two_cards_in_one_run() -> None:
    assert mask_cards("4111111111111111 5555555555554444")[0] == "****1111 ****4444"


def test_ten_megabytes_are_read_in_linear_time() -> None:
    small, large = ("4111 1111 1111 111 " * n for n in (1_000, 2_000))
    assert mask_cards(small) == (small, False)
    assert mask_cards(large) == (large, False)
    assert mask_cards("7" * 10_000_000)[1] is False

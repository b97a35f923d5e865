import io
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from akinai.core import documents

PLAIN = """#import "paper.typ": *
#show: paper
#let data = json("data.json")
#for it in data.texts { page(it) }"""


def read(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def unpacked(symbol: dict) -> str:
    """Read a Code 128 symbol back from its bars, as a scanner does."""
    edges = [x for start, width in symbol["bars"] for x in (start, start + width)]
    assert edges[-1] == symbol["modules"]
    widths = "".join(str(b - a) for a, b in pairwise(edges))
    values = [documents._WIDTHS.index(widths[i : i + 6]) for i in range(0, len(widths) - 7, 6)]
    assert widths[-7:] == documents._WIDTHS[-1]
    start, *inside, check = values
    assert check == (start + sum(n * v for n, v in enumerate(inside, 1))) % 103
    text, code_c = "", start == 105
    for value in inside:
        if value == 99 and not code_c:
            code_c = True
        elif value == 100 and code_c:
            code_c = False
        else:
            text += f"{value:02}" if code_c else chr(value + 32)
    return text


def test_what_users_type_is_never_markup() -> None:
    nasty = [
        "#set page(width: 1pt)",
        "$x^2$ *b* _i_ `raw`",
        "\\ #panic() @ref <label> // gone /* gone */",
        "= 見出し - 1. +",
    ]
    assert [text.strip() for text in read(documents.typeset(PLAIN, {"texts": nasty}))] == nasty


def test_characters_the_typeface_lacks_become_geta() -> None:
    assert documents.unprintable("髙﨑と𠮷田👨‍👩‍👧") == ["𠮷", "👨", "👩", "👧"]
    (text,) = read(documents.typeset(PLAIN, {"texts": ["髙﨑と𠮷田☺️\ud800終"]}))
    assert text.strip().replace("☺", "〓") == "髙﨑と〓田〓〓終"


@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=3))
def test_any_text_can_be_typeset(texts: list[str]) -> None:
    assert documents.typeset(PLAIN, {"texts": texts}).startswith(b"%PDF-")


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (documents.typeset(PLAIN, {"texts": ["納品書"]}) for _ in range(2))
    assert first == second


def test_only_the_japanese_typeface_is_embedded() -> None:
    page = PdfReader(io.BytesIO(documents.typeset(PLAIN, {"texts": ["納品書 Slip 123"]}))).pages[0]
    fonts = [str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()]
    assert [name.split("+")[-1] for name in fonts] == ["IPAexGothic"]
    assert "IPA Font License" in documents.FONT_LICENCE.read_text(encoding="utf-8")


def test_a_template_file_reads_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "words.typ").write_text('#let word = "隣"', encoding="utf-8")
    main = tmp_path / "main.typ"
    main.write_text('#import "words.typ": word\n#import "paper.typ": *\n#show: paper\n#word', encoding="utf-8")
    assert read(documents.typeset(main, {}))[0].strip() == "隣"


def test_pages_merge_and_extract() -> None:
    ten = documents.typeset(PLAIN, {"texts": [f"頁{n}" for n in range(1, 11)]})
    assert documents.pages(ten) == 10
    some = documents.extract(ten, 3, 5)
    assert [text.strip() for text in read(some)] == ["頁3", "頁4", "頁5"]
    both = documents.merge([some, documents.extract(ten, 9, 99)])
    assert [text.strip() for text in read(both)] == ["頁3", "頁4", "頁5", "頁9", "頁10"]
    assert documents.pages(both) == 5
    assert [float(side) for side in PdfReader(io.BytesIO(both)).pages[0].mediabox[2:]] == pytest.approx(
        [595.28, 841.89], abs=0.01
    )
    with pytest.raises(ValueError, match="no page"):
        documents.extract(ten, 11, 12)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=30))
def test_code128_reads_back(text: str) -> None:
    assert unpacked(documents.code128(text)) == text


@given(st.from_regex(r"[A-Z]{0,2}[0-9]{1,13}(-[0-9]{1,3})?", fullmatch=True))
def test_code128_of_keys_reads_back_and_is_short(text: str) -> None:
    symbol = documents.code128(text)
    assert unpacked(symbol) == text
    assert symbol["modules"] <= 11 * (len(text) + 2) + 13


def test_code128_packs_digits_in_pairs() -> None:
    assert documents.code128("12345678")["modules"] == 11 * (1 + 4 + 1) + 13


@pytest.mark.parametrize("text", ["", "注文1", "a\n", "é"])
def test_code128_refuses_what_it_cannot_hold(text: str) -> None:
    with pytest.raises(ValueError, match="Code 128"):
        documents.code128(text)

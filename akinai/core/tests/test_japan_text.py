import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.core.japan import text

NAMES = st.text("山田太郎はちみつハチミツ髙﨑 abc012-ー", min_size=1, max_size=15)


def test_one_form() -> None:
    assert text.normalise("ﾔﾏﾀﾞ　タロウ") == text.normalise("やまだたろう")
    assert text.normalise("髙澤") == text.normalise("高沢")
    assert text.normalise("０３－１２３４ー5678") == "0312345678"
    assert text.normalise("斉藤") == text.normalise("齋藤") == text.normalise("齊藤")


@given(st.text(max_size=40))
def test_folding_twice_is_folding_once(written: str) -> None:
    assert text.normalise(text.normalise(written)) == text.normalise(written) or not written.isascii()


@pytest.mark.parametrize(
    ("row", "query"),
    [
        ("山田 太郎", "山田太郎"),
        ("山田太郎", "太郎　山田"),
        ("林", "林"),
        ("林太郎", "林"),
        ("ヤマダ", "やまだ"),
        ("ﾔﾏﾀﾞ", "ヤマダ"),
        ("0312345678", "03-1234-5678"),
        ("03-1234-5678", "5678"),
        ("09012345678", "5678"),
        ("123456-20260401-0000000123", "20260401"),
        ("123456-20260401-0000000123", "0000000123"),
        ("123456-20260401-0000000123", "123456-20260401-0000000123"),
        ("85123A", "85123a"),
        ("85123A", "85123"),
        ("85123A", "851"),
        ("tanaka@example.com", "tanaka"),
        ("tanaka@example.com", "tanaka@example.com"),
        ("WHITE HANGING HEART T-LIGHT", "heart white"),
        ("芝公園4丁目", "芝公園"),
        ("髙橋", "高橋"),
        ("はちみつ 500g", "ハチミツ"),
    ],
)
def test_a_query_finds_its_row(row: str, query: str) -> None:
    keys = text.query_grams(query)
    assert keys
    assert set(keys) <= set(text.grams(text.search_text(row)))


@given(NAMES)
def test_a_row_is_found_by_itself(row: str) -> None:
    assert set(text.query_grams(row)) <= set(text.grams(row))
    assert text.matches(row, row)


def test_other_rows_are_not_found() -> None:
    assert not set(text.query_grams("佐藤")) <= set(text.grams("山田 太郎\n090-1234-5678"))
    assert not set(text.query_grams("9999")) <= set(text.grams("山田 太郎\n090-1234-5678"))
    assert text.query_grams(" 、 ") == []
    assert text.matches("太郎", "山田 太郎")
    assert not text.matches("太郎 花子", "山田 太郎")


def test_grams_are_distinct() -> None:
    found = text.grams("山田 山田\n山田")
    assert len(found) == len(set(found))


def test_half_kana_and_width() -> None:
    assert text.to_half_kana("ヤマダ　たろう１") == "ﾔﾏﾀﾞ ﾀﾛｳ1"
    assert text.width("ﾔﾏﾀﾞ") == 4
    assert text.width("山田a") == 5


def test_what_a_label_can_hold() -> None:
    assert text.cp932_problems("髙﨑①㈱𠮷😀山") == ["𠮷", "😀"]
    assert text.jis12_problems("髙﨑①㈱𠮷😀山ｱaー") == ["髙", "﨑", "①", "㈱", "𠮷", "😀"]
    written = text.for_label("𠮷野家㈱ 髙﨑①\u00a0café 〜 − か\u3099 葛\U000e0100城 繫")
    assert written == "吉野家(株) 高崎(1) cafe ～ － が 葛城 繋"
    assert text.jis12_problems(text.for_label("髙")) == []
    assert text.for_label("濱田") == "濱田"  # level 2: a name is a name
    assert text.jis12_problems(text.for_label("祝😀")) == ["😀"]


@given(st.text(max_size=60))
def test_a_text_without_problems_can_be_written(written: str) -> None:
    label = text.for_label(written)
    if not text.jis12_problems(label):
        label.encode("cp932")
    assert text.for_label(label) == label


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp932", "cp932"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
def test_decode(encoding: str, name: str) -> None:
    written = "code,name\n1,山田①\n"
    assert text.decode(written.encode(encoding)) == (written, name)


def test_an_unknown_encoding_names_the_place() -> None:
    with pytest.raises(text.UnknownEncoding) as error:
        text.decode("a\n山田".encode() + b"\xff\xff")
    assert error.value.position == 8
    assert error.value.line == 2
    assert "9" in str(error.value)
    with pytest.raises(text.UnknownEncoding):
        text.decode(b"\xff\xfea")
    with pytest.raises(text.UnknownEncoding):
        text.decode(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00")
    assert text.decode(b"") == ("", "utf-8")


def test_scientific() -> None:
    assert all(map(text.looks_like_scientific, ["4.9E+12", "4.44e+11", " ４．９Ｅ＋１２ ", "1E+05"]))
    assert not any(map(text.looks_like_scientific, ["4901234567894", "85123E", "12E4", "", "E+12"]))

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.core.japan import address, islands, postal, text
from akinai.core.japan.address import B2, label_lines, mismatch, recipient_key, split_city, split_prefecture


def test_a_code_of_one_town() -> None:
    (place,) = postal.places("〒１０５－００１１")
    assert (place.prefecture, place.city, place.town, str(place)) == ("東京都", "港区", "芝公園", "東京都港区芝公園")


@pytest.mark.parametrize(
    ("code", "towns"),
    [
        ("0600000", [""]),  # 以下に掲載がない場合
        ("1000301", [""]),  # 利島村一円
        ("5220317", ["一円"]),  # a town of that name
        ("0600042", ["大通西"]),  # （１～１９丁目）
        ("1631301", ["西新宿"]),  # a floor of a building
        ("1600023", ["西新宿"]),  # （次のビルを除く）
        ("6180000", ["", ""]),  # two prefectures
        ("9999999", []),
        ("105001", []),
        ("", []),
    ],
)
def test_towns(code: str, towns: list[str]) -> None:
    assert [place.town for place in postal.places(code)] == towns


def test_no_town_keeps_a_bracket_or_a_remark_of_the_file() -> None:
    for code in list(postal.all_postals())[::40]:
        for place in postal.places(code):
            assert not re.search("[（）]|場合|\t", place.town)
            assert place.city in postal.cities(place.prefecture)


def test_an_office() -> None:
    (place,) = postal.places("0608621")
    assert (place.office, place.town) == ("株式会社 日本経済新聞社 札幌支社", "北一条西")


def test_writing_a_code() -> None:
    assert postal.format_postal("1050011") == "105-0011"
    assert postal.format_postal("unknown") == "unknown"
    assert postal.normalise_postal("〒105 − 0011") == "1050011"
    assert postal.normalise_postal("105-001a") == ""


@pytest.mark.parametrize(
    ("code", "prefecture", "rest", "kind"),
    [
        ("105-0011", "東京都", "港区芝公園4-2-8", None),
        ("1050011", "東京", "港区 芝公園４丁目", None),
        ("1050011", "", "東京都港区芝公園4", None),
        ("1050011", "東京都", "東京都港区芝公園4", None),
        ("0650031", "北海道", "札幌市東区北31条東1", None),
        ("6040925", "京都府", "京都市中京区寺町通御池上る上本能寺前町488", None),
        ("6180000", "大阪府", "三島郡島本町大字桜井", None),
        ("1631301", "東京都", "新宿区西新宿6-5-1 新宿アイランドタワー1F", None),
        ("0608621", "北海道", "札幌市中央区北一条西6丁目", None),
        ("12", "東京都", "港区", "malformed"),
        ("9999999", "東京都", "港区", "unknown"),
        ("1050011", "大阪府", "港区芝公園", "prefecture"),
        ("1050011", "東京都", "千代田区芝公園", "city"),
        ("0650031", "北海道", "札幌市北区北31条東1", "city"),
        ("1050011", "", "港区芝公園4", "no_prefecture"),
        ("1050011", "東京都", "芝公園4-2", "no_city"),
        ("2430112", "神奈川県", "清川村煤ヶ谷", "no_county"),
        ("0650031", "北海道", "札幌市北31条東1", "no_ward"),
        ("4300946", "静岡県", "浜松市中区元城町103-2", "former_name"),
        ("2730100", "千葉県", "鎌ヶ谷市初富1", "spelling"),
        ("2430112", "神奈川県", "愛甲郡清川村煤ケ谷", "spelling"),
        ("1050011", "東京都", "港区赤坂1", "town"),
        ("0608621", "北海道", "札幌市中央区南1条", "office"),
    ],
)
def test_mismatch(code: str, prefecture: str, rest: str, kind: str | None) -> None:
    found = mismatch(code, prefecture, rest)
    assert (found and found.kind) == kind
    if found:
        assert found.severity == ("stop" if kind in {"malformed", "unknown", "prefecture", "city"} else "warn")
        assert "%(" not in found.message


def test_a_mismatch_shows_what_was_expected() -> None:
    found = mismatch("1050011", "東京都", "千代田区芝公園")
    assert found is not None
    assert found.expected_text == "東京都港区芝公園"
    assert "105-0011" in found.message


def test_every_address_of_japan_post_fits_its_own_code() -> None:
    for code in list(postal.all_postals())[::25]:
        for place in postal.places(code):
            assert mismatch(code, place.prefecture, f"{place.city}{place.town}1-2-3") is None


@given(st.text(max_size=30), st.text(max_size=10), st.text(max_size=40))
def test_any_text_gets_an_answer(code: str, prefecture: str, rest: str) -> None:
    found = mismatch(code, prefecture, rest)
    assert found is None or found.message


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("〒105-0011 東京都港区芝公園4-2-8", ("東京都", "港区", "芝公園4-2-8")),
        ("鎌ヶ谷市 初富1", ("千葉県", "鎌ケ谷市", "初富1")),
        ("清川村煤ヶ谷", ("神奈川県", "愛甲郡清川村", "煤ヶ谷")),
        ("府中市宮町1", ("", "府中市", "宮町1")),  # Tokyo and Hiroshima both have one
        ("広島県府中市宮町1", ("広島県", "府中市", "宮町1")),
        ("札幌市北区北三十一条", ("北海道", "札幌市北区", "北三十一条")),
        ("どこか", ("", "", "どこか")),
        ("", ("", "", "")),
    ],
)
def test_split_city(written: str, expected: tuple[str, str, str]) -> None:
    assert split_city(written) == expected


def test_split_prefecture() -> None:
    assert split_prefecture("京都府京都市") == ("京都府", "京都市")
    assert split_prefecture("港区芝公園") == ("", "港区芝公園")


def test_the_same_recipient_is_known_however_written() -> None:
    key = recipient_key("髙橋 太郎様", "1050011", "港区芝公園4丁目2番8号 芝ハイツ101号室", "")
    assert key == recipient_key("高橋太郎", "105-0011", "東京都港区芝公園四丁目2-8-101", "0312345678")
    assert key != recipient_key("高橋次郎", "105-0011", "東京都港区芝公園四丁目2-8-101", "0312345678")
    assert key != recipient_key("高橋太郎", "105-0011", "東京都港区芝公園四丁目2-8-102", "0312345678")
    assert recipient_key("", "", "", "") == ""


def test_a_short_address_is_left_alone() -> None:
    lines = label_lines("東京都", "港区", "芝公園4-2-8", "芝ハイツ101号室")
    assert (lines.address, lines.building, lines.companies, lines.overflow) == (
        "東京都港区芝公園4-2-8",
        "芝ハイツ101号室",
        ("", ""),
        "",
    )


def test_a_long_address_breaks_after_the_house_number() -> None:
    lines = label_lines("東京都", "港区", "芝公園一丁目23番地456号芝公園グランドヒルズレジデンス壱番", "1203号室")
    assert (lines.address, lines.overflow) == ("東京都港区芝公園一丁目23番地456号", "")
    assert "".join([lines.building, *lines.companies]).replace(" ", "") == "芝公園グランドヒルズレジデンス壱番1203号室"


def test_what_finds_no_room_is_named() -> None:
    lines = label_lines("東京都", "港区", "芝公園4-2-8", "長" * 120, company="株式会社あきない")
    assert lines.companies[0] == "株式会社あきない"
    assert set(lines.overflow) == {"長"}


@given(
    st.lists(
        st.sampled_from(["芝公園", "12丁目", "345番地", "6-78-910", "タワー", "Residence", "1234号室", " ", "東"]),
        max_size=20,
    ),
    st.lists(st.sampled_from(["ハイツ", "1203", "号棟", " ", "A-101", "マンション"]), max_size=12),
)
def test_lines_keep_to_their_width_lose_nothing_and_cut_no_number(first: list[str], second: list[str]) -> None:
    line1, line2 = "".join(first), "".join(second)
    lines = label_lines("神奈川県", "横浜市港北区", line1, line2)
    parts = [lines.address, lines.building, *lines.companies, lines.overflow]
    assert text.width(lines.address) <= B2.address
    assert text.width(lines.building) <= B2.building
    assert all(text.width(line) <= B2.company for line in lines.companies)
    whole = f"神奈川県横浜市港北区{line1} {line2}"
    assert "".join("".join(parts).split()) == "".join(whole.split())
    assert [n for part in parts for n in re.findall(r"\d+", part)] == re.findall(r"\d+", whole)


def test_every_seed_of_the_islands_is_a_place_that_exists() -> None:
    known = {name: postal.cities(name) for name in {row["prefecture"] for row in islands.load_seed()}}
    for row in islands.load_seed():
        assert row["kind"] in {"island", "large_island"}
        begin = address.comparable(row["prefix"])
        county_left_out = row["prefix"] in {"三宅村", "八丈町"}
        assert county_left_out or any(
            begin.startswith(address.comparable(city)) or address.comparable(city).startswith(begin)
            for city in known[row["prefecture"]]
        ), row


class Area:
    def __init__(self, prefecture: str, prefix: str) -> None:
        self.prefecture, self.prefix = prefecture, prefix


def test_the_longest_prefix_wins_however_it_is_spelt() -> None:
    match = islands.matcher([Area(row["prefecture"], row["prefix"]) for row in islands.load_seed()])
    found = match("香川県", "小豆郡土庄町大字豊島家浦1")
    assert found is not None
    assert found.prefix == "小豆郡土庄町豊島"
    assert match("北海道", "苫前郡羽幌町大字焼尻字東浜") is not None
    assert match("北海道", "羽幌町焼尻") is not None
    assert match("東京", "青ケ島村無番地") is not None
    assert match("東京都", "港区芝公園") is None
    assert match("埼玉県", "川口市") is None


def test_a_rule_without_prefix_takes_the_whole_prefecture() -> None:
    match = islands.matcher([Area("沖縄県", "")])
    assert match("沖縄県", "那覇市") is not None


def test_ten_megabytes_harm_nothing() -> None:
    huge = "港区芝公園4-2-8" * 1_000_000
    assert mismatch("1050011", "東京都", huge) is None
    assert len(mismatch(huge, "東京都", huge).message) < 200
    assert recipient_key(huge, huge, huge, huge)
    assert label_lines("東京都", "", huge).overflow

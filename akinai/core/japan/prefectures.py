"""The 47 prefectures: order, code (JIS X 0401), kana, zone, and a first guess of delivery days."""

from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize


class Prefecture(NamedTuple):
    code: str  # JIS X 0401, two digits
    name: str
    kana: str
    romaji: str
    zone: str  # ヤマト運輸 (2025-10 tariff zones); 佐川 differs in Kyushu only


_ROWS = """
01 北海道 ホッカイドウ hokkaido 北海道
02 青森県 アオモリケン aomori 北東北
03 岩手県 イワテケン iwate 北東北
04 宮城県 ミヤギケン miyagi 南東北
05 秋田県 アキタケン akita 北東北
06 山形県 ヤマガタケン yamagata 南東北
07 福島県 フクシマケン fukushima 南東北
08 茨城県 イバラキケン ibaraki 関東
09 栃木県 トチギケン tochigi 関東
10 群馬県 グンマケン gunma 関東
11 埼玉県 サイタマケン saitama 関東
12 千葉県 チバケン chiba 関東
13 東京都 トウキョウト tokyo 関東
14 神奈川県 カナガワケン kanagawa 関東
15 新潟県 ニイガタケン niigata 信越
16 富山県 トヤマケン toyama 北陸
17 石川県 イシカワケン ishikawa 北陸
18 福井県 フクイケン fukui 北陸
19 山梨県 ヤマナシケン yamanashi 関東
20 長野県 ナガノケン nagano 信越
21 岐阜県 ギフケン gifu 中部
22 静岡県 シズオカケン shizuoka 中部
23 愛知県 アイチケン aichi 中部
24 三重県 ミエケン mie 中部
25 滋賀県 シガケン shiga 関西
26 京都府 キョウトフ kyoto 関西
27 大阪府 オオサカフ osaka 関西
28 兵庫県 ヒョウゴケン hyogo 関西
29 奈良県 ナラケン nara 関西
30 和歌山県 ワカヤマケン wakayama 関西
31 鳥取県 トットリケン tottori 中国
32 島根県 シマネケン shimane 中国
33 岡山県 オカヤマケン okayama 中国
34 広島県 ヒロシマケン hiroshima 中国
35 山口県 ヤマグチケン yamaguchi 中国
36 徳島県 トクシマケン tokushima 四国
37 香川県 カガワケン kagawa 四国
38 愛媛県 エヒメケン ehime 四国
39 高知県 コウチケン kochi 四国
40 福岡県 フクオカケン fukuoka 九州
41 佐賀県 サガケン saga 九州
42 長崎県 ナガサキケン nagasaki 九州
43 熊本県 クマモトケン kumamoto 九州
44 大分県 オオイタケン oita 九州
45 宮崎県 ミヤザキケン miyazaki 九州
46 鹿児島県 カゴシマケン kagoshima 九州
47 沖縄県 オキナワケン okinawa 沖縄
"""

ALL: tuple[Prefecture, ...] = tuple(Prefecture(*line.split()) for line in _ROWS.strip().splitlines())
NAMES: tuple[str, ...] = tuple(each.name for each in ALL)
BY_NAME: dict[str, Prefecture] = {each.name: each for each in ALL}

ZONES: tuple[str, ...] = tuple(dict.fromkeys(each.zone for each in ALL))  # roughly north to south
_SHORT = {each.name[:-1]: each.name for each in ALL if each.name != "北海道"}
_ROMAJI = {each.romaji: each.name for each in ALL}


@lru_cache(maxsize=512)
def canonical(text: str) -> str:
    """``東京``, ``東京都``, ``Tokyo``, ``tokyo-to``, ``13`` → ``東京都``; empty if it names no prefecture."""
    if text in BY_NAME:
        return text
    plain = "".join(normalize("NFKC", text).split()).lower()
    if plain in BY_NAME:
        return plain
    if plain in _SHORT:
        return _SHORT[plain]
    latin, _, kind = plain.replace("ō", "o").replace("ū", "u").replace("'", "").partition("-")
    if latin in _ROMAJI and kind in {"", "to", "do", "fu", "ken"}:
        return _ROMAJI[latin]
    return next((each.name for each in ALL if each.code == plain.zfill(2)), "") if plain.isdigit() else ""


def zone(prefecture: str) -> str:
    """The ヤマト zone of a prefecture; empty for an unknown name."""
    found = BY_NAME.get(canonical(prefecture))
    return found.zone if found else ""


def default_delivery_days(from_prefecture: str, to_prefecture: str) -> int:
    """Days from dispatch to delivery (1, 2 or 3), only to seed the table each shop edits.

    Unverified: no published table of origin × destination was found. General knowledge: next day within a zone and
    to near ones, two days between Honshu or Shikoku and Hokkaido or Kyushu (one across the Kanmon strait) and over
    great distances, three to and from Okinawa except from Kyushu. Raises ValueError for a name that is no prefecture.
    """
    start, end = zone(from_prefecture), zone(to_prefecture)
    if not start or not end:
        raise ValueError(f"not a prefecture: {from_prefecture if not start else to_prefecture}")
    if start == end or {start, end} == {"中国", "九州"}:
        return 1
    if "沖縄" in (start, end):
        return 2 if "九州" in (start, end) else 3
    far = abs(ZONES.index(start) - ZONES.index(end)) >= 6  # Tohoku to Kansai and beyond
    return 2 if far or {start, end} & {"北海道", "九州"} else 1

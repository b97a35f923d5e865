"""An address taken apart, and the forms its parts are compared in."""

import re
from functools import cache, lru_cache
from unicodedata import normalize

from akinai.core.japan import prefectures, text
from akinai.core.japan.postal import cities

_KANJI_NUMBER = re.compile("[一二三四五六七八九十〇]+")
_KANJI_DIGITS = {char: digit for digit, char in enumerate("〇一二三四五六七八九")}
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－", "-"))
_SAME_SOUND = str.maketrans(
    dict.fromkeys("ヶヵカがガケか", "ケ") | dict.fromkeys("のノ之乃", "ノ") | dict.fromkeys("ッつっ", "ツ")
)
_VILLAGE = re.compile("大字|小字|字")


def light(written: str) -> str:
    """Width, spaces and kanji numbers made one; the words themselves stay."""
    plain = "".join(normalize("NFKC", written).split()).translate(DASHES)
    return _KANJI_NUMBER.sub(arabic, plain)


def arabic(found: re.Match[str]) -> str:
    return _number(found.group())


@lru_cache(maxsize=4_096)
def _number(kanji: str) -> str:
    """``二十四`` → ``24``, ``一〇二`` → ``102``."""
    if "十" not in kanji:
        return "".join(str(_KANJI_DIGITS[char]) for char in kanji)
    if not re.fullmatch("[二三四五六七八九]?十[一二三四五六七八九]?", kanji):
        return kanji
    tens, _, ones = kanji.partition("十")
    return str(10 * _KANJI_DIGITS.get(tens, 1) + _KANJI_DIGITS.get(ones, 0))


def deep(light: str) -> str:
    """What people write differently for the same place: ヶ/ケ/が, の/ノ, 大字, old kanji."""
    return _VILLAGE.sub("", text.fold_forms(light)).translate(_SAME_SOUND)


def comparable(written: str) -> str:
    """One form of an address or a part of it, for comparing: 大字音江村一丁目 = 音江村1丁目, ヶ = ケ = が."""
    return deep(light(written))


_POSTAL_AHEAD = re.compile(r"\s*〒?\s*[0-9０-９]{3}[-−－‐ー]?[0-9０-９]{4}\s*")
_PREFECTURE = re.compile(rf"\s*({'|'.join(prefectures.NAMES)})\s*")


def split_prefecture(written: str) -> tuple[str, str]:
    """``〒105-0011 東京都港区芝公園`` → ``("東京都", "港区芝公園")``.

    The first is empty if no prefecture is written.
    """
    if ahead := _POSTAL_AHEAD.match(written):
        written = written[ahead.end() :]
    if found := _PREFECTURE.match(written):
        return found.group(1), written[found.end() :]
    return "", written.strip()


def split_city(written: str, prefecture: str = "") -> tuple[str, str, str]:
    """``東京都港区芝公園4-2-8`` → ``("東京都", "港区", "芝公園4-2-8")``.

    Without a prefecture the city must be known in one prefecture only, else the prefecture stays empty. The city
    comes back as Japan Post writes it (鎌ヶ谷市 → 鎌ケ谷市), also where the county was left out; empty where none is
    recognised.
    """
    ahead, rest = split_prefecture(written)
    found_in = prefectures.canonical(prefecture or ahead)
    begins = [(found_in, *city_ahead(found_in, rest))] if found_in else _city_anywhere(rest)
    begins = [each for each in begins if each[1]]
    if not begins:
        return found_in, "", rest
    if len(begins) > 1 and (longest := max(len(each[1]) for each in begins)):
        begins = [each for each in begins if len(each[1]) == longest]
    where, city, length = begins[0]
    return (where if len({each[0] for each in begins}) == 1 else ""), city, _after(rest, length)


def _city_anywhere(rest: str) -> list[tuple[str, str, int]]:
    return [(name, *city_ahead(name, rest)) for name in prefectures.NAMES]


def city_ahead(prefecture: str, rest: str) -> tuple[str, int]:
    """The city a text begins with, and how many characters (spaces aside) it takes there."""
    plain = _plain_start(rest)
    for size in range(min(len(plain), _LONGEST), 1, -1):
        if city := _city_forms(prefecture).get(plain[:size]):
            return city, size
    return "", 0


_LONGEST = 12


def _plain_start(rest: str) -> str:
    """The beginning of a text, one character for one, so that lengths stay true."""
    return text.fold_forms("".join(rest[:40].split()))[:_LONGEST].translate(_SAME_SOUND)


def _after(rest: str, length: int) -> str:
    for at, char in enumerate(rest):
        if length <= 0 and not char.isspace():
            return rest[at:]
        length -= not char.isspace()
    return ""


@cache
def _city_forms(prefecture: str) -> dict[str, str]:
    """Spelling → city of Japan Post, with and without the county."""
    forms: dict[str, str] = {}
    for city in cities(prefecture):
        for form in (city, without_county(city)):
            if form:
                forms.setdefault(text.fold_forms(form).translate(_SAME_SOUND), city)
    return forms


_COUNTY = re.compile(r"^.{1,5}?郡(?=.{2,})")
_NOT_COUNTIES = ("郡山市", "郡上市", "蒲郡市", "大和郡山市", "小郡市")


def without_county(city: str) -> str:
    """``愛甲郡清川村`` → ``清川村``; empty where there is no county to leave out (郡山市)."""
    return "" if city.startswith(_NOT_COUNTIES) else (_COUNTY.sub("", city) if _COUNTY.match(city) else "")

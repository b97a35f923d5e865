"""An address compared with its postal code, and with other addresses."""

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import blake2b
from unicodedata import normalize

from django.utils.translation import gettext as _

from akinai.core.japan import prefectures, text
from akinai.core.japan.address.parts import (
    DASHES,
    arabic,
    city_ahead,
    comparable,
    deep,
    light,
    split_prefecture,
    without_county,
)
from akinai.core.japan.postal import DATA, Place, format_postal, normalise_postal, places


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How an address and its postal code disagree.

    ``severity`` is ``stop`` (label and place would differ) or ``warn``. ``kind``: ``malformed``, ``unknown``,
    ``prefecture``, ``city`` stop; ``no_prefecture``, ``no_city``, ``no_county``, ``no_ward``, ``former_name``,
    ``spelling``, ``town``, ``office`` warn. ``expected``: the places of the postal code, the best fitting first.
    """

    severity: str
    kind: str
    postal: str
    expected: tuple[Place, ...] = ()

    @property
    def expected_text(self) -> str:
        """``東京都港区芝公園``; several places are parted by 「、」, at most three are named."""
        named = [str(place) for place in self.expected[:3]]
        return "、".join(named) + ("…" if len(self.expected) > 3 else "")

    @property
    def message(self) -> str:
        sentence = _SENTENCES[self.kind]()
        return sentence % {"postal": format_postal(self.postal) or "－", "expected": self.expected_text}


_SENTENCES: dict[str, Callable[[], str]] = {
    "malformed": lambda: _("The postal code “%(postal)s” does not have seven digits."),
    "unknown": lambda: _("The postal code %(postal)s does not exist."),
    "prefecture": lambda: _("The prefecture does not fit the postal code %(postal)s, which is %(expected)s."),
    "city": lambda: _("The city does not fit the postal code %(postal)s, which is %(expected)s."),
    "no_prefecture": lambda: _("The prefecture is missing; the postal code %(postal)s is %(expected)s."),
    "no_city": lambda: _("The city is missing; the postal code %(postal)s is %(expected)s."),
    "no_county": lambda: _("The county (郡) is missing; the postal code %(postal)s is %(expected)s."),
    "no_ward": lambda: _("The city or its ward is missing; the postal code %(postal)s is %(expected)s."),
    "former_name": lambda: _("The city has a new name; the postal code %(postal)s is %(expected)s."),
    "spelling": lambda: _("The address is spelt otherwise than by Japan Post: %(expected)s."),
    "town": lambda: _("The town may not fit the postal code %(postal)s, which is %(expected)s."),
    "office": lambda: _("%(postal)s is the own postal code of an office: %(expected)s. The town differs."),
}
_STOPS = ("malformed", "unknown", "prefecture", "city")
_FROM_BEST = ("", "spelling", "no_prefecture", "no_county", "no_ward", "former_name", "town", "office", "no_city")
_ORDER = (*_FROM_BEST, "city", "prefecture")


_LONGEST = 300  # characters of an address that are looked at
_WARD = re.compile(r"^(.+?市)(.+区)$")


@dataclass(frozen=True, slots=True)
class _Known:
    """A place in the forms it is compared by."""

    place: Place
    city: str
    town: str
    deep_cities: tuple[tuple[str, str], ...]
    deep_town: str


def mismatch(postal: str, prefecture: str, city_and_rest: str) -> Mismatch | None:
    """How an address disagrees with its postal code, or None. The prefecture may also stand in ``city_and_rest``."""
    digits = normalise_postal(postal)
    if not digits:
        return Mismatch("stop", "malformed", postal[:20])
    known = _known(digits)
    if not known:
        return Mismatch("stop", "unknown", digits)
    written = light(city_and_rest[:_LONGEST])
    if written.startswith(prefectures.NAMES):
        ahead, written = split_prefecture(written)
        prefecture = prefecture or ahead
    prefecture = prefectures.canonical(prefecture) or prefecture.strip()
    found = [(_compare(each, prefecture, written), at) for at, each in enumerate(known)]
    kind, _at = best = min(found, key=lambda each: (_ORDER.index(each[0]), each[1]))
    if not kind:
        return None
    expected = [known[at].place for _, at in sorted(found, key=lambda each: (each != best, each[1]))]
    return Mismatch("stop" if kind in _STOPS else "warn", kind, digits, tuple(expected))


@lru_cache(maxsize=20_000)
def _known(digits: str) -> tuple[_Known, ...]:
    return tuple(_in_all_forms(place) for place in places(digits))


def _in_all_forms(place: Place) -> _Known:
    county, ward = without_county(place.city), _WARD.match(place.city)
    forms = [(place.city, ""), (county, "no_county")]
    forms.extend((former, "former_name") for former in _former_names().get((place.prefecture, place.city), ()))
    if ward:
        forms.extend([(ward.group(2), "no_ward"), (ward.group(1), "no_ward")])
    spellings = tuple((comparable(form), kind) for form, kind in forms if form)
    return _Known(place, light(place.city), light(place.town), spellings, comparable(place.town))


def _compare(known: _Known, prefecture: str, written: str) -> str:
    """The kind of disagreement with one place, empty if none."""
    if prefecture and prefecture != known.place.prefecture:
        return "prefecture"
    same = written.startswith(known.city) and _town_fits(known, known.town, written[len(known.city) :])
    kind = "" if same else _compare_deep(known, deep(written))
    return kind or ("" if prefecture else "no_prefecture")


def _compare_deep(known: _Known, written: str) -> str:
    for city, kind in known.deep_cities:
        if not written.startswith(city):
            continue
        if kind == "no_ward" and _another_city(known, written):
            continue
        if _town_fits(known, known.deep_town, written[len(city) :]):
            return kind or "spelling"
        return "office" if known.place.office else "town"
    if known.deep_town and written.startswith(known.deep_town) and len(known.deep_town) > 1:
        return "no_city"
    return "city"


def _another_city(known: _Known, written: str) -> bool:
    """札幌市北区… is not 「札幌市 without its ward」."""
    city, _ = city_ahead(known.place.prefecture, written)
    return city not in ("", known.place.city)


def _town_fits(known: _Known, town: str, rest: str) -> bool:
    if rest.startswith(town):
        return True
    # Kyoto writes the street before the town (寺町通御池上る上本能寺前町), villages their old name.
    return town in rest if len(town) > 2 or known.place.prefecture == "京都府" else False


@cache
def _former_names() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    with (DATA / "former_cities.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["prefecture"], row["now"])
            found[key] = (*found.get(key, ()), row["former"], *filter(None, [without_county(row["former"])]))
    return found


_HONORIFIC = re.compile(r"(様|さま|殿|御中)$")
_COUNTED = re.compile("([一二三四五六七八九十〇]+)(?=丁目|番|号|条|階|-)")
_NUMBERS = re.compile("[0-9]+")


def recipient_key(name: str, postal: str, address: str, phone: str) -> str:
    """Equal for the same person at the same address however it is written; 32 hex digits, empty if nothing is known.

    Compared are the name (width, spaces, 様, 髙/高), the postal code and the numbers of the address in their order
    (4丁目2番8号 = 4-2-8), so city, ヶ and building names do not part two orders. The phone counts where name or
    numbers are missing.
    """
    plain = "".join(normalize("NFKC", address[:_LONGEST]).split())
    numbers = "-".join(_NUMBERS.findall(_COUNTED.sub(arabic, plain.translate(DASHES))))
    who = _HONORIFIC.sub("", text.normalise(name[:_LONGEST]))
    if not who or not numbers:
        who, numbers = f"{who}/{''.join(_NUMBERS.findall(phone[:40]))}", numbers or text.normalise(plain)
    key = f"{who}|{normalise_postal(postal)}|{numbers}"
    return blake2b(key.encode(), digest_size=16).hexdigest() if len(key) > 3 else ""

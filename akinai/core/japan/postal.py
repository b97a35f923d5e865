"""Postal codes and the places they stand for, from Japan Post's own files (see data/README.md).

The files are read once per process, on first use (about 0.4 s); after that a look-up is one dict access.
"""

import csv
import io
import threading
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from sys import intern
from unicodedata import normalize

DATA = Path(__file__).parent / "data"

_NO_TOWN = "以下に掲載がない場合"
_FLOOR = ("階）", "階層不明）")
_SEPARATORS = str.maketrans("", "", "〒-‐‑‒–—―−ー－ｰ \t\u3000\u00a0")
_reading = threading.Lock()

Row = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Place:
    """One place a postal code stands for.

    ``city`` is city, ward, or county with town or village (``札幌市中央区``, ``愛甲郡清川村``); ``town`` is empty
    where the code covers what is not listed. ``note`` is what Japan Post writes in brackets (house numbers,
    sub-areas, a building and floor). For the code of one office (事業所個別番号) ``office`` is its name and
    ``street`` its house number.
    """

    prefecture: str
    city: str
    town: str
    office: str = ""
    street: str = ""
    note: str = ""

    def __str__(self) -> str:
        return self.prefecture + self.city + self.town + self.street


def normalise_postal(text: str) -> str:
    """``〒１０５－００１１`` → ``1050011``; empty if it is not seven digits."""
    if len(text) == 7 and text.isascii() and text.isdigit():
        return text
    digits = normalize("NFKC", text[:40]).translate(_SEPARATORS)
    return digits if len(digits) == 7 and digits.isascii() and digits.isdigit() else ""


def format_postal(postal: str) -> str:
    """``1050011`` → ``105-0011``; anything that is not a postal code comes back unchanged."""
    digits = normalise_postal(postal)
    return f"{digits[:3]}-{digits[3:]}" if digits else postal


@lru_cache(maxsize=20_000)
def places(postal: str) -> tuple[Place, ...]:
    """Every place of a postal code, towns before offices; empty for an unknown or malformed code."""
    digits = normalise_postal(postal)
    if not digits:
        return ()
    towns = [_place(row) for row in _rows(_towns().get(digits))]
    offices = [_office(row) for row in _offices().get(digits, ())]
    return tuple(dict.fromkeys(towns + offices))


def cities(prefecture: str) -> tuple[str, ...]:
    """Every city name (with ward or county) of a prefecture, longest first."""
    return _cities().get(prefecture, ())


def all_postals() -> Iterator[str]:
    """Every postal code that stands for towns (not single offices), in the order of the file."""
    return iter(_towns())


def warm() -> None:
    """Read the files now, so that the first order of a worker does not wait for it."""
    _towns()
    _offices()
    _cities()


def _rows(found: Row | list[Row] | None) -> Iterable[Row]:
    if found is None:
        return ()
    return found if isinstance(found, list) else (found,)


def _place(row: Row) -> Place:
    prefecture, city, written = row
    town, _, building = written.partition("\t")  # see _cut_buildings
    town, _, note = town.partition("（")
    note = building or note.removesuffix("）")
    if town == _NO_TOWN or town.endswith("場合") or (town.endswith("一円") and town != "一円"):
        town = ""
    return Place(prefecture, city, town, note=note)


def _office(row: tuple[str, ...]) -> Place:
    name, prefecture, city, town, street = row
    return Place(prefecture, city, town, office=name.replace("\u3000", " "), street=street)


@cache
def _towns_once() -> dict[str, Row | list[Row]]:
    found: dict[str, Row | list[Row]] = {}
    floors: list[str] = []
    for postal, row in _lines():
        before = found.setdefault(postal, row)
        if before is not row:
            found[postal] = [*_rows(before), row]
        if row[2].endswith(_FLOOR):
            floors.append(postal)
    _cut_buildings(found, floors)
    return found


def _lines() -> Iterator[tuple[str, Row]]:
    with zipfile.ZipFile(DATA / "utf_ken_all.zip") as archive, archive.open(archive.namelist()[0]) as file:
        for line in io.TextIOWrapper(file, "utf-8-sig"):
            # 01101,"060  ","0600000","ホッカイドウ","サッポロシ…","…","北海道","札幌市中央区","大通東",0,0,1,0,0,0
            cell = line.split('"')
            yield cell[3], (intern(cell[11]), intern(cell[13]), cell[15])


def _cut_buildings(found: dict[str, Row | list[Row]], floors: list[str]) -> None:
    """西新宿新宿アイランドタワー（１階） is one word in the file: find the town it begins with."""
    towns: dict[str, set[str]] = {}
    for postal in floors:
        for _, city, _ in _rows(found[postal]):
            towns[city] = set()
    for rows in found.values():
        for _, city, town in _rows(rows):
            if city in towns and not town.endswith(_FLOOR):
                towns[city].add(town.partition("（")[0])
    for postal in floors:
        row = found[postal]
        if isinstance(row, tuple):
            base = max((town for town in towns[row[1]] if row[2].startswith(town)), key=len, default="")
            found[postal] = (row[0], row[1], f"{base}\t{row[2][len(base) :]}") if base else row


@cache
def _offices_once() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    with zipfile.ZipFile(DATA / "jigyosyo.zip") as archive:
        text = archive.read(archive.namelist()[0]).decode("cp932")
    for row in csv.reader(io.StringIO(text, newline="")):
        found.setdefault(row[7], []).append((row[2], intern(row[3]), intern(row[4]), row[5], row[6]))
    return found


@cache
def _cities_once() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for rows in _towns().values():
        for prefecture, city, _ in _rows(rows):
            found.setdefault(prefecture, {})[city] = None
    return {name: tuple(sorted(these, key=len, reverse=True)) for name, these in found.items()}


def _towns() -> dict[str, Row | list[Row]]:
    with _reading:
        return _towns_once()


def _offices() -> dict[str, list[tuple[str, ...]]]:
    with _reading:
        return _offices_once()


@cache
def _cities() -> dict[str, tuple[str, ...]]:
    return _cities_once()

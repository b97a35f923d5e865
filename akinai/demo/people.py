"""Made-up people at real postal codes: the data set's buyers have numbers, no names and no Japanese addresses.

Names are common ones put together by chance, telephone numbers stand in blocks that are not assigned (0000), mail goes
to example.com and example.jp. The postal codes, cities and towns are Japan Post's; house numbers are made up.
"""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Place:
    """A real postal code; `remote` marks the islands (離島) among them."""

    postal: str
    prefecture: str
    city: str
    town: str
    remote: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who orders or receives. Kana are full-width katakana, the postal code is seven digits without a sign."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    postal: str
    prefecture: str
    city: str
    line1: str
    line2: str
    phone: str
    email: str
    sex: str

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}".strip()

    @property
    def kana(self) -> str:
        return f"{self.family_kana} {self.given_kana}".strip()

    @property
    def address(self) -> str:
        """What follows prefecture and city, in one line as malls give it."""
        return f"{self.line1} {self.line2}".strip()


BUILDINGS = (
    "メゾン桜",
    "グランドコーポ若葉",
    "パークハイツ",
    "コーポ高台",
    "レジデンス青葉",
    "サンライズマンション",
    "ハイツひまわり",
    "プレミール",
    "第二みどり荘",
    "シャトー緑ヶ丘",
)


@cache
def places() -> tuple[Place, ...]:
    """The real places people live at, about 400, spread like the population, with some remote islands."""
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Place(row["postal"], row["prefecture"], row["city"], row["town"], row["remote"] == "1")
            for row in csv.DictReader(file)
        )


@cache
def names(part: str) -> tuple[tuple[str, str, str], ...]:
    """Common names: written, in katakana, and for given names the sex; `part` is family or given."""
    with (DATA / "names.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["name"], row["kana"], row["sex"]) for row in csv.DictReader(file) if row["part"] == part)


def people(seed: int) -> Iterator[Person]:
    """People without end, the same for the same seed. None of them lives on a remote island: see `move`."""
    chance = random.Random(seed)
    mainland = [place for place in places() if not place.remote]
    number = 0
    while True:
        number += 1
        family, family_kana, _ = chance.choice(names("family"))
        given, given_kana, sex = chance.choice(names("given"))
        place = chance.choice(mainland)
        blocks = [chance.randint(1, 9), chance.randint(1, 28), chance.randint(1, 22)]
        flat = chance.random() < 0.45
        yield Person(
            family=family,
            given=given,
            family_kana=family_kana,
            given_kana=given_kana,
            postal=place.postal,
            prefecture=place.prefecture,
            city=place.city,
            line1=f"{place.town}{'-'.join(map(str, blocks))}",
            line2=f"{chance.choice(BUILDINGS)}{chance.randint(1, 9)}{chance.randint(1, 9):02d}" if flat else "",
            phone=f"{chance.choice(('090', '080', '070'))}-0000-{seed % 10}{number % 1000:03d}",
            email=f"buyer{seed}{number:04d}@example.{chance.choice(('com', 'jp'))}",
            sex=sex,
        )


def move(person: Person, *, prefecture: str = "", remote: bool = False) -> Person:
    """The same person at the first place of that kind: for orders whose story needs an island or a far prefecture."""
    place = next(
        place for place in places() if place.remote == remote and place.prefecture == (prefecture or place.prefecture)
    )
    return replace(
        person,
        postal=place.postal,
        prefecture=place.prefecture,
        city=place.city,
        line1=f"{place.town}1-2-3",
        line2="",
    )

"""会員・顧客 of an old system as members of our shop. What is here and not told stays."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from akinai.channels.files import cells
from akinai.channels.moving.difference import DIFFERENT, NEW, Line, Part, Step
from akinai.channels.moving.reading import BadRow, OldRow
from akinai.core import clock
from akinai.core import email as mail
from akinai.core.japan import prefectures
from akinai.core.japan.address import split_city
from akinai.core.outcome import Outcome, Refusal
from akinai.core.tables import BadCell, day
from akinai.customers import actions as customers
from akinai.customers.actions import AddressRow, BroughtIn
from akinai.customers.actions.bringing import plain, problems
from akinai.customers.models import Customer

BATCH = 2_000
_NO_DAY = frozenset(("0000-00-00", "0000/00/00"))


def plan(rows: Sequence[OldRow]) -> Part:
    """The report of members. One statement."""
    part = Part("customers")
    people = [each for row in rows if (each := _read(row, part))]
    known = {
        row.key: row
        for row in Customer.objects.annotate(key=Lower("email")).filter(
            key__in=[mail.normalise(person.email).lower() for _row, person in people], left_at=None
        )
    }
    seen: dict[str, int] = {}
    for row, person in people:
        key = mail.normalise(person.email).lower()
        there, here = part.totals.get("count", (0, 0))
        part.totals["count"] = (there + 1, here + (key in known))
        if key in seen:
            words = _("The same mail address stands in row %(row)d already.") % {"row": seen[key]}
            part.refuse(BadRow(row.file, row.number, row.columns["email"], words), key, person.name)
            continue
        seen[key] = row.number
        _compare(row, person, known.get(key), part)
    return part


def _read(row: OldRow, part: Part) -> tuple[OldRow, BroughtIn] | None:
    """A row as somebody, or refused with the first thing that is wrong with it."""
    person = _person(row, part)
    if person is None:
        return None
    wrong = problems(person)
    if wrong:
        column = row.columns.get(wrong[0].field, wrong[0].field)
        part.refuse(BadRow(row.file, row.number, column, wrong[0].message), person.email[:254], person.name[:100])
        return None
    return row, person


def _person(row: OldRow, part: Part) -> BroughtIn | None:
    told = {name: cell.replace("\0", "") for name, cell in row.told.items()}
    days: dict[str, dt.date | None] = {}
    for name in ("birthday", "joined_at"):
        cell = told.get(name, "")
        try:
            days[name] = None if not cell or cell[:10] in _NO_DAY else cells.date(cell) if " " in cell else day(cell)
        except BadCell as problem:
            part.refuse(BadRow(row.file, row.number, row.columns.get(name, name), str(problem)), told["email"][:254])
            return None
    joined = days["joined_at"]
    return BroughtIn(
        key=row.key,
        email=told.get("email", ""),
        name=told.get("name", ""),
        kana=told.get("kana", ""),
        company=told.get("company", ""),
        phone=told.get("phone", ""),
        birthday=days["birthday"],
        memo=told.get("memo", ""),
        joined_at=dt.datetime.combine(joined, dt.time(), clock.JST) if joined else None,
        address=_address(told),
    )


def _address(told: dict[str, str]) -> AddressRow | None:
    """The address in our parts; a system that tells town and number in one is taken apart."""
    if not told.get("postal") and not told.get("line1"):
        return None
    prefecture, city, line1 = prefectures.canonical(told.get("prefecture", "")), told.get("city", ""), told["line1"]
    if not prefecture or not city:
        found, found_city, rest = split_city(
            f"{'' if prefecture else told.get('prefecture', '')}{city}{line1}", prefecture
        )
        if found and found_city:
            prefecture, city, line1 = found, found_city, rest
    line2 = told.get("line2", "")
    if not line1:  # EC-CUBE: town in 住所1, number in 住所2
        line1, line2 = line2, ""
    return AddressRow(
        name=told.get("name", ""),
        kana=told.get("kana", ""),
        company=told.get("company", ""),
        phone=told.get("phone", ""),
        postal=told.get("postal", ""),
        prefecture=prefecture,
        city=city,
        line1=line1,
        line2=line2,
    )


def _compare(row: OldRow, person: BroughtIn, mine: Customer | None, part: Part) -> None:
    email = mail.normalise(person.email)
    if mine is None:
        part.lines.append(Line(NEW, email, person.name, row.file, row.number))
        part.work.append(person)
        return
    changes = [
        (name, str(getattr(mine, name) or ""), str(value))
        for name, value in plain(person).items()
        if getattr(mine, name) != value
    ]
    if not changes:
        part.same += 1
        return
    part.lines.append(Line(DIFFERENT, email, person.name, row.file, row.number, changes))
    part.work.append(person)


def apply(part: Part, *, actor: str) -> Iterator[Step]:
    """Bring them in, batch by batch; customer ids by mail address. Constant statements per 2,000 people."""
    for start in range(0, len(part.work), BATCH):
        people: list[BroughtIn] = part.work[start : start + BATCH]
        made = customers.bring_in(people, actor=actor)
        emails = {person.key: mail.normalise(person.email) for person in people}
        refused = {refusal.key for refusal in made.refused}
        done = [email for key, email in emails.items() if key not in refused]
        problems = [Refusal(emails[r.key], r.field, r.message) for r in made.refused]
        yield Outcome(done, problems), dict(zip(done, made.done, strict=True))

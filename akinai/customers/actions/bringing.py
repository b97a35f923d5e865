"""Members of a shop we move from: their accounts go on here, with a new password.

The old shop proved their mail addresses and never hands out passwords: an account brought in is confirmed, has a
password nobody knows, and its owner chooses one by the page for forgotten passwords. No mail goes out.
"""

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core import email as mail
from akinai.core.events import publish
from akinai.core.japan import phone as phones
from akinai.core.outcome import Outcome, Refusal
from akinai.core.people import members
from akinai.customers import events
from akinai.customers.actions.addresses import AddressRow, filled
from akinai.customers.actions.addresses import problems as address_problems
from akinai.customers.actions.joining import name_problems
from akinai.customers.models import Address, Customer

FIELDS = ("name", "kana", "company", "phone", "birthday", "memo")
MOST_MEMO = 2_000


@dataclass(frozen=True)
class BroughtIn:
    """A member as the old shop has them. What is empty is not told. `key` names it in refusals."""

    key: Hashable
    email: str
    name: str
    kana: str = ""
    company: str = ""
    phone: str = ""
    birthday: dt.date | None = None
    memo: str = ""
    joined_at: dt.datetime | None = None
    address: AddressRow | None = None


def plain(person: BroughtIn) -> dict[str, str | dt.date]:
    """What is told, as it will be stored; fields not told are left out."""
    told: dict[str, str | dt.date] = {
        "name": person.name.strip(),
        "kana": person.kana.strip(),
        "company": person.company.strip(),
        "phone": phones.normalise(person.phone) if person.phone.strip() else "",
        "memo": person.memo.strip(),
    }
    if person.birthday:
        told["birthday"] = person.birthday
    return {name: value for name, value in told.items() if value}


def problems(person: BroughtIn) -> list[Refusal]:
    """Why somebody can't be brought in: sentences by field."""
    told = [(mail.problem(person.email), "email")]
    told += name_problems(person.name, person.kana, person.company, person.phone)
    too_long = _("A memo has 2,000 characters at most.")
    told.append((too_long if len(person.memo) > MOST_MEMO or "\0" in person.memo else None, "memo"))
    if person.birthday and not dt.date(1900, 1, 1) <= person.birthday <= clock.today():
        told.append((_("This can't be a birthday."), "birthday"))
    return [Refusal(person.key, field, words) for words, field in told if words]


def bring_in(people: Sequence[BroughtIn], *, actor: str) -> Outcome:
    """Add members, and write what is told of those who are here. `done`: customer ids in the order of the good ones.

    The address is kept as the one used first where a member has none yet. The inverse is `erase` (and, for those who
    were here, bringing in what they had). Eight statements for any number. An unusable address is left out.
    """
    outcome = Outcome()
    good: dict[str, BroughtIn] = {}
    for person in people:
        refusals = problems(person)
        key = mail.normalise(person.email).lower()
        if not refusals and key in good:
            refusals = [Refusal(person.key, "email", _("The mail address is there twice."))]
        outcome.refused += refusals
        if not refusals:
            good[key] = person
    with transaction.atomic():
        known = {
            row.email.lower(): row
            for row in Customer.objects.annotate(key=Lower("email"))
            .filter(key__in=list(good), left_at=None)
            .select_for_update(of=("self",))
            .order_by("pk")
        }
        new = _add({key: person for key, person in good.items() if key not in known}, actor)
        _change([(known[key], person) for key, person in good.items() if key in known], actor)
        everybody = known | new
        _addresses([(everybody[key], person.address) for key, person in good.items() if person.address])
    outcome.done = [everybody[key].pk for key in good]
    return outcome


def _add(people: Mapping[str, BroughtIn], actor: str) -> dict[str, Customer]:
    now = clock.now()
    # An unusable password: nobody signs in before choosing one.
    users = User.objects.bulk_create(
        [User(username=members.new_name(), password=make_password(None), is_active=True) for _key in people]
    )
    rows = [
        Customer(
            user=user,
            email=mail.normalise(person.email),
            confirmed_at=now,
            joined_at=min(person.joined_at or now, now),
            **plain(person),
        )
        for user, person in zip(users, people.values(), strict=True)
    ]
    Customer.objects.bulk_create(rows)
    publish([events.MemberBroughtIn(subject=f"customer/{row.pk}", actor=actor) for row in rows])
    return dict(zip(people, rows, strict=True))


def _change(pairs: Sequence[tuple[Customer, BroughtIn]], actor: str) -> None:
    changed = []
    for row, person in pairs:
        fields = [name for name, value in plain(person).items() if getattr(row, name) != value]
        for name in fields:
            setattr(row, name, plain(person)[name])
        if fields:
            changed.append((row, fields))
    Customer.objects.bulk_update([row for row, _fields in changed], FIELDS)
    publish([events.MemberChanged(subject=f"customer/{row.pk}", actor=actor, fields=fields) for row, fields in changed])


def _addresses(pairs: Sequence[tuple[Customer, AddressRow]]) -> None:
    """The first address of those who have none. What is no whole address stays out: the member types it."""
    having = set(
        Address.objects.filter(customer__in=[row.pk for row, _a in pairs]).values_list("customer_id", flat=True)
    )
    made = []
    for customer, told in pairs:
        if customer.pk in having or address_problems(told, {}, 1):
            continue
        row = filled(Address(customer_id=customer.pk), told)
        row.usual = True
        made.append(row)
    Address.objects.bulk_create(made)

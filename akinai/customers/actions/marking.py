"""Marking customers to be careful with, and unmarking them."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core import email as mail
from akinai.core.events import publish
from akinai.core.japan import phone as phones
from akinai.core.outcome import Outcome, Refusal
from akinai.customers import events, queries
from akinai.customers.models import MarkedCustomer

FIELDS = ("name", "phone", "email", "address", "reason")
MOST = 500


@dataclass(frozen=True)
class Mark:
    """A person to be careful with: why, and at least one of phone, mail address, address or name.

    `id` None marks a new one; else the row is written again. `key` names it in refusals.
    """

    reason: str
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    id: int | None = None
    key: Hashable = 0


def mark(people: Sequence[Mark], *, actor: str) -> Outcome:
    """Mark customers; `done` holds the row ids. The inverse is `unmark`. Three statements for any number."""
    outcome = Outcome()
    rows = []
    now = clock.now()
    with transaction.atomic():
        known = MarkedCustomer.objects.select_for_update().in_bulk([one.id for one in people if one.id])
        for one in people:
            if refusals := _problems(one, known):
                outcome.refused += refusals
                continue
            row = known[one.id] if one.id else MarkedCustomer(created_at=now, created_by=actor)
            rows.append(_filled(row, one))
        _write(rows)
        publish(
            [
                events.CustomerMarked(subject=f"marked-customer/{row.pk}", actor=actor, by=_kinds(row))
                for row in rows
            ]
        )  # fmt: skip
        outcome.done = [row.pk for row in rows]
    return outcome


def unmark(ids: Sequence[int], *, actor: str) -> Outcome:
    """Take the marks off again; what was kept about these people is deleted."""
    with transaction.atomic():
        there = list(
            MarkedCustomer.objects.select_for_update().filter(pk__in=ids).order_by("id").values_list("pk", flat=True)
        )
        MarkedCustomer.objects.filter(pk__in=there).delete()
        publish([events.CustomerUnmarked(subject=f"marked-customer/{one}", actor=actor) for one in there])
    return Outcome(there)


def _filled(row: MarkedCustomer, one: Mark) -> MarkedCustomer:
    for name in FIELDS:
        setattr(row, name, str(getattr(one, name)).strip())
    row.name_key, row.phone_key = queries.name_key(one.name), queries.phone_key(one.phone)
    row.email_key, row.address_key = queries.email_key(one.email), queries.address_key(one.address)
    return row


def _write(rows: Sequence[MarkedCustomer]) -> None:
    keys = ("name_key", "phone_key", "email_key", "address_key")
    new = [row for row in rows if row.pk is None]
    old = [row for row in rows if row.pk is not None]
    if old:
        MarkedCustomer.objects.bulk_update(old, [*FIELDS, *keys])
    MarkedCustomer.objects.bulk_create(new)


def _kinds(row: MarkedCustomer) -> list[str]:
    return [kind for kind in ("name", "phone", "email", "address") if getattr(row, f"{kind}_key")]


def _problems(one: Mark, known: dict[int, MarkedCustomer]) -> list[Refusal]:
    """Why a mark could never recognise anybody, each with its field."""
    phone, where = queries.phone_key(one.phone), queries.address_key(one.address)
    nobody = not (phone or where or queries.name_key(one.name) or one.email.strip())
    told = [
        (one.id is not None and one.id not in known, "", _("This customer is not marked any more.")),
        (any("\0" in getattr(one, name) for name in FIELDS), "", _("The text contains a NUL character.")),
        (any(len(getattr(one, name)) > MOST for name in FIELDS), "", _("A text is longer than 500 characters.")),
        (not one.reason.strip(), "reason", _("Say why, so that whoever meets the order knows what to do.")),
        (bool(one.phone.strip()) and not phone, "phone", phones.problem(one.phone) or _("This is no phone number.")),
        (bool(one.email.strip()), "email", mail.problem(one.email)),
        (bool(one.address.strip()) and not where, "address", _("Give the address from the city to the house number.")),
        (nobody, "", _("Give a phone number, mail address, address or name to recognise the customer by.")),
    ]
    return [Refusal(one.key, field, words) for wrong, field, words in told if wrong and words]

"""The address book of a member."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.japan import phone as phones
from akinai.core.japan import postal, prefectures
from akinai.core.outcome import Outcome, Refusal
from akinai.customers.models import Address, Customer

MOST_ADDRESSES = 50
MOST = 100
FIELDS = ("label", "name", "kana", "company", "phone", "postal", "prefecture", "city", "line1", "line2")


@dataclass(frozen=True)
class AddressRow:
    """An address as typed; `id` None is a new one. `key` names it in refusals."""

    name: str
    postal: str
    prefecture: str
    city: str
    line1: str
    line2: str = ""
    label: str = ""
    kana: str = ""
    company: str = ""
    phone: str = ""
    usual: bool = False
    id: int | None = None
    key: int = 0


def save_addresses(customer_id: int, rows: Sequence[AddressRow], *, actor: str) -> Outcome:
    """Write addresses; `done` holds their ids. The inverse is `delete_addresses`. Five statements for any number."""
    outcome = Outcome()
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer_id)
        known = Address.objects.filter(customer=customer_id).in_bulk()
        written = []
        room = MOST_ADDRESSES - len(known)
        for one in rows:
            refusals = problems(one, known, room)
            outcome.refused += refusals
            if not refusals:
                written.append((filled(known.get(one.id or 0) or Address(customer_id=customer_id), one), one.usual))
                room -= one.id is None
        first = not known
        usual = next((row for row, wished in written if wished), written[0][0] if first and written else None)
        if usual is not None:
            Address.objects.filter(customer=customer_id, usual=True).update(usual=False)
        for row, _wished in written:
            row.usual = row is usual or (row.usual and usual is None)
        Address.objects.bulk_update([row for row, _w in written if row.pk], [*FIELDS, "usual"])
        Address.objects.bulk_create([row for row, _w in written if not row.pk])
        outcome.done = [row.pk for row, _wished in written]
    return outcome


def delete_addresses(customer_id: int, ids: Sequence[int], *, actor: str) -> Outcome:
    """Take addresses out of the book; another becomes the one used first."""
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer_id)
        mine = Address.objects.filter(customer=customer_id)
        there = list(mine.filter(pk__in=ids).values_list("pk", flat=True))
        mine.filter(pk__in=there).delete()
        if not mine.filter(usual=True).exists():
            mine.filter(pk=mine.order_by("id").values("pk")[:1]).update(usual=True)
    return Outcome(there)


def use_first(customer_id: int, address_id: int, *, actor: str) -> Outcome:
    """The address that the checkout begins with. Two statements."""
    with transaction.atomic():
        Customer.objects.select_for_update().get(pk=customer_id)
        mine = Address.objects.filter(customer=customer_id)
        if not mine.filter(pk=address_id).exists():
            return Outcome(refused=[Refusal(address_id, "", _("This address is not in the book any more."))])
        mine.filter(usual=True).exclude(pk=address_id).update(usual=False)
        mine.filter(pk=address_id).update(usual=True)
    return Outcome([address_id])


def filled(row: Address, one: AddressRow) -> Address:
    for name in FIELDS:
        setattr(row, name, str(getattr(one, name)).strip())
    row.postal = postal.normalise_postal(one.postal)
    row.phone = phones.normalise(one.phone) if one.phone.strip() else ""
    row.created_at = row.created_at or clock.now()
    return row


def problems(one: AddressRow, known: dict[int, Address], room: int) -> list[Refusal]:
    empty = _("Please fill this in.")
    told = [
        (one.id is not None and one.id not in known, "", _("This address is not in the book any more.")),
        (one.id is None and room < 1, "", _("The address book holds %(n)s addresses.") % {"n": MOST_ADDRESSES}),
        (not one.name.strip(), "name", empty),
        (not postal.normalise_postal(one.postal), "postal", _("A postal code has 7 digits.")),
        (one.prefecture not in prefectures.NAMES, "prefecture", _("Please choose the prefecture.")),
        (not one.city.strip(), "city", empty),
        (not one.line1.strip(), "line1", empty),
    ]
    phone = phones.problem(one.phone) if one.phone.strip() else None
    told.append((phone is not None, "phone", phone or ""))
    for name in FIELDS:
        text = str(getattr(one, name))
        told.append((len(text) > MOST or "\0" in text, name, _("This is longer than %(n)s characters.") % {"n": MOST}))
    return [Refusal(one.key, field, words) for wrong, field, words in told if wrong]

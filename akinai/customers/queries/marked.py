"""Questions about customers."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

from django.db.models import Q, QuerySet

from akinai.core import arrays, prepared
from akinai.core import email as mail
from akinai.core.japan import address as addresses
from akinai.core.japan import phone as phones
from akinai.core.japan import text
from akinai.customers.models import MarkedCustomer

REMEMBERED = 2_048  # keys of people: nearly every buyer is the recipient as well
_HONORIFIC = re.compile(r"(様|さま|殿|御中)$")
_NUMBER = re.compile("[0-9一二三四五六七八九十〇]")
_VILLAGE = re.compile("大字|字")


@dataclass(frozen=True, slots=True)
class Person:
    """Who is looked for among the marked customers: a buyer or a recipient."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""  # prefecture, city, town and number in one


@lru_cache(maxsize=REMEMBERED)
def name_key(name: str) -> str:
    """A name as compared: width, kana, spaces, 様 and old kanji forms made one."""
    return _HONORIFIC.sub("", text.normalise(name))


@lru_cache(maxsize=REMEMBERED)
def phone_key(number: str) -> str:
    """A telephone number as compared: digits only; empty when it is too short to tell anybody."""
    plain = phones.normalise(number)
    return plain if plain.isdigit() and len(plain) >= 9 else ""


def email_key(email: str) -> str:
    """A mail address as compared."""
    return mail.normalise(email).lower()


@lru_cache(maxsize=REMEMBERED)
def address_key(address: str) -> str:
    """An address as compared: city, town and the numbers in order (4丁目2番8号 = 4-2-8), without the building.

    Empty when no city is recognised or no number is there: half an address is many people's.
    """
    prefecture, city, rest = addresses.split_city(normalize("NFKC", address))
    if not (city and _NUMBER.search(rest)):
        return ""
    town = text.normalise(_VILLAGE.sub("", _NUMBER.split(rest, maxsplit=1)[0]))
    return f"{text.normalise(prefecture + city)}|{town}|{addresses.recipient_key('', '', rest, '')}"


def marked(people: Sequence[Person]) -> list[list[str]]:
    """Why each of these people is marked (要注意顧客); an empty list for all others. One statement.

    A name alone counts only against a mark that knows nothing but a name: people share names.
    """
    keys = [(phone_key(p.phone), email_key(p.email), address_key(p.address), name_key(p.name)) for p in people]
    columns = [sorted({key for key in column if key}) for column in zip(*keys, strict=True)]
    if not any(columns):
        return [[] for _person in people]
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    with prepared.cursor() as cursor:
        cursor.execute(
            """select phone_key, email_key, address_key,
                      case when phone_key = '' and email_key = '' and address_key = '' then name_key else '' end, reason
                 from customers_markedcustomer
                where phone_key = any(%s) or email_key = any(%s) or address_key = any(%s)
                   or (name_key = any(%s) and phone_key = '' and email_key = '' and address_key = '')
                order by id""",
            arrays.literals(columns),
        )
        for *row, reason in cursor.fetchall():
            for at, key in enumerate(row):
                if key:
                    found[at, key].append(reason)
    if not found:
        return [[] for _person in people]
    return [list(dict.fromkeys(why for at, key in enumerate(one) for why in found.get((at, key), ()))) for one in keys]


def marked_list(asked: str = "") -> QuerySet[MarkedCustomer]:
    """Marked customers for a list, searched by whatever mark is typed, or by words of the reason."""
    rows = MarkedCustomer.objects.all()
    plain = asked.replace("\0", "").strip()
    if not plain:
        return rows
    hit = Q(reason__icontains=plain) | Q(address__icontains=plain)
    if name := name_key(plain):
        hit |= Q(name_key__contains=name)
    if number := phone_key(plain):
        hit |= Q(phone_key=number)
    if "@" in plain:
        hit |= Q(email_key=email_key(plain))
    return rows.filter(hit)

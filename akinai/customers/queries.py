"""Questions about customers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from akinai.core.japan import phone, text


@dataclass(frozen=True, slots=True)
class Person:
    """Who is looked for among the marked customers: a buyer or a recipient."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""  # prefecture, city, town and number in one


def name_key(name: str) -> str:
    """A name as compared: width, kana, spaces and old kanji forms made one."""
    return text.normalise(name)


def phone_key(number: str) -> str:
    """A telephone number as compared: digits only."""
    return phone.normalise(number)


def email_key(email: str) -> str:
    """A mail address as compared."""
    return email.strip().lower()


def address_key(address: str) -> str:
    """An address as compared."""
    return text.normalise(address)


def marked(people: Sequence[Person]) -> list[list[str]]:
    """Why each of these people is marked (要注意顧客); an empty list for all others. One statement."""
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    keys = [
        (name_key(one.name), phone_key(one.phone), email_key(one.email), address_key(one.address)) for one in people
    ]
    columns = [sorted({key for key in column if key}) for column in zip(*keys, strict=True)]
    if not any(columns):
        return [[] for _ in people]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            select name_key, phone_key, email_key, address_key, reason from customers_markedcustomer
             where name_key = any(%s) or phone_key = any(%s) or email_key = any(%s) or address_key = any(%s)
             order by id
            """,
            columns,
        )
        for *row, reason in cursor.fetchall():
            for at, key in enumerate(row):
                if key:
                    found[at, key].append(reason)
    if not found:
        return [[] for _ in people]
    return [list(dict.fromkeys(why for at, key in enumerate(one) for why in found.get((at, key), ()))) for one in keys]

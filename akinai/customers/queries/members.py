"""Questions about members."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.db.models import Q, QuerySet

from akinai.core.japan import phone as phones
from akinai.core.japan import postal
from akinai.core.people import members as signs
from akinai.customers.models import Address, Consent, Customer


def member_of(user: User | AnonymousUser) -> Customer | None:
    """The member who is signed in as this user, or None. No statement: the session's backend brought it along."""
    if not user.is_authenticated or not signs.is_member(user):
        return None
    customer = getattr(user, "customer", None)
    return customer if customer is not None and customer.left_at is None else None


def of_email(email: str) -> Customer | None:
    """The member with a proven address. One statement."""
    if not email or "\0" in email:
        return None
    return Customer.objects.filter(email__iexact=email, left_at=None, confirmed_at__isnull=False).first()


def members(asked: str = "", *, state: str = "") -> QuerySet[Customer]:
    """Members for a list, by name, kana, mail address or phone as typed; `state`: "", unconfirmed, left, all."""
    rows = Customer.objects.all()
    if state == "left":
        rows = rows.exclude(left_at=None)
    elif state == "unconfirmed":
        rows = rows.filter(left_at=None, confirmed_at=None)
    elif state != "all":
        rows = rows.filter(left_at=None, confirmed_at__isnull=False)
    plain = asked.replace("\0", "").strip()
    for word in plain.split():
        hit = Q(name__icontains=word) | Q(kana__icontains=word) | Q(email__icontains=word) | Q(company__icontains=word)
        number = phones.normalise(word)
        if number.isdigit() and len(number) >= 4:
            hit |= Q(phone__contains=number)
        rows = rows.filter(hit)
    return rows


def addresses(customer: Customer) -> list[Address]:
    """The address book, the one used first at the top; `postal_shown` is the code with its hyphen. One statement."""
    rows = list(customer.addresses.all())
    for row in rows:
        row.postal_shown = postal.format_postal(row.postal)  # type: ignore[attr-defined]
    return rows


def consents_now(customer: Customer) -> dict[str, Consent]:
    """The answer that holds, by purpose. One statement."""
    rows = Consent.objects.filter(customer=customer).order_by("purpose", "-at", "-id").distinct("purpose")
    return {row.purpose: row for row in rows}


def may_mail(emails: Sequence[str], purpose: str = "mail_magazine") -> set[str]:
    """Those of these addresses (as given) whose last answer was a consent; silence is none. One statement."""
    if not emails:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            """select asked
                 from unnest(%s::text[]) as a (asked)
                where (select given from customers_consent c
                        where lower(c.email) = lower(asked) and c.purpose = %s
                        order by c.at desc, c.id desc limit 1)""",
            [list(emails), purpose],
        )
        return {row[0] for row in cursor.fetchall()}

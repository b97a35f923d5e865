"""Signing in: by mail address and password, counted, and taking the same time whoever is asked for."""

from dataclasses import dataclass
from enum import StrEnum

from django.contrib.auth.models import User
from django.db import transaction

from akinai.core import clock
from akinai.core import email as mail
from akinai.core.events import publish
from akinai.customers import events
from akinai.customers.actions.letters import NoSender, write
from akinai.customers.actions.tries import forget_tries, one_more
from akinai.customers.models import Customer

TRIES = 8
WINDOW_SECONDS = 15 * 60


class Entrance(StrEnum):
    """What came of trying to sign in."""

    OPEN = "open"
    WRONG = "wrong"
    LOCKED = "locked"  # too many tries for this address: wait
    UNCONFIRMED = "unconfirmed"  # the right password, but the address is not proven yet


def enter(email: str, password: str, *, device: str = "", actor: str = "member") -> "Entered":
    """Try to sign in. `device`: a browser that signed in as this member before, so that a stranger who types wrong
    passwords all day locks out strangers only. Counted before it is compared. At most four statements.
    """
    plain = mail.normalise(email)[:254].lower()
    counted = f"{plain}|{device}"
    if one_more("sign-in", counted, most=TRIES, seconds=WINDOW_SECONDS):
        return Entered(Entrance.LOCKED)
    customer = None
    if plain and "\0" not in plain:
        found = Customer.objects.select_related("user").filter(email__iexact=plain, left_at=None)
        customer = found.first()
    user = customer.user if customer is not None else None
    if user is None:
        User().set_password(password)  # as long as a comparison takes
        return Entered(Entrance.WRONG)
    if not user.check_password(password) or not user.is_active:
        return Entered(Entrance.WRONG)
    forget_tries("sign-in", counted)
    assert customer is not None
    if customer.confirmed_at is None:
        return Entered(Entrance.UNCONFIRMED, customer)
    with transaction.atomic():
        publish([events.MemberEntered(subject=f"customer/{customer.pk}", actor=f"member:{customer.pk}")])
    return Entered(Entrance.OPEN, customer)


@dataclass(frozen=True)
class Entered:
    """What came of it, and who it is when the password was right."""

    result: Entrance
    customer: Customer | None = None


def tell_new_device(customer: Customer, *, browser: str, reset_page: str) -> None:
    """A mail about a sign-in from a browser not seen before. Without a sender there is no mail."""
    values = {
        "at": clock.now().strftime("%Y-%m-%d %H:%M"),
        "browser": browser[:200] or "—",
        "link": reset_page,
    }
    about, language = f"customer/{customer.pk}", customer.language
    try:
        with transaction.atomic():
            write(
                "new_device", customer.email, about=about, name=customer.name, language=language, values=values,
                actor=f"member:{customer.pk}",
            )  # fmt: skip
    except NoSender:
        return

"""Changing a password, and the way back in for those who forgot it."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core import email as mail
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.customers import events
from akinai.customers.actions import links
from akinai.customers.actions.joining import check_password
from akinai.customers.actions.letters import NoSender, write
from akinai.customers.actions.tries import forget_tries, one_more
from akinai.customers.models import Customer

RESET_SECONDS = links.HOUR
MAILS = 3  # to one address in an hour


def ask_reset(email: str, *, page: str, actor: str = "member") -> None:
    """Send a link to choose a new password, if the address has an account; the caller says the same in any case.

    An account whose address was never proven may do it as well: opening the link proves it.
    """
    plain = mail.normalise(email)[:254].lower()
    if not plain or "\0" in plain or one_more("reset", plain, most=MAILS, seconds=links.HOUR):
        return
    customer = Customer.objects.select_related("user").filter(email__iexact=plain, left_at=None).first()
    if customer is None or customer.user is None or not customer.user.is_active:
        return
    values = {"link": page.replace("{token}", links.make("reset", customer))}
    with transaction.atomic():
        write(
            "reset", customer.email, about=f"customer/{customer.pk}", name=customer.name, language=customer.language,
            values=values, actor=actor,
        )  # fmt: skip


def reset_password(token: str, password: str, *, actor: str = "member") -> Customer:
    """Choose a new password by the link. Every open session of the account ends, and the lock of wrong tries opens.

    Raises Refused: the link is old or used, or the password is too weak.
    """
    with transaction.atomic():
        found = links.read("reset", token, seconds=RESET_SECONDS, lock=True)
        if found is None:
            raise Refused([Refusal("", "", _("This link is too old or was used already. Please ask for a new one."))])
        customer, _told = found
        _set(customer, password, actor=actor)
        if customer.confirmed_at is None:
            customer.confirmed_at = clock.now()
            customer.save(update_fields=["confirmed_at"])
            publish([events.MemberConfirmed(subject=f"customer/{customer.pk}", actor=actor)])
        forget_tries("sign-in", f"{customer.email.lower()}|")
    return customer


def change_password(customer: Customer, old: str, new: str, *, actor: str) -> None:
    """A new password by somebody who knows the present one; other browsers are signed out. Raises Refused."""
    if one_more("password", str(customer.pk), most=8, seconds=15 * 60):
        raise Refused([Refusal("", "old", _("Too many tries. Please wait 15 minutes."))])
    if customer.user is None or not customer.user.check_password(old):
        raise Refused([Refusal("", "old", _("The present password is wrong."))])
    with transaction.atomic():
        _set(customer, new, actor=actor)
        forget_tries("password", str(customer.pk))


def _set(customer: Customer, password: str, *, actor: str) -> None:
    user = customer.user
    assert user is not None
    if refusals := check_password(password, email=customer.email, name=customer.name):
        raise Refused(refusals)
    user.set_password(password)
    user.save(update_fields=["password"])
    publish([events.PasswordChanged(subject=f"customer/{customer.pk}", actor=actor)])
    with suppress(NoSender):
        write(
            "password_changed", customer.email, about=f"customer/{customer.pk}", name=customer.name,
            language=customer.language, actor=actor,
        )  # fmt: skip

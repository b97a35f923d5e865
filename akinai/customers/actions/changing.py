"""A member's own facts: name and the rest, and the mail address, which is proven before it counts."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core import email as mail
from akinai.core.events import publish
from akinai.core.japan import phone as phones
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.customers import events
from akinai.customers.actions import links
from akinai.customers.actions.joining import name_problems
from akinai.customers.actions.letters import NoSender, write
from akinai.customers.actions.tries import one_more
from akinai.customers.models import Customer

EMAIL_SECONDS = links.DAY


@dataclass(frozen=True)
class Profile:
    """What a member tells of themselves."""

    name: str
    kana: str = ""
    company: str = ""
    phone: str = ""
    birthday: dt.date | None = None
    language: str = "ja"


def change(customer: Customer, profile: Profile, *, actor: str) -> Outcome:
    """Write the profile again. The inverse is writing the old one. Raises nothing: refusals name their field."""
    told = name_problems(profile.name, profile.kana, profile.company, profile.phone)
    if profile.birthday and not dt.date(1900, 1, 1) <= profile.birthday <= clock.today():
        told.append((_("This can't be a birthday."), "birthday"))
    refusals = [Refusal(customer.pk, field, words) for words, field in told if words]
    if refusals:
        return Outcome(refused=refusals)
    fresh = {
        "name": profile.name.strip(),
        "kana": profile.kana.strip(),
        "company": profile.company.strip(),
        "phone": phones.normalise(profile.phone) if profile.phone.strip() else "",
        "birthday": profile.birthday,
        "language": profile.language,
    }
    changed = [name for name, value in fresh.items() if getattr(customer, name) != value]
    with transaction.atomic():
        Customer.objects.filter(pk=customer.pk, left_at=None).update(**fresh)
        if changed:
            publish([events.MemberChanged(subject=f"customer/{customer.pk}", actor=actor, fields=changed)])
    for name, value in fresh.items():
        setattr(customer, name, value)
    return Outcome([customer.pk])


def swear_password(customer: Customer, password: str) -> None:
    """Ask for the password once more before something grave. Raises Refused; counted."""
    if one_more("password", str(customer.pk), most=8, seconds=15 * 60):
        raise Refused([Refusal("", "password", _("Too many tries. Please wait 15 minutes."))])
    if customer.user is None or not customer.user.check_password(password):
        raise Refused([Refusal("", "password", _("The present password is wrong."))])


def ask_new_email(customer: Customer, email: str, *, page: str, actor: str) -> None:
    """Send a link to the new address; until it is opened nothing changes. Raises Refused.

    An address that has an account gets no link, and the member is told the same.
    """
    plain = mail.normalise(email)
    if problem := mail.problem(plain):
        raise Refused([Refusal("", "email", problem)])
    if plain.lower() == customer.email.lower():
        raise Refused([Refusal("", "email", _("This is your mail address already."))])
    if one_more("new-email", str(customer.pk), most=5, seconds=links.HOUR):
        raise Refused([Refusal("", "email", _("Too many tries. Please wait an hour."))])
    if Customer.objects.filter(email__iexact=plain, left_at=None).exists():
        return
    values = {"link": page.replace("{token}", links.make("email", customer, to=plain))}
    with transaction.atomic():
        write(
            "new_email", plain, about=f"customer/{customer.pk}", name=customer.name, language=customer.language,
            values=values, actor=actor,
        )  # fmt: skip


def confirm_new_email(token: str, *, actor: str = "member") -> Customer:
    """The new address is proven and is the sign-in name from now on; the old one gets a notice. Raises Refused."""
    old = Refused([Refusal("", "", _("This link is too old or was used already. Please ask for a new one."))])
    try:
        with transaction.atomic():
            found = links.read("email", token, seconds=EMAIL_SECONDS, lock=True)
            if found is None:
                raise old
            customer, told = found
            before, customer.email = customer.email, str(told["to"])
            customer.save(update_fields=["email"])
            publish([events.MemberChanged(subject=f"customer/{customer.pk}", actor=actor, fields=["email"])])
            _tell_old(customer, before, actor=actor)
    except IntegrityError:  # somebody else proved it meanwhile
        raise old from None
    return customer


def _tell_old(customer: Customer, before: str, *, actor: str) -> None:
    with suppress(NoSender):
        write(
            "email_changed", before, about=f"customer/{customer.pk}", name=customer.name, language=customer.language,
            actor=actor,
        )  # fmt: skip


def set_memo(customer_id: int, memo: str, *, actor: str) -> None:
    """The shop's own words about a member. Raises Refused when it is too long or can't be stored."""
    if len(memo) > 2000 or "\0" in memo:
        raise Refused([Refusal(customer_id, "memo", _("A memo has 2,000 characters at most."))])
    with transaction.atomic():
        Customer.objects.filter(pk=customer_id).update(memo=memo.strip())
        publish([events.MemberChanged(subject=f"customer/{customer_id}", actor=actor, fields=["memo"])])

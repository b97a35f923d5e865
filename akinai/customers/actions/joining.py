"""Becoming a member: an account waits until its mail address is proven by a link.

Nobody learns from us whether an address has an account: the answer is the same, only the mail differs.
"""

import datetime as dt
import secrets as random
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core import email as mail
from akinai.core.events import publish
from akinai.core.japan import phone as phones
from akinai.core.outcome import Refusal, Refused
from akinai.core.people import members
from akinai.customers import events
from akinai.customers.actions import links
from akinai.customers.actions.consents import ConsentGiven, consent
from akinai.customers.actions.letters import write
from akinai.customers.models import Customer

MOST = 100  # characters of a name
UNCONFIRMED_DAYS = 7
CONFIRM_SECONDS = 2 * links.DAY


@dataclass(frozen=True)
class NewMember:
    """Somebody who registers. `page`: the address of the page that the link in the mail opens, {token} in it."""

    email: str
    password: str
    name: str
    page: str
    sign_in_page: str = ""
    kana: str = ""
    company: str = ""
    phone: str = ""
    birthday: dt.date | None = None
    consents: Sequence[ConsentGiven] = ()
    language: str = "ja"
    address: str = ""  # the network address


def register(new: NewMember, *, actor: str = "member") -> str | None:
    """Make an account that waits for its address to be proven, and send the link. Raises Refused, NoSender.

    Returns a mark of this very registration for the browser (see `is_link_of`); None when the address has an account
    already: then a mail says so to its owner, and the visitor is told the same as everybody. An account never proven
    is taken over, password and all.
    """
    _refuse(new)
    email = mail.normalise(new.email)
    try:
        with transaction.atomic():
            return _register(new, email, actor=actor)
    except IntegrityError:  # the same address at the same moment: the other one sent its link
        return None


def _register(new: NewMember, email: str, *, actor: str) -> str | None:
    known = Customer.objects.select_for_update(of=("self",)).select_related("user")
    customer = known.filter(email__iexact=email, left_at=None).first()
    user = customer.user if customer is not None and customer.user is not None else User(username=members.new_name())
    # Hashed in any case: the time taken must not tell whether the address is known.
    hashed = User()
    hashed.set_password(new.password)
    if customer is not None and customer.confirmed_at is not None:
        about = f"customer/{customer.pk}"
        values = {"link": new.sign_in_page}
        write("already", email, about=about, name=customer.name, language=customer.language, values=values, actor=actor)
        return None
    user.password, user.is_active, user.is_staff = hashed.password, True, False
    user.save()
    if customer is None:
        customer = Customer(joined_at=clock.now())
    customer.user, customer.email, customer.language = user, email, new.language
    customer.name, customer.company = new.name.strip(), new.company.strip()
    customer.kana, customer.phone = new.kana.strip(), phones.normalise(new.phone)
    customer.birthday = new.birthday
    customer.save()
    consent(customer, new.consents, source="register", address=new.address, actor=actor)
    publish([events.MemberRegistered(subject=f"customer/{customer.pk}", actor=actor)])
    _send_link(customer, new.page, actor=actor)
    return links.state_of("confirm", customer)


def _send_link(customer: Customer, page: str, *, actor: str) -> None:
    values = {"link": page.replace("{token}", links.make("confirm", customer))}
    about = f"customer/{customer.pk}"
    write(
        "confirm", customer.email, about=about, name=customer.name, language=customer.language, values=values,
        actor=actor,
    )  # fmt: skip


def send_again(customer: Customer, *, page: str, actor: str = "member") -> None:
    """The link once more, for somebody who signed in with the right password before proving the address."""
    with transaction.atomic():
        _send_link(customer, page, actor=actor)


def confirm_mail(token: str, *, password: str | None, actor: str = "member") -> Customer:
    """The address is proven: the account may be used. Raises Refused: the link is old or was used, or the password
    is not the one chosen (`None`: this very browser registered, so that it need not be asked for).

    The password is asked for because somebody else may have registered this address, hoping that its owner confirms.
    """
    with transaction.atomic():
        found = links.read("confirm", token, seconds=CONFIRM_SECONDS, lock=True)
        if found is None:
            raise Refused([Refusal("", "", _("This link is too old or was used already. Sign in, or register again."))])
        customer, _told = found
        if password is not None and not (customer.user and customer.user.check_password(password)):
            raise Refused([Refusal("", "password", _("The password is not the one chosen when registering."))])
        customer.confirmed_at = clock.now()
        customer.save(update_fields=["confirmed_at"])
        publish([events.MemberConfirmed(subject=f"customer/{customer.pk}", actor=actor)])
    return customer


def forget_unconfirmed(*, actor: str) -> int:
    """Accounts whose address nobody proved within a week are deleted; how many."""
    until = clock.now() - dt.timedelta(days=UNCONFIRMED_DAYS)
    with transaction.atomic():
        stale = Customer.objects.filter(confirmed_at=None, left_at=None, joined_at__lt=until)
        rows = list(stale.select_for_update().values_list("pk", "user_id"))
        Customer.objects.filter(pk__in=[pk for pk, _user in rows]).delete()
        User.objects.filter(pk__in=[user for _pk, user in rows if user]).delete()
        publish([events.MemberErased(subject=f"customer/{pk}", actor=actor, own=False) for pk, _user in rows])
    return len(rows)


def check_password(password: str, *, email: str = "", name: str = "") -> list[Refusal]:
    """What a new password lacks, each in a sentence."""
    try:
        validate_password(password, User(username=random.token_hex(4), email=email, first_name=name))
    except ValidationError as error:
        return [Refusal("", "password", message) for message in error.messages]
    return []


def _refuse(new: NewMember) -> None:
    """Everything that is wrong, at once."""
    told = [(mail.problem(new.email), "email")]
    told += name_problems(new.name, new.kana, new.company, new.phone)
    refusals = [Refusal("", field, words) for words, field in told if words]
    refusals += check_password(new.password, email=new.email, name=new.name)
    if refusals:
        raise Refused(refusals)


def name_problems(name: str, kana: str, company: str, phone: str) -> list[tuple[str | None, str]]:
    """What is wrong with a person's name and number: (sentence or None, field)."""
    long = _("This is longer than %(n)s characters.") % {"n": MOST}
    texts = {"name": name, "kana": kana, "company": company}
    found: list[tuple[str | None, str]] = [(long if len(text) > MOST else None, field) for field, text in texts.items()]
    bad = _("The text contains a character that can't be stored.")
    found += [(bad if "\0" in text else None, field) for field, text in {**texts, "phone": phone}.items()]
    found.append((None if name.strip() else _("Please give your name."), "name"))
    found.append((phones.problem(phone) if phone.strip() else None, "phone"))
    return found

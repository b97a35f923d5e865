"""What keeps a cart from being bought, one sentence each, with the step where it is mended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from akinai.core import email
from akinai.core.japan import phone, prefectures
from akinai.core.japan.postal import normalise_postal
from akinai.orders.actions import Person
from akinai.orders.queries import promising
from akinai.storefront.checkout.facts import Facts, GiftOption
from akinai.storefront.checkout.wanted import MOST_RECIPIENTS, Recipient, Wanted

if TYPE_CHECKING:
    from akinai.storefront.checkout.quote import Line

MOST_REMARK = 2_000
MOST_FIELD = 200


@dataclass(frozen=True)
class Problem:
    """Why it can't be bought as it is: the step (cart, address, delivery, payment), the field, a sentence."""

    step: str
    field: str
    message: str


def limits(lines: Sequence["Line"]) -> Iterator[Problem]:
    """Goods not sold any more, more than one may buy, more than there is."""
    for line in lines:
        good, words = line.good, {"name": line.good.name}
        if good.price is None:
            yield Problem("cart", good.code, _("“%(name)s” is not sold any more. Take it out of the cart.") % words)
            continue
        most = min(filter(None, (good.order_limit, good.per_person)), default=None)
        if most is not None and line.quantity > most:
            sentence = _("Of “%(name)s” one person can buy at most %(most)d.") % {**words, "most": most}
            yield Problem("cart", good.code, sentence)
        if line.short and line.available == 0:
            yield Problem("cart", good.code, _("“%(name)s” is sold out.") % words)
        elif line.short:
            sentence = _("Of “%(name)s” only %(available)s of %(wanted)s are left.")
            yield Problem("cart", good.code, sentence % {**words, "available": line.available, "wanted": line.quantity})


def people(wanted: Wanted) -> Iterator[Problem]:
    """What is missing or wrong of the buyer and the recipients."""
    yield from person(wanted.buyer, "buyer", mail=True)
    if len(wanted.recipients) > MOST_RECIPIENTS or not wanted.recipients:
        sentence = _("One order can go to at most %(most)d recipients.") % {"most": MOST_RECIPIENTS}
        yield Problem("address", "recipients", sentence)
    for at, recipient in enumerate(wanted.recipients):
        if recipient.person:
            yield from person(recipient.person, f"to{at}")
        if recipient.sender and not recipient.sender.name:
            yield Problem("delivery", f"sender{at}-name", _("Write the sender's name."))
    if len(wanted.remark) > MOST_REMARK:
        sentence = _("Write at most %(most)d letters.") % {"most": MOST_REMARK}
        yield Problem("payment", "remark", sentence)


def person(who: Person, prefix: str, *, mail: bool = False) -> Iterator[Problem]:
    """One person: everything a parcel needs, in a form that can be right."""

    def wrong(field: str, sentence: str) -> Problem:
        return Problem("address", f"{prefix}-{field}", sentence)

    if not who.name.strip():
        yield wrong("name", _("Write the name."))
    if mail and (sentence := email.problem(who.email)):
        yield wrong("email", sentence)
    if sentence := phone.problem(who.phone):
        yield wrong("phone", sentence)
    if not normalise_postal(who.postal):
        yield wrong("postal", _("Write the postal code in seven digits."))
    if prefectures.canonical(who.prefecture) != who.prefecture or not who.prefecture:
        yield wrong("prefecture", _("Choose the prefecture."))
    if not who.city.strip():
        yield wrong("city", _("Write the city."))
    if not who.line1.strip():
        yield wrong("line1", _("Write the street and number."))
    for field in ("name", "kana", "company", "email", "city", "line1", "line2"):
        if len(getattr(who, field)) > MOST_FIELD:
            yield wrong(field, _("Write at most %(most)d letters.") % {"most": MOST_FIELD})


def gift_problems(
    facts: Facts, recipient: Recipient, at: int, lines: Sequence["Line"]
) -> tuple[tuple[GiftOption, ...], list[Problem]]:
    """The choices of a gift with their fees, and what is wrong with them."""
    gift, problems, chosen = recipient.gift, [], []
    for kind in ("noshi", "wrapping", "card"):
        if wanted := getattr(gift, kind):
            option = facts.gifts.get(wanted)
            if option is None or option.kind != kind:
                sentence = _("This choice is not offered any more. Choose again.")
                problems.append(Problem("delivery", f"{kind}{at}", sentence))
            else:
                chosen.append(option)
    refused = [line.good.name for line in lines if not line.good.gift]
    if gift.asked and refused:
        sentence = _("“%(name)s” can't be wrapped as a gift.") % {"name": refused[0]}
        problems.append(Problem("delivery", f"wrapping{at}", sentence))
    if gift.noshi_name and not gift.noshi:
        problems.append(Problem("delivery", f"noshi{at}", _("Choose the words of the noshi.")))
    if len(gift.noshi_name) > promising.MOST_NOSHI_NAME:
        sentence = _("Write at most %(most)d letters.") % {"most": promising.MOST_NOSHI_NAME}
        problems.append(Problem("delivery", f"noshi_name{at}", sentence))
    if len(gift.message) > promising.MOST_GIFT_MESSAGE:
        sentence = _("Write at most %(most)d letters.") % {"most": promising.MOST_GIFT_MESSAGE}
        problems.append(Problem("delivery", f"message{at}", sentence))
    return tuple(chosen), problems

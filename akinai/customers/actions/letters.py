"""Mails to members, from the templates of the kinds "customers.…"."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from akinai.core import clock, mail
from akinai.core.mail import words
from akinai.core.models import Shop
from akinai.core.outcome import Refusal, Refused


class NoSender(Refused):
    """The shop has no mail address to write from."""

    def __init__(self) -> None:
        super().__init__([Refusal("", "", _("The shop can't send mails at the moment. Please contact us."))])


def write(
    kind: str,
    to: str,
    *,
    about: str,
    name: str = "",
    language: str = "ja",
    values: Mapping[str, str] | None = None,
    actor: str,
) -> None:
    """Queue one mail of a kind ("confirm", "reset" …) about a subject ("customer/3"). Two statements and the mail's.

    Raises NoSender when the shop has no mail address.
    """
    shop = Shop.objects.first()
    if shop is None or not shop.email:
        raise NoSender
    template = words.choose(words.templates([f"customers.{kind}"]), f"customers.{kind}", "", language)
    filled = {"name": name or to, "shop": shop.name, "signature": _signature(shop), **(values or {})}
    letter = mail.NewMail(
        kind=f"customers.{kind}",
        subject_ref=about,
        dedupe=f"{about}/{kind}/{clock.now().isoformat()}",
        from_name=shop.name,
        from_address=shop.email,
        to_name=name,
        to_address=to,
        subject=mail.render(template.subject, filled),
        body=mail.render(template.body, filled),
    )
    mail.queue_mail([letter], actor=actor)


def _signature(shop: Shop) -> str:
    rows = [
        shop.name,
        f"{shop.prefecture}{shop.city}{shop.line1}{shop.line2}",
        f"TEL {shop.phone}" if shop.phone else "",
        shop.email,
    ]
    return "\n".join(row for row in rows if row)

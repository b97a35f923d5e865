"""What people agree to: kept with the words they saw, and never changed; the last one holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from akinai.core import clock
from akinai.core.events import publish
from akinai.customers import events
from akinai.customers.models import Consent, Customer


@dataclass(frozen=True)
class ConsentGiven:
    """An answer to a question on the screen: `words` as shown, `version` of the terms behind it."""

    purpose: str  # terms, privacy, mail_magazine
    given: bool
    words: str
    version: str = ""


def consent(customer: Customer, answers: Sequence[ConsentGiven], *, source: str, address: str = "", actor: str) -> None:
    """Keep answers (see legal: who, when, to which words, from where). The inverse is another answer. Two statements.

    A consent to mails and its withdrawal hold from now on (特定電子メール法 3条).
    """
    if not answers:
        return
    now = clock.now()
    with transaction.atomic():
        Consent.objects.bulk_create(
            Consent(
                customer=customer,
                email=customer.email,
                purpose=one.purpose,
                given=one.given,
                words=one.words,
                version=one.version,
                source=source,
                address=address,
                at=now,
            )
            for one in answers
        )
        given = {one.purpose: one.given for one in answers}
        publish([events.ConsentAnswered(subject=f"customer/{customer.pk}", actor=actor, answers=given)])

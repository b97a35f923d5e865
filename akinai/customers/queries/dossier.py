"""開示請求 (個人情報保護法 33条): everything kept about one member, as plain values.

An upper step adds what it keeps: `@part("orders") def orders_of(customer) -> list[dict]` in its desk.py.
"""

from collections.abc import Callable
from typing import Any

from akinai.core import clock
from akinai.core.models import Mail
from akinai.customers.models import Customer

Maker = Callable[[Customer], Any]
_parts: dict[str, Maker] = {}

OWN = ("id", "email", "name", "kana", "company", "phone", "birthday", "confirmed_at", "joined_at", "left_at", "points",
       "language", "memo")  # fmt: skip
BOOK = ("label", "name", "kana", "company", "phone", "postal", "prefecture", "city", "line1", "line2", "usual",
        "created_at")  # fmt: skip
ANSWERS = ("purpose", "given", "words", "version", "source", "address", "at", "email")
MAILS = ("kind", "to_address", "subject", "created_at", "sent_at", "state")


def part(name: str) -> Callable[[Maker], Maker]:
    """Register what another step keeps about a member, under a name of the file."""

    def register(make: Maker) -> Maker:
        _parts[name] = make
        return make

    return register


def dossier(customer: Customer) -> dict[str, Any]:
    """Everything about a member, ready for JSON (dates as they are; write with DjangoJSONEncoder)."""
    mails = Mail.objects.filter(subject_ref=f"customer/{customer.pk}").order_by("id")
    user = customer.user
    return {
        "made_at": clock.now(),
        "member": {name: getattr(customer, name) for name in OWN} | {"last_login": user.last_login if user else None},
        "addresses": list(customer.addresses.order_by("id").values(*BOOK)),
        "consents": list(customer.consents.order_by("id").values(*ANSWERS)),
        "mails": list(mails.values(*MAILS)),
        **{name: make(customer) for name, make in _parts.items()},
    }

"""Links in mails: signed, for a time, and good for one use.

Once only by what they carry: a digest of what the use changes (the password, the address). No table of links.
"""

from typing import Any

from django.core import signing

from akinai.core.people import secrets
from akinai.customers.models import Customer

HOUR = 3600
DAY = 24 * HOUR


def make(purpose: str, customer: Customer, **more: str) -> str:
    """A token for a link about this member; `purpose` parts confirm from reset."""
    told = {"c": customer.pk, "s": state_of(purpose, customer), **more}
    return signing.dumps(told, salt=f"akinai.member.{purpose}", compress=True)


def read(purpose: str, token: str, *, seconds: int, lock: bool = False) -> tuple[Customer, dict[str, Any]] | None:
    """Whose link this is and what it carries; None when it is forged, too old, or was used. One statement."""
    try:
        told = signing.loads(token, salt=f"akinai.member.{purpose}", max_age=seconds)
        pk, state = int(told["c"]), str(told["s"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    rows = Customer.objects.select_related("user")
    if lock:
        rows = rows.select_for_update(of=("self",))
    customer = rows.filter(pk=pk, left_at=None).first()
    if customer is None or customer.user is None or state != state_of(purpose, customer):
        return None
    return customer, told


def is_link_of(token: str, state: str) -> bool:
    """Is this the confirm link of just that registration (what `register` returned)? No statement."""
    try:
        told = signing.loads(token, salt="akinai.member.confirm", max_age=2 * DAY)
    except signing.BadSignature:
        return False
    return bool(state) and isinstance(told, dict) and told.get("s") == state


def state_of(purpose: str, customer: Customer) -> str:
    """What the link's use changes, so that it opens once."""
    user = customer.user
    password = user.password if user is not None else ""
    return secrets.digest(
        f"{purpose}:{customer.pk}:{customer.email.lower()}:{customer.confirmed_at is None}:{password}"
    )[:24]

"""Who of our members is looking, and what this browser is known for."""

import secrets as random
import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from akinai.core.people import secrets
from akinai.customers import queries
from akinai.customers.models import Customer

REMEMBERED = 30 * 24 * 3600  # seconds a member stays signed in who asked for it
GUEST_SECONDS = 3600  # how long an order stays open to a guest who came by the link

_KNOWN, _JOINING = "akinai_known", "akinai_joining"
_KNOWN_MOST = 4
_GUEST = "shop_orders"


def customer_of(request: HttpRequest) -> Customer | None:
    """The member who is signed in, or None (guests and staff). No statement for guests; the session's for others."""
    user = getattr(request, "user", None)
    return None if user is None else queries.member_of(user)


def actor_of(request: HttpRequest) -> str:
    """As verbs want it: "member:3", or "guest"."""
    customer = customer_of(request)
    return f"member:{customer.pk}" if customer else "guest"


# --- browsers a member has signed in from --------------------------------------------------------------------


def device_of(request: HttpRequest, email: str) -> str:
    """The name of this browser, if this address has signed in from it before; else ""."""
    told = request.get_signed_cookie(_KNOWN, default="", salt=_KNOWN) or ""
    name, _colon, known = told.partition(":")
    return name if name and _mark(email) in known.split(",") else ""


def know_device(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Remember that this address signed in here."""
    told = request.get_signed_cookie(_KNOWN, default="", salt=_KNOWN) or ""
    name, _colon, known = told.partition(":")
    marks = [_mark(email), *(one for one in known.split(",") if one and one != _mark(email))][:_KNOWN_MOST]
    value = f"{name or random.token_hex(12)}:{','.join(marks)}"
    response.set_signed_cookie(
        _KNOWN, value, salt=_KNOWN, max_age=365 * 24 * 3600, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def _mark(email: str) -> str:
    return secrets.digest(f"device:{email.strip().lower()}")[:20]


# --- a browser that has just registered ------------------------------------------------------------------------


def remember_joining(response: HttpResponse, mark: str | None) -> None:
    """This browser asked for the account, and chose its password: the link need not ask for it again.

    A cookie in any case: it must not tell whether there is such an account.
    """
    value = signing.dumps(mark or random.token_hex(12), salt=_JOINING)
    response.set_cookie(
        _JOINING, value, max_age=48 * 3600, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def joining_mark(request: HttpRequest) -> str:
    """The mark of the registration made in this browser, or ""."""
    try:
        return str(signing.loads(request.COOKIES.get(_JOINING, ""), salt=_JOINING, max_age=48 * 3600))
    except signing.BadSignature:
        return ""


def forget_joining(response: HttpResponse) -> None:
    """The account is there."""
    response.delete_cookie(_JOINING, samesite="Lax")


# --- orders a guest may see ------------------------------------------------------------------------------------


def open_to_guest(request: HttpRequest, purchase_id: int) -> None:
    """The guest proved by a link that the purchase is theirs: it stays open for an hour in this browser."""
    request.session.cycle_key()
    request.session[_GUEST] = {**_opened(request), str(purchase_id): int(time.time()) + GUEST_SECONDS}


def opened_to_guest(request: HttpRequest) -> list[int]:
    """Purchases this guest may see now. No statement without a session."""
    return [int(key) for key, until in _opened(request).items() if until > time.time()]


def _opened(request: HttpRequest) -> dict[str, int]:
    found = request.session.get(_GUEST, {})
    return found if isinstance(found, dict) else {}

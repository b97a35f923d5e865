"""What a page says about its visitor: pieces in the cart, the member's name. Both are cookies, so that a kept page can
be filled for anybody without a statement.

The name is signed and cannot be read by scripts; it only greets. Who somebody is, only the session says.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COUNT_COOKIE = "akinai_count"
MEMBER_COOKIE = "akinai_member"
_SALT = "akinai.storefront.member"
A_YEAR = 365 * 24 * 60 * 60


def cart_count(request: HttpRequest) -> int:
    """Pieces in the cart, as the browser remembers."""
    told = request.COOKIES.get(COUNT_COOKIE, "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 0


def remember_count(response: HttpResponse, pieces: int) -> None:
    """Let every page show how many pieces are in the cart."""
    response.set_cookie(
        COUNT_COOKIE, str(pieces), max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
    )


def member_name(request: HttpRequest) -> str:
    """The name of the member signed in in this browser, or ""."""
    told = request.COOKIES.get(MEMBER_COOKIE, "")
    if not told:
        return ""
    try:
        return str(signing.loads(told, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE))
    except signing.BadSignature:
        return ""


def remember_member(response: HttpResponse, name: str) -> None:
    """Greet this browser's visitor by name on every page: at sign-in, and when the name changes."""
    value = signing.dumps(name, salt=_SALT)
    response.set_cookie(
        MEMBER_COOKIE,
        value,
        max_age=settings.SESSION_COOKIE_AGE,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def forget_member(response: HttpResponse) -> None:
    """At sign-out and withdrawal."""
    response.delete_cookie(MEMBER_COOKIE, samesite="Lax")

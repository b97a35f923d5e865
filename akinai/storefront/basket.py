"""Which cart this browser has: its key in a signed cookie that scripts can't read. The pieces are rows (actions/carts.py)."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "akinai_cart"
SALT = "akinai.cart"
A_YEAR = 365 * 24 * 3600


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The key of this browser's cart; None without a cookie, or with one that is not ours."""
    told = request.get_signed_cookie(COOKIE, default="", salt=SALT)
    try:
        return uuid.UUID(told) if told else None
    except ValueError:
        return None


def keep(response: HttpResponse, key: uuid.UUID) -> None:
    """This browser's cart from now on."""
    response.set_signed_cookie(
        COOKIE, str(key), salt=SALT, max_age=A_YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def forget(response: HttpResponse) -> None:
    """At sign-out: the cart stays with the member."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response.delete_cookie("akinai_count", samesite="Lax")

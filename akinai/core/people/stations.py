"""The warehouse's shared devices: the 店長 registers a browser, then people sign in there by PIN or badge."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from akinai.core.models import Device
from akinai.core.people import secrets

COOKIE = "akinai_device"
COOKIE_SALT = "akinai.device"
SESSION_KEY = "akinai_station"
A_YEAR = 365 * 24 * 3600


def is_station_session(request: HttpRequest) -> bool:
    return SESSION_KEY in request.session


def is_station_path(path: str) -> bool:
    return path.startswith(("/accounts/station/", "/accounts/sign-out/", "/accounts/choose/"))


def device_of(request: HttpRequest) -> Device | None:
    """The registered device this browser is, or None."""
    token = request.get_signed_cookie(COOKIE, default=None, salt=COOKIE_SALT)
    if not token:
        return None
    return Device.objects.filter(token_hash=secrets.digest(token), revoked_at=None).first()


def still_valid(request: HttpRequest) -> bool:
    """Is the session's device the one of this browser and not revoked?"""
    device = device_of(request)
    return device is not None and device.pk == request.session[SESSION_KEY]


def leave(request: HttpRequest) -> None:
    logout(request)


def remember(response: HttpResponse, token: str) -> None:
    """Make this browser the device: a long-lived cookie scripts can't read, signed so that it can't be guessed at."""
    response.set_signed_cookie(
        COOKIE,
        token,
        salt=COOKIE_SALT,
        max_age=A_YEAR,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )

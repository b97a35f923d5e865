"""The warehouse's shared devices: the 店長 registers a browser, then people sign in there by PIN or badge."""

from django.contrib.auth import logout
from django.http import HttpRequest

from akinai.core.people import secrets

COOKIE = "akinai_device"
COOKIE_SALT = "akinai.device"
SESSION_KEY = "akinai_station"


def is_station_session(request: HttpRequest) -> bool:
    return SESSION_KEY in request.session


def is_station_path(path: str) -> bool:
    return path.startswith(("/accounts/station/", "/accounts/logout/"))


def device_of(request: HttpRequest):  # type: ignore[no-untyped-def]
    """The registered device this browser is, or None."""
    from akinai.core.models import Device

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

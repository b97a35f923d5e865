"""Nobody passes /desk/ without being signed in with a second factor."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from akinai.core.people import members, stations

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


class StaffOnly:
    """Under /desk/: signed in, then enrolled, then the second factor given in this session.

    A session opened at a registered device by PIN or badge counts as two factors (the device and the secret),
    is limited to the warehouse's permissions, and ends when the device is revoked. A member of the shop is told that
    this is not for them, and is never asked to enrol anything.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        inside = request.path.startswith(("/desk/", "/accounts/"))
        if inside and members.is_member(request.user) and not request.path.startswith(members.SHARED):
            return render(request, "people/members_not_here.html", status=403)
        if request.user.is_authenticated and stations.is_station_session(request):
            return self._at_station(request)
        if not request.path.startswith("/desk/"):
            return self.get_response(request)
        target = missing_step(request)
        if target is None:
            return self.get_response(request)
        return _send(request, target)

    def _at_station(self, request: HttpRequest) -> HttpResponse:
        if not stations.still_valid(request):
            stations.leave(request)
            return _send(request, "station")
        request.user.at_station = True  # type: ignore[union-attr]
        # Account pages belong to the person's own sign-in, not to a shared device.
        if request.path.startswith("/accounts/") and not stations.is_station_path(request.path):
            return redirect("shell:home")
        return self.get_response(request)


def missing_step(request: HttpRequest) -> str | None:
    """The name of the page that must come first, or None when the person may pass."""
    user = request.user
    if not user.is_authenticated:
        return "account_login"
    if not is_mfa_enabled(user, FACTORS):
        return "mfa_activate_totp"
    # The person must be passed: without it the records are those of nobody, and the question never ends.
    records = get_authentication_records(request, user)
    if not any(record.get("method") == "mfa" for record in records):
        return "mfa_reauthenticate"
    return None


def _send(request: HttpRequest, name: str) -> HttpResponse:
    target = reverse(name)
    if request.method == "GET" and not getattr(request, "htmx", False):
        target = f"{target}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        # A fragment must not receive the sign-in page: the whole page goes there.
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return redirect(target)

"""Pages for everybody: choosing language and look, signing out, and the warehouse's station."""

from django.conf import settings
from django.contrib.auth import get_user_model, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.models import Device
from akinai.core.outcome import Refused
from akinai.core.people import actions, stations
from akinai.core.shell.context import NAV_COOKIE, THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600
A_SHIFT = 10 * 3600


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Language, light or dark, narrow navigation: kept in this browser, back to the page one was on."""
    response = redirect(safe_next(request))
    language, theme, nav = (request.POST.get(name, "") for name in ("language", "theme", "nav"))
    if language in dict(settings.LANGUAGES):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
    if theme in THEMES:
        _keep(response, THEME_COOKIE, theme)
    if nav in ("narrow", "wide"):
        _keep(response, NAV_COOKIE, nav)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


def safe_next(request: HttpRequest, default: str = "/desk/") -> str:
    """Where to go on, only within this site."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if fine and target.startswith("/") else default


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; at a shared device the next person finds the station page."""
    target = "station" if stations.is_station_session(request) else "account_login"
    logout(request)
    return redirect(target)


@sensitive_post_parameters("pin", "badge")
def station(request: HttpRequest) -> HttpResponse:
    """The shared device's sign-in: choose the name and type the PIN, or scan the badge."""
    device = stations.device_of(request)
    if device is None:
        return render(request, "people/station_unknown.html", status=403)
    message = ""
    if request.method == "POST":
        try:
            return _enter(request, device)
        except Refused as refused:
            message = refused.refusals[0].message
    people = _people()
    chosen = request.POST.get("person", "")
    context = {"device": device, "people": people, "message": message, "chosen": chosen, "next": safe_next(request)}
    return render(request, "people/station.html", context, status=400 if message else 200)


def _enter(request: HttpRequest, device: Device) -> HttpResponse:
    badge, person = request.POST.get("badge", "").strip(), request.POST.get("person", "")
    if badge:
        user = actions.try_badge(badge)
    else:
        if not person.isdigit():
            raise Refused([actions.Refusal("", "person", _("Choose your name first."))])
        user = actions.try_pin(int(person), request.POST.get("pin", ""))
    logout(request)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session[stations.SESSION_KEY] = device.pk
    request.session.set_expiry(A_SHIFT)
    Device.objects.filter(pk=device.pk).update(last_seen_at=clock.now())
    return redirect(safe_next(request))


def _people() -> list[tuple[int, str]]:
    """Those who have a PIN, by name."""
    found = get_user_model().objects.filter(is_active=True).exclude(station_key__pin_hash="")
    found = found.filter(station_key__isnull=False).order_by("first_name", "username")
    return [(u.pk, u.get_full_name() or u.get_username()) for u in found]


def closed(request: HttpRequest) -> HttpResponse:
    """Addresses the sign-in library knows but this shop does not use (sign-up, mail addresses)."""
    return redirect(reverse("account_login"))

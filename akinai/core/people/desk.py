"""The 店長's pages: staff, devices, the access log."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from akinai.core.models import AccessLog, Device
from akinai.core.outcome import Refused
from akinai.core.people import accesslog, actions, badges, members, stations
from akinai.core.people.actors import actor, actor_names, display
from akinai.core.people.forms import DeviceForm, PinForm, RolesForm, StaffForm
from akinai.core.people.middleware import FACTORS
from akinai.core.people.permissions import door, role_names
from akinai.core.shell import paging


@door("people.edit")
def staff_list(request: HttpRequest) -> HttpResponse:
    """Everybody, with roles, second factor and last sign-in; those who left at the end."""
    found = members.staff().prefetch_related("groups").select_related("station_key")
    secured = set(Authenticator.objects.filter(type__in=FACTORS).values_list("user_id", flat=True))
    people = [
        {"user": u, "name": display(u), "roles": role_names(g.name for g in u.groups.all()), "mfa": u.pk in secured,
         "pin": bool(getattr(u, "station_key", None) and u.station_key.pin_hash)}
        for u in found.order_by("-is_active", "first_name", "username")
    ]  # fmt: skip
    return render(request, "people/staff_list.html", {"people": people})


@door("people.edit")
@sensitive_variables("password")
def staff_new(request: HttpRequest) -> HttpResponse:
    """A new person; the first password is shown once."""
    form = StaffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = actions.NewStaff(username=data["username"], name=data["name"], roles=data["roles"])
        try:
            user, password = actions.add_staff(new, actor=actor(request))
        except Refused as refused:
            _explain(form, refused)
        else:
            return _once(request, user, password=password)
    return render(request, "people/staff_new.html", {"form": form})


@door("people.edit")
def staff_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: name and roles, and the buttons for what is lost or over."""
    user = get_object_or_404(members.staff(), pk=pk)
    initial = {"name": display(user), "roles": list(user.groups.values_list("name", flat=True))}
    form = RolesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_roles(user, form.cleaned_data["roles"], actor=actor(request))
            actions.rename(user, form.cleaned_data["name"], actor=actor(request))
        except Refused as refused:
            _explain(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("people:staff")
    context = {"form": form, "user_shown": user, "name": display(user), "pin_form": PinForm(), **_keys(user)}
    return render(request, "people/staff_edit.html", context)


def _keys(user: User) -> dict[str, Any]:
    key = getattr(user, "station_key", None)
    return {
        "mfa": Authenticator.objects.filter(user=user, type__in=FACTORS).exists(),
        "has_pin": bool(key and key.pin_hash),
        "has_badge": bool(key and key.badge_hash),
    }


@door("people.edit")
@require_POST
def staff_do(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """One of the buttons of a person's page."""
    user = get_object_or_404(members.staff(), pk=pk)
    if what not in _BUTTONS:
        raise Http404(what)
    try:
        button = _BUTTONS[what]
        return button(request, user)
    except Refused as refused:
        messages.error(request, refused.refusals[0].message)
        return redirect("people:staff_edit", pk=pk)


def _simple(verb: Callable[..., Any], said: Callable[[], str]) -> Callable[[HttpRequest, User], HttpResponse]:
    def press(request: HttpRequest, user: User) -> HttpResponse:
        verb(user, actor=actor(request))
        messages.success(request, said())
        return redirect("people:staff_edit", pk=user.pk)

    return press


def _password(request: HttpRequest, user: User) -> HttpResponse:
    return _once(request, user, password=actions.reset_password(user, actor=actor(request)))


def _badge(request: HttpRequest, user: User) -> HttpResponse:
    return _once(request, user, badge=actions.new_badge(user, actor=actor(request)))


@sensitive_post_parameters("pin", "again")
def _pin(request: HttpRequest, user: User) -> HttpResponse:
    form = PinForm(request.POST)
    if not form.is_valid():
        raise Refused([actions.Refusal(user.pk, "pin", " ".join(str(e) for es in form.errors.values() for e in es))])
    actions.set_pin(user, form.cleaned_data["pin"], actor=actor(request))
    messages.success(request, _("The PIN is set."))
    return redirect("people:staff_edit", pk=user.pk)


_BUTTONS: dict[str, Callable[[HttpRequest, User], HttpResponse]] = {
    "password": _password,
    "badge": _badge,
    "pin": _pin,
    "mfa": _simple(
        actions.reset_mfa, lambda: _("The second factor is reset; it is enrolled anew at the next sign-in.")
    ),
    "key": _simple(actions.remove_key, lambda: _("PIN and badge are removed.")),
    "deactivate": _simple(actions.deactivate, lambda: _("Deactivated: no sign-in is possible any more.")),
    "activate": _simple(actions.activate, lambda: _("Active again.")),
}


def _once(request: HttpRequest, user: User, *, password: str = "", badge: str = "") -> HttpResponse:
    """A page that shows a secret one time; it must not stay in the browser's cache."""
    bars = badges.data_uri(badge) if badge else ""
    context = {"user_shown": user, "name": display(user), "password": password, "badge_code": badge, "bars": bars}
    response = render(request, "people/once.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@door("people.edit")
def devices(request: HttpRequest) -> HttpResponse:
    """Registered browsers, and a form to register this one."""
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        device, token = actions.register_device(form.cleaned_data["name"], actor=actor(request))
        messages.success(
            request,
            _("This browser is now “%(name)s”. Sign out here, then staff sign in by PIN or badge.")
            % {"name": device.name},
        )
        response = redirect("people:devices")
        stations.remember(response, token)
        return response
    found = list(Device.objects.order_by("revoked_at", "name"))
    names = actor_names({d.registered_by for d in found})
    context = {"form": form, "devices": found, "names": names, "this": stations.device_of(request)}
    return render(request, "people/devices.html", context)


@door("people.edit")
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    n = actions.revoke_devices([int(i) for i in request.POST.getlist("ids") if i.isdigit()], actor=actor(request))
    messages.success(request, _("Revoked devices: %(n)s.") % {"n": n})
    return redirect("people:devices")


@door("people.edit")
def access_log(request: HttpRequest) -> HttpResponse:
    """Who took out or looked at personal data, and who changed what others may do."""
    rows, who = AccessLog.objects.all(), request.GET.get("actor", "")
    if who:
        rows = rows.filter(actor=who)
    page = paging.page(request, rows)
    names = actor_names({r.actor for r in page.rows} | {r.subject for r in page.rows if r.subject.startswith("staff:")})
    context = {"page": page, "names": names, "words": {k: str(v) for k, v in accesslog.WORDS.items()}, "actor": who}
    return render(request, "people/access_log.html", context)


def _explain(form: forms.Form, refused: Refused) -> None:
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)

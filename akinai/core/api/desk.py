"""API tokens at the desk: made (and shown once), listed, revoked."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.api import tokens
from akinai.core.models import ApiToken
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor, actor_names
from akinai.core.people.permissions import MEANINGS, door

LAST_MOMENT = dt.time(23, 59, 59)


class TokenForm(forms.Form):
    """A new token: for which program, what it may do, how long."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=100, help_text=gettext_lazy("The program that will use it.")
    )
    expires = forms.DateField(
        label=gettext_lazy("Can be used until"),
        required=False,
        help_text=gettext_lazy("Left empty: until it is revoked."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("Permissions"),
        choices=[(name, MEANINGS[name]) for name in tokens.SCOPES],
        widget=forms.CheckboxSelectMultiple,
    )

    def wanted(self) -> dict[str, Any]:
        """As the verb wants it; the last day counts in full."""
        day = self.cleaned_data["expires"]
        expires = dt.datetime.combine(day, LAST_MOMENT, clock.JST) if day else None
        return {"scopes": self.cleaned_data["scopes"], "expires_at": expires}


@door("people.edit")
def token_list(request: HttpRequest) -> HttpResponse:
    """Every token, those in use first."""
    rows = list(ApiToken.objects.order_by("-revoked_at", "-id"))
    now = clock.now()
    shown = [
        {"row": row, "scopes": [MEANINGS[s] for s in row.scopes if s in MEANINGS], "state": _state(row, now)}
        for row in rows
    ]
    names = actor_names({row.created_by for row in rows})
    return render(request, "api/token_list.html", {"tokens": shown, "names": names})


def _state(row: ApiToken, now: dt.datetime) -> str:
    if row.revoked_at:
        return "revoked"
    return "expired" if row.expires_at and row.expires_at <= now else "living"


@door("people.edit")
@sensitive_variables("token")
def token_new(request: HttpRequest) -> HttpResponse:
    """A new token; it is shown on the answer to this form and never again."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row, token = tokens.add_token(form.cleaned_data["name"], **form.wanted(), actor=actor(request))
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error({"expires_at": "expires"}.get(refusal.field, refusal.field), refusal.message)
        else:
            response = render(
                request, "api/token_once.html", {"row": row, "token": token, "header": "Authorization: Bearer …"}
            )
            response.headers["Cache-Control"] = "no-store"
            return response
    return render(request, "api/token_new.html", {"form": form})


@door("people.edit")
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Tokens that open nothing any more."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdigit() and len(one) < 19]
    n = tokens.revoke_tokens(ids, actor=actor(request))
    messages.success(request, _("Revoked tokens: %(n)s.") % {"n": n})
    return redirect("api_tokens:list")

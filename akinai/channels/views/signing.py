"""Signing in at a mall and coming back; asking a mall for its notices."""

import secrets
import time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from akinai.channels import actions
from akinai.channels.models import Connection
from akinai.channels.views.connections import connected_or_404, site_of
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door

KEPT = "channels.sign_in"  # in the session: what was begun
LASTS = 15 * 60  # seconds for signing in over there


@require_GET  # a link: our pages' forms may lead nowhere else (CSP), and nothing of ours changes
@door("channels.edit")
def begin(request: HttpRequest, channel_id: int) -> HttpResponse:
    """To the mall's own page."""
    row = connected_or_404(channel_id)
    state, nonce = secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    try:
        address = actions.sign_in_address(row.pk, back=_back(request), state=state, nonce=nonce)
    except Refused as refused:
        messages.error(request, " ".join(one.message for one in refused.refusals))
        return redirect("channels:connection", channel_id)
    request.session[KEPT] = {"state": state, "nonce": nonce, "channel": channel_id, "at": time.time()}
    return redirect(address)


@require_GET
@door("channels.edit")
def end(request: HttpRequest) -> HttpResponse:
    """Back from the mall with a code, or without. What was begun counts once."""
    begun = request.session.pop(KEPT, None)
    known = begun and secrets.compare_digest(begun["state"].encode(), request.GET.get("state", "").encode())
    if not known or not 0 <= time.time() - begun["at"] <= LASTS:
        words = _("This sign-in was not begun here, or it took too long. Nothing was changed; press the button again.")
        messages.error(request, words)
        return redirect("channels:connection", begun["channel"]) if begun else redirect("channels:list")
    code = request.GET.get("code", "")
    if request.GET.get("error") or not code:
        messages.error(request, _denied(request.GET.get("error", "")))
    else:
        _finish(request, connected_or_404(begun["channel"]), code, begun["nonce"])
    return redirect("channels:connection", begun["channel"])


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("channels:signed_in"))


def _denied(error: str) -> str:
    if error == "access_denied":
        return _("You did not agree at the mall. Nothing was changed.")
    return _("The mall did not sign you in (%(error)s). Nothing was changed.") % {"error": error[:80] or "–"}


def _finish(request: HttpRequest, row: Connection, code: str, nonce: str) -> None:
    try:
        tested = actions.sign_in(row.pk, code, back=_back(request), nonce=nonce, actor=actor(request))
    except Refused as refused:
        messages.error(request, " ".join(one.message for one in refused.refusals))
        return
    if tested.ok:
        messages.success(request, _("You are signed in. %(words)s") % {"words": tested.words})
    else:
        messages.error(request, tested.words)


@require_POST
@door("channels.edit")
def notices(request: HttpRequest, channel_id: int) -> HttpResponse:
    """通知を受け取る, or stop it, while the person waits."""
    row = connected_or_404(channel_id)
    try:
        if request.POST.get("go") == "off":
            tested = actions.unsubscribe(row.pk, actor=actor(request))
        else:
            tested = actions.subscribe(row.pk, site_of(request), actor=actor(request))
        (messages.success if tested.ok else messages.error)(request, tested.words)
    except Refused as refused:
        messages.error(request, " ".join(one.message for one in refused.refusals))
    return redirect("channels:connection", channel_id)

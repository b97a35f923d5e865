"""The mail pages: what went out, what waits, what failed, each as its reader sees it."""

import re

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import mail as verbs
from akinai.core.models import Mail
from akinai.core.models.mail import MailState
from akinai.core.outcome import Outcome
from akinai.core.people.actors import actor, actor_names
from akinai.core.people.masking import HIDDEN
from akinai.core.people.permissions import door
from akinai.core.shell import mailbox, paging, results

TONES = {"sent": "good", "failed": "bad", "unknown": "bad", "retrying": "warn", "held": "warn", "queued": "info"}
# What a person may do with mails of each state.
POSSIBLE = {
    "queued": ("hold", "withdraw"),
    "retrying": ("hold", "withdraw"),
    "held": ("release", "withdraw"),
    "withdrawn": ("release",),
    "failed": ("resend",),
    "unknown": ("resend",),
}


@door("mail.view")
def mail_list(request: HttpRequest) -> HttpResponse:
    """Newest first, by state, with a search over subject and receiver."""
    rows, state, asked = Mail.objects.all(), request.GET.get("state", ""), request.GET.get("q", "").strip()
    if state in MailState.values:
        rows = rows.filter(state=state)
    if asked:
        rows = rows.filter(Q(subject__icontains=asked) | Q(to_address__icontains=asked) | Q(to_name__icontains=asked))
    # Only the states that want somebody are counted: sent mails grow without end.
    waiting = Mail.objects.exclude(state__in=["sent", "withdrawn"]).values_list("state").annotate(n=Count("id"))
    counts = dict(waiting.values_list("state", "n"))
    states = [(s.value, s.label, counts.get(s.value), TONES.get(s.value, "")) for s in MailState]
    context = {
        "page": paging.page(request, rows),
        "states": states,
        "state": state,
        "q": asked,
        "tones": TONES,
        "mailbox": mailbox.present(),
    }
    return render(request, "core/mail_list.html", context)


# The last part of a link that opens an account, an order or a form by itself.
SECRET = re.compile(r"(https?://\S+/)[\w:.~-]{32,}(?=/?(?:\s|$))")


def without_secrets(text: str) -> str:
    """A mail's text for staff: what its reader alone may open stays the reader's."""
    return SECRET.sub(rf"\1{HIDDEN}", text)


@door("mail.view")
def mail_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail as it was or will be sent."""
    row = get_object_or_404(Mail, pk=pk)
    context = {"mail": row, "tone": TONES.get(row.state, ""), "can": POSSIBLE.get(row.state, ()),
               "who": actor_names([row.actor])[row.actor], "text": without_secrets(row.body)}  # fmt: skip
    return render(request, "core/mail_one.html", context)


@door("mail.send")
@require_POST
def mail_do(request: HttpRequest, what: str) -> HttpResponse:
    """Hold, release or send again the picked mails; the result row by row."""
    verb = {"hold": verbs.hold, "release": verbs.release, "resend": verbs.resend, "withdraw": _withdraw}.get(what)
    if verb is None:
        raise Http404(what)
    ids = [int(i) for i in request.POST.getlist("ids") if i.isdigit()]
    outcome = verb(ids, actor=actor(request))
    if outcome.refused or len(ids) != 1:
        names = {m.id: m.subject for m in Mail.objects.filter(id__in=ids)}
        links = {i: reverse("shell:mail", args=[i]) for i in names}
        return results.show(request, outcome, title=_("Mails"), back=reverse("shell:mails"), names=names, links=links)
    messages.success(request, _("Done."))
    return redirect("shell:mail", pk=ids[0])


def _withdraw(ids: list[int], *, actor: str) -> Outcome:
    names = Mail.objects.filter(id__in=ids).values_list("dedupe", flat=True)
    return verbs.withdraw(list(names), actor=actor)

"""お問い合わせ: what came by the form."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging, timeline
from akinai.storefront.actions import answering as verbs
from akinai.storefront.models import Inquiry
from akinai.storefront.views.desk.content import ids_of, told


@door("members.view")
def inquiry_list(request: HttpRequest) -> HttpResponse:
    """Those waiting, oldest first; or all, newest first."""
    state = "all" if request.GET.get("state") == "all" else "open"
    rows = Inquiry.objects.filter(done_at__isnull=True) if state == "open" else Inquiry.objects.all()
    page = paging.page(request, rows, key="id" if state == "open" else "-id", per=50)
    waiting = Inquiry.objects.filter(done_at__isnull=True).count()
    context = {"page": page, "state": state, "waiting": waiting}
    return render(request, "storefront/desk/inquiries.html", context)


@door("members.view")
def inquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """One inquiry, with what was done about it."""
    row = get_object_or_404(Inquiry, pk=pk)
    return render(request, "storefront/desk/inquiry.html", {"row": row, "lines": timeline.lines([f"inquiry/{pk}"], 20)})


@door("members.edit")
@require_POST
def inquiry_do(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, open again, or only the note."""
    row = get_object_or_404(Inquiry, pk=pk)
    note, who = request.POST.get("note", row.note), actor(request)
    done = {"finish": True, "reopen": False}.get(request.POST.get("what", ""), row.done_at is not None)
    verb = verbs.finish_inquiries if done else verbs.reopen_inquiries
    verb([pk], note=note, actor=who)
    messages.success(request, _("Saved."))
    return redirect(
        "storefront:inquiries" if request.POST.get("what") == "finish" else reverse("storefront:inquiry", args=[pk])
    )


@door("members.edit")
@require_POST
def inquiry_bulk(request: HttpRequest) -> HttpResponse:
    """Mark the picked ones as done."""
    ids = ids_of(request)
    names = dict(Inquiry.objects.filter(pk__in=ids).values_list("pk", "subject"))
    return told(request, verbs.finish_inquiries(ids, actor=actor(request)), reverse("storefront:inquiries"), names)

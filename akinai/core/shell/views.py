"""The home page, saved views, and the pages for errors."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.models import SavedView
from akinai.core.people.permissions import allowed, door
from akinai.core.people.views import safe_next
from akinai.core.shell import savedviews, tiles


@door("desk.view")
def home(request: HttpRequest) -> HttpResponse:
    """What waits, what is late, what failed: every number leads to its rows."""
    return render(request, "core/home.html", {"sections": tiles.sections(request), "today": clock.today()})


@door("desk.view")
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filter of a list under a name."""
    shared = bool(request.POST.get("shared")) and allowed(request.user, "settings.edit")
    name = request.POST.get("name", "").strip()[:40]
    page, query = request.POST.get("page", ""), request.POST.get("query", "")
    if name and page:
        savedviews.keep(page, name, query, owner=None if shared else request.user.pk)
        messages.success(request, _("The view “%(name)s” is saved.") % {"name": name})
    return redirect(savedviews.address(page, query))


@door("desk.view")
@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view: one's own, or with the right to change settings a shared one."""
    mine = Q(owner_id=request.user.pk)
    if allowed(request.user, "settings.edit"):
        mine |= Q(owner=None)
    view = get_object_or_404(SavedView.objects.filter(mine), pk=pk)
    savedviews.forget(view)
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(safe_next(request, savedviews.address(view.page, "")))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/error.html", {"code": 404}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "core/error.html", {"code": 403}, status=403)

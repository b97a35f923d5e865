"""What the malls' connections need a person for: orders not taken in, notices not taken, and the record of calls."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.channels import actions, queries
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging


@door("channels.view")
def refused(request: HttpRequest) -> HttpResponse:
    """Orders the malls told us that could not be taken in, each with its reason."""
    context = {
        "page": paging.page(request, queries.refused_orders().order_by(), key="-id", per=100),
        "may_import": allowed(request.user, "channels.import"),
    }
    return render(request, "channels/refused.html", context)


@require_POST
@door("channels.import")
def read_again(request: HttpRequest) -> HttpResponse:
    """Ask the malls for these orders again."""
    count = len(actions.read_again(_ids(request, "ids"), actor=actor(request)).done)
    messages.info(request, ngettext("%(n)d order is read again.", "%(n)d orders are read again.", count) % {"n": count})
    return redirect("channels:refused")


@door("channels.view")
def failed(request: HttpRequest) -> HttpResponse:
    """Shipments and cancellations the malls refused to hear of, or were told in vain."""
    context = {
        "shipments": queries.untold_shipments()[:200],
        "cancellations": queries.untold_cancellations()[:200],
        "may_tell": allowed(request.user, "channels.export"),
    }
    return render(request, "channels/failed.html", context)


@require_POST
@door("channels.export")
def tell_again(request: HttpRequest) -> HttpResponse:
    """Tell the malls again; each is read first, so that nothing is told twice."""
    count = actions.tell_again(_ids(request, "ids"), actor=actor(request))
    count += actions.cancel_again(_ids(request, "cancellations"), actor=actor(request))
    messages.info(request, ngettext("%(n)d is told again.", "%(n)d are told again.", count) % {"n": count})
    return redirect("channels:failed")


@door("channels.view")
def calls(request: HttpRequest) -> HttpResponse:
    """APIの実績: which calls have met the real mall, when first and last, how often, with what errors."""
    return render(request, "channels/calls.html", {"records": queries.records()})


def _ids(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.POST.getlist(name) if one.isdecimal()]

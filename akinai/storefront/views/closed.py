"""What visitors see where nothing is, or nothing yet: 404, maintenance, a shop being prepared."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from akinai.core.shell import views as desk

ELSEWHERE = ("/desk/", "/api/", "/accounts/")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The desk's own page under /desk/, else the shop's, with a search."""
    if request.path.startswith(ELSEWHERE):
        return desk.not_found(request, exception)
    return render(request, "storefront/not_found.html", status=404)


def maintenance(request: HttpRequest) -> HttpResponse:
    """503 tells search engines to come again."""
    response = render(request, "storefront/maintenance.html", status=503)
    return _passing(response)


def not_open_yet(request: HttpRequest) -> HttpResponse:
    response = render(request, "storefront/not_open.html", status=503)
    return _passing(response)


def _passing(response: HttpResponse) -> HttpResponse:
    response["Retry-After"] = "3600"
    response["Cache-Control"] = "no-store"
    return response

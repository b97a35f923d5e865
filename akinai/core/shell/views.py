"""The home page and the small choices of a person: language, theme, narrow navigation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from akinai.core.people.permissions import door
from akinai.core.shell import tiles


@door("desk.view")
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "core/home.html", {"sections": tiles.sections(request)})

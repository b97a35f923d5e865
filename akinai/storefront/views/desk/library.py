"""The library of pictures: upload (also from the editor), words for the blind, deleting."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.core.outcome import Outcome
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging
from akinai.storefront.actions import media as verbs
from akinai.storefront.models import Media
from akinai.storefront.queries import site as queries
from akinai.storefront.views.desk.content import ids_of, told


@door("storefront.view")
def library(request: HttpRequest) -> HttpResponse:
    """Every picture, newest first, and where it is shown."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:100]
    rows = Media.objects.all()
    if asked:
        rows = rows.filter(name__icontains=asked) | rows.filter(alt__icontains=asked)
    page = paging.page(request, rows, key="-id", per=48)
    used = verbs.used_by(page.rows)
    lines = [(row, queries.picture(row), used.get(row.pk, [])) for row in page.rows]
    return render(request, "storefront/desk/library.html", {"page": page, "lines": lines, "q": asked})


@door("storefront.edit")
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take pictures in. The editor asks with `Accept: application/json` and gets {id, url, width, height, alt}."""
    files = request.FILES.getlist("image")
    uploads = [verbs.Upload(str(file.name), file.read()) for file in files if (file.size or 0) <= verbs.MOST_BYTES]
    outcome = verbs.add_media(uploads, actor=actor(request))
    large = [str(file.name) for file in files if (file.size or 0) > verbs.MOST_BYTES]
    sentences = [f"{one.key}: {one.message}" for one in outcome.refused]
    sentences += [_("%(name)s is larger than %(mb)d MB.") % {"name": n, "mb": verbs.MOST_BYTES >> 20} for n in large]
    if request.headers.get("Accept") == "application/json":
        return _answer(outcome, sentences)
    for sentence in sentences or ([] if files else [_("No picture was chosen.")]):
        messages.error(request, sentence)
    if n := len(outcome.done):
        messages.success(request, ngettext("%(n)s picture added.", "%(n)s pictures added.", n) % {"n": n})
    return redirect("storefront:library")


def _answer(outcome: Outcome, sentences: list[str]) -> JsonResponse:
    if not outcome.done:
        return JsonResponse({"error": " ".join(sentences) or _("No picture was chosen.")}, status=422)
    row = Media.objects.get(pk=outcome.done[0])
    one = queries.picture(row)
    told = {"id": row.pk, "url": one.src, "width": one.width, "height": one.height, "alt": one.alt, "name": row.name}
    return JsonResponse(told)


@door("storefront.edit")
@require_POST
def describe(request: HttpRequest) -> HttpResponse:
    """Names and words of the pictures on the page, or deleting the picked ones."""
    if request.POST.get("what") == "delete":
        ids = ids_of(request)
        names = dict(Media.objects.filter(pk__in=ids).values_list("pk", "name"))
        return told(request, verbs.delete_media(ids, actor=actor(request)), reverse("storefront:library"), names)
    shown = {row.pk: row for row in Media.objects.filter(pk__in=ids_of(request, "row"))}
    changes = {
        pk: (request.POST.get(f"name-{pk}", row.name), request.POST.get(f"alt-{pk}", row.alt))
        for pk, row in shown.items()
    }
    changes = {pk: new for pk, new in changes.items() if new != (shown[pk].name, shown[pk].alt)}
    verbs.describe_media(changes, actor=actor(request))
    messages.success(request, _("Saved."))
    return redirect("storefront:library")

"""What the look of the shop is made of: /theme.css and the pictures of the library."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from akinai.storefront import theme
from akinai.storefront.queries import site as queries

YEAR = "public, max-age=31536000, immutable"
KINDS = {"avif": "image/avif", "webp": "image/webp"}
KEPT = re.compile(r"site/[0-9a-f]{2}/[0-9a-f]{32}-[0-9]{2,4}\.(avif|webp)")


@require_safe
def theme_css(request: HttpRequest) -> HttpResponse:
    """The theme's variables. Its address names its content (?v=), so a browser may keep it for a year."""
    asked, site = request.GET.get("v", ""), queries.site()
    found = theme.of(site.theme)
    keep = YEAR if asked == found.digest else "public, max-age=60"
    if asked != found.digest and site.draft_theme is not None:
        draft = theme.of(site.draft_theme)
        if asked == draft.digest:  # a look being tried at the desk
            found, keep = draft, "no-store"
    return HttpResponse(found.css, content_type="text/css; charset=utf-8", headers={"Cache-Control": keep})


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """A picture of the library, in one of the forms made at upload; nothing else is served here."""
    match = KEPT.fullmatch(path)
    if not match or not default_storage.exists(path):
        raise Http404(path)
    headers = {"Cache-Control": YEAR, "ETag": f'"{path[8:]}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponseNotModified(headers=headers)
    return FileResponse(default_storage.open(path), content_type=KINDS[match[1]], headers=headers)

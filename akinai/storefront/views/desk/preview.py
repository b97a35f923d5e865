"""The shop as it will be: with the look being tried, and with pages whose time has not come. For staff only."""

from contextlib import ExitStack

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from akinai.core.people.permissions import door
from akinai.core.shell.middleware import POLICY
from akinai.storefront import frame, theme
from akinai.storefront.queries import site as queries

# Only the desk's own pages may frame it.
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


@door("storefront.view")
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """A page of the shop (`?at=/p/…`), drawn with the draft of the look and unpublished pages."""
    at = request.GET.get("at", "/")
    try:
        match = resolve(at)
    except Resolver404:
        raise Http404(at) from None
    if match.namespaces[:1] != ["shop"]:
        raise Http404(at)
    request.path = request.path_info = at
    request.resolver_match = match
    request.shop_preview = True  # type: ignore[attr-defined]
    draft = queries.site().draft_theme
    with ExitStack() as stack:
        stack.enter_context(queries.unpublished())
        stack.enter_context(frame.one_request())
        frame.read_anew()
        if draft is not None:
            stack.enter_context(theme.trying(draft))
        response = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
    response.headers["Content-Security-Policy"] = FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

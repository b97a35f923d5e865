"""What stands before the shop's pages: pages kept for some seconds, old addresses, doors that are closed."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase

from akinai.core.people.middleware import missing_step
from akinai.core.people.permissions import allowed
from akinai.storefront import frame, keeping
from akinai.storefront.actions.arranging import count_redirect
from akinai.storefront.queries import site as queries
from akinai.storefront.views import closed

Handler = Callable[[HttpRequest], HttpResponseBase]

# Not the shop's pages.
ELSEWHERE = ("/desk/", "/api/", "/accounts/", "/static/", "/malls/", "/pay/")
# Open even while the shop is not: looks and pictures, robots, and those who come back from paying.
ALWAYS = (
    "/theme.css",
    "/media/",
    "/pictures/",
    "/robots.txt",
    "/checkout/pay/",
    "/checkout/back/",
    "/checkout/thanks/",
)


class KeptPages:
    """Gives pages that are kept, and keeps those that may be: before anything is asked of session or database."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(ELSEWHERE):
            return self.get_response(request)
        key = keeping.key(request)
        page = keeping.find(key) if key else None
        if page is not None:
            return keeping.fill(request, page)
        with frame.one_request():
            response = self.get_response(request)
            if key and getattr(response, "may_be_kept", False):
                keeping.keep(key, request, response, frame.current().page_seconds)
        return response


class ShopDoors:
    """A shop that is not open yet, or closed for maintenance, is seen by staff only; an unknown address may be an old
    one."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(ELSEWHERE):
            return self.get_response(request)
        if not request.path.startswith(ALWAYS) and (refusal := self._closed(request)) is not None:
            return refusal
        response = self.get_response(request)
        if response.status_code == 404 and request.method in ("GET", "HEAD"):
            return _moved(request) or response
        return response

    def _closed(self, request: HttpRequest) -> HttpResponse | None:
        here = frame.current()
        if here.is_open and not here.maintenance:
            return None
        if may_look(request):
            frame.read_anew()
            request.shop_preview = True  # type: ignore[attr-defined]
            return None
        return closed.maintenance(request) if here.maintenance else closed.not_open_yet(request)


def may_look(request: HttpRequest) -> bool:
    """Staff with storefront.view, signed in with both factors."""
    return request.user.is_authenticated and allowed(request.user, "storefront.view") and missing_step(request) is None


def _moved(request: HttpRequest) -> HttpResponse | None:
    row = queries.redirect_for(request.path, request.META.get("QUERY_STRING", ""))
    if row is None:
        return None
    count_redirect(row.pk)
    kind = HttpResponsePermanentRedirect if row.permanent else HttpResponseRedirect
    return kind(row.target)

"""Pages kept for some seconds in each web process, with holes that are filled for each visitor.

A view says that its page may be kept (`@kept`): it shows the same to everybody but for the holes, which are the token
of forms, the pieces in the cart and the member's name. Kept pages leave without a single statement.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import get_supported_language_variant, parse_accept_lang_header

from akinai.storefront import visitor

MOST = 32 * 1024 * 1024  # bytes of pages a process keeps
# Parts of an address that change what a page shows; campaign marks change nothing and are not part of the key.
SHOWN_BY = frozenset({"q", "min", "max", "stock", "temp", "kind", "option", "sort", "page", "sku"})
IGNORED = re.compile(r"utm_\w+|gclid|fbclid|yclid|msclkid|_gl|ref")

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


def kept(view: View) -> View:
    """Let a page be kept: it shows nothing of its visitor but what the holes hold."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.may_be_kept = True  # type: ignore[attr-defined]
        return response

    return cast(View, wrapped)


# --- holes -----------------------------------------------------------------------------------------------------

_HOLE = re.compile(
    rb'(?P<token>name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(?=")'
    rb'|(?P<count><b data-hole="count">)[^<]*(?=<)'
    rb'|(?P<member><span data-hole="member">)[^<]*(?=<)'
)


@dataclass(frozen=True)
class Page:
    """A page in pieces: what is the same for everybody, and the name of the hole behind each piece ("" at the end)."""

    pieces: tuple[tuple[bytes, str], ...]
    headers: tuple[tuple[str, str], ...]
    language: str
    until: float
    size: int


def cut(body: bytes) -> tuple[tuple[bytes, str], ...]:
    """A page's bytes at its holes; what this visitor had in them is left out."""
    pieces: list[tuple[bytes, str]] = []
    at = 0
    for hole in _HOLE.finditer(body):
        name = str(hole.lastgroup)
        pieces.append((body[at : hole.start()] + hole[name], name))
        at = hole.end()
    return (*pieces, (body[at:], ""))


def fill(request: HttpRequest, page: Page) -> HttpResponse:
    """The page for this visitor."""
    made: dict[str, bytes] = {"": b""}
    out: list[bytes] = []
    for piece, hole in page.pieces:
        if hole not in made:
            made[hole] = _FILLERS[hole](request, page.language)
        out += (piece, made[hole])
    body = b"".join(out)
    response = HttpResponse(body, headers={"Content-Length": str(len(body))})
    for name, value in page.headers:
        response.headers[name] = value
    if "token" in made:
        _csrf.process_response(request, response)
    return response


_csrf = CsrfViewMiddleware(lambda request: HttpResponse())


def _token(request: HttpRequest, language: str) -> bytes:
    _csrf.process_request(request)
    return get_token(request).encode()


def _count(request: HttpRequest, language: str) -> bytes:
    pieces = visitor.cart_count(request)
    return str(pieces).encode() if pieces else b""


def _member(request: HttpRequest, language: str) -> bytes:
    with translation.override(language):
        return escape(member_words(visitor.member_name(request))).encode()


def member_words(name: str) -> str:
    """What the link to my page reads."""
    return _("%(name)s’s page") % {"name": name} if name else _("Sign in")


_FILLERS: dict[str, Callable[[HttpRequest, str], bytes]] = {"token": _token, "count": _count, "member": _member}


# --- the store -------------------------------------------------------------------------------------------------

Key = tuple[str, ...]
_lock = threading.Lock()
_pages: OrderedDict[Key, Page] = OrderedDict()
_size = 0


def key(request: HttpRequest) -> Key | None:
    """What a page is kept under; None for a request whose page is never kept nor taken from here."""
    if request.method != "GET" or "HTTP_HX_REQUEST" in request.META:
        return None
    cookies = request.COOKIES
    if "messages" in cookies or (settings.SESSION_COOKIE_NAME in cookies and not visitor.member_name(request)):
        return None  # something to be told once; somebody who may be staff
    query = _query(request.META.get("QUERY_STRING", ""))
    if query is None:
        return None
    chosen = cookies.get(settings.LANGUAGE_COOKIE_NAME, "")
    language = _language(chosen, request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
    return (request.META.get("HTTP_HOST", ""), request.scheme or "", request.path, query, language)


@lru_cache(maxsize=4096)
def _query(raw: str) -> str | None:
    """The part of a query that changes the page, in one order; None if there is something unknown in it."""
    found = []
    for pair in filter(None, raw.split("&")):
        name = pair.partition("=")[0]
        if name in SHOWN_BY:
            found.append(pair)
        elif not IGNORED.fullmatch(name):
            return None
    return "&".join(found)


@lru_cache(maxsize=1024)
def _language(chosen: str, accepted: str) -> str:
    """The language LocaleMiddleware would choose."""
    known = [chosen] if chosen else []
    known += [code for code, _weight in parse_accept_lang_header(accepted)]
    for code in known:
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def find(wanted: Key) -> Page | None:
    """A page that is kept still."""
    page = _pages.get(wanted)
    return page if page is not None and time.monotonic() < page.until else None


def keep(wanted: Key, request: HttpRequest, response: HttpResponseBase, seconds: int) -> None:
    """Keep a page if it is one that may be kept; the oldest go when there is no room."""
    if not seconds or not _may_be_kept(request, response):
        return
    assert isinstance(response, HttpResponse)
    headers = tuple((name, value) for name, value in response.items() if name not in ("Content-Length", "Vary"))
    headers += (("Vary", "Cookie, Accept-Language"),)
    pieces = cut(response.content)
    size = len(response.content) + 512
    page = Page(pieces, headers, translation.get_language() or "ja", time.monotonic() + seconds, size)
    _put(wanted, page)


def _may_be_kept(request: HttpRequest, response: HttpResponseBase) -> bool:
    if response.streaming or response.status_code != 200 or not getattr(response, "may_be_kept", False):
        return False
    if not set(response.cookies) <= {settings.CSRF_COOKIE_NAME}:
        return False
    return not getattr(request, "shop_preview", False) and "no-store" not in response.get("Cache-Control", "")


def _put(wanted: Key, page: Page) -> None:
    global _size
    with _lock:
        before = _pages.pop(wanted, None)
        _size += page.size - (before.size if before else 0)
        _pages[wanted] = page
        while _size > MOST:
            _key, gone = _pages.popitem(last=False)
            _size -= gone.size


def forget() -> None:
    """Keep nothing any more in this process."""
    global _size
    with _lock:
        _pages.clear()
        _size = 0

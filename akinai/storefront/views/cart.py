"""The cart: what is in it at the prices and stock of now. It is asked for anew each time it is shown."""

import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from akinai.core import limits
from akinai.customers.models import Customer
from akinai.inventory import queries as inventory
from akinai.storefront import members, visitor
from akinai.storefront.actions import buying, carts
from akinai.storefront.checkout import Facts, Problem, Quote, Wanted, load
from akinai.storefront.checkout.checking import limits as limits_of
from akinai.storefront.models import Cart
from akinai.storefront.queries import carts as queries

COOKIE = "akinai_cart"
DAYS = 90 * 24 * 60 * 60


@dataclass
class Visit:
    """One request of a shopper: their cart with what they have told, and the member if there is one."""

    request: HttpRequest

    @cached_property
    def key(self) -> uuid.UUID | None:
        """The key in the cookie; one that we did not sign is none."""
        return key_of(self.request)

    @cached_property
    def cart(self) -> Cart | None:
        return queries.open_cart(self.key)

    @cached_property
    def customer(self) -> Customer | None:
        return members.customer_of(self.request)

    @property
    def actor(self) -> str:
        return members.actor_of(self.request)

    @cached_property
    def wanted(self) -> Wanted:
        """What was told so far; a draft of an older version counts as nothing told."""
        try:
            return Wanted.from_plain(self.cart.draft if self.cart else {})
        except (KeyError, TypeError, ValueError):
            return Wanted()

    @cached_property
    def facts(self) -> Facts:
        """Goods with prices and free pieces of now."""
        facts = load(self.cart.key if self.cart else uuid.UUID(int=0))
        return replace(facts, available=inventory.available(list(facts.goods), facts.warehouse_id or None))

    def quote(self) -> Quote:
        return buying.look(self.facts, self.wanted)


def key_of(request: HttpRequest) -> uuid.UUID | None:
    """The cart's key in this browser; for sign-in, too."""
    told = request.get_signed_cookie(COOKIE, default="", salt=COOKIE)
    try:
        return uuid.UUID(told)
    except ValueError:
        return None


def remember(response: HttpResponse, key: uuid.UUID | None) -> None:
    """Keep the cart in this browser, with its number of pieces for every page."""
    if key:
        response.set_signed_cookie(
            COOKIE, str(key), salt=COOKIE, max_age=DAYS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    visitor.remember_count(response, queries.pieces(key))


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put pieces into the cart: fields `sku` (id) and `quantity`."""
    if limits.too_often("cart", limits.address(request), most=120, seconds=60):
        return render(request, "storefront/cart/slowly.html", status=429)
    visit = Visit(request)
    sku, pieces = _number(request.POST.get("sku")), _number(request.POST.get("quantity", "1"))
    customer = visit.customer
    key = visit.key
    if sku and pieces:
        key = carts.add(key, sku, pieces, customer_id=customer.pk if customer else None, actor=visit.actor)
        messages.success(request, _("Put into the cart."))
    else:
        messages.error(request, _("Choose what to put into the cart."))
    back = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = redirect(back if here else reverse("shop:cart"))
    remember(response, key)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The cart, by what can be bought together. A post sets pieces (`q-<sku>`), takes one out (`remove`), or takes as
    many as there are (`fit`)."""
    visit = Visit(request)
    if request.method == "POST":
        return _change(visit)
    quote = buying.look(visit.facts, visit.wanted, dates=False)
    wrong = {one.field: one.message for one in _problems(quote)}
    context = {"quote": quote, "wrong": wrong, "short": any(line.short for g in quote.groups for line in g.lines)}
    response = render(request, "storefront/cart/cart.html", context)
    response.headers["Cache-Control"] = "no-store"
    visitor.remember_count(response, sum(line.quantity for group in quote.groups for line in group.lines))
    return response


def _problems(quote: Quote) -> list[Problem]:
    """Of every group, not only of the one being bought."""
    return [one for group in quote.groups for one in limits_of(group.lines)]


def _change(visit: Visit) -> HttpResponse:
    posted = visit.request.POST
    pieces = {
        int(name[2:]): _number(str(value)) or 0
        for name, value in posted.items()
        if name.startswith("q-") and name[2:].isdigit() and len(name) < 20
    }
    if (taken := posted.get("remove", "")).isdigit() and len(taken) < 19:
        pieces = {int(taken): 0}
    elif "fit" in posted:
        lines = [line for group in visit.quote().groups for line in group.lines if line.short]
        pieces = {line.good.sku_id: max(line.available or 0, 0) for line in lines}
    if visit.cart and pieces:
        carts.set_lines(visit.cart.key, pieces, actor=visit.actor)
    if (to := posted.get("go", "")) and visit.cart:
        return redirect(f"{reverse('shop:checkout')}?{urlencode({'group': to[:60]})}")
    response = redirect("shop:cart")
    remember(response, visit.key)
    return response


def _number(text: str | None) -> int | None:
    return min(int(text), carts.MOST_PIECES) if text and text.isdecimal() and len(text) < 19 else None

"""最終確認画面 and 注文を確定する: what was shown is what is bought, or it is shown again."""

import secrets

import structlog
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from akinai.core import limits
from akinai.core.outcome import Refused
from akinai.orders.queries.promising import SLOTS
from akinai.storefront.actions import buying
from akinai.storefront.checkout import Quote, agreement
from akinai.storefront.queries import carts as queries
from akinai.storefront.views.cart import Visit, remember
from akinai.storefront.views.checkout import PAGES, show

log = structlog.get_logger(__name__)

CONFIRM_FIELDS = {"csrfmiddlewaretoken", "key", "digest"}


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """最終確認画面, and 注文を確定する."""
    if limits.too_often("checkout", limits.address(request), most=120, seconds=60):
        return render(request, "storefront/cart/slowly.html", status=429)
    visit = Visit(request)
    # Pressed twice, the second finds the cart ordered: it still leads to the purchase.
    visit.cart = queries.any_cart(visit.key)
    if visit.cart is None or (request.method != "POST" and visit.cart.ordered_at):
        response: HttpResponse = redirect("shop:cart")
    else:
        response = _buy(visit) if request.method == "POST" else _ask(visit)
    response.headers["Cache-Control"] = "no-store"
    return response


def _ask(visit: Visit, changed: str = "") -> HttpResponse:
    quote = visit.quote()
    if quote.problems:
        problem = quote.problems[0]
        messages.error(visit.request, problem.message)
        return redirect(PAGES[problem.step])
    context = {"key": secrets.token_urlsafe(18), "changed": changed, "agreement": agreement(quote), "slots": SLOTS}
    return show(visit, "confirm", "confirm", quote, **context)


def drawn(quote: Quote) -> str:
    """The six items as they were shown, to be kept with the purchase."""
    context = {"quote": quote, "agreement": agreement(quote), "slots": SLOTS, "kept": True}
    return render_to_string("storefront/checkout/parts/agreement.html", context)


def _buy(visit: Visit) -> HttpResponse:
    assert visit.cart
    request, posted = visit.request, visit.request.POST
    foreign = sorted(set(posted) - CONFIRM_FIELDS)
    key, digest = posted.get("key", "")[:100], posted.get("digest", "")[:100]
    if foreign or not key or not digest:
        log.warning("shop.confirmation_refused", cart=visit.cart.pk, fields=foreign[:10])
        return _ask(visit, _("The order was not placed, as the form was not ours. Please look at it once more."))
    customer = visit.customer
    try:
        bought = buying.buy(
            visit.cart.key,
            visit.wanted,
            key=key,
            agreed=buying.Agreed(digest=digest),
            draw=drawn,
            customer_id=customer.pk if customer else None,
            actor=visit.actor,
        )
    except buying.Changed:
        return _ask(visit, _("Something has changed: look at the amounts and days below, and order again."))
    except buying.NotReady:
        return _ask(visit)
    except Refused as refused:
        for one in refused.refusals:
            messages.error(request, one.message)
        return redirect("shop:cart")
    way = bought.confirmation.data["payment"]
    response = redirect("shop:pay" if way and way["paying"] else "shop:thanks", bought.token)
    remember(response, visit.key)
    return response

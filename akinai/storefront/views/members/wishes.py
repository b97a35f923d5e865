"""The wish list; its button works without script."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.customers.models import Customer
from akinai.storefront import members
from akinai.storefront.actions import wishes as verbs
from akinai.storefront.queries import goods, mine
from akinai.storefront.queries.site import shown_products
from akinai.storefront.views.members.entering import goal, member_only


@member_only
def wishes(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What the member likes, as far as the shop shows it."""
    cards = goods.cards(mine.wishes(customer))
    return render(request, "storefront/my/wishes.html", {"cards": cards, "here": "wishes"})


@require_POST
def wish_toggle(request: HttpRequest, code: str) -> HttpResponse:
    """Like a product, or not any more; back to the page one was on. Guests sign in first."""
    product = get_object_or_404(shown_products(), code=code)
    customer = members.customer_of(request)
    back = goal(request) if request.POST.get("next") else reverse("shop:product", args=[product.code])
    if customer is None:
        messages.info(request, _("Please sign in to keep a wish list."))
        return redirect(f"{reverse('shop:sign_in')}?{urlencode({'next': back})}")
    actor = members.actor_of(request)
    if verbs.unlike(customer.pk, [product.pk], actor=actor):
        messages.success(request, _("Taken off your wish list."))
    else:
        verbs.like(customer.pk, [product.pk], actor=actor)
        messages.success(request, _("Put on your wish list."))
    return redirect(back)

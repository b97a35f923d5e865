"""Whose order it is: a member's own, or that of a guest who came by the link; anybody else's is as if not there."""

from django.http import Http404, HttpRequest
from django.urls import reverse

from akinai.core.people.actions import log_access
from akinai.storefront import members
from akinai.storefront.models import Purchase
from akinai.storefront.queries import mine
from akinai.storefront.queries.mine import OrderShown, PurchaseShown


def own(request: HttpRequest, number: str) -> tuple[PurchaseShown, OrderShown]:
    """The purchase and the order, if it belongs to whoever asks. Somebody else's is noted. Raises Http404."""
    customer = members.customer_of(request)
    opened = Purchase.objects.filter(pk__in=members.opened_to_guest(request))
    among = mine.purchases_of(customer) if customer is not None else opened
    purchase, order_id = mine.purchase_with(number, among)
    if purchase is None:
        if order_id is not None:
            log_access(actor=members.actor_of(request), what="shop.foreign_order", subject=f"order/{order_id}")
        raise Http404
    shown = mine.with_orders([purchase])[0]
    return shown, next(one for one in shown.orders if one.order.pk == order_id)


def back(request: HttpRequest, number: str) -> str:
    """The page of the order, for members or for guests."""
    name = "shop:my_order" if members.customer_of(request) else "shop:guest_order"
    return reverse(name, args=[number])

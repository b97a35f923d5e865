"""Members: their orders on the member's page, the member on the order's page, and what is taken out for them."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from akinai.core.people import accesslog
from akinai.core.shell import panels
from akinai.customers import queries
from akinai.customers.models import Customer
from akinai.orders.models import Order
from akinai.storefront.models import WishItem
from akinai.storefront.queries import mine

SHOWN = 20

accesslog.words({"shop.foreign_order": _("Somebody else's order asked for in the shop")})


@panels.panel("member", "storefront/panels/member_orders.html", "orders.view", order=10)
def orders_of_member(request: HttpRequest, member: Customer) -> dict[str, Any]:
    """The newest purchases with their orders, and what is on the wish list."""
    rows = list(mine.purchases_of(member).order_by("-id")[:SHOWN])
    likes = WishItem.objects.filter(customer=member).select_related("product").order_by("-id")[:SHOWN]
    return {"purchases": mine.with_orders(rows), "likes": likes}


@panels.panel("order", "storefront/panels/order_member.html", "members.view", order=90)
def member_of_order(request: HttpRequest, order: Order) -> dict[str, Any] | None:
    """The member who ordered, if one did."""
    purchase = mine.purchase_of(order)
    if purchase is None or purchase.customer is None:
        return None
    return {"member": purchase.customer}


@queries.part("orders")
def orders_for_dossier(customer: Customer) -> list[dict[str, Any]]:
    """Every order of a member, for the file of what is kept."""
    shown = mine.with_orders(list(mine.purchases_of(customer).order_by("id")))
    facts = ("number", "ordered_at", "buyer_name", "buyer_email", "buyer_phone", "name", "kana", "company", "phone",
             "postal", "prefecture", "city", "line1", "line2", "remark", "gift_message", "noshi_name",
             "total")  # fmt: skip
    return [
        {name: getattr(one.order, name) for name in facts}
        | {"lines": [{"name": line.name, "quantity": line.quantity, "price": line.unit_price} for line in one.lines]}
        for purchase in shown
        for one in purchase.orders
    ]


@queries.part("wishes")
def wishes_for_dossier(customer: Customer) -> list[dict[str, Any]]:
    """The wish list, for the file of what is kept."""
    rows = WishItem.objects.filter(customer=customer).order_by("id").values_list("product__code", "at")
    return [{"product": code, "at": at} for code, at in rows]

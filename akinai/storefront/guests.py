"""Guests see their order by a link in a mail: to the address of the order, for an hour, once."""

from django.core import signing
from django.core.cache import cache

from akinai.core.people import secrets
from akinai.customers import actions
from akinai.orders.models import Order
from akinai.storefront.models import Purchase
from akinai.storefront.queries import mine

SALT = "akinai.storefront.order"
SECONDS = 3600
MAILS = 3  # to one address in an hour


def send_link(number: str, email: str, *, page: str, language: str) -> None:
    """Mail a link if the order is there and was made with this address. The caller says the same in any case.

    `page`: the address of the page the link opens, {token} in it. `number`: ours, with or without zeros, or that of
    the whole purchase. Raises customers.actions.NoSender.
    """
    plain = email.strip().lower()[:254]
    if not plain or "\0" in plain + number or actions.one_more("order-link", plain, most=MAILS, seconds=SECONDS):
        return
    purchase = _purchase(number.strip())
    if purchase is None or purchase.email.strip().lower() != plain:
        return
    buyer = Order.objects.filter(pk__in=purchase.order_ids).values_list("buyer_name", flat=True).first()
    token = signing.dumps({"p": purchase.pk}, salt=SALT)
    actions.write(
        "order_link", purchase.email, about=f"order/{purchase.order_ids[0]}", name=buyer or "", language=language,
        values={"link": page.replace("{token}", token)}, actor="guest",
    )  # fmt: skip


def _purchase(number: str) -> Purchase | None:
    order = Order.objects.filter(number=number.lstrip("#").zfill(6)).first()
    found = mine.purchase_of(order) if order is not None else None
    return found or Purchase.objects.filter(number=number).first()


def use_link(token: str) -> Purchase | None:
    """The purchase of a link, the first time it is used; None when it is forged, too old, or was used."""
    try:
        told = signing.loads(token, salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if not cache.add(f"order-link:{secrets.digest(token)}", 1, SECONDS):
        return None
    return Purchase.objects.filter(pk=told["p"]).first()

"""お気に入り of members."""

from collections.abc import Sequence

from django.db import transaction

from akinai.core import clock
from akinai.storefront.models import Cart, CartLine, WishItem

MOST = 500


def like(customer_id: int, product_ids: Sequence[int], *, actor: str) -> int:
    """Put products on the wish list; how many are new there. The oldest give way. The inverse is `unlike`."""
    now = clock.now()
    with transaction.atomic():
        rows = [WishItem(customer_id=customer_id, product_id=one, at=now) for one in product_ids]
        before = WishItem.objects.filter(customer=customer_id).count()
        WishItem.objects.bulk_create(rows, ignore_conflicts=True)
        after = WishItem.objects.filter(customer=customer_id).count()
        if after > MOST:
            kept = WishItem.objects.filter(customer=customer_id).order_by("-id").values("pk")[:MOST]
            WishItem.objects.filter(customer=customer_id).exclude(pk__in=kept).delete()
    return after - before


def unlike(customer_id: int, product_ids: Sequence[int], *, actor: str) -> int:
    """Take products off the wish list; how many were on it."""
    return WishItem.objects.filter(customer=customer_id, product__in=list(product_ids)).delete()[0]


def forget_members(customer_ids: Sequence[int], *, actor: str) -> None:
    """Members who left: their wishes go, and what their carts gathered of them. Purchases stay. Three statements."""
    with transaction.atomic():
        WishItem.objects.filter(customer__in=list(customer_ids)).delete()
        open_carts = Cart.objects.filter(customer__in=list(customer_ids), ordered_at=None)
        CartLine.objects.filter(cart__in=open_carts).delete()
        Cart.objects.filter(customer__in=list(customer_ids)).update(draft={})

"""Questions about carts: this shopper's, and those that were left."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, QuerySet, Sum

from akinai.core import clock
from akinai.storefront.models import Cart, CartLine, Purchase
from akinai.storefront.models.cart import Step


def is_open(key: uuid.UUID) -> bool:
    """Is there such a cart, not yet ordered?"""
    return Cart.objects.filter(key=key, ordered_at=None).exists()


def open_cart(key: uuid.UUID | None) -> Cart | None:
    """The cart of this key, not yet ordered."""
    return Cart.objects.filter(key=key, ordered_at=None).first() if key else None


def any_cart(key: uuid.UUID | None) -> Cart | None:
    """The cart of this key, ordered or not."""
    return Cart.objects.filter(key=key).first() if key else None


def pieces(key: uuid.UUID | None) -> int:
    """How many pieces are in it."""
    if key is None:
        return 0
    found = CartLine.objects.filter(cart__key=key, cart__ordered_at=None).aggregate(n=Sum("quantity"))
    return int(found["n"] or 0)


def purchase(token: uuid.UUID) -> Purchase | None:
    """A purchase by the token of its pages."""
    return Purchase.objects.filter(token=token).select_related("confirmation").first()


def purchase_of_payment(payment_id: int, documents: Sequence[str]) -> Purchase | None:
    """The purchase a payment (or an earlier try for the same orders) was for."""
    ids = [int(one.partition("/")[2]) for one in documents if one.startswith("order/")]
    found = Purchase.objects.filter(payment_id=payment_id).first()
    return found or Purchase.objects.filter(order_ids__overlap=ids).order_by("-id").first()


# --- why shoppers leave -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reached:
    """How many shoppers came at least to a step, and how many went no farther."""

    step: Step
    reached: int
    left: int

    @property
    def share(self) -> int:
        """Of those who came here, per cent who left."""
        return round(100 * self.left / self.reached) if self.reached else 0


def steps(days: int) -> list[Reached]:
    """Of the carts begun in the last so many days, step by step. One statement."""
    since = clock.now() - dt.timedelta(days=days)
    rows = Cart.objects.filter(created_at__gte=since, lines__isnull=False) | Cart.objects.filter(
        created_at__gte=since, ordered_at__isnull=False
    )
    counts = dict(rows.values_list("step").annotate(n=Count("id", distinct=True)))
    found, farther = [], 0
    for step in reversed(Step):
        here = counts.get(step.value, 0)
        farther += here
        found.append(Reached(step, farther, 0 if step is Step.DONE else here))
    return list(reversed(found))


def lacking(days: int) -> list[tuple[str, int]]:
    """The ways to pay shoppers missed, the most missed first. One statement."""
    since = clock.now() - dt.timedelta(days=days)
    rows = Cart.objects.filter(created_at__gte=since).exclude(lacking_method="")
    return list(rows.values_list("lacking_method").annotate(n=Count("id")).order_by("-n", "lacking_method")[:30])


def left(step: str = "") -> QuerySet[Cart]:
    """Carts with something in them that were not ordered, for a list."""
    rows = Cart.objects.filter(ordered_at=None, lines__isnull=False).distinct()
    rows = rows.select_related("customer").prefetch_related("lines__sku")
    return rows.filter(step=step) if step in Step.values else rows


def worth(keys: Sequence[int]) -> dict[int, int]:
    """Yen of goods in carts by id, at the prices of now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select l.cart_id, sum(l.quantity * coalesce(k.price, 0))
                 from storefront_cartline l join catalog_sku k on k.id = l.sku_id
                where l.cart_id = any(%s) group by 1""",
            [list(keys)],
        )
        return {row[0]: int(row[1]) for row in cursor.fetchall()}

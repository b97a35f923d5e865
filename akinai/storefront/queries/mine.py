"""What belongs to a member, or to a guest who proved it: purchases, their orders, parcels, wishes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import get_language

from akinai.core.japan import postal
from akinai.customers.models import Customer
from akinai.fulfillment.models import Parcel
from akinai.orders.models import Order, OrderLine
from akinai.storefront import standing, tracking
from akinai.storefront.models import Purchase, WishItem


@dataclass
class OrderShown:
    """An order as its buyer sees it."""

    order: Order
    lines: list[OrderLine]
    state: standing.Standing

    @property
    def words(self) -> str:
        return str(standing.WORDS[self.state])

    @property
    def tone(self) -> str:
        return standing.TONES.get(self.state, "")

    @property
    def way(self) -> list[standing.Step]:
        return standing.way(self.state)

    @property
    def postal_shown(self) -> str:
        return postal.format_postal(self.order.postal)


@dataclass
class PurchaseShown:
    """One pressing of 注文を確定する with its orders."""

    purchase: Purchase
    orders: list[OrderShown] = field(default_factory=list)


@dataclass(frozen=True)
class ParcelShown:
    """A parcel that has left."""

    carrier: str
    number: str
    page: str


def purchases_of(customer: Customer) -> QuerySet[Purchase]:
    """Purchases of a member, and those made as a guest with the mail address that is proven since."""
    mine = Q(customer=customer)
    if customer.confirmed_at is not None:
        mine |= Q(customer=None, email=customer.email.lower())
    return Purchase.objects.filter(mine)


def with_orders(purchases: Sequence[Purchase]) -> list[PurchaseShown]:
    """Purchases with their orders and lines. Two statements for any number."""
    ids = [one for purchase in purchases for one in purchase.order_ids]
    lines = Prefetch("lines", OrderLine.objects.select_related("sku__product").order_by("position"))
    rows = Order.objects.filter(pk__in=ids).defer("search_grams", "search_text").prefetch_related(lines)
    found = {order.pk: OrderShown(order, list(order.lines.all()), standing.standing(order)) for order in rows}
    return [PurchaseShown(one, [found[pk] for pk in one.order_ids if pk in found]) for one in purchases]


def purchase_with(order_number: str, among: QuerySet[Purchase]) -> tuple[Purchase | None, int | None]:
    """The purchase of these that holds the order with our number, and the order's id, whoever's it is.

    Two statements; (None, id) is somebody else's order.
    """
    if "\0" in order_number:
        return None, None
    order = Order.objects.filter(number=order_number).values_list("pk", "channel_number").first()
    if order is None:
        return None, None
    purchase = among.filter(number=order[1]).first()
    return (purchase if purchase is not None and order[0] in purchase.order_ids else None), order[0]


def purchase_of(order: Order) -> Purchase | None:
    """The purchase an order came from, with its member; None for orders of other channels. One statement."""
    found = Purchase.objects.filter(number=order.channel_number).select_related("customer").first()
    return found if found is not None and order.pk in found.order_ids else None


def parcels(order_ids: Collection[int]) -> dict[int, list[ParcelShown]]:
    """Parcels that have left, by order, with the carriers' pages. One statement."""
    language = get_language() or "ja"
    rows = (
        Parcel.objects.filter(
            shipment__lines__order__in=list(order_ids), voided_at=None, shipment__state__in=["shipped", "delivered"]
        )
        .values_list("shipment__lines__order_id", "carrier", "number")
        .order_by("shipment__lines__order_id", "id")
        .distinct()
    )
    found: dict[int, list[ParcelShown]] = defaultdict(list)
    for order_id, carrier, number in rows:
        shown = ParcelShown(
            tracking.carrier_name(carrier, language=language), number,
            tracking.page_of(carrier, number, language=language),
        )  # fmt: skip
        if shown not in found[order_id]:
            found[order_id].append(shown)
    return found


def wishes(customer: Customer) -> list[int]:
    """The products a member likes, the newest first: for goods.cards, which leaves out what is not shown."""
    return list(WishItem.objects.filter(customer=customer).order_by("-id").values_list("product_id", flat=True))


def wished(customer: Customer | None, product_ids: Collection[int]) -> set[int]:
    """Which of these a member likes. No statement for guests."""
    if customer is None or not product_ids:
        return set()
    rows = WishItem.objects.filter(customer=customer, product__in=list(product_ids))
    return set(rows.values_list("product_id", flat=True))

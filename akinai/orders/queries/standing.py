"""Whether orders in work may still leave."""

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akinai.orders.models import Hold, HoldReason, MallDifference, Order


def reason_name(reason: HoldReason) -> str:
    """A hold reason's name in the reader's language."""
    return reason.name_ja if (get_language() or "ja").startswith("ja") else reason.name_en or reason.name_ja


def stops(order_ids: Collection[int]) -> dict[int, str | None]:
    """Why each order in work may not ship, in a sentence, or None: cancelled, changed at the mall, 保留, 要確認."""
    rows = Order.objects.filter(id__in=list(order_ids)).only("id", "number", "cancelled", "on_hold", "open_holds")
    found = {order.pk: order for order in rows}
    asked = [order.pk for order in found.values() if order.open_holds]
    changed = set(MallDifference.objects.filter(order_id__in=found, decided_at=None).values_list("order_id", flat=True))
    reasons: dict[int, list[str]] = defaultdict(list)
    if asked:
        open_ones = Hold.objects.filter(order_id__in=asked, closed_at=None, stops=True).select_related("reason")
        for hold in open_ones.order_by("reason__position"):
            reasons[hold.order_id].append(reason_name(hold.reason))
    return {one: _stop(found.get(int(one)), int(one) in changed, reasons.get(int(one), [])) for one in order_ids}


def _stop(order: Order | None, changed: bool, reasons: list[str]) -> str | None:
    if order is None:
        return _("The order does not exist.")
    words = {"number": order.number, "reasons": "、".join(reasons)}
    if order.cancelled:
        return _("Order %(number)s was cancelled. Take it out.") % words
    if changed:
        return _("The mall has changed order %(number)s. Ask the office.") % words
    if order.on_hold:
        return _("Order %(number)s is on hold. Ask the office.") % words
    if order.open_holds:
        return _("Order %(number)s must be looked at first: %(reasons)s") % words
    return None

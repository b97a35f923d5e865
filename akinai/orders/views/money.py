"""The payments of an order, on its page: each with its state, and the way to what happened."""

from typing import Any

from django.http import HttpRequest

from akinai.orders.models import Order, PaymentMethod
from akinai.payments import queries as ledger


def payments_panel(request: HttpRequest, order: Order) -> dict[str, Any] | None:
    """Every try to pay, the latest first; nothing where the money is not ours to collect."""
    rows = ledger.of_documents([f"order/{order.pk}"]).get(f"order/{order.pk}", [])
    if not rows:
        return None
    names = {one.code: str(one) for one in PaymentMethod.objects.filter(code__in={row.method for row in rows})}
    return {
        "payments": [(row, names.get(row.method, row.method), ledger.STATE_TONES.get(row.state, "")) for row in rows]
    }

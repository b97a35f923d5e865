"""A cancellation told to Shopify. It is a job there: whether it was done is read back."""

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Cancellation
from akinai.channels.malls.shopify import codes, documents, settings
from akinai.channels.malls.shopify.asking import Refused, Session, refusal


class NotYet(Exception):
    """Shopify took it and is still at work."""


def tell(api: Session, order: str, cancellation: Cancellation) -> None:
    """Cancel the order, or see that it is cancelled. Raises NotYet and MallError."""
    if _cancelled(api, order):
        return
    # Pieces we don't have must not be on the shelf again, whatever the setting says.
    restock = settings.yes(api.account, "restock") and cancellation.reason != "stock"
    refund = {"originalPaymentMethodsRefund": True} if settings.yes(api.account, "refund") else None
    told = api.ask(
        documents.CANCEL,
        id=order,
        reason=codes.REASONS.get(cancellation.reason, "OTHER"),
        restock=restock,
        notify=settings.yes(api.account, "notify"),
        refund=refund,
    )["orderCancel"]
    if words := refusal(told["orderCancelUserErrors"]):
        raise Refused(words)
    if not _cancelled(api, order):
        raise NotYet(_("Shopify has taken the cancellation and is still at work on it."))


def _cancelled(api: Session, order: str) -> bool:
    found = api.ask(documents.ORDER_STATE, id=order)["order"]
    if found is None:
        raise Refused(_("Shopify knows no such order."))
    return bool(found["cancelledAt"])

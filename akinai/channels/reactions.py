"""What this step does when it hears of the floor; each is one call, safe to run twice."""

from akinai.channels import actions
from akinai.core.reactions import reacts_to
from akinai.fulfillment.events import EffectsDue, ShippingUndone
from akinai.orders.events import Cancelled, LinesCancelled


@reacts_to(EffectsDue)
def note_shipments(events: list[EffectsDue]) -> None:
    """The minutes for a misclick are over: the mall must be told (未通知)."""
    actions.note_shipped(
        [actions.LeftShop(event.subject_id, event.order_ids) for event in events], actor="job:channels"
    )


@reacts_to(ShippingUndone)
def withdraw_notices(events: list[ShippingUndone]) -> None:
    """出荷確定戻し: what the mall was not told need not be told."""
    actions.withdraw_notices([event.subject_id for event in events], actor="job:channels")


@reacts_to(Cancelled)
def note_cancellations(events: list[Cancelled]) -> None:
    """An order was cancelled here: a mall that shall know of it is told."""
    reasons: dict[str, list[int]] = {}
    for event in events:
        reasons.setdefault("unpaid" if "unpaid" in event.reason else "shop", []).append(event.subject_id)
    for reason, ids in reasons.items():
        actions.note_cancelled(ids, reason=reason, actor="job:channels")


@reacts_to(LinesCancelled)
def tell_rest(events: list[LinesCancelled]) -> None:
    """Pieces were cancelled: where nothing is left to ship, malls that wait for a last parcel hear so."""
    actions.tell_rest([event.subject_id for event in events], actor="job:channels")

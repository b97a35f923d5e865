"""What the floor does when it hears something."""

from akinai.core.reactions import reacts_to
from akinai.fulfillment.events import EffectsDue
from akinai.orders import actions as orders


@reacts_to(EffectsDue)
def collect_money(events: list[EffectsDue]) -> None:
    """The minutes for a misclick are over: what gateways hold for these orders is collected."""
    left = [orders.Left(f"shipment/{one.subject_id}", one.order_ids, one.carrier, one.numbers) for one in events]
    orders.collect_shipped(left, actor="job:payments")

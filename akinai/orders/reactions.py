"""What orders do when they hear something."""

from akinai.core.reactions import reacts_to
from akinai.inventory.events import StockGrew
from akinai.orders import actions


@reacts_to(StockGrew)
def serve_the_waiting(events: list[StockGrew]) -> None:
    """Pieces came in: those who wait get them, oldest first."""
    actions.allocate_waiting({event.subject_id for event in events}, actor="job:allocation")

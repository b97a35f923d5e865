"""What orders do when they hear something."""

from akinai.core.events import Event
from akinai.core.reactions import reacts_to
from akinai.inventory.events import StockGrew
from akinai.orders import actions
from akinai.orders.events import Cancelled, DifferenceDecided, Edited, LinesCancelled, Reactivated, Returned
from akinai.payments.events import PageExpired, PaymentChanged, PaymentLapsed, ReminderDue


@reacts_to(StockGrew)
def serve_the_waiting(events: list[StockGrew]) -> None:
    """Pieces came in: those who wait get them, oldest first."""
    actions.allocate_waiting({event.subject_id for event in events}, actor="job:allocation")


@reacts_to(PaymentChanged)
def follow_payments(events: list[PaymentChanged]) -> None:
    """Money moved, or was promised: the orders it was for follow."""
    actions.follow_payments({one for event in events for one in event.documents}, actor="job:payments")


@reacts_to(PageExpired)
def give_up_the_page(events: list[PageExpired]) -> None:
    """The buyer never came back from the payment page: the pieces are free again."""
    actions.cancel_unpaid([event.subject_id for event in events], page_left=True, actor="job:payments")


@reacts_to(PaymentLapsed)
def cancel_the_unpaid(events: list[PaymentLapsed]) -> None:
    """自動キャンセル: the last day for the money has gone by."""
    actions.cancel_unpaid([event.subject_id for event in events], page_left=False, actor="job:payments")


@reacts_to(ReminderDue)
def remind(events: list[ReminderDue]) -> None:
    """督促: the buyer is reminded of what is to be paid."""
    actions.remind([(event.subject_id, event.number) for event in events], actor="job:payments")


@reacts_to(Cancelled, Reactivated, Edited, LinesCancelled, DifferenceDecided)
def tell_payments(events: list[Event]) -> None:
    """What is to be paid for an order follows the order."""
    actions.tell_payments({event.subject_id for event in events}, actor="job:payments")


@reacts_to(Returned)
def issue_credit_notes(events: list[Returned]) -> None:
    """適格返還請求書: pieces came back."""
    actions.issue_credit_notes({event.subject_id for event in events}, actor="job:documents")

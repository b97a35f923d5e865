"""What we ask of a gateway: planned under the lock with its amount reserved, done by a job outside any transaction.

planned → sent (committed) → the call → the answer applied → succeeded, failed or unknown. One operation of a payment is
under way at a time. An unknown one reserves its amount; the gateway is asked what it knows, and the call is repeated
only when that proves that it did not happen, or when the gateway takes the same key twice for one.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.events import publish
from akinai.core.money import format_amount
from akinai.core.outcome import Outcome, Refusal
from akinai.payments.actions import applying, reaching
from akinai.payments.actions.amounts import Sums
from akinai.payments.events import OperationAsked
from akinai.payments.gateways.base import Capabilities, Shipment
from akinai.payments.models import Operation, OperationKind, OperationState, Payment, PaymentEvent, PaymentState

AUTHORISED_ONCE = (PaymentState.AUTHORISED, PaymentState.EXPIRED, PaymentState.VOIDED)
OPEN = (OperationState.PLANNED, OperationState.SENT, OperationState.UNKNOWN)


@dataclass(frozen=True)
class Ask:
    """What is to be done with one payment. `amount` None: all that can be. `dedupe`: asked for twice by this name, it
    is one. `shipment`: the parcel, where the capture is its report (後払い). `seen`: what the person was shown as
    possible; is it another amount by now, the wish is refused."""

    payment_id: int
    amount: int | None = None
    shipment: Shipment | None = None
    reason: str = ""
    dedupe: str | None = None
    seen: int | None = None


@dataclass(frozen=True)
class Standing:
    """What can be asked of a payment now, with what is under way taken off."""

    payment: Payment
    sums: Sums
    capabilities: Capabilities
    open: Sequence[Operation]

    def reserved(self, *kinds: str) -> int:
        return sum(one.amount for one in self.open if one.kind in kinds)

    @property
    def busy(self) -> bool:
        """A release, a change or a new authorisation is under way: what is held is about to be another amount."""
        kinds = (OperationKind.VOID, OperationKind.CHANGE, OperationKind.REAUTHORISE)
        return any(one.kind in kinds for one in self.open)

    def allowed(self, kind: str) -> int:
        """The largest amount that may be asked for; 0: nothing of the kind."""
        able, sums = self.capabilities, self.sums
        held = max(0, sums.held - self.reserved(OperationKind.CAPTURE))
        match kind:
            case OperationKind.CAPTURE:
                again = able.partial_capture == "many" or not (sums.captured or self.reserved(OperationKind.CAPTURE))
                return held if able.hold and again and not self.busy else 0
            case OperationKind.VOID:
                waits = self.payment.state == PaymentState.PENDING and bool(self.payment.ids)
                slip = waits and not able.hold
                free = held if not self.reserved(OperationKind.CAPTURE) else 0
                return 0 if self.busy or not able.void else free or (self.payment.amount if slip else 0)
            case OperationKind.REFUND:
                under_way = self.reserved(OperationKind.REFUND)
                once = able.refund in ("whole", "once") and (sums.refunded or sums.refund_pending or under_way)
                if able.refund == "none" or once or sums.state == PaymentState.DISPUTED:
                    return 0
                return max(0, sums.refundable - under_way)
            case OperationKind.CHANGE:
                return held if able.change != "none" and not self.busy and held == sums.held else 0
            case OperationKind.REAUTHORISE:
                ended = sums.state in AUTHORISED_ONCE and not sums.captured
                return self.payment.amount if able.reauthorise and ended and not self.open else 0
        return 0


def standing(payments: Mapping[int, Payment]) -> dict[int, Standing]:
    """What can be asked of these payments. Two statements."""
    events: dict[int, list[PaymentEvent]] = defaultdict(list)
    for event in PaymentEvent.objects.filter(payment_id__in=list(payments)):
        events[event.payment_id].append(event)
    under_way: dict[int, list[Operation]] = defaultdict(list)
    rows = Operation.objects.filter(payment_id__in=list(payments), state__in=OPEN)
    for one in rows.exclude(kind=OperationKind.START):
        under_way[one.payment_id].append(one)
    found = {}
    for key, payment in payments.items():
        able = reaching.capabilities(payment.account, payment.method)
        found[key] = Standing(payment, applying.sums_of(payment, events[key], able), able, under_way[key])
    return found


def capture(asks: Sequence[Ask], *, actor: str) -> Outcome:
    """Collect what is held. Done: operation ids; the money moves a moment later. Compensated by `refund`."""
    return _plan(OperationKind.CAPTURE, asks, actor)


def void(asks: Sequence[Ask], *, actor: str) -> Outcome:
    """Release what is held (or withdraw a slip nobody paid). Compensated by `reauthorise` where the method can."""
    return _plan(OperationKind.VOID, asks, actor)


def refund(asks: Sequence[Ask], *, actor: str) -> Outcome:
    """Give captured money back by the way it came. It can't be undone: the buyer would have to pay again."""
    return _plan(OperationKind.REFUND, asks, actor)


def change(asks: Sequence[Ask], *, actor: str) -> Outcome:
    """Make the held amount another one (`amount` is the new one). The inverse is a change back."""
    return _plan(OperationKind.CHANGE, asks, actor)


def reauthorise(asks: Sequence[Ask], *, actor: str) -> Outcome:
    """Hold the amount anew before (or after) the old hold ran out. Compensated by `void`."""
    return _plan(OperationKind.REAUTHORISE, asks, actor)


def _plan(kind: OperationKind, asks: Sequence[Ask], actor: str) -> Outcome:
    outcome = Outcome()
    with transaction.atomic():
        payments = reaching.locked(ask.payment_id for ask in asks)
        known = _known(asks)
        stands = standing(payments)
        made: list[Operation] = []
        for ask in asks:
            if ask.dedupe and ask.dedupe in known:
                if known[ask.dedupe].pk:
                    outcome.done.append(known[ask.dedupe].pk)
                continue
            stand = stands.get(ask.payment_id)
            refusal = _refusal(kind, ask, stand)
            if refusal or stand is None:
                outcome.refused.append(refusal or Refusal(ask.payment_id, "", _("There is no such payment.")))
                continue
            operation = _operation(kind, ask, stand, actor)
            if ask.dedupe:
                known[ask.dedupe] = operation
            stands[ask.payment_id] = Standing(stand.payment, stand.sums, stand.capabilities, [*stand.open, operation])
            made.append(operation)
        _insert(made, payments, actor)
        outcome.done += [operation.pk for operation in made]
    return outcome


def _known(asks: Sequence[Ask]) -> dict[str, Operation]:
    names = [ask.dedupe for ask in asks if ask.dedupe]
    rows = Operation.objects.filter(dedupe__in=names) if names else []
    return {one.dedupe: one for one in rows if one.dedupe}


def _operation(kind: OperationKind, ask: Ask, stand: Standing, actor: str) -> Operation:
    amount = ask.amount if ask.amount is not None and kind != OperationKind.VOID else stand.allowed(kind)
    return Operation(
        payment=stand.payment,
        kind=kind,
        amount=amount,
        key=uuid.uuid4(),
        state=OperationState.PLANNED,
        reason=mask_cards(ask.reason)[0],
        shipment={"carrier": ask.shipment.carrier, "number": ask.shipment.number} if ask.shipment else None,
        dedupe=ask.dedupe,
        asked_by=actor,
        asked_at=clock.now(),
        next_try_at=clock.now(),
    )


def _insert(made: Sequence[Operation], payments: Mapping[int, Payment], actor: str) -> None:
    if not made:
        return
    from akinai.payments import jobs

    Operation.objects.bulk_create(made)
    publish(
        [
            OperationAsked(
                subject=f"payment/{one.payment_id}",
                actor=actor,
                documents=payments[one.payment_id].documents,
                operation_id=one.pk,
                kind=one.kind,
                amount=one.amount,
                reason=one.reason,
            )
            for one in made
        ]
    )
    jobs.perform_later([one.pk for one in made])


def _refusal(kind: OperationKind, ask: Ask, stand: Standing | None) -> Refusal | None:
    """Why it can't be asked for, in a sentence."""
    if stand is None:
        return Refusal(ask.payment_id, "", _("There is no such payment."))
    words: dict[str, Any] = {"ref": stand.payment.merchant_ref}
    if ask.amount is not None and ask.amount <= 0:
        return Refusal(ask.payment_id, "amount", _("Name an amount above 0."))
    allowed = stand.allowed(kind)
    if not allowed:
        return Refusal(ask.payment_id, "", _nothing(kind, stand) % words)
    if ask.seen is not None and ask.seen != allowed:
        sentence = _("Payment %(ref)s has changed since you looked: nothing was done. Look at the amounts again.")
        return Refusal(ask.payment_id, "amount", sentence % words)
    if ask.amount is None or kind == OperationKind.REAUTHORISE:
        return _refusal_of_part(kind, allowed, ask, stand)
    most = allowed if kind != OperationKind.CHANGE or stand.capabilities.change == "lower" else ask.amount
    if ask.amount > most or (kind == OperationKind.VOID and ask.amount != allowed):
        words["most"] = format_amount(most, stand.payment.currency)
        return Refusal(ask.payment_id, "amount", _("Payment %(ref)s: at most %(most)s is possible now.") % words)
    return _refusal_of_part(kind, ask.amount, ask, stand)


def _refusal_of_part(kind: OperationKind, amount: int, ask: Ask, stand: Standing) -> Refusal | None:
    words = {"ref": stand.payment.merchant_ref}
    able = stand.capabilities
    if kind == OperationKind.CAPTURE and able.partial_capture == "none" and amount != stand.sums.held:
        sentence = _("Payment %(ref)s: this way of paying can only be collected whole.") % words
        return Refusal(ask.payment_id, "amount", sentence)
    if kind == OperationKind.CAPTURE and able.shipment_for_capture and ask.shipment is None:
        sentence = _("Payment %(ref)s: collecting is reporting the parcel. Name its carrier and number.") % words
        return Refusal(ask.payment_id, "shipment", sentence)
    if kind == OperationKind.REFUND and able.refund == "whole" and amount != stand.sums.captured:
        sentence = _("Payment %(ref)s: this way of paying can only be refunded whole.") % words
        return Refusal(ask.payment_id, "amount", sentence)
    return None


def _nothing(kind: OperationKind, stand: Standing) -> str:
    able = stand.capabilities
    if any(one.kind == kind for one in stand.open) or stand.busy:
        return _("Payment %(ref)s: the same or another operation is still under way. Wait for its result.")
    if kind == OperationKind.REFUND and stand.sums.state == PaymentState.DISPUTED:
        return _("Payment %(ref)s: a chargeback is open; a refund now could pay twice. Wait for its decision.")
    if kind == OperationKind.REFUND and able.refund == "none":
        return _("Payment %(ref)s: this way of paying takes no refunds. Refund it by bank transfer.")
    if kind == OperationKind.REFUND and able.refund in ("whole", "once") and stand.sums.refunded:
        return _("Payment %(ref)s: this way of paying can be refunded only once. Refund the rest by bank transfer.")
    return {
        OperationKind.CAPTURE: _("Payment %(ref)s: nothing is held that could be collected."),
        OperationKind.VOID: _("Payment %(ref)s: nothing is held that could be released."),
        OperationKind.REFUND: _("Payment %(ref)s: nothing is left to refund."),
        OperationKind.CHANGE: _("Payment %(ref)s: its amount can't be changed at the gateway."),
        OperationKind.REAUTHORISE: _("Payment %(ref)s: it can't be authorised again."),
    }[kind]

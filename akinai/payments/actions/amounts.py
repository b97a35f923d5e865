"""What events add up to: the sums and the state of one payment. Pure, and the only place where a state is decided.

The order in which events became known does not matter, nor how often: they are taken once each, by the time they
happened. Where a gateway tells totals, an event with `total` in its detail says what it told; such a total and the
single events are two views of the same money, so the larger of the two counts, never their sum.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from akinai.payments.models import EventKind, PaymentState

# Among things of the same moment: promises before money, money before what takes it back.
_RANK = {str(kind): rank for rank, kind in enumerate(EventKind)}


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the sums need it; amounts in minor units."""

    kind: str
    reference: str
    amount: int
    at: dt.datetime
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sums:
    """What is so. `authorised`: all that was promised and not released, captured or not; `held`: of it, what can still
    be captured; `refund_pending`: refunds the gateway accepted and has not done."""

    state: str
    authorised: int = 0
    released: int = 0  # of what was promised since its last absolute amount
    held: int = 0
    captured: int = 0
    taken_back: int = 0  # of what came in, by the bank
    refunded: int = 0
    refund_pending: int = 0
    refund_failed: int = 0
    disputed: int = 0

    @property
    def net(self) -> int:
        """What the shop has of it."""
        return self.captured - self.refunded - self.disputed

    @property
    def refundable(self) -> int:
        """What could still go back, before what was already asked for is taken off."""
        return max(0, self.net - self.refund_pending)


@dataclass
class _Tally:
    """The fold over events in the order they happened."""

    promised: int = 0  # by single events, since the last absolute amount
    promised_told: int = 0  # the largest total told since then, with what was released before
    released: int = 0
    captures: dict[str, int] = field(default_factory=dict)
    captured_told: int = 0
    received: int = 0
    reversed: int = 0
    refunds: dict[str, tuple[str, int]] = field(default_factory=dict)
    refunded_told: int = 0
    withdrawn: dict[str, int] = field(default_factory=dict)
    won: dict[str, int] = field(default_factory=dict)
    asked_back: set[str] = field(default_factory=set)  # disputes nobody has decided
    last: str = ""  # the last thing that decides a state where no money is

    @property
    def authorised(self) -> int:
        return max(0, max(self.promised, self.promised_told) - self.released)

    @property
    def captured(self) -> int:
        return max(0, max(sum(self.captures.values()) + self.received, self.captured_told) - self.reversed)

    @property
    def refunded(self) -> int:
        return max(self.refunds_of(EventKind.REFUNDED), self.refunded_told)

    def refunds_of(self, kind: str) -> int:
        return sum(amount for last, amount in self.refunds.values() if last == kind)

    @property
    def disputed(self) -> int:
        return max(0, sum(amount - self.won.get(one, 0) for one, amount in self.withdrawn.items()))

    def add(self, one: Told) -> None:
        total = one.detail.get("total")
        match one.kind:
            case EventKind.AUTHORISED if total is not None:
                self.promised_told = max(self.promised_told, total)
            case EventKind.AUTHORISED:
                self.promised += one.amount
            case EventKind.AUTHORISED_SET:
                self.promised, self.promised_told, self.released = one.amount, 0, 0
            case EventKind.VOIDED | EventKind.AUTHORISE_EXPIRED:
                free = max(0, self.authorised - self.captured)
                self.released += min(one.amount or free, free)
            case EventKind.CAPTURED | EventKind.CAPTURE_FAILED | EventKind.FUNDS_RECEIVED | EventKind.FUNDS_REVERSED:
                self._add_money(one, total)
            case EventKind.REFUND_PENDING | EventKind.REFUNDED | EventKind.REFUND_FAILED:
                self._add_refund(one, total)
            case _:
                self._add_dispute(one)
        if one.kind in _DECIDES:
            self.last = one.kind

    def _add_money(self, one: Told, total: int | None) -> None:
        if one.kind == EventKind.FUNDS_REVERSED:
            self.reversed += one.amount
        elif one.kind == EventKind.CAPTURE_FAILED:
            self.captures.pop(one.reference, None)
        elif total is not None:
            self.captured_told = max(self.captured_told, total)
        elif one.kind == EventKind.CAPTURED:
            self.captures[one.reference] = one.amount
        else:
            self.received += one.amount

    def _add_refund(self, one: Told, total: int | None) -> None:
        if total is not None:
            self.refunded_told = max(self.refunded_told, total)
            return
        asked = self.refunds.get(one.reference, ("", 0))[1]
        self.refunds[one.reference] = (one.kind, one.amount or asked)

    def _add_dispute(self, one: Told) -> None:
        match one.kind:
            case EventKind.DISPUTE_OPENED:
                self.asked_back.add(one.reference)
            case EventKind.DISPUTE_WITHDRAWN:
                self.withdrawn[one.reference] = one.amount
            case EventKind.DISPUTE_WON:
                self.won[one.reference] = one.amount or self.withdrawn.get(one.reference, 0)
                self.asked_back.discard(one.reference)
            case EventKind.DISPUTE_LOST:
                self.asked_back.discard(one.reference)


_DECIDES: dict[str, PaymentState] = {
    EventKind.INSTRUCTIONS: PaymentState.PENDING,
    EventKind.EXPIRED: PaymentState.EXPIRED,
    EventKind.AUTHORISE_EXPIRED: PaymentState.EXPIRED,
    EventKind.AUTHORISE_FAILED: PaymentState.FAILED,
    EventKind.CAPTURE_FAILED: PaymentState.FAILED,
    EventKind.CANCELLED: PaymentState.FAILED,
    EventKind.VOIDED: PaymentState.VOIDED,
}


def reckon(events: Iterable[Told], *, amount: int, page: bool, many: bool) -> Sums:
    """The sums of these events.

    `amount`: what the buyer shall pay. `page`: it began on a payment page. `many`: a hold can be captured in parts;
    where it can't, a capture releases the rest of it.
    """
    tally = _Tally()
    for one in _in_order(events):
        tally.add(one)
    held = max(0, tally.authorised - tally.captured) if many or not tally.captured else 0
    return Sums(
        state=_state(tally, held, amount=amount, page=page),
        authorised=tally.authorised,
        released=tally.released,
        held=held,
        captured=tally.captured,
        taken_back=tally.reversed,
        refunded=tally.refunded,
        refund_pending=tally.refunds_of(EventKind.REFUND_PENDING),
        refund_failed=tally.refunds_of(EventKind.REFUND_FAILED),
        disputed=tally.disputed,
    )


def _in_order(events: Iterable[Told]) -> list[Told]:
    once: dict[tuple[str, str], Told] = {}
    for one in events:
        known = once.get((one.reference, one.kind))
        if known is None or (one.at, one.amount) < (known.at, known.amount):
            once[(one.reference, one.kind)] = one
    return sorted(once.values(), key=lambda one: (one.at, _RANK[one.kind], one.reference))


def _state(tally: _Tally, held: int, *, amount: int, page: bool) -> str:
    if tally.disputed or tally.asked_back:
        return PaymentState.DISPUTED
    if tally.captured or tally.refunded:
        return _state_of_money(tally, held, amount)
    if held:
        return PaymentState.AUTHORISED
    if tally.last:
        return _DECIDES[tally.last]
    return PaymentState.NEW if page else PaymentState.PENDING


def _state_of_money(tally: _Tally, held: int, amount: int) -> str:
    if tally.refunded >= tally.captured:
        return PaymentState.REFUNDED
    if tally.refunded:
        return PaymentState.PART_REFUNDED
    if tally.captured > amount:
        return PaymentState.OVERPAID
    # Of a hold the shop captures what it will: when nothing is held any more, that was all.
    if tally.captured == amount or (tally.authorised and not held):
        return PaymentState.PAID
    return PaymentState.PART_PAID

"""Sums and states are those of the events, in whatever order and however often they come."""

import datetime as dt
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.payments.actions.amounts import Sums, Told, reckon
from akinai.payments.models import EventKind, PaymentState

START = dt.datetime(2026, 11, 1, 10, tzinfo=dt.UTC)


def told(*events: tuple[Any, ...]) -> list[Told]:
    """(kind, amount, reference[, detail]) a minute apart."""
    return [
        Told(str(kind), ref, amount, START + dt.timedelta(minutes=n), rest[0] if rest else {})
        for n, (kind, amount, ref, *rest) in enumerate(events)
    ]


def sums(*events: tuple[Any, ...], amount: int = 1000, page: bool = True, many: bool = True) -> Sums:
    return reckon(told(*events), amount=amount, page=page, many=many)


A, C, F, R = EventKind.AUTHORISED, EventKind.CAPTURED, EventKind.FUNDS_RECEIVED, EventKind.REFUNDED

STATES: list[tuple[list[tuple[Any, ...]], str]] = [
    ([], PaymentState.NEW),
    ([(EventKind.INSTRUCTIONS, 0, "i")], PaymentState.PENDING),
    ([(A, 1000, "a")], PaymentState.AUTHORISED),
    ([(EventKind.AUTHORISE_FAILED, 0, "x")], PaymentState.FAILED),
    ([(EventKind.AUTHORISE_FAILED, 0, "x"), (A, 1000, "a")], PaymentState.AUTHORISED),
    ([(A, 1000, "a"), (EventKind.VOIDED, 0, "v")], PaymentState.VOIDED),
    ([(A, 1000, "a"), (EventKind.AUTHORISE_EXPIRED, 0, "e")], PaymentState.EXPIRED),
    ([(A, 1000, "a"), (EventKind.AUTHORISE_EXPIRED, 0, "e"), (A, 1000, "b")], PaymentState.AUTHORISED),
    ([(A, 1000, "a"), (C, 400, "c")], PaymentState.PART_PAID),
    ([(A, 1000, "a"), (C, 400, "c"), (C, 600, "d")], PaymentState.PAID),
    ([(A, 1000, "a"), (C, 400, "c"), (EventKind.VOIDED, 0, "v")], PaymentState.PAID),
    ([(C, 1000, "c")], PaymentState.PAID),
    ([(F, 600, "f")], PaymentState.PART_PAID),
    ([(F, 600, "f"), (F, 400, "g")], PaymentState.PAID),
    ([(F, 1000, "f"), (F, 1000, "g")], PaymentState.OVERPAID),
    ([(F, 1000, "f"), (EventKind.FUNDS_REVERSED, 1000, "r")], PaymentState.NEW),
    ([(EventKind.EXPIRED, 0, "e")], PaymentState.EXPIRED),
    ([(EventKind.EXPIRED, 0, "e"), (F, 1000, "f")], PaymentState.PAID),
    ([(C, 1000, "c"), (R, 300, "r")], PaymentState.PART_REFUNDED),
    ([(C, 1000, "c"), (R, 300, "r"), (R, 700, "s")], PaymentState.REFUNDED),
    ([(C, 1000, "c"), (R, 300, "r"), (EventKind.REFUND_FAILED, 300, "r")], PaymentState.PAID),
    ([(C, 1000, "c"), (EventKind.DISPUTE_OPENED, 1000, "d")], PaymentState.DISPUTED),
    ([(C, 1000, "c"), (EventKind.DISPUTE_OPENED, 0, "d"), (EventKind.DISPUTE_WON, 0, "d")], PaymentState.PAID),
]


@pytest.mark.parametrize(("events", "state"), STATES)
def test_what_state_follows(events: list[tuple[Any, ...]], state: str) -> None:
    """The table of docs/payments.md."""
    assert sums(*events).state == state


def test_a_total_makes_good_what_was_lost_and_counts_once() -> None:
    """The notice that comes at last is the same money as the total that told of it."""
    lost = sums((C, 1000, "P1/captured/1000", {"total": 1000}))
    late = sums((C, 1000, "P1/captured/1000", {"total": 1000}), (C, 1000, "ch_1"))
    assert lost.captured == late.captured == 1000


def test_what_is_held_after_a_capture() -> None:
    """In parts: the rest; else nothing."""
    parts = [(A, 1000, "a"), (C, 400, "c")]
    assert sums(*parts, many=True).held == 600
    assert sums(*parts, many=False).held == 0
    assert sums(*parts, many=False).state == PaymentState.PAID


def test_an_absolute_amount_replaces_what_was_promised() -> None:
    """A changed authorisation is not one more."""
    assert sums((A, 1000, "a"), (EventKind.AUTHORISED_SET, 700, "s")).held == 700


def test_a_refund_under_way_is_not_refundable_again() -> None:
    """Or it would go out twice."""
    now = sums((C, 1000, "c"), (EventKind.REFUND_PENDING, 400, "r"))
    assert (now.refunded, now.refund_pending, now.refundable) == (0, 400, 600)
    done = sums((C, 1000, "c"), (EventKind.REFUND_PENDING, 400, "r"), (R, 400, "r"))
    assert (done.refunded, done.refund_pending, done.refundable) == (400, 0, 600)


def test_a_lost_dispute_stays_lost() -> None:
    """The money is gone and can't be refunded."""
    lost = sums((C, 1000, "c"), (EventKind.DISPUTE_WITHDRAWN, 1000, "d"), (EventKind.DISPUTE_LOST, 0, "d"))
    assert (lost.disputed, lost.refundable, lost.net) == (1000, 0, 0)
    won = sums((C, 1000, "c"), (EventKind.DISPUTE_WITHDRAWN, 1000, "d"), (EventKind.DISPUTE_WON, 0, "d"))
    assert (won.disputed, won.net) == (0, 1000)


# A busy machine is no reason to fail.
STEADY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
EVENTS = st.lists(
    st.builds(
        Told,
        st.sampled_from([str(kind) for kind in EventKind]),
        st.sampled_from(["a", "b", "c"]),
        st.integers(0, 3000),
        st.integers(0, 50).map(lambda n: START + dt.timedelta(minutes=n)),
        st.one_of(st.just({}), st.integers(0, 3000).map(lambda n: {"total": n})),
    ),
    max_size=12,
    unique_by=lambda one: (one.reference, one.kind),
)


@STEADY
@given(EVENTS, st.booleans(), st.booleans(), st.randoms())
def test_neither_order_nor_repetition_matters(
    events: list[Told], page: bool, many: bool, chance: random.Random
) -> None:
    """Redirect, notice and poll may come as they like."""
    usual = reckon(events, amount=1000, page=page, many=many)
    again = [*events, *chance.sample(events, len(events) // 2)]
    chance.shuffle(again)
    assert reckon(again, amount=1000, page=page, many=many) == usual


@STEADY
@given(EVENTS, st.booleans())
def test_amounts_are_never_negative(events: list[Told], many: bool) -> None:
    """Whatever a gateway tells."""
    now = reckon(events, amount=1000, page=True, many=many)
    assert min(now.authorised, now.held, now.captured, now.refunded, now.refund_pending, now.disputed) >= 0
    assert now.held <= now.authorised
    assert now.refundable <= max(0, now.captured - now.refunded)

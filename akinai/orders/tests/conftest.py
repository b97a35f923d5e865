"""What several tests of orders stand on."""

import pytest

from akinai.core import clock
from akinai.orders import doctor
from akinai.orders.tests.making import WEDNESDAY


@pytest.fixture
def wednesday_morning():
    """A working day before the cut-off; afterwards every fact must match its rows."""
    with clock.frozen(WEDNESDAY):
        yield
        assert [*doctor.gates_match_their_rows(), *doctor.queue_is_what_the_facts_say()] == []
        assert [*doctor.no_gate_is_stale(), *doctor.cancelled_orders_hold_nothing()] == []

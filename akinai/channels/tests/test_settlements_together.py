"""The same settlement file from two sides at the same moment, with real commits."""

import threading
import time

from django.db import connection, transaction

from akinai.channels.actions.settlements import MallSettled, read_mall_settlement
from akinai.channels.models import MallSettlement, MallSettlementLayout
from akinai.channels.tests.test_pushing_together import together
from akinai.channels.tests.test_settlements import file
from akinai.orders.tests.making import make_channel


def waiting() -> int:
    """How many wait for a lock in this database."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute("select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'")
        return cursor.rowcount


def test_the_same_bytes_for_two_channels_are_one_file(committed_db: str) -> None:
    for code in ("first", "second"):
        make_channel(code)
    data, held = file(("調整", "", 7)), threading.Event()
    taken: list[MallSettled] = []

    def holding() -> None:
        """Nobody is through before both have begun."""
        with transaction.atomic():
            MallSettlementLayout.objects.select_for_update().get(name="generic")
            held.set()
            until = time.monotonic() + 10.0
            while waiting() < 2 and time.monotonic() < until:
                time.sleep(0.02)

    def take(code: str) -> None:
        held.wait(5)
        taken.append(read_mall_settlement(data, "s.csv", channel_code=code, layout_name="generic", actor="test"))

    together(holding, lambda: take("first"), lambda: take("second"))
    assert sorted(made.again for made in taken) == [False, True]
    assert {made.settlement.pk for made in taken} == {MallSettlement.objects.get().pk}

"""Whatever is done in whatever order: facts equal their rows, and doing and undoing leaves nothing but the log."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from akinai.core import clock
from akinai.inventory import doctor as stock_doctor
from akinai.inventory.models import Stock
from akinai.inventory.tests.making import make_bundle, make_stock
from akinai.orders import actions, doctor
from akinai.orders.models import Hold, Order, OrderLine, PaymentReceipt
from akinai.orders.tests.making import WEDNESDAY, incoming, line, person, place

pytestmark = pytest.mark.django_db

# The log of an order's changes, which no undo takes back.
LOG = ("revision", "search_text", "search_grams")


class Rollback(Exception):
    """Ends an example without a trace."""


def sound() -> list[str]:
    checks = (
        doctor.gates_match_their_rows,
        doctor.queue_is_what_the_facts_say,
        doctor.cancelled_orders_hold_nothing,
        stock_doctor.counters_are_sums,
        stock_doctor.ledger_is_unbroken,
        stock_doctor.allocated_is_demanded,
    )
    return [sentence for check in checks for sentence in check()]


def picture() -> list[dict]:
    """Everything about orders and stock but the log."""
    orders = [{k: v for k, v in row.items() if k not in LOG} for row in Order.objects.order_by("id").values()]
    lines = list(OrderLine.objects.order_by("id").values())
    stock = list(Stock.objects.order_by("id").values("sku_id", "on_hand", "allocated", "blocked"))
    return [*orders, *lines, *stock]


def world() -> list[int]:
    """Three orders, two of them of one recipient: one short, one prepaid, one with a bundle and a remark."""
    first, second = make_stock(4), make_stock(9)
    who = person()
    told = [
        incoming([line(first, 3)], recipient=who),
        incoming([line(first, 2), line(second, 1)], recipient=who, payment_method="bank_transfer"),
        incoming([line(make_bundle({first: 1, second: 2}), 1)], remark="至急お願いします"),
    ]
    return [order.pk for order in place(*told)]


def wishes(ids, day):
    return [actions.Edit(one, {"wished_date": day, "line2": f"{day:%d}号室"}) for one in ids]


def lines_of(ids, quantity):
    return [
        actions.Edit(
            one,
            lines=[
                actions.LineEdit(line_id=row.pk, quantity=quantity, sku_code=row.sku_code, unit_price=row.unit_price)
                for row in OrderLine.objects.filter(order=one).order_by("position")
            ],
        )
        for one in ids
    ]


DAY = dt.date(2026, 11, 26)
DEEDS = {
    "cancel": lambda ids: actions.cancel(ids, reason="x", actor="test"),
    "reactivate": lambda ids: actions.reactivate(ids, actor="test"),
    "hold": lambda ids: actions.set_on_hold(ids, actor="test"),
    "lift": lambda ids: actions.lift_hold(ids, actor="test"),
    "pay": lambda ids: actions.mark_paid([actions.Payment(one, 700) for one in ids], actor="test"),
    "unpay": lambda ids: actions.undo_payment(
        list(PaymentReceipt.objects.filter(order__in=ids, reverses=None).values_list("id", flat=True)), actor="test"
    ),
    "wish": lambda ids: actions.edit(wishes(ids, DAY), actor="test"),
    "less": lambda ids: actions.edit(lines_of(ids, 1), actor="test"),
    "more": lambda ids: actions.edit(lines_of(ids, 5), actor="test"),
    "together": lambda ids: actions.decide_merge(ids, together=True, actor="test"),
    "part": lambda ids: actions.ship_allocated(ids, actor="test"),
    "all": lambda ids: actions.wait_for_all(ids, actor="test"),
    "apart": lambda ids: actions.undo_merge(ids, actor="test"),
    "work": lambda ids: actions.begin_work(ids, actor="test"),
    "end": lambda ids: actions.end_work(ids, actor="test"),
    "close": lambda ids: actions.close_holds_of(ids, "remark_left", actor="test"),
    "reopen": lambda ids: actions.reopen_hold(
        list(Hold.objects.filter(order__in=ids).values_list("id", flat=True)), actor="test"
    ),
    "drop": lambda ids: actions.cancel_lines(
        [(row.pk, 1) for row in OrderLine.objects.filter(order__in=ids)], reason="x", actor="test"
    ),
    "later": lambda ids: actions.set_ship_date(ids, DAY, actor="test"),
    "rules": lambda ids: actions.set_ship_date(ids, None, actor="test"),
    "again": lambda ids: actions.screen_again(ids, actor="test"),
}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(sorted(DEEDS)), st.sets(st.integers(0, 2), min_size=1)), max_size=8))
def test_after_any_deeds_the_facts_equal_their_rows(deeds):
    with clock.frozen(WEDNESDAY):
        try:
            with transaction.atomic():
                ids = world()
                for name, which in deeds:
                    DEEDS[name](sorted(ids[at] for at in which))
                    assert sound() == [], name
                raise Rollback
        except Rollback:
            pass


UNDOING = {"cancel": "reactivate", "hold": "lift", "pay": "unpay", "later": "rules", "work": "end", "part": "all"}


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(UNDOING)), st.sets(st.integers(0, 2), min_size=1))
def test_done_and_undone_is_as_before(name, which):
    with clock.frozen(WEDNESDAY):
        try:
            with transaction.atomic():
                ids = world()
                actions.decide_merge(ids[:2], together=False, actor="test")  # merging is asked anew by a new life
                chosen = sorted(ids[at] for at in which)
                before = picture()
                done = DEEDS[name](chosen).done
                DEEDS[UNDOING[name]](done)
                assert sound() == []
                assert _worth(picture(), name) == _worth(before, name)
                raise Rollback
        except Rollback:
            pass


def _worth(rows, name):
    """Who waits longest may have changed hands between a cancellation and its undoing; the sums have not."""
    if name != "cancel":
        return rows
    return [{k: v for k, v in row.items() if k not in ("unallocated", "queue")} for row in rows]

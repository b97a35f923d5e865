"""Checks of this step: every fact of every order is what the rows behind it say, and the queue what the facts say."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import Case, F, Q, TextField, Value, When
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.doctor import check
from akinai.orders import screening
from akinai.orders.gates import FACTS
from akinai.orders.models import HoldReason, Order
from akinai.orders.models.order import GATES, Queue

SHOWN = 20
GRACE = dt.timedelta(minutes=2)  # the clock comes by each minute


@check("gates")
def gates_match_their_rows() -> Iterator[str]:
    """Facts of orders (進行条件) equal the rows behind them."""
    values = {"today": clock.today()}
    for name, (stored, told, which) in FACTS.items():
        statement = f"""
            select number, stored::text, told::text
              from (select o.number, {stored} as stored, {told} as told from orders_order o where {which}) f
             where stored is distinct from told limit {SHOWN}"""  # noqa: S608 - our own words
        for number, is_, should_be in _rows(statement, values):
            yield _("Order %(number)s: %(fact)s is %(is)s, but its rows say %(should)s.") % {
                "number": number,
                "fact": name,
                "is": is_,
                "should": should_be,
            }


@check("queue")
def queue_is_what_the_facts_say() -> Iterator[str]:
    """The stored queue equals the table of gates, reckoned anew."""
    cases = Case(
        *(When(gate, then=Value(str(queue))) for gate, queue in GATES),
        default=Value(str(Queue.READY)),
        output_field=TextField(),
    )
    wrong = Order.objects.annotate(reckoned=cases).exclude(reckoned=F("queue"))
    for order in wrong[:SHOWN]:
        yield _("Order %(number)s stands in %(is)s instead of %(should)s.") % {
            "number": order.number,
            "is": order.queue,
            "should": order.reckoned,
        }


@check("dates")
def no_gate_is_stale() -> Iterator[str]:
    """Gates whose day has come were opened by the clock."""
    due = Q(release_waiting=True, release_date__lte=clock.today()) | Q(date_waiting=True, ship_date__lte=clock.today())
    late = Order.objects.filter(due | Q(merge_undecided=True, merge_until__lte=clock.now() - GRACE), cancelled=False)
    for order in late[:SHOWN]:
        yield _("Order %(number)s still waits for a day that has come: is a worker running?") % {"number": order.number}


@check("cancelled_orders_hold_nothing")
def cancelled_orders_hold_nothing() -> Iterator[str]:
    """No piece is promised to a cancelled order."""
    statement = """
        select o.number, d.allocated from inventory_demand d join orders_order o on d.document = 'order/' || o.id
         where o.cancelled and d.allocated > 0 limit 20"""
    for number, pieces in _rows(statement, {}):
        words = {"number": number, "pieces": pieces}
        yield _("Order %(number)s is cancelled but %(pieces)s pieces are allocated to it.") % words


# Payments for orders whose receipts, or what is held for their orders, are not what the ledger says.
UNFOLLOWED = """
select p.merchant_ref, p.captured - p.refunded - p.disputed, coalesce(booked.amount, 0), p.authorised,
       coalesce(held.amount, 0)
  from payments_payment p
  left join lateral (select sum(amount) as amount from orders_paymentreceipt r where r.payment_id = p.id) booked on true
  left join lateral (select sum(o.authorised) as amount from orders_order o
                      where o.id in (select substr(d, 7)::bigint from unnest(p.documents) d)) held on true
 where p.documents[1] like 'order/%%'
   and not exists (select from payments_paymentevent e where e.payment_id = p.id and e.received_at > %(since)s)
   and (p.captured - p.refunded - p.disputed <> coalesce(booked.amount, 0)
        or p.authorised > coalesce(held.amount, 0))
 limit 20"""


@check("receipts_follow_the_ledger")
def receipts_follow_the_ledger() -> Iterator[str]:
    """What orders have received and what is held for them is what the ledger of payments says."""
    for ref, net, booked, held, known in _rows(UNFOLLOWED, {"since": clock.now() - GRACE}):
        words = {"ref": ref, "net": net, "booked": booked, "held": held, "known": known}
        yield (
            _("Payment %(ref)s: %(net)s received and %(held)s held, but its orders know of %(booked)s and %(known)s.")
            % words
        )


@check("shipped_and_collected")
def nothing_shipped_is_only_held() -> Iterator[str]:
    """What gateways hold for orders that left a day ago was collected, or somebody was told that it was not."""
    statement = """
        select o.number, o.authorised from orders_order o
         where o.authorised > 0 and o.shipped > 0 and o.shipped_at < %(since)s
           and not exists (select from payments_moneytask t where ('order/' || o.id) = any(t.documents)
                              and t.closed_at is null)
         limit 20"""
    for number, held in _rows(statement, {"since": clock.now() - dt.timedelta(days=1)}):
        words = {"number": number, "held": held}
        yield _("Order %(number)s has left, but %(held)s are only held by the gateway: collect them.") % words


@check("hold_reasons")
def every_check_has_its_reason() -> Iterator[str]:
    """Each rule of the screening has its row of words and settings, and each row its rule."""
    codes = dict(HoldReason.objects.values_list("code", "name_ja"))
    for code in sorted(screening.unknown_reasons(codes)):
        yield _("The hold reason “%(code)s” is only in the data or only in the program.") % {"code": code}


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()

"""What is known of offers that were read: the last numbers sent, and what was sold and cancelled there since."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection as database

from akinai.channels.actions.drifting.causes import Range
from akinai.channels.models import Offer
from akinai.channels.showing.exposure import SKEW


@dataclass(frozen=True)
class Known:
    """The number in force and the one before it, as ranges."""

    now: Range
    before: Range | None
    sent_at: dt.datetime
    result: str  # of the number in force: done; seen; unknown, "": no answer, it may be in force or not


SENT = """
  with wanted as (
    select offer.id, offer.sku_id, offer.connection_id, connection.channel_id, offer.trying, offer.sent_at,
           offer.answered_at, offer.exposed - offer.unsettled as left_over
      from channels_offer offer join channels_connection connection on connection.id = offer.connection_id
     where offer.id = any(%(offers)s)
  ), tried as (
    select push.*, row_number() over (partition by push.offer_id order by push.sent_at desc, push.id desc) as turn
      from channels_push push
     where push.offer_id = any(%(offers)s) and push.result in ('done', 'unknown', '')
  ), said as (
    -- A number without an answer counts as long as none was said after it.
    select offer_id, quantity, sent_at, coalesce(answered_at + %(effect)s, 'infinity') as answered_at, result,
           row_number() over (partition by offer_id order by turn) as place
      from tried where result = 'done' or turn = 1
     union all
    -- The mall was asked after the last number: what it showed, less what was imported of it since.
    select id, left_over, sent_at, answered_at, 'seen', 0
      from wanted
     where trying is null and sent_at > (select tried.sent_at from tried where tried.offer_id = wanted.id and turn = 1)
  )
  select said.offer_id, said.place, said.quantity, said.sent_at, said.result,
         coalesce(sum(line.quantity - line.cancelled) filter (
             where orders.ordered_at > said.answered_at + %(skew)s and not orders.cancelled), 0)::int as sold,
         coalesce(sum(line.quantity - line.cancelled) filter (
             where orders.ordered_at <= said.answered_at + %(skew)s and orders.ordered_at >= said.sent_at - %(skew)s
               and not orders.cancelled), 0)::int as perhaps,
         coalesce(sum(case when orders.cancelled or told.stage = 'cancelled' then line.quantity else line.cancelled end)
             filter (where told.read_at >= said.sent_at), 0)::int as back
    from said
    join wanted on wanted.id = said.offer_id
    left join (orders_order orders join orders_orderline line on line.order_id = orders.id)
      on orders.channel_id = wanted.channel_id and line.sku_id = wanted.sku_id
     and (orders.ordered_at >= said.sent_at - %(skew)s or orders.cancelled or line.cancelled > 0)
     and orders.ordered_at >= said.sent_at - interval '60 days'
    left join channels_mallorder told
      on told.connection_id = wanted.connection_id and told.number = orders.channel_number
   where said.place <= 2
   group by said.offer_id, said.place, said.quantity, said.sent_at, said.result
"""


def known(offers: Sequence[Offer], effect: dt.timedelta) -> dict[int, Known]:
    """By offer; none for one to which no number ever arrived. `effect`: `takes_effect_after` there. One statement.

    Where the pusher asked the mall after its last number, what it saw then counts, less what was imported since: a
    range, as orders of that moment and cancellations since may be reckoned with or not.
    """
    if not offers:
        return {}
    with database.cursor() as cursor:
        bounds: dict[str, Any] = {"offers": [offer.pk for offer in offers], "skew": SKEW, "effect": effect}
        cursor.execute(SENT, bounds)
        rows = cursor.fetchall()
    said: dict[int, list[Known]] = defaultdict(list)
    for offer, _place, sent, sent_at, result, sold, perhaps, back in sorted(rows):
        # An order cancelled in part was cancelled before or after it was counted: it widens the range both ways.
        there = Range(sent=sent, sold=sold, perhaps=perhaps, back=back)
        if result == "seen":  # what was imported or put back since is reckoned with, or it is not sure that it is
            there = Range(sent=sent, perhaps=perhaps + back, back=back)
        said[offer].append(Known(there, None, sent_at, result))
    return {offer: replace(found[0], before=found[1].now if len(found) > 1 else None) for offer, found in said.items()}


def our_pieces(channel_id: int, numbers: Sequence[str]) -> dict[tuple[str, str], int]:
    """Pieces to ship by the mall's number and our code, of orders that are in. One statement."""
    with database.cursor() as cursor:
        cursor.execute(
            """select orders.channel_number, sku.code,
                      sum(case when orders.cancelled then 0 else line.quantity - line.cancelled end)::int
                 from orders_order orders
                 join orders_orderline line on line.order_id = orders.id
                 join catalog_sku sku on sku.id = line.sku_id
                where orders.channel_id = %s and orders.channel_number = any(%s)
                group by orders.channel_number, sku.code""",
            [channel_id, list(numbers)],
        )
        return {(number, code): pieces for number, code, pieces in cursor.fetchall()}

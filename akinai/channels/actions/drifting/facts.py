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
    result: str  # of the number in force: done; unknown, "": no answer, it may be in force or not


SENT = """
  with wanted as (
    select offer.id, offer.sku_id, offer.connection_id, connection.channel_id
      from channels_offer offer join channels_connection connection on connection.id = offer.connection_id
     where offer.id = any(%(offers)s)
  ), tried as (
    select push.*, row_number() over (partition by push.offer_id order by push.sent_at desc, push.id desc) as turn
      from channels_push push
     where push.offer_id = any(%(offers)s) and push.result in ('done', 'unknown', '')
  ), said as (
    -- A number without an answer counts as long as none was said after it.
    select offer_id, quantity, sent_at, coalesce(answered_at, 'infinity') as answered_at, result,
           row_number() over (partition by offer_id order by turn) as place
      from tried where result = 'done' or turn = 1
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


def known(offers: Sequence[Offer]) -> dict[int, Known]:
    """By offer; none for one to which no number ever arrived. One statement.

    Where the pusher asked the mall after its last number, what it saw then counts, less what was imported since.
    """
    if not offers:
        return {}
    with database.cursor() as cursor:
        bounds: dict[str, Any] = {"offers": [offer.pk for offer in offers], "skew": SKEW}
        cursor.execute(SENT, bounds)
        rows = cursor.fetchall()
    said: dict[int, list[Known]] = defaultdict(list)
    for offer, _place, sent, sent_at, result, sold, perhaps, back in sorted(rows):
        # An order cancelled in part was cancelled before or after it was counted: it widens the range both ways.
        said[offer].append(Known(Range(sent=sent, sold=sold, perhaps=perhaps, back=back), None, sent_at, result))
    return {offer.pk: _in_force(offer, said[offer.pk]) for offer in offers if offer.pk in said}


def _in_force(offer: Offer, said: Sequence[Known]) -> Known:
    last = said[0]
    if offer.trying is None and offer.sent_at and offer.sent_at > last.sent_at:
        seen = Range(sent=max(offer.exposed - offer.unsettled, 0), back=offer.back)
        return Known(seen, last.now, offer.sent_at, "done")
    return replace(last, before=said[1].now if len(said) > 1 else None)


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

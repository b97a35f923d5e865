"""How fast each offer sells: pieces an hour, smoothed; and what sells far faster than that right now."""

from django.db import connection as database
from django.db import transaction

from akinai.core import clock

HALF_LIFE = 6.0  # hours after which a sale counts half
LOOK_BACK = 48.0  # hours
SUDDEN = 10.0  # minutes that are compared with the speed
SUDDEN_PIECES = 5  # fewer in that time are chance
SUDDEN_TIMES = 4.0  # times what the speed says
CHANGED = 0.25  # a speed that changed by a quarter is news
LOCK = 0x7370


def measure_speeds() -> int:
    """Measure the speed of every offer from the orders that came in. How many offers are to be looked at anew by it.

    One process at a time; a second one does nothing. One statement.
    """
    now = clock.now()
    with transaction.atomic(), database.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, 0)", [LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            MEASURE,
            {
                "now": now,
                "half": HALF_LIFE,
                "look_back": LOOK_BACK,
                "sudden": SUDDEN,
                "pieces": SUDDEN_PIECES,
                "times": SUDDEN_TIMES,
                "changed": CHANGED,
            },
        )
        return int(cursor.fetchone()[0])


# A sale weighs 2^(-age / half-life); all weights of an hour without end make half-life / ln 2 hours.
MEASURE = """
  with sale as (
    select offer.id, line.quantity - line.cancelled as pieces,
           extract(epoch from %(now)s - o.ordered_at) / 3600.0 as age
      from channels_offer offer
      join channels_connection connection on connection.id = offer.connection_id
      join orders_order o on o.channel_id = connection.channel_id
                         and o.ordered_at > %(now)s - make_interval(hours => %(look_back)s::int)
      join orders_orderline line on line.order_id = o.id and line.sku_id = offer.sku_id
     where line.quantity > line.cancelled
  ), summed as (
    select id, sum(pieces * power(2, -greatest(age, 0) / %(half)s)) * ln(2) / %(half)s as smooth,
           sum(pieces) filter (where age < %(sudden)s / 60.0) as sudden,
           sum(pieces::float * pieces) / sum(pieces) as spread
      from sale group by id
  ), measured as (
    select offer.id, offer.speed as before, offer.hot as was_hot,
           coalesce(summed.spread, 1) as spread,
           coalesce(summed.smooth, 0) as smooth,
           coalesce(summed.sudden, 0) * 60.0 / %(sudden)s as of_now,
           coalesce(summed.sudden >= %(pieces)s
                    and summed.sudden * 60.0 / %(sudden)s > %(times)s * greatest(summed.smooth
                        - summed.sudden * ln(2) / %(half)s, 0.1), false) as hot
      from channels_offer offer left join summed using (id)
  ), news as (
    select id, spread, hot, case when hot then greatest(smooth, of_now) else smooth end as speed, before, was_hot
      from measured
  ), locked as (
    select offer.id, news.speed, news.spread, news.hot,
           (abs(news.speed - news.before) > %(changed)s * greatest(news.before, 0.05) or news.hot <> news.was_hot)
           as changed
      from channels_offer offer join news using (id)
     where abs(news.speed - news.before) > 0.02 * news.before + 0.001 or news.hot <> news.was_hot
     order by offer.id for no key update of offer
  ), updated as (
    update channels_offer offer
       set speed = locked.speed, spread = locked.spread, hot = locked.hot, speed_at = %(now)s,
           stale_since = case when locked.changed then coalesce(offer.stale_since, %(now)s) else offer.stale_since end
      from locked where offer.id = locked.id
    returning locked.changed
  )
  select count(*) filter (where changed) from updated"""

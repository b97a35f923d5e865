"""Checks of this step: every purchase has its orders, its payment and what the buyer agreed to, with one sum."""

from collections.abc import Iterator

from django.db import connection
from django.utils.translation import gettext as _

from akinai.core.doctor import check

SHOWN = 20
# What was agreed to is kept; the orders of the purchase are there with that sum; the payment was for that sum.
# Orders that were changed later (a revision) or cancelled may differ by right.
WRONG = """
select p.number, c.id is null as unshown, o.n <> cardinality(p.order_ids) as lost,
       o.untouched and o.billed <> p.total as other_sum,
       y.id is not null and o.untouched and y.amount <> p.total as other_payment
  from storefront_purchase p
  left join storefront_confirmation c on c.purchase_id = p.id
  left join payments_payment y on y.id = p.payment_id
  cross join lateral (
    select count(*) as n, coalesce(sum(billed), 0) as billed, bool_and(revision = 0 and not cancelled) as untouched
      from orders_order where id = any(p.order_ids)) o
 where c.id is null or o.n <> cardinality(p.order_ids)
    or (o.untouched and (o.billed <> p.total or (y.id is not null and y.amount <> p.total)))
 order by p.id desc limit %s
"""


@check("purchases")
def purchases_are_whole() -> Iterator[str]:
    """Purchases of the own shop: orders, payment and confirmation are there, with one sum."""
    with connection.cursor() as cursor:
        cursor.execute(WRONG, [SHOWN])
        rows = cursor.fetchall()
    for number, unshown, lost, other_sum, other_payment in rows:
        words = {"number": number}
        if unshown:
            yield _("Purchase %(number)s: what the buyer agreed to was not kept.") % words
        if lost:
            yield _("Purchase %(number)s: an order of it is missing.") % words
        if other_sum:
            yield _("Purchase %(number)s: its orders add up to another sum.") % words
        if other_payment:
            yield _("Purchase %(number)s: its payment is for another sum.") % words

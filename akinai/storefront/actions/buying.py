"""注文を確定する: one press, one transaction. All of it happens, or nothing does and the shopper is told everything.

lock the cart (and the buyer, for limits) → the facts and the quote anew → the same as was agreed? → place the orders,
which promises the pieces and asks for the payment → purchase, confirmation, cart.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from akinai.core import clock, email, prepared
from akinai.core.arrays import literal
from akinai.core.outcome import Refusal, Refused
from akinai.core.settings import DEFAULTS
from akinai.orders import actions as orders
from akinai.payments import queries as payments
from akinai.storefront import delivery
from akinai.storefront.checkout import Quote, Wanted, incoming, load, quote
from akinai.storefront.checkout.facts import CHANNEL, Facts
from akinai.storefront.checkout.ordering import new_number
from akinai.storefront.models import Confirmation, Purchase

Draw = Callable[[Quote], str]


class NotReady(Exception):
    """Something is missing or can't be bought; `quote.problems` says all of it. Nothing was placed."""

    def __init__(self, quote: Quote) -> None:
        self.quote = quote
        super().__init__(" ".join(one.message for one in quote.problems))


class Changed(Exception):
    """It is not what the shopper agreed to any more (a price, a fee, a date). Nothing was placed."""

    def __init__(self, quote: Quote) -> None:
        self.quote = quote
        super().__init__(_("Something has changed since it was shown."))


@dataclass(frozen=True)
class Agreed:
    """What the shopper agreed to: the digest of the quote shown, or at least the total (a headless front)."""

    digest: str = ""
    total: int | None = None

    def differs(self, found: Quote) -> bool:
        return bool(self.digest and self.digest != found.digest) or (
            self.total is not None and self.total != found.total
        )


LOCK = """
select id, pg_advisory_xact_lock(hashtextextended('buyer:' || %s, 0)) is null, ordered_at, updated_at::text
  from storefront_cart where key = %s for update
"""
# What this buyer has done before: pressed already, left unpaid, bought of goods that are limited.
BEFORE = """
select (select id from storefront_purchase where cart_id = %(cart)s and key = %(key)s),
       (select value from core_setting where name = 'unpaid_orders_per_buyer'),
       (select count(*)
          from storefront_purchase p
          join payments_payment y on y.id = p.payment_id join payments_method m on m.code = y.method
         where p.email = %(email)s and y.closed_at is null and y.state in ('new', 'pending')
           and m.family in ('hold', 'immediate', 'slip')),
       (select json_object_agg(product_id, pieces)
          from (select k.product_id, sum(l.quantity - l.cancelled) as pieces
                  from storefront_purchase p cross join unnest(p.order_ids) as bought (id)
                  join orders_order o on o.id = bought.id and not o.cancelled
                  join orders_orderline l on l.order_id = o.id join catalog_sku k on k.id = l.sku_id
                 where p.email = %(email)s and k.product_id = any(%(limited)s::bigint[])
                 group by k.product_id) b)::text
"""
# The purchase, what was shown, and the cart: emptied of what was bought; if nothing is left, done with.
WRITE = """
with bought as (
  insert into storefront_purchase (cart_id, key, token, number, order_ids, customer_id, email, payment_id, total, at)
  values (%(cart)s, %(key)s, gen_random_uuid(), %(number)s, %(orders)s::bigint[], %(customer)s, %(email)s,
          %(payment)s, %(total)s, %(now)s)
  returning id, token
), shown as (
  insert into storefront_confirmation (purchase_id, html, data, terms, shown_at, digest)
  select id, %(html)s, %(data)s, %(terms)s, %(now)s, %(digest)s from bought
), gone as (
  delete from storefront_cartline where cart_id = %(cart)s and sku_id = any(%(skus)s::bigint[]) and %(more)s
), cart as (
  update storefront_cart
     set ordered_at = case when %(more)s then null else %(now)s end, updated_at = %(now)s,
         step = case when %(more)s then 'cart' when %(paying)s then 'paying' else 'done' end,
         customer_id = coalesce(%(customer)s, customer_id)
   where id = %(cart)s
)
select id, token from bought
"""


def buy(
    cart_key: uuid.UUID,
    wanted: Wanted,
    *,
    key: str,
    agreed: Agreed = Agreed(),
    draw: Draw | None = None,
    customer_id: int | None = None,
    dates: bool = True,
    facts: Facts | None = None,
    actor: str,
) -> Purchase:
    """Buy what is in a cart, once per `key`: pressed twice it gives the same purchase.

    `draw`: the confirmation as it was shown, of the quote. `dates` False: no day was promised (a headless front that
    asked for none). `facts`: as loaded just before; loaded anew if the cart has changed since.

    Raises NotReady, Changed, orders.Short (every shortage at once), Refused (limits), LookupError (no such cart).
    """
    with transaction.atomic():
        cart_id, ordered, version = _lock(cart_key, wanted)
        if facts is None or facts.version != version:
            facts = load(cart_key)
        found = look(facts, wanted, dates=dates)
        done = _limits(cart_id, key, found)
        if done:
            return Purchase.objects.get(pk=done)
        if ordered:
            raise Refused([Refusal("cart", "cart", _("This cart was ordered already."))])
        if found.problems:
            raise NotReady(found)
        if agreed.differs(found):
            raise Changed(found)
        ahead = {good.sku_id: good.ahead for good in facts.goods.values() if good.ahead}
        number = new_number()
        placed = orders.place_orders(incoming(found, number), whole=orders.Whole(ahead), actor=actor)
        payment = next(iter(placed.payments.values()), None)
        return _write(cart_id, key, found, number, placed.placed, payment, draw, customer_id)


def look(facts: Facts, wanted: Wanted, *, dates: bool = True) -> Quote:
    """The quote with what it takes: the ways to pay for its amount, and the calendars where days matter."""
    calendars = None
    if dates and facts.goods and wanted.buyer.prefecture:
        to = {(one.person or wanted.buyer).prefecture for one in wanted.recipients}
        calendars = delivery.calendars(facts.warehouse_id, sorted(to), channel=CHANNEL)
    return quote(
        facts,
        wanted,
        ways=lambda amount: payments.offered(amount, language=get_language() or "ja"),
        calendars=calendars,
    )


def _lock(cart_key: uuid.UUID, wanted: Wanted) -> tuple[int, bool, str]:
    with prepared.cursor() as cursor:
        cursor.execute(LOCK, [email.normalise(wanted.buyer.email).lower(), cart_key])
        row = cursor.fetchone()
    if row is None:
        raise LookupError(cart_key)
    return row[0], row[2] is not None, row[3]


def _limits(cart_id: int, key: str, found: Quote) -> int | None:
    """The purchase of this key if there is one. Raises Refused when this buyer may not buy (so much)."""
    limited = {
        line.good.product_id: line.good.per_person
        for line in (found.group.lines if found.group else ())
        if line.good.per_person
    }
    values: dict[str, Any] = {
        "cart": cart_id,
        "key": key,
        "email": email.normalise(found.wanted.buyer.email).lower(),
        "limited": literal(limited),
    }
    with prepared.cursor() as cursor:
        cursor.execute(BEFORE, values)
        done, setting, unpaid, before = cursor.fetchone()
    if done:
        return int(done)
    most = DEFAULTS["unpaid_orders_per_buyer"] if setting is None else int(setting)
    refusals = [*_too_many(found, limited, json.loads(before or "{}"))]
    if unpaid >= most and found.method and found.method.family in ("hold", "immediate", "slip"):
        sentence = ngettext(
            "%(n)d order of yours is not paid yet. Please pay it first.",
            "%(n)d orders of yours are not paid yet. Please pay them first.",
            unpaid,
        )
        refusals.append(Refusal("buyer", "unpaid", sentence % {"n": unpaid}))
    if refusals:
        raise Refused(refusals)
    return None


def _too_many(found: Quote, limited: dict[int, int], before: dict[str, int]) -> list[Refusal]:
    """Goods of which one person may have only so many, with what they bought before."""
    pieces: dict[int, int] = {}
    names: dict[int, tuple[str, str]] = {}
    for line in found.group.lines if found.group else ():
        if line.good.product_id in limited:
            pieces[line.good.product_id] = pieces.get(line.good.product_id, 0) + line.quantity
            names[line.good.product_id] = (line.good.code, line.good.name)
    sentence = _("Of “%(name)s” one person can buy at most %(most)d, earlier orders included.")
    return [
        Refusal(names[product][0], "quantity", sentence % {"name": names[product][1], "most": limited[product]})
        for product, count in pieces.items()
        if count + before.get(str(product), 0) > limited[product]
    ]


def _write(
    cart_id: int, key: str, found: Quote, number: str, order_ids: list[int], payment: int | None, draw: Draw | None,
    customer_id: int | None,
) -> Purchase:  # fmt: skip
    now, html = clock.now(), draw(found) if draw else ""
    shown = found.plain()
    plain = json.dumps(shown, ensure_ascii=False)
    values: dict[str, Any] = {
        "cart": cart_id,
        "key": key,
        "number": number,
        "orders": literal(order_ids),
        "customer": customer_id,
        "email": email.normalise(found.wanted.buyer.email).lower(),
        "payment": payment,
        "total": found.total,
        "now": now,
        "html": html,
        "data": plain,
        "terms": found.facts.terms,
        "digest": hashlib.sha256((html + plain).encode()).hexdigest(),
        "skus": literal(line.good.sku_id for line in (found.group.lines if found.group else ())),
        "more": len(found.groups) > 1,
        "paying": bool(found.method and found.method.paying),
    }
    with prepared.cursor() as cursor:
        cursor.execute(WRITE, values)
        pk, token = cursor.fetchone()
    made = Purchase(
        id=pk, cart_id=cart_id, key=key, token=token, number=number, order_ids=order_ids, customer_id=customer_id,
        email=values["email"], payment_id=payment, total=found.total, at=now,
    )  # fmt: skip
    made.confirmation = Confirmation(purchase_id=pk, html=html, data=shown, terms=found.facts.terms)
    return made


def paid_anew(purchase_id: int, payment_id: int, *, actor: str) -> None:
    """Another try to pay is now the purchase's payment; its orders follow."""
    with transaction.atomic():
        Purchase.objects.filter(pk=purchase_id).update(payment_id=payment_id)
        orders.pay_otherwise(payment_id, actor=actor)

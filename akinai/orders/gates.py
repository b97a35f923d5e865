"""The facts of an order as SQL over the rows behind them: what doctor compares, and what a change of settings recounts.

`o` is orders_order. The same rule in Python: draft.payment_gate.
"""

from akinai.orders.actions.allocating import RECOUNT
from akinai.orders.actions.parting import MAY_GO

PAYMENT = """
(select case
   when o.billed = 0 then 0
   when o.told_paid then 2
   when o.received + o.authorised > 0 and (o.billed is null or o.received + o.authorised >= o.billed) then 2
   when m.timing in ('on_delivery', 'later') or (m.timing = 'mall' and o.told_paid is null) then 0
   else 1 end
  from (select (select timing from orders_paymentmethod where code = o.payment_method) as timing) m)
"""

ALIVE = "not o.cancelled and o.screened"

# name of the fact → (the fact as stored, what the rows say, which orders are asked)
FACTS: dict[str, tuple[str, str, str]] = {
    "open_holds": (
        "o.open_holds",
        "(select count(*) from orders_hold h where h.order_id = o.id and h.closed_at is null and h.stops)",
        "true",
    ),
    "unallocated": ("o.unallocated", f"({RECOUNT})", ALIVE),
    "unallocated_of_others": ("o.unallocated", "0", f"not ({ALIVE})"),
    "partial": ("o.partial", f"({ALIVE} and {MAY_GO})", "o.partial"),
    "finished": ("o.finished", "(o.pieces = 0 and not o.cancelled)", "o.finished"),
    "received": (
        "o.received",
        "coalesce((select sum(amount) from orders_paymentreceipt r where r.order_id = o.id), 0)",
        "true",
    ),
    "payment_gate": ("o.payment_gate", PAYMENT, "not o.cancelled and o.shipped = 0"),
    "pieces": (
        "o.pieces",
        "coalesce((select sum(quantity - cancelled) from orders_orderline l where l.order_id = o.id and l.ships), 0)",
        "true",
    ),
    "shipped": (
        "o.shipped",
        "coalesce((select sum(shipped) from orders_orderline l where l.order_id = o.id and l.ships), 0)",
        "true",
    ),
    "returned": (
        "o.returned",
        """(o.shipped >= o.pieces and o.pieces > 0 and not exists
            (select from orders_orderline l where l.order_id = o.id and l.ships and l.shipped > l.returned))""",
        "true",
    ),
    "mall_waiting": ("o.mall_waiting", "o.mall_state = 'waiting'", "not o.cancelled"),
    "release_waiting": (
        "o.release_waiting",
        "coalesce(o.release_date > %(today)s, false)",
        f"{ALIVE} and o.shipped = 0",
    ),
    "date_waiting": ("o.date_waiting", "coalesce(o.ship_date > %(today)s, false)", f"{ALIVE} and o.shipped = 0"),
    "merge_undecided": (
        "o.merge_undecided",
        """(o.merge_undecided and o.merge_until is not null and not o.merge_declined and o.merge_group is null
            and not o.cancelled and o.shipped = 0 and o.in_work = 0)""",
        "o.merge_undecided",
    ),
}

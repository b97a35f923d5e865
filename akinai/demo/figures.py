"""What the day came to: the figures of summary.json and of the closing table, asked from the tables."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from akinai.channels.models import ImportRun, RejectedRow
from akinai.core import doctor
from akinai.core.models import Mail
from akinai.demo.malls import AtMalls
from akinai.fulfillment.models import PrintedPaper
from akinai.orders.models import IssuedDocument, Order
from akinai.payments.models import MoneyTask, Payment, RefundDue
from akinai.storefront.models import Purchase

# Promised pieces beyond those on hand, and counters below zero at any time: reckoned from the ledger, not from the
# counters that refuse it.
OVERSOLD = """
select coalesce(sum(greatest(allocated + blocked - on_hand, 0)), 0)
     + (select count(*) from inventory_movement where on_hand_after < 0 or allocated_after < 0 or blocked_after < 0)
  from (select sum(on_hand) as on_hand, sum(allocated) as allocated, sum(blocked) as blocked
          from inventory_movement group by sku_id, warehouse_id) ledger"""

# Money taken or held twice for one thing: by one payment more than was asked for, or by two payments of one document;
# and purchases that one press made two of.
DOUBLED = """
select (select count(*) from payments_payment where captured + authorised - refunded > amount)
     + (select count(*) from (select unnest(documents) as document
                                from payments_payment where captured - refunded + authorised > 0
                               group by 1 having count(*) > 1) twice)
     + (select count(*) from (select cart_id, key from storefront_purchase
                               group by 1, 2 having count(*) > 1) pressed)"""
# Money of buyers for which no order lives, and which nobody was told to look at or to give back.
CHARGE_WITHOUT_ORDER = """
select count(*)
  from payments_payment p
 where p.captured - p.refunded + p.authorised > 0
   and not exists (select 1 from orders_order o
                    where 'order/' || o.id = any(p.documents) and not o.cancelled)
   and not exists (select 1 from payments_moneytask t where t.payment_id = p.id and t.closed_at is null)
   and not exists (select 1 from payments_refunddue r where r.payment_id = p.id and r.state <> 'cancelled')"""
# Orders of the shop that left unpaid: prepaid, and neither received nor held.
ORDER_WITHOUT_PAYMENT = """
select count(*)
  from orders_order o
  join orders_saleschannel c on c.id = o.channel_id and c.code = 'shop'
  join orders_paymentmethod m on m.code = o.payment_method and m.timing in ('prepaid', 'mall')
 where o.shipped > 0 and o.received + o.authorised < coalesce(o.billed, 0)"""

# Pages of a batch's PDF that are pick lists are no slips; reprints count again, as paper does.
LEDGER_CHECKS = "inventory: "


@dataclass
class Figures:
    """The figures of the day. Orders count once; held, waiting and short are those that are so at its end."""

    orders_in: int
    duplicates: int
    rejected: int
    held: int
    waiting_payment: int
    short: int
    shipped: int
    cancelled: int
    mails_sent: int
    slip_pages: int
    label_rows: int
    oversold: int
    ledger_ok: bool
    gates_ok: bool
    shop_orders: int
    shop_paid: int
    shop_captured_yen: int
    shop_held_yen: int
    shop_refund_yen: int
    receipts: int
    money_tasks_open: int
    doubled: int
    charge_without_order: int
    order_without_payment: int
    mall_orders: int
    mall_missing: int
    mall_doubled: int
    mall_shipped: int
    mall_untold: int
    mall_stock_wrong: int

    @property
    def ok(self) -> bool:
        """Whether what must hold holds, as far as these figures tell."""
        money = self.doubled or self.charge_without_order or self.order_without_payment
        malls = self.mall_missing or self.mall_doubled or self.mall_untold or self.mall_stock_wrong
        return self.ledger_ok and self.gates_ok and self.oversold == 0 and not money and not malls

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def figures(checks: list[doctor.Result], slip_pages: int, there: AtMalls) -> Figures:
    """Count everything once. `checks`: what the doctor found, `slip_pages`: what the floor printed, `there`: what the
    malls say themselves."""
    open_orders = Order.objects.filter(cancelled=False)
    taken = ImportRun.objects.aggregate(again=Sum("duplicates"))
    return Figures(
        orders_in=Order.objects.count(),
        duplicates=taken["again"] or 0,
        rejected=RejectedRow.objects.count(),
        held=open_orders.filter(Q(open_holds__gt=0) | Q(on_hold=True)).count(),
        waiting_payment=open_orders.filter(payment_gate=1).count(),
        short=open_orders.filter(unallocated__gt=0).count(),
        shipped=open_orders.filter(shipped__gt=0).count(),
        cancelled=Order.objects.filter(cancelled=True).count(),
        mails_sent=Mail.objects.filter(state="sent").count(),
        slip_pages=slip_pages,
        label_rows=PrintedPaper.objects.filter(kind="labels").aggregate(rows=Sum("pages"))["rows"] or 0,
        oversold=_oversold(),
        ledger_ok=all(one.ok for one in checks if one.name.startswith(LEDGER_CHECKS)),
        gates_ok=all(one.ok for one in checks if not one.name.startswith(LEDGER_CHECKS)),
        **_shop(),
        mall_orders=there.orders,
        mall_missing=there.orders - there.here,
        mall_doubled=there.doubled,
        mall_shipped=there.shipped,
        mall_untold=there.untold,
        mall_stock_wrong=there.wrong_stock,
    )


def _shop() -> dict[str, int]:
    """The figures of the own shop and of its money."""
    bought = Order.objects.filter(channel__code="shop")
    money = Payment.objects.filter(pk__in=Purchase.objects.values("payment_id"))
    sums = money.aggregate(captured=Sum("captured"), held=Sum("authorised"))
    waiting = RefundDue.objects.exclude(state__in=["paid", "cancelled"]).aggregate(yen=Sum("amount"))
    return {
        "shop_orders": bought.count(),
        "shop_paid": bought.filter(Q(received__gt=0) | Q(authorised__gt=0)).count(),
        "shop_captured_yen": sums["captured"] or 0,
        "shop_held_yen": sums["held"] or 0,
        "shop_refund_yen": waiting["yen"] or 0,
        "receipts": IssuedDocument.objects.filter(kind="receipt").count(),
        "money_tasks_open": MoneyTask.objects.filter(closed_at=None).count(),
        "doubled": _count(DOUBLED),
        "charge_without_order": _count(CHARGE_WITHOUT_ORDER),
        "order_without_payment": _count(ORDER_WITHOUT_PAYMENT),
    }


def _oversold() -> int:
    return _count(OVERSOLD)


def _count(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def queues() -> Counter[str]:
    """How many orders stand where."""
    return Counter(Order.objects.values_list("queue", flat=True))

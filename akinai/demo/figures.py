"""What the day came to: the figures of summary.json and of the closing table, asked from the tables."""

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, Sum

from akinai.channels.models import ImportRun, RejectedRow
from akinai.core import doctor
from akinai.core.models import Mail
from akinai.fulfillment.models import PrintedPaper
from akinai.orders.models import Order

# Promised pieces beyond those on hand, and counters below zero at any time: reckoned from the ledger, not from the
# counters that refuse it.
OVERSOLD = """
select coalesce(sum(greatest(allocated + blocked - on_hand, 0)), 0)
     + (select count(*) from inventory_movement where on_hand_after < 0 or allocated_after < 0 or blocked_after < 0)
  from (select sum(on_hand) as on_hand, sum(allocated) as allocated, sum(blocked) as blocked
          from inventory_movement group by sku_id, warehouse_id) ledger"""

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

    @property
    def ok(self) -> bool:
        """Whether what must hold holds, as far as these figures tell."""
        return self.ledger_ok and self.gates_ok and self.oversold == 0

    def plain(self) -> dict[str, Any]:
        return asdict(self)


def figures(checks: list[doctor.Result], slip_pages: int) -> Figures:
    """Count everything once. `checks` is what the doctor found, `slip_pages` what the floor printed."""
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
    )


def _oversold() -> int:
    with connection.cursor() as cursor:
        cursor.execute(OVERSOLD)
        return int(cursor.fetchone()[0])


def queues() -> Counter[str]:
    """How many orders stand where."""
    return Counter(Order.objects.values_list("queue", flat=True))

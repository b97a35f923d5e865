"""An order moves by facts, not by clicks.

The facts (gates) are columns, each written by the statement that writes the rows behind it. `queue` is derived from
them by the database itself; nobody can write it. The table of gates, left wins:

    cancelled > returned > delivered > shipped (nothing open, or finished) > on hold (by staff) > to review > in work
      > new (rules not run) > mall waits > payment waits > stock waits (unless partial) > release date > merge undecided
      > ship date > ready
"""

from typing import Never

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Queue(models.TextChoices):
    """処理状況: where an order stands."""

    CANCELLED = "cancelled", _("Cancelled")
    RETURNED = "returned", _("Returned")
    DELIVERED = "delivered", _("Delivered")
    SHIPPED = "shipped", _("Shipped")
    ON_HOLD = "on_hold", _("On hold")
    REVIEW = "review", _("To review")
    IN_WORK = "in_work", _("Being packed")
    NEW = "new", pgettext_lazy("order", "New")  # the catalog has another "New"
    MALL_WAITING = "mall_waiting", _("Waiting for the mall")
    PAYMENT_WAITING = "payment_waiting", _("Waiting for payment")
    STOCK_WAITING = "stock_waiting", _("Waiting for stock")
    RELEASE_WAITING = "release_waiting", _("Waiting for release")
    MERGE_WAITING = "merge_waiting", _("Merge undecided")
    DATE_WAITING = "date_waiting", _("Waiting for ship date")
    READY = "ready", _("Ready to ship")


class PaymentGate(models.IntegerChoices):
    """Whether the money lets the order go."""

    NOT_NEEDED = 0, _("Not needed")
    WAITING = 1, _("Waiting")
    SATISFIED = 2, _("Satisfied")


ALL_GONE = Q(pieces__gt=0) & Q(shipped__gte=F("pieces"))

# One total order: the first that is true names the queue.
GATES: list[tuple[Q, Queue]] = [
    (Q(cancelled=True), Queue.CANCELLED),
    (Q(returned=True), Queue.RETURNED),
    (ALL_GONE & Q(delivered__gte=F("pieces")), Queue.DELIVERED),
    ((ALL_GONE & Q(in_work=0)) | Q(finished=True), Queue.SHIPPED),
    (Q(on_hold=True), Queue.ON_HOLD),
    (Q(open_holds__gt=0), Queue.REVIEW),
    (Q(in_work__gt=0), Queue.IN_WORK),
    (Q(screened=False), Queue.NEW),
    (Q(mall_waiting=True), Queue.MALL_WAITING),
    (Q(payment_gate=PaymentGate.WAITING), Queue.PAYMENT_WAITING),
    (Q(unallocated__gt=0, partial=False), Queue.STOCK_WAITING),
    (Q(release_waiting=True), Queue.RELEASE_WAITING),
    (Q(merge_undecided=True), Queue.MERGE_WAITING),
    (Q(date_waiting=True), Queue.DATE_WAITING),
]


class Order(models.Model):
    """One order to one recipient. A mall order with several recipients is several orders of one mall number."""

    id = models.BigAutoField(primary_key=True)
    number = models.TextField()  # our own number, short, on every paper
    channel = models.ForeignKey("orders.SalesChannel", models.PROTECT, db_index=False)  # see order_channel
    warehouse = models.ForeignKey(
        "inventory.Warehouse", models.PROTECT, db_index=False
    )  # where its pieces are promised
    channel_number = models.TextField()  # the mall's number
    destination = models.TextField(default="", blank=True)  # the mall's number of the recipient, if several
    ordered_at = models.DateTimeField()
    received_at = models.DateTimeField()
    copied_from = models.BigIntegerField(null=True)  # 再送・複写

    # Who ordered, and where it goes.
    buyer_name = models.TextField(default="", blank=True)
    buyer_kana = models.TextField(default="", blank=True)
    buyer_phone = models.TextField(default="", blank=True)
    buyer_email = models.TextField(default="", blank=True)
    buyer_postal = models.TextField(default="", blank=True)
    buyer_prefecture = models.TextField(default="", blank=True)
    buyer_city = models.TextField(default="", blank=True)
    buyer_line1 = models.TextField(default="", blank=True)
    buyer_line2 = models.TextField(default="", blank=True)
    buyer_country = models.TextField(default="JP")
    name = models.TextField(default="", blank=True)
    kana = models.TextField(default="", blank=True)
    company = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    postal = models.TextField(default="", blank=True)
    prefecture = models.TextField(default="", blank=True)
    city = models.TextField(default="", blank=True)
    line1 = models.TextField(default="", blank=True)
    line2 = models.TextField(default="", blank=True)
    country = models.TextField(default="JP")
    # 送り主, where it is not the shop: a gift from the buyer or from somebody else.
    sender_name = models.TextField(default="", blank=True)
    sender_phone = models.TextField(default="", blank=True)
    sender_postal = models.TextField(default="", blank=True)
    sender_prefecture = models.TextField(default="", blank=True)
    sender_city = models.TextField(default="", blank=True)
    sender_line1 = models.TextField(default="", blank=True)
    sender_line2 = models.TextField(default="", blank=True)
    recipient_key = models.TextField(default="")  # the same recipient has the same key

    # What was agreed.
    payment_method = models.TextField(default="", blank=True)  # code of PaymentMethod, or "" when unknown
    payment_text = models.TextField(default="", blank=True)  # as the mall says it
    delivery_method = models.TextField(default="", blank=True)
    delivery_text = models.TextField(default="", blank=True)
    wished_date = models.DateField(null=True)
    wished_slot = models.TextField(default="", blank=True)  # am, 12-14, 14-16, 16-18, 18-20, 19-21, 18-21
    remark = models.TextField(default="", blank=True)  # the buyer's, cards masked
    remark_masked = models.BooleanField(default=False)
    remark_rest = models.TextField(default="", blank=True)  # what still says something
    memo = models.TextField(default="", blank=True)  # ours
    gift = models.BooleanField(default=False)
    noshi = models.TextField(default="", blank=True)  # 表書き
    noshi_name = models.TextField(default="", blank=True)  # 名入れ
    wrapping = models.TextField(default="", blank=True)
    gift_message = models.TextField(default="", blank=True)
    hide_prices = models.BooleanField(default=False)
    slip_note = models.TextField(default="", blank=True)
    parcels = models.SmallIntegerField(default=1)

    # Money in minor units of the currency; null = not told. Amounts are kept as given, never recomputed.
    currency = models.TextField(default="JPY")
    goods_total = models.BigIntegerField(null=True)
    shipping_fee = models.BigIntegerField(null=True)
    payment_fee = models.BigIntegerField(null=True)
    wrapping_fee = models.BigIntegerField(null=True)
    discount = models.BigIntegerField(null=True)  # by the shop; positive
    mall_discount = models.BigIntegerField(null=True)  # coupon by the mall; positive
    points = models.BigIntegerField(null=True)  # points used; positive
    total = models.BigIntegerField(null=True)  # what the order is worth (basis of the slip and of tax)
    billed = models.BigIntegerField(null=True)  # what the buyer pays
    received = models.BigIntegerField(default=0)  # sum of receipts
    authorised = models.BigIntegerField(default=0)  # held for us by a gateway and not yet collected
    paying = models.BooleanField(default=False)  # the buyer is on a payment page, and has been told nothing yet
    told_paid = models.BooleanField(null=True)  # what the mall says of the payment; null = nothing

    # The facts (gates).
    cancelled = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    on_hold = models.BooleanField(default=False)
    open_holds = models.SmallIntegerField(default=0)
    screened = models.BooleanField(default=False)
    mall_waiting = models.BooleanField(default=False)
    payment_gate = models.SmallIntegerField(choices=PaymentGate, default=PaymentGate.WAITING)
    pieces = models.IntegerField(default=0)  # ordered and not cancelled, of SKUs that are shipped
    unallocated = models.IntegerField(default=0)  # of the pieces wanted from stock
    partial = models.BooleanField(default=False)  # 分納: missing pieces do not keep back what is allocated
    in_work = models.SmallIntegerField(default=0)  # shipments being packed
    shipped = models.IntegerField(default=0)
    delivered = models.IntegerField(default=0)
    finished = models.BooleanField(default=False)  # nothing to ship, and a person has dealt with it
    release_waiting = models.BooleanField(default=False)
    date_waiting = models.BooleanField(default=False)
    merge_undecided = models.BooleanField(default=False)

    # The dates and marks behind them.
    release_date = models.DateField(null=True)
    ship_date = models.DateField(null=True)  # 出荷予定日
    ship_date_why = models.JSONField(default=list)  # the steps of its reckoning, shown on the screen
    ship_date_fixed = models.BooleanField(default=False)  # a person chose it
    merge_group = models.BigIntegerField(null=True)  # decided: these orders travel together
    merge_until = models.DateTimeField(null=True)  # undecided: lapses then, and each ships alone
    merge_declined = models.BooleanField(default=False)  # a person said that it travels alone
    mall_state = models.TextField(default="", blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(default="", blank=True)
    shipped_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=0)  # grows with every edit that papers show
    content_key = models.TextField(default="")  # digests of what the mall told, section by section (intake.py)
    search_text = models.TextField(default="")
    search_grams = ArrayField(models.TextField(), default=list)

    queue: "models.Field[Never, str]" = models.GeneratedField(
        expression=Case(*(When(gate, then=Value(queue)) for gate, queue in GATES), default=Value(Queue.READY)),
        output_field=models.TextField(choices=Queue),
        choices=Queue.choices,
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "channel_number", "destination"], name="order_once"),
            models.UniqueConstraint(fields=["number"], name="order_number"),
            models.CheckConstraint(
                name="order_counts",
                condition=Q(pieces__gte=0)
                & Q(unallocated__gte=0)
                & Q(in_work__gte=0)
                & Q(shipped__gte=0)
                & Q(open_holds__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["queue", "-id"], name="order_queue"),
            models.Index(fields=["channel", "-id"], name="order_channel"),
            models.Index(fields=["-ordered_at", "-id"], name="order_ordered"),
            models.Index(
                fields=["recipient_key"],
                name="order_recipient_open",
                condition=Q(cancelled=False) & Q(shipped=0) & Q(returned=False),
            ),
            models.Index(fields=["ship_date"], name="order_date_waiting", condition=Q(date_waiting=True)),
            models.Index(fields=["release_date"], name="order_release_waiting", condition=Q(release_waiting=True)),
            models.Index(fields=["merge_until"], name="order_merge", condition=Q(merge_undecided=True)),
            models.Index(fields=["merge_group"], name="order_merged", condition=Q(merge_group__isnull=False)),
            models.Index(fields=["copied_from"], name="order_copied", condition=Q(copied_from__isnull=False)),
            GinIndex(fields=["search_grams"], name="order_search"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One line as ordered. `sku` is null while nobody knows what the mall's code means."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines", db_index=False)  # see order_line_position
    position = models.IntegerField()
    channel_line = models.TextField(default="", blank=True)  # the mall's number of the line
    sku = models.ForeignKey("catalog.Sku", models.PROTECT, null=True, db_index=False)  # see order_line_sku
    sku_code = models.TextField()  # as ordered
    name = models.TextField()
    options = models.TextField(default="", blank=True)
    quantity = models.IntegerField()
    unit_price = models.BigIntegerField(null=True)  # null = the mall did not say; never 0 instead
    price_includes_tax = models.BooleanField(default=True)
    tax_category = models.TextField(default="standard")
    tax_rate = models.IntegerField(null=True)  # basis points on the day of the order, or as the mall says
    cost = models.BigIntegerField(null=True)  # of one piece, when it was ordered
    cancelled = models.IntegerField(default=0)  # pieces
    shipped = models.IntegerField(default=0)
    returned = models.IntegerField(default=0)
    ships = models.BooleanField(default=True)  # a fee or a service does not
    note = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["sku", "order"], name="order_line_sku")]
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="order_line_position"),
            models.CheckConstraint(
                name="order_line_counts",
                condition=Q(quantity__gt=0)
                & Q(cancelled__gte=0)
                & Q(shipped__gte=0)
                & Q(returned__gte=0)
                & Q(quantity__gte=F("cancelled") + F("shipped"))
                & Q(shipped__gte=F("returned")),
            ),
        ]


class MallDifference(models.Model):
    """The mall told an order again, differently: what differs, until a person takes it over or refuses it."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="differences")
    at = models.DateTimeField()
    changes = models.JSONField()  # [{"field": "line1", "before": …, "after": …}, …]
    incoming = models.JSONField()  # the order as told, to be taken over
    content_key = models.TextField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(default="", blank=True)
    taken = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order"], name="one_open_difference", condition=Q(decided_at=None))
        ]

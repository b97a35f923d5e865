"""Stock as a ledger: movements are facts that never change, counters are their sums.

Free = on hand − allocated − blocked. Only `ledger.py` writes stocks and movements, both by one statement.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from akinai.core.append_only import append_only


class Warehouse(models.Model):
    """Where pieces are: our own, or one that others run for us (倉庫委託先)."""

    code = models.TextField(_("Code"), unique=True)
    name = models.TextField(_("Name"))
    outside = models.BooleanField(_("Run by others (3PL)"), default=False)
    position = models.IntegerField(_("Display order"), default=0)
    postal = models.TextField(_("Postal code"), blank=True)
    prefecture = models.TextField(_("Prefecture"), default="東京都")
    city = models.TextField(_("City"), blank=True)
    line1 = models.TextField(_("Street and number"), blank=True)
    phone = models.TextField(_("Phone"), blank=True)
    cutoff = models.TimeField(_("Last order of the day"), default="14:00")

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Stock(models.Model):
    """The counters of one SKU in one warehouse."""

    sku = models.ForeignKey("catalog.Sku", models.PROTECT, related_name="stocks")
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    on_hand = models.IntegerField(_("On hand"), default=0)
    allocated = models.IntegerField(_("Allocated"), default=0)
    blocked = models.IntegerField(_("Blocked"), default=0)
    incoming = models.IntegerField(_("Incoming"), default=0)
    free = models.GeneratedField(
        expression=F("on_hand") - F("allocated") - F("blocked"),
        output_field=models.IntegerField(_("Free")),
        db_persist=True,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "warehouse"], name="stock_once"),
            models.CheckConstraint(
                name="stock_counters_not_negative",
                condition=Q(on_hand__gte=0) & Q(allocated__gte=0) & Q(blocked__gte=0) & Q(incoming__gte=0),
            ),
            models.CheckConstraint(
                name="stock_never_oversold", condition=Q(on_hand__gte=F("allocated") + F("blocked"))
            ),
        ]


class MovementKind(models.TextChoices):
    """Why pieces moved. An inverse is a movement of its own (取消), never a deletion."""

    RECEIVE = "receive", _("Stock received")
    ADJUST = "adjust", _("Stock adjusted")
    ALLOCATE = "allocate", _("Stock allocated")
    RELEASE = "release", _("Allocation released")
    REALLOCATE = "reallocate", _("Allocation transferred")
    TAKE_OUT = "take_out", _("Stock taken out")
    PUT_BACK = "put_back", _("Take-out reversed")
    BLOCK = "block", _("Stock blocked")
    UNBLOCK = "unblock", _("Stock unblocked")
    RETURN = "return", _("Stock returned")
    EXPECT = "expect", _("Arrival announced")
    CANCEL_EXPECTED = "cancel_expected", _("Expected arrival changed")
    TRANSFER = "transfer", _("Moved between warehouses")


class Movement(models.Model):
    """One movement of one SKU in one warehouse: what was added to each counter and what each was afterwards.

    Before = after − change. No foreign keys: this table will be partitioned.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    sku_id = models.BigIntegerField()
    warehouse_id = models.BigIntegerField()
    kind = models.TextField(choices=MovementKind)
    reason = models.TextField(blank=True)
    document = models.TextField(blank=True)  # "order/12", "shipment/3", "arrival/A-7"
    actor = models.TextField()
    lot_id = models.BigIntegerField(null=True)
    on_hand = models.IntegerField(default=0)
    allocated = models.IntegerField(default=0)
    blocked = models.IntegerField(default=0)
    incoming = models.IntegerField(default=0)
    on_hand_after = models.IntegerField()
    allocated_after = models.IntegerField()
    blocked_after = models.IntegerField()
    incoming_after = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["sku_id", "warehouse_id", "id"], name="movement_sku"),
            models.Index(fields=["document"], name="movement_document"),
            models.Index(fields=["at"], name="movement_at"),
        ]
        triggers = [append_only("keep_movements")]


class ChangedStock(models.Model):
    """That the free pieces of a SKU changed, for those who show them elsewhere; `take_changes` takes the rows out.

    Written by the ledger's own statement, never updated: no sale waits for another, or for those who read.
    """

    id = models.BigAutoField(primary_key=True)
    sku_id = models.BigIntegerField()
    at = models.DateTimeField()


class SetAside(models.Model):
    """Pieces of a SKU that malls may be selling right now, unknown to us: our own shop leaves them alone.

    There are rows only where no oversell may be possible. The row is also the lock of who gives these pieces out.
    """

    sku = models.ForeignKey("catalog.Sku", models.CASCADE)
    warehouse = models.ForeignKey(Warehouse, models.CASCADE)
    pieces = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "warehouse"], name="set_aside_once")]


class Demand(models.Model):
    """Pieces that a document wants: `wanted` in all, `allocated` of them promised now, `taken` already gone out.

    `line` is the caller's own number of the line (an order line), so that a bundle's parts share it.
    """

    document = models.TextField()
    line = models.BigIntegerField()
    sku = models.ForeignKey("catalog.Sku", models.PROTECT)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    wanted = models.IntegerField()
    allocated = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    requested_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "line", "sku", "warehouse"], name="demand_once"),
            models.CheckConstraint(
                name="demand_counts",
                condition=Q(allocated__gte=0) & Q(taken__gte=0) & Q(wanted__gte=F("allocated") + F("taken")),
            ),
        ]
        indexes = [
            # The open demands of a SKU, oldest first: what allocation serves.
            models.Index(
                fields=["sku", "warehouse", "requested_at", "id"],
                name="demand_open",
                condition=Q(wanted__gt=F("allocated") + F("taken")),
            ),
            models.Index(fields=["sku", "warehouse"], name="demand_holding", condition=Q(allocated__gt=0)),
        ]


class Lot(models.Model):
    """Pieces of a SKU received together on one shelf. `pinned` of them are chosen for shipments being picked."""

    sku = models.ForeignKey("catalog.Sku", models.PROTECT)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    code = models.TextField(_("Lot"), blank=True)
    expiry = models.DateField(_("Expiry date"), null=True, blank=True)
    shelf = models.TextField(_("Shelf"), blank=True)
    on_hand = models.IntegerField(default=0)
    pinned = models.IntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sku", "warehouse", "code", "expiry", "shelf"], name="lot_once", nulls_distinct=False
            ),
            models.CheckConstraint(name="lot_counts", condition=Q(pinned__gte=0) & Q(on_hand__gte=F("pinned"))),
        ]


class Pin(models.Model):
    """Pieces of a lot chosen for a document in work (FEFO, when picking starts); `taken_at` once they have gone out."""

    document = models.TextField()  # "shipment/3"
    demand = models.ForeignKey(Demand, models.CASCADE)
    lot = models.ForeignKey(Lot, models.PROTECT)
    quantity = models.IntegerField()
    taken_at = models.DateTimeField(null=True)  # kept after 出庫, so that its reversal knows the lots

    class Meta:
        indexes = [models.Index(fields=["document"], name="pin_document")]
        constraints = [models.CheckConstraint(name="pin_positive", condition=Q(quantity__gt=0))]


class BlockedPieces(models.Model):
    """Why pieces cannot be sold: returned damaged, put aside until 棚戻し, … with what they came from."""

    sku = models.ForeignKey("catalog.Sku", models.PROTECT)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    document = models.TextField(blank=True)
    reason = models.TextField()
    quantity = models.IntegerField()
    created_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["document"], name="blocked_document")]


class ExpectedArrival(models.Model):
    """Pieces on their way (入荷予定) until they are received; a date is shown beside shortages."""

    sku = models.ForeignKey("catalog.Sku", models.PROTECT)
    warehouse = models.ForeignKey(Warehouse, models.PROTECT)
    document = models.TextField()
    quantity = models.IntegerField()
    due_date = models.DateField(null=True)
    received = models.IntegerField(default=0)
    closed_at = models.DateTimeField(null=True)

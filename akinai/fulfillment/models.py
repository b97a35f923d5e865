"""Batches of work, shipments as documents of their own, parcels with their numbers, papers printed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ShipmentState(models.TextChoices):
    """Where a shipment stands on the floor."""

    WORKING = "working", _("Being packed")
    INSPECTED = "inspected", _("Inspected")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    WITHDRAWN = "withdrawn", _("Taken out of the batch")  # pieces go back to the shelf


class WorkBatch(models.Model):
    """出荷作業: shipments started together. 作業No. is its number; each shipment has a place (連番) in it."""

    number = models.TextField()  # "1121-03": month and day, and count; short enough to call out
    day = models.DateField()
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT)
    started_at = models.DateTimeField()
    started_by = models.TextField()
    closed_at = models.DateTimeField(null=True)
    outsourced = models.BooleanField(default=False)  # given to a 倉庫委託先

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "number"], name="batch_number_once")]
        indexes = [models.Index(fields=["closed_at"], name="batch_open", condition=Q(closed_at=None))]

    def __str__(self) -> str:
        return self.number


class Shipment(models.Model):
    """One parcel or several to one recipient at one temperature, for one order or for merged ones."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(unique=True)  # お客様管理番号 on labels: at most 15 ASCII characters
    order = models.ForeignKey("orders.Order", models.PROTECT, related_name="shipments")  # the leading order
    batch = models.ForeignKey(WorkBatch, models.PROTECT, related_name="shipments")
    sequence = models.IntegerField()  # 連番 in the batch: the same on pick list, slip and label rows
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT)
    state = models.TextField(choices=ShipmentState, default=ShipmentState.WORKING)
    delivery_method = models.TextField()
    temperature = models.TextField()
    ship_date = models.DateField()
    wished_date = models.DateField(null=True)
    wished_slot = models.TextField(default="", blank=True)
    recipient = models.JSONField()  # as printed: name, company, postal, prefecture, city, line1, line2, phone
    sender = models.JSONField(default=dict)  # the buyer, when the parcel is a gift
    cod_amount = models.BigIntegerField(null=True)
    cod_tax = models.BigIntegerField(null=True)
    parcels = models.SmallIntegerField(default=1)
    # Sum of the orders' revisions when this version was made: papers of another sum are old.
    orders_revision = models.IntegerField(default=0)
    version = models.SmallIntegerField(default=1)  # on the barcode: key-version
    printed_version = models.SmallIntegerField(default=0)
    prints = models.SmallIntegerField(default=0)
    labels_exported_at = models.DateTimeField(null=True)
    inspected_at = models.DateTimeField(null=True)
    inspected_by = models.TextField(default="", blank=True)
    shipped_at = models.DateTimeField(null=True)
    shipped_by = models.TextField(default="", blank=True)
    confirmation = models.TextField(default="", blank=True)  # what was confirmed together; names the mail about it
    effects_after = models.DateTimeField(null=True)  # mails and mall notices go out then
    effects_done_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    put_back_at = models.DateTimeField(null=True)  # 棚戻し
    withdrawn_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "sequence"], name="shipment_sequence")]
        indexes = [
            models.Index(fields=["state", "-id"], name="shipment_state"),
            models.Index(
                fields=["effects_after"],
                name="shipment_effects",
                condition=Q(effects_done_at=None) & Q(effects_after__isnull=False),
            ),
            models.Index(fields=["shipped_at"], name="shipment_shipped"),
        ]


class ShipmentLine(models.Model):
    """Pieces of one SKU for one order line in one shipment (a bundle's parts are lines of their own)."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="lines")
    order = models.ForeignKey("orders.Order", models.PROTECT)
    order_line = models.ForeignKey("orders.OrderLine", models.PROTECT)
    sku = models.ForeignKey("catalog.Sku", models.PROTECT)
    demand_id = models.BigIntegerField()  # the inventory.Demand that is taken from
    quantity = models.IntegerField()
    # Ordered pieces that leave with this line (a bundle of 2 parts × 3: quantity 6, line_pieces 3, on its first part)
    line_pieces = models.IntegerField(default=0)
    scanned = models.IntegerField(default=0)
    shelf = models.TextField(default="", blank=True)  # where its pieces were chosen, for people

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="shipment_line_counts", condition=Q(quantity__gt=0) & Q(scanned__gte=0) & Q(line_pieces__gte=0)
            ),
            models.UniqueConstraint(fields=["shipment", "order_line", "sku"], name="shipment_line_once"),
        ]


class Parcel(models.Model):
    """One label of a shipment. A number that was voided never revives."""

    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="parcel_rows")
    carrier = models.TextField()
    number = models.TextField()
    ship_date = models.DateField(null=True)
    imported_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)  # 送り状検品: scanned beside its slip
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier", "number"], name="parcel_number_once")]
        indexes = [models.Index(fields=["shipment"], name="parcel_shipment")]


class PrintedPaper(models.Model):
    """A PDF that was made: what, for which batch, which pages, the how-manieth time."""

    batch = models.ForeignKey(WorkBatch, models.CASCADE, null=True, related_name="papers")  # a day's list has none
    kind = models.TextField()  # batch, pick_total, pick_orders, slips, handover, withdrawal, labels, instruction
    file = models.TextField()
    pages = models.IntegerField()
    reprint = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    made_by = models.TextField()


class ScanLog(models.Model):
    """Every scan at the inspection: who, when, which code, what the answer was."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, null=True)
    at = models.DateTimeField()
    actor = models.TextField()
    code = models.TextField()
    answer = models.TextField()  # see actions/inspecting.py: slip, ok, done, wrong, extra, old_slip, stopped, unknown …


class FileLayout(models.Model):
    """How a carrier's or a 3PL's file looks; the built-in ones can be copied and changed."""

    name = models.TextField(_("Name"), unique=True)
    kind = models.TextField(_("Kind"))  # labels, issued, instruction, result
    carrier = models.TextField(_("Carrier"), blank=True)
    layout = models.JSONField(_("Columns"))
    built_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "name"]


class OutsourceRequest(models.Model):
    """What was asked of a 倉庫委託先 for a shipment, and what came of it. A cancel is a request that may be refused."""

    shipment = models.OneToOneField(Shipment, models.CASCADE, related_name="outsourced")
    exported_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    cancel_answer = models.TextField(default="", blank=True)  # accepted, refused
    result_at = models.DateTimeField(null=True)

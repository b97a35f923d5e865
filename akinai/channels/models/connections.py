"""How a sales channel is reached: by files, by its mall's API, or both; and how it went."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akinai.channels.models.files import IntakeLayout


class Connection(models.Model):
    """How a sales channel is fed and told. With an `adapter` its mall is reached by API, else by files."""

    channel = models.OneToOneField("orders.SalesChannel", models.CASCADE, related_name="connection")
    layout = models.ForeignKey(IntakeLayout, models.PROTECT, null=True, verbose_name=_("Layout"), related_name="+")
    # How the mall is told of shipments and stock by file; null: it is not told by file.
    notice = models.ForeignKey(
        IntakeLayout, models.PROTECT, null=True, blank=True, verbose_name=_("Shipment report"), related_name="+"
    )
    stock = models.ForeignKey(
        IntakeLayout, models.PROTECT, null=True, blank=True, verbose_name=_("Stock file for the mall"), related_name="+"
    )
    folder = models.TextField(_("Watched folder"), blank=True)  # under AKINAI_HOME/inbox; "" = the channel's code
    last_import_at = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)

    adapter = models.TextField(_("Mall"), blank=True, default="")  # a name in malls.MALLS; "" = by files only
    # Addresses, codes, rates …: what the adapter's `fields` declare, over its defaults.
    settings = models.JSONField(_("Settings"), default=dict, blank=True)
    sealed = models.TextField(default="", blank=True)  # JSON of the credentials, sealed (core.people.secrets)
    notice_token = models.TextField(unique=True, null=True)  # in the address the mall calls; nobody can guess it
    paused_at = models.DateTimeField(null=True)  # a person stopped all calls
    paused_by = models.TextField(default="", blank=True)
    every = models.IntegerField(_("Orders are fetched every (seconds)"), default=120, validators=[MinValueValidator(1)])
    confirms = models.BooleanField(_("Orders are confirmed at the mall by themselves"), default=True)
    sends_stock = models.BooleanField(_("Stock is sent"), default=True)
    sends_shipments = models.BooleanField(_("Shipments are told"), default=True)
    sends_cancellations = models.BooleanField(_("Cancellations of ours are told"), default=False)

    class Meta:
        indexes = [models.Index(fields=["id"], name="connection_api", condition=~Q(adapter=""))]


class Task(models.TextChoices):
    """What is done over a connection; each has its own state, so that one that fails stops no other."""

    ORDERS = "orders", _("Orders")
    OPEN_ORDERS = "open_orders", _("Open orders, read again")
    CONFIRM = "confirm", _("Confirming orders")
    SHIPMENTS = "shipments", _("Telling shipments")
    CANCELLATIONS = "cancellations", _("Cancellations")
    STOCK = "stock", _("Stock")
    READ_STOCK = "read_stock", _("Stock, read back")
    OFFERS = "offers", _("What the mall has")
    LISTINGS = "listings", _("Product pages")
    NOTICES = "notices", _("Notices of the mall")
    KEYS = "keys", _("Keys")


class Progress(models.Model):
    """How far one task of a connection has come, and how it went last."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="progress")
    task = models.TextField(choices=Task)
    cursor = models.JSONField(default=dict, blank=True)  # {"until": ISO time, "page": "…"}: everything before is in
    claimed_at = models.DateTimeField(null=True)  # somebody works on it, and holds its lock
    tried_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)  # when it last ended well
    not_before = models.DateTimeField(null=True)  # after a failure, a 429, or maintenance
    failures = models.IntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True)
    trouble = models.TextField(default="", blank=True)  # MallError.kind: keys, throttled, maintenance, unreachable …
    words = models.TextField(default="", blank=True)  # the sentence for staff
    rows = models.IntegerField(default=0)  # of the last run

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "task"], name="progress_once")]


class MetCall(models.Model):
    """A call of a mall's API that was made: whether to the real mall or a stand-in, when first, how often."""

    adapter = models.TextField()
    call = models.TextField()  # its name in the mall's manual
    host = models.TextField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    well = models.IntegerField(default=0)  # answered well
    badly = models.IntegerField(default=0)
    last_error = models.TextField(default="", blank=True)
    milliseconds = models.BigIntegerField(default=0)  # of all together

    class Meta:
        constraints = [models.UniqueConstraint(fields=["adapter", "call", "host"], name="met_call_once")]


class MallOrder(models.Model):
    """An order at the mall as it was last read: what was told, and whether we told the mall that we have it."""

    connection = models.ForeignKey(Connection, models.CASCADE)
    number = models.TextField()
    stage = models.TextField()  # malls.base.Stage
    digest = models.TextField()  # of what was told: the same again is no news
    payload = models.JSONField(default=dict)  # what the mall told, personal data and cards masked
    ordered_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # first read
    read_at = models.DateTimeField()  # last read
    refused = models.TextField(default="", blank=True)  # why it could not be taken in
    confirm_due = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True)
    confirm_error = models.TextField(default="", blank=True)
    # Nothing will change any more: not read again.
    finished = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "number"], name="mall_order_once")]
        indexes = [
            models.Index(fields=["connection", "read_at"], name="mall_order_open", condition=Q(finished=False)),
            models.Index(
                fields=["connection", "id"], name="mall_order_confirm", condition=Q(confirm_due=True, confirmed_at=None)
            ),
            models.Index(
                fields=["connection", "id"], name="mall_order_refused", condition=~Q(refused="", confirm_error="")
            ),
            models.Index(fields=["connection", "seen_at"], name="mall_order_seen"),
        ]


class MallNotice(models.Model):
    """A message a mall pushed to us: kept by its key, so that a message told twice is one."""

    connection = models.ForeignKey(Connection, models.CASCADE)
    key = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "key"], name="mall_notice_once")]


class ShipmentNotice(models.Model):
    """A shipment the mall must be told of: 未通知 until the mall has it, or its file is marked as uploaded."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE)
    order = models.ForeignKey("orders.Order", models.CASCADE)
    shipment = models.ForeignKey("fulfillment.Shipment", models.CASCADE)
    due_at = models.DateTimeField()  # the delay after 出荷確定 has passed
    report = models.ForeignKey("channels.NoticeFile", models.SET_NULL, null=True, related_name="notices")
    told_at = models.DateTimeField(null=True)
    # By API: tries so far, when the last one began, and what came of it. Unknown: no answer, read back before the next.
    place = models.SmallIntegerField(default=1)  # which parcel of its order it is at the mall
    tries = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    unknown = models.BooleanField(default=False)
    refused = models.BooleanField(default=False)  # the mall said no: a person must look
    error = models.TextField(default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "shipment"], name="notice_once")]
        indexes = [models.Index(fields=["channel"], name="notice_open", condition=Q(told_at=None))]


class CancelNotice(models.Model):
    """An order we cancelled and its mall must be told of."""

    connection = models.ForeignKey(Connection, models.CASCADE)
    order = models.ForeignKey("orders.Order", models.CASCADE)
    reason = models.TextField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)
    error = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "order"], name="cancel_notice_once")]

"""出品: what the malls have, our texts and prices for them, pages as sent, and prices that change by the clock."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from akinai.channels.models.connections import Connection
from akinai.channels.models.stock import SkuMapping


class MallItem(models.Model):
    """A place at a mall as it was last read, and which of our SKUs it seems to be.

    A place that is not found is only counted (`missed`): neither it nor its mapping is ever deleted for that.
    """

    connection = models.ForeignKey(Connection, models.CASCADE)
    listing = models.TextField()
    variant = models.TextField(default="", blank=True)
    code = models.TextField(default="", blank=True)  # the shop's code as written at the mall
    title = models.TextField(default="", blank=True)
    option = models.TextField(default="", blank=True)
    price = models.BigIntegerField(null=True)  # yen with tax
    quantity = models.BigIntegerField(null=True)
    jan = models.TextField(default="", blank=True)
    on_sale = models.BooleanField(default=True)
    seen_at = models.DateTimeField()
    missed = models.IntegerField(default=0)  # whole readings in a row without it
    mapping = models.ForeignKey(SkuMapping, models.SET_NULL, null=True, related_name="+")
    sku = models.ForeignKey("catalog.Sku", models.SET_NULL, null=True, related_name="+")  # proposed
    reason = models.TextField(default="", blank=True)  # listing.matching.Reason
    ignored_at = models.DateTimeField(null=True)  # a person said that it is none of ours
    ignored_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "listing", "variant"], name="mall_item_once")]
        indexes = [models.Index(fields=["connection", "id"], name="mall_item_open", condition=Q(mapping=None))]


class PageText(models.Model):
    """A text of a product: the master's (channel null) or a channel's own, which may hold {placeholders}."""

    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="+")
    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, null=True, related_name="+")
    field = models.TextField()
    text = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "channel", "field"], name="page_text_once", nulls_distinct=False)
        ]


class ChannelPrice(models.Model):
    """A SKU's price at a channel, in yen with tax; without a row it is the catalog's."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, related_name="+")
    sku = models.ForeignKey("catalog.Sku", models.CASCADE, related_name="+")
    price = models.BigIntegerField(_("Price"), null=True, blank=True, validators=[MinValueValidator(0)])
    list_price = models.BigIntegerField(_("Compared with"), null=True, blank=True, validators=[MinValueValidator(0)])

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "sku"], name="channel_price_once")]


class PageState(models.TextChoices):
    """How the last push of a page stands."""

    NONE = "", _("Never sent")
    WAITING = "waiting", _("Waiting")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused by the mall")
    UNKNOWN = "unknown", _("No answer yet")


class Page(models.Model):
    """A page at a mall: one product's SKUs mapped there, what was sent of it, and how it stands."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="pages")
    code = models.TextField()  # the mall's code of the page, or our product's where it has none
    product = models.ForeignKey("catalog.Product", models.CASCADE, related_name="+")
    mapped = models.BooleanField(default=True)  # something of it is mapped now
    state = models.TextField(choices=PageState, default=PageState.NONE, blank=True)
    wanted = models.JSONField(default=list)  # parts to be sent: price, text, images
    digests = models.JSONField(default=dict)  # part → digest of what the mall took last
    words = models.TextField(default="", blank=True)
    tries = models.IntegerField(default=0)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.TextField(default="", blank=True)
    next_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    errors = models.IntegerField(default=0)  # findings of the last check
    warnings = models.IntegerField(default=0)
    checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["connection", "code"], name="page_once")]
        indexes = [
            models.Index(
                fields=["connection", "id"], name="page_to_send", condition=Q(state__in=["waiting", "unknown"])
            )
        ]


class PagePush(models.Model):
    """One try to send a page: which parts, and what came of it."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="pushes")
    at = models.DateTimeField()
    parts = models.JSONField(default=list)
    result = models.TextField()  # sent, refused, unknown, later
    words = models.TextField(default="", blank=True)
    read_back = models.BooleanField(default=False)  # it was seen at the mall, not said again
    actor = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["page", "-id"], name="page_push_of")]


class ShownPrice(models.Model):
    """Which price a channel showed from when until when: the proof for a price that a later one is compared with."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, related_name="+")
    sku = models.ForeignKey("catalog.Sku", models.CASCADE, related_name="+")
    price = models.BigIntegerField()
    list_price = models.BigIntegerField(null=True)
    since = models.DateTimeField()  # the mall took it
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "sku"], name="shown_price_now", condition=Q(until=None))
        ]
        indexes = [models.Index(fields=["channel", "sku", "-since"], name="shown_price_of")]


class PriceChange(models.Model):
    """A price that holds from a moment until another; what held before comes back by itself."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, related_name="+")
    sku = models.ForeignKey("catalog.Sku", models.CASCADE, related_name="+")
    price = models.BigIntegerField(_("Price"), validators=[MinValueValidator(0)])
    list_price = models.BigIntegerField(_("Compared with"), null=True, blank=True)
    from_at = models.DateTimeField(_("From"))
    until_at = models.DateTimeField(_("Until"), null=True, blank=True)
    former = models.BigIntegerField(null=True)  # what the mall showed when it began
    began_at = models.DateTimeField(null=True)  # its push was asked for
    ended_at = models.DateTimeField(null=True)  # the push of what came back was asked for
    cancelled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["from_at"], name="price_change_open", condition=Q(ended_at=None, cancelled_at=None)),
            models.Index(fields=["channel", "sku"], name="price_change_of"),
        ]

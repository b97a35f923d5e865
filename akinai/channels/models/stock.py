"""What each channel shows of each SKU: where it is sold, by which rule, what was sent, what the mall answered."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SkuMapping(models.Model):
    """A mall's code for one of our SKUs, where it is not the same."""

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, verbose_name=_("Channel"))
    code = models.TextField(_("The mall's code"))
    sku = models.ForeignKey("catalog.Sku", models.CASCADE, verbose_name=_("SKU"))
    # What the mall calls the page and the variant (楽天 商品管理番号 and SKU管理番号, Yahoo code and sub-code).
    listing = models.TextField(_("Page at the mall"), blank=True, default="")
    variant = models.TextField(_("Variant at the mall"), blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "code"], name="sku_mapping_once")]


class StockRule(models.Model):
    """How many pieces a channel shows. Rows of (channel, SKU) go before those of the channel, those before the general.

    Empty fields are as in the next wider rule. In the order in which they act: see docs/guide on stock.
    """

    channel = models.ForeignKey("orders.SalesChannel", models.CASCADE, null=True, blank=True, verbose_name=_("Channel"))
    sku = models.ForeignKey("catalog.Sku", models.CASCADE, null=True, blank=True, verbose_name=_("SKU"))
    sends = models.BooleanField(_("Stock is sent"), null=True, blank=True)
    # At most one oversell in so many thousand orders; 0 = quotas: all channels together never show more than is free;
    # null = by the numbers below only.
    risk = models.IntegerField(
        _("At most one oversell in (thousand orders)"), null=True, blank=True, validators=[MinValueValidator(0)]
    )
    by_risk = models.BooleanField(_("Set by risk"), null=True, blank=True)
    safety = models.IntegerField(_("Safety stock"), null=True, blank=True, validators=[MinValueValidator(0)])
    rate = models.SmallIntegerField(
        _("Rate (%)"), null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(100)]
    )
    cap = models.IntegerField(_("At most"), null=True, blank=True, validators=[MinValueValidator(0)])
    floor = models.IntegerField(_("At least, while there are any"), null=True, blank=True)
    zero_below = models.IntegerField(_("Shown as sold out below"), null=True, blank=True)
    quota = models.IntegerField(_("Quota"), null=True, blank=True, validators=[MinValueValidator(0)])
    quota_from = models.DateTimeField(_("Quota from"), null=True, blank=True)
    quota_until = models.DateTimeField(_("Quota until"), null=True, blank=True)
    flash = models.BooleanField(_("Flash sale: sent first, with a wider margin"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["channel", "sku"], name="stock_rule_once", nulls_distinct=False)]


class Offer(models.Model):
    """A SKU on sale at a channel (one row of SkuMapping): what it shows, what was sent, what came back.

    The pusher writes it; placing orders never touches it.
    """

    mapping = models.OneToOneField(SkuMapping, models.CASCADE, related_name="offer")
    connection = models.ForeignKey("channels.Connection", models.CASCADE, related_name="offers")
    sku = models.ForeignKey("catalog.Sku", models.CASCADE)
    place = models.TextField(default="", blank=True)  # page and variant as last seen in the mapping, a tab between
    # Since when what the mall shows may be wrong: the oldest change not sent yet (commit time); null: up to date.
    stale_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # after a failure: not before
    target = models.IntegerField(null=True)  # what it shall show, as last computed
    sent = models.IntegerField(null=True)  # the last number the mall accepted
    sent_at = models.DateTimeField(null=True)  # when that call began
    answered_at = models.DateTimeField(null=True)  # from when it surely shows: the answer, or a while later
    # Pieces that buyers may have taken or still take there without our knowing, at most (showing.exposure): sent, less
    # what was imported since, and what is unsettled; `trying` comes on top.
    exposed = models.IntegerField(default=0)
    unsettled = models.IntegerField(default=0)  # of `exposed`, from before the last push: until orders are read past it
    back = models.IntegerField(default=0)  # of `exposed`, put on the mall's shelf again since the present call began
    early = models.IntegerField(default=0)  # of `trying`, sold and imported before its answer came
    shared = models.BooleanField(default=False)  # by the rules of the SKU no oversell may be possible (quotas)
    trying = models.IntegerField(null=True)  # a number on its way whose answer is not known
    tried_at = models.DateTimeField(null=True)  # when that call began
    carrying = models.DateTimeField(null=True)  # the oldest change that the present call carries
    sure = models.BooleanField(default=False)  # what is left of `sent` is known to the piece
    asks = models.BooleanField(default=False)  # the mall must be asked what it shows before it is told again
    tries = models.IntegerField(default=0)
    error = models.TextField(default="", blank=True)
    refused = models.BooleanField(default=False)  # the mall knows no such code, or will not take the number
    lag = models.IntegerField(null=True)  # milliseconds from commit until the number surely shows, last push
    speed = models.FloatField(default=0.0)  # pieces sold an hour here, smoothed
    speed_at = models.DateTimeField(null=True)
    spread = models.FloatField(default=1.0)  # variance over mean of what is sold in an hour (bursts, several pieces)
    hot = models.BooleanField(default=False)  # sells far faster in these minutes than its speed says
    buffer = models.IntegerField(default=0)  # pieces held back by the risk set
    read = models.IntegerField(null=True)  # what the mall showed when it was last asked
    read_at = models.DateTimeField(null=True)
    why = models.JSONField(default=dict)  # how `target` came about, for the screen

    class Meta:
        indexes = [
            models.Index(
                fields=["connection", "stale_since"], name="offer_stale", condition=Q(stale_since__isnull=False)
            ),
            models.Index(fields=["connection"], name="offer_trying", condition=Q(carrying__isnull=False)),
            models.Index(fields=["sku"], name="offer_sku"),
            models.Index(fields=["connection", "read_at"], name="offer_read"),
        ]


class Push(models.Model):
    """One number sent for one offer, and its answer. Kept for some weeks: causes of drift and lags are read from it."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="pushes")
    quantity = models.IntegerField()
    since = models.DateTimeField()  # commit time of the oldest change it carries
    sent_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    result = models.TextField()  # "" under way, done, refused, unknown, stale, none (not reached)

    class Meta:
        indexes = [models.Index(fields=["offer", "-sent_at"], name="push_of_offer")]


class Cause(models.TextChoices):
    """Why a mall shows another number than we think."""

    MALL_EDIT = "mall_edit", _("Changed at the mall")
    LOST_SEND = "lost_send", _("Our number did not arrive")
    ORDER_NOT_IN = "order_not_in", _("Sold at the mall, order not in yet")
    CODE_MISMATCH = "code_mismatch", _("The code does not fit")
    UNKNOWN = "unknown", _("Not explained")


class Drift(models.Model):
    """A difference found between what a mall shows and what it should."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="drifts")
    found_at = models.DateTimeField()
    expected = models.IntegerField(null=True)
    shown = models.IntegerField(null=True)  # null: the mall knows no such place
    cause = models.TextField(choices=Cause)
    facts = models.JSONField(default=dict)  # what speaks for the cause: numbers of orders, pushes, times
    repair = models.TextField(default="", blank=True)  # send, import, mapping, none
    repaired_at = models.DateTimeField(null=True)
    repaired_by = models.TextField(default="", blank=True)
    vanished_at = models.DateTimeField(null=True)  # the next reading agreed

    class Meta:
        indexes = [models.Index(fields=["-id"], name="drift_open", condition=Q(repaired_at=None, vanished_at=None))]

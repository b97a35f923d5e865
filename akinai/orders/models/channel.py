"""What an order must know of where it came from, how it is paid and how it travels. All of it is data."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from akinai.orders.models.named import Named


class ChannelMode(models.TextChoices):
    """A new channel only imports, until somebody switches it on."""

    IMPORT_ONLY = "import_only", _("Import only")  # no mail, no stock change, no jobs
    OBSERVE = "observe", _("Observe")  # the same, and each day it is compared with the old system's export
    LIVE = "live", _("Live")


class SalesChannel(models.Model):
    """A shop on a mall, our own, or the telephone: where orders come from, with the rules they follow."""

    code = models.TextField(_("Code"), unique=True)
    name = models.TextField(_("Name"))
    kind = models.TextField(_("Kind"), default="file")  # file, rakuten, yahoo, amazon, phone …
    mode = models.TextField(_("Mode"), choices=ChannelMode, default=ChannelMode.IMPORT_ONLY)
    currency = models.TextField(_("Currency"), default="JPY")
    warehouse = models.ForeignKey("inventory.Warehouse", models.PROTECT, verbose_name=_("Ships from"))
    price_includes_tax = models.BooleanField(_("Prices include tax"), default=True)
    # How the mall adds an order up: see orders/actions/totals.py; "" = its total is not checked.
    total_rule = models.TextField(_("Rule of the mall's total"), blank=True)
    total_tolerance = models.IntegerField(_("Difference accepted"), default=0, validators=[MinValueValidator(0)])
    # Kinds of mail that go to buyers of this channel: received, paid, shipped, cancelled. The mall may mail by itself.
    mails = ArrayField(models.TextField(), default=list, blank=True, verbose_name=_("Mails to the buyer"))
    sender_name = models.TextField(_("Sender's name"), blank=True)
    sender_address = models.TextField(_("Sender's mail address"), blank=True)
    signature = models.TextField(_("Signature"), blank=True)
    slip_message = models.TextField(_("Words on the packing slip"), blank=True)
    merge_allowed = models.BooleanField(_("Orders may be merged into one parcel"), default=True)
    language = models.TextField(_("Language"), default="ja")
    # Hours before the cut-off of the ship date at which an undecided merge lapses.
    merge_margin_hours = models.SmallIntegerField(_("Hours before the cut-off at which a merge lapses"), default=2)
    # A cancellation told by the mall is carried out at once while the order is not in work; else a person decides.
    # We collect the money ourselves (own shop, telephone): payments are asked for when an order comes in.
    # Receipts and invoices are ours to issue; a mall issues its own (媒介者交付特例).
    issues_documents = models.BooleanField(_("We issue receipts and invoices"), default=False)
    collects = models.BooleanField(_("We collect the payment"), default=False)
    take_cancellations = models.BooleanField(_("Cancellations by the mall are carried out at once"), default=False)
    position = models.IntegerField(_("Display order"), default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class PaymentMethod(Named, models.Model):
    """How a buyer pays, and when the order may ship."""

    code = models.TextField(_("Code"), primary_key=True)
    name_ja = models.TextField(_("Name (Japanese)"))
    name_en = models.TextField(_("Name (English)"))
    # prepaid: ships when the money is there · mall: the mall has taken it · on_delivery: COD · later: invoice, 後払い
    timing = models.TextField(
        _("Paid"),
        choices=[
            ("prepaid", _("Before shipping")),
            ("mall", _("To the mall")),
            ("on_delivery", _("On delivery")),
            ("later", _("Afterwards")),
            ("authorised", _("Afterwards, once the buyer was checked")),
        ],
    )
    note = models.TextField(_("Note in the mail of receipt"), blank=True)

    class Meta:
        ordering = ["code"]


class DeliveryMethod(Named, models.Model):
    """How a parcel travels: a product of a carrier."""

    code = models.TextField(_("Code"), primary_key=True)
    name_ja = models.TextField(_("Name (Japanese)"))
    name_en = models.TextField(_("Name (English)"))
    carrier = models.TextField(_("Carrier"))  # yamato, sagawa, japanpost, …
    product = models.TextField(_("Carrier's product"))  # yamato: 0, 8, A (送り状種類)
    cod = models.BooleanField(_("Cash on delivery possible"), default=True)
    dates = models.BooleanField(_("Date and time can be wished"), default=True)
    cool = models.BooleanField(_("Chilled and frozen possible"), default=True)

    class Meta:
        ordering = ["code"]


class DeliveryDays(models.Model):
    """お届け日数: days from handing over to arrival, by carrier and prefectures. `carrier` "" = any carrier."""

    carrier = models.TextField(_("Carrier"), blank=True)
    from_prefecture = models.TextField(_("Sent from"))
    to_prefecture = models.TextField(_("To"))
    days = models.SmallIntegerField(_("Days"), validators=[MinValueValidator(0)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["carrier", "from_prefecture", "to_prefecture"], name="delivery_days_once")
        ]


class IgnorablePhrase(models.Model):
    """Words in a remark that ask for nothing (「よろしくお願いします」): removed before anybody has to read it."""

    phrase = models.TextField(_("Phrase"), unique=True)

    class Meta:
        ordering = ["phrase"]

"""Forms of this step."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.channels.models import IntakeLayout, LayoutKind
from akinai.orders.models import DeliveryMethod, PaymentMethod, SalesChannel

MAIL_KINDS = (
    ("received", gettext_lazy("Order received")),
    ("paid", gettext_lazy("Payment received")),
    ("shipped", gettext_lazy("Shipped")),
    ("cancelled", gettext_lazy("Cancelled")),
)
TOTAL_RULES = (
    ("", gettext_lazy("Not checked")),
    ("akinai", "Akinai"),
    ("rakuten", "楽天市場"),
    ("yahoo", "Yahoo!ショッピング"),
    ("amazon", "Amazon"),
)
NEW_CHANNEL = "+"


class UploadForm(forms.Form):
    """A file of orders for a channel."""

    file = forms.FileField(label=gettext_lazy("File of orders"))
    items = forms.FileField(label=gettext_lazy("Item file (Yahoo!)"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("Sales channel"))
    new_channel = forms.CharField(
        label=gettext_lazy("Code of the new channel"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Letters, digits, “-” and “_”. It only imports until you switch it to live."),
    )
    layout = forms.ChoiceField(label=gettext_lazy("Layout"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = SalesChannel.objects.exclude(kind="phone").values_list("code", "name")
        self.fields["channel"].choices = [*channels, (NEW_CHANNEL, _("New channel …"))]  # type: ignore[attr-defined]
        layouts = IntakeLayout.objects.filter(kind=LayoutKind.ORDERS).values_list("name", "title")
        self.fields["layout"].choices = [("", _("Found out by the file")), *layouts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("channel") == NEW_CHANNEL and not data.get("new_channel"):
            self.add_error("new_channel", _("Give the new channel a code."))
        return data

    @property
    def code(self) -> str:
        """The channel's code."""
        chosen: str = self.cleaned_data["channel"]
        return self.cleaned_data["new_channel"] if chosen == NEW_CHANNEL else chosen


class ChannelForm(forms.ModelForm):
    """What an order must know of its channel, and how files are read and told."""

    mails = forms.MultipleChoiceField(
        label=gettext_lazy("Mails to the buyer"),
        choices=MAIL_KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Off where the mall mails by itself."),
    )
    total_rule = forms.ChoiceField(
        label=gettext_lazy("Rule of the mall's total"),
        choices=TOTAL_RULES,
        required=False,
        help_text=gettext_lazy("By which sum the mall's total is checked."),
    )
    layout = forms.ChoiceField(label=gettext_lazy("Layout of order files"), required=False)
    notice = forms.ChoiceField(label=gettext_lazy("Shipment report"), required=False)
    stock = forms.ChoiceField(label=gettext_lazy("Stock file for the mall"), required=False)
    folder = forms.CharField(
        label=gettext_lazy("Watched folder"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Under inbox/ in the home folder. Empty: the channel's code."),
    )

    class Meta:
        model = SalesChannel
        fields = (
            "name",
            "warehouse",
            "currency",
            "price_includes_tax",
            "total_rule",
            "total_tolerance",
            "take_cancellations",
            "merge_allowed",
            "merge_margin_hours",
            "mails",
            "sender_name",
            "sender_address",
            "signature",
            "slip_message",
        )
        widgets = {
            "name": forms.TextInput(),
            "currency": forms.TextInput(attrs={"maxlength": 3}),
            "sender_name": forms.TextInput(),
            "sender_address": forms.EmailInput(),
            "signature": forms.Textarea(attrs={"rows": 4}),
            "slip_message": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, kind, empty in (
            ("layout", LayoutKind.ORDERS, _("Found out by the file")),
            ("notice", LayoutKind.SHIPMENTS, _("Not told by file")),
            ("stock", LayoutKind.STOCK, _("Not told by file")),
        ):
            rows = IntakeLayout.objects.filter(kind=kind).values_list("name", "title")
            self.fields[field].choices = [("", empty), *rows]  # type: ignore[attr-defined]

    MASTER = Meta.fields
    FILES = ("layout", "notice", "stock", "folder")


class ConversionForm(forms.Form):
    """What a mall's words mean."""

    field = forms.ChoiceField(
        label=gettext_lazy("Field"),
        choices=(
            ("payment_method", gettext_lazy("Payment")),
            ("delivery_method", gettext_lazy("Delivery")),
            ("wished_slot", gettext_lazy("Time slot")),
        ),
    )
    text = forms.CharField(label=gettext_lazy("The mall's words"), max_length=200)
    value = forms.CharField(label=gettext_lazy("Our value"), max_length=60, required=False)


class MappingForm(forms.Form):
    """A mall's code and our SKU."""

    code = forms.CharField(label=gettext_lazy("The mall's code"), max_length=200)
    sku_code = forms.CharField(label=gettext_lazy("Our SKU code"), max_length=200)
    listing = forms.CharField(label=gettext_lazy("Page at the mall"), max_length=200, required=False)
    variant = forms.CharField(label=gettext_lazy("Variant at the mall"), max_length=200, required=False)


class LayoutForm(forms.Form):
    """A layout, its columns as JSON."""

    name = forms.CharField(
        label=gettext_lazy("Layout name"), max_length=60, help_text=gettext_lazy("Small letters, digits, “-” and “_”.")
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=LayoutKind.choices)
    layout = forms.CharField(
        label=gettext_lazy("Columns (JSON)"),
        widget=forms.Textarea(attrs={"rows": 26, "spellcheck": "false", "class": "mono"}),
    )
    example = forms.FileField(label=gettext_lazy("Example file"), required=False)

    def clean_layout(self) -> Any:
        try:
            return json.loads(self.cleaned_data["layout"])
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            raise forms.ValidationError(
                _("The JSON can't be read (line %(line)s): %(error)s") % {"line": line, "error": error}
            ) from None


def values_of(field: str) -> list[tuple[str, str]]:
    """Our values of a field that is converted."""
    if field == "payment_method":
        return list(PaymentMethod.objects.values_list("code", "name_ja"))
    return list(DeliveryMethod.objects.values_list("code", "name_ja"))

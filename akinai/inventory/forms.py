"""Forms of the stock pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.catalog import queries as catalog
from akinai.inventory.models import Warehouse

DATE = {"type": "date"}


class SkuField(forms.CharField):
    """A SKU by its code or JAN, as typed or scanned."""

    def clean(self, value: Any) -> Any:
        code = super().clean(value)
        if not code:
            return None
        found = catalog.skus_by_code([code]).get(catalog.code_key(code))
        by_jan = [found] if found else catalog.skus_by_jan([code]).get(code, [])
        if not by_jan:
            raise forms.ValidationError(_("There is no SKU with the code “%(code)s”.") % {"code": code})
        if by_jan[0].parts:
            raise forms.ValidationError(
                _("%(code)s is a bundle or case: it has no stock of its own; count its parts.")
                % {"code": by_jan[0].code}
            )
        return by_jan[0]


class ReceiveForm(forms.Form):
    """One arrival of one SKU."""

    sku = SkuField(label=gettext_lazy("SKU code or JAN"), widget=forms.TextInput(attrs={"autofocus": True}))
    warehouse = forms.ModelChoiceField(Warehouse.objects.all(), label=gettext_lazy("Warehouse"), empty_label=None)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=10_000_000)
    lot = forms.CharField(label=gettext_lazy("Lot"), required=False)
    expiry = forms.DateField(label=gettext_lazy("Expiry date"), required=False, widget=forms.DateInput(attrs=DATE))
    shelf = forms.CharField(label=gettext_lazy("Shelf"), required=False)
    document = forms.CharField(label=gettext_lazy("Delivery note no."), required=False)
    reason = forms.CharField(label=gettext_lazy("Note on the arrival"), required=False)


class AdjustForm(forms.Form):
    """What a count found."""

    warehouse = forms.ModelChoiceField(Warehouse.objects.all(), label=gettext_lazy("Warehouse"), empty_label=None)
    on_hand = forms.IntegerField(label=gettext_lazy("Pieces really there"), min_value=0, max_value=10_000_000)
    reason = forms.CharField(label=gettext_lazy("Reason"))


class BlockForm(forms.Form):
    """Pieces that must not be sold."""

    warehouse = forms.ModelChoiceField(Warehouse.objects.all(), label=gettext_lazy("Warehouse"), empty_label=None)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=10_000_000)
    reason = forms.CharField(label=gettext_lazy("Reason"))


class TransferForm(forms.Form):
    """Pieces that go to another warehouse."""

    source = forms.ModelChoiceField(Warehouse.objects.all(), label=gettext_lazy("From warehouse"), empty_label=None)
    target = forms.ModelChoiceField(Warehouse.objects.all(), label=gettext_lazy("To warehouse"), empty_label=None)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=10_000_000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") and data.get("source") == data.get("target"):
            raise forms.ValidationError(_("Choose two different warehouses."))
        return data


class ExpectForm(forms.Form):
    """Pieces on their way."""

    sku = SkuField(label=gettext_lazy("SKU code or JAN"))
    warehouse = forms.ModelChoiceField(Warehouse.objects.all(), label=gettext_lazy("Warehouse"), empty_label=None)
    quantity = forms.IntegerField(label=gettext_lazy("Quantity"), min_value=1, max_value=10_000_000)
    due_date = forms.DateField(label=gettext_lazy("Due"), required=False, widget=forms.DateInput(attrs=DATE))
    document = forms.CharField(label=gettext_lazy("Order no. to the supplier"), required=False)


class WarehouseForm(forms.ModelForm):
    """A warehouse, for the settings page."""

    class Meta:
        model = Warehouse
        fields = ["code", "name", "outside", "position", "cutoff", "postal", "prefecture", "city", "line1", "phone"]
        widgets = {
            **{name: forms.TextInput() for name in ("code", "name", "postal", "prefecture", "city", "line1", "phone")},
            "cutoff": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

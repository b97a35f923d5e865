"""Carts left, delivery offers, sale types, gifts: menu and tables."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akinai.core.shell import masters, nav
from akinai.core.shell.timeline import says
from akinai.payments.models import Method
from akinai.storefront.actions import offers
from akinai.storefront.models import GiftChoice, SaleType

nav.entry("shop", _lazy("Delivery and fees"), "storefront:offers", "storefront.view", icon="truck", order=40)
nav.entry("shop", _lazy("Carts"), "storefront:carts", "storefront.view", icon="chart", order=50)


class SaleTypeForm(forms.ModelForm):
    """A sale type, with the ways to pay it refuses."""

    refused_methods = forms.MultipleChoiceField(
        label=_lazy("Payment not offered"), required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = SaleType
        fields = ("code", "name", "note", "refused_methods", "position")
        widgets = {"code": forms.TextInput, "name": forms.TextInput, "note": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["refused_methods"]
        field.choices = [(one.code, str(one)) for one in Method.objects.filter(active=True)]  # type: ignore[attr-defined]


class GiftForm(forms.ModelForm):
    """A noshi, a wrapping or a card."""

    class Meta:
        model = GiftChoice
        fields = ("kind", "name", "fee", "active", "position")
        widgets = {"name": forms.TextInput}


masters.register(
    masters.Master(
        slug="sale-types",
        label=_lazy("Sale types"),
        model="storefront.SaleType",
        form=SaleTypeForm,
        columns=("code", "name", "note"),
        save=offers.save_sale_types,
        delete=offers.delete_sale_types,
        group=_lazy("Own shop"),
        note=_lazy("Goods of different sale types are ordered apart. The first one is that of usual goods."),
        view="storefront.view",
        edit="storefront.edit",
        order="position",
    )
)
masters.register(
    masters.Master(
        slug="gifts",
        label=_lazy("Noshi, wrapping, cards"),
        model="storefront.GiftChoice",
        form=GiftForm,
        columns=("kind", "name", "fee", "active"),
        save=offers.save_gifts,
        delete=offers.delete_gifts,
        group=_lazy("Own shop"),
        note=_lazy("What a shopper can choose for a gift. The fee is asked once for each recipient."),
        view="storefront.view",
        edit="storefront.edit",
        order="kind",
    )
)


@says("storefront.offers_changed")
def _offers_changed(data: Mapping[str, Any]) -> str:
    return _("Delivery offers, sale types or gifts were changed.")

"""Forms whose fields read what is typed by the same columns as files: full-width digits, the same sentences."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from akinai.catalog.columns import BY_NAME, Column
from akinai.catalog.models import Handling, Temperature
from akinai.catalog.queries import category_tree
from akinai.core.models import TaxCategory
from akinai.core.tables import BadCell

NUMERIC = ("price", "cost", "weight_g", "length_mm", "width_mm", "height_mm", "lead_days", "order_limit", "low_stock")


class CellField(forms.CharField):
    """A text field that is read as a cell of its column; its cleaned value is the column's value."""

    def __init__(self, column: Column, **options: Any) -> None:
        self.column = column
        super().__init__(label=column.label, strip=True, **options)

    def clean(self, value: Any) -> Any:
        cell = super().clean(value)
        if not cell:
            return self.column.blank
        try:
            return self.column.read(cell)
        except BadCell as problem:
            raise ValidationError(str(problem)) from None

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else self.column.show(value)


def cell(name: str, *, required: bool = False, rows: int = 0, hint: Any = "") -> CellField:
    """The field of a column: number keys for numbers on a phone, several lines where there may be."""
    widget: forms.Widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    if name in NUMERIC or name == "jan":
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
    if name == "release_date":
        widget = forms.DateInput(attrs={"type": "date"})
    return CellField(BY_NAME[name], required=required, widget=widget, help_text=hint)


class ProductForm(forms.Form):
    """What all SKUs of a product share."""

    product_name = cell("product_name", required=True)
    product_code = cell("product_code", hint=_("Left empty: the code of the first SKU."))
    name_en = cell("name_en")
    category = forms.MultipleChoiceField(label=_("Categories"), required=False, widget=forms.CheckboxSelectMultiple)
    description = cell("description", rows=5)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.tree = category_tree()
        choices: Any = self.fields["category"]
        choices.choices = [(node.path, node.path) for node in self.tree.nodes]

    def clean_category(self) -> tuple[str, ...]:
        return tuple(sorted(self.cleaned_data["category"]))


class SkuRowForm(forms.Form):
    """A SKU in the product's table: what is typed most. The rest is on its own page."""

    sku_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    code = cell("code", required=True)
    name = cell("name")
    options = cell("options")
    jan = cell("jan")
    price = cell("price")
    cost = cell("cost")


SkuRows = forms.formset_factory(SkuRowForm, extra=0, min_num=1, validate_min=True, max_num=500, validate_max=True)


class SkuForm(forms.Form):
    """Every field of one SKU."""

    code = cell("code", required=True)
    name = cell("name", required=True)
    options = cell("options", hint=_("As on papers: “Colour: red, size: M”."))
    jan = cell("jan")
    active = forms.BooleanField(label=BY_NAME["active"].label, required=False)
    price = cell("price", hint=_("Whole yen. Empty: not known, which is not 0."))
    price_includes_tax = forms.BooleanField(label=BY_NAME["price_includes_tax"].label, required=False)
    tax_category = forms.ChoiceField(label=BY_NAME["tax_category"].label)
    cost = cell("cost")
    weight_g = cell("weight_g")
    length_mm = cell("length_mm")
    width_mm = cell("width_mm")
    height_mm = cell("height_mm")
    temperature = forms.ChoiceField(label=BY_NAME["temperature"].label, choices=Temperature.choices)
    shelf = cell("shelf")
    handling = forms.MultipleChoiceField(
        label=BY_NAME["handling"].label, choices=Handling.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    packing_note = cell("packing_note", rows=2, hint=_("Printed on the pick list and shown at the inspection."))
    release_date = cell("release_date", hint=_("Orders wait until this day."))
    lead_days = cell("lead_days", hint=_("Days from the order to the earliest shipping."))
    order_limit = cell("order_limit")
    low_stock = cell("low_stock", hint=_("Fewer free pieces than this are on the low-stock list."))
    gift = forms.BooleanField(label=BY_NAME["gift"].label, required=False)

    def __init__(self, *args: Any, may_see_cost: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Any = self.fields["tax_category"]
        choices.choices = [(tax.code, tax_name(tax)) for tax in TaxCategory.objects.order_by("code")]
        if not may_see_cost:
            del self.fields["cost"]

    def clean_handling(self) -> tuple[str, ...]:
        chosen = self.cleaned_data["handling"]
        return tuple(value for value in Handling.values if value in chosen)


class PartForm(forms.Form):
    """One part of a bundle or case."""

    part = cell("case_of")
    pieces = cell("case_quantity")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if bool(found.get("part")) != bool(found.get("pieces")) and not self.errors:
            raise ValidationError(_("A part needs both a SKU code and a number of pieces."))
        return found


PartRows = forms.formset_factory(PartForm, extra=2, max_num=200, validate_max=True)


class CategoryForm(forms.Form):
    """A category: its name, and where it stands."""

    name = forms.CharField(label=_("Name"), max_length=100)
    code = forms.CharField(label=_("Code"), max_length=200, required=False, help_text=_("Left empty: the name."))
    parent = forms.TypedChoiceField(label=_("Above it"), required=False, coerce=int, empty_value=None)
    position = forms.IntegerField(
        label=_("Display order"), required=False, min_value=-10_000, max_value=10_000, initial=0
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: Any = self.fields["parent"]
        choices.choices = [("", "—"), *((node.id, node.path) for node in category_tree().nodes)]


class UploadForm(forms.Form):
    """A file of products."""

    file = forms.FileField(label=_("CSV or Excel file"), allow_empty_file=True)


def tax_name(tax: TaxCategory) -> str:
    """The category in the reader's language."""
    from django.utils.translation import get_language

    return tax.name_ja if (get_language() or "ja").startswith("ja") else tax.name_en

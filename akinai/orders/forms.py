"""Forms of the order pages: a person, an order told on the telephone, settings tables."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import tables
from akinai.core.japan import phone, prefectures
from akinai.core.japan.postal import normalise_postal
from akinai.orders import wording
from akinai.orders.intake import IncomingLine
from akinai.orders.models import (
    DeliveryDays,
    DeliveryMethod,
    HoldReason,
    HoldSetting,
    IgnorablePhrase,
    OrderLine,
    PaymentMethod,
    SalesChannel,
)

PERSON = ("name", "kana", "company", "phone", "email", "postal", "prefecture", "city", "line1", "line2")
MOST_ROWS = 200


def _methods(model: type[PaymentMethod] | type[DeliveryMethod]) -> list[tuple[str, Any]]:
    return [("", "—"), *((row.code, wording.local_name(row)) for row in model.objects.all())]


def _prefectures() -> list[tuple[str, str]]:
    return [("", "—"), *((name, name) for name in prefectures.NAMES)]


def _person_fields(prefix: str) -> dict[str, forms.Field]:
    def text(label: Any, **attrs: Any) -> forms.CharField:
        return forms.CharField(label=label, required=False, max_length=200, widget=forms.TextInput(attrs=attrs))

    mark = {"data-person": prefix}
    return {
        f"{prefix}_name": text(gettext_lazy("Full name"), **mark, autocomplete="off"),
        f"{prefix}_kana": text(gettext_lazy("Kana"), **mark),
        f"{prefix}_company": text(gettext_lazy("Company"), **mark),
        f"{prefix}_phone": text(gettext_lazy("Phone"), **mark, inputmode="tel", autocomplete="off"),
        f"{prefix}_email": text(gettext_lazy("Mail address"), **mark, inputmode="email"),
        f"{prefix}_postal": text(
            gettext_lazy("Postal code"), **mark, inputmode="numeric", **{"data-postal": prefix}, autocomplete="off"
        ),
        f"{prefix}_prefecture": forms.ChoiceField(
            label=gettext_lazy("Prefecture"), required=False, choices=_prefectures, widget=forms.Select(attrs=mark)
        ),
        f"{prefix}_city": text(gettext_lazy("City or ward"), **mark),
        f"{prefix}_line1": text(gettext_lazy("Town and number"), **mark),
        f"{prefix}_line2": text(gettext_lazy("Building and room"), **mark),
    }


def money_field(label: Any) -> forms.CharField:
    """An amount as typed: full width, commas and ¥ are understood."""
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))


class OrderForm(forms.Form):
    """What entering and changing an order share. Buyer and recipient are prefixed `buyer_` and `to_`."""

    same = forms.BooleanField(label=gettext_lazy("Deliver to the buyer"), required=False, initial=True)
    payment_method = forms.ChoiceField(label=gettext_lazy("Payment method"), required=False)
    delivery_method = forms.ChoiceField(label=gettext_lazy("Delivery method"), required=False)
    wished_date = forms.DateField(
        label=gettext_lazy("Wished date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    wished_slot = forms.ChoiceField(
        label=gettext_lazy("Wished time"), required=False, choices=lambda: [("", "—"), *wording.SLOTS.items()]
    )
    shipping_fee = money_field(gettext_lazy("Shipping fee"))
    payment_fee = money_field(gettext_lazy("Payment fee"))
    wrapping_fee = money_field(gettext_lazy("Wrapping fee"))
    discount = money_field(gettext_lazy("Discount"))
    gift = forms.BooleanField(label=gettext_lazy("Gift (prices hidden on the packing slip)"), required=False)
    noshi = forms.CharField(label=gettext_lazy("Noshi words"), required=False, max_length=100)
    noshi_name = forms.CharField(label=gettext_lazy("Noshi name"), required=False, max_length=100)
    wrapping = forms.CharField(label=gettext_lazy("Wrapping"), required=False, max_length=100)
    gift_message = forms.CharField(
        label=gettext_lazy("Message card"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark of the buyer"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    slip_note = forms.CharField(label=gettext_lazy("Note on the packing slip"), required=False, max_length=500)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(_person_fields("buyer"))
        self.fields.update(_person_fields("to"))
        self.fields["payment_method"].choices = _methods(PaymentMethod)  # type: ignore[attr-defined]
        self.fields["delivery_method"].choices = _methods(DeliveryMethod)  # type: ignore[attr-defined]
        for name in ("to_email", "buyer_company"):
            del self.fields[name]

    def side(self, prefix: str) -> list[Any]:
        """The bound fields of a person, in the order they are typed."""
        order = ("phone", "name", "kana", "company", "postal", "prefecture", "city", "line1", "line2", "email")
        return [self[f"{prefix}_{name}"] for name in order if f"{prefix}_{name}" in self.fields]

    @property
    def buyer(self) -> list[Any]:
        return self.side("buyer")

    @property
    def recipient(self) -> list[Any]:
        return self.side("to")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("shipping_fee", "payment_fee", "wrapping_fee", "discount"):
            data[name] = self._amount(name, data.get(name, ""))
        prefixes = ["buyer"] if data.get("same") else ["buyer", "to"]
        where = "buyer" if data.get("same") else "to"
        for prefix in prefixes:
            self._check_person(prefix, data, needed=prefix == where)
        return data

    def _amount(self, name: str, written: str) -> int | None:
        if not written:
            return None
        try:
            return tables.integer(written, least=0, most=10**9)
        except tables.BadCell as bad:
            self.add_error(name, str(bad))
            return None

    def _check_person(self, prefix: str, data: dict[str, Any], *, needed: bool) -> None:
        if not data.get(f"{prefix}_name"):
            self.add_error(f"{prefix}_name", _("Give a name."))
        if needed:
            for name in ("prefecture", "city", "line1"):
                if not data.get(f"{prefix}_{name}"):
                    self.add_error(f"{prefix}_{name}", _("Needed to deliver."))
        postal, number = data.get(f"{prefix}_postal", ""), data.get(f"{prefix}_phone", "")
        if postal and not normalise_postal(postal):
            self.add_error(f"{prefix}_postal", _("A postal code has seven digits."))
        if number and (why := phone.problem(phone.normalise(number))):
            self.add_error(f"{prefix}_phone", why)


class EntryForm(OrderForm):
    """An order told on the telephone or by fax. `token` makes a form sent twice one order."""

    token = forms.CharField(widget=forms.HiddenInput, max_length=60)
    channel = forms.ModelChoiceField(
        SalesChannel.objects.none(), label=gettext_lazy("Channel"), empty_label=None, to_field_name="code"
    )
    memo = forms.CharField(
        label=gettext_lazy("Memo"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = SalesChannel.objects.filter(kind="phone")
        self.fields["channel"].queryset = channels  # type: ignore[attr-defined]


@dataclass
class LineRow:
    """A line as typed, to be drawn again with what is wrong with it."""

    code: str = ""
    name: str = ""
    options: str = ""
    quantity: str = ""
    price: str = ""
    line: str = ""  # id of an existing line
    error: str = ""
    free: int | None = None

    @property
    def blank(self) -> bool:
        return not (self.code or self.name or self.price or self.line)


@dataclass
class Lines:
    """All lines as typed, and those that can be used."""

    rows: list[LineRow]
    good: list[tuple[LineRow, IncomingLine]] = field(default_factory=list)
    error: str = ""

    @property
    def valid(self) -> bool:
        return not self.error and not any(row.error for row in self.rows)


def lines_of(data: QueryDict) -> Lines:
    """The lines of a form: parallel lists `line_code`, `line_name`, `line_quantity`, `line_price`, `line_id`."""
    names = ("code", "name", "options", "quantity", "price", "id")
    columns = [data.getlist(f"line_{name}")[:MOST_ROWS] for name in names]
    count = max(map(len, columns), default=0)
    padded = [column + [""] * (count - len(column)) for column in columns]
    rows = [LineRow(*(one.strip() for one in row)) for row in zip(*padded, strict=True)]
    found = Lines([row for row in rows if not row.blank])
    for row in found.rows:
        _read(row, found)
    if not found.rows:
        found.error = _("The order has no lines.")
    return found


def _read(row: LineRow, found: Lines) -> None:
    try:
        quantity = tables.integer(row.quantity or "1", least=0 if row.line else 1, most=1_000_000)
        price = tables.integer(row.price, least=0, most=10**9) if row.price else None
    except tables.BadCell as bad:
        row.error = str(bad)
        return
    if not row.code:
        row.error = _("Give the code of a product.")
        return
    if quantity:
        line = IncomingLine(sku_code=row.code, name=row.name, options=row.options, quantity=quantity, unit_price=price)
        found.good.append((row, line))


def rows_of_order(lines: list[OrderLine]) -> list[LineRow]:
    """The lines of an order as they are typed in the form."""
    return [
        LineRow(
            line.sku_code,
            line.name,
            line.options,
            str(line.quantity - line.cancelled),
            "" if line.unit_price is None else str(line.unit_price),
            str(line.pk),
        )
        for line in lines
        if line.quantity > line.cancelled
    ]


# --- settings tables ------------------------------------------------------------------------------------------

TEXT = forms.TextInput


class DeliveryDaysForm(forms.ModelForm):
    """お届け日数 between two prefectures."""

    from_prefecture = forms.ChoiceField(label=gettext_lazy("Sent from"), choices=_prefectures)
    to_prefecture = forms.ChoiceField(label=gettext_lazy("To"), choices=_prefectures)

    class Meta:
        model = DeliveryDays
        fields = ["from_prefecture", "to_prefecture", "carrier", "days"]
        widgets = {"carrier": TEXT()}


class PaymentMethodForm(forms.ModelForm):
    """支払方法."""

    class Meta:
        model = PaymentMethod
        fields = ["code", "name_ja", "name_en", "timing", "note"]
        widgets = {"code": TEXT(), "name_ja": TEXT(), "name_en": TEXT()}


class DeliveryMethodForm(forms.ModelForm):
    """配送方法."""

    class Meta:
        model = DeliveryMethod
        fields = ["code", "name_ja", "name_en", "carrier", "product", "cod", "dates", "cool"]
        widgets = {name: TEXT() for name in ("code", "name_ja", "name_en", "carrier", "product")}


class HoldReasonForm(forms.ModelForm):
    """確認事項: whether it is used, whether it stops, its limit. Its code is fixed, since a check belongs to it."""

    class Meta:
        model = HoldReason
        fields = ["name_ja", "name_en", "help_ja", "help_en", "stops", "enabled", "limit", "position"]
        widgets = {
            "name_ja": TEXT(),
            "name_en": TEXT(),
            "help_ja": forms.Textarea(attrs={"rows": 2}),
            "help_en": forms.Textarea(attrs={"rows": 2}),
        }


class HoldSettingForm(forms.ModelForm):
    """What a channel does otherwise with a point to check."""

    class Meta:
        model = HoldSetting
        fields = ["channel", "reason", "enabled", "stops", "limit"]


class IgnorablePhraseForm(forms.ModelForm):
    """無視する語句."""

    class Meta:
        model = IgnorablePhrase
        fields = ["phrase"]
        widgets = {"phrase": TEXT()}

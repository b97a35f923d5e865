"""Forms of the checkout. They read and draw; what is right is said by checking.py, the same for pages and API."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akinai.core.japan import postal, prefectures
from akinai.orders.actions import Person
from akinai.storefront.checkout.checking import Problem

PLACES = [("", "—"), *((name, name) for name in prefectures.NAMES)]


def _text(label: Any, complete: str, *, required: bool = True, help_text: Any = "", **attrs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": complete, "maxlength": 200, **attrs})
    field = forms.CharField(label=label, required=False, max_length=200, help_text=help_text, widget=widget)
    field.required = required  # drawn as such; checking.py says what is missing
    return field


class PersonForm(forms.Form):
    """Somebody with an address. `section` is the browser's word for whose it is (billing, shipping)."""

    name = _text(pgettext_lazy("person", "Name"), "name")
    kana = _text(pgettext_lazy("person", "Name (kana)"), "off", required=False)
    company = _text(_("Company"), "organization", required=False)
    email = _text(_("Mail address"), "email", type="email", inputmode="email")
    phone = _text(_("Phone"), "tel", type="tel", inputmode="tel")
    postal = _text(_("Postal code"), "postal-code", inputmode="numeric", help_text=_("Seven digits"))
    prefecture = forms.ChoiceField(
        label=_("Prefecture"), choices=PLACES, widget=forms.Select(attrs={"autocomplete": "address-level1"})
    )
    city = _text(_("City"), "address-level2")
    line1 = _text(_("Town, street and number"), "address-line1")
    line2 = _text(_("Building and room"), "address-line2", required=False)

    def __init__(self, *args: Any, section: str = "", mail: bool = False, short: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_required_attribute": False})
        if not mail:
            del self.fields["email"]
        if short:
            del self.fields["kana"], self.fields["company"]
        for field in self.fields.values():
            told = field.widget.attrs.get("autocomplete", "off")
            if section and told != "off":
                field.widget.attrs["autocomplete"] = f"{section} {told}"

    @classmethod
    def of(cls, person: Person | None, prefix: str, **kwargs: Any) -> "PersonForm":
        """Drawn with what is known."""
        return cls(initial=asdict(person) if person else {}, prefix=prefix, **kwargs)

    def person(self) -> Person:
        """What was written, as it was written; what is wrong with it checking.py says."""
        values = {name: str(self.data.get(self.add_prefix(name), "")).strip()[:300] for name in self.fields}
        values = {name: value.replace("\x00", "") for name, value in values.items()}
        if digits := postal.normalise_postal(values["postal"]):
            values["postal"] = postal.format_postal(digits)
        return Person(**values)

    def tell(self, problems: Iterable[Problem]) -> bool:
        """Draw the problems of this person beside their fields. True when there was one."""
        self.errors.clear()
        self.cleaned_data: dict[str, Any] = {}
        prefix = f"{self.prefix}-"
        found = [one for one in problems if one.field.startswith(prefix)]
        for one in found:
            name = one.field.removeprefix(prefix)
            self.add_error(name if name in self.fields else None, one.message)
        return bool(found)


def filled(person: Person) -> Person:
    """Prefecture, city and town by the postal code (住所を入力 without scripts). Unknown codes change nothing."""
    places = postal.places(person.postal)
    if places:
        place = places[0]
        town = place.town if len(places) == 1 else ""
        person.prefecture, person.city = place.prefecture, place.city
        person.line1 = person.line1 if town and person.line1.startswith(town) else (town or person.line1)
    return person

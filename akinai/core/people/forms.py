"""Forms about people: staff, their keys, devices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from akinai.core.people.permissions import ROLES


class RolesForm(forms.Form):
    """What a person is called and may do."""

    name = forms.CharField(label=_("Name shown"), max_length=150)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=list(ROLES.items()), widget=forms.CheckboxSelectMultiple
    )


class StaffForm(RolesForm):
    """A new person."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        help_text=_("Letters and digits, without spaces. It can't be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    field_order = ["username", "name", "roles"]


class PinForm(forms.Form):
    """A PIN, typed twice."""

    pin = forms.CharField(
        label=_("New PIN (6 digits)"),
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same PIN again"),
        max_length=6,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pin") and data.get("again") and data["pin"] != data["again"]:
            self.add_error("again", _("The two PINs differ."))
        return data


class DeviceForm(forms.Form):
    """This browser's name."""

    name = forms.CharField(
        label=_("Name of the device"), max_length=100, help_text=_("For example where it stands: “Packing table 1”.")
    )

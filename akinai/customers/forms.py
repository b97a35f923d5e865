"""Forms of this step."""

from django import forms
from django.utils.translation import gettext_lazy as _


class MarkForm(forms.Form):
    """A customer to be careful with."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Shown where the order is held: what happened, and what to do."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone"), max_length=60, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(label=_("Mail address"), max_length=254, required=False)
    address = forms.CharField(
        label=_("Address"), max_length=300, required=False,
        help_text=_("From the city to the house number; the building does not matter."),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Name"), max_length=100, required=False,
        help_text=_("Compared only if nothing else is given: people share names."),
    )  # fmt: skip

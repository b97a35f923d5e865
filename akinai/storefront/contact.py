"""The contact form: what is asked, and what only a machine would fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import pgettext_lazy

from akinai.core import email as addresses
from akinai.storefront.actions.asking import Question


class ContactForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )  # fmt: skip
    email = forms.CharField(
        label=_lazy("Mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = forms.CharField(
        label=_lazy("Phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    order_number = forms.CharField(
        label=_lazy("Order number"), max_length=60, required=False, help_text=_lazy("If you ask about an order.")
    )
    subject = forms.CharField(label=_lazy("Subject"), max_length=120)
    body = forms.CharField(label=_lazy("Your message"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8}))
    # A field no person sees: what is written into it was written by a machine.
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))

    def clean_email(self) -> str:
        problem = addresses.problem(self.cleaned_data["email"])
        if problem:
            raise forms.ValidationError(problem)
        return addresses.normalise(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("name", "subject"):
            if "\n" in cleaned.get(name, "") or "\r" in cleaned.get(name, ""):
                self.add_error(name, _("Write it in one line."))
        return cleaned

    @property
    def by_machine(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def question(self) -> Question:
        cleaned = self.cleaned_data
        return Question(**{name: cleaned[name] for name in Question.__dataclass_fields__})

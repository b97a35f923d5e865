"""A form of what an adapter declares. A secret is never shown again."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from akinai.core.partners.declaring import Field


class PartnerForm(forms.Form):
    """The declared fields, each as `x_` and its name, after the form's own. `known`: credentials that are on file."""

    def __init__(self, declared: Sequence[Field], *args: Any, known: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declared = declared
        self.known = frozenset(known)
        for one in declared:
            self.fields[f"x_{one.name}"] = self._field(one)

    def _field(self, one: Field) -> forms.Field:
        kept = one.name in self.known
        told: dict[str, Any] = {
            "label": str(one.label),
            "required": one.required and not kept,
            "help_text": str(one.help),
            "initial": "" if one.secret else one.default,
        }
        if one.choices:
            return forms.ChoiceField(choices=one.choices, **told)
        attrs: dict[str, Any] = {"autocomplete": "off", "spellcheck": "false"}
        if one.secret:
            attrs["placeholder"] = _("On file; empty keeps it") if kept else ""
        if one.number:
            attrs["inputmode"] = "decimal"
        if one.long:
            widget: forms.Widget = forms.Textarea(attrs={"rows": 4, "class": "mono", **attrs})
        else:
            widget = forms.PasswordInput(attrs=attrs) if one.secret else forms.TextInput(attrs=attrs)
        return forms.CharField(widget=widget, max_length=10_000 if one.long or one.secret else 2_000, **told)

    @property
    def settings(self) -> dict[str, Any]:
        """What was entered and is no secret."""
        return {one.name: self.cleaned_data[f"x_{one.name}"] for one in self.declared if not one.secret}

    @property
    def credentials(self) -> dict[str, str]:
        """Those that were typed."""
        typed = {one.name: self.cleaned_data[f"x_{one.name}"] for one in self.declared if one.secret}
        return {name: value for name, value in typed.items() if value}

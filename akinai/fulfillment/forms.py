"""Forms of the floor."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

KINDS = (
    ("labels", _("Label data and issued labels")),
    ("instruction", _("Instruction to an outside warehouse")),
    ("result", _("Result of an outside warehouse")),
)


class LayoutForm(forms.Form):
    """A layout: its columns as JSON."""

    name = forms.RegexField(r"^[A-Za-z0-9._-]{1,60}$", label=_("Name"), help_text=_("Letters, digits, - . and _"))
    kind = forms.ChoiceField(choices=KINDS, label=_("Kind"))
    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=30)
    layout = forms.CharField(
        label=_("Columns (JSON)"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "mono"})
    )

    def clean_layout(self) -> str:
        """The JSON, if it is one."""
        text: str = self.cleaned_data["layout"]
        try:
            given = json.loads(text)
        except ValueError as error:
            raise forms.ValidationError(_("This is no JSON: %(error)s") % {"error": error}) from None
        if not isinstance(given, dict):
            raise forms.ValidationError(_("A layout is a JSON object with “columns”."))
        return text


def shown(layout: dict[str, Any]) -> str:
    """A layout as the form shows it: one column per line."""
    order = ("header", "source", "width", "required", "check")
    rest = {name: value for name, value in layout.items() if name != "columns"}
    head = json.dumps(rest, ensure_ascii=False, indent=2)
    plain = [
        {name: column[name] for name in order if column.get(name)} if isinstance(column, dict) else column
        for column in layout.get("columns", [])
    ]
    columns = ",\n".join(f"    {json.dumps(column, ensure_ascii=False)}" for column in plain)
    comma = ",\n" if rest else "\n"
    return head[:-1].rstrip() + comma + f'  "columns": [\n{columns}\n  ]\n' + "}"

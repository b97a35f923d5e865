"""Forms of the malls' settlements."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.channels.models import MallSettlementLayout
from akinai.channels.settling.layout import Layout
from akinai.orders.models import SalesChannel


class MallSettlementForm(forms.Form):
    """A settlement file, whose it is and how it is read."""

    channel = forms.ModelChoiceField(label=gettext_lazy("Sales channel"), queryset=SalesChannel.objects.all())
    layout = forms.ModelChoiceField(label=gettext_lazy("Layout"), queryset=MallSettlementLayout.objects.all())
    file = forms.FileField(label=gettext_lazy("File"))
    payout = forms.IntegerField(
        label=gettext_lazy("Payout in yen"),
        required=False,
        help_text=gettext_lazy("What came to the bank, if the file does not say it. It must be the sum of the lines."),
    )


class MallSettlementLayoutForm(forms.ModelForm):
    """How a mall's settlement file is read, as data."""

    class Meta:
        model = MallSettlementLayout
        fields = ["name", "title", "layout"]
        widgets = {"name": forms.TextInput(), "title": forms.TextInput(), "layout": forms.Textarea(attrs={"rows": 24})}

    def clean_name(self) -> str:
        if self.instance.built_in:
            words = _("This layout comes with the program and is renewed with it. Make a new one with its content.")
            raise forms.ValidationError(words)
        return str(self.cleaned_data["name"])

    def clean_layout(self) -> Any:
        try:
            Layout.of(self.cleaned_data["layout"])
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None
        return self.cleaned_data["layout"]

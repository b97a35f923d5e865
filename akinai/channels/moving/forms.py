"""Forms for an old system's files."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from akinai.channels.models import OldSystem
from akinai.core import clock
from akinai.inventory import queries as inventory
from akinai.orders.models import SalesChannel

MOST_FILES = 20


class Several(forms.ClearableFileInput):
    """A field that takes several files."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Every file of the field, checked one by one."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            words = gettext("At most %(n)d files at once. Pack more into a zip.")
            raise forms.ValidationError(words % {"n": MOST_FILES})
        return [super(SeveralFiles, self).clean(each, initial) for each in files]


class OldFilesForm(forms.Form):
    """Files of an old system, and where their orders go."""

    exports = SeveralFiles(label=_("Files of the old system"), widget=Several(attrs={"multiple": True}))
    source = forms.ChoiceField(label=_("Old system"), choices=OldSystem.choices)
    channel = forms.ChoiceField(
        label=_("Sales channel"),
        required=False,
        help_text=_("For orders and codes of files that do not name their shop."),
    )
    new_channel = forms.RegexField(
        label=_("Code of the new channel"),
        regex=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$",
        required=False,
        max_length=40,
        help_text=_("Letters, digits, “-” and “_”. It only imports until you switch it to live."),
    )
    warehouse = forms.ChoiceField(label=_("Warehouse of the stock"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = SalesChannel.objects.exclude(kind="phone").values_list("code", "name")
        choices = [("", _("The files say it")), *channels, ("+", _("New channel …"))]
        self.fields["channel"].choices = choices  # type: ignore[attr-defined]
        houses = [(str(house.pk), house.name) for house in inventory.warehouses()]
        self.fields["warehouse"].choices = houses  # type: ignore[attr-defined]

    @property
    def code(self) -> str:
        """The channel's code; "" = the files say it."""
        chosen: str = self.cleaned_data["channel"]
        return self.cleaned_data["new_channel"] or "" if chosen == "+" else chosen


class DayForm(forms.Form):
    """The old system's export of a day."""

    exports = SeveralFiles(label=_("The old system's export"), widget=Several(attrs={"multiple": True}))
    day = forms.DateField(label=_("Day compared"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].initial = clock.today().isoformat()

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if not clock.today() - dt.timedelta(days=366) <= day <= clock.today():
            raise forms.ValidationError(_("Choose a day of the last year."))
        return day


class MovingLayoutForm(forms.Form):
    """A layout of an export, as JSON."""

    name = forms.SlugField(label=_("Name"), max_length=60)
    layout = forms.JSONField(label=_("Columns"), widget=forms.Textarea(attrs={"rows": 30, "class": "mono"}))

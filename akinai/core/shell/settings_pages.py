"""The settings page, the shop's profile and the single values."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akinai.core import settings as values
from akinai.core.events import Event, publish
from akinai.core.japan import numbers
from akinai.core.models import Shop
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import masters


@dataclass(frozen=True, kw_only=True)
class ShopChanged(Event):
    """The shop's profile was changed: the fields that are different now."""

    fields: list[str]


class ShopForm(forms.ModelForm):
    class Meta:
        model = Shop
        fields = ["name", "company", "postal", "prefecture", "city", "line1", "line2", "phone", "email",
                  "registration_number", "tax_rounding"]  # fmt: skip
        widgets = {
            name: forms.TextInput()
            for name in (
                "name",
                "company",
                "postal",
                "prefecture",
                "city",
                "line1",
                "line2",
                "phone",
                "registration_number",
            )
        } | {"email": forms.EmailInput()}
        help_texts = {
            "registration_number": _lazy("A registration number is T and 13 digits, for example T1234567890123.")
        }

    # What a person should look at, though it was saved.
    warning = ""

    def clean_registration_number(self) -> str:
        number = numbers.plain(str(self.cleaned_data["registration_number"]))
        finding = numbers.check_t_number(number) if number else None
        if finding and finding.stop:
            raise forms.ValidationError(finding.message)
        self.warning = finding.message if finding else ""
        return number


# Every value of core/settings.py, by group, with its words. A test compares both lists.
WORDS: dict[Promise, dict[str, Promise]] = {
    _lazy("Orders"): {
        "amount_limit": _lazy("Orders above this sum are checked (yen)"),
        "quantity_limit": _lazy("Orders above this many pieces are checked"),
    },
    _lazy("Shipping"): {
        "effects_delay_minutes": _lazy("Minutes between confirming a shipment and its mails and notices"),
        "numbers_required": _lazy("A shipment is confirmed only with its label number"),
        "label_check": _lazy("Scan the label beside the slip at inspection"),
        "outside_uninspected": _lazy("Confirm what outside warehouses pack without our own inspection"),
    },
    _lazy("Contract with Yamato (as in B2 Cloud)"): {
        "yamato_billing_code": _lazy("Billing customer code"),
        "yamato_billing_branch": _lazy("Billing branch code"),
        "yamato_freight_number": _lazy("Freight management number"),
    },
    _lazy("Backups"): {
        "backups_kept": _lazy("Daily backups kept"),
    },
    _lazy("Own shop"): {
        "page_seconds": _lazy("Seconds for which pages of the shop are kept (0 = made anew each time)"),
        "unpaid_orders_per_buyer": _lazy("Unpaid orders one buyer may have at a time"),
        "carts_kept_days": _lazy("Days a cart nobody touches is kept"),
    },
    _lazy("Programs (API)"): {
        "api_requests_per_minute": _lazy("Requests a minute of one token"),
    },
}


class ValuesForm(forms.Form):
    """One field for each value, in groups."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for names in WORDS.values():
            for name, label in names.items():
                self.fields[name] = _field_for(name, values.DEFAULTS[name], label)

    def groups(self) -> list[tuple[Promise, list[forms.BoundField]]]:
        return [(group, [self[name] for name in names]) for group, names in WORDS.items()]


def _field_for(name: str, default: Any, label: Any) -> forms.Field:
    if isinstance(default, bool):
        return forms.BooleanField(label=label, required=False)
    if isinstance(default, int):
        return forms.IntegerField(label=label, min_value=0, max_value=1_000_000_000)
    return forms.CharField(label=label, required=False, max_length=200)


@door("settings.view")
def index(request: HttpRequest) -> HttpResponse:
    """Everything that can be set, by group."""
    return render(request, "core/settings.html", {"groups": masters.groups(request)})


@door("settings.view")
def shop(request: HttpRequest) -> HttpResponse:
    """Who sells: printed on papers and in mails."""
    if request.method == "POST" and not allowed(request.user, "settings.edit"):
        return refuse(request, "settings.edit")
    row = Shop.objects.first() or Shop()
    form = ShopForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        save_shop(form.save(commit=False), form.changed_data, actor=actor(request))
        messages.success(request, _("Saved."))
        if form.warning:
            messages.warning(request, form.warning)
        return redirect("shell:shop")
    return render(request, "core/shop.html", {"form": form})


def save_shop(row: Shop, changed: list[str], *, actor: str) -> None:
    """Change the shop's profile; there is one."""
    with transaction.atomic():
        row.save()
        publish([ShopChanged(subject="shop/1", actor=actor, fields=changed)])


@door("settings.view")
def single_values(request: HttpRequest) -> HttpResponse:
    """Limits, hours and delays."""
    if request.method == "POST" and not allowed(request.user, "settings.edit"):
        return refuse(request, "settings.edit")
    form = ValuesForm(request.POST or None, initial=values.many(*values.DEFAULTS))
    if request.method == "POST" and form.is_valid():
        values.put({name: form.cleaned_data[name] for name in form.changed_data}, actor=actor(request))
        messages.success(request, _("Saved."))
        return redirect("shell:values")
    return render(request, "core/values.html", {"form": form})

"""Delivery offers with their fees on one screen, and why shoppers leave."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akinai.catalog.models import Temperature
from akinai.core.outcome import Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import paging
from akinai.orders.models import DeliveryMethod
from akinai.storefront.actions import offers
from akinai.storefront.models import DeliveryOffer, SaleType
from akinai.storefront.models.cart import Step
from akinai.storefront.queries import carts as queries

DAYS = (7, 30, 90)


class OfferForm(forms.ModelForm):
    """An offer; its fees as lines to be typed or pasted: a prefecture and yen."""

    method = forms.ChoiceField(label=gettext_lazy("Delivery method"))
    temperatures = forms.MultipleChoiceField(
        label=gettext_lazy("Temperatures"), required=False, choices=Temperature.choices,
        widget=forms.CheckboxSelectMultiple, help_text=gettext_lazy("None chosen: all."),
    )  # fmt: skip
    sizes = forms.CharField(
        label=gettext_lazy("Extra by size"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One step a line: up to mm of the three sides, and yen (600 0)."),
    )  # fmt: skip
    fees = forms.CharField(
        label=gettext_lazy("Fees by prefecture"), widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            "One line each: prefecture and yen with tax. A line “*” stands for every other prefecture."
        ),
    )  # fmt: skip

    class Meta:
        model = DeliveryOffer
        fields = (
            "method", "name", "active", "position", "sale_types", "temperatures", "most_weight_g", "most_pieces",
            "free_over", "cool_fee", "latest_days",
        )  # fmt: skip
        widgets = {"name": forms.TextInput, "sale_types": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [(row.code, str(row)) for row in DeliveryMethod.objects.all()]  # type: ignore[attr-defined]
        self.fields["sale_types"].queryset = SaleType.objects.all()  # type: ignore[attr-defined]
        if self.instance.pk:
            rows = [(row.prefecture or "*", row.fee) for row in self.instance.fees.order_by("id")]
            self.initial["fees"] = "\n".join(f"{name} {fee}" for name, fee in rows)
            self.initial["sizes"] = "\n".join(f"{most or '-'} {fee}" for most, fee in self.instance.size_fees)

    def clean_sizes(self) -> list[list[int | None]]:
        """Steps in ascending order; "-" is any size."""
        found: list[list[int | None]] = []
        for line in self.cleaned_data["sizes"].splitlines():
            cells = line.replace(",", "").split()
            if not cells:
                continue
            if len(cells) != 2 or not cells[1].isdecimal() or not (cells[0] == "-" or cells[0].isdecimal()):
                raise forms.ValidationError(_("“%(line)s” is not a size and a fee.") % {"line": line[:40]})
            found.append([None if cells[0] == "-" else int(cells[0]), int(cells[1])])
        return sorted(found, key=lambda step: step[0] if step[0] is not None else 10**9)

    def clean_fees(self) -> dict[str, int]:
        """By prefecture, "" for every other."""
        try:
            return offers.read_fees(self.cleaned_data["fees"])
        except Refused as refused:
            raise forms.ValidationError([one.message for one in refused.refusals]) from None


@door("storefront.view")
def offer_list(request: HttpRequest) -> HttpResponse:
    """Every offer with its fees in short."""
    names = {row.code: str(row) for row in DeliveryMethod.objects.all()}
    rows = []
    for offer in DeliveryOffer.objects.prefetch_related("fees", "sale_types"):
        fees = sorted({row.fee for row in offer.fees.all()})
        rows.append({"offer": offer, "method": names.get(offer.method, offer.method), "fees": fees})
    return render(request, "storefront/desk/offers.html", {"rows": rows})


@door("storefront.view")
def offer_form(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """One offer with its whole table of fees."""
    if request.method == "POST" and not allowed(request.user, "storefront.edit"):
        return refuse(request, "storefront.edit")
    offer = get_object_or_404(DeliveryOffer, pk=pk) if pk else None
    form = OfferForm(request.POST or None, instance=offer)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in OfferForm.Meta.fields}
        values["size_fees"] = form.cleaned_data["sizes"]
        try:
            offers.save_offer(values, form.cleaned_data["fees"], offer_id=pk, actor=actor(request))
        except Refused as refused:
            for one in refused.refusals:
                form.add_error(one.field or None, one.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("storefront:offers")
    names = dict(form.fields["method"].choices)  # type: ignore[attr-defined]
    name = (offer.name or names.get(offer.method, offer.method)) if offer else ""
    return render(request, "storefront/desk/offer.html", {"form": form, "offer": offer, "name": name})


@door("storefront.edit")
@require_POST
def offer_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """An offer is no more."""
    offers.delete_offer(pk, actor=actor(request))
    messages.success(request, _("Deleted."))
    return redirect("storefront:offers")


@door("storefront.view")
def cart_list(request: HttpRequest) -> HttpResponse:
    """Step by step how many went no farther, which ways to pay were missed, and the carts themselves."""
    told = request.GET.get("days", "")
    days = int(told) if told in {str(one) for one in DAYS} else 30
    step = request.GET.get("step", "")
    page = paging.page(request, queries.left(step), key="-id", per=50)
    context = {
        "days": days,
        "choices": DAYS,
        "steps": queries.steps(days),
        "lacking": queries.lacking(days),
        "page": page,
        "worth": queries.worth([row.pk for row in page.rows]),
        "step": step if step in Step.values else "",
        "known_steps": Step.choices[:-1],
    }
    return render(request, "storefront/desk/carts.html", context)

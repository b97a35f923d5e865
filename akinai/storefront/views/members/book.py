"""The address book."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.japan import postal
from akinai.customers import actions, queries
from akinai.customers.actions import AddressRow
from akinai.customers.models import Address, Customer
from akinai.storefront.members import actor_of
from akinai.storefront.views.members.entering import goal, member_only, posted, status_of
from akinai.storefront.views.members.forms import AddressForm

FIELDS = tuple(AddressForm.base_fields)


@member_only
def addresses(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Every address, the one used first at the top."""
    context = {"addresses": queries.addresses(customer), "here": "addresses"}
    return render(request, "storefront/my/addresses.html", context)


@member_only
def address(request: HttpRequest, customer: Customer, address_id: int | None = None) -> HttpResponse:
    """One address: a new one, or to be changed. “Fill in” asks the postal code; it needs no script."""
    row = next((one for one in queries.addresses(customer) if one.pk == address_id), None)
    if address_id is not None and row is None:
        raise Http404
    form = AddressForm(posted(request), initial=_initial(row, customer))
    if request.method == "POST" and "fill" in request.POST:
        form = AddressForm(initial=_filled(request))
    elif request.method == "POST" and form.is_valid():
        asked = AddressRow(**form.cleaned_data, id=address_id)
        outcome = actions.save_addresses(customer.pk, [asked], actor=actor_of(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect(goal(request) if "next" in request.POST else "shop:my_addresses")
        form.explain(outcome.refused)
    context = {"form": form, "row": row, "here": "addresses", "next": request.GET.get("next", "")}
    return render(request, "storefront/my/address.html", context, status=status_of(form))


def _initial(row: Address | None, customer: Customer) -> dict[str, object]:
    if row is None:
        return {"name": customer.name, "kana": customer.kana, "company": customer.company, "phone": customer.phone}
    return {**{name: getattr(row, name) for name in FIELDS}, "postal": postal.format_postal(row.postal)}


def _filled(request: HttpRequest) -> dict[str, object]:
    """What was typed, with the place of the postal code."""
    typed: dict[str, object] = {name: request.POST.get(name, "") for name in FIELDS}
    found = postal.places(str(typed["postal"]))
    if not found:
        messages.error(request, _("There is no such postal code. Please type the address."))
        return typed
    place = found[0]
    town = place.town + place.street
    line1 = str(typed["line1"])
    return {
        **typed,
        "postal": postal.format_postal(str(typed["postal"])),
        "prefecture": place.prefecture,
        "city": place.city,
        "line1": line1 if line1.startswith(town) else town,
    }


@member_only
@require_POST
def address_do(request: HttpRequest, customer: Customer, address_id: int) -> HttpResponse:
    """Use an address first, or take it out of the book."""
    if "delete" in request.POST:
        if actions.delete_addresses(customer.pk, [address_id], actor=actor_of(request)).done:
            messages.success(request, _("The address is deleted."))
    else:
        outcome = actions.use_first(customer.pk, address_id, actor=actor_of(request))
        for refusal in outcome.refused:
            messages.error(request, refusal.message)
    return redirect("shop:my_addresses")

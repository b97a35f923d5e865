"""決済代行: contracts with gateways."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core.outcome import Refused
from akinai.core.partners import open_keys
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.payments import actions, forms, gateways
from akinai.payments.actions import NewAccount
from akinai.payments.models import GatewayAccount


@door("payments.view")
def listing(request: HttpRequest) -> HttpResponse:
    """Every contract with what it offers and when it was last heard of."""
    rows = [
        {
            "account": one,
            "gateway": gateways.GATEWAYS[one.gateway].label if one.gateway in gateways.GATEWAYS else one.gateway,
            "methods": [str(method) for method in one.methods.all() if method.active],
            "ours": one.gateway in gateways.OURS,
        }
        for one in GatewayAccount.objects.prefetch_related("methods")
    ]
    context = {"rows": rows, "choices": forms.gateway_choices(), "may_edit": allowed(request.user, "payments.edit")}
    return render(request, "payments/accounts.html", context)


@door("payments.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A new contract with the gateway named in ?gateway=."""
    name = request.GET.get("gateway", "")
    if name not in dict(forms.gateway_choices()):
        return redirect("payments:accounts")
    taken = set(GatewayAccount.objects.values_list("code", flat=True))
    code = next(one for one in (name, *(f"{name}-{n}" for n in range(2, 1000))) if one not in taken)
    gateway = gateways.GATEWAYS[name]
    form = forms.AccountForm(gateway, request.POST or None, initial={"code": code, "name": gateway.label})
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form, None)
        if saved:
            messages.success(request, _("Saved. Enter the address of the notices at the gateway, then offer its ways."))
            return redirect("payments:account", saved)
    return render(request, "payments/account.html", {"form": form, "gateway": gateway, "account": None})


@door("payments.edit")
def one(request: HttpRequest, account_id: int) -> HttpResponse:
    """One contract. What is secret is never shown again."""
    row = get_object_or_404(GatewayAccount.objects.prefetch_related("methods"), pk=account_id)
    gateway = gateways.GATEWAYS.get(row.gateway)
    if gateway is None:
        raise Http404(row.gateway)
    known = [name for name, value in open_keys(row.sealed).items() if value]
    form = forms.AccountForm(gateway, request.POST or None, initial=forms.initial(row), known=known)
    if request.method == "POST" and form.is_valid() and _save(request, form, row.pk):
        messages.success(request, _("Saved."))
        return redirect("payments:account", row.pk)
    context = {
        "form": form,
        "gateway": gateway,
        "account": row,
        "ours": row.gateway in gateways.OURS,
        "notify": request.build_absolute_uri(reverse("pay:notify", args=[row.webhook_token])),
        "methods": row.methods.all(),
    }
    return render(request, "payments/account.html", context)


def _save(request: HttpRequest, form: forms.AccountForm, account_id: int | None) -> int | None:
    data = form.cleaned_data
    try:
        return actions.save_account(
            NewAccount(
                id=account_id,
                code=data["code"],
                name=data["name"],
                gateway=form.gateway.name,
                live=data["live"],
                active=data["active"],
                settings=form.settings,
                credentials=form.credentials,
            ),
            actor=actor(request),
        )
    except Refused as refused:
        for refusal in refused.refusals:
            own = refusal.field if refusal.field in form.fields else f"x_{refusal.field}"
            form.add_error(own if own in form.fields else None, refusal.message)
        return None


@require_POST
@door("payments.edit")
def check(request: HttpRequest, account_id: int) -> HttpResponse:
    """Do the address and the keys work? A harmless call."""
    get_object_or_404(GatewayAccount, pk=account_id)
    checked = actions.check_account(account_id, actor=actor(request))
    tell = {True: messages.success, False: messages.error, None: messages.info}[checked.ok]
    tell(request, checked.said)
    return redirect("payments:account", account_id)


@require_POST
@door("payments.edit")
def delete(request: HttpRequest, account_id: int) -> HttpResponse:
    """A contract nothing was paid by."""
    outcome = actions.delete_accounts([account_id], actor=actor(request))
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if outcome.done:
        messages.success(request, _("Deleted."))
        return redirect("payments:accounts")
    return redirect("payments:account", account_id)

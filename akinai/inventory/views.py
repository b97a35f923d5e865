"""The stock pages: what is where, why, since when, and how it is set right."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.catalog import queries as catalog
from akinai.catalog.models import Sku
from akinai.core import clock, tables
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging
from akinai.inventory import actions, counting, queries
from akinai.inventory.forms import AdjustForm, BlockForm, ExpectForm, ReceiveForm, TransferForm

FILTERS = {
    "low": Q(sku__low_stock__isnull=False, free__lte=F("sku__low_stock")),
    "blocked": Q(blocked__gt=0),
    "incoming": Q(incoming__gt=0),
    "none": Q(free__lte=0),
}


@door("inventory.view")
def stock_list(request: HttpRequest) -> HttpResponse:
    """Every stock with its counters; what is scarce first to be found."""
    rows, asked, chosen = queries.stocks(), request.GET.get("q", "").strip(), request.GET.get("show", "")
    warehouse = request.GET.get("warehouse", "")
    if asked:
        rows = rows.filter(sku__in=Sku.objects.filter(catalog.search(asked)))
    if chosen in FILTERS:
        rows = rows.filter(FILTERS[chosen])
    if warehouse.isdigit():
        rows = rows.filter(warehouse_id=int(warehouse))
    filters = [
        ("low", _("Low stock"), "warn"),
        ("none", _("Nothing free"), "bad"),
        ("blocked", _("With blocked pieces"), ""),
        ("incoming", _("Arrivals expected"), "info"),
    ]
    context = {
        "page": paging.page(request, rows.order_by("id"), key="id"),
        "filters": filters,
        "chosen": chosen,
        "q": asked,
        "warehouses": queries.warehouses(),
        "warehouse": warehouse,
    }
    return render(request, "inventory/stock_list.html", context)


@door("inventory.view")
def sku_stock(request: HttpRequest, sku_id: int) -> HttpResponse:
    """One SKU: counters, lots, who holds and who waits, and its ledger."""
    sku = get_object_or_404(Sku, pk=sku_id)
    moment = _moment(request.GET.get("at", ""))
    context = {
        "sku": sku,
        "stocks": queries.stocks().filter(sku=sku),
        "past": sorted(queries.stock_at(moment, [sku.id]).items()) if moment else [],
        "moment": moment,
        "names": {warehouse.id: warehouse.name for warehouse in queries.warehouses()},
        "lots": queries.lots([sku.id]),
        "holding": queries.holding(sku.id)[:50],
        "waiting": queries.waiting([sku.id])[:50],
        "expected": queries.expected([sku.id]),
        "blocked": queries.blocked().filter(sku=sku),
        "page": paging.page(request, queries.movements(sku.id)),
        "adjust": AdjustForm(auto_id="adjust_%s"),
        "blocking": BlockForm(auto_id="block_%s"),
        "transfer": TransferForm(auto_id="transfer_%s") if len(queries.warehouses()) > 1 else None,
    }
    return render(request, "inventory/sku_stock.html", context)


def _moment(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=clock.JST) if text else None
    except ValueError:
        return None


def _adjust(sku: Sku, data: dict[str, Any], who: str) -> Outcome | None:
    one = actions.Adjustment(sku_id=sku.id, warehouse_id=data["warehouse"].id, on_hand=data["on_hand"])
    return actions.adjust([one], reason=data["reason"], actor=who)


def _block(sku: Sku, data: dict[str, Any], who: str) -> None:
    actions.block([(sku.id, data["warehouse"].id, data["quantity"])], reason=data["reason"], actor=who)


def _transfer(sku: Sku, data: dict[str, Any], who: str) -> None:
    actions.transfer(
        [(sku.id, data["quantity"])],
        from_warehouse_id=data["source"].id,
        to_warehouse_id=data["target"].id,
        document=f"transfer/{clock.now():%Y%m%d%H%M%S}",
        actor=who,
    )


CORRECTIONS: dict[str, tuple[type[forms.Form], Callable[[Sku, dict[str, Any], str], Outcome | None]]] = {
    "adjust": (AdjustForm, _adjust),
    "block": (BlockForm, _block),
    "transfer": (TransferForm, _transfer),
}


@door("inventory.move")
@require_POST
def correct(request: HttpRequest, sku_id: int, what: str) -> HttpResponse:
    """Count, block or move pieces of one SKU."""
    sku = get_object_or_404(Sku, pk=sku_id)
    if what not in CORRECTIONS:
        raise Http404(what)
    kind, verb = CORRECTIONS[what]
    form = kind(request.POST)
    if form.is_valid():
        _tell(request, lambda: verb(sku, form.cleaned_data, actor(request)))
    else:
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
    return redirect("inventory:sku", sku_id=sku.id)


def _tell(request: HttpRequest, verb: Callable[[], Outcome | None]) -> bool:
    """Run a verb and flash what came of it; whether all was done."""
    try:
        with transaction.atomic():
            outcome = verb()
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, str(refusal.message))
        return False
    except IntegrityError:
        messages.error(request, _("Not so many pieces are free."))
        return False
    for refusal in outcome.refused if outcome else ():
        messages.error(request, str(refusal.message))
    if outcome is None or outcome.done:
        messages.success(request, _("Done."))
    return not (outcome and outcome.refused)


@door("inventory.move")
def receive(request: HttpRequest) -> HttpResponse:
    """An arrival, piece by piece with a reader or a keyboard: the form is ready for the next at once."""
    form = ReceiveForm(request.POST or None, initial={"warehouse": next(iter(queries.warehouses()), None)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        one = actions.Arrival(
            sku_id=data["sku"].id,
            warehouse_id=data["warehouse"].id,
            quantity=data["quantity"],
            lot=data["lot"],
            expiry=data["expiry"],
            shelf=data["shelf"],
        )
        document = f"arrival/{data['document'] or clock.now().strftime('%Y%m%d-%H%M%S')}"
        done = _tell(
            request, lambda: actions.receive([one], document=document, reason=data["reason"], actor=actor(request))
        )
        if done:
            return redirect("inventory:receive")
    context = {"form": form, "latest": queries.latest("receive", 20)}
    return render(request, "inventory/receive.html", context)


@door("inventory.move")
@require_POST
def unreceive(request: HttpRequest) -> HttpResponse:
    """取消 of an arrival."""
    _tell(request, lambda: actions.unreceive(request.POST.get("document", ""), actor=actor(request)))
    return redirect("inventory:receive")


@door("inventory.view")
def arrivals(request: HttpRequest) -> HttpResponse:
    """What is on its way; a new line, or one that will not come."""
    form = ExpectForm(request.POST or None, initial={"warehouse": next(iter(queries.warehouses()), None)})
    return render(request, "inventory/arrivals.html", {"form": form, "rows": queries.expected()})


@door("inventory.move")
@require_POST
def expect(request: HttpRequest) -> HttpResponse:
    """A new line of what is on its way."""
    form = ExpectForm(request.POST)
    if not form.is_valid():
        return render(request, "inventory/arrivals.html", {"form": form, "rows": queries.expected()}, status=422)
    data = form.cleaned_data
    one = actions.Expected(
        sku_id=data["sku"].id, warehouse_id=data["warehouse"].id, quantity=data["quantity"], due_date=data["due_date"]
    )
    document = f"order/{data['document']}" if data["document"] else "arrival/expected"
    _tell(request, lambda: actions.expect([one], document=document, actor=actor(request)))
    return redirect("inventory:arrivals")


@door("inventory.move")
@require_POST
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """Pieces of an expected line are here, or will never be."""
    row = get_object_or_404(queries.expected(), pk=pk)
    if "never" in request.POST:
        _tell(request, lambda: actions.cancel_expected([row.id], reason=_("Will not come"), actor=actor(request)))
        return redirect("inventory:arrivals")
    try:
        quantity = tables.integer(request.POST.get("quantity", ""), least=1, most=10_000_000)
    except tables.BadCell as bad:
        messages.error(request, str(bad))
        return redirect("inventory:arrivals")
    one = actions.Arrival(
        sku_id=row.sku_id,
        warehouse_id=row.warehouse_id,
        quantity=quantity,
        expected_id=row.id,
        lot=request.POST.get("lot", "").strip(),
    )
    _tell(request, lambda: actions.receive([one], document=row.document, actor=actor(request)))
    return redirect("inventory:arrivals")


@door("inventory.view")
def blocked(request: HttpRequest) -> HttpResponse:
    """Pieces that cannot be sold, with their reasons."""
    return render(request, "inventory/blocked.html", {"page": paging.page(request, queries.blocked(), key="id")})


@door("inventory.move")
@require_POST
def clear_blocked(request: HttpRequest) -> HttpResponse:
    """Sellable again, or thrown away."""
    ids = [int(value) for value in request.POST.getlist("ids") if value.isdigit()]
    discard = "discard" in request.POST
    reason = _("Thrown away") if discard else _("Sellable again")
    _tell(request, lambda: actions.clear_blocked(ids, discard=discard, reason=reason, actor=actor(request)))
    return redirect("inventory:blocked")


NOTHING_YET = {"plan": None, "done": None}


@door("inventory.move")
def import_stock(request: HttpRequest) -> HttpResponse:
    """A file of stock: first what it would change, then the change."""
    token = request.POST.get("token", "")
    if token and request.method == "POST":
        return _apply(request, token)
    upload = request.FILES.get("file")
    if upload is None:
        return render(request, "inventory/import.html", NOTHING_YET)
    data, name = upload.read(), str(upload.name)
    try:
        plan = counting.plan(data, name)
    except tables.Unreadable as error:
        return render(request, "inventory/import.html", {**NOTHING_YET, "error": str(error)}, status=422)
    saved = default_storage.save(f"imports/stock/{name}", ContentFile(data))
    return render(request, "inventory/import.html", {**NOTHING_YET, "plan": plan, "token": saved, "name": name})


def _apply(request: HttpRequest, token: str) -> HttpResponse:
    if not token.startswith("imports/stock/") or ".." in token or not default_storage.exists(token):
        raise Http404(token)
    with default_storage.open(token) as file:
        done = counting.apply(file.read(), token.rpartition("/")[2], actor=actor(request))
    default_storage.delete(token)
    return render(request, "inventory/import.html", {**NOTHING_YET, "done": done, "back": reverse("inventory:list")})


@door("inventory.view")
def export_stock(request: HttpRequest) -> HttpResponse:
    """All stock as CSV, in the form the import reads."""
    answer = HttpResponse(counting.stock_file(), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="stock-{clock.today():%Y%m%d}.csv"'
    return answer

"""Orders by telephone and fax: typed with the keyboard alone, looked up as one types, taken in like any other."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.catalog import queries as catalog
from akinai.catalog.models import Sku
from akinai.core import clock
from akinai.core.japan import postal
from akinai.core.people.actors import actor
from akinai.core.people.masking import masked
from akinai.core.people.permissions import door
from akinai.inventory import queries as inventory
from akinai.orders import actions
from akinai.orders.forms import PERSON, EntryForm, Lines, OrderForm, lines_of
from akinai.orders.intake import IncomingOrder, Person
from akinai.orders.models import Order, SalesChannel
from akinai.orders.views import asked, weighing

SHOWN = 8  # answers while typing

# What the form and an order call alike.
PLAIN = (
    "payment_method", "delivery_method", "wished_date", "wished_slot", "shipping_fee", "payment_fee", "wrapping_fee",
    "discount", "noshi", "noshi_name", "wrapping", "gift_message", "remark", "slip_note",
)  # fmt: skip


def person(data: dict[str, Any], prefix: str) -> Person:
    """Buyer or recipient as typed."""
    return Person(**{name: data.get(f"{prefix}_{name}", "") or "" for name in PERSON})


def told(data: dict[str, Any], lines: Lines, *, channel: str, number: str) -> IncomingOrder:
    """The form as an order that a channel tells."""
    buyer = person(data, "buyer")
    recipient = buyer if data.get("same") else person(data, "to")
    gift = bool(data.get("gift"))
    return IncomingOrder(
        channel_code=channel,
        channel_number=number,
        ordered_at=clock.now(),
        buyer=buyer,
        recipient=recipient,
        gift=gift,
        hide_prices=gift,
        memo=data.get("memo", ""),
        lines=[line for _row, line in lines.good],
        **{name: data[name] for name in PLAIN if data.get(name) not in (None, "")},
    )


@door("orders.edit")
def new(request: HttpRequest) -> HttpResponse:
    """The form; what is saved opens as an order."""
    form = EntryForm(request.POST or None, initial=_initial())
    lines = lines_of(request.POST) if request.method == "POST" else Lines([])
    if request.method == "POST":
        weighing.complete(lines)
        if form.is_valid() and lines.valid and (order_id := _placed(request, form, lines)):
            return redirect("orders:order", order_id=order_id)
    context = {"form": form, "lines": lines, "new": True, "result": None}
    status = 422 if request.method == "POST" else 200
    return render(request, "orders/entry.html", context, status=status)


def _initial() -> dict[str, Any]:
    channel = SalesChannel.objects.filter(kind="phone").first()
    token = f"T{clock.now().astimezone(clock.JST):%y%m%d-%H%M%S}-{secrets.token_hex(2)}"
    return {
        "token": token,
        "channel": channel.code if channel else None,
        "same": True,
        "delivery_method": "yamato_takkyubin",
    }


def _placed(request: HttpRequest, form: EntryForm, lines: Lines) -> int | None:
    data = form.cleaned_data
    order = told(data, lines, channel=data["channel"].code, number=data["token"])
    result = actions.place_orders([order], actor=actor(request))
    for refusal in result.refused:
        name = refusal.field.replace("recipient.", "to_").replace("buyer.", "buyer_")
        form.add_error(name if name in form.fields else None, str(refusal.message))
    found = result.placed or result.duplicates or result.changed
    return found[0] if found else None


@door("orders.edit")
@require_POST
def weigh(request: HttpRequest) -> HttpResponse:
    """Totals, tax and ship date of what stands in the form now, as a fragment."""
    form = OrderForm(request.POST)
    form.is_valid()
    data = {name: form.cleaned_data.get(name) for name in form.fields}
    lines = lines_of(request.POST)
    weighing.complete(lines)
    channel = request.POST.get("channel") or request.POST.get("for_channel") or ""
    order = told(data, lines, channel=channel, number="T")
    before = None
    if (key := request.POST.get("order", "")).isdigit():
        before = Order.objects.filter(pk=int(key)).first()
    return render(request, "orders/parts/weighed.html", {"weighed": weighing.weigh(order), "before": before})


# --- looked up while typing ------------------------------------------------------------------------------------


@door("orders.edit")
def buyers(request: HttpRequest) -> JsonResponse:
    """Past buyers by telephone, name or kana, the latest order of each."""
    asked_for = request.GET.get("q", "").strip()
    found: dict[tuple[str, str], dict[str, Any]] = {}
    if len(asked_for) >= 2 and not masked(request.user):
        for order in asked.searched(Order.objects.all(), asked_for).order_by("-id")[: SHOWN * 5]:
            key = (order.buyer_name.replace(" ", ""), order.buyer_phone)
            if order.buyer_name and key not in found:
                found[key] = _buyer(order)
            if len(found) == SHOWN:
                break
    return JsonResponse({"found": list(found.values())})


def _buyer(order: Order) -> dict[str, Any]:
    names = ("name", "kana", "phone", "email", "postal", "prefecture", "city", "line1", "line2")
    fields = {f"buyer_{name}": getattr(order, f"buyer_{name}") for name in names}
    if not order.buyer_line1 and order.name == order.buyer_name:
        fields |= {f"buyer_{name}": getattr(order, name) for name in ("postal", "prefecture", "city", "line1", "line2")}
    last = {"payment_method": order.payment_method, "delivery_method": order.delivery_method}
    place = f"{fields['buyer_prefecture']}{fields['buyer_city']}{fields['buyer_line1']}"
    return {"title": order.buyer_name, "text": f"{order.buyer_phone}　{place}", "fields": {**fields, **last}}


@door("orders.edit")
def addresses(request: HttpRequest) -> JsonResponse:
    """The places of a postal code."""
    found = postal.places(request.GET.get("postal", ""))
    rows = [
        {
            "prefecture": one.prefecture,
            "city": one.city,
            "line1": f"{one.town}{one.street}",
            "title": str(one),
            "text": one.office,
        }
        for one in found
    ]
    return JsonResponse({"found": rows, "postal": postal.format_postal(request.GET.get("postal", ""))})


@door("orders.edit")
def products(request: HttpRequest) -> JsonResponse:
    """Products by code, JAN or name, with price and free stock."""
    asked_for = request.GET.get("q", "").strip()
    if not asked_for:
        return JsonResponse({"found": []})
    exact = catalog.skus_by_code([asked_for]).get(catalog.code_key(asked_for))
    first = [exact] if exact else catalog.skus_by_jan([asked_for]).get(asked_for, [])
    ids = [one.id for one in first]
    if len(ids) < SHOWN:
        more = Sku.objects.filter(catalog.search(asked_for), active=True).exclude(id__in=ids).order_by("code")
        ids += list(more.values_list("id", flat=True)[: SHOWN - len(ids)])
    facts, free = catalog.skus(ids), inventory.available(ids)
    rows = [
        {
            "code": facts[one].code,
            "name": f"{facts[one].name} {facts[one].options}".strip(),
            "price": facts[one].price,
            "free": free.get(one, 0),
            "title": f"{facts[one].name} {facts[one].options}".strip(),
            "text": _("%(code)s　¥%(price)s　%(free)s free")
            % {"code": facts[one].code, "price": f"{facts[one].price or 0:,}", "free": f"{free.get(one, 0):,}"},
        }
        for one in ids
        if one in facts
    ]
    return JsonResponse({"found": rows, "exact": bool(first)})

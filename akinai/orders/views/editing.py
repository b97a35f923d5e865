"""An order changed by a person: address, dates, method, lines. What it comes to is shown before it is saved."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.orders import actions
from akinai.orders.forms import PERSON, Lines, OrderForm, lines_of, rows_of_order
from akinai.orders.models import Order, OrderLine
from akinai.orders.views import weighing

PLAIN = (
    "payment_method", "delivery_method", "wished_date", "wished_slot", "shipping_fee", "payment_fee", "wrapping_fee",
    "discount", "gift", "noshi", "noshi_name", "wrapping", "gift_message", "remark", "slip_note",
)  # fmt: skip


def _initial(order: Order) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(order, name) for name in PLAIN}
    for name in PERSON:
        values[f"buyer_{name}"] = getattr(order, f"buyer_{name}", "")
        values[f"to_{name}"] = getattr(order, name, "")
    alike = ("name", "postal", "prefecture", "city", "line1", "line2")
    values["same"] = all(getattr(order, name) == getattr(order, f"buyer_{name}") for name in alike)
    return values


class EditForm(OrderForm):
    """The form of an order that is there: the recipient's address must be whole, the buyer's need not."""

    def _check_person(self, prefix: str, data: dict[str, Any], *, needed: bool) -> None:
        if needed:
            super()._check_person(prefix, data, needed=True)


@door("orders.edit")
def edit(request: HttpRequest, order_id: int) -> HttpResponse:
    """The form, filled with the order; saving is one verb, refused when somebody else was quicker."""
    order = get_object_or_404(Order.objects.select_related("channel"), pk=order_id)
    if order.cancelled or (order.pieces and order.shipped >= order.pieces):
        messages.error(request, _("Order %(number)s can no longer be changed.") % {"number": order.number})
        return redirect("orders:order", order_id=order.pk)
    kept = list(order.lines.order_by("position"))
    form = EditForm(request.POST or None, initial=_initial(order))
    lines = lines_of(request.POST) if request.method == "POST" else Lines(rows_of_order(kept))
    if request.method == "POST":
        if order.in_work:
            lines = Lines(rows_of_order(kept))
        weighing.complete(lines)
        _check_codes(kept, lines)
        if form.is_valid() and lines.valid and _saved(request, order, form, lines):
            messages.success(request, _("Saved."))
            return redirect("orders:order", order_id=order.pk)
    revision = request.POST.get("revision", order.revision)
    context = {"form": form, "lines": lines, "order": order, "new": False, "revision": revision}
    return render(request, "orders/entry.html", context, status=422 if request.method == "POST" else 200)


def _saved(request: HttpRequest, order: Order, form: OrderForm, lines: Lines) -> bool:
    data = form.cleaned_data
    seen = request.POST.get("revision", "")
    one = actions.Edit(
        order_id=order.pk,
        fields=_fields(order, data),
        lines=None if order.in_work or not _moved(order, lines) else _lines(order, lines),
        revision=int(seen) if seen.isdigit() else None,
    )
    try:
        outcome = actions.edit([one], actor=actor(request))
    except Refused as refused:
        return _explain(form, list(refused.refusals))
    return _explain(form, outcome.refused)


def _fields(order: Order, data: dict[str, Any]) -> dict[str, Any]:
    """Only what differs from what the form was filled with: amounts nobody told stay unknown."""
    before = _initial(order)
    values = {name: data[name] for name in PLAIN if (data[name] or None) != (before[name] or None)}
    if "gift" in values:
        values["hide_prices"] = values["gift"]
    names = [name for name in PERSON if f"buyer_{name}" in data]
    values |= {f"buyer_{n}": data[f"buyer_{n}"] for n in names if data[f"buyer_{n}"] != before[f"buyer_{n}"]}
    source = "buyer" if data["same"] else "to"
    for name in PERSON:
        written = data.get(f"{source}_{name}")
        if name == "email" or written is None or (source == "buyer" and name == "company"):
            continue
        if written != before[f"to_{name}"]:
            values[name] = written
    return values


def _moved(order: Order, lines: Lines) -> bool:
    """Whether the lines differ from the order's."""
    now = [(row.line, row.code, row.name, row.options, row.quantity, row.price) for row in lines.rows]
    was = rows_of_order(list(order.lines.order_by("position")))
    return now != [(row.line, row.code, row.name, row.options, row.quantity, row.price) for row in was]


def _lines(order: Order, lines: Lines) -> list[actions.LineEdit]:
    kept = {str(line.pk): line for line in order.lines.all()}
    return [_line(kept.get(row.line), line) for row, line in lines.good]


def _line(kept: OrderLine | None, line: actions.IncomingLine) -> actions.LineEdit:
    """The line as it shall be. With its code as it was, it stays the product it was (malls have codes of their own)."""
    same = kept is not None and kept.sku_code == line.sku_code
    return actions.LineEdit(
        quantity=line.quantity,
        line_id=kept.pk if kept else None,
        sku_code=line.sku_code,
        sku_id=kept.sku_id if kept and same else line.sku_id,
        name=line.name,
        options=line.options,
        unit_price=line.unit_price,
        price_includes_tax=line.price_includes_tax,
        ships=kept.ships if kept else True,
        note=kept.note if kept else "",
        channel_line=kept.channel_line if kept else "",
    )


def _check_codes(kept: list[OrderLine], lines: Lines) -> None:
    """A code typed anew must be a product; one the mall sent may be unknown."""
    before = {str(line.pk): line.sku_code for line in kept}
    for row, line in lines.good:
        if line.sku_id is None and before.get(row.line) != row.code:
            row.error = _("There is no product with the code “%(code)s”.") % {"code": row.code}


def _explain(form: OrderForm, refused: list[Refusal]) -> bool:
    for one in refused:
        name = one.field if one.field in form.fields else f"to_{one.field}"
        form.add_error(name if name in form.fields else None, str(one.message))
    return not refused

"""Making and changing products, SKUs, pictures and categories."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.catalog import queries
from akinai.catalog.actions import (
    CategoryEdit,
    SkuEdit,
    Upload,
    add_images,
    order_images,
    remove_categories,
    remove_images,
    save_categories,
    save_skus,
)
from akinai.catalog.forms import CategoryForm, PartRows, ProductForm, SkuForm, SkuRows
from akinai.catalog.models import Category, Product, ProductImage, Sku
from akinai.core.outcome import Outcome, Refusal
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import results

# --- a product and the table of its SKUs --------------------------------------------------------------------


@door("catalog.edit")
def product_form(request: HttpRequest, product_id: int | None = None) -> HttpResponse:
    """A new product, or the product and its SKUs in one table."""
    product = get_object_or_404(Product, pk=product_id) if product_id else None
    form = ProductForm(request.POST or None, initial=_product_values(product))
    rows = SkuRows(request.POST or None, prefix="skus", initial=_sku_rows(product))
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        outcome = save_skus(_edits(request, form, rows, product), actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect("catalog:sku", outcome.done[0])
        _explain(form, list(rows), outcome.refused)
        if outcome.done and product is None:
            product = Sku.objects.select_related("product").get(pk=outcome.done[0]).product
    context = {"form": form, "rows": rows, "product": product, "sees_cost": allowed(request.user, "cost.view")}
    return render(request, "catalog/product_form.html", context)


def _product_values(product: Product | None) -> dict[str, Any]:
    if product is None:
        return {}
    paths = {node.id: node.path for node in queries.category_tree().nodes}
    chosen = queries.categories_of([product.pk]).get(product.pk, [])
    return {
        "product_name": product.name,
        "product_code": product.code,
        "name_en": product.name_en,
        "description": product.description,
        "category": [paths[one] for one in chosen],
    }


def _sku_rows(product: Product | None) -> list[dict[str, Any]]:
    if product is None:
        return []
    names = ("code", "name", "options", "jan", "price", "cost")
    rows = Sku.objects.filter(product=product).order_by("code_key")
    return [{name: getattr(row, name) for name in names} | {"sku_id": row.pk} for row in rows]


def _edits(request: HttpRequest, form: ProductForm, rows: Any, product: Product | None) -> list[SkuEdit]:
    """One edit per filled row. A SKU without a name of its own takes the product's, with its options."""
    common = dict(form.cleaned_data)
    filled = [row for row in rows if row.cleaned_data.get("code")]
    common["product_code"] = common["product_code"] or (product.code if product else filled[0].cleaned_data["code"])
    names = ["code", "name", "options", "jan", "price", *(["cost"] if allowed(request.user, "cost.view") else [])]
    own = set(Sku.objects.filter(product=product).values_list("pk", flat=True)) if product else set()
    edits = []
    for number, row in enumerate(rows):
        data = row.cleaned_data
        if not data.get("code"):
            continue
        values = {name: data[name] for name in names} | common
        values["name"] = data["name"] or " ".join(filter(None, (common["product_name"], data["options"])))
        edits.append(SkuEdit(number, values, sku_id=data["sku_id"] if data["sku_id"] in own else None))
    return edits


def _explain(form: forms.Form, rows: Sequence[forms.Form], refusals: Sequence[Refusal]) -> None:
    """Put each sentence beside the field it is about."""
    for refusal in refusals:
        row = rows[refusal.key] if isinstance(refusal.key, int) and refusal.key < len(rows) else form
        target = row if refusal.field in row.fields else form
        target.add_error(refusal.field if refusal.field in target.fields else None, refusal.message)


# --- one SKU ------------------------------------------------------------------------------------------------


@door("catalog.edit")
def sku_form(request: HttpRequest, sku_id: int) -> HttpResponse:
    """Every field of a SKU, and what it consists of."""
    sku = get_object_or_404(Sku.objects.select_related("product"), pk=sku_id)
    sees_cost = allowed(request.user, "cost.view")
    held = queries.parts_of([sku_id]).get(sku_id, [])
    initial = {name: getattr(sku, name) for name in SkuForm.base_fields if name != "tax_category"}
    form = SkuForm(
        request.POST or None, initial=initial | {"tax_category": sku.tax_category_id}, may_see_cost=sees_cost
    )
    parts = PartRows(
        request.POST or None, prefix="parts", initial=[{"part": one.code, "pieces": one.quantity} for one in held]
    )
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        values = dict(form.cleaned_data) | _composition(request, parts)
        outcome = save_skus([SkuEdit(0, values, sku_id=sku_id)], actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect("catalog:sku", sku_id)
        _explain(form, [form], outcome.refused)
    kind = request.POST.get("kind", sku.kind)
    return render(request, "catalog/sku_form.html", {"sku": sku, "form": form, "parts": parts, "kind": kind})


def _composition(request: HttpRequest, parts: Any) -> dict[str, Any]:
    kind = request.POST.get("kind", "single")
    if kind not in ("bundle", "case"):
        return {"kind": "single", "parts": ()}
    lines = [row.cleaned_data for row in parts if row.cleaned_data.get("part")]
    return {"kind": kind, "parts": tuple((line["part"], line["pieces"]) for line in lines)}


# --- pictures -----------------------------------------------------------------------------------------------


@door("catalog.edit")
@require_POST
def images(request: HttpRequest, product_id: int) -> HttpResponse:
    """Add, order or remove pictures of a product; answers with the pictures."""
    product = get_object_or_404(Product, pk=product_id)
    who = actor(request)
    refused: list[Refusal] = []
    if files := request.FILES.getlist("image"):
        uploads = [Upload(str(file.name), file.read()) for file in files[:50]]
        refused = add_images(product_id, uploads, actor=who).refused
    elif "remove" in request.POST:
        own = ProductImage.objects.filter(product=product, pk__in=_numbers(request, "remove"))
        remove_images(list(own.values_list("pk", flat=True)), actor=who)
    elif "first" in request.POST:
        order_images(product_id, _numbers(request, "first"), actor=who)
    elif "order" in request.POST:
        order_images(product_id, _numbers(request, "order"), actor=who)
    context = {"images": list(product.images.order_by("position", "id")), "product": product, "refused": refused}
    if getattr(request, "htmx", False):
        return render(request, "catalog/parts/images.html", context)
    for refusal in refused:
        messages.error(request, f"{refusal.key}: {refusal.message}")
    return redirect("catalog:product", product_id)


def _numbers(request: HttpRequest, name: str) -> list[int]:
    parts = [part for value in request.POST.getlist(name) for part in value.split(",")]
    return [int(part) for part in parts if part.isdecimal() and len(part) < 18]


# --- categories ---------------------------------------------------------------------------------------------


@door("catalog.view")
def category_list(request: HttpRequest) -> HttpResponse:
    """The tree, with how many products stand in each."""
    counts: dict[int, int] = {}
    for category in Product.categories.through.objects.values_list("category_id", flat=True):
        counts[category] = counts.get(category, 0) + 1
    nodes = [(node, counts.get(node.id, 0)) for node in queries.category_tree().nodes]
    return render(request, "catalog/categories.html", {"nodes": nodes})


@door("catalog.edit")
def category_form(request: HttpRequest, category_id: int | None = None) -> HttpResponse:
    """A new category, or one to rename and move."""
    row = get_object_or_404(Category, pk=category_id) if category_id else None
    names = ("name", "code", "position")
    initial = {name: getattr(row, name) for name in names} | {"parent": row.parent_id} if row else {}
    form = CategoryForm(request.POST or None, initial=initial or {"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        edit = CategoryEdit(data["name"], category_id, data["code"], data["parent"], data["position"] or 0)
        outcome = save_categories([edit], actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect("catalog:categories")
        _explain(form, [form], outcome.refused)
    context = {"form": form, "row": row, "back": reverse("catalog:categories")}
    return render(request, "catalog/category_form.html", context)


@door("catalog.edit")
@require_POST
def category_remove(request: HttpRequest) -> HttpResponse:
    """Remove the picked categories; those in use are listed."""
    ids = _numbers(request, "ids")
    names = {node.id: node.path for node in queries.category_tree().nodes}
    outcome: Outcome = remove_categories(ids, actor=actor(request))
    if outcome.refused:
        back = reverse("catalog:categories")
        return results.show(request, outcome, title=_("Remove categories"), back=back, names=names)
    n = len(outcome.done)
    messages.success(request, ngettext("%(n)s category removed.", "%(n)s categories removed.", n) % {"n": n})
    return redirect("catalog:categories")

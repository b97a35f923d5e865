"""The list of SKUs, the page of one, and files of pictures."""

import re
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.catalog import exporting, queries
from akinai.catalog.actions import resume_selling, stop_selling
from akinai.catalog.columns import BY_NAME
from akinai.catalog.forms import tax_name
from akinai.catalog.models import Handling, Sku, SkuKind, Temperature
from akinai.core import clock
from akinai.core.models import TaxCategory
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor, actor_names
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging, results
from akinai.core.tables import Unencodable

TONES = {"chilled": "info", "frozen": "accent", "bundle": "accent", "case": "info"}


def chosen(request: HttpRequest) -> dict[str, Any]:
    """The list's filter as asked for; what is not known is left out."""
    category = request.GET.get("category", "")
    state = request.GET.get("state", "active")
    return {
        "q": request.GET.get("q", "").replace("\0", "").strip()[:200],
        "category": int(category) if category.isdecimal() and len(category) < 18 else None,
        "temperature": request.GET.get("temperature", ""),
        "kind": request.GET.get("kind", ""),
        "lacks": request.GET.get("lacks", ""),
        "state": state if state in ("active", "inactive", "all") else "active",
    }


@door("catalog.view")
def sku_list(request: HttpRequest) -> HttpResponse:
    """SKUs by code, searched and narrowed."""
    wanted = chosen(request)
    page = paging.page(request, queries.sku_list(**wanted), key="code_key", per=50)
    lacks = [("price", _("No price")), ("jan", _("No JAN code")), ("image", _("No picture")),
             ("weight", _("No weight")), ("shelf", _("No shelf"))]  # fmt: skip
    if allowed(request.user, "cost.view"):
        lacks.append(("cost", _("No cost")))
    context = {
        "page": page,
        "wanted": wanted,
        "counts": queries.counts(),
        "tree": queries.category_tree().nodes,
        "temperatures": Temperature.choices,
        "lacks": lacks,
        "tones": TONES,
        "narrowed": any(wanted[name] for name in ("q", "category", "temperature", "kind", "lacks")),
    }
    return render(request, "catalog/list.html", context)


@door("catalog.view")
def sku(request: HttpRequest, sku_id: int) -> HttpResponse:
    """Everything about one SKU."""
    found = get_object_or_404(Sku.objects.select_related("product", "tax_category"), pk=sku_id)
    paths = {node.id: node.path for node in queries.category_tree().nodes}
    shelves = queries.categories_of([found.product_id]).get(found.product_id, [])
    siblings = Sku.objects.filter(product=found.product_id).order_by("code_key").only("id", "code", "name", "options")
    context = {
        "sku": found,
        "tax": tax_name(found.tax_category),
        "handling": [dict(Handling.choices).get(one, one) for one in found.handling],
        "parts": queries.parts_of([sku_id]).get(sku_id, []),
        "wholes": queries.wholes_of(sku_id),
        "images": list(found.product.images.order_by("position", "id")),
        "categories": [paths[one] for one in shelves if one in paths],
        "siblings": list(siblings[:51]),
        "changes": _shown_history(request, sku_id),
        "tones": TONES,
    }
    return render(request, "catalog/sku.html", context)


def _shown_history(request: HttpRequest, sku_id: int) -> list[dict[str, Any]]:
    """The SKU's changes in words; cost only for those who may see it."""
    hidden = {"code_key", "product_id"} | (set() if allowed(request.user, "cost.view") else {"cost"})
    changes = [change for change in queries.history(sku_id) if change.field not in hidden]
    names = actor_names({change.actor for change in changes if change.actor})
    return [
        {
            "at": change.at,
            "who": names.get(change.actor, ""),
            "field": change.field,
            "label": label(change.field),
            "before": word(change.field, change.before),
            "after": word(change.field, change.after),
        }
        for change in changes
    ]


def label(name: str) -> Any:
    """A column's name on the screen."""
    known = BY_NAME.get(name.removesuffix("_id"))
    return known.label if known else _("Kind") if name == "kind" else name


def word(name: str, value: Any) -> str:
    """A value as the screen says it: 常温, はい, ¥1,200."""
    if value is None or value == "" or value in ([], ()):
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in ("price", "cost"):
        return f"¥{value:,}"
    choices = {"temperature": Temperature, "kind": SkuKind, "handling": Handling}.get(name)
    if choices is not None:
        words = {str(key): str(text) for key, text in choices.choices}
        return "・".join(words.get(str(one), str(one)) for one in ([value] if isinstance(value, str) else value))
    if name == "tax_category_id":
        tax = TaxCategory.objects.filter(code=value).first()
        return tax_name(tax) if tax else str(value)
    return str(value)


@door("catalog.edit")
@require_POST
def sell(request: HttpRequest, verb: str) -> HttpResponse:
    """Stop or resume selling the picked SKUs."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    act = {"stop": stop_selling, "resume": resume_selling}[verb]
    outcome = act(ids, actor=actor(request))
    title = _("Sale stopped") if verb == "stop" else _("On sale again")
    names = {one.pk: str(one) for one in Sku.objects.filter(pk__in=ids).only("id", "code", "name")}
    return results.show(
        request, outcome, title=title, back=request.POST.get("next") or reverse("catalog:list"), names=names
    )


@door("catalog.view")
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The present list as a file: csv (UTF-8), cp932 (CSV for older programs) or xlsx."""
    rows = queries.sku_list(**chosen(request))
    cost = allowed(request.user, "cost.view")
    name = f"products-{clock.today():%Y%m%d}.{'xlsx' if kind == 'xlsx' else 'csv'}"
    try:
        if kind == "xlsx":
            data = exporting.export_xlsx(rows, cost=cost)
        else:
            data = exporting.export_csv(rows, encoding="cp932" if kind == "cp932" else "utf-8-sig", cost=cost)
    except Unencodable as problem:
        return render(request, "catalog/unencodable.html", {"problems": problem.problems[:200]}, status=422)
    log_access(actor=actor(request), what="catalog.export", subject="", count=rows.count())
    kinds = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    answer = HttpResponse(data, content_type=kinds.get(kind, "text/csv"))
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


_PICTURE = re.compile(r"images/[0-9a-f]{2}/[0-9a-f]{64}(-160|-480)?\.(webp|jpg|png|gif)")
_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png", "gif": "image/gif"}


@door("catalog.view")
def picture(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """A picture. Its name is its content, so a browser may keep it for a year."""
    if not _PICTURE.fullmatch(path):
        raise Http404(path)
    try:
        file = default_storage.open(path)
    except FileNotFoundError:
        raise Http404(path) from None
    answer = FileResponse(file, content_type=_TYPES[path.rpartition(".")[2]])
    answer["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer


@door("catalog.view")
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    """A product is shown through its first SKU."""
    first = Sku.objects.filter(product=product_id).order_by("code_key").first()
    if first is None:
        raise Http404(product_id)
    return redirect("catalog:sku", first.pk)

"""Banners, shelves, navigation and redirects: one list and one form for each, drawn alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.catalog import queries as catalog
from akinai.catalog.models import Product
from akinai.core.outcome import Outcome
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import results
from akinai.core.tables import Unreadable, write_csv
from akinai.storefront.actions import arranging as verbs
from akinai.storefront.models import Banner, NavItem, Redirect, Shelf
from akinai.storefront.queries import site as queries
from akinai.storefront.site_forms import INITIAL, BannerForm, NavItemForm, RedirectForm, ShelfForm
from akinai.storefront.views.desk.content import ids_of, standing, told

Verb = Callable[..., Outcome]
MOST_SHOWN = 500


@dataclass(frozen=True)
class Room:
    """One kind of row: its words, form and verbs. `order` only where the order means something."""

    slug: str
    label: Promise
    new: Promise
    note: Promise
    table: type[Model]
    form: type[Any]
    save: Verb
    delete: Verb
    order: Verb | None = None

    @property
    def sorts(self) -> bool:
        """Does the order of its rows mean something? (A template would call `order` itself.)"""
        return self.order is not None


ROOMS = {
    room.slug: room
    for room in (
        Room("banners", _lazy("Banners"), _lazy("New banner"),
             _lazy("Pictures and words of the top page, and the thin line above every page."),
             Banner, BannerForm, verbs.save_banners, verbs.delete_banners, verbs.order_banners),
        Room("shelves", _lazy("Product shelves"), _lazy("New shelf"), _lazy("Rows of products on the top page."),
             Shelf, ShelfForm, verbs.save_shelves, verbs.delete_shelves, verbs.order_shelves),
        Room("navigation", _lazy("Navigation"), _lazy("New link"),
             _lazy("Links in the head and the foot. Categories and the legal notice are there by themselves."),
             NavItem, NavItemForm, verbs.save_nav_items, verbs.delete_nav_items, verbs.order_nav_items),
        Room("redirects", _lazy("Redirects"), _lazy("New redirect"),
             _lazy("Addresses of a former shop, and where they lead now."),
             Redirect, RedirectForm, verbs.save_redirects, verbs.delete_redirects),
    )
}  # fmt: skip


def _room(slug: str) -> Room:
    if slug not in ROOMS:
        raise Http404(slug)
    return ROOMS[slug]


@door("storefront.view")
def rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, in the order visitors see."""
    room = _room(slug)
    found: Any = room.table._default_manager.all()
    asked = request.GET.get("q", "").replace("\0", "").strip()[:200]
    if room.table is Redirect:
        found = found.order_by("path")
        if asked:
            found = found.filter(path__icontains=asked) | found.filter(target__icontains=asked)
    if room.table is Banner:
        found = found.select_related("image")
    lines = [(row, _told(row)) for row in found[:MOST_SHOWN]]
    context = {"room": room, "lines": lines, "q": asked, "count": len(lines), "most": MOST_SHOWN}
    return render(request, f"storefront/desk/{slug}.html", context)


def _told(row: Any) -> dict[str, Any]:
    """What a list says of a row beyond its fields."""
    told: dict[str, Any] = {}
    if hasattr(row, "publish_at"):
        told["word"], told["tone"] = standing(row)
    if getattr(row, "image", None):
        told["picture"] = queries.picture(row.image)
    return told


@door("storefront.edit")
def form(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """A new row, or one to change."""
    room = _room(slug)
    row: Any = get_object_or_404(room.table, pk=pk) if pk else None
    asked = room.form(request.POST or None, initial=_first(room, row))
    chosen = ids_of(request, "products") if request.method == "POST" else list(getattr(row, "products", []))
    if request.method == "POST" and asked.is_valid():
        values = asked.values() | ({"products": chosen} if room.table is Shelf else {}) | ({"id": pk} if pk else {})
        outcome = room.save([values], actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect("storefront:rows", slug)
        for refusal in outcome.refused:
            asked.add_error(refusal.field if refusal.field in asked.fields else None, refusal.message)
    context = {"room": room, "row": row, "form": asked, "chosen": products_of(chosen), "is_shelf": room.table is Shelf}
    return render(request, "storefront/desk/row_form.html", context)


def _first(room: Room, row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    initial = {name: getattr(row, name) for name in INITIAL[room.table]}
    if isinstance(row, Banner):
        initial["image"] = row.image_id
    if isinstance(row, Shelf):
        initial["category"] = row.category_id
    return initial


@door("storefront.edit")
@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Delete the picked rows, or move one up or down (`up`, `down` hold its id)."""
    room = _room(slug)
    back = reverse("storefront:rows", args=[slug])
    if request.POST.get("what") == "delete":
        return told(request, room.delete(ids_of(request), actor=actor(request)), back, {})
    if room.order is not None:
        moved = _moved(list(room.table._default_manager.values_list("pk", flat=True)), request)
        room.order(moved, actor=actor(request))
    return redirect(back)


def _moved(order: list[int], request: HttpRequest) -> list[int]:
    for name, step in (("up", -1), ("down", 1)):
        for pk in ids_of(request, name)[:1]:
            if pk in order:
                here = order.index(pk)
                order.insert(min(max(here + step, 0), len(order) - 1), order.pop(here))
    return order


# --- products to choose ----------------------------------------------------------------------------------------------


def products_of(ids: Sequence[int]) -> list[Product]:
    """Products in this order."""
    known = Product.objects.in_bulk(list(ids))
    return [known[one] for one in ids if one in known]


@door("storefront.view")
def find_products(request: HttpRequest) -> HttpResponse:
    """Products by words or code, to be chosen: a fragment for htmx."""
    asked = request.GET.get("find", "").replace("\0", "").strip()[:100]
    found: list[Product] = []
    if asked:
        skus = catalog.sku_list(q=asked, state="active")
        found = list(Product.objects.filter(pk__in=skus.values("product_id")).order_by("code")[:12])
    return render(request, "storefront/desk/parts/found.html", {"found": found, "asked": asked})


# --- redirects in files ----------------------------------------------------------------------------------------------


@door("storefront.edit")
@require_POST
def import_redirects(request: HttpRequest) -> HttpResponse:
    """Save the redirects of a file; refused lines are named."""
    file, back = request.FILES.get("file"), reverse("storefront:rows", args=["redirects"])
    if file is None:
        messages.error(request, _("No file was chosen."))
        return redirect(back)
    try:
        outcome = verbs.import_redirects(file.read(), str(file.name), actor=actor(request))
    except Unreadable as problem:
        messages.error(request, str(problem))
        return redirect(back)
    if outcome.refused:
        names = {one.key: _("Row %(n)s") % {"n": one.key} for one in outcome.refused}
        return results.show(request, outcome, title=_("Import redirects"), back=back, names=names)
    n = len(outcome.done)
    messages.success(request, ngettext("%(n)s redirect saved.", "%(n)s redirects saved.", n) % {"n": n})
    return redirect(back)


@door("storefront.view")
def export_redirects(request: HttpRequest) -> HttpResponse:
    """All of them, in the form that can be imported again."""
    rows = Redirect.objects.order_by("path").values_list("path", "target", "permanent", "hits")
    lines = [(path, target, "はい" if permanent else "いいえ", str(hits)) for path, target, permanent, hits in rows]
    data = write_csv(["旧アドレス", "新アドレス", "恒久", "アクセス数"], lines)
    headers = {"Content-Disposition": 'attachment; filename="redirects.csv"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)

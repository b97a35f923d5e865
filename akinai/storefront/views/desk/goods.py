"""商品の表示: which products the shop shows, and what it adds to each."""

from typing import Any

from django.contrib import messages
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.catalog import queries as catalog
from akinai.catalog.models import Product
from akinai.core import clock
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging, timeline
from akinai.storefront.actions import productpages as verbs
from akinai.storefront.models import ProductPage
from akinai.storefront.queries import site as queries
from akinai.storefront.site_forms import ProductPageForm, of_page
from akinai.storefront.views.desk.arranging import products_of
from akinai.storefront.views.desk.content import ids_of, told, with_editor


@door("storefront.view")
def product_list(request: HttpRequest) -> HttpResponse:
    """Products with whether visitors see them, and why not."""
    asked = request.GET.get("q", "").replace("\0", "").strip()[:200]
    state = request.GET.get("state", "")
    shown, rows = queries.shown_products(), Product.objects.all()
    total = rows.count()
    seen = shown.count()
    if state == "shown":
        rows = shown
    elif state == "hidden":
        rows = rows.exclude(pk__in=shown.values("pk"))
    if asked:
        rows = rows.filter(pk__in=catalog.sku_list(q=asked, state="all").values("product_id"))
    rows = rows.annotate(least=Min("skus__price", filter=Q(skus__active=True))).select_related("page__sale_type")
    page = paging.page(request, rows.prefetch_related("images"), key="code", per=50)
    context = {
        "page": page,
        "lines": [(row, *standing(row)) for row in page.rows],
        "q": asked,
        "state": state,
        "counts": {"all": total, "shown": seen, "hidden": total - seen},
    }
    return render(request, "storefront/desk/products.html", context)


def standing(product: Any) -> tuple[str, str]:
    """Whether visitors see a product (with `least`, its lowest price), and if not, why; with a tone."""
    page, now = getattr(product, "page", None), clock.now()
    if product.least is None:
        return _("Not on sale or no price"), "warn"
    if page is None:
        return _("Shown"), "good"
    if not page.shown:
        return _("Hidden"), ""
    if page.end_at and page.end_at <= now:
        return _("Over"), ""
    if page.publish_at and page.publish_at > now:
        return _("Waiting for its time"), "info"
    return _("Shown"), "good"


@door("storefront.edit")
@require_POST
def product_bulk(request: HttpRequest) -> HttpResponse:
    """Show or hide the picked products."""
    verb = verbs.hide_products if request.POST.get("what") == "hide" else verbs.show_products
    ids = ids_of(request)
    names = dict(Product.objects.filter(pk__in=ids).values_list("pk", "name"))
    return told(request, verb(ids, actor=actor(request)), reverse("storefront:products"), names)


@door("storefront.edit")
def product_form(request: HttpRequest, product_id: int) -> HttpResponse:
    """What the shop adds to a product."""
    product = get_object_or_404(
        Product.objects.annotate(least=Min("skus__price", filter=Q(skus__active=True))), pk=product_id
    )
    page = ProductPage.objects.filter(product=product).first() or ProductPage(product=product)
    form = ProductPageForm(request.POST or None, initial=of_page(page))
    related = ids_of(request, "products") if request.method == "POST" else _related(page)
    if request.method == "POST" and form.is_valid():
        edit = verbs.ProductPageEdit(product_id, form.values() | {"related": related})
        outcome = verbs.save_product_pages([edit], actor=actor(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect("storefront:product", product_id)
        for refusal in outcome.refused:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
    context = {
        "product": product,
        "form": form,
        "chosen": products_of(related),
        "standing": standing(product),
        "lines": timeline.lines([f"product/{product_id}"], 12),
    }
    return with_editor(request, "storefront/desk/product_form.html", context)


def _related(page: ProductPage) -> list[int]:
    return list(page.related.order_by("code").values_list("pk", flat=True)) if page.pk else []

"""SKUs for programs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import AwareDatetime, Field

from akinai.catalog import actions, queries
from akinai.catalog.columns import BY_NAME, CLEAR
from akinai.catalog.models import Sku
from akinai.core import api
from akinai.core.api.paging import Page
from akinai.core.outcome import Outcome, Refusal
from akinai.core.tables import BadCell

router = api.Router(tags=["Products"])


class PartShown(api.Shown):
    """Pieces of another SKU that are in one piece of a bundle or case."""

    code: str
    quantity: int


class SkuShown(api.Shown):
    """What is counted, priced and shipped. Money in yen; `cost` needs cost.view."""

    id: int
    code: str
    product_code: str
    product_name: str
    name: str
    options: str
    jan: str
    kind: str
    parts: list[PartShown]
    price: int | None
    currency: str = "JPY"
    price_includes_tax: bool
    tax_category: str
    cost: int | None
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    temperature: str
    shelf: str
    release_date: dt.date | None
    lead_days: int
    order_limit: int | None
    gift: bool
    handling: list[str]
    packing_note: str
    low_stock: int | None
    active: bool
    updated_at: AwareDatetime


class SkuPage(Page):
    """A page of SKUs."""

    skus: list[SkuShown]


class SkusAsked(api.Paging):
    """Which SKUs."""

    q: str = Field("", max_length=200, description="Words in code, JAN, names or options.")
    active: bool | None = Field(None, description="On sale, or not any more.")
    jan: str = Field("", max_length=20)
    product: str = Field("", max_length=100, description="Code of the product.")
    changed_since: AwareDatetime | None = None


class PartAsked(api.Asked):
    """A part of a bundle or case."""

    code: str = Field(max_length=100)
    quantity: int = Field(ge=1, le=9999)


class SkuAsked(api.Asked):
    """A SKU as it shall be. What is left out stays as it is; a new SKU needs code and name. `cost` needs cost.view."""

    code: str = Field(min_length=1, max_length=100)
    name: str | None = None
    price: int | None = None
    price_includes_tax: bool | None = None
    jan: str | None = None
    tax_category: str | None = None
    cost: int | None = None
    weight_g: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    temperature: str | None = None
    shelf: str | None = None
    release_date: dt.date | None = None
    lead_days: int | None = None
    order_limit: int | None = None
    gift: bool | None = None
    handling: list[str] | None = None
    packing_note: str | None = None
    category: list[str] | None = Field(None, description="Paths like 食品 > 菓子.")
    low_stock: int | None = None
    product_code: str | None = None
    product_name: str | None = None
    options: str | None = None
    description: str | None = None
    active: bool | None = None
    kind: str | None = Field(None, pattern="^(single|bundle|case)$")
    parts: list[PartAsked] | None = Field(None, max_length=100, description="Of a bundle (or case); [] ends it.")


class SkusToSave(api.Asked):
    """At most 500 SKUs at once."""

    skus: list[SkuAsked] = Field(min_length=1, max_length=500)


class SkusSaved(api.Done):
    """`done`: the ids in the order asked. Keys of `refused`: the place in the list, from 0."""


@api.read(router, "/skus", "catalog.view")
def skus(request: api.Request, asked: Query[SkusAsked]) -> SkuPage:
    """List SKUs."""
    state = {None: "all", True: "active", False: "inactive"}[asked.active]
    rows = queries.sku_list(q=asked.q, state=state).prefetch_related(None)
    if asked.jan:
        rows = rows.filter(jan=asked.jan)
    if asked.product:
        rows = rows.filter(product__code=asked.product)
    if asked.changed_since:
        rows = rows.filter(updated_at__gte=asked.changed_since)
    found, after = api.page(rows, asked)
    return SkuPage(skus=_shown(found, request.auth), next=after)


@api.read(router, "/skus/{path:code}", "catalog.view")
def sku(request: api.Request, code: Path[str]) -> SkuShown:
    """One SKU by its code, however it is written (85123a = 85123A)."""
    rows = queries.sku_list(state="all").filter(code_key=queries.code_key(code.replace("\x00", "")))
    found = _shown(list(rows[:1]), request.auth)
    if not found:
        raise api.not_found(_("There is no SKU with the code “%(code)s”.") % {"code": code})
    return found[0]


@api.write(router, "/skus", "catalog.edit")
def save(request: api.Request, asked: SkusToSave) -> SkusSaved:
    """Add and change SKUs: what is known by its code is changed."""
    edits, unread = [], []
    for place, one in enumerate(asked.skus):
        values, refused = _values(place, one, request.auth)
        unread += refused
        if not refused:
            edits.append(actions.SkuEdit(place, values))
    outcome = actions.save_skus(edits, actor=request.auth.actor) + Outcome(refused=unread)
    return SkusSaved(done=outcome.done, refused=api.refusals(outcome.refused))


def _shown(rows: Sequence[Sku], caller: api.Caller) -> list[SkuShown]:
    """Rows as they go out. One statement, for the parts."""
    parts = queries.parts_of([row.pk for row in rows])
    costs = caller.may("cost.view")
    names = set(SkuShown.model_fields) & {field.name for field in Sku._meta.concrete_fields}
    plain = names - {"tax_category", "cost", "currency"}
    return [
        SkuShown(
            **{name: getattr(row, name) for name in plain},
            tax_category=row.tax_category_id or "",
            cost=row.cost if costs else None,
            product_code=row.product.code,
            product_name=row.product.name,
            parts=[PartShown(code=part.code, quantity=part.quantity) for part in parts.get(row.pk, [])],
        )
        for row in rows
    ]


def _values(place: int, one: SkuAsked, caller: api.Caller) -> tuple[dict[str, Any], list[Refusal]]:
    """The fields that were given, read by the rules that files follow."""
    values: dict[str, Any] = {}
    refused: list[Refusal] = []
    for name in one.model_fields_set - {"kind", "parts"}:
        column, given = BY_NAME[name], getattr(one, name)
        if name == "cost" and not caller.may("cost.view"):
            refused.append(Refusal(place, name, _("Setting cost prices needs the permission cost.view.")))
        elif given is None and column.empty == CLEAR:
            values[name] = column.blank
        elif given is None:
            refused.append(Refusal(place, name, _("“%(column)s” can't be empty.") % {"column": column.label}))
        else:
            try:
                values[name] = column.read(_cell(given))
            except BadCell as problem:
                refused.append(Refusal(place, name, str(problem)))
    return values | _composition(one), refused


def _cell(value: Any) -> str:
    """A value as a cell of a file holds it."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ";".join(value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _composition(one: SkuAsked) -> dict[str, Any]:
    """Kind and parts, when they are given. Parts alone make a bundle, no parts a single SKU."""
    if one.parts is None and one.kind is None:
        return {}
    parts = tuple((part.code, part.quantity) for part in one.parts or ())
    kind = one.kind or ("bundle" if parts else "single")
    if kind == "single":
        return {"kind": kind, "parts": ()}
    return {"kind": kind} if one.parts is None else {"kind": kind, "parts": parts}

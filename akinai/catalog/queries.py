"""Questions about what the shop sells."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unicodedata import normalize

from django.apps import apps
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from akinai.catalog.models import Category, Product, ProductImage, Sku, SkuKind, SkuPart
from akinai.core import arrays, prepared
from akinai.core.japan import text


def code_key(code: str) -> str:
    """A code as compared: width and case folded, trimmed. ``８５１２３a`` and ``85123A`` are one SKU."""
    return normalize("NFKC", code).casefold().strip()


@dataclass(frozen=True)
class SkuFacts:
    """What orders, stock and shipping need of a SKU. Money in whole yen; `parts` are (sku id, pieces in one)."""

    id: int
    code: str
    name: str
    options: str
    price: int | None
    price_includes_tax: bool
    tax_category: str
    cost: int | None
    temperature: str
    release_date: date | None
    lead_days: int
    order_limit: int | None
    gift: bool
    handling: tuple[str, ...]
    kind: str
    parts: tuple[tuple[int, int], ...]
    active: bool
    jan: str
    shelf: str
    weight_g: int | None
    size_mm: tuple[int | None, int | None, int | None]
    packing_note: str
    product_id: int


def skus_by_code(codes: Iterable[str]) -> dict[str, SkuFacts]:
    """SKUs of these codes however they are written, by `code_key`; unknown codes are left out. One statement."""
    return {code_key(sku.code): sku for sku in _facts("code_key", {code_key(code) for code in codes})}


def skus_by_jan(jans: Iterable[str]) -> dict[str, list[SkuFacts]]:
    """SKUs with these JAN codes; one JAN may belong to several (new and used, single and case). One statement."""
    found: dict[str, list[SkuFacts]] = defaultdict(list)
    for sku in _facts("jan", {jan for jan in jans if jan}):
        found[sku.jan].append(sku)
    return dict(found)


def skus(ids: Iterable[int]) -> dict[int, SkuFacts]:
    """SKUs by id. One statement."""
    return {sku.id: sku for sku in _facts("id", set(ids))}


# By hand: every placing of an order asks this, and building it anew from a model costs more than running it.
_FACTS = """
select id, code, name, options, price, price_includes_tax, tax_category_id, cost, temperature, release_date, lead_days,
       order_limit, gift, handling, kind,
       array(select array[part_id, quantity] from catalog_skupart p where p.whole_id = s.id order by p.id),
       active, jan, shelf, weight_g, array[length_mm, width_mm, height_mm], packing_note, product_id
  from catalog_sku s
 where {column} = any(%s) order by id
"""


def _facts(column: str, values: Iterable[Any]) -> list[SkuFacts]:
    with prepared.cursor() as cursor:
        cursor.execute(_FACTS.format(column=column), [arrays.literal(values)])
        return [_fact(*row) for row in cursor.fetchall()]


def _fact(*row: Any) -> SkuFacts:
    *first, handling, kind, parts, active, jan, shelf, weight_g, size_mm, packing_note, product_id = row
    own = tuple((part, quantity) for part, quantity in parts)
    rest = (tuple(handling), kind, own, active, jan, shelf, weight_g, tuple(size_mm), packing_note, product_id)
    return SkuFacts(*(*first, *rest))


def search(asked: str) -> Q:
    """The condition for a search over code, JAN, names, options and product, however it is typed."""
    keys = text.query_grams(asked)
    if not keys:
        return Q() if not asked.strip() else Q(pk__in=[])
    return Q(search_grams__contains=keys)


# What a list can be narrowed to, beside category and temperature.
LACKS: dict[str, Any] = {
    "price": Q(price=None),
    "jan": Q(jan=""),
    "cost": Q(cost=None),
    "weight": Q(weight_g=None),
    "shelf": Q(shelf=""),
    "image": ~Exists(ProductImage.objects.filter(product=OuterRef("product"))),
}


def sku_list(
    *,
    q: str = "",
    category: int | None = None,
    temperature: str = "",
    kind: str = "",
    lacks: str = "",
    state: str = "active",
) -> QuerySet[Sku]:
    """SKUs for a list, with product, first image and parts; the number of statements does not grow with the rows.

    `state`: "active", "inactive" or "all". `category` takes in the categories below it.
    """
    rows = Sku.objects.filter(search(q)).defer("search_grams").select_related("product")
    if state in ("active", "inactive"):
        rows = rows.filter(active=state == "active")
    if category is not None:
        within = [node.id for node in category_tree().below(category)]
        rows = rows.filter(
            Exists(Product.categories.through.objects.filter(product=OuterRef("product"), category__in=within))
        )
    if temperature:
        rows = rows.filter(temperature=temperature)
    if kind:
        rows = rows.filter(kind=kind)
    if lacks in LACKS:
        rows = rows.filter(LACKS[lacks])
    return rows.prefetch_related(Prefetch("product__images", ProductImage.objects.order_by("position", "id")))


@dataclass(frozen=True)
class Node:
    """A category in the tree; `path` is its name under those above: 「食品 > 菓子」."""

    id: int
    code: str
    name: str
    parent: int | None
    position: int
    depth: int
    path: str


@dataclass(frozen=True)
class Tree:
    """All categories in the order of the tree: each one comes after the one above it."""

    nodes: tuple[Node, ...]

    def below(self, category: int) -> list[Node]:
        """The category itself and everything under it."""
        wanted: set[int | None] = {category}
        found = []
        for node in self.nodes:
            if node.id == category or node.parent in wanted:
                wanted.add(node.id)
                found.append(node)
        return found

    def by_path(self) -> dict[str, Node]:
        return {node.path: node for node in self.nodes}

    def by_id(self) -> dict[int, Node]:
        return {node.id: node for node in self.nodes}


SEPARATOR = " > "


def category_tree() -> Tree:
    """Every category, one statement."""
    children: dict[int | None, list[Category]] = defaultdict(list)
    for row in Category.objects.order_by("position", "name", "id"):
        children[row.parent_id].append(row)
    nodes: list[Node] = []
    waiting = [(row, 0, "") for row in reversed(children[None])]
    while waiting:
        row, depth, above = waiting.pop()
        path = f"{above}{SEPARATOR}{row.name}" if above else row.name
        nodes.append(Node(row.pk, row.code, row.name, row.parent_id, row.position, depth, path))
        waiting += [(child, depth + 1, path) for child in reversed(children[row.pk])]
    return Tree(tuple(nodes))


def categories_of(product_ids: Iterable[int]) -> dict[int, list[int]]:
    """Category ids of each product, one statement."""
    found: dict[int, list[int]] = defaultdict(list)
    links = Product.categories.through.objects.filter(product_id__in=list(product_ids)).order_by("category_id")
    for product, category in links.values_list("product_id", "category_id"):
        found[product].append(category)
    return dict(found)


@dataclass(frozen=True)
class PartLine:
    """One part as shown: which SKU and how many pieces go into one."""

    sku_id: int
    code: str
    name: str
    quantity: int


def parts_of(sku_ids: Iterable[int]) -> dict[int, list[PartLine]]:
    """What bundles and cases consist of, one statement."""
    found: dict[int, list[PartLine]] = defaultdict(list)
    rows = SkuPart.objects.filter(whole_id__in=list(sku_ids)).order_by("id")
    for whole, part, code, name, quantity in rows.values_list(
        "whole_id", "part_id", "part__code", "part__name", "quantity"
    ):
        found[whole].append(PartLine(part, code, name, quantity))
    return dict(found)


def wholes_of(sku_id: int) -> list[PartLine]:
    """The bundles and cases a SKU is part of."""
    rows = SkuPart.objects.filter(part_id=sku_id).order_by("whole__code_key")
    return [PartLine(*line) for line in rows.values_list("whole_id", "whole__code", "whole__name", "quantity")]


def wholes_by_part(part_ids: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """For each part the (bundle id, pieces in one) it goes into: whose availability changes with it. One statement."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = SkuPart.objects.filter(part_id__in=list(part_ids)).order_by("whole_id")
    for part, whole, quantity in rows.values_list("part_id", "whole_id", "quantity"):
        found[part].append((whole, quantity))
    return dict(found)


@dataclass(frozen=True)
class Version:
    """A row as it stood from a moment on: every tracked field, who made it so, and by what."""

    at: datetime
    actor: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One field that changed; the first version of a row is a change of nothing (`field` "")."""

    at: datetime
    actor: str
    field: str
    before: Any
    after: Any


def history(sku_id: int, *, limit: int = 200) -> list[Change]:
    """What changed on a SKU, the newest first (at most `limit` versions back). One statement."""
    versions = _versions(sku_id, limit)
    changes: list[Change] = []
    for later, earlier in zip(versions, [*versions[1:], None], strict=True):
        if earlier is None:
            changes.append(Change(later.at, later.actor, "", None, None))
            continue
        changes += [
            Change(later.at, later.actor, name, earlier.fields[name], value)
            for name, value in later.fields.items()
            if earlier.fields[name] != value
        ]
    return changes


def _versions(sku_id: int, limit: int) -> list[Version]:
    model = apps.get_model("catalog", "SkuVersion")  # made by the decorator, so it has no name to import
    rows = model.objects.filter(pgh_obj_id=sku_id).order_by("-pgh_id")[:limit].values()
    return [
        Version(
            row["pgh_created_at"],
            str((row["pgh_context"] or {}).get("actor", "")),
            {name: value for name, value in row.items() if not name.startswith("pgh_") and name != "id"},
        )
        for row in rows
    ]


def counts() -> dict[str, int]:
    """Figures for the home page and the list's head, one statement."""
    return Sku.objects.aggregate(
        on_sale=Count("id", filter=Q(active=True)),
        without_price=Count("id", filter=Q(active=True, price=None)),
        without_jan=Count("id", filter=Q(active=True, jan="")),
        inactive=Count("id", filter=Q(active=False)),
        bundles=Count("id", filter=Q(active=True, kind=SkuKind.BUNDLE)),
        cases=Count("id", filter=Q(active=True, kind=SkuKind.CASE)),
        products=Count(F("product"), distinct=True, filter=Q(active=True)),
    )


def unpriced() -> int:
    """How many SKUs on sale have no price."""
    return Sku.objects.filter(active=True, price=None).count()

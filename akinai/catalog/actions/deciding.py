"""What a batch of edits would make of the catalog: pure comparison of the present state with what is wanted.

`load` reads the state in a constant number of statements, `decide` changes nothing. Import shows a decision as a
diff; saving writes it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from akinai.catalog.columns import BY_NAME, COLUMNS, PRODUCT_FIELDS, SKU_FIELDS, tax_words
from akinai.catalog.models import Product, Sku, SkuKind, SkuPart
from akinai.catalog.queries import Tree, categories_of, category_tree, code_key
from akinai.core.japan import text
from akinai.core.models import TaxCategory
from akinai.core.outcome import Refusal

Record = dict[str, Any]  # every column by name, `kind`, and `parts` as ((code, pieces), …) for bundles and cases


@dataclass(frozen=True)
class SkuEdit:
    """One SKU as wanted. `values`: columns by name (those of columns.py, parts and kind included); others stay.

    `key` names it in refusals (a row number). `sku_id`: an existing SKU whose code may change; else the code decides.
    `emptied`: kinds ("bundle", "case") whose column was there and empty: a SKU of that kind becomes a single one.
    """

    key: Hashable
    values: Mapping[str, Any]
    sku_id: int | None = None
    emptied: frozenset[str] = frozenset()


@dataclass
class State:
    """What the catalog holds of everything a batch touches."""

    skus: dict[int, Sku]
    records: dict[int, Record]
    ids: dict[str, int]  # code_key → sku id
    products: dict[str, Product]
    siblings: dict[int, int]  # product id → how many SKUs
    part_of: dict[str, set[str]]  # key of a part → keys of the bundles it goes into
    tax: dict[str, str]
    tree: Tree


@dataclass
class Decided:
    """An accepted edit: what was (None: new) and what will be."""

    edit: SkuEdit
    sku_id: int | None
    before: Record | None
    after: Record

    @property
    def changes(self) -> list[tuple[str, Any, Any]]:
        """(column, before, after) of every column that differs, in the table's order."""
        if self.before is None:
            return []
        names = [*(c.name for c in COLUMNS if c.level != "parts"), "kind", "parts"]
        return [(n, self.before[n], self.after[n]) for n in names if self.before[n] != self.after[n]]


@dataclass
class Decision:
    accepted: list[Decided] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def load(edits: Sequence[SkuEdit]) -> State:
    """The state the edits meet: seven statements, however many edits there are."""
    keys = {code_key(str(e.values["code"])) for e in edits if e.values.get("code")}
    keys |= {code_key(part) for e in edits for part, _n in e.values.get("parts", ())}
    product_codes = {str(e.values.get("product_code") or e.values.get("code") or "") for e in edits}
    of_skus = Q(skus__code_key__in=keys) | Q(skus__id__in=[e.sku_id for e in edits if e.sku_id])
    products = {p.pk: p for p in Product.objects.filter(Q(code__in=product_codes) | of_skus).distinct().order_by("id")}
    rows = list(Sku.objects.filter(product__in=products).defer("search_text", "search_grams").order_by("id"))
    skus = {row.pk: row for row in rows}
    kept: dict[int, list[tuple[str, int]]] = defaultdict(list)
    part_of: dict[str, set[str]] = defaultdict(set)
    links = SkuPart.objects.filter(Q(whole__in=skus) | Q(part__in=skus)).order_by("id")
    for whole, whole_key, part_key, part, pieces in links.values_list(
        "whole_id", "whole__code_key", "part__code_key", "part__code", "quantity"
    ):
        kept[whole].append((part, pieces))
        part_of[part_key].add(whole_key)
    tree = category_tree()
    paths = {node.id: node.path for node in tree.nodes}
    shelves = {product: tuple(sorted(paths[one] for one in ids)) for product, ids in categories_of(products).items()}
    siblings: dict[int, int] = defaultdict(int)
    for row in rows:
        siblings[row.product_id] += 1
    records = {
        row.pk: record(row, products[row.product_id], shelves.get(row.product_id, ()), kept.get(row.pk, ()))
        for row in rows
    }
    for one in products.values():
        one.shelves = shelves.get(one.pk, ())  # type: ignore[attr-defined]
    return State(
        skus=skus,
        records=records,
        ids={row.code_key: row.pk for row in rows},
        products={product.code: product for product in products.values()},
        siblings=siblings,
        part_of=part_of,
        tax=tax_words(TaxCategory.objects.all()),
        tree=tree,
    )


def record(sku: Sku, product: Product, paths: Sequence[str], parts: Iterable[tuple[str, int]]) -> Record:
    """A SKU as one flat row of columns."""
    found: Record = {name: getattr(sku, name) for name in SKU_FIELDS if name not in ("tax_category", "handling")}
    return found | {
        "tax_category": sku.tax_category_id,
        "handling": tuple(sku.handling),
        "product_code": product.code,
        "product_name": product.name,
        "name_en": product.name_en,
        "description": product.description,
        "category": tuple(paths),
        "kind": str(sku.kind),
        "parts": tuple(sorted(parts)),
    }


def decide(edits: Sequence[SkuEdit], state: State) -> Decision:
    """Accept what fits together and refuse the rest, each with a sentence. Order of edits: the first of two wins."""
    decision = Decision()
    seen: dict[str, Hashable] = {}
    told: dict[tuple[str, str], tuple[Any, Hashable]] = {}
    for edit in edits:
        decided, refusals = _one(edit, state)
        refusals = refusals or _clashes(decided, state, seen) or _contradictions(decided, told)
        if refusals:
            decision.refused += refusals
        else:
            decision.accepted.append(decided)
    _refuse_bad_parts(decision, state)
    _follow_products(decision, state)
    return decision


def _one(edit: SkuEdit, state: State) -> tuple[Decided, list[Refusal]]:
    values = dict(edit.values)
    sku_id = edit.sku_id or state.ids.get(code_key(str(values.get("code", ""))))
    before = state.records.get(sku_id) if sku_id else None
    if before is not None and not edit.sku_id:
        values["code"] = before["code"]  # 85123a in a file is 85123A
    if "parts" in values:
        values["parts"] = tuple(sorted(values["parts"]))
    elif before and before["kind"] in edit.emptied:
        values |= {"kind": SkuKind.SINGLE.value, "parts": ()}
    base = dict(before) if before else _new(values, state)
    after = base | values
    after["tax_category"] = state.tax.get(text.normalise(str(after["tax_category"])), "")
    if not after["product_code"]:
        after["product_code"] = base["product_code"] or after["code"]
    after = _with_product(after, values, before, state)
    decided = Decided(edit, sku_id if before else None, before, after)
    return decided, _problems(decided)


def _new(values: Mapping[str, Any], state: State) -> Record:
    blanks = {c.name: c.blank for c in COLUMNS if c.level != "parts"}
    return blanks | {"kind": SkuKind.SINGLE.value, "parts": (), "product_code": str(values.get("code", ""))}


def _with_product(after: Record, values: Mapping[str, Any], before: Record | None, state: State) -> Record:
    """Columns of the product that the edit leaves open come from the product the SKU will belong to."""
    product = state.products.get(after["product_code"])
    moved = before is None or before["product_code"] != after["product_code"]
    if product is not None and moved:
        held = {"product_name": product.name, "name_en": product.name_en, "description": product.description}
        held["category"] = product.shelves  # type: ignore[attr-defined]
        after = after | {name: value for name, value in held.items() if name not in values}
    elif before is not None and not values.get("product_name"):
        alone = product is not None and state.siblings[product.pk] == 1
        if alone and before["product_name"] == before["name"]:
            after["product_name"] = after["name"]  # a product of one SKU goes by its name
    if not after["product_name"]:
        after["product_name"] = (before or {}).get("product_name") or after["name"]
    return after


def _problems(decided: Decided) -> list[Refusal]:
    after, key = decided.after, decided.edit.key
    found: list[Refusal] = []
    for name in ("code", "name"):
        if not str(after[name]).strip() or not code_key(str(after[name])):
            words = _("“%(column)s” is empty. Every SKU needs it.") % {"column": BY_NAME[name].label}
            found.append(Refusal(key, name, words))
    if "price" in decided.edit.emptied and (decided.before is None or decided.before["price"] is not None):
        found.append(Refusal(key, "price", _("The price is empty. Write a whole number of yen (0 if it is free).")))
    if not after["tax_category"]:
        wanted = decided.edit.values.get("tax_category", "")
        found.append(Refusal(key, "tax_category", _("There is no tax category “%(word)s”.") % {"word": wanted}))
    if after["kind"] == SkuKind.CASE and len(after["parts"]) != 1:
        found.append(Refusal(key, "case_of", _("A case holds pieces of exactly one SKU.")))
    if after["kind"] == SkuKind.BUNDLE and not after["parts"]:
        found.append(Refusal(key, "parts", _("A bundle needs parts: write CODE:PIECES;CODE:PIECES.")))
    return found


def _clashes(decided: Decided, state: State, seen: dict[str, Hashable]) -> list[Refusal]:
    """Two edits of one SKU, or a code that another SKU has."""
    key, code = decided.edit.key, decided.after["code"]
    mine = code_key(code)
    if mine in seen:
        words = _("%(code)s is already in row %(row)s. Delete one of the two.")
        return [Refusal(key, "code", words % {"code": code, "row": seen[mine]})]
    owner = state.ids.get(mine)
    if owner is not None and owner != decided.sku_id:
        return [Refusal(key, "code", _("Another SKU has the code %(code)s.") % {"code": state.skus[owner].code})]
    seen[mine] = key
    return []


def _contradictions(decided: Decided, told: dict[tuple[str, str], tuple[Any, Hashable]]) -> list[Refusal]:
    """SKUs of one product that say different things about the product."""
    product, key = decided.after["product_code"], decided.edit.key
    for name in PRODUCT_FIELDS:
        if name not in decided.edit.values:
            continue
        said, by = told.setdefault((product, name), (decided.after[name], key))
        if said != decided.after[name]:
            words = _(
                "“%(column)s” of product %(product)s differs from row %(row)s. It must be the same for all its SKUs."
            )
            label = BY_NAME[name].label
            return [Refusal(key, name, words % {"column": label, "product": product, "row": by})]
    return []


def _refuse_bad_parts(decision: Decision, state: State) -> None:
    """Parts must exist and be single SKUs; a refusal may make others' parts missing, so until nothing more falls."""
    while True:
        kinds = {code_key(r["code"]): r["kind"] for r in state.records.values()}
        kinds |= {code_key(d.after["code"]): d.after["kind"] for d in decision.accepted}
        fallen = [(d, r) for d in decision.accepted if (r := _bad_part(d, kinds))]
        if not fallen:
            used = _used_as_part(decision, state)
            fallen = [(d, r) for d in decision.accepted if (r := _is_part(d, used))]
        if not fallen:
            return
        decision.refused += [refusal for _d, refusal in fallen]
        gone = {id(d) for d, _r in fallen}
        decision.accepted = [d for d in decision.accepted if id(d) not in gone]


def _used_as_part(decision: Decision, state: State) -> dict[str, str]:
    """Key of each part → a bundle or case it goes into, once the accepted edits are done."""
    redone = {code_key((d.before or d.after)["code"]) for d in decision.accepted}
    used = {part: next(iter(rest)) for part, wholes in state.part_of.items() if (rest := wholes - redone)}
    for decided in decision.accepted:
        used |= {code_key(part): decided.after["code"] for part, _n in decided.after["parts"]}
    return used


def _recomposed(decided: Decided) -> bool:
    before = decided.before["parts"] if decided.before else ()
    return bool(decided.after["parts"]) and before != decided.after["parts"]


def _parts_column(decided: Decided) -> str:
    return "case_of" if decided.after["kind"] == SkuKind.CASE else "parts"


def _bad_part(decided: Decided, kinds: Mapping[str, str]) -> Refusal | None:
    """A part that does not exist, or is a bundle or case."""
    key, column = decided.edit.key, _parts_column(decided)
    for part, _n in decided.after["parts"] if _recomposed(decided) else ():
        kind = kinds.get(code_key(part))
        if kind is None:
            return Refusal(key, column, _("There is no SKU %(code)s to be a part.") % {"code": part})
        if kind != SkuKind.SINGLE:
            words = _("%(code)s can't be a part: it is a bundle or case itself.")
            return Refusal(key, column, words % {"code": part})
    return None


def _is_part(decided: Decided, used: Mapping[str, str]) -> Refusal | None:
    """A bundle that is a part of another one."""
    after = decided.after
    holder = used.get(code_key(after["code"])) or used.get(code_key((decided.before or after)["code"]))
    if not holder or not _recomposed(decided):
        return None
    words = _("%(code)s is itself a part of %(whole)s: a bundle can't be part of another.")
    return Refusal(decided.edit.key, _parts_column(decided), words % {"code": after["code"], "whole": holder})


def _follow_products(decision: Decision, state: State) -> None:
    """Parts take the spelling of the SKU's own code; SKUs of one product agree about it."""
    spelt = {code_key(r["code"]): r["code"] for r in state.records.values()}
    spelt |= {code_key(d.after["code"]): d.after["code"] for d in decision.accepted}
    said: dict[str, Record] = defaultdict(dict)
    for decided in decision.accepted:
        after = decided.after
        after["parts"] = tuple(sorted((spelt.get(code_key(p), p), n) for p, n in after["parts"]))
        for name in PRODUCT_FIELDS:
            if name in decided.edit.values or name not in said[after["product_code"]]:
                said[after["product_code"]][name] = after[name]
    for decided in decision.accepted:
        decided.after |= said[decided.after["product_code"]]

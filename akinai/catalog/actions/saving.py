"""Saving products and SKUs: one verb, however many, in a constant number of statements."""

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pghistory
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from akinai.catalog import events
from akinai.catalog.actions.categories import make_paths
from akinai.catalog.actions.deciding import Decided, Decision, Record, SkuEdit, State, decide, load
from akinai.catalog.columns import SKU_FIELDS
from akinai.catalog.queries import code_key
from akinai.core import clock
from akinai.core.events import Event, publish
from akinai.core.japan import text
from akinai.core.outcome import Outcome

# Savings of the catalog come one after the other: two imports of one file can't add a code twice.
LOCK = 0x636174616C6F67


@dataclass(frozen=True)
class PartLine:
    """One part of a bundle or case: the code of a SKU, and how many pieces go into one."""

    code: str
    quantity: int


@contextmanager
def one_at_a_time(actor: str) -> Iterator[None]:
    """A transaction in which nobody else changes the catalog; the history rows written in it name the actor."""
    with transaction.atomic(), pghistory.context(actor=actor):
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        yield


def save_skus(edits: Sequence[SkuEdit], *, actor: str) -> Outcome:
    """Add and change SKUs with their products. Good edits are done even if others are refused.

    `done` holds the SKU ids in the order of the edits, unchanged ones included.
    """
    with one_at_a_time(actor):
        state = load(edits)
        decision = decide(edits, state)
        done = write(decision, state, actor=actor)
    return Outcome(done, decision.refused)


def set_parts(parts: dict[int, Sequence[PartLine]], *, kind: str = "bundle", actor: str) -> Outcome:
    """What bundles (or cases) consist of, by SKU id; no parts make it a single SKU again."""
    edits = [
        SkuEdit(
            key=sku_id,
            sku_id=sku_id,
            values={"kind": kind if lines else "single", "parts": tuple((one.code, one.quantity) for one in lines)},
        )
        for sku_id, lines in parts.items()
    ]
    return save_skus(edits, actor=actor)


def stop_selling(sku_ids: Iterable[int], *, actor: str) -> Outcome:
    """Take SKUs off sale; orders that exist stay. The inverse is `resume_selling`."""
    return save_skus([SkuEdit(key=one, sku_id=one, values={"active": False}) for one in sku_ids], actor=actor)


def resume_selling(sku_ids: Iterable[int], *, actor: str) -> Outcome:
    """Sell SKUs again."""
    return save_skus([SkuEdit(key=one, sku_id=one, values={"active": True}) for one in sku_ids], actor=actor)


def write(decision: Decision, state: State, *, actor: str) -> list[int]:
    """Write a decision made under the lock; gives the SKU ids in its order."""
    accepted = decision.accepted
    changed = [d for d in accepted if d.before is None or d.changes]
    if not changed:
        return [d.sku_id for d in accepted if d.sku_id]
    products = _write_products(changed, state)
    ids = _write_skus(changed, products, state)
    _write_parts(changed, ids)
    _refresh_search({products[d.after["product_code"]] for d in changed})
    publish([*_sku_events(changed, ids, actor), *_product_events(changed, products, state, actor)])
    known = state.ids | ids
    return [d.sku_id or known[code_key(d.after["code"])] for d in accepted]


def _upsert(table: str, columns: Sequence[str], rows: Sequence[Record], key: str) -> dict[Any, int]:
    """Insert rows without id and update those with one: two statements. Gives key → id of the new ones."""
    names = ", ".join(columns)
    new = [row for row in rows if not row.get("id")]
    old = [row for row in rows if row.get("id")]
    added: dict[Any, int] = {}
    with connection.cursor() as cursor:
        if old:
            cursor.execute(
                # The names are those of this module, never a user's.
                f"""update {table} as t
                       set ({names}) = (select {", ".join(f"d.{c}" for c in columns)})
                      from jsonb_populate_recordset(null::{table}, %s) as d
                     where t.id = d.id""",  # noqa: S608
                [_json(old)],
            )
        if new:
            cursor.execute(
                f"""insert into {table} ({names})
                    select {names} from jsonb_populate_recordset(null::{table}, %s)
                    returning {key}, id""",  # noqa: S608
                [_json(new)],
            )
            added = dict(cursor.fetchall())
    return added


def _json(rows: Sequence[Record]) -> str:
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False)


def _write_products(changed: Sequence[Decided], state: State) -> dict[str, int]:
    """Products of the changed SKUs, by code, with their categories."""
    now = clock.now()
    known = {code: product.pk for code, product in state.products.items()}
    wanted = {d.after["product_code"]: d.after for d in changed}
    rows = [
        {
            "id": known.get(code),
            "code": code,
            "name": after["product_name"],
            "name_en": after["name_en"],
            "description": after["description"],
            "updated_at": now,
        }
        for code, after in wanted.items()
    ]
    known |= _upsert("catalog_product", ["code", "name", "name_en", "description", "updated_at"], rows, "code")
    _write_categories({known[code]: after["category"] for code, after in wanted.items()}, state)
    return known


def _write_categories(wanted: dict[int, Sequence[str]], state: State) -> None:
    paths = make_paths({path for paths in wanted.values() for path in paths}, state.tree)
    pairs = [(product, paths[path]) for product, chosen in wanted.items() for path in chosen]
    with connection.cursor() as cursor:
        cursor.execute(
            """with wanted as (select * from unnest(%s::bigint[], %s::bigint[]) as w (product, category)),
                    gone as (delete from catalog_product_categories l
                              where l.product_id = any(%s)
                                and not exists (select from wanted w
                                                 where w.product = l.product_id and w.category = l.category_id))
               insert into catalog_product_categories (product_id, category_id)
               select product, category from wanted
               on conflict do nothing""",
            [[p for p, _c in pairs], [c for _p, c in pairs], list(wanted)],
        )


_COLUMNS = [
    *(name for name in SKU_FIELDS if name != "tax_category"),
    "code_key", "kind", "tax_category_id", "product_id", "updated_at",
]  # fmt: skip


def _write_skus(changed: Sequence[Decided], products: dict[str, int], state: State) -> dict[str, int]:
    """The SKU rows; gives code_key → id of the new ones."""
    now = clock.now()
    rows = [
        {name: d.after[name] for name in SKU_FIELDS if name != "tax_category"}
        | {
            "id": d.sku_id,
            "code_key": code_key(d.after["code"]),
            "kind": d.after["kind"],
            "tax_category_id": d.after["tax_category"],
            "product_id": products[d.after["product_code"]],
            "updated_at": now,
            "search_text": "",
            "search_grams": [],
        }
        for d in changed
    ]
    new = [row for row in rows if not row["id"]]
    old = [row for row in rows if row["id"]]
    _upsert("catalog_sku", _COLUMNS, old, "code_key")
    return _upsert("catalog_sku", [*_COLUMNS, "search_text", "search_grams"], new, "code_key")


def _write_parts(changed: Sequence[Decided], ids: dict[str, int]) -> None:
    """Parts of the SKUs whose composition changed: replaced as a whole, in two statements."""
    recomposed = [d for d in changed if (d.before["parts"] if d.before else ()) != d.after["parts"]]
    if not recomposed:
        return
    whole = [code_key(d.after["code"]) for d in recomposed for _part in d.after["parts"]]
    part = [code_key(code) for d in recomposed for code, _n in d.after["parts"]]
    pieces = [n for d in recomposed for _code, n in d.after["parts"]]
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from catalog_skupart where whole_id = any(%s)",
            [[d.sku_id or ids[code_key(d.after["code"])] for d in recomposed]],
        )
        cursor.execute(
            """insert into catalog_skupart (whole_id, part_id, quantity)
               select w.id, p.id, l.pieces
                 from unnest(%s::text[], %s::text[], %s::int[]) with ordinality as l (whole, part, pieces, n)
                 join catalog_sku w on w.code_key = l.whole
                 join catalog_sku p on p.code_key = l.part
                order by l.n""",
            [whole, part, pieces],
        )


def _refresh_search(product_ids: Iterable[int]) -> None:
    """What every SKU of these products is found by: its own words and the product's. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select s.id, s.code, s.jan, s.name, s.options, p.code, p.name, p.name_en, s.search_text
                 from catalog_sku s join catalog_product p on p.id = s.product_id
                where p.id = any(%s)""",
            [list(product_ids)],
        )
        found = [(row[0], text.search_text(*dict.fromkeys(row[1:8])), row[8]) for row in cursor.fetchall()]
        rows = [
            {"id": sku, "search_text": words, "search_grams": text.grams(words)}
            for sku, words, before in found
            if words != before
        ]
    if rows:
        _upsert("catalog_sku", ["search_text", "search_grams"], rows, "id")


# --- announcing ---------------------------------------------------------------------------------------------

_OF_PRODUCT = ("product_name", "name_en", "description", "category")


def _sku_events(changed: Sequence[Decided], ids: dict[str, int], actor: str) -> Iterator[Event]:
    for decided in changed:
        after = decided.after
        sku_id = decided.sku_id or ids[code_key(after["code"])]
        common: dict[str, Any] = {"subject": f"sku/{sku_id}", "actor": actor, "code": after["code"]}
        if decided.before is None:
            yield events.SkuAdded(**common)
        names = [name for name, _b, _a in decided.changes]
        if "active" in names:
            yield events.SkuResumed(**common) if after["active"] else events.SkuStopped(**common)
        if fields := [name for name in names if name not in ("active", "parts", *_OF_PRODUCT)]:
            yield events.SkuChanged(**common, fields=fields)
        if "parts" in names or (decided.before is None and after["parts"]):
            yield events.PartsChanged(**common, kind=after["kind"], parts=[list(part) for part in after["parts"]])


def _product_events(
    changed: Sequence[Decided], products: dict[str, int], state: State, actor: str
) -> Iterator[events.ProductChanged]:
    """One event per product whose own words changed (a new product is announced by its SKUs)."""
    told: dict[Hashable, list[str]] = {}
    for decided in changed:
        code = decided.after["product_code"]
        if code in state.products:
            names = [name for name, _b, _a in decided.changes if name in _OF_PRODUCT]
            told.setdefault(code, []).extend(name for name in names if name not in told.get(code, []))
    for code, fields in told.items():
        if fields:
            subject = f"product/{products[str(code)]}"
            yield events.ProductChanged(subject=subject, actor=actor, code=str(code), fields=fields)

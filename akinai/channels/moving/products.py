"""商品 and セット商品 of an old system as edits of our catalog. An empty cell tells nothing: it clears no field."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akinai.catalog import actions as catalog
from akinai.catalog.actions import SkuEdit
from akinai.catalog.actions.deciding import Decided, Decision, decide, load
from akinai.catalog.actions.importing import MAX_ROWS, read_products, shown_change
from akinai.catalog.models import Sku
from akinai.channels.moving.beside import Beside, code_key
from akinai.channels.moving.difference import DIFFERENT, NEW, ONLY_HERE, Line, Part, Step
from akinai.channels.moving.layout import PRODUCTS
from akinai.channels.moving.reading import BadRow, OldRow
from akinai.core.outcome import Outcome, Refusal
from akinai.core.tables import Row, Table

BATCH = 10_000  # SKUs written in one transaction
_OWN = frozenset(PRODUCTS)


@dataclass
class _Asked:
    """One SKU as the old system has it: the row it began in, and its cells under the catalog's columns."""

    row: OldRow
    cells: dict[str, str]


@dataclass
class Wanted:
    """What the files ask of the catalog, products first. `rows` by the edit's key."""

    edits: list[SkuEdit] = field(default_factory=list)
    rows: dict[str, OldRow] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)  # products or sets, by the edit's key


def plan(products: Sequence[OldRow], sets: Sequence[OldRow], beside: Beside) -> tuple[Part, Part]:
    """The reports of products and of sets. `beside.arriving` learns what will be here. Constant statements."""
    parts = {"products": Part("products"), "sets": Part("sets")}
    wanted = Wanted()
    _want(_single(products), wanted, parts["products"], "products")
    _want(_whole(sets, parts["sets"]), wanted, parts["sets"], "sets")
    decision = decide(wanted.edits, load(wanted.edits))
    _tell(decision, wanted, parts)
    for decided in decision.accepted:
        beside.arriving[code_key(decided.after["code"])] = bool(decided.after["parts"])
    if products or sets:
        _only_here(parts, {code_key(str(each.values.get("code", ""))) for each in wanted.edits})
    return parts["products"], parts["sets"]


def apply(part: Part, *, actor: str) -> Iterator[Step]:
    """Write what the report of products or sets says, batch by batch; SKU ids by key. The same stays."""
    for start in range(0, len(part.work), BATCH):
        edits = part.work[start : start + BATCH]
        made = catalog.save_skus(edits, actor=actor)
        refused = {refusal.key for refusal in made.refused}
        done = [str(edit.values["code"]) for edit in edits if edit.key not in refused]
        codes = {edit.key: str(edit.values["code"]) for edit in edits}
        problems = [Refusal(codes[str(r.key)], r.field, r.message) for r in made.refused]
        yield Outcome(done, problems), dict(zip(done, made.done, strict=True))


# --- from rows to edits -------------------------------------------------------------------------------------


def _single(rows: Iterable[OldRow]) -> list[_Asked]:
    return [_Asked(row, row.told) for row in rows]


def _whole(rows: Sequence[OldRow], part: Part) -> list[_Asked]:
    """The rows of one set together: parts as the catalog writes them (CODE:PIECES;CODE:PIECES)."""
    found: dict[str, _Asked] = {}
    contents: dict[str, Counter[str]] = {}
    for row in rows:
        code, piece = row.told.get("code", ""), row.told.get("part", "")
        pieces = row.told.get("quantity", "") or "1"
        if not code or not piece:
            column = row.columns.get("part" if code else "code", "")
            part.refuse(BadRow(row.file, row.number, column, _("The row names no set or no part of one.")), code)
            continue
        asked = found.setdefault(code_key(code), _Asked(row, {n: t for n, t in row.told.items() if n in _OWN}))
        if not pieces.isdecimal():
            asked.cells["parts"] = f"{piece}:{pieces}"  # refused by the catalog, in its words
        contents.setdefault(code_key(code), Counter())[piece] += int(pieces) if pieces.isdecimal() else 1
    for key, asked in found.items():
        asked.cells.setdefault("parts", ";".join(f"{piece}:{n}" for piece, n in contents[key].items()))
        asked.cells["name"] = asked.cells.get("name") or asked.cells["code"]
    return list(found.values())


def _want(asked: Sequence[_Asked], wanted: Wanted, part: Part, kind: str) -> None:
    """Read the cells as the catalog reads a file of its own; a cell it can't read is refused by the old column."""
    for start in range(0, len(asked), MAX_ROWS):
        some = dict(enumerate(asked[start : start + MAX_ROWS], start=1))
        headers = list(dict.fromkeys(name for each in some.values() for name in each.cells))
        headers = list(dict.fromkeys([*headers, "code", "name", "price"]))
        rows = [Row(at, {name: each.cells.get(name, "") for name in headers}) for at, each in some.items()]
        reading = read_products(Table(headers, rows, "", ""))
        for refusal in reading.refused:
            row = some[int(str(refusal.key))].row
            bad = BadRow(row.file, row.number, row.columns.get(refusal.field, refusal.field), refusal.message)
            part.refuse(bad, row.told.get("code", ""), row.told.get("name", ""))
        for edit in reading.edits:
            each = some[int(str(edit.key))]
            told = {name: value for name, value in edit.values.items() if _is_told(name, each.cells)}
            key = each.row.key if each.row.key not in wanted.rows else f"{kind}:{each.row.key}"
            wanted.edits.append(SkuEdit(key, told))
            wanted.rows[key], wanted.kinds[key] = each.row, kind


def _is_told(name: str, cells: dict[str, str]) -> bool:
    return name == "kind" or bool(cells.get(name, "").strip())


# --- the report ---------------------------------------------------------------------------------------------


def _tell(decision: Decision, wanted: Wanted, parts: dict[str, Part]) -> None:
    for decided in decision.accepted:
        key = str(decided.edit.key)
        part, row = parts[wanted.kinds[key]], wanted.rows[key]
        _sum(part, decided)
        if decided.before is not None and not decided.changes:
            part.same += 1
            continue
        status = NEW if decided.before is None else DIFFERENT
        changes = [shown_change(*change) if change[0] != "parts" else _parts(change) for change in decided.changes]
        if status == NEW and decided.after["parts"]:
            changes = [_parts(("parts", (), decided.after["parts"]))]
        line = Line(status, decided.after["code"], decided.after["name"], row.file, row.number, changes)
        part.lines.append(line)
        part.work.append(decided.edit)
    for refusal in decision.refused:
        key = str(refusal.key)
        row = wanted.rows[key]
        bad = BadRow(row.file, row.number, row.columns.get(refusal.field, refusal.field), refusal.message)
        parts[wanted.kinds[key]].refuse(bad, row.told.get("code", ""), row.told.get("name", ""))


def _parts(change: tuple[str, Sequence[tuple[str, int]], Sequence[tuple[str, int]]]) -> tuple[str, str, str]:
    name, before, after = change
    shown = ["、".join(f"{code}×{n}" for code, n in side) for side in (before, after)]
    return name, shown[0], shown[1]


def _sum(part: Part, decided: Decided) -> None:
    """The prices of both sides, so that a column read wrongly is seen at once."""
    there, here = part.totals.get("prices", (0, 0))
    before = (decided.before or {}).get("price") or 0
    part.totals["prices"] = (there + (decided.after["price"] or 0), here + before)
    there, here = part.totals.get("count", (0, 0))
    part.totals["count"] = (there + 1, here + (decided.before is not None))


def _only_here(parts: dict[str, Part], told: set[str]) -> None:
    """What we sell and the files do not name. One statement."""
    rows = Sku.objects.filter(active=True).order_by("code_key").values_list("code", "code_key", "name", "kind")
    for code, key, name, kind in rows.iterator():
        if key not in told:
            part = parts["sets" if kind == "bundle" else "products"]
            part.lines.append(Line(ONLY_HERE, code, name))

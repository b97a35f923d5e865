"""The whole catalog as a table: reading it in again changes nothing."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from akinai.catalog.actions.deciding import Record, record
from akinai.catalog.columns import COLUMNS, Column
from akinai.catalog.models import Sku, SkuKind
from akinai.catalog.queries import categories_of, category_tree, parts_of
from akinai.core.tables import write_csv, write_xlsx

NUMBERS = (
    "price",
    "cost",
    "weight_g",
    "length_mm",
    "width_mm",
    "height_mm",
    "lead_days",
    "order_limit",
    "low_stock",
    "case_quantity",
)
BATCH = 2_000


def export_csv(rows: QuerySet[Sku] | None = None, *, encoding: str = "utf-8-sig", cost: bool = True) -> bytes:
    """All columns as CSV. Raises tables.Unencodable naming each cell that CP932 can't hold."""
    chosen = columns(cost)
    cells = ([column.show(line[column.name]) for column in chosen] for line in lines(rows))
    return write_csv([column.name for column in chosen], cells, encoding=encoding)


def export_xlsx(rows: QuerySet[Sku] | None = None, *, cost: bool = True) -> bytes:
    """All columns as an Excel file; codes are text, so leading zeros stay."""
    chosen = columns(cost)
    cells = ([_typed(column, line[column.name]) for column in chosen] for line in lines(rows))
    return write_xlsx([column.name for column in chosen], cells, title=_("Products"))


def columns(cost: bool = True) -> list[Column]:
    """The columns to write; cost prices only for those who may see them."""
    return [column for column in COLUMNS if cost or column.name != "cost"]


def lines(rows: QuerySet[Sku] | None = None) -> Iterator[Record]:
    """Every SKU with each column's value, in the order of the codes; four statements per 2,000 SKUs."""
    wanted = Sku.objects.all() if rows is None else rows
    ids = list(wanted.order_by("code_key").values_list("pk", flat=True))
    paths = {node.id: node.path for node in category_tree().nodes}
    for start in range(0, len(ids), BATCH):
        yield from _batch(ids[start : start + BATCH], paths)


def _batch(ids: list[int], paths: dict[int, str]) -> Iterable[Record]:
    skus = Sku.objects.select_related("product").defer("search_text", "search_grams").in_bulk(ids)
    parts = parts_of(ids)
    shelves = categories_of({sku.product_id for sku in skus.values()})
    for one in ids:
        if one in skus:
            sku = skus[one]
            chosen = tuple(sorted(paths[category] for category in shelves.get(sku.product_id, ())))
            held = [(part.code, part.quantity) for part in parts.get(one, ())]
            yield _composed(record(sku, sku.product, chosen, held))


def _composed(line: Record) -> Record:
    """Kind and parts as the columns parts, case_of and case_quantity."""
    found = line | {"case_of": "", "case_quantity": None}
    if line["kind"] == SkuKind.CASE and line["parts"]:
        (found["case_of"], found["case_quantity"]), found["parts"] = line["parts"][0], ()
    return found


def _typed(column: Column, value: Any) -> Any:
    return value if column.name in NUMBERS else column.show(value)

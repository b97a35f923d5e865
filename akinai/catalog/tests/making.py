"""Products for tests, made by the real actions."""

from typing import Any

from akinai.catalog.actions import SkuEdit, save_skus
from akinai.core.models import TaxCategory


def make_tax() -> None:
    """The tax categories every shop has."""
    rows = [
        TaxCategory(code="standard", name_ja="標準", name_en="Standard"),
        TaxCategory(code="food", name_ja="飲食料品", name_en="Food", reduced=True),
    ]
    TaxCategory.objects.bulk_create(rows, ignore_conflicts=True)


def make_skus(*codes: str, **values: Any) -> dict[str, int]:
    """SKUs by code; further columns are the same for all (see columns.py)."""
    make_tax()
    edits = [SkuEdit(code, {"code": code, "name": f"品 {code}", "price": 1000} | values) for code in codes]
    outcome = save_skus(edits, actor="cli")
    assert not outcome.refused, outcome.refused
    return dict(zip(codes, outcome.done, strict=True))


def make_sku(code: str = "A-1", **values: Any) -> int:
    """One SKU."""
    return make_skus(code, **values)[code]

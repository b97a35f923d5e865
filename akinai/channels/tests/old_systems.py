"""Exports of an old system for tests: rows as its files, in its own encoding; and what is here as an export."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from akinai.catalog.models import Sku
from akinai.channels.moving.reading import OldFile
from akinai.channels.tests.making import table
from akinai.inventory.models import Stock

SAMPLES = Path(__file__).parent / "files" / "moving"
PEOPLE = {
    "受注郵便番号": "105-0011",
    "受注住所１": "東京都港区芝公園4-2-8",
    "受注名": "山田 花子",
    "受注電話番号": "03-1234-5678",
    "発送郵便番号": "105-0011",
    "発送先住所１": "東京都港区芝公園4-2-8",
    "発送先名": "山田 花子",
    "発送電話番号": "03-1234-5678",
}
NE_ORDER = {
    "店舗伝票番号": "R-1",
    "受注日": "2026/11/20 10:00:00",
    **PEOPLE,
    "支払方法": "クレジットカード",
    "発送方法": "宅配便",
    "商品計": "1000",
    "税金": "0",
    "発送料": "500",
    "手数料": "0",
    "ポイント": "0",
    "その他費用": "0",
    "合計金額": "1500",
    "商品名": "りんご",
    "商品コード": "APPLE-1",
    "商品価格": "500",
    "受注数量": "2",
    "出荷済フラグ": "0",
}


def old(name: str, *rows: dict[str, str], encoding: str = "cp932") -> OldFile:
    """Rows as a file of the old system."""
    return OldFile(name, table(list(rows), encoding=encoding))


def ne_product(code: str, name: str = "りんご", price: int = 500, **more: str) -> dict[str, str]:
    return {"syohin_code": code, "syohin_name": name, "baika_tnk": str(price), **more}


def ne_order(number: str = "R-1", **more: str) -> dict[str, str]:
    return {**NE_ORDER, "店舗伝票番号": number, **more}


def packed(*files: OldFile) -> OldFile:
    """Files in one .zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as pack:
        for file in files:
            pack.writestr(file.name, file.data)
    return OldFile("all.zip", out.getvalue())


def export_of_ours() -> list[OldFile]:
    """What is here, as Next Engine would export it: products, sets and stock."""
    skus = list(Sku.objects.select_related("product").prefetch_related("parts__part").order_by("id"))
    singles = [
        ne_product(
            sku.code, sku.name, sku.price or 0, jan_code=sku.jan, genka_tnk=str(sku.cost or ""),
            daihyo_syohin_code=sku.product.code, tax_rate="10" if sku.tax_category_id == "standard" else "8",
        )
        for sku in skus if sku.kind == "single"
    ]  # fmt: skip
    sets = [
        {
            "set_syohin_code": sku.code if first else "", "set_syohin_name": sku.name if first else "",
            "set_baika_tnk": str(sku.price) if first else "", "syohin_code": part.part.code,
            "suryo": str(part.quantity),
        }
        for sku in skus if sku.kind == "bundle" for first, part in _first(sku.parts.all())
    ]  # fmt: skip
    stock = [{"商品コード": row.sku.code, "在庫数": str(row.on_hand)} for row in Stock.objects.select_related("sku")]
    made = [old("syohin_basic.csv", *singles)] if singles else []
    made += [old("set_syohin.csv", *sets)] if sets else []
    return made + ([old("zaiko.csv", *stock)] if stock else [])


def _first(parts: Sequence[Any]) -> list[tuple[bool, Any]]:
    return [(at == 0, part) for at, part in enumerate(parts)]

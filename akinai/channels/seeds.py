"""The rows this step starts with: built-in layouts, and what the usual words for payment and delivery mean.

Built-in layouts are renewed with every version (a shop changes a copy); conversions are only added.
"""

import json
from pathlib import Path
from typing import Any

from django.apps import apps as present_apps

from akinai.channels.settling import layout as settling

LAYOUTS = Path(__file__).parent / "files" / "layouts"

PAYMENTS = {
    "card": ("shopify_payments", "クレジットカード", "クレジットカード決済", "クレジット", "カード"),
    "bank_transfer": ("銀行振込", "銀行振込(前払い)", "銀行振込(前払)", "振込", "ゆうちょ振替"),
    "convenience": ("コンビニ払い", "コンビニ決済", "コンビニ払い(前払い)", "セブンイレブン(前払)"),
    "paypay": ("PayPay", "PayPay残高", "PayPay残高等"),
    "amazon_pay": ("Amazon Pay", "AmazonPay"),
    "rakuten_pay": ("楽天ペイ",),
    "cod": ("代金引換", "代引", "代引き", "商品代引", "代金引換(代引)"),
    "post_pay": ("後払い", "後払い決済", "コンビニ後払い", "NP後払い", "GMO後払い"),
    "invoice": ("掛売", "掛け売り", "請求書払い", "売掛"),
    "free": ("無料", "お支払いなし", "お支払い不要"),
}
DELIVERIES = {
    "yamato_takkyubin": ("宅配便", "宅急便", "ヤマト宅急便", "ヤマト運輸", "クール宅急便", "通常配送", "postage1"),
    "yamato_compact": ("宅急便コンパクト", "コンパクト"),
    "yamato_nekopos": ("ネコポス", "メール便", "ポスト投函"),
    "sagawa": ("佐川急便", "飛脚宅配便", "佐川"),
    "yu_pack": ("ゆうパック", "日本郵便"),
    "yu_packet": ("ゆうパケット", "クロネコゆうパケット"),
    "letterpack_plus": ("レターパックプラス", "レターパック"),
    "teikeigai": ("定形外郵便", "定形外"),
    "own_truck": ("店頭受取", "自社便"),
}


def built_in() -> list[dict[str, Any]]:
    """The layouts that come with the program, as their files say."""
    rows = []
    for file in sorted(LAYOUTS.glob("*.json")):
        plain = json.loads(file.read_text(encoding="utf-8"))
        kind = next((kind for kind in ("shipments", "stock") if file.stem.endswith(f"-{kind}")), "orders")
        rows.append({"name": file.stem, "kind": kind, "title": plain.pop("title"), "layout": plain, "built_in": True})
    return rows


def seed_settlements(apps: Any = present_apps) -> None:
    """Add and renew the built-in layouts of the malls' settlement files."""
    layout = apps.get_model("channels", "MallSettlementLayout")
    layout.objects.bulk_create(
        [layout(**row) for row in settling.built_in()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["title", "layout", "built_in"],
    )


def seed(apps: Any = present_apps) -> None:
    """Add what is missing, renew the built-in layouts."""
    if apps is present_apps:  # the first migration's tables know nothing of settlements yet
        seed_settlements(apps)
    layout = apps.get_model("channels", "IntakeLayout")
    layout.objects.bulk_create(
        [layout(**row) for row in built_in()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["kind", "title", "layout", "built_in"],
    )
    conversion = apps.get_model("channels", "ValueConversion")
    conversion.objects.bulk_create(
        [
            conversion(channel=None, field=field, text=text, value=value)
            for field, words in (("payment_method", PAYMENTS), ("delivery_method", DELIVERIES))
            for value, texts in words.items()
            for text in texts
        ],
        ignore_conflicts=True,
    )

"""The rows selling starts with: the usual sale type, one delivery offer with its fees, gift choices.

`seed()` adds what is missing to an empty table and changes nothing a shop has changed.
"""

from typing import Any

from django.apps import apps as present_apps

SALE_TYPES = (("usual", "通常商品"), ("preorder", "予約商品"), ("direct", "メーカー直送"))
# Fees to the prefectures, yen with tax: a shop's usual staircase by distance from 関東, to be changed by each shop.
ZONES: tuple[tuple[int, tuple[str, ...]], ...] = (
    (1_430, ("北海道",)),
    (880, ("青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県")),
    (770, ("茨城県", "栃木県", "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "山梨県", "新潟県", "長野県")),
    (770, ("富山県", "石川県", "福井県", "岐阜県", "静岡県", "愛知県", "三重県")),
    (880, ("滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県")),
    (990, ("鳥取県", "島根県", "岡山県", "広島県", "山口県")),
    (1_100, ("徳島県", "香川県", "愛媛県", "高知県")),
    (1_210, ("福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県")),
    (1_650, ("沖縄県",)),
)
FREE_OVER, COOL_FEE = 11_000, 330
# 表書き in the words orders know (orders/screening/amounts.py).
NOSHI = (
    "無地のし",
    "御祝",
    "内祝",
    "御礼",
    "御中元",
    "御歳暮",
    "御年賀",
    "快気祝",
    "御見舞",
    "御供",
    "志",
    "粗品",
    "御挨拶",
)
WRAPPINGS = (("包装紙", 0), ("ギフトボックス", 330))
CARDS = (("メッセージカード", 0),)


def seed(apps: Any = present_apps) -> None:
    """Add what is missing. `apps`: those of a migration, or the present ones."""
    kind, gift = apps.get_model("storefront", "SaleType"), apps.get_model("storefront", "GiftChoice")
    offer, fee = apps.get_model("storefront", "DeliveryOffer"), apps.get_model("storefront", "ShippingFee")
    if not kind.objects.exists():
        kind.objects.bulk_create(kind(code=code, name=name, position=at) for at, (code, name) in enumerate(SALE_TYPES))
    if not offer.objects.exists():
        made = offer.objects.create(method="yamato_takkyubin", free_over=FREE_OVER, cool_fee=COOL_FEE)
        fee.objects.bulk_create(fee(offer=made, prefecture=name, fee=yen) for yen, names in ZONES for name in names)
    if not gift.objects.exists():
        named = [("noshi", name, 0) for name in NOSHI]
        named += [("wrapping", *one) for one in WRAPPINGS] + [("card", *one) for one in CARDS]
        gift.objects.bulk_create(
            gift(kind=which, name=name, fee=yen, position=at) for at, (which, name, yen) in enumerate(named)
        )

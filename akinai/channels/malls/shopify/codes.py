"""Shopify's words and tables. What no schema or manual says is a setting, with these texts as its default."""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from unicodedata import normalize

VERSION = "2026-04"  # of the API; every document of ours was validated against it
SCOPES = (
    "read_orders", "write_orders", "read_products", "write_products", "read_inventory", "write_inventory",
    "read_locations", "read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders",
)  # fmt: skip
TOPICS = ("ORDERS_CREATE", "ORDERS_UPDATED", "ORDERS_CANCELLED")

# Our carrier → the company as Shopify writes it (docstring of FulfillmentTrackingInput). Letters count: Shopify makes
# the link to the carrier's page only for a name it knows.
CARRIERS = {
    "yamato": "Yamato (JA)",
    "sagawa": "Sagawa (JA)",
    "japanpost": "Japan Post (JA)",
    "seino": "西濃運輸",
    "fukuyama": "福山通運",
    "nittsu": "日本通運",
    "meitetsu": "名鉄運輸",
    "daiichi": "第一貨物",
    "ecohai": "エコ配",
}

REASONS = {"buyer": "CUSTOMER", "stock": "INVENTORY", "unpaid": "DECLINED", "shop": "STAFF"}

# --- settings that are texts of several lines ---------------------------------------------------------------

# Nobody publishes these: each app that adds a delivery date to Shopify's cart names its attributes as it likes.
ATTRIBUTES = """wished_date = 配送希望日, 配送日時, 配送日, 配達希望日, 配達日, お届け日, お届け希望日, delivery_date
wished_slot = 配送時間帯, 配送希望時間, 配送希望時間帯, 配達時間帯, お届け時間, お届け時間帯, 希望時間帯, delivery_time
noshi = のし, 熨斗, のしの種類
noshi_name = のし名入れ, のしの名前, 名入れ
wrapping = ラッピング, ギフトラッピング
gift_message = メッセージカード, ギフトメッセージ, gift_message
gift = ギフト, 贈り物, gift"""
IGNORED = "_*, utm_*, google*, gclid, fbclid, gaclientid, shopify*"
WRAPPING_TITLES = "ラッピング*, ギフトラッピング*, 包装*"
FEE_TITLES = "代引手数料*, 代引き手数料*, 代金引換手数料*, 決済手数料*, 後払い手数料*"
VOUCHERS = "gift_card, shopify_store_credit"
MALL_PAID = "shop_cash"
# What a gateway calls itself is free text of its maker; the words are those of our queue of unknown values.
PAYMENTS = """クレジットカード = shopify_payments, *クレジットカード*, *credit card*
代金引換 = cash on delivery*, *代金引換*, *代引*
銀行振込 = bank deposit*, bank transfer*, *銀行振込*
コンビニ払い = *コンビニ*, *konbini*
PayPay = *paypay*
Amazon Pay = *amazon*pay*
後払い = *後払い*, atone*, *paidy*"""
CANCEL_TAGS = "キャンセル希望, cancel_requested"


def plain(text: str) -> str:
    """One width, no spaces around, small letters: how names of attributes and gateways are compared."""
    return normalize("NFKC", text).strip().lower()


def names(text: str) -> list[str]:
    """A list divided by commas or lines."""
    return [found for part in re.split(r"[,、\n]", text) if (found := plain(part))]


def fits(text: str, patterns: str) -> bool:
    """Whether a text is one of the names, which may hold *."""
    found = plain(text)
    return any(fnmatchcase(found, pattern) for pattern in names(patterns))


def attribute_map(text: str) -> Mapping[str, str]:
    """The name of an attribute → our field. Lines `field = name, name`; what is no such line is passed over."""
    found: dict[str, str] = {}
    for line in text.splitlines():
        field, equals, told = line.partition("=")
        if equals:
            found.update({name: field.strip() for name in names(told)})
    return found


def payment(gateway: str, text: str) -> str:
    """The word for a gateway by the setting, lines `word = pattern, pattern`; its own name where none fits."""
    for line in text.splitlines():
        word, equals, patterns = line.partition("=")
        if equals and fits(gateway, patterns):
            return word.strip()
    return gateway


def metafields(attributes: Mapping[str, str]) -> list[str]:
    """The names among them that are metafields: `namespace.key`."""
    return [name for name in attributes if re.fullmatch(r"[\w$:-]+\.[\w-]+", name)]


def company(carrier: str, product: str, text: str) -> tuple[str, str]:
    """The tracking company and the address of a parcel's page ("" = Shopify makes it) for a carrier of ours.

    `text`: the setting, lines `carrier = name https://…{number}`, which wins over the table.
    """
    for line in text.splitlines():
        code, equals, told = line.partition("=")
        if equals and code.strip() == carrier:
            name, _, url = told.strip().partition("https://")
            return name.strip(), f"https://{url}" if url else ""
    return CARRIERS.get(carrier) or product or carrier, ""

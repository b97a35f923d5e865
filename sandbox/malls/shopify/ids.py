"""Shopify's numbers of what the shop (sandbox/malls/shop.py) knows by words of its own, always the same."""

import hashlib
import re
from functools import lru_cache

from sandbox.malls.shopify.selecting import Problem

LOCATION = "gid://shopify/Location/70000000001"
OTHER_LOCATION = "gid://shopify/Location/70000000011"
PREFECTURES = (  # JP-01 to JP-47
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県",
    "群馬県", "埼玉県", "千葉県", "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県",
    "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県", "滋賀県", "京都府", "大阪府",
    "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県",
    "鹿児島県", "沖縄県",
)  # fmt: skip


@lru_cache(maxsize=200_000)
def number(kind: str, *words: str) -> int:
    """Thirteen digits or less, the last of which is 1."""
    digest = hashlib.blake2b("\0".join((kind, *words)).encode(), digest_size=5).digest()
    return int.from_bytes(digest, "big") * 10 + 1


def gid(kind: str, *words: str) -> str:
    return f"gid://shopify/{kind}/{number(kind, *words)}"


def product(page: str) -> str:
    return gid("Product", page)


def variant(page: str, code: str) -> str:
    return gid("ProductVariant", page, code)


def item(page: str, code: str) -> str:
    return gid("InventoryItem", page, code)


def order(number_: str) -> str:
    return gid("Order", number_)


def line(id: str) -> str:
    return f"gid://shopify/LineItem/{id}"


def checked(gid_: str) -> str:
    """A gid as it is. Raises Problem for what is none: Shopify then answers nothing at all."""
    if not re.fullmatch(r"gid://shopify/\w+/\d+", gid_):
        raise Problem(f"Invalid global id '{gid_}'", "argumentLiteralsIncompatible")
    return gid_


def tail(gid_: str) -> str:
    """What stands behind the last slash."""
    return gid_.rpartition("/")[2]

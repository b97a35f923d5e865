"""特定商取引法に基づく表記 (通信販売の広告, 11条 and its rules): what must be told, proposals for it, what is missing.

The shop's own words are kept in Site.legal: item key → text. An item's words are shown as they stand, line by line.
Source of the items: https://www.no-trouble.caa.go.jp/qa/advertising.html. What the law asks is the same for every shop,
so the list is code; what a shop answers is data.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akinai.core.models import Shop
from akinai.orders.models import DeliveryMethod
from akinai.payments.models import Method
from akinai.storefront.models import ContentPage, DeliveryOffer
from akinai.storefront.queries import site as queries


@dataclass(frozen=True)
class Item:
    """One item: its name, whether the law always asks for it, a hint for the owner, and words proposed from data."""

    key: str
    label: Promise
    required: bool
    hint: Promise | str = ""
    lines: int = 1
    propose: Callable[[], str] | None = None


def _shop() -> Shop:
    return Shop.objects.order_by("id").first() or Shop()


def _seller() -> str:
    shop = _shop()
    return shop.company or shop.name


def _address() -> str:
    shop = _shop()
    code = f"〒{shop.postal[:3]}-{shop.postal[3:]} " if len(shop.postal) == 7 else ""
    return f"{code}{shop.prefecture}{shop.city}{shop.line1} {shop.line2}".strip() if shop.city else ""


def _price() -> str:
    return "各商品ページに税込価格で表示しています。"


def _shipping() -> str:
    """Each offer with its fees, read from what the checkout will really charge."""
    names = dict(DeliveryMethod.objects.values_list("code", "name_ja"))
    lines = []
    for offer in DeliveryOffer.objects.filter(active=True).prefetch_related("fees"):
        fees = sorted({fee.fee for fee in offer.fees.all()})
        if not fees:
            continue
        told = f"{fees[0]:,}円" if len(fees) == 1 else f"{fees[0]:,}円〜{fees[-1]:,}円（お届け先の都道府県によります）"
        free = f"。商品代金の合計が{offer.free_over:,}円以上のご注文は送料無料" if offer.free_over else ""
        cool = f"。冷蔵・冷凍便は{offer.cool_fee:,}円を加算" if offer.cool_fee else ""
        lines.append(f"{offer.name or names.get(offer.method, offer.method)}：{told}{free}{cool}")
    return "\n".join(lines)


def _other_costs() -> str:
    lines = []
    for method in Method.objects.filter(active=True):
        fees = [int(fee) for _most, fee in method.fees or []]
        if any(fees):
            low, high = min(fees), max(fees)
            told = f"{low:,}円" if low == high else f"{low:,}円〜{high:,}円"
            lines.append(f"{method.name_ja}の手数料：{told}")
    if Method.objects.filter(active=True, family="slip").exists():
        lines.append("銀行振込の振込手数料はお客様のご負担となります。")
    return "\n".join(lines) or "ありません。"


# When the buyer pays, by the family of the way to pay; {days} when it has a date of payment.
_WHEN = {
    "hold": "ご注文時に与信を確認し、商品の発送時に決済されます",
    "immediate": "ご注文時に決済されます",
    "slip": "ご注文後{days}日以内に前払いでお支払いください",
    "post_pay": "商品の到着後、請求書に記載の期日までにお支払いください",
    "account": "請求書に記載の期日までにお支払いください",
    "cash": "商品の受け取り時にお支払いください",
}


def _payment() -> str:
    methods = Method.objects.filter(active=True).order_by("position", "code")
    return "\n".join(f"{one.name_ja}：{_WHEN[one.family].format(days=one.due_days or 7)}。" for one in methods)


def _delivery() -> str:
    return (
        "ご注文（前払いの場合はご入金）の確認後、通常3営業日以内に発送します。\n"
        "予約商品は商品ページに記載の時期に発送します。"
    )


def _returns() -> str:
    return (
        "商品に不備があった場合やご注文と異なる商品が届いた場合は、到着後8日以内にご連絡ください。"
        "送料当店負担で交換または返金します。\n"
        "お客様のご都合による返品は、未使用・未開封のものに限り、到着後8日以内にご連絡いただいた場合にお受けします"
        "（送料はお客様のご負担）。食品など性質上返品できないものは商品ページに記載します。"
    )


ITEMS: tuple[Item, ...] = (
    Item("seller", _lazy("Seller"), True,
        _lazy("A company's registered name; a sole trader's own name."), 1, _seller),
    Item("manager", _lazy("Representative or person in charge"), True, _lazy("The full name of one person.")),
    Item("address", _lazy("Location"), True, _lazy("Up to street, number and building."), 1, _address),
    Item("phone", _lazy("Phone"), True, _lazy("A number that is surely answered."), 1, lambda: _shop().phone),
    Item("hours", _lazy("Hours of the phone"), False),
    Item("email", _lazy("Mail address"), True, "", 1, lambda: _shop().email),
    Item("price", _lazy("Selling price"), True, "", 1, _price),
    Item("shipping", _lazy("Shipping cost"), True, _lazy("Concrete amounts are needed."), 4, _shipping),
    Item("other_costs", _lazy("Costs besides price and shipping"), True, "", 3, _other_costs),
    Item("payment", _lazy("Ways and times of payment"), True, "", 4, _payment),
    Item("delivery", _lazy("Time of delivery"), True, "", 2, _delivery),
    Item(
        "returns", _lazy("Returns and cancellation"), True,
        _lazy("Whether, until when, and who pays the way back. Without it the law lets a buyer return within 8 days."),
        5, _returns,
    ),
    Item("period", _lazy("Time limit of the offer"), False, _lazy("If orders are taken only until a date.")),
    Item("quantity", _lazy("Limits of quantity and other conditions"), False, "", 2),
    Item("defects", _lazy("Liability for defects"), False, _lazy("If you have rules of your own."), 2),
    Item("software", _lazy("What is needed to use it"), False, _lazy("For software and downloads."), 2),
    Item("licences", _lazy("Licences"), False, _lazy("Alcohol, second-hand goods, food and the like."), 2),
)  # fmt: skip
BY_KEY = {item.key: item for item in ITEMS}


def proposals() -> dict[str, str]:
    """Words for each item from the shop's profile, delivery offers and ways to pay: to be read, and saved by a person.
    They are Japanese whatever the screen's language: the page is for buyers in Japan."""
    with translation.override("ja"):
        return {item.key: item.propose() for item in ITEMS if item.propose is not None}


def shown(legal: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """(label, words) of every answered item, in the order of the page. `legal` is Site.legal if it was read."""
    told = queries.site().legal if legal is None else legal
    return [(str(item.label), told[item.key]) for item in ITEMS if told.get(item.key)]


def missing(legal: Mapping[str, str] | None = None) -> list[str]:
    """A sentence for each required item that nobody has answered."""
    told = queries.site().legal if legal is None else legal
    sentence = _("“%(item)s” is not filled in.")
    return [sentence % {"item": item.label} for item in ITEMS if item.required and not told.get(item.key, "").strip()]


# Pages a buyer agrees to by ordering, beside the items themselves.
TERMS_PAGES = ("terms", "returns", "privacy")


def terms_digest() -> str:
    """What the terms in force were, as 64 hex digits: kept with each confirmation. Two statements."""
    return digest_of(queries.site().legal)


def digest_of(legal: Mapping[str, str]) -> str:
    """The digest of these items and the terms' pages as published now."""
    pages = queries.live_pages(ContentPage.Kind.PAGE).filter(slug__in=TERMS_PAGES).order_by("slug")
    told = [sorted(legal.items()), list(pages.values_list("slug", "title", "body"))]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()

"""Every page of the desk in both languages: words, errors in the console, width on a phone, in dark."""

import re
from collections import deque
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver

from akinai.catalog.columns import COLUMNS
from akinai.catalog.models import Category, Product, Sku
from akinai.channels.models import IntakeLayout, MallSettlementLayout, RejectedRow, ValueConversion
from akinai.channels.moving.layout import built_in
from akinai.channels.tests.making import OWN
from akinai.core.japan import prefectures
from akinai.core.models import Mail, MailTemplate, RemoteArea, Shop
from akinai.customers.models import Customer, MarkedCustomer
from akinai.fulfillment.models import FileLayout
from akinai.inventory.models import Movement, Warehouse
from akinai.orders.models import (
    DeliveryMethod,
    IgnorablePhrase,
    IssuedDocument,
    Order,
    OrderLine,
    PaymentMethod,
    SalesChannel,
)
from akinai.payments.models import (
    BankAccount,
    BankFile,
    BankLine,
    GatewayAccount,
    Method,
    Payment,
    RefundDue,
    SettlementFile,
    SettlementLayout,
)
from akinai.storefront.models import (
    Banner,
    Cart,
    ContentPage,
    GiftChoice,
    Inquiry,
    Media,
    NavItem,
    Redirect,
    SaleType,
    Shelf,
)
from tests.journeys.desk import Desk
from tests.journeys.shop_world import make_shop_world
from tests.journeys.world import make_world

pytestmark = pytest.mark.browser

# Never asked for by a GET of this crawl: what changes the session, and what answers with a file.
PASSED_OVER = re.compile(
    r"logout|sign_out|export|sample|download|file|picture|paper|mailbox|letter|choose|media|archive|document_out|find"
)
# Words that are the same in both languages: abbreviations, names of programs, malls, formats and keys.
NAMES = re.compile(
    "(?<![A-Za-z])(?:Akinai|Amazon|Yahoo|Excel|JSON|CSV|TSV|JAN|SKU|SMTP|API|PIN|PDF|URL|UTF-8|CP932|Shift_JIS|Enter|Ctrl"
    "|FAX|COD|PayPay|Pay|RMS|UCI|Online Retail|JPEG|PNG|WebP|GIF|Message-ID|xlsx|inbox/"
    "|shop|warehouse/|GMO|code|quantity|ZIP|zip|AVIF|Shopify|EC-CUBE|Stripe|KOMOJU|fincode|byGMO|Google"
    "|Search Console|meta|content"
    # addresses as samples
    "|spring-sale|/c/tea/|https://\\S*|/item.php"
    # words of a layout and columns of a table, which are written as they stand
    "|column|values|channel|sku|risk|done|failed|order|line|minus|waiting|cancel_asked|cancelled|shipped)(?![A-Za-z])"
)
LATIN = re.compile(r"[A-Za-z]{3,}")
JAPANESE = re.compile(r"[ぁ-ゖァ-ヺ一-鿿]+")
# Every word a person reads: text nodes, and attributes that are shown or read out. Codes are marked up as such.
WORDS = """() => {
  const data = ".mono, code, pre, kbd, textarea, .mail-body, .prose, .card-body.pre, [lang]:not(html), .codes,"
    + " .menu-name";
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const inside = node.parentElement;
    if (inside.closest("script, style, template, noscript, svg") || inside.closest(data)) continue;
    const text = node.data.replace(/\\s+/g, " ").trim();
    if (text) found.push(text);
  }
  for (const name of ["placeholder", "aria-label", "title", "data-confirm", "data-label", "alt"])
    for (const one of document.querySelectorAll(`[${name}]`))
      if (!one.closest(data) && one.getAttribute(name).trim()) found.push(one.getAttribute(name));
  return [...new Set([document.title.split(" — ")[0], ...found])];
}"""
LINKS = (
    "() => [...document.querySelectorAll('a[href], tr[data-href]')].map(a => a.dataset.href || a.getAttribute('href'))"
)
WIDER = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 1) return "";
  const guilty = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1
    && !e.closest(".table-wrap, .chips, .tabs, pre, [hidden]"));
  return `${wide} px: ` + guilty.slice(0, 3).map(e => e.tagName + "." + e.className).join(", ");
}"""


def named(patterns: Any, namespace: str = "") -> list[tuple[str, set[str]]]:
    """Every named page of the desk with the arguments it asks for."""
    found = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            found += named(one.url_patterns, inner)
        elif isinstance(one, URLPattern) and one.name:
            found.append((namespace + one.name, set(one.pattern.converters)))
    return found


def plain_pages() -> list[str]:
    """Addresses of the desk that ask for nothing, linked or not."""
    from django.urls import reverse

    pages = [(name, arguments) for name, arguments in named(get_resolver().url_patterns) if ":" in name]
    return [address for name, needs in pages if not needs and (address := reverse(name)).startswith("/desk/")]


def is_page(answer: Any) -> bool:
    """Not a door that only takes what is sent, nor one that answers scripts."""
    return answer.status != 405 and "html" in answer.headers.get("content-type", "")


def place(address: str) -> str | None:
    """What a link leads to, so that one page of each kind is looked at; None: not of this crawl."""
    parts = urlsplit(address)
    if parts.scheme or not parts.path.startswith(("/desk/", "/accounts/")):
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return f"nowhere: {parts.path}"
    if PASSED_OVER.search(found.view_name or "") or PASSED_OVER.search(parts.path):
        return None
    return f"{found.view_name} {found.kwargs.get('slug', '')}"


# Which columns hold what people typed, or what is named in both languages on a settings page.
TYPED: dict[type[Model], tuple[str, ...]] = {
    Order: ("name", "buyer_name", "buyer_kana", "prefecture", "city", "line1"),
    OrderLine: ("sku_code", "name"),
    Sku: ("code", "name", "options"),
    Warehouse: ("code", "name"),
    Movement: ("reason",),
    SalesChannel: ("code", "name"),
    Shop: ("name",),
    User: ("username", "first_name"),
    MarkedCustomer: ("name", "reason"),
    IgnorablePhrase: ("phrase",),
    Mail: ("subject", "body"),
    RemoteArea: ("prefix", "note"),
    MailTemplate: ("subject", "kind"),
    PaymentMethod: ("code", "name_ja", "name_en"),
    DeliveryMethod: ("code", "name_ja", "name_en", "carrier", "product"),
    ValueConversion: ("text", "value"),
    FileLayout: ("name", "layout__title"),
    IntakeLayout: ("name", "title"),
    MallSettlementLayout: ("name", "title"),
    ContentPage: ("title", "slug"),
    NavItem: ("label", "link"),
    Shelf: ("title",),
    Banner: ("title", "words"),
    Media: ("name", "alt"),
    Inquiry: ("name", "subject", "body"),
    SaleType: ("code", "name"),
    Category: ("name",),
    Product: ("name",),
    Redirect: ("path", "target"),
    GiftChoice: ("name",),
    Cart: ("lacking_method",),
    Customer: ("name", "kana", "email"),
    IssuedDocument: ("addressee", "purpose"),
    GatewayAccount: ("code", "name"),
    Method: ("code", "name_ja", "name_en", "help_ja", "help_en"),
    BankAccount: ("bank", "branch", "holder"),
    BankFile: ("name",),
    BankLine: ("payer",),
    Payment: ("merchant_ref", "payer_name", "payer_kana", "payer_email"),
    RefundDue: ("reason",),
    SettlementFile: ("name",),
    SettlementLayout: ("code", "name"),
    RejectedRow: ("message",),  # kept in the language of the import
}
TOLD = {
    "食品",
    "商品.csv",
    "山",
    "りんご",
    "新しい品",
    "箱つぶれ",
    "キャンセル",
    "初期不良",
    "お客様のご都合",
    "今日の確認",
}
TOLD |= {
    "規約に同意します",  # what a member agreed to, as it was shown
    "白",  # first letters, where a picture is missing
    "ア",
    "品",
    "orders.csv",
    "梱包台1",
    "三",
    "姓 + 名",
    "楽天市場",
    "Yahoo!ショッピング",
    "test",
    "device",
    "cli",
}


def data_words(
    columns: Mapping[type[Model], tuple[str, ...]] = TYPED, shown: Collection[str] = TOLD
) -> re.Pattern[str]:
    """What people typed: names, addresses, products. These stand in any language on any page."""
    words = {*shown, *prefectures.NAMES, *OWN, *(column.japanese[0] for column in COLUMNS)}
    for layout in built_in().values():
        words |= {layout["title"], layout.get("unproven", "")}
    for model, names in columns.items():
        words |= {str(one) for row in model._default_manager.values_list(*names) for one in row}
    words = {" ".join(word.split()) for word in words if len(word) > 1 or JAPANESE.search(word)}
    known = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(f"(?<![A-Za-z0-9])(?:{known})(?![A-Za-z0-9])")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_page_speaks_one_language_fits_a_phone_and_has_no_errors(sit, site, language: str, errors) -> None:
    make_world()
    make_shop_world()
    dark = "dark" if language == "ja" else "light"
    desk: Desk = sit("manager", django_language=language, akinai_theme=dark)
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 800})
    data = data_words()
    ask = page.context.request
    pages = [address for address in plain_pages() if place(address) and is_page(ask.get(site + address))]
    waiting, seen, wrong = deque(["/desk/", *pages]), set(), []
    while waiting:
        address = waiting.popleft()
        where = place(address)
        if where is None or where in seen:
            continue
        seen.add(where)
        answer = page.goto(site + address, wait_until="domcontentloaded")
        if answer.status >= 400:
            wrong.append(f"{address}: answers {answer.status}")
            continue
        waiting.extend(page.evaluate(LINKS))
        if wide := page.evaluate(WIDER):
            wrong.append(f"{address}: wider than a phone by {wide}")
        wrong += [f"{address}: 「{text[:90]}」" for text in page.evaluate(WORDS) if foreign(text, language, data)]
    assert len(seen) > 60
    assert not wrong + errors, "\n".join(wrong + errors)


def foreign(text: str, language: str, data: re.Pattern[str]) -> bool:
    """Whether a text says something in the other language; data and names are not counted."""
    if language == "en":
        return bool(JAPANESE.search(data.sub(" ", text)))
    text = re.sub(r"\S*@\S+|[A-Z0-9-]+\d+[A-Z0-9-]*", " ", NAMES.sub(" ", data.sub(" ", text)))
    return bool(LATIN.search(text))

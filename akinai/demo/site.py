"""The demo's own shop: its look, its notice by law, pages, banners, shelves, what delivery costs, its goods' pages."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from akinai.catalog import actions as catalog
from akinai.catalog.models import Category, Product
from akinai.core import clock
from akinai.demo import pictures
from akinai.demo.files.trading import rows
from akinai.demo.hours import Hours
from akinai.storefront import legal
from akinai.storefront.actions import arranging, content, media, offers, productpages, site
from akinai.storefront.models import ContentPage, DeliveryOffer, GiftChoice, SaleType, Shelf

# ruff: noqa: E501 - the shop's own words, a row each
ACTOR = "cli"
THEME = {
    "brand": "#8a4a37", "accent": "#b4472f", "background": "#fffdf8", "text": "#33291f", "radius": 8, "font": "round",
    "header": "center", "top": ["hero", "shelves", "banners", "news", "articles"], "dark": True,
}  # fmt: skip
DESCRIPTION = (
    "キッチン、インテリア、文具から焼き菓子まで。暮らしに小さな楽しみを添える、あきない雑貨店の公式サイトです。"
)
LEGAL = {"manager": "秋内 亮", "hours": "平日 10:00〜17:00（土日祝・年末年始を除く）"}
BLANKS = {
    "【会社名】": "株式会社あきない雑貨店", "【代表者名】": "秋内 亮", "【所在地】": "〒111-0036 東京都台東区松が谷2-0-0",
    "【電話番号】": "03-0000-0123", "【設立年月】": "2011年7月", "【事業内容】": "生活雑貨・食品の通信販売および卸売",
}  # fmt: skip

PICTURED_OF_CATEGORY = 5
PICTURED_RANKED = 16
PICTURED_NEWEST = 24  # a page of the newest
FAVOURITES = ("22423", "85123A", "00113", "22960", "84879", "00102", "20725", "47566")
FOODS = "食品"
PREORDER, COLD = "23110", ("00107", "00108", "00109", "00110", "00111")

# code: (catch phrase, text, codes of goods that go with it)
PAGES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "00101": ("ひと箱に、12のしあわせ。", "<p>フィナンシェ、マドレーヌ、サブレなど6種を2個ずつ詰め合わせました。</p><h3>贈りものに</h3><ul><li>のし・包装に対応します</li><li>個包装なので、分けやすい</li></ul>", ("00105", "00106", "00114")),
    "00102": ("野の花から、ひとさじずつ。", "<p>里山の花々から集めた非加熱の百花はちみつ。ヨーグルトや紅茶にどうぞ。</p><p><strong>1歳未満の乳児には与えないでください。</strong></p>", ("00103", "00104", "00105")),
    "00103": ("粒を残した、苺のごちそう。", "<p>あまおう苺を砂糖とレモンだけで炊きました。開封後は冷蔵し、2週間を目安にお召し上がりください。</p>", ("00102", "00104")),
    "00107": ("切り分ける時間も、ごちそう。", "<p>北海道産クリームチーズをたっぷり使った、しっとり濃厚なチーズケーキ。</p><ul><li>冷蔵便でお届け</li><li>お一人さま3個まで</li></ul>", ("00108", "00105")),
    "00108": ("口に入れると、すっとほどける。", "<p>生クリームを練り込んだ、やわらかな生チョコレートです。冷蔵便でお届けします。</p>", ("00107", "00109")),
    "00113": ("缶を開ける音から、おやつの時間。", "<p>森のどうぶつをかたどったバタークッキー。食べ終わった缶は小物入れに。</p>", ("00105", "00114")),
    "23110": ("鍵の居場所を、パリのアパルトマン風に。", "<p>玄関に掛けるだけで絵になるキーキャビネット。<strong>予約商品です。</strong>入荷しだい、順に発送します。</p>", ()),
}  # fmt: skip
NEWS = (
    ("open", "オンラインショップを開きました", "<p>いつもありがとうございます。あきない雑貨店のオンラインショップが開店しました。11,000円以上のお買い上げで送料無料です。</p>", 14),
    ("gift-noshi", "のし・名入れ・複数のお届け先に対応しました", "<p>ご注文手続きの「お届け・ギフト」で、表書きとお名入れ、ラッピング、メッセージカードをお選びいただけます。</p>", 6),
    ("pay", "お支払い方法が増えました", "<p>クレジットカードのほか、コンビニ払い、PayPay、楽天ペイ、d払い、au PAY、メルペイ、後払い、銀行振込、代金引換をご利用いただけます。</p>", 2),
)  # fmt: skip
ARTICLES = (
    ("tea-time", "おうちで、小さなお茶の時間", "<p>お湯を沸かして、好きなカップをひとつ。忙しい日こそ、10分だけのお茶の時間を。</p><h2>用意するもの</h2><ul><li>好みの茶葉やティーバッグ</li><li>焼き菓子をひとつ</li><li>お気に入りの器</li></ul><p>器が変わると、いつものお茶も少し違って感じられます。</p>", "キッチン・テーブル"),
    ("gift-guide", "失敗しない、贈りものの選びかた", "<p>贈る相手の暮らしを思い浮かべることから始めましょう。</p><h2>迷ったら「消えもの」</h2><p>焼き菓子やジャム、お茶は、どなたにも喜ばれます。</p><h2>のしの表書き</h2><p>お返しなら「内祝」、お礼なら「御礼」。ご注文手続きでお選びいただけます。</p>", "セット"),
)  # fmt: skip
# place, title, words, link, ground, what is drawn
BANNERS: tuple[tuple[str, str, str, str, pictures.Colour, tuple[str, ...]], ...] = (
    ("hero", "いつもの食卓に、すこしの彩りを", "器・キッチン雑貨をあつめました", "/c/", (240, 226, 208), ("キッチン・テーブル", "インテリア", "キャンドル・ライト")),
    ("hero", "のし・ラッピング承ります", "お届け先が複数でも、一度のご注文で", "/articles/gift-guide/", (226, 234, 226), ("食品", "セット", "パーティー")),
    ("row", "おやつの時間", "焼き菓子・ジャム・お茶", "", (247, 228, 222), ("食品", "キッチン・テーブル")),
    ("row", "贈りものの選びかた", "迷ったときの小さな手引き", "/articles/gift-guide/", (232, 230, 243), ("セット", "文具・カード")),
)  # fmt: skip
NEKOPOS = {"method": "yamato_nekopos", "name": "ネコポス（ポスト投函）", "temperatures": ["ambient"], "most_weight_g": 900,
           "most_pieces": 3, "position": 2}  # fmt: skip
NEKOPOS_FEE = 385


def make(hours: Hours) -> None:
    """Everything a shop needs before it opens, and the opening."""
    _sell()
    _describe()
    _write(hours)
    _arrange(hours)
    _goods()
    site.open_shop(actor=ACTOR)


def _sell() -> None:
    """Sale types, delivery offers, gifts."""
    kinds = SaleType.objects.in_bulk(field_name="code")
    offers.save_sale_types(
        [
            {
                "id": kinds["preorder"].pk,
                "code": "preorder",
                "name": "予約商品",
                "refused_methods": ["convenience", "atobarai"],
                "note": "入荷しだい、順に発送します。ほかの商品とは別のご注文になります。",
                "position": 1,
            }
        ],
        actor=ACTOR,
    )
    if not DeliveryOffer.objects.filter(method=NEKOPOS["method"]).exists():
        offers.save_offer(NEKOPOS, {"": NEKOPOS_FEE}, actor=ACTOR)
    last = GiftChoice.objects.filter(kind="wrapping").count()
    box = {"kind": "wrapping", "name": "リボン付きギフトボックス", "fee": 440, "position": last + 1}
    offers.save_gifts([box], actor=ACTOR)


def _describe() -> None:
    """Look, words for search engines, the notice by law."""
    site.save_theme_draft(THEME, actor=ACTOR)
    site.publish_theme(actor=ACTOR)
    site.describe_site(DESCRIPTION, "", actor=ACTOR)
    site.save_legal({**legal.proposals(), **LEGAL}, actor=ACTOR)


def _write(hours: Hours) -> None:
    """The company's page with its blanks filled, news, articles with pictures."""
    company = ContentPage.objects.get(kind="page", slug="company")
    body = company.body
    for blank, words in BLANKS.items():
        body = body.replace(blank, words)
    edits = [content.PageEdit(0, {"body": body, "publish_at": clock.now()}, company.pk)]
    for slug, title, words, days in NEWS:
        edits.append(
            content.PageEdit(len(edits), {**_page("news", slug, title, words), "publish_at": _ago(hours, days)})
        )
    for at, (slug, title, words, thing) in enumerate(ARTICLES):
        drawn = pictures.banner(slug, pictures.GROUNDS[at + 2], (thing, "食品"))
        values = {
            **_page("article", slug, title, words),
            "image_id": _library(slug, drawn),
            "publish_at": _ago(hours, 9 - at),
        }
        edits.append(content.PageEdit(len(edits), values))
    content.save_pages(edits, actor=ACTOR)


def _page(kind: str, slug: str, title: str, body: str) -> dict[str, Any]:
    return {"kind": kind, "slug": slug, "title": title, "body": body}


def _ago(hours: Hours, days: int) -> dt.datetime:
    return hours.before(days + 30)


def _library(name: str, data: bytes) -> int:
    """A picture of the library; its id."""
    return int(str(media.add_media([media.Upload(f"{name}.png", data)], actor=ACTOR).done[0]))


def _arrange(hours: Hours) -> None:
    """Banners, shelves, navigation."""
    food = Category.objects.get(name=FOODS)
    banners: list[dict[str, Any]] = [
        {"place": "line", "title": "11,000円（税込）以上のお買い上げで送料無料", "link": "/pages/guide/"}
    ]
    for at, (place, title, words, link, ground, things) in enumerate(BANNERS):
        drawn = _library(f"banner-{at + 1}", pictures.banner(title, ground, things))
        banners.append(
            {"place": place, "title": title, "words": words, "link": link or f"/c/{food.code}/", "image_id": drawn}
        )
    arranging.save_banners(banners, actor=ACTOR)
    ids = dict(Product.objects.filter(code__in=FAVOURITES).values_list("code", "pk"))
    chosen = [ids[code] for code in FAVOURITES if code in ids]
    arranging.save_shelves(
        [
            {"title": "店長のおすすめ", "kind": "chosen", "products": chosen},
            {"title": "おやつと食卓の友", "kind": "category", "category_id": food.pk},
        ],
        actor=ACTOR,
    )
    order = list(Shelf.objects.order_by("kind").values_list("pk", flat=True))  # category, chosen, newest, ranking
    arranging.order_shelves([order[1], order[3], order[0], order[2]], actor=ACTOR)
    company = {"place": "foot", "label": "会社概要", "link": "/pages/company/"}
    arranging.save_nav_items([company], actor=ACTOR)


def _goods() -> None:
    """The pages of some products, with how they are sold."""
    ids = dict(Product.objects.values_list("code", "pk"))
    kinds = {row.code: row.pk for row in SaleType.objects.all()}
    edits = []
    for code, (catch, body, related) in PAGES.items():
        values: dict[str, Any] = {"catch": catch, "body": body, "related": [ids[one] for one in related if one in ids]}
        if code == PREORDER:
            values |= {"sale_type_id": kinds["preorder"], "ahead": 30}
        if code == "00107":
            values |= {"per_person": 3}
        edits.append(productpages.ProductPageEdit(ids[code], values))
    productpages.save_product_pages(edits, actor=ACTOR)


# --- pictures -----------------------------------------------------------------------------------------------


def draw(hours: Hours) -> None:
    """Pictures of what visitors see first: the newest, the best sellers of each category, what is recommended."""
    known = {row["code"]: row for row in rows("products.csv")}
    ids = dict(Product.objects.filter(code__in=_visible(known)).values_list("code", "pk"))
    for code, product in ids.items():
        row = known[code]
        edge = pictures.LARGE if code in FAVOURITES or code in PAGES else pictures.SMALL
        drawn = pictures.product(code, row["name"], row["category"], edge)
        catalog.add_images(product, [catalog.Upload(f"{code}.png", drawn)], actor=ACTOR)


def _ranked(known: Collection[str]) -> list[str]:
    """What the day sells most pieces of: the top page's ranking."""
    pieces: Counter[str] = Counter()
    for row in rows("uci_day.csv"):
        if row["StockCode"] in known:
            pieces[row["StockCode"]] += max(int(row["Quantity"]), 0)
    return [code for code, _count in pieces.most_common(PICTURED_RANKED)]


def _visible(known: Mapping[str, Mapping[str, str]]) -> set[str]:
    sold = Counter(row["StockCode"] for row in rows("uci_day.csv"))
    shown: dict[str, list[str]] = {}
    for code, row in sorted(known.items(), key=lambda one: (-sold[one[0]], one[0])):
        shown.setdefault(row["category"], []).append(code)
    first: Iterable[str] = (code for codes in shown.values() for code in codes[:PICTURED_OF_CATEGORY])
    return {*first, *_ranked(known), *list(known)[-PICTURED_NEWEST:], *FAVOURITES, *PAGES}

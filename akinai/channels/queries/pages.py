"""Pages as they would be sent now: texts laid over one another, prices of this moment, pictures, findings, digests."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from akinai.catalog.models import Category, Product, ProductImage
from akinai.channels.listing import linting, merging, proof
from akinai.channels.listing.linting import Finding
from akinai.channels.listing.rules import Rules, rules_of
from akinai.channels.malls.base import Listing, ListingVariant, Picture, Place
from akinai.channels.models import (
    ChannelPrice,
    Connection,
    MallItem,
    Page,
    PageText,
    PriceChange,
    ShownPrice,
    SkuMapping,
)
from akinai.core import clock, tax
from akinai.core.models import Shop, TaxRate

PARTS = ("price", "text", "images")
_WHOLE = frozenset(("code", "variants"))  # findings of these fields concern every part


@dataclass(frozen=True)
class Goods:
    """A SKU on a page: its place, what it costs there now and without a planned change, by what that came about."""

    mapping: SkuMapping
    options: Mapping[str, str]
    price: int | None
    list_price: int | None
    usual: int | None
    source: str  # catalog, channel, change
    change: PriceChange | None = None
    unproved: str = ""
    own: ChannelPrice | None = None  # what a person wrote for this channel
    ended: bool = False  # the mall shows a former price that we told it, and there is none now


@dataclass
class Assembled:
    """One page with everything that is known of it."""

    page: Page
    rules: Rules
    master: dict[str, str]
    own: dict[str, str]
    fields: dict[str, merging.Result]
    goods: list[Goods]
    images: list[ProductImage]
    tax_rate: int
    unmapped: list[MallItem] = field(default_factory=list)  # variants the mall has on it, and we do not
    findings: list[Finding] = field(default_factory=list)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> list[str]:
        """The parts that differ from what the mall took last."""
        return [part for part in PARTS if part in self.digests and self.page.digests.get(part) != self.digests[part]]

    @property
    def sent_images(self) -> list[ProductImage]:
        """The pictures that go along. A mall that fetches them gets none while the world has no address of ours."""
        found = self.images[: self.rules.images.get("most", 20)]
        return found if self.rules.images.get("by") == "content" or settings.PUBLIC_ADDRESS else []

    @property
    def errors(self) -> int:
        return sum(one.severity == linting.ERROR for one in self.findings)

    @property
    def warnings(self) -> int:
        return len(self.findings) - self.errors

    @property
    def title(self) -> str:
        told = self.fields.get("title")
        return (told.text if told else None) or self.master.get("title", "")

    def against(self, parts: Collection[str]) -> list[Finding]:
        """The errors that keep these parts from being sent."""
        return [one for one in self.findings if one.severity == linting.ERROR and _part(one.field) in ("", *parts)]

    def listing(self, parts: Iterable[str], images: Sequence[Picture]) -> Listing:
        """What the adapter is told."""
        variants = [
            ListingVariant(
                place=Place(one.mapping.listing, one.mapping.variant),
                sku_code=one.mapping.sku.code,
                options=one.options,
                price=one.price,
                list_price=0 if one.ended else one.list_price,
                jan=one.mapping.sku.jan,
            )
            for one in self.goods
        ]
        told = {name: one.text for name, one in self.fields.items() if one.text is not None}
        return Listing(
            key=self.page.pk,
            page=self.page.code,
            fields=told,
            variants=variants,
            pictures=images,
            tax_rate=self.tax_rate,
            only=frozenset(parts),
        )


def _part(field_name: str) -> str:
    if field_name in _WHOLE:
        return ""
    return field_name if field_name in ("price", "images") else "text"


def assemble(connection: Connection, pages: Sequence[Page], *, at: dt.datetime | None = None) -> list[Assembled]:
    """Pages with all they are made of, at a moment (now). A constant number of statements; [] where no rules are."""
    rules = rules_of(connection.adapter)
    if rules is None or not pages:
        return []
    moment = at or clock.now()
    products = Product.objects.in_bulk([one.product_id for one in pages])
    mappings = _mappings(connection, pages, rules)
    world = _World(connection, rules, moment, products, [one.sku_id for some in mappings.values() for one in some])
    unmapped: dict[str, list[MallItem]] = defaultdict(list)
    if rules.page_of == "listing":
        rows = MallItem.objects.filter(connection=connection, listing__in=[one.code for one in pages], mapping=None)
        for item in rows.filter(missed=0).order_by("pk"):
            unmapped[item.listing].append(item)
    return [world.page(page, mappings[page.pk], unmapped[page.code]) for page in pages]


def _mappings(connection: Connection, pages: Sequence[Page], rules: Rules) -> dict[int, list[SkuMapping]]:
    rows = SkuMapping.objects.filter(channel_id=connection.channel_id).exclude(listing="").select_related("sku")
    found: dict[int, list[SkuMapping]] = {one.pk: [] for one in pages}
    if rules.page_of == "listing":
        by_code = {one.code: one.pk for one in pages}
        for one in rows.filter(listing__in=list(by_code)).order_by("pk"):
            found[by_code[one.listing]].append(one)
    else:
        by_product = {one.product_id: one.pk for one in pages}
        for one in rows.filter(sku__product_id__in=list(by_product)).order_by("pk"):
            found[by_product[one.sku.product_id]].append(one)
    return found


def goods_pages(connection: Connection, skus: Collection[int]) -> QuerySet[Page]:
    """The pages on which these SKUs are mapped."""
    rules = rules_of(connection.adapter)
    rows = SkuMapping.objects.filter(channel_id=connection.channel_id, sku_id__in=skus).exclude(listing="")
    pages = Page.objects.filter(connection=connection, mapped=True)
    if rules and rules.page_of == "listing":
        return pages.filter(code__in=rows.values("listing"))
    return pages.filter(product_id__in=rows.values("sku__product_id"))


class _World:
    """What pages are made of, read once for all of them."""

    def __init__(
        self,
        connection: Connection,
        rules: Rules,
        at: dt.datetime,
        products: Mapping[int, Product],
        skus: Sequence[int],
    ) -> None:
        self.rules, self.at, self.products, channel = rules, at, products, connection.channel_id
        self.master: dict[int, dict[str, str]] = defaultdict(dict)
        self.own: dict[int, dict[str, str]] = defaultdict(dict)
        texts = PageText.objects.filter(Q(channel=None) | Q(channel_id=channel), product_id__in=products)
        for one in texts:
            (self.own if one.channel_id else self.master)[one.product_id][one.field] = one.text
        self.prices = {one.sku_id: one for one in ChannelPrice.objects.filter(channel_id=channel, sku_id__in=skus)}
        self.changes = {one.sku_id: one for one in in_force(channel, at).filter(sku_id__in=skus)}
        self.images: dict[int, list[ProductImage]] = defaultdict(list)
        for image in ProductImage.objects.filter(product_id__in=products).order_by("position", "pk"):
            self.images[image.product_id].append(image)
        self.categories: dict[int, str] = {}
        for product, name in Category.objects.filter(product__in=products).values_list("product", "name"):
            self.categories.setdefault(product, name)
        self.spans: dict[int, list[proof.Span]] = defaultdict(list)
        young = Q(until=None) | Q(until__gt=at - proof.WEEKS)
        shown = ShownPrice.objects.filter(young, channel_id=channel, sku_id__in=skus).order_by("since")
        for span in shown:
            self.spans[span.sku_id].append(proof.Span(span.price, span.since, span.until))
        self.listed = {span.sku_id for span in shown if span.until is None and span.list_price is not None}
        self.rates = list(TaxRate.objects.values_list("category_id", "from_date", "basis_points"))
        shop = Shop.objects.first()
        self.rounding: Any = shop.tax_rounding if shop else "floor"

    def page(self, page: Page, mappings: Sequence[SkuMapping], unmapped: list[MallItem]) -> Assembled:
        product = self.products[page.product_id]
        goods = [self._goods(one) for one in mappings]
        master = self._master(product, goods)
        own = self.own[product.pk]
        made = Assembled(
            page=page,
            rules=self.rules,
            master=master,
            own=own,
            fields=merging.page(self.rules.fields, master, own),
            goods=goods,
            images=self.images[product.pk],
            tax_rate=self._rate(mappings[0]) if mappings else 1000,
            unmapped=unmapped,
        )
        made.findings = linting.lint(_facts(made), self.rules) + _incomplete(made) + _unreachable(made)
        made.digests = _digests(made)
        return made

    def _master(self, product: Product, goods: Sequence[Goods]) -> dict[str, str]:
        prices = [one.price for one in goods if one.price is not None]
        return {
            "title": product.name,
            "description": product.description,
            "code": product.code,
            "category": self.categories.get(product.pk, ""),
            "jan": goods[0].mapping.sku.jan if goods else "",
            "price": f"{min(prices):,}" if prices else "",
        } | self.master[product.pk]

    def _rate(self, mapping: SkuMapping) -> int:
        try:
            return tax.rate_on(self.rates, str(mapping.sku.tax_category_id), self.at.astimezone(clock.JST).date())
        except tax.UnknownRate:
            return 1000

    def _usual(self, mapping: SkuMapping) -> tuple[int | None, int | None, str]:
        sku, row = mapping.sku, self.prices.get(mapping.sku_id)
        if row and row.price is not None:
            return row.price, row.list_price, "channel"
        price = sku.price
        if price is not None and not sku.price_includes_tax:
            line = tax.TaxLine("", self._rate(mapping), price, included=False)
            price = tax.document_sums([line], rounding=self.rounding).total
        return price, row.list_price if row else None, "catalog"

    def _goods(self, mapping: SkuMapping) -> Goods:
        usual, listed, source = self._usual(mapping)
        price, change = usual, self.changes.get(mapping.sku_id)
        if change:
            price, listed, source = change.price, change.list_price, "change"
        unproved = ""
        if listed is not None and price is not None and listed > price:
            begins = change.from_at if change else self.at
            unproved = unproved_words(proof.proof(self.spans[mapping.sku_id], listed, min(begins, self.at)), listed)
        options = options_of(mapping.sku.options)
        own = self.prices.get(mapping.sku_id)
        ended = listed is None and mapping.sku_id in self.listed
        return Goods(mapping, options, price, listed, usual, source, change, unproved, own, ended)


def options_of(options: str) -> dict[str, str]:
    """「色:赤 サイズ:M」 → {"色": "赤", "サイズ": "M"}; text without names is a kind (種類)."""
    found: dict[str, str] = {}
    for part in options.replace("：", ":").replace("　", " ").split():
        name, colon, value = part.partition(":")
        if colon and name and value:
            found[name] = value
    return found or ({"種類": options.strip()} if options.strip() else {})


def in_force(channel_id: int, at: dt.datetime) -> Any:
    """The price changes that hold at a moment."""
    rows = PriceChange.objects.filter(channel_id=channel_id, cancelled_at=None, from_at__lte=at)
    return rows.filter(Q(until_at=None) | Q(until_at__gt=at)).filter(Q(ended_at=None) | Q(ended_at__gt=at))


def unproved_words(told: proof.Proof, price: int) -> str:
    """Why a former price is not proved, in a sentence; "" if it is."""
    words = {
        "never": _("%(price)s yen was not shown here in the eight weeks before: no proof for a former price."),
        "weeks": _("%(price)s yen was shown for less than two weeks: no proof for a former price."),
        "half": _("%(price)s yen was shown for no more than half of the eight weeks: no proof for a former price."),
        "old": _("%(price)s yen was shown last more than two weeks before: no proof for a former price."),
    }
    return words[told.why] % {"price": f"{price:,}"} if told.why else ""


def _facts(made: Assembled) -> linting.Facts:
    variants = [
        linting.Variant(
            code=one.mapping.sku.code,
            variant=one.mapping.variant if made.rules.page_of == "listing" else "",
            price=one.price,
            options=one.options,
            list_price=one.list_price,
            unproved=one.unproved,
        )
        for one in made.goods
    ]
    images = [
        linting.Image(
            name=f"{place}",
            format=one.file.rpartition(".")[2].lower(),
            width=one.width,
            height=one.height,
            size=_size(one.file),
        )
        for place, one in enumerate(made.images, 1)
    ]
    return linting.Facts(code=made.page.code, fields=made.fields, variants=variants, images=images)


def _size(path: str) -> int:
    try:
        return default_storage.size(path)
    except OSError:
        return 0


def _incomplete(made: Assembled) -> list[Finding]:
    """Where prices are said of the whole page, every variant of it must be known."""
    if not made.rules.whole_prices or not made.unmapped or not made.goods:
        return []
    names = ", ".join(one.variant or one.code for one in made.unmapped[:5])
    words = _("The mall takes the prices of a page together; not mapped yet: %(names)s.")
    return [Finding(linting.ERROR, "price", words % {"names": names})]


def _unreachable(made: Assembled) -> list[Finding]:
    """Where a mall fetches pictures, it must be able to reach us."""
    if not made.images or made.sent_images:
        return []
    words = _("The mall fetches pictures from our address, and none is set for the world (PUBLIC_ADDRESS): none go.")
    return [Finding(linting.WARNING, "images", words)]


def _digests(made: Assembled) -> dict[str, str]:
    """Part → digest of what would be sent; a part of which there is nothing to say is left out."""
    said: dict[str, Any] = {}
    if made.goods:
        said["price"] = [
            (one.mapping.listing, one.mapping.variant, one.price, one.list_price)
            for one in sorted(made.goods, key=lambda good: good.mapping.pk)
        ]
    if texts := {name: one.text for name, one in made.fields.items() if one.text is not None}:
        said["text"] = texts
    if made.sent_images:
        said["images"] = [one.digest for one in made.sent_images]
    return {
        part: blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=12).hexdigest()
        for part, value in said.items()
    }

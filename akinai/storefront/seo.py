"""What search engines and other sites read of a page: its one address, and structured data (schema.org, JSON-LD)."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator

from akinai.storefront import frame
from akinai.storefront.frame import Frame
from akinai.storefront.models import ContentPage
from akinai.storefront.queries.goods import Detail, Picture, Variant

Data = dict[str, Any]
Crumbs = Sequence[tuple[str, str]]  # words and path; the last one is the page itself

_AVAILABILITY = {"in": "InStock", "low": "LimitedAvailability", "ahead": "BackOrder", "out": "OutOfStock"}


def site_address(request: HttpRequest) -> str:
    """`https://shop.example`."""
    return f"{request.scheme}://{request.get_host()}"


def canonical(request: HttpRequest, kept: Mapping[str, Any] | None = None) -> str:
    """The page's one address: without filters and campaign marks; `kept` are the parts of the query that matter."""
    query = f"?{urlencode(kept)}" if kept else ""
    return f"{site_address(request)}{request.path}{query}"


def category_path(code: str) -> str:
    return reverse("shop:category", args=[code])


def picture_path(path: str) -> str:
    """The public address of a product's picture."""
    return _pictures() + path.removeprefix("images/")


@cache
def _pictures() -> str:
    """Asked once: a page has a hundred of these addresses."""
    return reverse("shop:picture", args=["-"])[:-1]


def picture_url(request: HttpRequest, picture: Picture) -> str:
    """An absolute address, in a form every crawler reads."""
    return site_address(request) + picture_path(picture.file)


def summary(text: str, length: int = 120) -> str:
    """The beginning of a text, without its markup, for a description."""
    return Truncator(" ".join(strip_tags(text.replace("<", " <")).split())).chars(length)


# --- structured data -------------------------------------------------------------------------------------------


def breadcrumbs(request: HttpRequest, crumbs: Crumbs) -> Data:
    """BreadcrumbList, from the top page on."""
    here = site_address(request)
    steps = [(frame.current().name, reverse("shop:home")), *crumbs]
    return {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "name": words, "item": here + (path or request.path)}
            for at, (words, path) in enumerate(steps, start=1)
        ],
    }


def product(request: HttpRequest, detail: Detail) -> Data:
    """Product with an Offer for each SKU, or one AggregateOffer over many."""
    here = canonical(request)
    data: Data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": detail.name,
        "url": here,
        "sku": detail.code,
        "description": detail.summary or summary(detail.description or detail.body, 500) or detail.name,
        "image": [picture_url(request, picture) for picture in detail.pictures],
    }
    if len(detail.variants) == 1 and (jan := detail.variants[0].jan):
        data["gtin"] = jan
    offers = [_offer(one, here) for one in detail.variants]
    if len(offers) == 1:
        data["offers"] = offers[0]
    else:
        data["offers"] = {
            "@type": "AggregateOffer",
            "priceCurrency": "JPY",
            "lowPrice": detail.low,
            "highPrice": detail.high,
            "offerCount": len(offers),
            "offers": offers,
        }
    return data


def availability(variant: Variant) -> str:
    """schema.org's word: PreOrder before the release, BackOrder for pieces sold before they are there."""
    if variant.comes and variant.stock.buyable:
        return "PreOrder"
    return _AVAILABILITY[variant.stock.state]


def _offer(variant: Variant, here: str) -> Data:
    data: Data = {
        "@type": "Offer",
        "sku": variant.code,
        "name": variant.name,
        "url": f"{here}?{urlencode({'sku': variant.code})}",
        "price": variant.price,
        "priceCurrency": "JPY",
        "availability": f"https://schema.org/{availability(variant)}",
        "itemCondition": "https://schema.org/NewCondition",
    }
    if variant.jan:
        data["gtin"] = variant.jan
    if variant.comes:
        data["availabilityStarts"] = variant.comes.isoformat()
    return data


def article(request: HttpRequest, page: ContentPage, site: Frame) -> Data:
    """Article (NewsArticle for news)."""
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle" if page.kind == ContentPage.Kind.NEWS else "Article",
        "headline": page.title,
        "url": canonical(request),
        "datePublished": page.publish_at.isoformat() if page.publish_at else None,
        "dateModified": page.updated_at.isoformat(),
        "author": {"@type": "Organization", "name": site.name},
        "publisher": {"@type": "Organization", "name": site.name},
    }


def organization(request: HttpRequest, site: Frame) -> Data:
    """Who sells, on the top page."""
    shop = site.shop
    data: Data = {
        "@context": "https://schema.org",
        "@type": "OnlineStore",
        "name": site.name,
        "url": f"{site_address(request)}/",
        "legalName": site.company,
    }
    if shop.get("email"):
        data["email"] = shop["email"]
    if shop.get("phone"):
        data["telephone"] = shop["phone"]
    if shop.get("prefecture") and shop.get("city"):
        data["address"] = {
            "@type": "PostalAddress",
            "addressCountry": "JP",
            "postalCode": shop.get("postal", ""),
            "addressRegion": shop["prefecture"],
            "addressLocality": shop["city"],
            "streetAddress": " ".join(filter(None, [shop.get("line1"), shop.get("line2")])),
        }
    return data

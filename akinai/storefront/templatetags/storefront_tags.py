"""Tags of the shop's pages: form fields, pictures, stock in words, links that keep a list's filter."""

import datetime as dt
import json
from typing import Any
from urllib.parse import unquote_plus, urlencode

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from akinai.core import clock
from akinai.storefront import keeping, wording
from akinai.storefront.models import Media
from akinai.storefront.queries import site as queries
from akinai.storefront.queries.goods import Picture, Variant
from akinai.storefront.queries.listing import Wanted
from akinai.storefront.seo import picture_path

register = template.Library()


@register.simple_tag
def shop_icon(name: str) -> SafeString:
    """An icon of the shop's sprite, as decoration."""
    sprite = f"{static('storefront/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', sprite)


@register.inclusion_tag("storefront/parts/field.html")
def shop_field(field: BoundField, wide: bool = False, hint: str = "") -> dict[str, Any]:
    """A form field with label, hint and error, tied together for those who listen. `wide`: over the full width."""
    widget = field.field.widget
    kind = "input"
    if isinstance(widget, CheckboxInput):
        kind = "check"
    elif isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        kind = "choices"
    help_text = hint or str(field.help_text or "")
    told = [f"{field.auto_id}_hint"] if help_text else []
    told += [f"{field.auto_id}_wrong"] if field.errors else []
    attrs: dict[str, Any] = {"aria-describedby": " ".join(told)} if told else {}
    if field.errors:
        attrs["aria-invalid"] = "true"
    drawn = field.as_widget(attrs=attrs) if kind != "choices" else ""
    return {"field": field, "kind": kind, "wide": wide, "help": help_text, "drawn": drawn, "told": " ".join(told)}


@register.simple_tag
def member_words(name: str) -> str:
    """What the link to my page reads; the hole of kept pages is filled with the same words."""
    return keeping.member_words(name)


# --- pictures --------------------------------------------------------------------------------------------------


register.filter("picture_path", picture_path)


@register.inclusion_tag("storefront/parts/picture.html")
def shop_picture(
    picture: Picture | None, *, name: str = "", sizes: str = "100vw", eager: bool = False, whole: bool = False,
    decoration: bool = False, number: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """A product's picture in the forms and sizes there are; without one, a calm square with the name's first sign."""
    if not picture:
        return {"mark": name.strip()[:1]}
    alt = gettext("%(name)s, picture %(n)s") % {"name": name, "n": number} if number > 1 else name
    return {
        "avif": _srcset(picture.forms.get("avif", {})),
        "webp": _srcset(picture.forms.get("webp", {})),
        "src": picture_path(picture.thumbnail),
        "alt": "" if decoration else alt,
        "sizes": sizes,
        "width": picture.width,
        "height": picture.height,
        "eager": eager,
        "whole": whole,
    }


def _srcset(forms: dict[str, str]) -> str:
    return ", ".join(f"{picture_path(forms[edge])} {edge}w" for edge in sorted(forms, key=int))


@register.inclusion_tag("storefront/parts/picture.html")
def site_picture(
    media: Media, *, sizes: str = "100vw", eager: bool = False, decoration: bool = False
) -> dict[str, Any]:
    """A picture of the library."""
    drawn = queries.picture(media)
    return {
        "avif": drawn.avif, "webp": drawn.webp, "src": drawn.src, "alt": "" if decoration else drawn.alt,
        "sizes": sizes, "width": drawn.width, "height": drawn.height, "eager": eager, "whole": False,
    }  # fmt: skip


@register.simple_tag
def logo(media: Media, name: str) -> SafeString:
    """The shop's logo, 44 pixels high at most."""
    drawn = queries.picture(media)
    height = min(drawn.height, 44)
    width = round(drawn.width * height / (drawn.height or 1))
    return format_html('<img src="{}" alt="{}" width="{}" height="{}">', drawn.src, name, width, height)


# --- words -----------------------------------------------------------------------------------------------------


register.simple_tag(wording.temperature, name="temperature")
register.simple_tag(wording.stock, name="stock_text")


@register.simple_tag
def stock_words(variant: Variant) -> SafeString:
    """The same, coloured."""
    tone = {"in": "in", "low": "low", "ahead": "in", "out": "out"}[variant.stock.state]
    return format_html('<span class="stock {}">{}</span>', tone, wording.stock(variant))


@register.filter
def shop_day(value: dt.datetime | None) -> str:
    """2026年11月21日; 21 November 2026."""
    if value is None:
        return ""
    day = value.astimezone(clock.JST)
    if (get_language() or "ja").startswith("ja"):
        return f"{day.year}年{day.month}月{day.day}日"
    return date_format(day, "j F Y", use_l10n=False)


# --- addresses -------------------------------------------------------------------------------------------------


@register.simple_tag
def kept_fields(wanted: Wanted) -> SafeString:
    """Hidden fields that keep a list's filter while it is sorted anew."""
    pairs = [pair.partition("=") for pair in wanted.query(sort="").split("&") if pair]
    return format_html_join(
        "", '<input type="hidden" name="{}" value="{}">', ((name, unquote_plus(value)) for name, _e, value in pairs)
    )


@register.simple_tag
def page_link(wanted: Wanted, page: int | str, asked: str = "") -> str:
    """The address of another page of the same list."""
    query = wanted.query(page=int(page))
    found = "&".join(filter(None, [urlencode({"q": asked}) if asked else "", query]))
    return f"?{found}" if found else "?"


# The signs that would end the element or begin another.
_UNSAFE = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


@register.simple_tag
def structured(data: list[dict[str, Any]] | None) -> SafeString:
    """JSON-LD: data, not a script, so the page's policy lets it be."""
    elements = []
    for one in data or []:
        text = json.dumps(one, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
        elements.append(f'<script type="application/ld+json">{text}</script>')
    return mark_safe("".join(elements))  # noqa: S308 - escaped above

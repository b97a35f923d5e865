"""Tags and filters of every template (loaded as built-ins): icons, badges, money, dates, panels, form fields."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect
from django.http import HttpRequest
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from akinai.core import clock
from akinai.core.outcome import Outcome
from akinai.core.people import actors, masking
from akinai.core.shell import panels as panel_registry

register = template.Library()

# Decimals of the minor unit; a currency not named here has two.
DECIMALS = {"JPY": 0, "KRW": 0, "TWD": 2, "KWD": 3}
SIGNS = {"JPY": "¥", "GBP": "£", "USD": "$", "EUR": "€", "CNY": "CN¥", "KRW": "₩"}
WEEKDAYS_JA = "月火水木金土日"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; with a label it speaks, without it is decoration."""
    sprite = f"{static('core/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, sprite)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', sprite)


@register.simple_tag(takes_context=True)
def again(context: template.Context, name: str) -> str:
    """A block's content once more: the page's title is also its heading."""
    block = context.render_context[BLOCK_CONTEXT_KEY].get_block(name)
    return "" if block is None else block.nodelist.render(context)


@register.simple_tag
def badge(text: Any, tone: str = "", icon_name: str = "") -> SafeString:
    """A small label; tone is "", info, good, warn, bad or accent."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<span class="badge {}">{}{}</span>', tone, drawn, text)


@register.simple_tag(takes_context=True)
def panels(context: template.Context, place: str, subject: Any) -> SafeString:
    """What upper steps show here."""
    return panel_registry.draw(context["request"], place, subject)


@register.filter
def yen(amount: int | None, currency: str = "JPY") -> str:
    """Money from integer minor units: 1200 → ¥1,200; 1234 with GBP → £12.34. None → —."""
    if amount is None:
        return "—"
    places = DECIMALS.get(currency, 2)
    whole, rest = divmod(abs(int(amount)), 10**places)
    sign = SIGNS.get(currency, f"{currency} ")
    tail = f".{rest:0{places}d}" if places else ""
    return f"{'-' if amount < 0 else ''}{sign}{whole:,}{tail}"


@register.filter
def number(value: int | None) -> str:
    """1234567 → 1,234,567. None → —."""
    return "—" if value is None else f"{value:,}"


def _local(value: dt.date) -> dt.date:
    return value.astimezone(clock.JST) if isinstance(value, dt.datetime) and value.tzinfo else value


@register.filter
def jday(value: dt.date | None) -> str:
    """11月21日(土), with the year when it is not this year's."""
    if value is None:
        return "—"
    day = _local(value)
    this_year = day.year == clock.today().year
    if (get_language() or "ja").startswith("ja"):
        year = "" if this_year else f"{day.year}年"
        return f"{year}{day.month}月{day.day}日({WEEKDAYS_JA[day.weekday()]})"
    return formats.date_format(day, "D j M" if this_year else "D j M Y", use_l10n=False)


@register.filter
def jdate(value: dt.date | None) -> str:
    """11月21日(土) 14:05; a date without time gives the day only."""
    if value is None:
        return "—"
    local = _local(value)
    return f"{jday(value)} {local.hour}:{local.minute:02d}" if isinstance(local, dt.datetime) else jday(value)


@register.filter
def ago(value: dt.datetime | None) -> str:
    """3時間前"""
    if value is None:
        return "—"
    minutes = int((clock.now() - value).total_seconds() // 60)
    if minutes < 1:
        return gettext("just now")
    if minutes < 60:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    if minutes < 24 * 60:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}


@register.filter
def lasting(seconds: float | None) -> str:
    """0.4秒, 45秒, 20分, 3時間, 2日: how long something took, in the unit a person would name."""
    if seconds is None:
        return "—"
    if seconds < 60:
        return gettext("%(n)s s") % {"n": f"{seconds:.1f}" if seconds < 10 else round(seconds)}
    if seconds < 3600:
        return gettext("%(n)s min") % {"n": int(seconds // 60)}
    if seconds < 24 * 3600:
        return gettext("%(n)s h") % {"n": int(seconds // 3600)}
    days = int(seconds // (24 * 3600))
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@register.filter
def actor(name: str) -> str:
    """ "staff:3" → the person's name. For a list, put `actors.actor_names` into the context instead."""
    return actors.actor_name(name)


@register.simple_tag(takes_context=True)
def personal(context: template.Context, value: str | None, kind: str) -> str:
    """Personal data as this person may see it; kind: name, phone, mail, address."""
    return masking.personal(context["request"].user, value, kind)


@register.simple_tag(takes_context=True)
def query_string(context: template.Context, **changes: Any) -> str:
    """The page's query with changes (None removes); paging starts again unless `after` is given."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop("after", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, Iterable) and not isinstance(value, str):
            query.setlist(key, [str(one) for one in value])
        else:
            query[key] = str(value)
    return "?" + query.urlencode()


@register.inclusion_tag("core/parts/field.html")
def field(bound: BoundField, hint: str = "", wide: bool = False, label: str = "") -> dict[str, Any]:
    """One form field: label, control, help and errors, joined for screen readers."""
    widget = bound.field.widget
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        shape = "choices"
    elif isinstance(widget, CheckboxInput):
        shape = "check"
    elif isinstance(widget, HiddenInput):
        shape = "hidden"
    else:
        shape = "line"
    shown = {"field": bound, "shape": shape, "hint": hint or bound.help_text, "wide": wide}
    return {**shown, "label": label or bound.label}


@register.inclusion_tag("core/parts/outcome.html")
def outcome(result: Outcome, names: dict[Any, str] | None = None) -> dict[str, Any]:
    """The result of a batch, refusals row by row; `names` maps keys to what a person calls them."""
    rows = [((names or {}).get(r.key, r.key), r) for r in result.refused]
    return {"done": len(result.done), "rows": rows}


@register.inclusion_tag("core/parts/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Any) -> dict[str, Any]:
    """次の50件, and how many there are (約 when estimated)."""
    return {"page": page, "request": context["request"]}


@register.inclusion_tag("core/parts/saved_views.html", takes_context=True)
def saved_views(context: template.Context, page: str) -> dict[str, Any]:
    """The person's and the shop's saved views of a list, and a form to keep the present filter."""
    from akinai.core.shell import savedviews

    return savedviews.rail(context["request"], page)


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    """mapping[key], or an empty text."""
    return mapping.get(key, "")

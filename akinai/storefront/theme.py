"""How the shop looks: what an owner may choose, whether it can be read, and the CSS variables made of it.

A theme is a plain JSON object (Site.theme): keys of DEFAULTS, what is missing has its default. `current()` is the theme
visitors see, or, inside `trying(values)`, the one staff is trying in the preview.

Variables in /theme.css, in light and (unless switched off) dark:
--brand --on-brand --brand-strong --brand-soft   buttons, their words, hovered, a tinted ground
--link --accent --on-accent --accent-ink         links; badges and their words; prices and other accented words
--paper --surface --sunken                       page, raised boxes, sunken boxes
--ink --ink-2 --ink-3                            words, secondary words, the faintest still readable words
--line --line-2                                  hairlines; borders of fields (3:1)
--radius --radius-2 --font --font-head           corners small and large; type
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from akinai.core.outcome import Refusal
from akinai.storefront import colours
from akinai.storefront.colours import Colour
from akinai.storefront.models import Media
from akinai.storefront.queries import site as queries

Values = dict[str, Any]

COLOURS = {
    "brand": _lazy("Brand colour (buttons, links)"),
    "accent": _lazy("Accent colour (prices, badges)"),
    "background": _lazy("Background colour"),
    "text": _lazy("Text colour"),
}
GOTHIC = (
    '-apple-system, BlinkMacSystemFont, "Hiragino Sans", "Hiragino Kaku Gothic ProN", "Yu Gothic Medium", '
    '"Yu Gothic", Meiryo, "Noto Sans JP", "Noto Sans CJK JP", sans-serif'
)
MINCHO = '"Hiragino Mincho ProN", "Yu Mincho", YuMincho, "Noto Serif JP", "Noto Serif CJK JP", serif'
ROUND = '"Hiragino Maru Gothic ProN", "Zen Maru Gothic", "Kosugi Maru", "BIZ UDPGothic", ' + GOTHIC
# Fonts that visitors have already: nothing is loaded, nothing shifts. Name, words, headings.
FONTS = {
    "gothic": (_lazy("Gothic"), GOTHIC, GOTHIC),
    "mincho": (_lazy("Mincho"), MINCHO, MINCHO),
    "mincho-head": (_lazy("Headings in Mincho, text in Gothic"), GOTHIC, MINCHO),
    "round": (_lazy("Rounded Gothic"), ROUND, ROUND),
}
RADII = {0: _lazy("Square"), 4: _lazy("Slightly rounded"), 8: _lazy("Rounded"), 16: _lazy("Round")}
HEADERS = {"left": _lazy("Logo on the left"), "center": _lazy("Logo in the middle")}
BLOCKS = {
    "hero": _lazy("Large banners"),
    "news": _lazy("News"),
    "shelves": _lazy("Product shelves"),
    "banners": _lazy("Banners in a row"),
    "articles": _lazy("Articles"),
}
DEFAULTS: Values = {
    "brand": "#264a8a",
    "accent": "#b3261e",
    "background": "#ffffff",
    "text": "#20242b",
    "radius": 8,
    "font": "gothic",
    "logo": None,  # id of a Media
    "header": "left",
    "top": ["hero", "shelves", "banners", "news", "articles"],  # blocks of the top page, in order; others are not shown
    "dark": True,  # follow a visitor's dark mode
}


@dataclass(frozen=True)
class Theme:
    """A theme ready for templates."""

    values: Mapping[str, Any]
    css: str
    digest: str  # of the css: part of its address
    header: str  # "left" or "center"
    top: tuple[str, ...]  # blocks of the top page, in order: keys of BLOCKS
    dark: bool
    logo: Media | None = None


@dataclass
class Checked:
    """A theme as asked for: complete and clean, what is refused, and what one should look at."""

    values: Values
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


# --- the one in force --------------------------------------------------------------------------------------------

_tried: ContextVar[Values | None] = ContextVar("tried_theme", default=None)


@contextmanager
def trying(values: Values) -> Iterator[None]:
    """Within the block `current()` gives this theme (the preview of the desk); never set for a visitor."""
    token = _tried.set(values)
    try:
        yield
    finally:
        _tried.reset(token)


def current(stored: Mapping[str, Any] | None = None) -> Theme:
    """The theme to draw with. `stored` is Site.theme where it has been read already (else one statement); a logo costs
    one more."""
    tried = _tried.get()
    if tried is not None:
        return of(tried)
    return of(queries.site().theme if stored is None else stored)


def of(values: Mapping[str, Any]) -> Theme:
    """A Theme of stored values."""
    full = complete(values)
    css = _css(json.dumps(full, sort_keys=True))
    logo = Media.objects.filter(pk=full["logo"]).first() if full["logo"] else None
    return Theme(full, css, digest(css), full["header"], tuple(full["top"]), full["dark"], logo)


def complete(values: Mapping[str, Any]) -> Values:
    """Stored values with the defaults for what is missing; unknown keys are left out."""
    return {name: values.get(name, default) for name, default in DEFAULTS.items()}


def digest(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:16]


# --- may it be? ---------------------------------------------------------------------------------------------------


def check(wanted: Mapping[str, Any]) -> Checked:
    """Clean values, refusals (key "theme", field = key of the theme) and warnings. Words nobody can read are refused;
    a colour that is merely weak is drawn darker or lighter where it carries words, which is told."""
    found = Checked(complete(wanted))
    values = found.values
    for name in COLOURS:
        try:
            values[name] = str(Colour.of(str(values[name]).lower()))
        except ValueError:
            found.refused.append(Refusal("theme", name, _("A colour is written like #264a8a.")))
    for name, known in (("font", set(FONTS)), ("radius", set(RADII)), ("header", set(HEADERS))):
        if values[name] not in known:
            found.refused.append(Refusal("theme", name, _("This choice is not known.")))
    values["top"] = list(dict.fromkeys(one for one in values["top"] if one in BLOCKS))
    values["dark"] = bool(values["dark"])
    if values["logo"] and not Media.objects.filter(pk=values["logo"]).exists():
        found.refused.append(Refusal("theme", "logo", _("This picture is no longer in the library.")))
    if not found.refused:
        _check_contrast(found)
    return found


def _check_contrast(found: Checked) -> None:
    ground, text, brand, accent = (Colour.of(found.values[name]) for name in ("background", "text", "brand", "accent"))
    told = {"ratio": f"{colours.contrast(text, ground):.1f}"}
    if colours.contrast(text, ground) < colours.TEXT:
        sentence = _("Text can't be read on this background: the contrast is %(ratio)s, at least 4.5 is needed.") % told
        found.refused.append(Refusal("theme", "text", sentence))
    told = {"ratio": f"{colours.contrast(brand, ground):.1f}"}
    if colours.contrast(brand, ground) < colours.CONTROL:
        sentence = _("Buttons can't be told from this background: the contrast is %(ratio)s, at least 3 is needed.")
        found.refused.append(Refusal("theme", "brand", sentence % told))
    elif colours.contrast(brand, ground) < colours.TEXT:
        sentence = _(
            "The brand colour is too weak for words (contrast %(ratio)s); links are drawn in a stronger shade."
        )
        found.warnings.append(sentence % told)
    told = {"ratio": f"{colours.contrast(accent, ground):.1f}"}
    if colours.contrast(accent, ground) < colours.TEXT:
        sentence = _(
            "The accent colour is too weak for words (contrast %(ratio)s); prices are drawn in a stronger shade."
        )
        found.warnings.append(sentence % told)


# --- the variables ------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _css(values: str) -> str:
    theme = json.loads(values)
    chosen = {name: Colour.of(theme[name]) for name in COLOURS}
    _name, font, head = FONTS[theme["font"]]
    radius = int(theme["radius"])
    fixed = {
        "radius": f"{radius}px",
        "radius-2": f"{radius * 3 // 2}px",
        "font": font,
        "font-head": head,
    }
    scheme = "dark" if chosen["background"].luminance < 0.2 else "light"
    blocks = [f":root {{ color-scheme: {scheme}; {_declared(shades(**chosen) | fixed)} }}"]
    if theme["dark"] and scheme == "light":
        dark = _declared(shades(**_in_the_dark(chosen)))
        blocks.append(f"@media (prefers-color-scheme: dark) {{ :root {{ color-scheme: dark; {dark} }} }}")
    return "\n".join(blocks) + "\n"


def _in_the_dark(chosen: dict[str, Colour]) -> dict[str, Colour]:
    """The same shop at night: a near-black with a breath of the brand, and its colours lifted until they are read."""
    ground = Colour(20, 22, 26).towards(chosen["brand"], 0.05)
    text = Colour(233, 230, 223)
    return {
        "brand": colours.readable(chosen["brand"], ground, ratio=5.5),
        "accent": colours.readable(chosen["accent"], ground, ratio=5.5),
        "background": ground,
        "text": text,
    }


def shades(*, brand: Colour, accent: Colour, background: Colour, text: Colour) -> dict[str, str]:
    """Every colour variable. Words have 4.5:1 on page, raised and sunken boxes; borders of fields 3:1."""
    dark = background.luminance < 0.2
    surface = background.towards(colours.WHITE, 0.05 if dark else 0.6)
    sunken = background.towards(text, 0.06 if dark else 0.045)
    soft = background.towards(brand, 0.16 if dark else 0.09)
    grounds = (background, surface, sunken, soft)
    made = {
        "brand": brand,
        "on-brand": colours.on(brand),
        "brand-strong": brand.towards(colours.on(colours.on(brand)), 0.18),
        "brand-soft": soft,
        "link": colours.readable(brand, *grounds),
        "accent": accent,
        "on-accent": colours.on(accent),
        "accent-ink": colours.readable(accent, *grounds),
        "paper": background,
        "surface": surface,
        "sunken": sunken,
        "ink": colours.readable(text, *grounds),
        "ink-2": colours.readable(text.towards(background, 0.22), *grounds),
        "ink-3": colours.readable(text.towards(background, 0.36), *grounds),
        "line": background.towards(text, 0.14),
        "line-2": colours.readable(background.towards(text, 0.34), background, surface, ratio=colours.CONTROL),
    }
    return {name: str(colour) for name, colour in made.items()}


def _declared(variables: Mapping[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in variables.items())

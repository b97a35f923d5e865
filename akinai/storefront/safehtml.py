"""What people write in the editor, made safe and even: one table of what may stay.

Everything not in the table goes: scripts, styles, event handlers, frames, pictures from elsewhere. Pictures of the
library are rebuilt from their record, so that sizes, forms and words for the blind are always right.
"""

import html
import re

import nh3

from akinai.storefront.models import Media
from akinai.storefront.queries import site as queries

# Tag → attributes that may stay. h1 is the page's own title: the editor's headings begin at h2.
ALLOWED: dict[str, set[str]] = {
    "p": set(), "div": set(), "br": set(), "hr": set(),
    "h2": set(), "h3": set(), "h4": set(),
    "strong": set(), "b": set(), "em": set(), "i": set(), "del": set(), "s": set(), "u": set(), "small": set(),
    "sub": set(), "sup": set(), "mark": set(),
    "ul": set(), "ol": {"start"}, "li": set(), "dl": set(), "dt": set(), "dd": set(),
    "blockquote": set(), "pre": set(), "code": set(),
    "table": set(), "caption": set(), "thead": set(), "tbody": set(), "tr": set(),
    "th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"},
    "a": {"href"},
    "figure": set(), "figcaption": set(), "img": {"src", "alt"},
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
# Their content goes with them; of other tags only the tag goes.
EMPTIED = {"script", "style", "template", "iframe", "object", "embed", "noscript", "svg", "math", "title"}

_OWN_PICTURE = re.compile(r"/media/(site/[0-9a-f]{2}/([0-9a-f]{32})-[0-9]{2,4}\.(?:webp|avif))")
_IMG = re.compile(r"<img\b[^>]*>")
_SRC = re.compile(r'\bsrc="([^"]*)"')
_EMPTY_CAPTION = re.compile(r"<figcaption>\s*</figcaption>")
# Around a picture and at the end of the text the editor keeps an empty line to write on; to a reader it is nothing.
_EMPTY = r"(?:\s*<(?:p|div)>(?:\s|<br>)*</(?:p|div)>)+\s*"
_EMPTY_LINES = re.compile(rf"{_EMPTY}(?=<figure>|$)|(?<=</figure>){_EMPTY}")
_TAGS = re.compile(r"<[^>]+>")


def clean(text: str) -> str:
    """Safe HTML of whatever came; one statement when there are pictures."""
    text = re.sub(r"<(/?)h1\b", r"<\1h2", text.replace("\0", ""), flags=re.IGNORECASE)
    safe = nh3.clean(
        text,
        tags=set(ALLOWED),
        clean_content_tags=EMPTIED,
        attributes={tag: names for tag, names in ALLOWED.items() if names},
        attribute_filter=_kept,
        url_schemes=SCHEMES,
        link_rel="noopener",
        strip_comments=True,
    )
    return _rebuilt(safe).strip()


def _kept(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if _OWN_PICTURE.fullmatch(value) else None
    if tag == "a" and name == "href" and value.startswith("//"):
        return None
    return value


def _rebuilt(safe: str) -> str:
    """Pictures drawn anew from their records; those no longer in the library are left out."""
    digests = {match[2] for match in _OWN_PICTURE.finditer(safe)}
    rows = {row.digest[:32]: row for row in _media(digests)}

    def drawn(match: re.Match[str]) -> str:
        own = _OWN_PICTURE.fullmatch((_SRC.search(match[0]) or ["", ""])[1])
        row = rows.get(own[2]) if own else None
        return _img(row) if row else ""

    safe = _EMPTY_CAPTION.sub("", _IMG.sub(drawn, safe))
    return _EMPTY_LINES.sub("", re.sub(r"<figure>\s*</figure>", "", safe))


def _media(digests: set[str]) -> list[Media]:
    if not digests:
        return []
    return list(Media.objects.extra(where=["left(digest, 32) = any(%s)"], params=[list(digests)]))


def _img(row: Media) -> str:
    one = queries.picture(row)
    return (
        f'<img src="{one.src}" srcset="{one.webp}" sizes="(max-width: 800px) 100vw, 760px" width="{one.width}" '
        f'height="{one.height}" alt="{html.escape(one.alt)}" loading="lazy">'
    )


def plain(text: str, most: int = 160) -> str:
    """The words of safe HTML on one line, for descriptions and lists."""
    words = " ".join(html.unescape(_TAGS.sub(" ", text)).split())
    return words if len(words) <= most else words[: most - 1] + "…"

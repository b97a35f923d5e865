"""What is wrong with a page before it goes up, by the mall's rules (data): where, how grave, what would mend it. Pure.

An error keeps the page from being sent; a warning does not. A limit that is unproven makes warnings only.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from akinai.channels.listing.measuring import cut, length, tags, without_tags
from akinai.channels.listing.merging import Result
from akinai.channels.listing.rules import FieldRule, Rules, words
from akinai.core.japan.text import cp932_problems

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One thing found. `mend`: the text that would be right, where there is one (None: a person must think)."""

    severity: str
    field: str
    sentence: str
    mend: str | None = None

    @property
    def tone(self) -> str:
        return "bad" if self.severity == ERROR else "warn"


@dataclass(frozen=True, kw_only=True)
class Image:
    """A picture as it would be sent."""

    name: str
    format: str  # jpg, png …
    width: int
    height: int
    size: int = 0  # bytes, 0: not known


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A variant of a page as it would be sent."""

    code: str
    variant: str
    price: int | None
    options: Mapping[str, str]
    list_price: int | None = None
    unproved: str = ""  # why the price it is compared with is not proved ("" = it is, or there is none)


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A page as it would be sent."""

    code: str
    fields: Mapping[str, Result]
    variants: Sequence[Variant]
    images: Sequence[Image]


def label(rule: FieldRule) -> str:
    """A field's name in the user's language."""
    return rule.label if (get_language() or "ja").startswith("ja") else rule.label_en


def lint(page: Facts, rules: Rules) -> list[Finding]:
    """Everything found, errors first."""
    found = [
        *(one for name, rule in rules.fields.items() for one in _field(rule, page.fields[name], rules)),
        *_codes(page, rules),
        *_variants(page, rules),
        *_images(page.images, rules.images),
    ]
    return sorted(found, key=lambda one: one.severity != ERROR)


# --- texts --------------------------------------------------------------------------------------------------


def _field(rule: FieldRule, result: Result, rules: Rules) -> Iterator[Finding]:
    name, text = label(rule), result.text or ""
    if not text.strip():
        if rule.required:
            yield Finding(ERROR, rule.name, _("“%(field)s” is empty, and the mall requires it.") % {"field": name})
        return
    for strange in result.strange:
        words_ = _("“%(field)s”: nobody knows the placeholder {%(name)s}.")
        yield Finding(ERROR, rule.name, words_ % {"field": name, "name": strange})
    yield from _long(rule, name, text)
    if rule.shape and not re.fullmatch(rule.shape, text):
        yield Finding(_grave(rule), rule.name, _("“%(field)s” has not the mall's form.") % {"field": name})
    yield from _signs(rule, name, text)
    yield from _markup(rule, name, text, rules)
    if rules.text.get("encoding") == "cp932" and (lost := cp932_problems(text)):
        sentence = _("“%(field)s”: the mall's letters (Shift_JIS) lack %(signs)s.")
        signs = " ".join(dict.fromkeys(lost))[:40]
        mend = "".join(sign for sign in text if sign not in lost)
        yield Finding(WARNING, rule.name, sentence % {"field": name, "signs": signs}, mend)
    yield from _claims(rule, name, text)


def _grave(rule: FieldRule) -> str:
    return WARNING if rule.unproven or rule.warns else ERROR


def _long(rule: FieldRule, name: str, text: str) -> Iterator[Finding]:
    if not rule.most or (long := length(text, rule.measure)) <= rule.most:
        return
    if rule.measure == "chars":
        sentence = _("“%(field)s” has %(long)d letters; the mall takes %(most)d.")
    else:
        sentence = _("“%(field)s” has %(long)d bytes; the mall takes %(most)d.")
    mend = None if rule.html and "<" in text else cut(text, rule.most, rule.measure)
    yield Finding(_grave(rule), rule.name, sentence % {"field": name, "long": long, "most": rule.most}, mend)


def _signs(rule: FieldRule, name: str, text: str) -> Iterator[Finding]:
    if not rule.lines and ("\n" in text or "\r" in text):
        sentence = _("“%(field)s” must be one line.") % {"field": name}
        yield Finding(ERROR, rule.name, sentence, " ".join(text.split()))
    control = [sign for sign in text if sign < " " and sign not in "\n\r\t"]
    bad = [*dict.fromkeys(sign for sign in text if sign in rule.needless)]
    if bad or control:
        shown = " ".join(bad) or _("control characters")
        sentence = _("“%(field)s” holds %(signs)s, which the mall does not take.") % {"field": name, "signs": shown}
        mend = "".join(sign for sign in text if sign not in bad and sign not in control)
        yield Finding(ERROR if control else _grave(rule), rule.name, sentence, mend)


def _markup(rule: FieldRule, name: str, text: str, rules: Rules) -> Iterator[Finding]:
    used = tags(text)
    if used and not rule.html:
        sentence = _("“%(field)s” takes no HTML: <%(tags)s>.")
        yield Finding(ERROR, rule.name, sentence % {"field": name, "tags": "> <".join(used)}, without_tags(text))
        return
    forbidden = [tag for tag in used if tag in rules.text.get("forbidden_tags", ())]
    if forbidden:
        sentence = _("“%(field)s” holds tags the mall forbids: <%(tags)s>.")
        mend = text
        for tag in forbidden:
            mend = re.sub(rf"(?is)<{tag}\b[^>]*>.*?</{tag}\s*>|</?{tag}\b[^>]*>", "", mend)
        yield Finding(ERROR, rule.name, sentence % {"field": name, "tags": "> <".join(forbidden)}, mend)
    if rule.tags is not None and (odd := [tag for tag in used if tag not in rule.tags and tag not in forbidden]):
        sentence = _("“%(field)s” holds tags the mall may not take here: <%(tags)s>.")
        mend = text
        for tag in odd:
            mend = re.sub(rf"(?i)</?{tag}\b[^>]*>", "", mend)
        yield Finding(_grave(rule), rule.name, sentence % {"field": name, "tags": "> <".join(odd)}, mend)


def _claims(rule: FieldRule, name: str, text: str) -> Iterator[Finding]:
    plain = without_tags(text)
    japanese = (get_language() or "ja").startswith("ja")
    for word in words():
        if word.word in plain and not (word.unless and re.search(word.unless, plain)):
            sentence = _("“%(field)s” says “%(word)s” (%(law)s). %(why)s")
            why = word.why if japanese else word.why_en
            said = {"field": name, "word": word.word, "law": word.law, "why": why}
            yield Finding(word.severity, rule.name, sentence % said)


# --- codes, variants, pictures ------------------------------------------------------------------------------


def _sure(part: Mapping[str, Any]) -> str:
    return WARNING if part.get("unproven") else ERROR


def _codes(page: Facts, rules: Rules) -> Iterator[Finding]:
    shapes = rules.code
    sentence = _("The code “%(code)s” has not the mall's form.")
    if "page" in shapes and not re.fullmatch(shapes["page"], page.code):
        yield Finding(_sure(shapes), "code", sentence % {"code": page.code})
    for one in page.variants:
        for shape, code in (("variant", one.variant), ("sku", one.code)):
            if code and shape in shapes and not re.fullmatch(shapes[shape], code):
                yield Finding(_sure(shapes), "code", sentence % {"code": code})


def _variants(page: Facts, rules: Rules) -> Iterator[Finding]:
    limits, most = rules.variants, rules.variants.get("most", 0)
    if not page.variants:
        yield Finding(ERROR, "variants", _("Nothing of the page is mapped to a SKU."))
    if most and len(page.variants) > most:
        sentence = _("The page has %(count)d variants; the mall takes %(most)d.")
        yield Finding(_sure(limits), "variants", sentence % {"count": len(page.variants), "most": most})
    axes: dict[str, set[str]] = {}
    for one in page.variants:
        for name, value in one.options.items():
            axes.setdefault(name, set()).add(value)
            if any(sign in name + value for sign in limits.get("signs", "")):
                sentence = _("The option “%(value)s” must be without %(signs)s.")
                yield Finding(ERROR, "variants", sentence % {"value": f"{name}:{value}", "signs": limits["signs"]})
    if limits.get("axes") and len(axes) > limits["axes"]:
        sentence = _("The page has %(count)d kinds of options; the mall takes %(most)d.")
        yield Finding(_sure(limits), "variants", sentence % {"count": len(axes), "most": limits["axes"]})
    for name, values in axes.items():
        if limits.get("values") and len(values) > limits["values"]:
            sentence = _("“%(axis)s” has %(count)d choices; the mall takes %(most)d.")
            said = {"axis": name, "count": len(values), "most": limits["values"]}
            yield Finding(_sure(limits), "variants", sentence % said)
    yield from _prices(page.variants, rules.price)


def _prices(variants: Sequence[Variant], limits: Mapping[str, Any]) -> Iterator[Finding]:
    for one in variants:
        if one.price is None:
            yield Finding(ERROR, "price", _("“%(code)s” has no price.") % {"code": one.code})
            continue
        if not limits.get("least", 0) <= one.price <= limits.get("most", 10**12):
            sentence = _("The price of “%(code)s” is beyond the mall's bounds (%(least)s to %(most)s yen).")
            said = {"code": one.code, "least": limits.get("least", 0), "most": limits.get("most", "—")}
            yield Finding(ERROR, "price", sentence % said)
        if one.list_price is not None and one.list_price <= one.price:
            sentence = _("“%(code)s” is compared with a price that is not higher than its own.")
            yield Finding(ERROR, "price", sentence % {"code": one.code})
        elif one.list_price is not None and one.unproved:
            yield Finding(WARNING, "price", f"{one.code}: {one.unproved}")


def _images(images: Sequence[Image], limits: Mapping[str, Any]) -> Iterator[Finding]:
    if not images:
        yield Finding(WARNING, "images", _("The page has no picture."))
        return
    if len(images) > limits.get("most", 10**6):
        sentence = _("There are %(count)d pictures; the mall takes %(most)d. The last ones are left out.")
        yield Finding(WARNING, "images", sentence % {"count": len(images), "most": limits["most"]})
    for one in images[: limits.get("most", 10**6)]:
        if one.format not in limits.get("formats", [one.format]):
            sentence = _("The picture %(name)s is %(format)s; the mall takes %(formats)s.")
            said = {"name": one.name, "format": one.format.upper(), "formats": "/".join(limits["formats"]).upper()}
            yield Finding(_sure(limits), "images", sentence % said)
        if one.size > limits.get("largest", 10**12):
            sentence = _("The picture %(name)s has %(mb).1f MB; the mall takes %(most).0f MB.")
            sizes = {"name": one.name, "mb": one.size / 2**20, "most": limits["largest"] / 2**20}
            yield Finding(_sure(limits), "images", sentence % sizes)
        if min(one.width, one.height) < limits.get("least_px", 0):
            sentence = _("The picture %(name)s is smaller than %(px)d pixels.")
            yield Finding(_sure(limits), "images", sentence % {"name": one.name, "px": limits["least_px"]})
        elif min(one.width, one.height) < limits.get("advised_px", 0):
            sentence = _("The picture %(name)s is smaller than the %(px)d pixels advised.")
            yield Finding(WARNING, "images", sentence % {"name": one.name, "px": limits["advised_px"]})

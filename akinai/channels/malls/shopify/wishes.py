"""Wishes of the buyer: Shopify has no field for a delivery date, a time slot or a noshi. Apps write them into
attributes of the cart, metafields or tags, under names of their own; a setting says which name is which field of ours.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from akinai.channels.malls.shopify import codes

TEXTS = ("noshi", "noshi_name", "wrapping", "gift_message")
_NO = frozenset(
    ("", "0", "no", "false", "none", "なし", "無し", "無", "不要", "しない", "希望しない", "指定なし", "指定しない")
)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s*[((][月火水木金土日][))])?")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")


@dataclass(slots=True)
class Wishes:
    """What the attributes say. `rest`: what no field of ours takes, for a person to read."""

    date: dt.date | None = None
    slot: str = ""
    gift: bool = False
    texts: dict[str, str] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)


def read(
    pairs: Iterable[tuple[str, str]], tags: Sequence[str], known: Mapping[str, str], ignored: str = codes.IGNORED
) -> Wishes:
    """`pairs`: attributes and metafields in order; `known`: codes.attribute_map. Nothing said is lost."""
    found = Wishes()
    for name, value in pairs:
        told = value.strip()
        if field_name := known.get(codes.plain(name)):
            if not _take(found, field_name, told) and told:
                found.rest.append(f"{name}：{told}")
        elif told and not codes.fits(name, ignored):
            found.rest.append(f"{name}：{told}")
    for tag in tags:  # 配送希望日:2026-04-06
        parts = re.split(r"[:：=]", tag, maxsplit=1)
        if len(parts) == 2 and (field_name := known.get(codes.plain(parts[0]))):
            _take(found, field_name, parts[1].strip())
    return found


def _take(found: Wishes, name: str, told: str) -> bool:
    """Put one field in its place. Whether it was understood."""
    no = codes.plain(told) in _NO
    match name:
        case "wished_date":
            return no or _date(found, told)
        case "wished_slot":
            found.slot = found.slot or ("" if no else told[:100])
        case "gift":
            found.gift = found.gift or not no
        case _ if name in TEXTS:
            if not no:
                found.texts.setdefault(name, told)
                found.gift = True
        case _:
            return False
    return True


def _date(found: Wishes, told: str) -> bool:
    """``2026-04-06``, ``2026年4月6日(月)``, ``20260406``; what stands behind it is the time slot."""
    text = normalize("NFKC", told)
    parts = _DAY.search(text) or _DIGITS.search(text)
    if not parts:
        return False
    try:
        day = dt.date(*(int(each) for each in parts.groups()))
    except ValueError:
        return False
    rest = f"{text[: parts.start()]} {text[parts.end() :]}".strip(" 　,、/T")
    if found.date is None:
        found.date = day
        if re.fullmatch(r"\d{2}:\d{2}:\d{2}.*", rest):  # a moment, not a slot
            rest = ""
        found.slot = found.slot or rest[:100]
    return True

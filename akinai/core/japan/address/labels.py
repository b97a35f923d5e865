"""An address fitted to the lines of a carrier's label."""

import re
from dataclasses import dataclass

from akinai.core.japan import text


@dataclass(frozen=True, slots=True)
class Widths:
    """Room on a label in half-width units (a full-width character takes two)."""

    address: int
    building: int
    company: int
    companies: int = 2


B2 = Widths(
    address=64, building=32, company=50
)  # ヤマト B2クラウド: 住所 32, 建物 16, 会社・部門 25 full-width characters, twice


@dataclass(frozen=True, slots=True)
class LabelLines:
    """An address fitted to a label; ``overflow`` is what found no room (empty: it fits)."""

    address: str
    building: str
    companies: tuple[str, ...]
    overflow: str = ""


_COUNTER = "丁目|番地|番|号室|号棟|号館|号|条|階"
_TOKEN = re.compile(
    r"\s+"
    rf"|[0-9A-Za-z０-９Ａ-Ｚａ-ｚ'’.&]+(?:[-‐−－ー―][0-9A-Za-z０-９Ａ-Ｚａ-ｚ]+)*(?:{_COUNTER}|棟)?"
    rf"|[一二三四五六七八九十〇百]+(?:{_COUNTER})"
    r"|[ァ-ヶー・ｦ-ﾟ]+"
    rf"|(?:(?![一二三四五六七八九十〇百]+(?:{_COUNTER}))[^\sァ-ヶー・ｦ-ﾟA-Za-zＡ-Ｚａ-ｚ0-9０-９'’.&])+"
)
_NUMBERED = re.compile(rf"(?:[0-9０-９]|{_COUNTER}|棟)$")
_SOLID = re.compile(r"[0-9０-９A-Za-zＡ-Ｚａ-ｚ一二三四五六七八九十〇]")


def label_lines(
    prefecture: str, city: str, line1: str, line2: str = "", *, company: str = "", widths: Widths = B2
) -> LabelLines:
    """Fit an address to a label's lines: broken between words, never inside a number.

    What does not fit on the address line goes before the building, and what does not fit there to the company lines
    that are free. Lines end after a house number or at a space if the rest still fits, else after any word. The
    company itself is never cut: too long, it is named as overflow.
    """
    address = f"{prefecture}{city}{line1}".strip()
    fitted = _fit(address, line2.strip(), company, widths, neatly=True)
    return fitted if not fitted.overflow else _fit(address, line2.strip(), company, widths, neatly=False)


def _fit(address: str, building: str, company: str, widths: Widths, *, neatly: bool) -> LabelLines:
    address, rest = _cut(address, widths.address, neatly)
    building, rest = _cut(f"{rest} {building}".strip(), widths.building, neatly)
    lines = [company] if company else []
    while rest and len(lines) < widths.companies:
        line, rest = _cut(rest, widths.company, neatly)
        if not line:
            break
        lines.append(line)
    if company and text.width(company) > widths.company:
        rest = f"{company} {rest}".strip()
    return LabelLines(address, building, (*lines, *[""] * (widths.companies - len(lines))), rest)


def _cut(written: str, room: int, neatly: bool) -> tuple[str, str]:
    """What fits, cut after the last word that fits (neatly:

    After a number or space, if that fills half), and the rest.
    """
    if len(written) <= room and text.width(written) <= room:
        return written, ""
    head, neat = "", ""
    for found in _TOKEN.finditer(written):
        token = found.group()
        if text.width((head + token).rstrip()) > room:
            break
        head += token
        if token.isspace() or _NUMBERED.search(token):
            neat = head
    if neatly and text.width(neat) * 2 >= room:
        head = neat
    if not head.strip():
        head = _inside_word(written, room)
    return head.strip(), written[len(head) :].strip()


def _inside_word(written: str, room: int) -> str:
    """Last resort for a word longer than the line:

    Between two characters that are not both of a number or Latin word.
    """
    for end in range(len(written) - 1, 0, -1):
        if text.width(written[:end]) <= room and not (_SOLID.match(written[end - 1]) and _SOLID.match(written[end])):
            return written[:end]
    return ""

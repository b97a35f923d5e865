"""How long a text is by a mall's own measure, and how it is cut without breaking a letter.

Measures: "chars" (letters as people see code points), "utf8" (bytes), "double" (full-width letters count two,
half-width ones one: the bytes of EUC-JP and Shift_JIS as the malls of Japan count them).
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

Measure = Literal["chars", "utf8", "double"]

_JOINER = "\u200d"
_TAG = re.compile(r"<[^<>]*>")


def length(text: str, measure: Measure) -> int:
    """How long the mall finds a text."""
    if measure == "chars":
        return len(text)
    if measure == "utf8":
        return len(text.encode("utf-8", "surrogatepass"))
    return sum(1 if _is_single(sign) else 2 for sign in text)


def _is_single(sign: str) -> bool:
    return sign < "\x80" or "｡" <= sign <= "ﾟ"


def letters(text: str) -> Iterator[str]:
    """A text in pieces that must not be cut: a letter with the marks, selectors and joined signs that follow it."""
    piece = ""
    for sign in text:
        follows = unicodedata.combining(sign) or sign == _JOINER or unicodedata.category(sign) in ("Mn", "Me", "Sk")
        if piece and (follows or piece.endswith(_JOINER) or (piece == "\r" and sign == "\n")):
            piece += sign
            continue
        if piece:
            yield piece
        piece = sign
    if piece:
        yield piece


def cut(text: str, most: int, measure: Measure) -> str:
    """The longest beginning of whole letters that is not longer than `most`."""
    kept, used = [], 0
    for piece in letters(text):
        used += length(piece, measure)
        if used > most:
            break
        kept.append(piece)
    return "".join(kept)


def without_tags(text: str) -> str:
    """A text without its HTML tags."""
    return _TAG.sub("", text)


def tags(text: str) -> list[str]:
    """The names of the HTML tags in a text, in lower case, each once."""
    return list(dict.fromkeys(name.lower() for name in re.findall(r"</?\s*([a-zA-Z][a-zA-Z0-9]*)", text)))

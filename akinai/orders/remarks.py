"""What a buyer writes beside the order: card numbers masked, and what is left when empty phrases are gone."""

import re
from collections.abc import Sequence
from functools import lru_cache

from akinai.core.cards import mask_cards
from akinai.core.japan import text

MASKED = "【伏せ字あり】"
_SENTENCE = re.compile(r"[^。．.!！?？\n\r]+[。．.!！?？]*")
_SAYS = re.compile(r"[^\W_]")  # a letter or digit of any script


def mask(remark: str) -> str:
    """The remark with card numbers masked; each line that had one is marked 【伏せ字あり】."""
    if not mask_cards(remark)[1]:
        return remark
    # A number broken over two lines is masked as a whole first, so that no part of it stays.
    whole, _ = mask_cards(remark)
    marked = [f"{line} {MASKED}" if "****" in line else line for line in whole.split("\n")]
    return "\n".join(marked)


def rest(remark: str, phrases: Sequence[str]) -> str:
    """The sentences of a remark that still say something without the ignorable phrases (folded, longest first)."""
    return _rest(remark, tuple(phrases)) if len(remark) < 500 else _rest_of(remark, tuple(phrases))


def _rest_of(remark: str, phrases: tuple[str, ...]) -> str:
    kept = [sentence.strip() for sentence in _SENTENCE.findall(remark) if _says_something(sentence, phrases)]
    return "\n".join(kept)


_rest = lru_cache(maxsize=4_096)(_rest_of)


def _says_something(sentence: str, phrases: tuple[str, ...]) -> bool:
    plain = text.normalise(sentence)
    for phrase in phrases:
        plain = plain.replace(phrase, "")
    return bool(_SAYS.search(plain))

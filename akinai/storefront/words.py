"""Words as the search compares them: はちみつ = ハチミツ = 蜂蜜, by the normalised forms of SudachiPy's dictionary.

The dictionary (sudachidict_core, some 60 MB of memory, a quarter of a second) is loaded when it is first needed.
"""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from akinai.core.japan import text

# Parts of speech that carry nothing to search by: particles, auxiliaries, signs, spaces.
_EMPTY = frozenset({"助詞", "助動詞", "補助記号", "空白", "記号"})

_local = threading.local()
_lock = threading.Lock()
_dictionary: Any = None


def _tokenizer() -> Any:
    """One for each thread; the dictionary is shared."""
    global _dictionary
    if not hasattr(_local, "tokenizer"):
        from sudachipy import Dictionary  # here: a process that never searches never loads it

        with _lock:
            if _dictionary is None:
                _dictionary = Dictionary(dict="core")
        _local.tokenizer = _dictionary.tokenizer()
    return _local.tokenizer


@dataclass(frozen=True)
class Word:
    """A word as written, as compared, and as read (hiragana)."""

    surface: str
    norm: str
    reading: str


def words(sentence: str) -> Iterator[Word]:
    """The words of a text that can be searched by, in order."""
    from sudachipy import SplitMode

    plain = text.fold_forms(_width(sentence))[:8_000]
    for line in plain.splitlines():
        for one in _tokenizer().tokenize(line, SplitMode.A):
            if one.part_of_speech()[0] not in _EMPTY and one.surface().strip():
                yield Word(one.surface(), text.fold(one.normalized_form()), text.fold(one.reading_form()))


@lru_cache(maxsize=4096)
def norms(query: str) -> tuple[str, ...]:
    """The normalised words of what somebody typed."""
    return tuple(dict.fromkeys(word.norm for word in words(query)))


def reading(sentence: str) -> str:
    """How a text is read, in hiragana."""
    return "".join(word.reading for word in words(sentence))


def _width(sentence: str) -> str:
    from unicodedata import normalize

    return normalize("NFKC", sentence)


# --- typing errors ---------------------------------------------------------------------------------------------


def near(first: str, second: str) -> bool:
    """Whether two words differ by one character: changed, left out, added, or two neighbours swapped."""
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, char in enumerate(short) if char != long[n]), len(short))
    if len(short) == len(long):
        rest = short[at + 1 :] == long[at + 1 :]
        return rest or (short[at : at + 2] == long[at : at + 2][::-1] and short[at + 2 :] == long[at + 2 :])
    return short[at:] == long[at + 1 :]


def shortened(word: str) -> set[str]:
    """The word itself and the word without one of its characters: words that are near share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def by_shortened(candidates: Iterable[str]) -> dict[str, list[str]]:
    """Candidates by what is left of them: the way to those near a typed word without looking at all."""
    found: dict[str, list[str]] = {}
    for word in candidates:
        for key in shortened(word):
            found.setdefault(key, []).append(word)
    return found

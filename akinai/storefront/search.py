"""Search over the shop's products: normalised words, pieces of words, and what was probably meant.

The index is kept by actions/searching.py. The vocabulary for suggestions and typing errors is held in each process.
"""

import json
import time
from dataclasses import dataclass, field

from django.db import connection

from akinai.core.japan import text
from akinai.storefront import frame, words
from akinai.storefront.models import SearchWord

MOST_FOUND = 2_000  # products a search gives at most
MOST_WORDS = 60_000  # words held for suggestions and typing errors
SUGGESTED = 8
NOWHERE = "〓"  # a word no product has


@dataclass(frozen=True)
class Answer:
    """Product ids, the best first. `meant`: other words were searched, as those typed are nowhere."""

    ids: list[int]
    meant: str = ""


@dataclass(frozen=True)
class Vocabulary:
    """The words of the catalog, the most frequent first, and how to find those near a typed one."""

    shown: tuple[tuple[str, str, str, str], ...] = ()  # as shown, as compared, folded, reading
    by_fold: dict[str, str] = field(default_factory=dict)  # folded or read → as shown
    near: dict[str, list[str]] = field(default_factory=dict)


_held: tuple[float, Vocabulary] | None = None
HELD = 60.0  # seconds


def find(asked: str) -> Answer:
    """What answers the words asked for; if nothing does, what answers the words probably meant."""
    if ids := _matching(asked):
        return Answer(ids)
    meant = correct(asked)
    if meant and meant != asked:
        return Answer(_matching(meant), meant)
    return Answer([])


_FIND = """
select e.product_id
  from storefront_searchentry e
  join catalog_product p on p.id = e.product_id
 where (select bool_and(e.words @> term.norms
                        or (e.grams @> term.grams and position(term.code in translate(e.text, '-_ ', '')) > 0))
          from (select string_to_array(t ->> 0, ' ') as norms, string_to_array(t ->> 1, ' ') as grams, t ->> 2 as code
                  from jsonb_array_elements(%(terms)s::jsonb) t) term)
   and (e.words && %(norms)s or e.grams && %(grams)s)
 order by position(%(plain)s in e.text) between 1 and length(p.name) desc,
          e.words @> %(norms)s desc, e.product_id desc
 limit %(most)s
"""


def _matching(asked: str) -> list[int]:
    """Products that answer every word, by its normalised form or by its pieces. One statement."""
    terms = [_term(one) for one in text.fold_forms(asked.replace("\u3000", " ")).split()[:8]]
    terms = [term for term in terms if term[0] or term[1]]
    if not terms:
        return []
    told = [[" ".join(norms or [NOWHERE]), " ".join(grams or [NOWHERE]), code] for norms, grams, code in terms]

    with connection.cursor() as cursor:
        cursor.execute(
            _FIND,
            {
                "terms": json.dumps(told),
                "norms": [norm for norms, _grams, _code in terms for norm in norms] or [NOWHERE],
                "grams": [gram for _norms, grams, _code in terms for gram in grams] or [NOWHERE],
                "plain": text.fold(asked).strip(),
                "most": MOST_FOUND,
            },
        )
        return [row[0] for row in cursor.fetchall()]


def _term(term: str) -> tuple[list[str], list[str], str]:
    """Normalised words, pieces, and for a code (letters and digits) the whole of it: its pieces are only beginnings."""
    norms = [norm.replace(" ", "") for norm in words.norms(term)]
    code = text.normalise(term).replace("_", "")
    return norms, text.query_grams(term), code if code.isascii() else ""


# --- suggestions and typing errors -----------------------------------------------------------------------------


def suggest(asked: str) -> list[str]:
    """Words of the catalog that begin as typed, in any script; the most frequent first."""
    begin = text.fold(asked).strip()
    if not begin:
        return []
    found: dict[str, str] = {}  # はちみつ and 蜂蜜 are one word: one of them is suggested
    for shown, norm, folded, reading in vocabulary().shown:
        if folded.startswith(begin) or reading.startswith(begin):
            found.setdefault(norm, shown)
        if len(found) == SUGGESTED:
            break
    return list(found.values())


def correct(asked: str) -> str:
    """The words asked for, each unknown one replaced by the nearest word of the catalog; "" if there is none."""
    known = vocabulary()
    fixed = [_corrected(term, known) for term in asked.split()]
    return " ".join(one for one in fixed if one) if any(fixed) else ""


def _corrected(term: str, known: Vocabulary) -> str:
    plain = text.fold(term)
    if plain in known.by_fold or len(plain) < 2:
        return term
    candidates = {
        word for key in words.shortened(plain) for word in known.near.get(key, ()) if words.near(plain, word)
    }  # fmt: skip
    if len(plain) == 2:  # of two characters one must be right, and none left out
        candidates = {word for word in candidates if len(word) == 2}
    order = list(known.by_fold)
    best = min(candidates, key=lambda word: (abs(len(word) - len(plain)), order.index(word)), default="")
    return known.by_fold[best] if best else ""


def vocabulary() -> Vocabulary:
    """The words of the catalog; read anew after a minute, and always where pages are not kept."""
    global _held
    if _held is not None and time.monotonic() < _held[0]:
        return _held[1]
    rows = SearchWord.objects.order_by("-products", "word").values_list("word", "norm", "reading")[:MOST_WORDS]
    shown: list[tuple[str, str, str, str]] = []
    by_fold: dict[str, str] = {}
    for word, norm, reading in rows:
        folded = text.fold(word)
        by_fold.setdefault(folded, word)
        if len(reading) > 2:
            by_fold.setdefault(reading, word)
        shown.append((word, norm, folded, reading))
    found = Vocabulary(tuple(shown), by_fold, words.by_shortened(by_fold))
    _held = (time.monotonic() + HELD, found) if frame.current().page_seconds else None
    return found


def forget() -> None:
    """Read the vocabulary anew at the next search of this process."""
    global _held
    _held = None

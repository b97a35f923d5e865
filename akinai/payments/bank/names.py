"""How a payer's name is compared: what a bank's system does to a name is undone, what people do to it is not.

Banks write half-width capitals without small kana (ﾔﾏｸﾞﾁ ﾘﾖｳ), cut legal forms short (ｶ) …) and use whatever stroke for
a long vowel. The order number, which buyers are asked to write before their name, is taken out of it.
"""

import re
from dataclasses import dataclass
from functools import cache
from unicodedata import normalize

from akinai.payments.bank.records import data

_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶヲ", "アイウエオツヤユヨワカケオ")
_HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_STROKES = re.compile(r"(?<=[ァ-ヴ])[-ー‐‑‒–—―−－ｰ~〜]")
_GAPS = re.compile(r"[\s　・.,､、，．'’`/_]+")
_NUMBER = re.compile(r"[A-Z]{0,4}[-‐−ー]?\d[\d\-‐−ー]*\d|\d")
_KANA = re.compile(r"[ァ-ヴー]+")
LEAST_DIGITS = 4  # shorter ones are house numbers, days, anything


@dataclass(frozen=True, slots=True)
class Name:
    """A name to compare: what is left of it, its legal form ("株", or "" for people), and the numbers found in it."""

    base: str
    mark: str = ""
    numbers: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """As one text: what is stored of a payer."""
        return f"{self.base}|{self.mark}" if self.mark else self.base


def plain(text: str) -> str:
    """One width, katakana without small letters, capitals, one long stroke; gaps and numbers stay."""
    wide = normalize("NFKC", _dakuten(text)).upper().translate(_HIRAGANA).translate(_LARGE)
    return _STROKES.sub("ー", wide)


def _dakuten(text: str) -> str:
    """A voiced mark that stands alone (ｶﾞ in full width with ゛) belongs to the letter before it."""
    return re.sub(r"\s*[\u309b\u3099]", "\u3099", re.sub(r"\s*[\u309c\u309a]", "\u309a", text))


def read(text: str) -> Name:
    """A payer's text, as the bank wrote it or as the buyer told it."""
    written = plain(text)
    numbers = frozenset(n for found in _NUMBER.findall(written) if (n := number(found)))
    rest = _NUMBER.sub(" ", written) if numbers else written
    base, mark = _without_mark(rest)
    return Name(_GAPS.sub("", base).strip("()-ー*＊ "), mark, numbers)


def from_key(key: str) -> Name:
    """A stored key again."""
    base, _bar, mark = key.partition("|")
    return Name(base, mark)


def number(text: str) -> str:
    """An order number as compared: its digits without zeros ahead; "" if there are too few to mean anything."""
    digits = re.sub(r"\D", "", normalize("NFKC", text))
    return digits.lstrip("0") if len(digits) >= LEAST_DIGITS else ""


def numbers_in(text: str) -> frozenset[str]:
    """The numbers of a free text (EDI, remark)."""
    return frozenset(n for found in _NUMBER.findall(plain(text)) if (n := number(found)))


@cache
def _marks() -> list[tuple[re.Pattern[str], str]]:
    """Patterns of every way to write a legal form, longest words first."""
    long, short = [], []
    for mark, words in data("marks")["marks"].items():
        long += [(word, mark) for word in words["long"]]
        short += [(word, mark) for word in words["short"]]
    long.sort(key=lambda pair: -len(pair[0]))
    short.sort(key=lambda pair: -len(pair[0]))
    first = [(re.compile(re.escape(plain(word))), mark) for word, mark in long]
    kanji = [(re.compile(rf"\({mark[0]}\)"), mark) for mark in data("marks")["marks"]]
    cut = [(re.compile(rf"^\s*\(?{word}\)|\({word}\)|\({word}\s*$"), mark) for word, mark in short]
    return [*first, *kanji, *cut]


def _without_mark(text: str) -> tuple[str, str]:
    for pattern, mark in _marks():
        if pattern.search(text):
            return pattern.sub(" ", text, count=1), mark
    return text, ""


def names_of(name: str, kana: str) -> tuple[Name, ...]:
    """What a buyer may be called at the bank: the kana, and the name itself where it is no kanji.

    The legal form may stand in either: 株式会社山田商店 with ヤマダショウテン pays as ｶ)ﾔﾏﾀﾞｼﾖｳﾃﾝ.
    """
    told = [read(one) for one in (kana, name) if one.strip()]
    mark = next((one.mark for one in told if one.mark), "")
    usable = [Name(one.base, one.mark or mark) for one in told if one.base and comparable(one.base)]
    return tuple(dict.fromkeys(usable))


def comparable(base: str) -> bool:
    """Could a bank have written this? (No kanji.)"""
    return bool(base) and not re.search(r"[一-鿿㐀-䶿々]", base)


def distance(one: str, other: str, *, most: int = 2) -> int:
    """Letters to change, add or leave out to make one of the other (Levenshtein); `most` + 1 when it is more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0], best = row[0], at, at
        for to, its in enumerate(other, 1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (letter != its))
            best = min(best, row[to])
        if best > most:
            return most + 1
    return min(row[-1], most + 1)


# --- what may stand in a transfer ---------------------------------------------------------------------------

# 全銀: capitals, digits, half-width kana without small letters, and these signs (､ and long ー are not among them).
_ALLOWED = re.compile(r"[0-9A-Z ｱ-ﾝﾞﾟ()\-./｢｣\\,]*")
_KANA_OF_BANK = str.maketrans("ｧｨｩｪｫｬｭｮｯｦｰ･\u3099\u309a", "ｱｲｳｴｵﾔﾕﾖﾂｵ-.ﾞﾟ")


def for_transfer(text: str) -> str:
    """A holder's name as a transfer file wants it: half-width capitals and large kana.

    Raises ValueError with the signs that can't be written (kanji …).
    """
    import jaconv

    wide = normalize("NFKC", _dakuten(text)).translate(_HIRAGANA).replace("　", " ")
    half = str(jaconv.z2h(normalize("NFD", wide), kana=True, digit=True, ascii=True)).upper().translate(_KANA_OF_BANK)
    half = re.sub(r"[‐‑‒–—―−]", "-", re.sub(r"\s+", " ", half)).strip()
    wrong = [c for c in dict.fromkeys(half) if not _ALLOWED.fullmatch(c)]
    if wrong:
        raise ValueError("".join(wrong))
    return half

"""Reading one cell as a number, a day or a yes; each refusal is a sentence."""

import datetime as dt
import re
from unicodedata import normalize

from django.utils.translation import gettext as _

from akinai.core.japan import text
from akinai.core.japan.numbers import excel_damage


class BadCell(ValueError):
    """A cell that can't be read as what it should be: a sentence."""


_BESIDE = re.compile(r"\((円|税込|税抜|jpy)\)")
_INTEGER = re.compile(r"[+-]?[0-9]+(,[0-9]{3})*")
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_DAY_ONLY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YES = frozenset(["1", "yes", "y", "true", "on", "はい", "可", "有", "あり", "有り", "○", "〇", "◯", "する"])
_NO = frozenset(["0", "no", "n", "false", "off", "いいえ", "否", "不可", "無", "なし", "無し", "×", "✕", "しない"])


def _short(cell: str) -> str:
    """No number, day or yes is longer; a regular expression should not meet ten megabytes."""
    plain = cell.strip()
    if len(plain) > 60:
        raise BadCell(_("“%(cell)s…” is too long here.") % {"cell": plain[:30]})
    return plain


def bare(word: str) -> str:
    """A header, or a word of a file, as one compares it: width and capitals made one, without (円) and (税込)."""
    return _BESIDE.sub("", normalize("NFKC", word).strip().lower())


def integer(cell: str, *, least: int, most: int) -> int:
    """``１,２００`` → 1200; also with ¥ ahead, 円 or 個 behind, and ``1200.0``. Raises BadCell with a sentence."""
    plain = normalize("NFKC", _short(cell)).strip().replace("−", "-")
    if text.looks_like_scientific(plain):
        raise BadCell(excel_damage(cell))
    plain = re.sub(r"^([+-]?)[¥\\]\s*|\s*(円|個|点|g|mm)$|\.0+$", r"\1", plain).strip()
    if not _INTEGER.fullmatch(plain):
        raise BadCell(_("“%(cell)s” is not a whole number.") % {"cell": cell.strip()[:60]})
    digits = plain.replace(",", "")
    value = int(digits) if len(digits) < 20 else most + 1 if digits[0] != "-" else least - 1
    if value < least:
        raise BadCell(_("%(value)s is too small: at least %(least)s.") % {"value": plain[:30], "least": f"{least:,}"})
    if value > most:
        raise BadCell(_("%(value)s is too large: at most %(most)s.") % {"value": plain[:30], "most": f"{most:,}"})
    return value


def day(cell: str) -> dt.date:
    """``2026-02-28``, ``2026/2/28``, ``2026年2月28日`` or ``20260228``. Raises BadCell (2026-02-30 does not exist)."""
    plain = normalize("NFKC", _short(cell)).strip()
    plain = re.sub(r"[ T]00:00(:00)?$", "", plain)
    found = _DATE.fullmatch(plain) or _DAY_ONLY.fullmatch(plain)
    if not found:
        raise BadCell(_("“%(cell)s” is not a date. Write it as 2026-04-01.") % {"cell": cell.strip()[:60]})
    try:
        return dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        raise BadCell(_("The day %(cell)s does not exist.") % {"cell": plain}) from None


def yes_no(cell: str) -> bool:
    """1/0, yes/no, はい/いいえ, 可/不可, ○/×. Raises BadCell."""
    plain = normalize("NFKC", _short(cell)).strip().lower()
    if plain in _YES or cell.strip() in _YES:
        return True
    if plain in _NO or cell.strip() in _NO:
        return False
    raise BadCell(_("“%(cell)s” is neither yes (1) nor no (0).") % {"cell": cell.strip()[:60]})

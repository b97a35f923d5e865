"""Japanese telephone numbers: one plain form, and what is wrong with a number in a sentence."""

import re
from unicodedata import normalize

from django.utils.translation import gettext as _

_PLAIN = re.compile(r"0[0-9]{9,10}")
_MARKS = re.compile(r"[-‐‑‒–—―−ー－ｰ\s.()/・]+")
_COUNTRY = re.compile(r"\+?81(?:0|(?=[1-9]))")
_ELEVEN = ("050", "060", "070", "080", "090", "0800")
_ONE_DIGIT = re.compile(r"0?(\d)\1+")


def normalise(text: str) -> str:
    """Digits only, from the domestic 0: ``＋81-3-1234-5678`` → ``0312345678``.

    What is not a digit, a space or a usual mark (letters, 内線) is kept, so that ``problem`` can name it.
    """
    if _PLAIN.fullmatch(text):
        return text
    plain = _MARKS.sub("", normalize("NFKC", text))
    if plain.startswith("+81") or (plain.startswith("81") and len(plain) >= 11):
        plain = _COUNTRY.sub("0", plain, count=1)
    return plain


def problem(text: str) -> str | None:
    """Why this can't be a Japanese telephone number, or None. Numbers: 総務省 電気通信番号計画."""
    plain = normalise(text)
    if not plain:
        return _("The telephone number is empty.")
    if not (plain.isascii() and plain.isdigit()):
        return _("The telephone number “%(number)s” contains something other than digits.") % {"number": text[:40]}
    if not plain.startswith("0"):
        return _("The telephone number “%(number)s” does not begin with 0.") % {"number": text[:40]}
    if _ONE_DIGIT.fullmatch(plain) or plain[1] == "0":
        return _("The telephone number “%(number)s” does not exist.") % {"number": text[:40]}
    wanted = 11 if plain.startswith(_ELEVEN) else 10
    if len(plain) != wanted:
        return _("The telephone number “%(number)s” has %(digits)d digits instead of %(wanted)d.") % {
            "number": text[:40],
            "digits": len(plain),
            "wanted": wanted,
        }
    return None

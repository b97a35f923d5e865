"""Numbers with a check digit: 登録番号, JAN, tracking numbers. Kept as text, so leading zeros stay."""

import re
from dataclasses import dataclass
from unicodedata import normalize

from django.utils.translation import gettext as _

from akinai.core.japan.text import looks_like_scientific

_MARKS = str.maketrans("", "", "-‐‑‒–—―−ー－ｰ \t\u3000\u00a0")
_T_NUMBER = re.compile(r"T[0-9]{13}")
_DIGITS = re.compile(r"[0-9]+")
_S10 = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What is odd about a number. ``stop`` False: a person may save it anyway."""

    message: str
    stop: bool


def plain(text: str) -> str:
    """Half-width, upper case, without spaces and hyphens."""
    return normalize("NFKC", text).translate(_MARKS).upper()


def check_t_number(text: str) -> Finding | None:
    """登録番号 of a qualified invoice issuer: ``T`` and 13 digits.

    The check digit is that of the 法人番号 (NTA: 9 − Σ mod 9). Whether numbers of sole proprietors obey it is
    unknown, so a wrong one only warns.
    """
    number = plain(text)
    if not _T_NUMBER.fullmatch(number):
        return Finding(_("The registration number “%(number)s” must be T and 13 digits.") % {"number": text[:40]}, True)
    total = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(number[2:]))
    if int(number[1]) != 9 - total % 9:
        message = _("The check digit of the registration number %(number)s is wrong: please check it.")
        return Finding(message % {"number": number}, False)
    return None


def check_jan(text: str) -> Finding | None:
    """JAN (EAN-13 or EAN-8, also UPC-A with 12 digits):

    Length and check digit (GS1, weights 3 and 1 from the right).
    """
    number = plain(text)
    if looks_like_scientific(text):
        return Finding(excel_damage(text), True)
    if not _DIGITS.fullmatch(number) or len(number) not in (8, 12, 13):
        return Finding(_("The JAN code “%(number)s” must have 8 or 13 digits.") % {"number": text[:40]}, True)
    if gs1_check_digit(number[:-1]) != number[-1]:
        return Finding(_("The check digit of the JAN code %(number)s is wrong.") % {"number": number}, False)
    return None


def gs1_check_digit(body: str) -> str:
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def check_tracking(text: str) -> Finding | None:
    """A parcel number of ヤマト, 佐川 or 日本郵便: 12 digits, the last one is the first 11 modulo 7.

    日本郵便 also has 11 and 13 digits and S10 (``EE123456789JP``), which pass unchecked. A wrong check digit only
    warns.
    """
    number = plain(text)
    if looks_like_scientific(text):
        return Finding(excel_damage(text), True)
    if _S10.fullmatch(number):
        return None
    if not _DIGITS.fullmatch(number) or not 11 <= len(number) <= 13:
        return Finding(_("The tracking number “%(number)s” must have 12 digits.") % {"number": text[:40]}, True)
    if len(number) == 12 and int(number[:11]) % 7 != int(number[11]):
        return Finding(_("The check digit of the tracking number %(number)s is wrong.") % {"number": number}, False)
    return None


def tracking_with_check_digit(body: str) -> str:
    """Eleven digits → the twelve-digit parcel number."""
    return body + str(int(body) % 7)


def excel_damage(text: str) -> str:
    """The sentence for a number that a spreadsheet program has rounded."""
    return _(
        "“%(number)s” was rounded by a spreadsheet program. "
        "Open the original file with this column as text and save it again."
    ) % {"number": text.strip()[:40]}

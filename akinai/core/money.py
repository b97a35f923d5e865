"""Money in integers: shares that add up exactly, and amounts as people write them.

Every amount is a whole number of the currency's smallest unit: yen for JPY, pence for GBP.
"""

import re
from collections.abc import Sequence
from unicodedata import normalize

from django.utils.translation import gettext as _

# Currencies whose smallest unit is the unit itself (ISO 4217 exponent 0); all others here have two decimals.
_WHOLE = frozenset({"JPY", "KRW", "VND", "CLP"})
_SIGNS = {"JPY": "¥", "GBP": "£", "USD": "$", "EUR": "€", "KRW": "₩"}
_LIMIT = 10**13
_NUMBER = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?")
_MINUS = re.compile(r"^[-−－‐–△▲]\s*")


class AmountError(ValueError):
    """A text that is no amount; its words are a sentence for people."""


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Divide ``amount`` (may be negative) by non-negative weights; the shares add up to it exactly.

    Largest remainder: every share is the exact one rounded down or up, the larger remainders up, ties to the first.
    Where all weights are 0 the first share is everything. Raises ValueError for a negative weight, and for an amount
    with nothing to spread it over.
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is negative")
    total = sum(weights)
    if not total:
        if amount and not weights:
            raise ValueError("nothing to spread the amount over")
        return [amount if at == 0 else 0 for at in range(len(weights))]
    sign, size = (-1, -amount) if amount < 0 else (1, amount)
    shares = [size * weight // total for weight in weights]
    missing = size - sum(shares)
    if missing:
        by_remainder = sorted(range(len(weights)), key=lambda at: (-(size * weights[at] % total), at))
        for at in by_remainder[:missing]:
            shares[at] += 1
    return [sign * share for share in shares]


def decimals(currency: str) -> int:
    """Decimal places of a currency: 0 for JPY, 2 for GBP."""
    return 0 if currency in _WHOLE else 2


def format_amount(amount: int, currency: str = "JPY") -> str:
    """``¥1,200``, ``-¥1,200``, ``£12.34``; ``12.34 CHF`` for a currency without a sign here."""
    places = decimals(currency)
    whole, part = divmod(abs(amount), 10**places)
    number = f"{whole:,}.{part:0{places}d}" if places else f"{whole:,}"
    minus = "-" if amount < 0 else ""
    sign = _SIGNS.get(currency)
    return f"{minus}{sign}{number}" if sign else f"{minus}{number} {currency}"


def parse_amount(text: str, currency: str = "JPY") -> int:
    """``¥1,200`` → 1200, ``１２００円`` → 1200, ``£12.5`` → 1250 (pence), ``△300`` → −300.

    Strict: raises AmountError for anything else, also ``4.9E+12``, ``1,20`` and more decimals than the currency has.
    """
    plain = normalize("NFKC", text).strip()
    negative = bool(_MINUS.match(plain))
    plain = _MINUS.sub("", plain)
    for sign in (_SIGNS.get(currency, currency), "¥" if currency == "JPY" else currency):
        plain = plain.removeprefix(sign).strip()
    if not negative and _MINUS.match(plain):
        negative, plain = True, _MINUS.sub("", plain)
    plain = plain.removesuffix("円" if currency == "JPY" else currency).strip()
    found = _NUMBER.fullmatch(plain)
    if not found or not plain.isascii():
        raise AmountError(_("“%(text)s” is not an amount of money.") % {"text": text[:40]})
    amount = _minor_units(found["whole"].replace(",", ""), found["part"] or "", text, currency)
    return -amount if negative else amount


def _minor_units(whole: str, part: str, text: str, currency: str) -> int:
    places = decimals(currency)
    part = part.rstrip("0") if len(part) > places else part
    if len(part) > places:
        words = {"text": text[:40], "currency": currency, "places": places}
        if places:
            raise AmountError(_("“%(text)s” has more than %(places)d decimals, too many for %(currency)s.") % words)
        raise AmountError(_("“%(text)s” has decimals, which %(currency)s does not have.") % words)
    amount = int((whole + part.ljust(places, "0"))[:40])
    if amount >= _LIMIT or len(whole) > 20:
        raise AmountError(_("The amount “%(text)s” is too large.") % {"text": text[:40]})
    return amount

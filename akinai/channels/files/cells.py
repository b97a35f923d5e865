"""One cell of an order file as money, a date, a time slot …; what can't be understood is a sentence."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from unicodedata import normalize
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from akinai.core.japan import text
from akinai.core.japan.numbers import excel_damage
from akinai.core.tables import BadCell, day

MOST_PIECES = 1_000_000  # of one line
MOST_MONEY = 10**12
MOST_CELL = 100_000  # letters; a longer cell is a mistake or an attack
SLOTS = ("am", "12-14", "14-16", "16-18", "18-20", "19-21", "18-21")

_MONEY = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_SIGNS = re.compile(r"^([+-]?)[¥\\£$€]\s*|\s*円$")


def plain(cell: str) -> str:
    """Width made one, minus signs made one, trimmed."""
    return normalize("NFKC", cell).strip().replace("−", "-")


def money(cell: str, decimals: int) -> int:
    """``1,200`` → 1200, ``¥１２００`` → 1200, with two decimals ``2.95`` → 295. Raises BadCell."""
    try:
        return _money(cell, decimals)
    except InvalidOperation:
        raise BadCell(_("“%(cell)s” is not an amount of money.") % {"cell": cell.strip()[:60]}) from None


@lru_cache(maxsize=8_192)
def _money(cell: str, decimals: int) -> int:
    written = plain(cell)
    if text.looks_like_scientific(written):
        raise BadCell(excel_damage(cell))
    written = _SIGNS.sub(r"\1", written).strip()
    if len(written) > 30 or not _MONEY.fullmatch(written):
        raise BadCell(_("“%(cell)s” is not an amount of money.") % {"cell": cell.strip()[:60]})
    amount = Decimal(written.replace(",", "")).scaleb(decimals)
    if amount != amount.to_integral_value():
        words = _("%(cell)s has more than %(decimals)d decimals.")
        raise BadCell(words % {"cell": written, "decimals": decimals})
    return int(amount)


@lru_cache(maxsize=4_096)
def date(cell: str, formats: Sequence[str] = ()) -> dt.date:
    """``2026-02-28``, ``2026/2/28``, ``20260228``, also with a time behind. Raises BadCell."""
    for form in formats:
        try:
            return dt.datetime.strptime(cell.strip(), form).date()  # noqa: DTZ007 - only the day is wanted
        except ValueError:
            continue
    written = re.sub(r"\([月火水木金土日]\)", "", plain(cell))
    return day(re.split(r"[ T](?=[0-9]{1,2}:)", written)[0])


_TIME = re.compile(
    r"([0-9]{4}[-/.年]?[0-9]{1,2}[-/.月]?[0-9]{1,2}日?)(?:[ T]+([0-9:.]+)\s*(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@lru_cache(maxsize=8_192)
def time(cell: str, zone: ZoneInfo, formats: Sequence[str] = ()) -> dt.datetime:
    """A moment; without a zone of its own it is in `zone`, without a time it is midnight. Raises BadCell."""
    for form in formats:
        try:
            found = dt.datetime.strptime(cell.strip(), form)  # noqa: DTZ007 - the zone is put on below
        except ValueError:
            continue
        return found if found.tzinfo else found.replace(tzinfo=zone)
    parts = _TIME.fullmatch(plain(cell))
    if not parts:
        raise BadCell(
            _("“%(cell)s” is not a date with time. Write it as 2026-04-01 12:34:56.") % {"cell": cell.strip()[:60]}
        )
    clock = parts.group(2) or "00:00"
    clock = f"0{clock}" if clock[1:2] == ":" else clock
    offset = (parts.group(3) or "").replace("Z", "+00:00")
    try:
        found = dt.datetime.combine(day(parts.group(1)), dt.time.fromisoformat(clock + offset))
    except BadCell:
        raise
    except ValueError:
        raise BadCell(_("There is no such time: %(cell)s.") % {"cell": cell.strip()[:60]}) from None
    return found if found.tzinfo else found.replace(tzinfo=zone)


_MORNING = frozenset(("1", "am", "午前", "午前中", "8-12", "9-12", "0812", "812", "912", "0912", "8-13", "morning"))
_NO_SLOT = frozenset(("", "0", "なし", "指定なし", "指定しない", "希望なし", "希望しない", "none", "8-21", "9-21"))
_HOURS = re.compile(r"([0-9]{1,2})(?::00|時)?\s*[-~〜から]+\s*([0-9]{1,2})(?::00|時)?(?:頃)?(?:まで)?")
_CODE = re.compile(r"([0-9]{1,2})([0-9]{2})")


@lru_cache(maxsize=1_024)
def slot(cell: str) -> str | None:
    """``午前中`` → am, ``14:00-16:00`` → 14-16, 楽天's ``1416`` → 14-16, ``0`` → "" (no wish); None: not understood."""
    written = plain(cell).lower().replace(" ", "").replace("～", "~")
    written = written.removesuffix("頃")
    if written in _NO_SLOT:
        return ""
    if written in _MORNING:
        return "am"
    hours = _HOURS.fullmatch(written) or _CODE.fullmatch(written)
    if not hours:
        return None
    found = f"{int(hours.group(1))}-{int(hours.group(2))}"
    if found in _NO_SLOT:
        return ""
    if found in _MORNING:
        return "am"
    return found if found in SLOTS else None


def rate(cell: str) -> int:
    """A tax rate in basis points: ``0.1``, ``10`` and ``10%`` → 1000, ``0.08`` → 800. Raises BadCell."""
    written = plain(cell).removesuffix("%")
    try:
        number = Decimal(written)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= 100:
        raise BadCell(_("“%(cell)s” is not a tax rate.") % {"cell": cell.strip()[:60]})
    points = number * (10_000 if number < 1 else 100)
    return int(points)


def told(cell: str) -> bool:
    """Whether a cell says something else than no."""
    return cell.strip().lower() not in ("", "0", "0.0", "false", "no", "なし", "無", "無し", "希望しない")

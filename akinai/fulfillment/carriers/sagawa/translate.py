"""Our labels in 佐川 e飛伝Ⅲ's words. Codes as seen in several shops' programs; the layout says which column takes what.

A date seal and a time seal can't both be set in e飛伝Ⅲ, so seals stay empty: date and time have columns of their own.
"""

from django.utils.translation import gettext as _

from akinai.core.japan import phone
from akinai.core.japan.postal import normalise_postal
from akinai.fulfillment.carriers.base import Address, LabelData, Problem
from akinai.fulfillment.carriers.writing import Values, address_lines, clean, cut

COOL = {"ambient": "001", "chilled": "002", "frozen": "003"}
TIME_SLOTS = {"am": "01", "12-14": "12", "14-16": "14", "16-18": "16", "18-20": "18", "19-21": "19", "18-21": "04"}
LINE_WIDTH = 32
MOST_PARCELS = 999


def rows(label: LabelData) -> tuple[list[Values], list[Problem]]:
    """Return the values of the one row of a label by source name, and what is wrong."""
    to, from_ = _side("to", label.recipient, 3), _side("from", label.sender, 2)
    values = to | from_ | _facts(label)
    values |= {f"item{n}": cut(item, LINE_WIDTH) for n, item in enumerate(label.items[:3], 1)}
    problems = [Problem(label.key, name, _too_long(rest)) for name, rest in _overflows(label)]
    if label.time_slot and label.time_slot not in TIME_SLOTS:
        message = _("“%(slot)s” is no time slot. Choose from %(known)s.")
        message %= {"slot": label.time_slot, "known": "、".join(TIME_SLOTS)}
        problems.append(Problem(label.key, _("Time slot"), message))
    if not 1 <= label.parcels <= MOST_PARCELS:
        problems.append(Problem(label.key, _("Parcels"), _("%d parcels: from 1 to 999 are possible.") % label.parcels))
    if (label.cod_amount is None) != (label.cod_tax is None):
        message = _("The amount to collect or the tax in it is missing.")
        problems.append(Problem(label.key, _("Cash on delivery"), message))
    return [values], problems


def _facts(label: LabelData) -> dict[str, str]:
    return {
        "key": label.key,
        "billing_code": label.billing.code,
        "parcels": str(label.parcels),
        "cool": COOL.get(label.temperature, ""),
        "ship_date": f"{label.ship_date:%Y%m%d}",
        "wished_date": f"{label.wished_date:%Y%m%d}" if label.wished_date else "",
        "time_slot": TIME_SLOTS.get(label.time_slot, ""),
        "cod_amount": "" if label.cod_amount is None else str(label.cod_amount),
        "cod_tax": "" if label.cod_tax is None else str(label.cod_tax),
    }


def _names(address: Address) -> list[str]:
    return [clean(name) for name in (address.company, address.name) if name]


def _side(side: str, address: Address, lines: int) -> dict[str, str]:
    fitted, _rest = address_lines(address, LINE_WIDTH, lines)
    values = {f"{side}_address{n}": line for n, line in enumerate(fitted, 1)}
    values |= {f"{side}_name{n}": name for n, name in enumerate(_names(address), 1)}
    return values | {
        f"{side}_phone": phone.normalise(address.phone),
        f"{side}_postal": normalise_postal(address.postal_code),
    }


def _overflows(label: LabelData) -> list[tuple[str, str]]:
    sides = ((_("Recipient"), label.recipient, 3), (_("Sender"), label.sender, 2))
    found = [(name, address_lines(side, LINE_WIDTH, lines)[1]) for name, side, lines in sides]
    return [(name, rest) for name, rest in found if rest]


def _too_long(rest: str) -> str:
    return _("The address is too long for the label: no room for “%s”.") % rest

"""Our labels in ゆうプリR's words: ゆうパック only. Codes as seen in several shops' programs, not yet proven."""

from django.utils.translation import gettext as _

from akinai.core.japan import phone
from akinai.core.japan.postal import normalise_postal
from akinai.fulfillment.carriers.base import Address, LabelData, Problem
from akinai.fulfillment.carriers.writing import Values, address_lines, clean, cut

COOL = {"ambient": "0", "chilled": "1", "frozen": "2"}
TIME_SLOTS = {"am": "51", "12-14": "52", "14-16": "53", "16-18": "54", "18-20": "55", "19-21": "57"}
NEAREST = {"18-21": "18-20"}
PREPAID, CASH_ON_DELIVERY = "0", "2"
LABEL_KIND = "1100780"  # ゆうパック元払: the only label kind seen; a shop with others puts it into its own layout
LINE_WIDTH = 50
MARKS = {"fragile": "ワレモノ注意", "perishable": "ナマモノ", "upright": "天地無用", "no_stacking": "下積厳禁"}


def rows(label: LabelData) -> tuple[list[Values], list[Problem]]:
    """Return the values of the one row of a label by source name, and what is wrong."""
    values = _side("to", label.recipient) | _side("from", label.sender) | _facts(label)
    values |= {source: "1" if mark in label.handling else "0" for source, mark in MARKS.items()}
    return [values], [*_address_problems(label), *_other_problems(label)]


def _facts(label: LabelData) -> dict[str, str]:
    return {
        "key": label.key,
        "ship_date": f"{label.ship_date:%Y%m%d}",
        "wished_date": f"{label.wished_date:%Y%m%d}" if label.wished_date else "",
        "time_slot": TIME_SLOTS.get(label.time_slot, "00"),
        "cool": COOL.get(label.temperature, ""),
        "payment": PREPAID if label.cod_amount is None else CASH_ON_DELIVERY,
        "label_kind": LABEL_KIND if label.cod_amount is None else "",
        "cod_amount": "" if label.cod_amount is None else str(label.cod_amount),
        "cod_tax": "" if label.cod_tax is None else str(label.cod_tax),
        "parcels": str(label.parcels),
        "note": clean(label.note),
        "item1": cut(label.items[0], LINE_WIDTH) if label.items else "",
    }


def _side(side: str, address: Address) -> dict[str, str]:
    fitted, _rest = address_lines(address, LINE_WIDTH, 3)
    names = [clean(name) for name in (address.company, address.name) if name]
    return {
        **{f"{side}_address{n}": line for n, line in enumerate(fitted, 1)},
        **{f"{side}_name{n}": name for n, name in enumerate(names, 1)},
        f"{side}_phone": phone.normalise(address.phone),
        f"{side}_postal": normalise_postal(address.postal_code),
    }


def _address_problems(label: LabelData) -> list[Problem]:
    found = []
    for name, side in ((_("Recipient"), label.recipient), (_("Sender"), label.sender)):
        if rest := address_lines(side, LINE_WIDTH, 3)[1]:
            message = _("The address is too long for the label: no room for “%s”.") % rest
            found.append(Problem(label.key, name, message))
    return found


def _other_problems(label: LabelData) -> list[Problem]:
    found = []
    if label.time_slot and label.time_slot not in TIME_SLOTS:
        known = NEAREST.get(label.time_slot) or "、".join(TIME_SLOTS)
        message = _("“%(slot)s” is no time slot. Choose from %(known)s.") % {"slot": label.time_slot, "known": known}
        found.append(Problem(label.key, _("Time slot"), message))
    if (label.cod_amount is None) != (label.cod_tax is None):
        message = _("The amount to collect or the tax in it is missing.")
        found.append(Problem(label.key, _("Cash on delivery"), message))
    if label.parcels < 1:
        found.append(Problem(label.key, _("Parcels"), _("At least one parcel is needed.")))
    return found

"""Our labels in ヤマト B2クラウド's words. Codes: the unofficial layout documents of new_exchange1.pdf, 2026-06.

Several parcels: 発払い becomes 種類 6 (発払い複数口), one row per parcel with the management number as
くくりキー, so that 発行済データ names every parcel's own number. With クール, which 種類 6 does not allow,
and for ネコポス one row asks for several labels (発行枚数). コレクト and コンパクト take one parcel only.
"""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from akinai.core.japan import phone, text
from akinai.core.japan.address import B2, LabelLines, label_lines
from akinai.core.japan.postal import normalise_postal
from akinai.fulfillment.carriers.base import SLOTS, Address, LabelData, Problem
from akinai.fulfillment.carriers.writing import Values, clean, cut

KINDS = {
    "0": "発払い",
    "2": "コレクト",
    "5": "着払い",
    "6": "発払い（複数口）",
    "8": "宅急便コンパクト",
    "9": "コンパクトコレクト",
    "A": "ネコポス",
}
COD_LIMITS = {"2": 300_000, "9": 30_000}
COOL = {"ambient": "", "frozen": "1", "chilled": "2"}
COOL_KINDS = ("0", "2", "5")
COPIED_KINDS = ("0", "5", "A")
MOST_PARCELS = 99
TIME_SLOTS = {"am": "0812", "14-16": "1416", "16-18": "1618", "18-20": "1820", "19-21": "1921"}
NEAREST = {"12-14": "14-16", "18-21": "18-20"}
SLOT_WORDS = {"am": "午前中"} | {slot: slot.replace("-", "～") + "時" for slot in SLOTS[1:]}
ITEM_WIDTH = 50


def rows(label: LabelData) -> tuple[list[Values], list[Problem]]:
    """Return the values of each row of a label by source name, and what is wrong."""
    kind = _kind(label)
    values = _facts(label, kind) | _side("to", label.recipient) | _side("from", label.sender) | _extras(label, kind)
    problems = [
        *_kind_problems(label, kind),
        *_cod_problems(label, kind),
        *_slot_problems(label),
        *_address_problems(label),
        *_notes(label),
    ]
    return [values] * (label.parcels if kind == "6" else 1), problems


def _kind(label: LabelData) -> str:
    if label.kind == "0" and label.parcels > 1 and label.temperature == "ambient":
        return "6"
    return label.kind


def _facts(label: LabelData, kind: str) -> dict[str, str]:
    own_bill = kind != "5"  # 着払い: the recipient pays, the three columns must be empty
    return {
        "key": label.key,
        "kind": kind,
        "cool": COOL.get(label.temperature, ""),
        "ship_date": _day(label.ship_date),
        "wished_date": _day(label.wished_date),
        "time_slot": TIME_SLOTS.get(label.time_slot, ""),
        "note": clean(label.note),
        "cod_amount": "" if label.cod_amount is None else str(label.cod_amount),
        "cod_tax": "" if label.cod_tax is None else str(label.cod_tax),
        "copies": str(label.parcels) if kind in COPIED_KINDS else "1",
        "pieces_frame": "3" if kind == "6" else "1" if kind in COPIED_KINDS and label.parcels > 1 else "",
        "billing_code": label.billing.code if own_bill else "",
        "billing_branch": label.billing.branch if own_bill else "",
        "freight_number": label.billing.freight_number if own_bill else "",
        "bundle_key": label.key if kind == "6" else "",
    }


def _day(day: date | None) -> str:
    return f"{day:%Y/%m/%d}" if day else ""


def _side(side: str, address: Address) -> dict[str, str]:
    fitted = _fitted(address)
    return {
        f"{side}_code": address.code,
        f"{side}_phone": phone.normalise(address.phone),
        f"{side}_postal": normalise_postal(address.postal_code),
        f"{side}_address": fitted.address,
        f"{side}_building": fitted.building,
        f"{side}_company1": fitted.companies[0],
        f"{side}_company2": fitted.companies[1],
        f"{side}_name": clean(address.name or address.company),
        f"{side}_kana": text.to_half_kana(address.kana),
    }


def _fitted(address: Address) -> LabelLines:
    return label_lines(
        clean(address.prefecture),
        clean(address.city),
        clean(address.line1),
        clean(address.line2),
        company=clean(address.company) if address.name else "",
        widths=B2,
    )


def _extras(label: LabelData, kind: str) -> dict[str, str]:
    values = {f"item{n}": cut(item, ITEM_WIDTH) for n, item in enumerate(label.items[:2], 1)}
    values |= {f"handling{n}": clean(word) for n, word in enumerate(label.handling[:2], 1)}
    for n, (title, key) in enumerate(label.search_keys[:4], 1):
        values |= {f"search_title{n}": clean(title), f"search_key{n}": key}
    return values | _notice(label, kind)


def _notice(label: LabelData, kind: str) -> dict[str, str]:
    """Mails of the carrier; ネコポス has columns of its own (投函予定, 投函完了)."""
    if label.notice is None:
        return {}
    planned, done = ("post_planned", "post_done") if kind == "A" else ("planned_mail", "done_mail")
    address = {"post_planned": "post_planned_mail", "post_done": "post_done_mail"}
    values: dict[str, str] = {}
    if label.notice.planned:
        values |= {f"{planned}_use": "1", address.get(planned, planned): label.notice.address}
        values |= {f"{planned}_message": clean(label.notice.message).replace(" ", "　")}
        values |= {} if kind == "A" else {"planned_mail_device": "1"}
    if label.notice.done:
        values |= {f"{done}_use": "1", address.get(done, done): label.notice.address}
        values |= {f"{done}_message": clean(label.notice.done_message)}
    return values


def _kind_problems(label: LabelData, kind: str) -> list[Problem]:
    found = []
    if kind not in KINDS:
        found.append(Problem(label.key, _("Service"), _("Yamato has no service “%s” here.") % label.kind))
    if label.temperature not in COOL:
        found.append(Problem(label.key, _("Temperature"), _("“%s” is no temperature band.") % label.temperature))
    elif label.temperature != "ambient" and kind not in COOL_KINDS:
        message = _("%s can't be sent chilled or frozen. Choose TA-Q-BIN.") % KINDS.get(kind, kind)
        found.append(Problem(label.key, _("Temperature"), message))
    if label.parcels > 1 and kind not in (*COPIED_KINDS, "6"):
        message = _("%s takes one parcel only. Split the shipment.") % KINDS.get(kind, kind)
        found.append(Problem(label.key, _("Parcels"), message))
    if not 1 <= label.parcels <= MOST_PARCELS:
        message = _("%d parcels: from 1 to 99 are possible.") % label.parcels
        found.append(Problem(label.key, _("Parcels"), message))
    if kind != "5" and not (label.billing.code and label.billing.freight_number):
        message = _("The billing customer code or freight number is missing. Enter it in the delivery settings.")
        found.append(Problem(label.key, _("Billing"), message))
    return found


def _cod_problems(label: LabelData, kind: str) -> list[Problem]:
    limit = COD_LIMITS.get(kind)
    name = _("Cash on delivery")
    if limit is None:
        if label.cod_amount is None:
            return []
        message = _("%s can't collect money. Choose Collect (COD).") % KINDS.get(kind, kind)
        return [Problem(label.key, name, message)]
    if not label.cod_amount or label.cod_tax is None:
        return [Problem(label.key, name, _("The amount to collect or the tax in it is missing."))]
    if label.cod_amount > limit:
        message = _("¥%(amount)s is more than Yamato collects: at most ¥%(limit)s.")
        return [Problem(label.key, name, message % {"amount": f"{label.cod_amount:,}", "limit": f"{limit:,}"})]
    if not 0 <= label.cod_tax < label.cod_amount:
        return [Problem(label.key, name, _("The tax must be less than the amount to collect."))]
    return []


def _slot_problems(label: LabelData) -> list[Problem]:
    if not label.time_slot or label.time_slot in TIME_SLOTS:
        return []
    if nearest := NEAREST.get(label.time_slot):
        message = _("Yamato has no time slot %(slot)s. The nearest is %(nearest)s.")
        message %= {"slot": SLOT_WORDS[label.time_slot], "nearest": SLOT_WORDS[nearest]}
    else:
        words: Mapping[str, str] = SLOT_WORDS
        known = "、".join(words[slot] for slot in TIME_SLOTS)
        message = _("“%(slot)s” is no time slot. Choose from %(known)s.") % {"slot": label.time_slot, "known": known}
    return [Problem(label.key, _("Time slot"), message)]


def _address_problems(label: LabelData) -> list[Problem]:
    found = []
    for name, side in ((_("Recipient"), label.recipient), (_("Sender"), label.sender)):
        if overflow := _fitted(side).overflow:
            message = _("The address is too long for the label: no room for “%s”.") % overflow
            found.append(Problem(label.key, name, message))
    return found


def _notes(label: LabelData) -> list[Problem]:
    if len(label.handling) <= 2:
        return []
    message = _("A label has room for two handling marks; left out: %s") % "、".join(label.handling[2:])
    return [Problem(label.key, _("Handling"), message, stops=False)]

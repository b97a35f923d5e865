"""The words of the floor: labels of states that other steps own, dates and slots as people read them."""

from functools import cache

from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from akinai.fulfillment.models import Shipment, ShipmentLine

BASE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no letter that looks like a figure


def queue_label(queue: str) -> str:
    """処理状況 as people call it."""
    return str(_choices(Shipment, "order", "queue").get(queue, queue))


def temperature_label(temperature: str) -> str:
    """常温, 冷蔵, 冷凍."""
    return str(_choices(ShipmentLine, "sku", "temperature").get(temperature, temperature))


def handling_label(handling: str) -> str:
    """ワレモノ注意, 天地無用 …"""
    return str(_choices(ShipmentLine, "sku", "handling").get(handling, handling))


@cache
def _choices(model: type[Model], relation: str, name: str) -> dict[str, object]:
    """The choices of a field of a lower step's table, found along the foreign key."""
    related = model._meta.get_field(relation).related_model
    assert isinstance(related, type)
    assert issubclass(related, Model)
    field = related._meta.get_field(name)
    field = getattr(field, "base_field", field)
    return dict(field.flatchoices)  # type: ignore[union-attr]


def slot_label(slot: str) -> str:
    """A time slot as people read it: 「午前中」, 「14-16時」."""
    if slot in ("", "none"):
        return ""
    return _("morning") if slot == "am" else _("%(slot)s h") % {"slot": slot}


def key_of(number: int) -> str:
    """お客様管理番号 of a shipment: "S" and its id in base 32; short, ASCII, without letters that look like figures."""
    figures = ""
    while number:
        number, rest = divmod(number, 32)
        figures = BASE[rest] + figures
    return f"S{figures:0>4}"


def barcode(key: str, version: int) -> str:
    """What the barcode of a slip says."""
    return f"{key}-{version}"


CARRIERS = {
    "yamato": ("ヤマト運輸", "Yamato Transport"),
    "sagawa": ("佐川急便", "Sagawa Express"),
    "japanpost": ("日本郵便", "Japan Post"),
}


def carrier_label(carrier: str) -> str:
    """The carrier as people call it; an unknown code stays itself."""
    ja, en = CARRIERS.get(carrier, (carrier, carrier))
    return en if (translation.get_language() or "ja").startswith("en") else ja


def event_words(name: str, data: dict[str, object]) -> tuple[str, str]:
    """What an event of a shipment says to people: a sentence and its tone."""
    said = {
        "work_started": (_("Work started: batch %(batch)s, no. %(sequence)s"), "info"),
        "work_undone": (_("Start of work taken back"), "warn"),
        "withdrawn": (_("Taken out of the batch: %(reason)s"), "warn"),
        "returned_to_shelf": (_("Back on the shelf"), ""),
        "papers_renewed": (_("Taken over after an edit: version %(version)s"), "warn"),
        "split": (_("Divided"), ""),
        "numbers_bound": (_("Label numbers: %(numbers)s"), ""),
        "inspected": (_("Inspected"), "good"),
        "short_at_shelf": (_("Short at the shelf: %(missing)s pieces"), "bad"),
        "shipped": (_("Shipping confirmed: %(carrier)s %(numbers)s"), "good"),
        "shipping_undone": (_("Confirmation taken back"), "warn"),
        "effects_due": (_("Announced to malls"), ""),
        "delivered": (_("Delivered"), "good"),
        "cancel_requested": (_("The outside warehouse was asked to cancel"), "warn"),
        "cancel_answered": (_("The outside warehouse answered the cancel"), ""),
    }
    text, tone = said.get(name.rpartition(".")[2], (name, ""))
    plain = {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in data.items()}
    if "carrier" in plain:
        plain["carrier"] = carrier_label(str(plain["carrier"]))
    return text % plain, tone

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
    assert isinstance(related, type) and issubclass(related, Model)
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

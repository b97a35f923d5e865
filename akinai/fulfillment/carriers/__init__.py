"""Carriers' files: labels out, tracking numbers back in. Layouts are data, each carrier's words a translation.

Begin with base.py, then yamato/translate.py.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

from akinai.fulfillment.carriers.base import (
    KEY_LENGTH,
    SLOTS,
    TEMPERATURES,
    Address,
    Billing,
    CarrierLayout,
    Column,
    IssuedLabel,
    LabelData,
    LabelFile,
    MailNotice,
    Problem,
    layouts_in,
)
from akinai.fulfillment.carriers.japanpost import translate as japanpost
from akinai.fulfillment.carriers.reading import issued_rows
from akinai.fulfillment.carriers.sagawa import translate as sagawa
from akinai.fulfillment.carriers.writing import Translation, write_labels
from akinai.fulfillment.carriers.yamato import translate as yamato

__all__ = [
    "KEY_LENGTH",
    "SLOTS",
    "TEMPERATURES",
    "Address",
    "Billing",
    "CarrierLayout",
    "Column",
    "IssuedLabel",
    "LabelData",
    "LabelFile",
    "MailNotice",
    "Problem",
    "built_in_layouts",
    "issued_rows",
    "label_rows",
]

_TRANSLATIONS: dict[str, Translation] = {
    "yamato": yamato.rows,
    "sagawa": sagawa.rows,
    "japanpost": japanpost.rows,
}


@cache
def built_in_layouts() -> dict[str, CarrierLayout]:
    """Return the layouts that come with the program, by name."""
    folder = Path(__file__).parent
    return {
        name: layout for carrier in _TRANSLATIONS for name, layout in layouts_in(folder / carrier / "layouts").items()
    }


def label_rows(labels: Iterable[LabelData], layout: CarrierLayout, *, today: date) -> LabelFile:
    """Return the label file of a layout; labels with a stopping problem are left out and named."""
    return write_labels(labels, layout, _TRANSLATIONS[layout.carrier], today=today)

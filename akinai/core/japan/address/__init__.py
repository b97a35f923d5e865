"""Japanese addresses: taken apart, compared with their postal code, and fitted to a label."""

from dataclasses import dataclass

from akinai.core.japan.address.check import Mismatch, mismatch, recipient_key
from akinai.core.japan.address.labels import B2, LabelLines, Widths, label_lines
from akinai.core.japan.address.parts import comparable, split_city, split_prefecture, without_county

__all__ = [
    "B2",
    "Address",
    "LabelLines",
    "Mismatch",
    "Widths",
    "comparable",
    "label_lines",
    "mismatch",
    "recipient_key",
    "split_city",
    "split_prefecture",
    "without_county",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A delivery address as a plain value. ``line1`` is town and house number, ``line2`` building and room."""

    postal: str = ""
    prefecture: str = ""
    city: str = ""
    line1: str = ""
    line2: str = ""
    name: str = ""
    kana: str = ""
    company: str = ""
    phone: str = ""

    @property
    def one_line(self) -> str:
        return " ".join(filter(None, (self.prefecture + self.city + self.line1, self.line2)))

"""Delivery methods by code, as the floor names them."""

from dataclasses import dataclass

from django.db import connection
from django.utils import translation


@dataclass(frozen=True)
class Method:
    """A product of a carrier."""

    code: str
    carrier: str
    product: str
    name_ja: str
    name_en: str

    @property
    def name(self) -> str:
        """Its name in the language of the reader."""
        english = (translation.get_language() or "ja").startswith("en")
        return self.name_en if english and self.name_en else self.name_ja


def methods() -> dict[str, Method]:
    """Every delivery method. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select code, carrier, product, name_ja, name_en from orders_deliverymethod order by code")
        return {row[0]: Method(*row) for row in cursor.fetchall()}

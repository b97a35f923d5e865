"""Rows with a name in both languages."""

from django.utils.translation import get_language


class Named:
    """Calls itself by its name in the user's language."""

    name_ja: str
    name_en: str

    def __str__(self) -> str:
        return self.name_ja if (get_language() or "ja").startswith("ja") else self.name_en

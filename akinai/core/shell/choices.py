"""Lists that core's own settings tables offer and the steps above fill: calendars, kinds of mail, channels.

A step's `desk.py` adds a function that gives pairs (value, words): `choices.calendars.add(warehouse_calendars)`.
"""

from collections.abc import Callable, Iterable

Pairs = Iterable[tuple[str, str]]


class Offered:
    """One list, joined from what the steps gave."""

    def __init__(self) -> None:
        self._sources: list[Callable[[], Pairs]] = []

    def add(self, source: Callable[[], Pairs]) -> None:
        """Offer more: a function, called when a form or a list is drawn."""
        self._sources.append(source)

    def pairs(self) -> list[tuple[str, str]]:
        """Every (value, words), for a Select."""
        return [pair for source in self._sources for pair in source()]

    def words(self, value: str) -> str:
        """What a person calls the value; the value itself when nobody offers it any more."""
        return dict(self.pairs()).get(value, value)


calendars = Offered()
mail_kinds = Offered()
channels = Offered()

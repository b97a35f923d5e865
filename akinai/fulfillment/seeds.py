"""Rows every shop starts with: the layouts of carriers' and outside warehouses' files."""

from akinai.fulfillment.actions import layouts


def seed() -> None:
    """Bring the built-in layouts up to date; a shop's own stay."""
    layouts.seed_layouts()

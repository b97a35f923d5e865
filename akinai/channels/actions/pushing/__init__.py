"""Stock out: offers, what their buyers may have taken, numbers to the malls."""

from akinai.channels.actions.pushing.exposing import settle, sold, vanished

__all__ = ["settle", "sold", "vanished"]

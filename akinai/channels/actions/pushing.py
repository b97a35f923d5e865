"""What the intake tells those who show stock at malls."""

import datetime as dt
from collections.abc import Sequence


def sold(connection_id: int, sales: Sequence[tuple[int, int, dt.datetime]]) -> None:
    """Pieces sold at a mall: (SKU, pieces, ordered at) each."""


def settle(connection_id: int, read_until: dt.datetime) -> None:
    """Every order made at the mall before this moment is in."""

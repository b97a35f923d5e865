"""What our own shop must know before there is an order: when it would leave, which words a のし may have."""

from akinai.orders.dates import DAY, Calendar, Reckoning, Wish
from akinai.orders.draft import clean
from akinai.orders.rows import number_of
from akinai.orders.rulebook import Rulebook
from akinai.orders.rulebook import load as rulebook
from akinai.orders.screening.amounts import MOST_GIFT_MESSAGE, MOST_NOSHI_NAME
from akinai.orders.wording import SLOTS

__all__ = [
    "DAY",
    "MOST_GIFT_MESSAGE",
    "MOST_NOSHI_NAME",
    "SLOTS",
    "Calendar",
    "Reckoning",
    "Rulebook",
    "Wish",
    "clean",
    "number_of",
    "rulebook",
]

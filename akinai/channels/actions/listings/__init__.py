"""出品: what malls have, texts and prices for them, pages sent, prices that change by the clock."""

from akinai.channels.actions.listings.changing import (
    NewChange,
    cancel_prices,
    plan_prices,
    prices_stuck,
    turn_prices,
)
from akinai.channels.actions.listings.matching import accept, accept_exact, ignore, match, read_offers
from akinai.channels.actions.listings.pushing import ask, check_pages, push_pages, sync_pages, waiting
from akinai.channels.actions.listings.texts import NewPrice, save_prices, save_texts

__all__ = [
    "NewChange",
    "NewPrice",
    "accept",
    "accept_exact",
    "ask",
    "cancel_prices",
    "check_pages",
    "ignore",
    "match",
    "plan_prices",
    "prices_stuck",
    "push_pages",
    "read_offers",
    "save_prices",
    "save_texts",
    "sync_pages",
    "turn_prices",
    "waiting",
]

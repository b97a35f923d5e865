"""How a buyer pays, in the words of a mail."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from akinai.orders.models.order import PaymentGate
from akinai.orders.rulebook import Rulebook
from akinai.payments import queries as ledger


def payment_guide(order: Any, book: Rulebook) -> str:
    """Where to transfer, how much and until when, for orders that wait for a transfer; else nothing.

    The rulebook brought the accounts along, so that a batch of mails asks for nothing more.
    """
    way = book.collects.get(order.payment_method)
    waits = order.payment_gate == PaymentGate.WAITING and not order.cancelled
    if way is None or (way.family, way.gateway) != ("slip", "bank") or not waits or not book.bank_accounts:
        return ""
    due = None if way.due_days is None else book.today + dt.timedelta(days=way.due_days)
    left = (order.billed or 0) - order.received
    accounts = [ledger.AccountShown(**one) for one in book.bank_accounts]
    return guide([*ledger.to_transfer(accounts), *ledger.how_much(left, order.currency, due)])


def guide(lines: Iterable[tuple[str, str]]) -> str:
    """(label, value) as a mail shows them, a line each."""
    return "".join(f"■{label}：{value}\n" for label, value in lines)

"""One order before the rules, and the list of checks.

A check gets a `Case` and answers None, or what it found as plain values (the detail shown on the screen). Whether a
finding stops the order, and from which limit on it is one, is data per channel (HoldReason, HoldSetting).
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from akinai.core.japan import address
from akinai.orders.rulebook import Channel, Delivery, Rule, Rulebook

Detail = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One reason found on one order."""

    reason: str
    stops: bool
    detail: Detail


@dataclass
class Case:
    """One order before the rules: a Draft or an Order with its lines (each with `sku` facts or None)."""

    order: Any
    lines: Sequence[Any]
    channel: Channel
    book: Rulebook
    marked: Sequence[str] = ()  # why the customer is marked
    warnings: Sequence[str] = ()
    told: frozenset[str] = frozenset({"total", "billed"})
    reachable: bool = True
    earliest_arrival: dt.date | None = None
    rule: Rule = field(default_factory=lambda: Rule(True, None))  # of the check being run

    @cached_property
    def timing(self) -> str:
        return self.book.payments.get(self.order.payment_method, "")

    @cached_property
    def delivery(self) -> Delivery | None:
        return self.book.deliveries.get(self.order.delivery_method)

    @cached_property
    def mismatch(self) -> address.Mismatch | None:
        order = self.order
        if order.country != "JP" or order.postal in DUMMY_POSTALS:
            return None
        return address.mismatch(order.postal, order.prefecture, f"{order.city}{order.line1}{order.line2}")

    @cached_property
    def open_lines(self) -> list[Any]:
        return [line for line in self.lines if line.quantity > line.cancelled]

    @cached_property
    def wishes_time(self) -> bool:
        return bool(self.order.wished_date or self.order.wished_slot)


# Postal codes of recipients who have not yet given their address.
DUMMY_POSTALS = ("9999999", "0000000")

Check = Callable[[Case], Detail | None]
CHECKS: dict[str, Check] = {}


def reason(code: str) -> Callable[[Check], Check]:
    """Declare the check of a hold reason."""

    def register(check: Check) -> Check:
        CHECKS[code] = check
        return check

    return register


def screen(case: Case) -> list[Finding]:
    """Everything the rules find on an order, in the order of the checks."""
    found: list[Finding] = []
    rules = case.channel.rules
    for code, check in CHECKS.items():
        rule = rules.get(code)
        if rule is None:
            continue
        case.rule = rule
        detail = check(case)
        if detail is not None:
            found.append(Finding(code, rule.stops, detail))
    return found

"""確認事項: what a person should look at before an order goes on. One small pure function per reason.

Begin with case.py; the checks are in the other files. Whether a finding stops the order, and from which limit on it is
one, is data per channel (HoldReason, HoldSetting).
"""

from collections.abc import Mapping
from typing import Any

# Each file declares its checks; they run in this order.
from akinai.orders.screening import agreed, amounts, place, writer
from akinai.orders.screening.case import CHECKS, Case, Finding, screen

# Reasons that verbs open by themselves, not these checks.
BY_VERBS = ("mall_changed", "same_recipient")


def unknown_reasons(seeded: Mapping[str, Any]) -> set[str]:
    """Checks without a reason in the data, and the other way round."""
    return (set(CHECKS) | set(BY_VERBS)) ^ set(seeded)


__all__ = ["BY_VERBS", "CHECKS", "Case", "Finding", "agreed", "amounts", "place", "screen", "unknown_reasons", "writer"]

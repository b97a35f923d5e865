"""How many pieces a channel shows: pure arithmetic, no database, no clock.

`rules` lays the shop's numbers over what is free, `risk` says how many pieces to hold back for buyers we do not know of
yet, `quotas` shares the pieces out so that no oversell is possible at all, on what `exposure` keeps count of.
"""

from akinai.channels.showing.exposure import Exposure
from akinai.channels.showing.quotas import OfferState, Push, plan
from akinai.channels.showing.risk import Flow, buffer, buffers
from akinai.channels.showing.rules import Rule, Shown, Step, merged, shown

__all__ = [
    "Exposure",
    "Flow",
    "OfferState",
    "Push",
    "Rule",
    "Shown",
    "Step",
    "buffer",
    "buffers",
    "merged",
    "plan",
    "shown",
]

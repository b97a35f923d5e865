"""Stock out: offers, what their buyers may have taken, numbers to the malls."""

from akinai.channels.actions.pushing.exposing import hold, looked, settle, sold, vanished
from akinai.channels.actions.pushing.offers import late_from_now, mark, mark_stale, sync_offers, waiting
from akinai.channels.actions.pushing.sending import push_stock
from akinai.channels.actions.pushing.speeds import measure_speeds
from akinai.channels.actions.pushing.sweeping import mark_ruled, share_out, sweep

__all__ = [
    "hold",
    "late_from_now",
    "looked",
    "mark",
    "mark_ruled",
    "mark_stale",
    "measure_speeds",
    "push_stock",
    "settle",
    "share_out",
    "sold",
    "sweep",
    "sync_offers",
    "vanished",
    "waiting",
]

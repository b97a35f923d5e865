"""How a mall behaves with stock and orders, as far as the settings of its connection say so.

No form asks for these settings (only Amazon's for `takes_effect_after`), and none forgets them.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

SECONDS = {  # as they are where nothing else is set
    "visible_after": 15.0,  # then a mall shows us every order
    "read_back_after": 5.0,  # then a call without an answer has happened, or never will
    "takes_effect_after": 0.0,  # until then a mall may go on showing the old number after it accepted a new one
    "read_again_after": 300.0,  # then an open order is read again, where the mall does not list what changed
}
SETTINGS = (*SECONDS, "restocks")


def span(settings: Mapping[str, Any], name: str) -> dt.timedelta:
    """One of SECONDS, by the settings of a connection or of its account (there with the adapter's own defaults)."""
    return dt.timedelta(seconds=float(settings.get(name) or SECONDS[name]))


def restocks(settings: Mapping[str, Any]) -> bool:
    """Whether the mall puts the pieces of a cancelled order on its shelf again by itself."""
    return bool(settings.get("restocks", True))

"""Which orders have not changed since they were last read: orderInfo is one call per order, one a second, but
orderList tells version and time of the last change of many. Kept in this process only.
"""

import threading
from collections import OrderedDict
from xml.etree.ElementTree import Element

from akinai.channels.malls.base import Account
from akinai.channels.malls.yahoo import codes
from akinai.channels.malls.yahoo.documents import text

MOST = 5_000  # orders remembered

Key = tuple[int, str, str]
_kept: OrderedDict[Key, tuple[tuple[str, ...], Element]] = OrderedDict()
_lock = threading.Lock()


def known(account: Account, row: Element) -> Element | None:
    """The order as it was read, if this row of orderList says that it is still the same."""
    with _lock:
        found = _kept.get((account.id, account.code, text(row, "OrderId")))
    return found[1] if found and text(row, "Version") and found[0] == _mark(row) else None


def keep(account: Account, info: Element) -> None:
    """Remember an order just read."""
    key = (account.id, account.code, text(info, "OrderId"))
    with _lock:
        _kept[key] = (_mark(info), info)
        _kept.move_to_end(key)
        while len(_kept) > MOST:
            _kept.popitem(last=False)


def ordered_at(account: Account, number: str) -> str:
    """When a remembered order was placed, in the mall's words; "" if it is not remembered."""
    with _lock:
        found = _kept.get((account.id, account.code, number))
    return text(found[1], "OrderTime") if found else ""


def _mark(order: Element) -> tuple[str, ...]:
    """What tells a change: in the list these stand side by side, in the order itself in its parts."""
    places = {"PayStatus": "Pay/PayStatus", "ShipStatus": "Ship/ShipStatus"}
    return tuple(
        text(order, name) or text(order, places.get(name, name)) for name in codes.LISTED if name != "OrderTime"
    )

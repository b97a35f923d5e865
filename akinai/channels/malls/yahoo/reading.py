"""Orders in: the list, then each order by a call of its own unless it is known to be unchanged."""

import datetime as dt
import math
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Account, MallOrder, Nonsense, OrderPage
from akinai.channels.malls.yahoo import codes, documents, translate, versions
from akinai.channels.malls.yahoo.line import Line

LIST = 200  # rows of a list that is asked for versions only


def page_of_list(line: Line, since: str, until: str, start: int, rows: int) -> tuple[int, Sequence[Element]]:
    """A page of orderList, oldest first: how many there are, and the rows. Raises MallError."""
    search = {
        "Result": rows,
        "Start": start,
        "Sort": "+order_time",
        "Condition": {"OrderTimeFrom": since, "OrderTimeTo": until},
        "Field": ",".join(codes.LISTED),
    }
    result = line.order("orderList", {"Search": search})
    found = result.find("Search")
    if found is None:
        raise documents.unexpected("orderList", "Search")
    return translate.listed(found)


def info(line: Line, number: str, fields: Sequence[str]) -> Element:
    """The order as it is now. Raises Refusal for a number nobody knows, other MallErrors."""
    target = {"OrderId": number, "Field": ",".join(fields)}
    found = line.order("orderInfo", {"Target": target}).find("OrderInfo")
    if found is None or documents.text(found, "OrderId") != number:
        raise documents.unexpected("orderInfo", "OrderInfo")
    return found


def whole_page(line: Line, numbers: Sequence[str], known: dict[str, Element], follows: str = "") -> OrderPage:
    """These orders; one that cannot be read harms no other. If none at all can be, the answers are Nonsense."""
    orders: list[MallOrder] = []
    broken: dict[str, str] = {}
    garbled: Nonsense | None = None
    for number in numbers:
        try:
            found = known.get(number)
            if found is None:
                found = info(line, number, codes.FIELDS)
                versions.keep(line.account, found)
            orders.append(translate.mall_order(found, line.account.code))
        except translate.Unreadable as error:
            broken[number] = str(error)
        except documents.Refusal as error:
            broken[number] = error.words
            if error.code == codes.NO_SUCH_ORDER:
                broken[number] = _("Yahoo! knows no order %(number)s.") % {"number": number}
        except Nonsense as error:
            broken[number] = error.words
            garbled = error
    if garbled and not orders:
        raise garbled
    return OrderPage(orders, follows, broken)


def unchanged(line: Line, numbers: Sequence[str]) -> dict[str, Element]:
    """Those of these orders that we have read and that have not changed since; asked for by lists of whole spans.

    A span with more pages than there are orders to save costs more than it saves.
    """
    placed = {number: at for number in numbers if (at := versions.ordered_at(line.account, number))}
    if len(placed) < 3:
        return {}
    try:
        moments = sorted(translate.moment(at) for at in placed.values())
    except ValueError:
        return {}
    since, until = (translate.compact(moments[0]), translate.compact(moments[-1] + dt.timedelta(seconds=1)))
    total, rows = page_of_list(line, since, until, 1, LIST)
    if math.ceil(total / LIST) >= len(placed):
        return {}
    found = list(rows)
    for start in range(LIST + 1, total + 1, LIST):
        found += page_of_list(line, since, until, start, LIST)[1]
    return still_known(line.account, found, set(placed))


def still_known(account: Account, rows: Sequence[Element], wanted: set[str] | None = None) -> dict[str, Element]:
    """The orders of these rows that we have read in the version the rows tell."""
    same = {}
    for row in rows:
        number = documents.text(row, "OrderId")
        if (wanted is None or number in wanted) and (found := versions.known(account, row)) is not None:
            same[number] = found
    return same

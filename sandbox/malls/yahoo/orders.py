"""The order calls: orderList, orderInfo, orderCount, orderChange, orderShipStatusChange, orderStatusChange.

Which od-code stands for which refusal is ours; the manual's list names the codes only.
"""

import re
import time
from datetime import datetime, timedelta, timezone
from typing import Any

from sandbox import wall
from sandbox.malls.shop import Order, Parcel
from sandbox.malls.yahoo import fields, telling
from sandbox.malls.yahoo.keys import Keys
from sandbox.malls.yahoo.wire import asked, document, elements, refuse
from sandbox.messages import Answer, Request, route

PATH = "/ShoppingWebService/V1/"
JST = timezone(timedelta(hours=9))
MOST_LISTED = 2000
CONDITIONS = dict.fromkeys(
    ("OrderId", "OrderTime", "OrderTimeFrom", "OrderTimeTo", "IsSeen", "OrderStatus", "PayStatus", "ShipStatus"), None
)
LIST = {
    "Search": {**dict.fromkeys(("Result", "Start", "Sort", "Field"), None), "Condition": CONDITIONS},
    "SellerId": None,
}
TARGET = dict.fromkeys(("OrderId", "IsPointFix", "OperationUser"), None)
SHIP = dict.fromkeys(
    (
        "ShipStatus",
        "ShipMethod",
        "ShipCompanyCode",
        "ShipInvoiceNumber1",
        "ShipInvoiceNumber2",
        "ShipInvoiceNumberEmptyReason",
        "ShipDate",
        "ShipUrl",
        "ShipNotes",
        "IsEazy",
    ),
    None,
)
COMPANIES = {*range(1000, 1030), 5000, 5001}
REASONS = {"100", "110", "120", "130", "140", "150", "160", "170", "180", "200", "210", "220", "230", "400"}


class Orders(Keys):
    """Orders as Yahoo! tells them, and what the store may change."""

    def __init__(self) -> None:
        super().__init__()
        self.settle = 0.02  # seconds that must lie between the state of the shipment and the order's completion
        self.shipped_at: dict[str, float] = {}

    def set_up(self, said: dict[str, Any]) -> None:
        super().set_up(said)
        self.settle = float(said.get("settle", self.settle))

    # --- reading ---

    @route("POST", PATH + "orderList")
    def order_list(self, request: Request) -> Answer:
        req = asked(request, LIST)
        status = self.signed(request, req["SellerId"])
        search = req.get("Search") or {}
        names = _names(search.get("Field", ""), fields.ORDER | fields.PAY | fields.SHIP | fields.DETAIL)
        rows = self._found(search.get("Condition") or {})
        rows.sort(key=lambda one: one.at, reverse=search.get("Sort") == "-order_time")
        start, most = _number(search.get("Start") or "1"), _number(search.get("Result") or "10")
        if most > MOST_LISTED:
            raise refuse("od90102", f"Result must be at most {MOST_LISTED}.")
        page = rows[start - 1 : start - 1 + most]
        told = [{"Index": start + place, **telling.flat(one, names)} for place, one in enumerate(page)]
        content = elements({"Status": "OK", "Search": {"TotalCount": len(rows), "OrderInfo": told}})
        return document(f"<Result>{content}</Result>", X_SWS_Authorize_Status=status)

    def _found(self, condition: dict[str, str]) -> list[Order]:
        since, until = condition.get("OrderTimeFrom"), condition.get("OrderTimeTo")
        orders = list(self.shop.orders.values())
        if not (since or condition.get("OrderId") or condition.get("OrderTime")):
            raise refuse("od90101", "One of OrderId, OrderTime, OrderTimeFrom is required.")
        if number := condition.get("OrderId"):
            orders = [one for one in orders if one.number == number]
        if since:
            first, last = _moment(since), _moment(until) if until else wall.now()
            orders = [one for one in orders if first <= int(one.at) <= last]
        for name in ("OrderStatus", "PayStatus", "ShipStatus", "IsSeen"):
            if wanted := condition.get(name):
                values = wanted.split(",")
                orders = [one for one in orders if telling.flat(one, {name}).get(name) in values]
        return orders

    @route("POST", PATH + "orderInfo")
    def order_info(self, request: Request) -> Answer:
        req = asked(request, {"Target": {"OrderId": None, "Field": None}, "SellerId": None})
        status = self.signed(request, req["SellerId"])
        target = req.get("Target") or {}
        names = _names(target.get("Field", ""), fields.EVERY)
        info = telling.whole(self._order(target), names)
        content = elements({"Status": "OK", "OrderInfo": info})
        counts = 'totalResultsAvailable="1" totalResultsReturned="1" firstResultPosition="1"'
        text = f"<ResultSet {counts}><Result>{content}</Result></ResultSet>"
        return document(text, X_SWS_Authorize_Status=status)

    @route("GET", PATH + "orderCount")
    def order_count(self, request: Request) -> Answer:
        status = self.signed(request, request.asked().get("sellerId", ""))
        orders = list(self.shop.orders.values())
        count = {
            "NewOrder": sum(one.state == "new" for one in orders),
            "NewReserve": 0,
            "WaitPayment": sum(not one.paid and one.state in ("new", "confirmed") for one in orders),
            "WaitShipping": sum(one.paid and one.state in ("new", "confirmed") for one in orders),
            "Shipping": 0,
            "Reserve": 0,
            "Holding": sum(one.state == "pending" for one in orders),
        }
        content = elements({"Result": {"Status": "OK", "Count": count}})
        return document(f"<ResultSet>{content}</ResultSet>", X_SWS_Authorize_Status=status)

    # --- changing ---

    @route("POST", PATH + "orderChange")
    def order_change(self, request: Request) -> Answer:
        order, change, status = self._change(request, {"IsSeen": None, "Notes": None})
        if seen := change.get("IsSeen"):
            if seen not in ("true", "false"):
                raise refuse("od90120", "IsSeen must be true or false.")
            order.more["seen"] = seen == "true"
            if seen == "true":
                self.shop.confirm(order.number)
        if "Notes" in change:
            order.more["notes"] = change["Notes"]
        return _ok(status)

    @route("POST", PATH + "orderShipStatusChange")
    def order_ship_status_change(self, request: Request) -> Answer:
        order, change, status = self._change(request, {"Ship": SHIP}, point_fix=True)
        ship = change.get("Ship") or {}
        _check_ship(ship)
        if order.state in ("cancelled", "pending"):
            raise refuse("od90166", "The order cannot be shipped in its present state.")
        if ship["ShipStatus"] in ("2", "3"):
            self._parcels(order, ship)
        self.shipped_at[order.number] = time.time()
        return _ok(status)

    def _parcels(self, order: Order, ship: dict[str, str]) -> None:
        """Two numbers per order, written over one another; 3 says that all has left."""
        whole = ship["ShipStatus"] == "3"
        carrier, date = ship.get("ShipCompanyCode", ""), ship.get("ShipDate", "")
        by_ref = {parcel.ref: parcel for parcel in order.parcels}
        for ref in "12":
            number = ship.get(f"ShipInvoiceNumber{ref}", "")
            if number and ref in by_ref:
                by_ref[ref].number, by_ref[ref].carrier, by_ref[ref].date = number, carrier, date
            elif number:
                self.shop.ship(order.number, Parcel(ref, carrier, number, date), whole=whole)
        if whole and not order.parcels:
            self.shop.ship(order.number, Parcel("1", carrier, "", date), whole=True)
        elif whole:
            for line in order.lines:
                line.shipped = line.quantity
            order.state = "shipped"
        order.more["ship_status"] = ship["ShipStatus"]
        self.shop.touch(order)

    @route("POST", PATH + "orderStatusChange")
    def order_status_change(self, request: Request) -> Answer:
        allowed = {"OrderStatus": None, "CancelReason": None, "CancelReasonDetail": None}
        order, change, status = self._change(request, allowed, point_fix=True)
        match change.get("OrderStatus"):
            case "5":
                self._complete(order)
            case "4":
                if change.get("CancelReason") not in REASONS:
                    raise refuse("od90130", "CancelReason is required.")
                if order.state == "cancelled":
                    raise refuse("od90131", "The order is cancelled already.")
                order.more["cancel_reason"] = change["CancelReason"]
                self.shop.cancel(order.number, restock=order.state != "shipped", by="api")
            case "2" | "3":
                self.shop.touch(order)
            case _:
                raise refuse("od90132", "OrderStatus is invalid.")
        return _ok(status)

    def _complete(self, order: Order) -> None:
        if order.state != "shipped":
            raise refuse("od90175", "The shipment must be told first.")
        if not order.paid or telling.PAYMENTS[order.payment][2] == "0":
            raise refuse("od90176", "The payment must have been received.")
        if time.time() - self.shipped_at.get(order.number, 0.0) < self.settle:
            raise refuse("od90207", "The state of the shipment has just been changed. Wait some seconds.")
        order.more["completed"] = True
        self.shop.touch(order)

    # --- what they share ---

    def _change(
        self, request: Request, allowed: dict[str, Any], *, point_fix: bool = False
    ) -> tuple[Order, dict[str, Any], str]:
        req = asked(request, {"Target": TARGET, "Order": allowed, "SellerId": None})
        status = self.signed(request, req["SellerId"])
        target = req.get("Target") or {}
        if point_fix and target.get("IsPointFix") not in ("true", "false"):
            raise refuse("od90110", "IsPointFix is required.")
        return self._order(target), req.get("Order") or {}, status

    def _order(self, target: dict[str, str]) -> Order:
        order = self.shop.orders.get(target.get("OrderId", ""))
        if order is None:
            raise refuse("or-01001", "Not Exists.")
        return order


def _ok(status: str) -> Answer:
    return document("<ResultSet><Result><Status>OK</Status></Result></ResultSet>", X_SWS_Authorize_Status=status)


def _names(told: str, allowed: frozenset[str]) -> set[str]:
    names = set(told.split(",")) - {""}
    if not names:
        raise refuse("od90103", "Field is required.")
    if strange := names - allowed:
        raise refuse("od90104", f"Field is invalid: {', '.join(sorted(strange))}")
    return names


def _number(told: str) -> int:
    if not told.isdecimal() or not int(told):
        raise refuse("od90105", f"“{told}” is not a number.")
    return int(told)


def _moment(told: str) -> float:
    """YYYYMMDDHHMMSS in Japan → seconds since 1970."""
    if not re.fullmatch(r"\d{14}", told):
        raise refuse("od90106", f"“{told}” is not a time.")
    try:
        return datetime.strptime(told, "%Y%m%d%H%M%S").replace(tzinfo=JST).timestamp()
    except ValueError:
        raise refuse("od90106", f"“{told}” is not a time.") from None


def _check_ship(ship: dict[str, str]) -> None:
    numbers = [ship.get(f"ShipInvoiceNumber{ref}", "") for ref in "12"]
    if ship.get("ShipStatus") not in ("0", "1", "2", "3", "4"):
        raise refuse("od90190", "ShipStatus is required.")
    company = ship.get("ShipCompanyCode", "")
    if company and (not company.isdecimal() or int(company) not in COMPANIES):
        raise refuse("od90191", "ShipCompanyCode is invalid.")
    if date := ship.get("ShipDate"):
        _moment(f"{date}000000")
    if any(numbers) and ship.get("ShipInvoiceNumberEmptyReason"):
        raise refuse("od91192", "A number and the reason why there is none exclude each other.")
    if company == "1001" and any(number and not re.fullmatch(r"[0-9-]{1,14}", number) for number in numbers):
        raise refuse("od90193", "ShipInvoiceNumber must be digits and hyphens, 14 at most.")

"""発送完了報告, at once and in the background. A row without its id is always added: saying it twice adds two.

An order is 発送済 when each destination has a row with a date.
"""

import re
import uuid
from typing import Any

from sandbox import wall
from sandbox.malls.rakuten import models
from sandbox.malls.rakuten.base import RmsBasis, moment
from sandbox.malls.rakuten.orders import Orders, message, refused
from sandbox.malls.shop import Order, Parcel
from sandbox.messages import Answer, Request, route

COMPANIES = {str(code) for code in range(1000, 1032)}
MOST_ROWS, MOST_ORDERS = 20, 100
FIRST_DETAIL = 15_000_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|")
NAME = "UPDATE_ORDERSHIPPING"
Row = dict[str, Any]


class Shipping(Orders, RmsBasis):
    """Reports of shipments."""

    def __init__(self) -> None:
        super().__init__()
        self.details = FIRST_DETAIL
        self.results: dict[str, tuple[float, list[Row]]] = {}

    @route("POST", "/es/2.0/order/updateOrderShipping/")
    def update_shipping(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        asked = request.json()
        said, good = self._report(self.told_of(asked, NAME), asked)
        return Answer.of({"MessageModelList": said}, 200 if good else 400)

    @route("POST", "/es/2.0/order/updateOrderShippingAsync/")
    def update_later(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        asked = request.json().get("OrderShippingModelList")
        name = f"{NAME}_ASYNC"
        if not isinstance(asked, list) or not 0 < len(asked) <= MOST_ORDERS:
            raise refused(f"{name}_ERROR_011", "OrderShippingModelListの件数が不正です。")
        numbers = [str(one.get("orderNumber")) for one in asked]
        if len(set(numbers)) != len(numbers):
            raise refused(f"{name}_ERROR_011", "orderNumberが重複しています。")
        wrong = [
            {**one, "messageCode": one["messageCode"].replace(NAME, name), "orderNumber": number}
            for number, model in zip(numbers, asked, strict=True)
            for one in _form(model)
        ]
        if wrong:
            return Answer.of({"MessageModelList": wrong})
        results = []
        for number, model in zip(numbers, asked, strict=True):
            if number in self.shop.orders:
                said, _good = self._report(self.shop.orders[number], model)
            else:
                said = [
                    message("ERROR", f"{NAME}_ERROR_101", "該当する注文情報が見つかりませんでした。", dataNumber=None)
                ]
            results.append({"orderNumber": number, "MessageModelList": said})
        key = f"{uuid.uuid4()}_{moment(wall.now()):%Y%m%d%H%M%S}"
        self.results[key] = (wall.now() + self.result_lag, results)
        said = [message("INFO", f"{name}_INFO_101", "発送情報の更新を受付けました。", requestId=key, dataNumber=None)]
        return Answer.of({"MessageModelList": said})

    @route("POST", "/es/2.0/order/getResultUpdateOrderShippingAsync/")
    def later_result(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        name = "GET_RESULT_UPDATEORDERSHIPPING_ASYNC"
        key = request.json().get("requestId")
        if not key:
            said = message("ERROR", f"{name}_ERROR_009", "requestIdの項目を指定して下さい。")
            return Answer.of({"ResultShippingModelList": [{"MessageModelList": [said]}]}, 400)
        ready, results = self.results.get(str(key), (0.0, []))
        if not results or wall.now() < ready:
            said = message("INFO", f"{name}_INFO_101", "指定されたリクエストIDの処理結果は存在しませんでした。")
            return Answer.of({"ResultShippingModelList": [{"MessageModelList": [said]}]})
        return Answer.of({"ResultShippingModelList": results})

    def _report(self, order: Order, asked: Row) -> tuple[list[Row], bool]:
        """Everything or nothing of one order: its messages, and whether it was done."""
        if wrong := _form(asked):
            return wrong, False
        if order.state == "cancelled" or order.cancel_asked:
            words = "指定された注文番号は既にキャンセルされているため、発送完了報告が出来る状態ではありませんでした。"
            return [message("ERROR", f"{NAME}_ERROR_102", words, dataNumber=None, shippingDetailId=None)], False
        if models.progress(order) not in (300, 500, 600, 700):
            words = "発送完了報告が出来る状態ではありませんでした。"
            return [message("ERROR", f"{NAME}_ERROR_103", words, dataNumber=None, shippingDetailId=None)], False
        baskets = {models.basket_id(order, to): to for to in range(len(order.recipients))}
        rows = []
        for basket in asked["BasketidModelList"]:
            if basket["basketId"] not in baskets:
                words = "該当する送付先が見つかりませんでした。"
                return [message("ERROR", f"{NAME}_ERROR_101", words, dataNumber=None)], False
            rows += [(baskets[basket["basketId"]], row) for row in basket["ShippingModelList"]]
        for place, (to, row) in enumerate(rows, 1):
            if row.get("shippingDetailId") and self._parcel(order, to, row) is None:
                words = "該当する発送情報が見つかりませんでした。"
                detail = row["shippingDetailId"]
                return [message("ERROR", f"{NAME}_ERROR_101", words, dataNumber=place, shippingDetailId=detail)], False
        return [self._add_row(order, to, row, place) for place, (to, row) in enumerate(rows, 1)], True

    def _parcel(self, order: Order, to: int, row: Row) -> Parcel | None:
        ref = str(row["shippingDetailId"])
        return next((one for one in order.parcels if one.ref == ref and one.to == to), None)

    def _add_row(self, order: Order, to: int, row: Row, place: int) -> Row:
        if row.get("shippingDetailId"):
            self._rewrite(order, to, row)
            detail, kind = row["shippingDetailId"], ("INFO_102", "発送情報の更新設定が完了しました。")
        else:
            self.details += 1
            detail, kind = self.details, ("INFO_101", "発送情報の追加設定が完了しました。")
            number, day = str(row.get("shippingNumber") or ""), str(row.get("shippingDate") or "")
            parcel = Parcel(str(detail), str(row.get("deliveryCompany")), number, day, {}, to)
            self.shop.ship(order.number, parcel, whole=self._all_dated(order, parcel))
        return message("INFO", f"{NAME}_{kind[0]}", kind[1], dataNumber=place, shippingDetailId=detail)

    def _rewrite(self, order: Order, to: int, row: Row) -> None:
        parcel = self._parcel(order, to, row)
        assert parcel is not None
        if row.get("shippingDeleteFlag") == 1:
            order.parcels.remove(parcel)
        parcel.carrier = str(row.get("deliveryCompany") or parcel.carrier)
        parcel.number = str(row.get("shippingNumber", parcel.number) or "")
        parcel.date = str(row.get("shippingDate", parcel.date) or "")
        if order.state == "confirmed" and self._all_dated(order):
            for line in order.lines:
                line.shipped = line.quantity
            order.state = "shipped"
        self.shop.touch(order)

    def _all_dated(self, order: Order, *more: Parcel) -> bool:
        dated = {parcel.to for parcel in (*order.parcels, *more) if parcel.date}
        return order.state != "confirmed" or dated == set(range(len(order.recipients)))


def _form(asked: Any) -> list[Row]:
    """What is wrong with the form of one order's report, row by row."""
    baskets = asked.get("BasketidModelList")
    if not isinstance(baskets, list) or not baskets:
        return [message("ERROR", f"{NAME}_ERROR_009", "BasketidModelListの項目を指定して下さい。", dataNumber=None)]
    found, place = [], 0
    for basket in baskets:
        rows = basket.get("ShippingModelList")
        if not isinstance(basket.get("basketId"), int) or not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
            return [message("ERROR", f"{NAME}_ERROR_011", "ShippingModelListの件数が不正です。", dataNumber=None)]
        for row in rows:
            place += 1
            if field := _wrong_field(row):
                detail = row.get("shippingDetailId")
                words = f"{field}の書式が不正です。"
                found.append(message("ERROR", f"{NAME}_ERROR_011", words, dataNumber=place, shippingDetailId=detail))
    return found


def _wrong_field(row: Row) -> str:
    strange = set(row) - {"shippingDetailId", "deliveryCompany", "shippingNumber", "shippingDate", "shippingDeleteFlag"}
    if strange:
        return sorted(strange)[0]
    if "deliveryCompany" in row and row["deliveryCompany"] not in COMPANIES:
        return "deliveryCompany"
    if not row.get("shippingDetailId") and "deliveryCompany" not in row:
        return "deliveryCompany"
    if not isinstance(row.get("shippingNumber", ""), str) or len(row.get("shippingNumber", "")) > 120:
        return "shippingNumber"
    day = row.get("shippingDate", "")
    return "" if isinstance(day, str) and _DAY.fullmatch(day) else "shippingDate"

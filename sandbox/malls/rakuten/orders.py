"""RakutenPay order API: searching, reading, confirming, cancelling."""

import datetime as dt
import re
from typing import Any

from sandbox import wall
from sandbox.malls.rakuten import models
from sandbox.malls.rakuten.base import JST, RmsBasis, moment
from sandbox.malls.shop import Order
from sandbox.messages import Answer, Refused, Request, route

MOST_HITS = 15_000
LONGEST, OLDEST = dt.timedelta(days=63), dt.timedelta(days=730)
REASONS = (1, 2, 3, 4, 5, 6, 8, 10, 13, 14, 15)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+0900")
NOTHING = {"totalRecordsAmount": None, "totalPages": None, "requestPage": None}


def message(kind: str, code: str, words: str, **more: Any) -> dict[str, Any]:
    return {"messageType": kind, "messageCode": f"ORDER_EXT_API_{code}", "message": words, **more}


def refused(code: str, words: str, **more: Any) -> Refused:
    return Refused(Answer.of({"MessageModelList": [message("ERROR", code, words, **more)]}, 400))


class Orders(RmsBasis):
    """Orders as the shop sees them."""

    most_hits = MOST_HITS

    @route("POST", "/es/2.0/order/searchOrder/")
    def search(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        asked = request.json()
        start, end = (self._moment(asked, name) for name in ("startDatetime", "endDatetime"))
        if not 1 <= _int(asked, "dateType", "SEARCH_ORDER") <= 6:
            raise refused("SEARCH_ORDER_ERROR_011", "dateTypeの書式が不正です。")
        if start > end or end - start > LONGEST or moment(wall.now()) - start > OLDEST:
            raise refused("SEARCH_ORDER_ERROR_011", "期間の指定が不正です。")
        pages = asked.get("PaginationRequestModel") or {}
        size = _int(pages, "requestRecordsAmount", "SEARCH_ORDER", least=1, most=1000)
        page = _int(pages, "requestPage", "SEARCH_ORDER", least=1)
        progress = asked.get("orderProgressList")
        hits = [
            order
            for order in sorted(self.shop.orders.values(), key=lambda one: (one.at, one.number))
            if start <= moment(order.at).replace(microsecond=0) <= end
            and (not progress or models.progress(order) in progress)
        ]
        if not hits:
            said = message("INFO", "SEARCH_ORDER_INFO_102", "注文情報が見つかりませんでした。")
            return Answer.of(
                {"MessageModelList": [said], "orderNumberList": [], "PaginationResponseModel": dict(NOTHING)}
            )
        shown = hits[: self.most_hits][(page - 1) * size : page * size]
        said = message("INFO", "SEARCH_ORDER_INFO_101", "注文検索に成功しました。")
        total = {"totalRecordsAmount": len(hits), "totalPages": -(-len(hits) // size), "requestPage": page}
        numbers = [order.number for order in shown]
        return Answer.of({"MessageModelList": [said], "orderNumberList": numbers, "PaginationResponseModel": total})

    def _moment(self, asked: dict[str, Any], name: str) -> dt.datetime:
        written = asked.get(name)
        if written is None:
            raise refused("SEARCH_ORDER_ERROR_009", f"{name}の項目を指定して下さい。")
        if not isinstance(written, str) or not _MOMENT.fullmatch(written):
            raise refused("SEARCH_ORDER_ERROR_011", f"{name}の書式が不正です。")
        return dt.datetime.strptime(written, "%Y-%m-%dT%H:%M:%S%z").astimezone(JST)

    @route("POST", "/es/2.0/order/getOrder/")
    def get(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        asked = request.json()
        numbers = _numbers(asked, "GET_ORDER")
        _int(asked, "version", "GET_ORDER", least=3, most=10)
        known = [number for number in numbers if number in self.shop.orders]
        said = [
            message("ERROR", "GET_ORDER_ERROR_101", "該当する注文情報が見つかりませんでした。", orderNumber=number)
            for number in numbers
            if number not in self.shop.orders
        ]
        if known:
            said.insert(0, message("INFO", "GET_ORDER_INFO_101", "受注情報取得に成功しました。"))
        told = [models.model(self.shop.orders[number]) for number in known]
        return Answer.of({"MessageModelList": said, "OrderModelList": told})

    @route("POST", "/es/2.0/order/confirmOrder/")
    def confirm(self, request: Request) -> Answer:
        self.let_in(request, json=True)
        said = [self._confirm(number) for number in _numbers(request.json(), "CONFIRM_ORDER")]
        return Answer.of({"MessageModelList": said})

    def _confirm(self, number: str) -> dict[str, Any]:
        order = self.shop.orders.get(number)
        if order is None:
            words = "該当する注文情報が見つかりませんでした。"
            return message("ERROR", "CONFIRM_ORDER_ERROR_101", words, orderNumber=number)
        if order.state == "cancelled":
            words = "既にキャンセルされています。"
            return message("ERROR", "CONFIRM_ORDER_ERROR_102", words, orderNumber=number)
        if order.state != "new":
            words = "注文確認が出来る状態ではありませんでした。"
            code = "CONFIRM_ORDER_ERROR_104" if order.state == "pending" else "CONFIRM_ORDER_ERROR_103"
            return message("ERROR", code, words, orderNumber=number)
        self.shop.confirm(number)
        return message("INFO", "CONFIRM_ORDER_INFO_101", "注文確認に成功しました。", orderNumber=number)

    @route("POST", "/es/2.0/order/cancelOrder/")
    def cancel_order(self, request: Request) -> Answer:
        return self._cancel(request, "CANCEL_ORDER", (100, 200, 300))

    @route("POST", "/es/2.0/order/cancelOrderAfterShipping/")
    def cancel_after_shipping(self, request: Request) -> Answer:
        return self._cancel(request, "CANCEL_ORDER_AFTER_SHIPPING", (500, 600, 700, 800))

    def _cancel(self, request: Request, name: str, states: tuple[int, ...]) -> Answer:
        self.let_in(request, json=True)
        asked = request.json()
        restore = _int(asked, "inventoryRestoreType", name, least=0, most=2)
        if _int(asked, "changeReasonDetailApply", name) not in REASONS:
            raise refused(f"{name}_ERROR_011", "changeReasonDetailApplyの書式が不正です。")
        order = self.told_of(asked, name)
        if models.progress(order) not in states:
            raise refused(f"{name}_ERROR_102", "キャンセルが出来る状態ではありませんでした。", orderNumber=order.number)
        self.shop.cancel(order.number, restock=restore != 2, by="api")
        said = message("INFO", f"{name}_INFO_101", "注文キャンセルに成功しました。", orderNumber=order.number)
        return Answer.of({"MessageModelList": [said]})

    def told_of(self, asked: dict[str, Any], name: str) -> Order:
        """The order a call names. Raises Refused."""
        number = asked.get("orderNumber")
        if not isinstance(number, str) or not number:
            raise refused(f"{name}_ERROR_009", "orderNumberの項目を指定して下さい。")
        if number not in self.shop.orders:
            raise refused(f"{name}_ERROR_101", "該当する注文情報が見つかりませんでした。", orderNumber=number)
        return self.shop.orders[number]


def _numbers(asked: dict[str, Any], name: str) -> list[str]:
    numbers = asked.get("orderNumberList")
    if not isinstance(numbers, list) or not numbers or not all(isinstance(one, str) for one in numbers):
        raise refused(f"{name}_ERROR_009", "orderNumberListの項目を指定して下さい。")
    if len(numbers) > 100 or len(set(numbers)) != len(numbers):
        raise refused(f"{name}_ERROR_011", "orderNumberListの件数が不正です。")
    return numbers


def _int(asked: dict[str, Any], field: str, name: str, *, least: int = 0, most: int = 10**9) -> int:
    value = asked.get(field)
    if value is None:
        raise refused(f"{name}_ERROR_009", f"{field}の項目を指定して下さい。")
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise refused(f"{name}_ERROR_011", f"{field}の書式が不正です。")
    return value

"""A stand-in for SBPS: takes the purchase form, shows a payer's page, tells the shop, answers XML.

A purchase is made only when the shop answers its first notice with `OK,`, as at SBPS. Every hash is checked, order_id
is good for one purchase, more than was authorised is not captured, more than was captured is not refunded.
"""

import base64
import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.gateways import pages
from sandbox.gateways.notifier import Message, Told
from sandbox.gateways.pages import Form, PayerPage
from sandbox.gateways.sbps import wire
from sandbox.gateways.standin import Pressed, StandIn
from sandbox.messages import Answer, Request, route
from sandbox.serving import now_jst

MERCHANT, SERVICE, HASH_KEY = "00000", "001", "stand-in-hash-key-0000000000000000000000"
NAMES = {
    "credit3d2": "クレジットカード（3Dセキュア）",
    "webcvs": "コンビニ決済",
    "payeasy": "Pay-easy決済",
    "banktransfer": "総合振込決済",
    "paypay": "PayPay",
    "rakuten": "楽天ペイ",
    "docomo": "d払い",
    "auone": "au PAY（auかんたん決済）",
    "softbank2": "ソフトバンクまとめて支払い",
}
SLIPS = {"webcvs", "payeasy", "banktransfer"}
AUTO = {"rakuten", "linepay", "alipay", "paypal", "unionpay"}
# Last part of a request's id → the ways to pay it is for.
FAMILY = {"101": "credit3d2", "405": "softbank2", "401": "docomo", "402": "auone", "311": "paypay", "305": "rakuten"}
CANCELS = {"ST02-00303-101", "ST02-00303-405", "ST02-00303-401", "ST02-00303-402", "ST02-00306-305"}
CAPTURES = {"ST02-00201-101", "ST02-00201-405", "ST02-00201-401", "ST02-00201-402", "ST02-00201-311"}
PARTS = {"ST02-00307-101", "ST02-00306-311"}


@dataclass
class Purchase:
    """One purchase. `state`: authorised, captured, cancelled, refunded, slip, paid, expired, failed."""

    asked: dict[str, str]
    tracking: str
    pay_method: str
    amount: int
    state: str = "open"
    made: bool = False  # the shop said OK
    firm: bool = True  # False: a new authorisation before its commit
    captured: int = 0
    refunded: int = 0
    deposits: list[int] = field(default_factory=list)


class Error(Exception):
    """An answer NG with this code."""


class SbpsStandIn(StandIn):
    """リンク型 and API型 of one merchant."""

    name = "SBペイメントサービス"

    def __init__(self) -> None:
        super().__init__()
        self.purchases: dict[str, Purchase] = {}  # by tracking id
        self._numbers = itertools.count(10_000_000_000_000 + int(time.time()) % 10_000_000 * 1_000)
        self._seen: set[bytes] = set()

    # --- リンク型 ---

    @route("POST", "/f01/FepBuyInfoReceive.do", api=False)
    def buy(self, request: Request) -> Answer:
        """A01-1."""
        fields = request.form("cp932")
        values = dict(fields)
        fault = wire.fault_of_form(fields, HASH_KEY, (MERCHANT, SERVICE))
        with self.lock:
            used = [one for one in self.purchases.values() if one.asked["order_id"] == values.get("order_id")]
            if not fault and used:
                fault = "99907005 購入要求が重複"
            if fault:
                self.calls.append(f"A01-1 {fault}")
                return Answer.html(pages.told_page(self.name, f"エラー {fault}"), 400)
            codes = [one for one in (values["pay_method"] or ",".join(NAMES)).split(",") if one]
            page = PayerPage(
                ref=f"{values['order_id']}-{next(self._numbers)}",
                order_id=values["order_id"],
                amount=int(values["amount"]),
                title=values["item_name"],
                methods=[(code, NAMES.get(code, code)) for code in codes],
            )
            page.facts = values
            return Answer.to(self.open_page(page))

    def press(self, page: PayerPage, how: str, method: str, amount: int) -> Pressed:
        """What the payer chose."""
        asked = {name: value for name, value in page.facts.items() if name != "_tracking"}
        if how == pages.CANCEL:
            page.state = "closed"
            return Pressed([], asked["cancel_url"])
        tracking = page.facts.get("_tracking", "")
        if not tracking:
            tracking = str(next(self._numbers))
            self.purchases[tracking] = Purchase(asked, tracking, method, page.amount)
            page.facts["_tracking"] = tracking
        return self._pressed(page, self.purchases[tracking], how, amount)

    def _pressed(self, page: PayerPage, bought: Purchase, how: str, amount: int) -> Pressed:
        said = {"amount": str(amount)}
        if how == pages.FAIL:
            page.state, bought.state = "closed", "failed"
            return self._tell(bought, "NG", "error_url", {**said, "res_err_code": "10122000"})
        if how == pages.PAY:
            page.state, page.slip = "done", bought.pay_method in SLIPS
            page.more = (("outside", "管理画面で取消・返金する"), *((("prompt", "速報を送る"),) if page.slip else ()))
            bought.state = "slip" if page.slip else "captured" if bought.pay_method in AUTO else "authorised"
            bought.captured = bought.amount if bought.state == "captured" else 0
            return self._tell(bought, "OK", "success_url", said)
        if how == pages.DEPOSIT:
            bought.state = "paid"
            bought.deposits.append(amount)
            return self._tell(bought, "PY", "success_url", {**said, "res_payinfo_key": "D,016,"})
        if how == "prompt":
            return self._tell(bought, "PY", "success_url", {**said, "res_payinfo_key": "P,016,"})
        if how == pages.EXPIRE:
            bought.state = "expired"
            return self._tell(bought, "CN", "success_url", said)
        if how == "outside":
            bought.refunded, bought.state = bought.captured, "refunded" if bought.captured else "cancelled"
            return self._tell(bought, "CR", "success_url", said)
        return super().press(page, how, bought.pay_method, amount)

    def _tell(self, bought: Purchase, result: str, back: str, said: dict[str, str]) -> Pressed:
        now = time.strftime("%Y%m%d%H%M%S", now_jst())
        added = {
            "res_pay_method": bought.pay_method,
            "res_result": result,
            "res_tracking_id": bought.tracking,
            "res_payment_date": now,
            "res_date": now,
            **said,
        }
        notice = wire.message(bought.asked, added, HASH_KEY, "utf-8", upper=True)
        returned = wire.message(bought.asked, added, HASH_KEY, "cp932", upper=False)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        about = f"{bought.asked['order_id']} {result} {bought.tracking}"
        told = Message(bought.asked["pagecon_url"], wire.form_body(notice), headers, about)
        return Pressed([told], Form(bought.asked[back], returned, "Shift_JIS"))

    def accepted(self, status: int, answer: bytes) -> bool:
        """`OK,` or `NG,…`: the shop has spoken, and is not asked again."""
        return status == 200 and answer[:3] in (b"OK,", b"NG,")

    def heard(self, told: Told) -> None:
        """A purchase is made when the shop took its first notice."""
        _order, result, tracking = told.message.about.rsplit(" ", 2)
        with self.lock:
            if result == "OK" and told.answer.startswith(b"OK,"):
                self.purchases[tracking].made = True
            elif result == "OK" and told.answer.startswith(b"NG,") and not self.purchases[tracking].made:
                self.purchases[tracking].state = "cancelled"

    def shown(self) -> dict[str, Any]:
        """Purchases by the shop's number."""
        with self.lock:
            return {
                one.asked["order_id"]: {
                    "tracking_id": one.tracking,
                    "state": one.state,
                    "made": one.made,
                    "amount": one.amount,
                    "captured": one.captured or sum(one.deposits),
                    "refunded": one.refunded,
                }
                for one in self.purchases.values()
            }

    # --- API型 ---

    @route("POST", "/api/xmlapi.do")
    def api(self, request: Request) -> Answer:
        """One XML request."""
        expected = base64.b64encode(f"{MERCHANT}{SERVICE}:{HASH_KEY}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {expected}":
            return Answer(b"", 401, "text/plain")
        now = time.strftime("%Y%m%d%H%M%S", now_jst())
        request_id, values = "", {"res_result": "NG", "res_date": now}
        try:
            request_id, fields = wire.read_request(request.body)
            self._check(fields, request.body)
            done = self._do(request_id, dict(fields))
            values = {"res_result": "OK", **done, "res_process_date": now, "res_err_code": "", "res_date": now}
        except Error as error:
            values["res_err_code"] = str(error)
        except ValueError:
            values["res_err_code"] = "99900000"
        return Answer(wire.answer(request_id, values), 200, "text/xml; charset=Shift_JIS")

    def _check(self, fields: list[tuple[str, str]], body: bytes) -> None:
        values = dict(fields)
        if (values.get("merchant_id"), values.get("service_id")) != (MERCHANT, SERVICE):
            raise Error("99914001")
        if values.get("sps_hashcode") != wire.hashed([value for _name, value in fields[:-1]], HASH_KEY, "cp932"):
            raise Error("99909025")
        if wire.too_old(values.get("request_date", ""), values.get("limit_second", "")):
            raise Error("99910023")
        if body in self._seen and not body.count(b"MG01-"):
            raise Error("99996999")
        self._seen.add(body)

    def _do(self, request_id: str, values: dict[str, str]) -> dict[str, str]:
        bought = self.purchases.get(values.get("tracking_id", ""))
        method = request_id.rpartition("-")[2]
        if bought is None or not bought.made or FAMILY.get(method) != bought.pay_method:
            raise Error(f"{method[:3]:0>3}12003")
        amount = int(values.get("amount") or 0)
        if request_id.startswith("MG01-"):
            return _ids(bought, payment_status=_status(bought))
        if request_id == "ST01-00133-101":
            return _ids(self._again(bought, values["order_id"], amount))
        if request_id == "ST02-00101-101":
            bought.firm = True
            return _ids(bought)
        return _ids(self._manage(request_id, bought, amount, method))

    def _manage(self, request_id: str, bought: Purchase, amount: int, method: str) -> Purchase:
        if request_id in CAPTURES:
            self._capture(bought, amount, method)
        elif bought.state == "authorised" and request_id in {*CANCELS, "ST02-00306-311"}:
            bought.state = "cancelled"
        elif bought.state in ("cancelled", "refunded"):
            raise Error(f"{method}46000")
        elif bought.state != "captured":
            raise Error(f"{method}K0000")
        elif request_id in CANCELS and not bought.refunded:
            bought.refunded, bought.state = bought.captured, "refunded"
        elif request_id in PARTS:
            if amount <= 0 or bought.refunded + amount > bought.captured:
                raise Error(f"{method}K1008")
            bought.refunded += amount
            bought.state = "refunded" if bought.refunded == bought.captured else "captured"
        else:
            raise Error(f"{method}07000")
        return bought

    def _capture(self, bought: Purchase, amount: int, method: str) -> None:
        if bought.state == "captured":
            raise Error(f"{method}41000")
        if bought.state != "authorised" or not bought.firm:
            raise Error(f"{method}40000")
        if not 0 < amount <= bought.amount:
            raise Error(f"{method}79008")
        bought.captured, bought.state = amount, "captured"

    def _again(self, old: Purchase, order_id: str, amount: int) -> Purchase:
        if order_id in {one.asked["order_id"] for one in self.purchases.values()}:
            raise Error("10107005")
        tracking = str(next(self._numbers))
        asked = {**old.asked, "order_id": order_id}
        fresh = Purchase(asked, tracking, old.pay_method, amount, state="authorised", made=True, firm=False)
        self.purchases[tracking] = fresh
        return fresh


def _ids(bought: Purchase, **more: str) -> dict[str, str]:
    return {"res_sps_transaction_id": f"X{bought.tracking:0>31}", "res_tracking_id": bought.tracking, **more}


def _status(bought: Purchase) -> str:
    states = {"authorised": "1", "captured": "2", "paid": "2", "cancelled": "3", "refunded": "4"}
    return states.get(bought.state, "0")

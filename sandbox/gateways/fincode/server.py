"""A stand-in for fincode: hosted page, payments, capture, change, cancel, auth, webhooks.

As strict as the document (OpenAPI 1.4.0): amounts are strings, cards need 3-D Secure, the same idempotent_key gives the
same answer, an order_id pays once, a payment is there only after the buyer paid. As peculiar, too: a capture of what
was cancelled is taken, and a change of what was captured moves money either way.

Notices go to client_field_3 of the session and to every address of POST /v1/webhook_settings.
"""

import json
import secrets
import time
from typing import Any

from sandbox import wall
from sandbox.gateways import pages
from sandbox.gateways.notifier import Message
from sandbox.gateways.pages import PayerPage
from sandbox.gateways.standin import Pressed, StandIn
from sandbox.messages import Answer, Refused, Request, route

SECRET_KEY, SIGNATURE = "m_test_stand_in_secret_key", "stand-in-webhook-signature-0123456789"
NAMES = {
    "Card": "クレジットカード（3Dセキュア2.0）",
    "Konbini": "コンビニ決済",
    "Paypay": "PayPay",
    "Virtualaccount": "銀行振込（バーチャル口座）",
}
SLIPS = ("Konbini", "Virtualaccount")
KINDS = {"Card": "card", "Konbini": "konbini", "Paypay": "paypay", "Virtualaccount": "virtualaccount"}
LAST = {"Konbini": 14, "Virtualaccount": 99}


class FincodeStandIn(StandIn):
    """One shop at fincode."""

    name = "fincode"

    def __init__(self) -> None:
        super().__init__()
        self.payments: dict[str, dict[str, Any]] = {}  # by our order id
        self.most: dict[str, int] = {}  # what was captured of each
        self.hooks: list[dict[str, Any]] = []
        self._answers: dict[str, tuple[bytes, Answer]] = {}  # by idempotent_key: what was asked, what was said
        self._process = 0

    # --- the hosted page ---

    @route("POST", "/v1/sessions")
    def create_session(self, request: Request) -> Answer:
        """決済URL 作成."""
        return self._once(request, self._session)

    def _session(self, request: Request) -> Answer:
        asked = request.json()
        deal = asked.get("transaction") or {}
        kinds = deal.get("pay_type") or ["Card"]
        self._check_session(asked, deal, kinds)
        ref = f"s_{secrets.token_hex(11)}"
        page = PayerPage(
            ref=ref,
            order_id=str(deal["order_id"]),
            amount=int(deal["amount"]) + int(deal.get("tax") or 0),
            title=str((asked.get("paypay") or {}).get("order_description") or deal["order_id"]),
            methods=[(kind, NAMES[kind]) for kind in kinds],
            shop=str(asked.get("shop_service_name") or "テストショップ"),
            facts=asked,
        )
        made = {"id": ref, "link_url": self.open_page(page), "status": "CREATE", "expire": asked.get("expire")}
        return Answer.of({**asked, **made})

    def _check_session(self, asked: dict[str, Any], deal: dict[str, Any], kinds: list[str]) -> None:
        if unknown := [kind for kind in kinds if kind not in NAMES]:
            raise _error("E01030001", f"pay_type {unknown}")
        amount = deal.get("amount")
        if not isinstance(amount, str) or not amount.isdigit() or not 0 < int(amount) <= 9_999_999:
            raise _error("E01030002", "amount must be a string of 1 to 9999999")
        if not str(deal.get("order_id") or "") or len(deal["order_id"]) > 30 or deal["order_id"] in self.payments:
            raise _error("E01030003", "order_id missing, too long, or used")
        if "Card" in kinds and (asked.get("card") or {}).get("tds_type") != "2":
            raise _error("E01030004", "3-D Secure 2 is required: card.tds_type 2")
        for kind in (one for one in kinds if one in LAST):
            days = str((asked.get(KINDS[kind]) or {}).get("payment_term_day", ""))
            if not days.isdigit() or int(days) > LAST[kind]:
                raise _error("E01030005", f"payment_term_day of {kind}")
        for name in ("success_url", "cancel_url"):
            if not str(asked.get(name) or "").startswith("http"):
                raise _error("E01030006", name)
        if any(len(str(deal.get(f"client_field_{at}") or "")) > 100 for at in (1, 2, 3)):
            raise _error("E01030007", "client_field is longer than 100")

    def press(self, page: PayerPage, how: str, method: str, amount: int) -> Pressed:
        """What the payer chose; a payment is there from now on."""
        if how == pages.CANCEL:
            page.state = "closed"
            return Pressed([], page.facts["cancel_url"])
        if page.order_id not in self.payments:
            self._create(page, method, amount)
        paid, url = self.payments[page.order_id], str(page.facts["success_url"])
        kind = KINDS[paid["pay_type"]]
        if how == pages.FAIL:
            page.state = "closed"
            paid.update(status="FAILED", error_code="E92000001")
            return Pressed(self._notices(page, paid, f"payments.{kind}.exec"), str(page.facts["cancel_url"]))
        if how == pages.PAY:
            self._pay(page, paid)
            return Pressed(self._notices(page, paid, f"payments.{kind}.exec"), url)
        if how == pages.DEPOSIT:
            self._deposit(paid, amount)
            return Pressed(self._notices(page, paid, f"payments.{kind}.complete"), url)
        if how == pages.EXPIRE:
            self._touch(paid, status="EXPIRED")
            return Pressed(self._notices(page, paid, f"payments.{kind}.expired.update.batch"), url)
        if how == "outside":
            self._touch(paid, status="CANCELED")
            return Pressed(self._notices(page, paid, f"payments.{kind}.cancel"), url)
        return super().press(page, how, method, amount)

    def _create(self, page: PayerPage, kind: str, amount: int) -> None:
        deal = page.facts["transaction"]
        made: dict[str, Any] = {
            "shop_id": "s_00000000000",
            "id": page.order_id,
            "access_id": f"a_{secrets.token_urlsafe(16)}"[:24],
            "pay_type": kind,
            "status": "UNPROCESSED",
            "amount": amount,
            "tax": 0,
            "total_amount": amount,
            "client_field_1": deal.get("client_field_1"),
            "client_field_3": deal.get("client_field_3"),
            "error_code": None,
        }
        if kind == "Virtualaccount":
            made |= {"amount": 0, "total_amount": 0, "billing_amount": page.amount, "billing_total_amount": page.amount}
        if kind in SLIPS:
            made |= {"overpayment_flag": "0", "cancel_overpayment_flag": "0", "expire_overpayment_flag": "0"}
            days = int((page.facts.get(KINDS[kind]) or {}).get("payment_term_day", 2))
            made["payment_term"] = _stamp(days * 86400)
        self.payments[page.order_id] = made

    def _pay(self, page: PayerPage, paid: dict[str, Any]) -> None:
        kind = paid["pay_type"]
        page.state, page.slip, page.more = "done", kind in SLIPS, (("outside", "管理画面で取り消す"),)
        if kind == "Virtualaccount":
            account = {"va_branch_code": "001", "va_branch_name": "テスト支店", "va_account_number": "1234567"}
            paid |= {**account, "va_account_name": "フィンコードテスト"}
        if page.slip:
            self._touch(paid, status="AWAITING_CUSTOMER_PAYMENT")
            return
        job = (page.facts.get(KINDS[kind]) or {}).get("job_code") or "AUTH"
        self._touch(paid, status="AUTHORIZED" if job == "AUTH" else "CAPTURED", job_code=job, method="1")
        paid["auth_max_date"] = _stamp((60 if kind == "Card" else 30) * 86400)
        if job == "CAPTURE":
            self.most[paid["id"]] = paid["total_amount"]

    def _deposit(self, paid: dict[str, Any], amount: int) -> None:
        """Money at the till or in the account: the first time, once more, after cancelling, after the last day."""
        before = paid["status"]
        flag = {"CAPTURED": "overpayment_flag", "CANCELED": "cancel_overpayment_flag"}.get(before)
        flag = "expire_overpayment_flag" if before == "EXPIRED" and paid["pay_type"] == "Virtualaccount" else flag
        if flag:
            paid[flag] = "1"
        if paid["pay_type"] == "Virtualaccount":
            paid["amount"] += amount
            paid["total_amount"] = paid["amount"]
        elif before == "AWAITING_CUSTOMER_PAYMENT":
            paid["amount"] = paid["total_amount"] = amount
        paid["payment_date"] = _stamp()
        # A konbini may report a payment of the last minutes after the slip has expired.
        late = before == "EXPIRED" and paid["pay_type"] == "Konbini"
        self._touch(paid, status="CAPTURED" if before == "AWAITING_CUSTOMER_PAYMENT" or late else before)

    # --- payments ---

    @route("GET", "/v1/payments/{id}")
    def show(self, request: Request) -> Answer:
        """決済 取得."""
        self._known(request)
        return Answer.of(self._found(request, request.asked().get("pay_type")))

    @route("PUT", "/v1/payments/{id}/capture")
    def capture(self, request: Request) -> Answer:
        """売上確定: takes no amount; also of what was cancelled."""
        return self._once(request, self._capture)

    def _capture(self, request: Request) -> Answer:
        paid = self._asked(request)
        if paid["status"] not in ("AUTHORIZED", "CANCELED") or paid["pay_type"] in SLIPS:
            raise _error("E01100101", f"status {paid['status']}")
        self.most[paid["id"]] = paid["total_amount"]
        return Answer.of(self._touch(paid, status="CAPTURED", job_code="CAPTURE"))

    @route("PUT", "/v1/payments/{id}/cancel")
    def cancel(self, request: Request) -> Answer:
        """キャンセル: a void and a refund of all alike."""
        return self._once(request, self._cancel)

    def _cancel(self, request: Request) -> Answer:
        paid = self._asked(request)
        slip = paid["pay_type"] in SLIPS
        if paid["status"] not in (("AWAITING_CUSTOMER_PAYMENT",) if slip else ("AUTHORIZED", "CAPTURED")):
            raise _error("E01100102", f"status {paid['status']}")
        return Answer.of(self._touch(paid, status="CANCELED"))

    @route("PUT", "/v1/payments/{id}/change")
    def change(self, request: Request) -> Answer:
        """金額変更: absolute."""
        return self._once(request, self._change)

    def _change(self, request: Request) -> Answer:
        paid, asked = self._asked(request), request.json()
        amount, job = asked.get("amount"), {"AUTHORIZED": "AUTH", "CAPTURED": "CAPTURE"}.get(paid["status"])
        if paid["pay_type"] in SLIPS or job is None or asked.get("job_code") != job:
            raise _error("E01100103", f"status {paid['status']}, job_code {asked.get('job_code')}")
        if not isinstance(amount, str) or not amount.isdigit() or not 0 < int(amount) <= 9_999_999:
            raise _error("E01100104", "amount must be a string of 1 to 9999999")
        total = int(amount) + int(asked.get("tax") or 0)
        if job == "CAPTURE":
            self.most[paid["id"]] = max(self.most[paid["id"]], total)
        return Answer.of(self._touch(paid, amount=int(amount), tax=int(asked.get("tax") or 0), total_amount=total))

    @route("PUT", "/v1/payments/{id}/auth")
    def again(self, request: Request) -> Answer:
        """再オーソリ: only of what was cancelled."""
        return self._once(request, self._again)

    def _again(self, request: Request) -> Answer:
        paid = self._asked(request)
        way = request.json().get("method")
        if paid["status"] != "CANCELED" or paid["pay_type"] != "Card" or way not in ("1", "2", "5"):
            raise _error("E01100105", f"status {paid['status']}")
        return Answer.of(self._touch(paid, status="AUTHORIZED", job_code="AUTH", auth_max_date=_stamp(60 * 86400)))

    @route("POST", "/v1/webhook_settings")
    def add_hook(self, request: Request) -> Answer:
        """Webhook設定 登録."""
        self._known(request)
        asked = request.json()
        made = {"id": f"w_{secrets.token_hex(8)}", **asked}
        self.hooks.append(made)
        return Answer.of(made)

    # --- what they share ---

    def _known(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {SECRET_KEY}":
            raise _error("E00000401", "the key is not right", 401)

    def _once(self, request: Request, handler: Any) -> Answer:
        """The same idempotent_key: the same answer, and nothing is done."""
        self._known(request)
        key = request.headers.get("idempotent_key", "")
        if key and key in self._answers:
            before, answer = self._answers[key]
            if before != request.path.encode() + request.body:
                raise _error("E00000422", "the idempotent_key was used for something else", 422)
            return answer
        answer = handler(request)
        if key:
            self._answers[key] = (request.path.encode() + request.body, answer)
        return answer

    def _found(self, request: Request, kind: str | None) -> dict[str, Any]:
        paid = self.payments.get(request.parts["id"])
        if paid is None or paid["pay_type"] != kind:
            raise _error("E00000404", "no such payment", 404)
        return paid

    def _asked(self, request: Request) -> dict[str, Any]:
        asked = request.json()
        paid = self._found(request, asked.get("pay_type"))
        if asked.get("access_id") != paid["access_id"]:
            raise _error("E01100100", "access_id")
        return paid

    def _touch(self, paid: dict[str, Any], **values: Any) -> dict[str, Any]:
        self._process += 1
        paid.update(values, process_date=f"{_stamp()[:-3]}{self._process % 1000:03}")
        return paid

    def _notices(self, page: PayerPage, paid: dict[str, Any], event: str) -> list[Message]:
        body = {**paid, "event": event}
        if paid["pay_type"] != "Virtualaccount":  # which says `id`
            body["order_id"] = body.pop("id")
        deal = page.facts["transaction"]
        urls = [str(deal.get("client_field_3") or ""), *(str(hook.get("url")) for hook in self.hooks)]
        headers = {"Content-Type": "application/json", "Fincode-Signature": SIGNATURE}
        content = json.dumps(body, ensure_ascii=False).encode()
        return [Message(url, content, headers, page.order_id) for url in dict.fromkeys(urls) if url.startswith("http")]

    def accepted(self, status: int, answer: bytes) -> bool:
        """`{"receive": "0"}`, or told again."""
        try:
            return status == 200 and json.loads(answer).get("receive") == "0"
        except (ValueError, AttributeError):
            return False

    def shown(self) -> dict[str, Any]:
        """Payments by the shop's number."""
        with self.lock:
            return {number: self._shown(paid) for number, paid in self.payments.items()}

    def _shown(self, paid: dict[str, Any]) -> dict[str, Any]:
        slip = paid["pay_type"] in SLIPS
        captured = (paid["amount"] if paid["status"] == "CAPTURED" else 0) if slip else self.most.get(paid["id"], 0)
        left = 0 if paid["status"] == "CANCELED" else paid["total_amount"]
        back = captured - left if captured and not slip else 0
        return {"state": paid["status"], "amount": paid["total_amount"], "captured": captured, "refunded": back}


def _error(code: str, words: str, status: int = 400) -> Refused:
    return Refused(Answer.of({"errors": [{"error_code": code, "error_message": words}]}, status))


def _stamp(later: int = 0) -> str:
    """The time in Japan, so many seconds from now."""
    now = wall.now()
    return f"{time.strftime('%Y/%m/%d %H:%M:%S', time.gmtime(now + 9 * 3600 + later))}.{int(now * 1000) % 1000:03}"

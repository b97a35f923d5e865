"""What the payer's buttons do at the stand-in of Stripe, and what the shop is told of it."""

from typing import Any

from sandbox import wall
from sandbox.gateways import pages
from sandbox.gateways.notifier import Message
from sandbox.gateways.pages import PayerPage
from sandbox.gateways.standin import Pressed, StandIn
from sandbox.gateways.stripe import things
from sandbox.gateways.stripe.things import Thing, refuse, visible

WEBHOOK_SECRET = "whsec_standin"  # noqa: S105 - the stand-in's own
SLIPS = ("konbini", "customer_balance")
AFTER_CARD = (
    ("hold_expired", "与信の期限切れ"),
    ("dispute", "チャージバックを申し立てる"),
    ("dispute_won", "チャージバックにお店が勝つ"),
    ("dispute_lost", "チャージバックにお店が負ける"),
)
AFTER_SLIP = (("refund_done", "返金先の口座を伝える（返金が済む）"),)


class Payer(StandIn):
    """Everything there is, and the payer's side of it."""

    def __init__(self) -> None:
        super().__init__()
        self.customers: dict[str, Thing] = {}
        self.sessions: dict[str, Thing] = {}
        self.intents: dict[str, Thing] = {}
        self.charges: dict[str, Thing] = {}
        self.refunds: dict[str, Thing] = {}
        self.disputes: dict[str, Thing] = {}
        self.endpoints: list[Thing] = []

    def shown(self) -> dict[str, Any]:
        return {str(one["client_reference_id"]): self._stands(one) for one in self.sessions.values()}

    def _stands(self, session: Thing) -> dict[str, Any]:
        intent = self.intents.get(str(session["payment_intent"]))
        if intent is None:
            return {"amount": session["amount_total"], "captured": 0, "refunded": 0, "state": session["status"]}
        given = [one for one in self.refunds.values() if one["payment_intent"] == intent["id"]]
        return {
            "amount": intent["amount"],
            "captured": intent["amount_received"],
            "refunded": sum(one["amount"] for one in given if one["status"] == "succeeded"),
            "state": intent["status"],
        }

    def events(self, about: Thing, *told: tuple[str, Thing]) -> list[Message]:
        """Messages to every endpoint there is, and to the address the shop wrote beside the payment."""
        meta = about.get("metadata") or {}
        urls = dict.fromkeys([str(one["url"]) for one in self.endpoints] + [str(meta.get("notify_url") or "")])
        found = []
        for kind, thing in told:
            body = things.event_body(kind, visible(thing))
            headers = {"Content-Type": "application/json", "Stripe-Signature": things.signed(WEBHOOK_SECRET, body)}
            found += [Message(url, body, headers, str(meta.get("merchant_ref", ""))) for url in urls if url]
        return found

    def _session_expired(self, session: Thing) -> list[Message]:
        session["status"] = "expired"
        if intent := self.intents.get(str(session["payment_intent"])):
            intent.update(status="canceled", cancellation_reason="abandoned", canceled_at=int(wall.now()))
        self.pages[session["id"]].state = "closed"
        return self.events(session, ("checkout.session.expired", session))

    def _cancelled(self, intent: Thing, why: str) -> list[Message]:
        intent.update(
            status="canceled",
            cancellation_reason=why,
            canceled_at=int(wall.now()),
            amount_capturable=0,
            next_action=None,
        )
        return self.events(intent, ("payment_intent.canceled", intent))

    def press(self, page: PayerPage, how: str, method: str, amount: int) -> Pressed:
        session = self.sessions[page.ref]
        back = str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])
        intent = self.intents.get(str(session["payment_intent"]))
        match how:
            case pages.CANCEL:
                return Pressed([], str(session["cancel_url"]))
            case pages.EXPIRE if session["status"] == "open":
                return Pressed(self._session_expired(session), str(session["cancel_url"]))
            case pages.PAY | pages.FAIL if session["status"] == "open":
                told = self._paid(page, session, method, amount) if how == pages.PAY else self._failed(session, method)
                return Pressed(told, back if how == pages.PAY else str(session["cancel_url"]))
        if intent is None or how in (pages.PAY, pages.FAIL):
            raise refuse("This page is closed.")
        return Pressed(self._later(page, session, intent, how, amount), back)

    def _later(self, page: PayerPage, session: Thing, intent: Thing, how: str, amount: int) -> list[Message]:
        match how:
            case pages.DEPOSIT:
                return self._deposited(session, intent, amount)
            case pages.EXPIRE:
                return self._slip_expired(session, intent)
            case "hold_expired" if intent["status"] == "requires_capture":
                charge = self.charges[intent["latest_charge"]]
                return [*self._cancelled(intent, "automatic"), *self.events(intent, ("charge.expired", charge))]
            case "dispute" | "dispute_won" | "dispute_lost":
                return self._disputed(intent, how)
            case "refund_done":
                return self._refunds_done(intent)
        return []

    def _paid(self, page: PayerPage, session: Thing, way: str, amount: int) -> list[Message]:
        intent = self._tried(session, way, amount)
        session["status"] = "complete"
        page.state, page.slip = "done", way in SLIPS
        page.more = AFTER_CARD if way == "card" else AFTER_SLIP if page.slip else ()
        if way == "konbini":
            days = int((session["_options"].get(way) or {}).get("expires_after_days", 3))
            intent.update(status="requires_action", next_action=things.konbini_action(days))
        elif way == "customer_balance":
            intent.update(status="requires_action", next_action=things.transfer_action(intent["amount"]))
        if page.slip:
            told: list[tuple[str, Thing]] = [("payment_intent.requires_action", intent)]
        else:
            told = self._charged(session, intent)
        return self.events(intent, *told, ("checkout.session.completed", session))

    def _tried(self, session: Thing, way: str, amount: int) -> Thing:
        """The intent of the session: made by the first try to pay, and the same for the next."""
        if session["payment_intent"] is None:
            intent = things.intent_of(session, way)
            self.intents[intent["id"]] = intent
            session["payment_intent"] = intent["id"]
        intent = self.intents[session["payment_intent"]]
        intent.update(last_payment_error=None, amount=amount)
        return intent

    def _charged(self, session: Thing, intent: Thing) -> list[tuple[str, Thing]]:
        way = intent["payment_method_types"][0]
        hold = (session["_options"].get(way) or {}).get("capture_method") == "manual"
        charge = things.charge_of(intent, captured=not hold)
        self.charges[charge["id"]] = charge
        intent["latest_charge"] = charge["id"]
        if hold:
            intent.update(status="requires_capture", amount_capturable=intent["amount"])
        else:
            intent.update(status="succeeded", amount_received=intent["amount"])
            session["payment_status"] = "paid"
        word = "amount_capturable_updated" if hold else "succeeded"
        return [("charge.succeeded", charge), (f"payment_intent.{word}", intent)]

    def _failed(self, session: Thing, way: str) -> list[Message]:
        """A card that is refused: the page stays open, and the buyer may try again."""
        intent = self._tried(session, way, session["amount_total"])
        charge = things.charge_of(intent, captured=False, paid=False)
        error = {"type": "card_error", "code": "card_declined", "decline_code": "generic_decline"}
        if way != "card":
            error = {"type": "invalid_request_error", "code": "payment_intent_payment_attempt_failed"}
        intent["last_payment_error"] = {**error, "message": "The payment was refused.", "charge": charge["id"]}
        return self.events(intent, ("charge.failed", charge), ("payment_intent.payment_failed", intent))

    def _deposited(self, session: Thing, intent: Thing, amount: int) -> list[Message]:
        told: list[tuple[str, Thing]] = []
        if intent["payment_method_types"][0] == "customer_balance":
            told = self._funded(intent, amount)
            amount = intent["amount"]
            if intent["status"] == "succeeded" or self._missing(intent) > 0:
                return self.events(intent, *told)
        elif intent["status"] == "succeeded":
            return []  # a slip is paid once
        charge = things.charge_of({**intent, "amount": amount}, captured=True)
        self.charges[charge["id"]] = charge
        session["payment_status"] = "paid"
        intent.update(
            status="succeeded",
            latest_charge=charge["id"],
            amount=amount,
            amount_received=amount,
            next_action=None,
            last_payment_error=None,
        )
        told += [("charge.succeeded", charge), ("payment_intent.succeeded", intent)]
        return self.events(intent, *told, ("checkout.session.async_payment_succeeded", session))

    def _funded(self, intent: Thing, amount: int) -> list[tuple[str, Thing]]:
        transfer = {"sender_bank": "見本銀行", "sender_branch": "本店", "sender_name": "ヤマダ タロウ"}
        one = {
            "id": things.new_id("ccsbtxn"),
            "object": "customer_cash_balance_transaction",
            "created": int(wall.now()),
            "currency": "jpy",
            "customer": intent["customer"],
            "funded": {"bank_transfer": {"type": "jp_bank_transfer", "jp_bank_transfer": transfer}},
            "net_amount": amount,
            "type": "funded",
        }
        self.customers[intent["customer"]]["_transactions"].append(one)
        told: list[tuple[str, Thing]] = [("customer_cash_balance_transaction.created", one)]
        if intent["status"] == "requires_action" and (missing := self._missing(intent)) > 0:
            intent["next_action"]["display_bank_transfer_instructions"]["amount_remaining"] = missing
            told.append(("payment_intent.partially_funded", intent))
        return told

    def _missing(self, intent: Thing) -> int:
        came = sum(one["net_amount"] for one in self.customers[intent["customer"]]["_transactions"])
        return int(intent["amount"]) - int(came)

    def _slip_expired(self, session: Thing, intent: Thing) -> list[Message]:
        if intent["status"] != "requires_action":
            return []
        if intent["payment_method_types"][0] == "customer_balance":
            return self._cancelled(intent, "expired")
        error = {
            "type": "invalid_request_error",
            "code": "payment_intent_payment_attempt_expired",
            "message": "expired",
        }
        intent.update(status="requires_payment_method", next_action=None, last_payment_error=error)
        gone = ("checkout.session.async_payment_failed", session)
        return self.events(intent, ("payment_intent.payment_failed", intent), gone)

    def _disputed(self, intent: Thing, how: str) -> list[Message]:
        if not intent["amount_received"]:
            return []
        charge, amount = self.charges[intent["latest_charge"]], intent["amount_received"]
        found = next((one for one in self.disputes.values() if one["payment_intent"] == intent["id"]), None)
        if found is None:
            taken = {"id": things.new_id("txn"), "amount": -amount, "fee": 1_500, "net": -amount - 1_500}
            found = {
                "id": things.new_id("dp"),
                "object": "dispute",
                "amount": amount,
                "balance_transactions": [taken],
                "charge": charge["id"],
                "created": int(wall.now()),
                "currency": "jpy",
                "evidence_details": {"due_by": int(wall.now()) + 7 * 86_400, "has_evidence": False},
                "is_charge_refundable": False,
                "metadata": {},
                "payment_intent": intent["id"],
                "reason": "fraudulent",
                "status": "needs_response",
            }
            self.disputes[found["id"]] = found
            charge["disputed"] = True
            if how == "dispute":
                opened = ("charge.dispute.created", dict(found))
                return self.events(intent, opened, ("charge.dispute.funds_withdrawn", dict(found)))
        if how == "dispute" or found["status"] in ("won", "lost"):
            return []
        found["status"] = how.removeprefix("dispute_")
        told = [("charge.dispute.closed", dict(found))]
        if how == "dispute_won":
            given = {"id": things.new_id("txn"), "amount": amount, "fee": 0, "net": amount}
            found["balance_transactions"] = [*found["balance_transactions"], given]
            charge["disputed"] = False
            told.append(("charge.dispute.funds_reinstated", dict(found)))
        return self.events(intent, *told)

    def _refunds_done(self, intent: Thing) -> list[Message]:
        told: list[tuple[str, Thing]] = []
        for one in self.refunds.values():
            if one["payment_intent"] == intent["id"] and one["status"] == "requires_action":
                one["status"] = "succeeded"
                told.append(("refund.updated", dict(one)))
        return self.events(intent, *told)

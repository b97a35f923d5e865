"""Stripe: its signature, its words in ours, and the contract against the stand-in."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from akinai.core import clock
from akinai.payments import actions
from akinai.payments.gateways import base
from akinai.payments.gateways.stripe import asking, notices, translate
from akinai.payments.tests import contract, making
from sandbox.gateways import stripe

VECTOR = json.loads((Path(__file__).parent / "files" / "signature_vectors.json").read_text())["stripe"]
MOMENT = 1_795_219_200  # of the vector


def intent(**values: Any) -> dict[str, Any]:
    """A PaymentIntent of a card held."""
    usual = {
        "id": "pi_1", "object": "payment_intent", "amount": 5500, "amount_capturable": 5500, "amount_received": 0,
        "currency": "jpy", "status": "requires_capture", "latest_charge": "ch_1", "created": MOMENT,
        "metadata": {"merchant_ref": "P00000001-abcde", "type": "card"},
        "payment_method_options": {"card": {"capture_method": "manual"}},
    }  # fmt: skip
    return {**usual, **values}


def kinds(snapshot: base.Snapshot) -> list[tuple[str, str, int]]:
    return [(one.kind, one.reference, one.amount) for one in snapshot.events]


def test_the_signature_of_the_vector():
    header, body = VECTOR["header"], VECTOR["body"].encode()
    assert notices.why_forged(header, body, VECTOR["secret"], MOMENT + 299) == ""
    assert "too old" in notices.why_forged(header, body, VECTOR["secret"], MOMENT + 301)
    assert "too old" in notices.why_forged(header, body, VECTOR["secret"], MOMENT - 301)
    assert "does not fit" in notices.why_forged(header, body + b" ", VECTOR["secret"], MOMENT)
    assert "does not fit" in notices.why_forged(header, body, "whsec_other", MOMENT)
    assert "no signing secret" in notices.why_forged(header, body, "", MOMENT)


def test_several_signatures_while_the_secret_changes():
    right = VECTOR["header"].partition("v1=")[2]
    header = f"t={MOMENT}, v1={'0' * 64}, v1={right}, v0=x"
    assert notices.why_forged(header, VECTOR["body"].encode(), VECTOR["secret"], MOMENT) == ""


@pytest.mark.parametrize("header", ["", "t=1", "v1=00", "t=x,v1=00", "t=1,t=2,v1=00", "t=²,v1=é", "t=9" * 40])
def test_a_header_that_is_none(header):
    assert notices.why_forged(header, b"{}", "whsec_x", MOMENT)


def test_forms():
    params = {"a": {"b": [{"c": 1}, {"c": None}]}, "d": True, "e": "日本"}
    assert asking.form(params) == [("a[b][0][c]", "1"), ("d", "true"), ("e", "日本")]


def test_a_hold_and_its_capture_are_the_same_charge():
    assert kinds(translate.snapshot_of_intent(intent())) == [("authorised", "ch_1", 5500)]
    part = intent(status="succeeded", amount_received=4000, amount_capturable=0)
    told = translate.snapshot_of_intent(part)
    assert kinds(told) == [("authorised", "ch_1", 5500), ("captured", "ch_1", 4000)]
    whole = translate.snapshot_of_intent({**part, "latest_charge": {"id": "ch_1", "created": MOMENT}})
    assert kinds(whole) == kinds(told)


@pytest.mark.parametrize(("reason", "kind"), [("automatic", "authorise_expired"), ("requested_by_customer", "voided")])
def test_a_hold_that_ends(reason, kind):
    told = translate.snapshot_of_intent(intent(status="canceled", amount_capturable=0, cancellation_reason=reason))
    assert kinds(told) == [("authorised", "ch_1", 5500), (kind, "ch_1", 5500)]
    assert told.finished


def test_when_a_hold_ends_is_read_not_reckoned():
    charge = {"id": "ch_1", "created": MOMENT, "payment_method_details": {"type": "card", "card": {}}}
    charge["payment_method_details"]["card"]["capture_before"] = MOMENT + 30 * 86_400
    told = translate.snapshot_of_intent(intent(latest_charge=charge))
    assert told.hold_expires_at == dt.datetime.fromtimestamp(MOMENT + 30 * 86_400, dt.UTC)


def dispute(status: str, *moved: int) -> list[tuple[str, int]]:
    told = {"id": "dp_1", "amount": 5500, "status": status, "balance_transactions": [{"amount": one} for one in moved]}
    return [(one.kind, one.amount) for one in translate.of_dispute(told)]


def test_disputes():
    opened, taken = ("dispute_opened", 5500), ("dispute_withdrawn", 5500)
    assert dispute("warning_needs_response") == [opened]
    assert dispute("needs_response", -5500) == [opened, taken]
    assert dispute("won", -5500) == [opened, taken]  # the money is not back yet
    assert dispute("won", -5500, 5500) == [opened, taken, ("dispute_won", 5500)]
    assert dispute("lost", -5500) == [opened, taken, ("dispute_lost", 5500)]
    assert dispute("warning_closed") == [opened, ("dispute_won", 0)]


@pytest.mark.parametrize(
    ("status", "kind"),
    [("succeeded", "refunded"), ("requires_action", "refund_pending"), ("failed", "refund_failed")],
)
def test_refunds(status, kind):
    assert [one.kind for one in translate.of_refund({"id": "re_1", "amount": 1, "status": status})] == [kind]
    gone = {"id": "re_1", "amount": 1, "status": status, "reason": "expired_uncaptured_charge"}
    assert translate.of_refund(gone) == []


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (402, b'{"error":{"type":"card_error","code":"card_declined","decline_code":"lost"}}', base.Declined, "lost"),
        (400, b'{"error":{"type":"invalid_request_error","param":"amount"}}', base.Declined, "invalid_request_error"),
        (400, b'{"error":{"type":"idempotency_error"}}', base.Unknown, ""),
        (409, b"{}", base.Unknown, ""),
        (429, b"", base.Unknown, ""),
        (503, b"<html>", base.Unknown, ""),
        (200, b"<html>", base.Unknown, ""),
        (200, b"[]", base.Unknown, ""),
    ],
)
def test_answers(status, body, kind, code):
    found = translate.answer_of(status, body)
    assert isinstance(found, kind)
    assert getattr(found, "code", "") == code


@pytest.mark.parametrize(
    "body", [b"", b"\xff", b"[]", b"{", b'{"object":"list"}', b'{"type":"x","data":{"object":[]}}']
)
def test_events_that_cannot_be_read(body):
    event = notices.event_of(body)
    assert event is None or notices.notice_of(event).snapshot is None


class TestStripe(contract.Contract):
    gateway, stand_in = "stripe", stripe
    cards, slips, immediate = ("card",), ("convenience", "virtual_account"), ("paypay",)
    doubled = ("virtual_account",)

    def test_part_of_a_transfer_and_the_rest(self, shop):
        payment = self.paid(shop, "virtual_account")
        shop.press(payment, "deposit", amount=2000)
        assert self.sums(payment) == ("part_paid", 0, 2000, 0)
        shop.press(payment, "deposit", amount=3500)
        assert self.sums(payment) == ("paid", 0, 5500, 0)

    def test_a_refund_of_a_slip_waits_for_the_buyers_account(self, shop):
        payment = self.paid(shop, "convenience")
        shop.press(payment, "deposit")
        self.done("refund", payment, 1500)
        assert self.kinds(payment)[-1] == "refund_pending"
        shop.press(payment, "refund_done")
        assert self.sums(payment) == ("part_refunded", 0, 5500, 1500)

    def test_a_page_that_ran_out_is_closed_so_that_nobody_pays_on_it(self, shop):
        payment = self.payment(shop, "card")
        self.begin(shop, payment)
        with clock.frozen(clock.now() + dt.timedelta(hours=1)):
            actions.inquire([payment.pk], actor="test")
        assert making.fresh(payment).state == "expired"
        with pytest.raises(httpx.HTTPStatusError, match="409 Conflict"):
            shop.press(payment)

    def test_a_chargeback_won(self, shop):
        payment = self.captured(shop, "card")
        shop.press(payment, "dispute")
        assert making.fresh(payment).disputed == 5500
        shop.press(payment, "dispute_won")
        assert (making.fresh(payment).disputed, making.fresh(payment).state) == (0, "paid")

    def test_a_hold_that_runs_out(self, shop):
        payment = self.paid(shop, "card")
        shop.press(payment, "hold_expired")
        assert self.sums(payment) == ("expired", 0, 0, 0)

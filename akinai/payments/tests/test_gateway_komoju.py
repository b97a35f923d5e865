"""KOMOJU: its signature, its words in ours, and the contract against the stand-in."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from akinai.payments import gateways
from akinai.payments.gateways import base
from akinai.payments.gateways.komoju import translate
from akinai.payments.tests import contract, making
from sandbox.gateways import komoju

VECTOR = json.loads((Path(__file__).parent / "files" / "signature_vectors.json").read_text())["komoju"]


def paid(way: str, status: str, **values: Any) -> base.Snapshot:
    """What a payment of so many yen says."""
    usual = {
        "id": "p1", "status": status, "amount": 5500, "tax": 0, "payment_method_fee": 0, "total": 5500,
        "external_order_num": "P00000001-abcde", "payment_details": {"type": way}, "refunds": [],
        "created_at": "2026-11-21T00:00:00Z", "payment_deadline": "2026-11-24T14:59:59Z",
    }  # fmt: skip
    return translate.snapshot_of({**usual, **values}, hold_days=30)


def kinds(snapshot: base.Snapshot) -> list[tuple[str, str, int]]:
    return [(one.kind, one.reference, one.amount) for one in snapshot.events]


def test_the_signature_of_the_vector():
    told, body, secret = VECTOR["X-Komoju-Signature"], VECTOR["body"].encode(), VECTOR["secret"]
    assert translate.why_forged(told, body, secret) == ""
    assert "does not fit" in translate.why_forged(told, body + b" ", secret)
    assert "does not fit" in translate.why_forged(told, body, "other")
    assert "does not fit" in translate.why_forged("é", body, secret)
    assert "missing" in translate.why_forged("", body, secret)
    assert "no secret" in translate.why_forged(told, body, "")


def test_the_message_of_the_vector():
    notice = translate.notice_of(VECTOR["body"].encode(), hold_days=30)
    assert (notice.merchant_ref, notice.genuine) == ("20261121-000045-1", True)
    assert notice.snapshot is not None
    assert kinds(notice.snapshot) == [("captured", "p1", 5500)]


@pytest.mark.parametrize("way", translate.SLIPS)
def test_an_authorized_slip_is_no_money(way):
    told = paid(way, "authorized")
    assert kinds(told) == [("instructions", "p1", 5500)]
    assert told.due_on == dt.date(2026, 11, 24)
    assert told.hold_expires_at is None


def test_a_held_card():
    told = paid("credit_card", "authorized")
    assert kinds(told) == [("authorised", "p1", 5500)]
    assert told.hold_expires_at == dt.datetime(2026, 12, 21, tzinfo=dt.UTC)


def test_the_fee_of_the_method_is_not_the_orders():
    told = paid("konbini", "captured", payment_method_fee=190, total=5690)
    assert (told.amount, kinds(told)) == (5500, [("funds_received", "p1", 5500)])


def test_refunds_are_summed_and_a_chargeback_is_none():
    refunds = [
        {"id": "r1", "amount": 1000},
        {"id": "r2", "amount": 500},
        {"id": "r3", "amount": 4000, "chargeback": True},
    ]
    told = kinds(paid("credit_card", "refunded", refunds=refunds))
    assert told[1:3] == [("refunded", "r1", 1000), ("refunded", "r2", 500)]
    assert told[3:] == [("dispute_opened", "r3", 4000), ("dispute_withdrawn", "r3", 4000)]


def test_a_try_that_failed_does_not_become_the_payment():
    assert paid("credit_card", "failed").ids == {}
    assert paid("credit_card", "authorized").ids == {"payment": "p1"}


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (422, b'{"error":{"code":"not_capturable","message":"no"}}', base.Declined),
        (401, b"", base.Declined),
        (409, b"{}", base.Unknown),
        (429, b"{}", base.Unknown),
        (500, b"<html>", base.Unknown),
        (200, b"<html>", base.Unknown),
    ],
)
def test_answers(status, body, kind):
    assert isinstance(translate.answer_of(status, body), kind)


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'{"type":"ping"}', b'{"type":"payment.captured","data":[]}'])
def test_messages_that_say_nothing(body):
    notice = translate.notice_of(body, hold_days=30)
    assert (notice.genuine, notice.snapshot, notice.inquire) == (True, None, False)


def test_every_way_to_pay_says_what_it_can():
    gateway = gateways.GATEWAYS["komoju"]
    able = {method: gateway.capabilities(method) for method in gateway.methods}
    assert [method for method, one in able.items() if one.hold] == ["card"]
    assert {method for method, one in able.items() if one.refund == "none"} == {
        "convenience", "virtual_account", "pay_easy",
    }  # fmt: skip


class TestKomoju(contract.Contract):
    gateway, stand_in = "komoju", komoju
    cards, slips, immediate = ("card",), ("convenience", "virtual_account"), ("paypay",)

    @pytest.mark.parametrize("method", ["pay_easy", "merpay", "au_pay", "rakuten_pay", "atobarai"])
    def test_the_other_ways(self, shop, method):
        payment = self.paid(shop, method)
        assert payment.state == ("pending" if method == "pay_easy" else "paid")

    def test_a_chargeback(self, shop):
        payment = self.captured(shop, "card")
        shop.press(payment, "chargeback")
        now = making.fresh(payment)
        assert (now.state, now.disputed, now.refunded) == ("disputed", 5500, 0)
        assert "chargeback" in self.tasks(payment)

"""fincode: what its payments say, and the contract against the stand-in."""

import datetime as dt
import json
import uuid
from typing import Any

import httpx
import pytest

from akinai.core import clock
from akinai.payments.actions import reaching
from akinai.payments.gateways import base
from akinai.payments.gateways.fincode import translate
from akinai.payments.gateways.fincode.gateway import Fincode
from akinai.payments.tests import contract, making
from sandbox.gateways import fincode as stand_in


class TestFincode(contract.Contract):
    gateway, stand_in = "fincode", stand_in
    cards, slips = ("card", "paypay"), ("convenience", "virtual_account")
    doubled = ("convenience", "virtual_account")

    def test_what_staff_refunds_at_fincode(self, shop: contract.Shop) -> None:
        payment = self.captured(shop, "card")
        shop.press(payment, "outside")
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)

    def test_a_refund_after_somebody_refunded_there_charges_nothing(self, shop: contract.Shop) -> None:
        """The ledger thinks 5500 are there; 3500 are. “Change to 4500” would charge 1000 again."""
        payment = self.captured(shop, "card")
        gateway, account, view = self.adapter(payment)
        assert isinstance(gateway.refund(account, view, 2000, str(uuid.uuid4())), base.Done)
        result = gateway.refund(account, view, 1000, str(uuid.uuid4()))
        assert isinstance(result, base.Declined)
        assert result.snapshot is not None
        assert result.snapshot.refunded == 2000
        assert self.at_gateway(shop, payment)["refunded"] == 2000

    def test_the_same_key_is_one(self, shop: contract.Shop) -> None:
        payment = self.paid(shop, "card")
        gateway, account, view = self.adapter(payment)
        key = str(uuid.uuid4())
        shop.control(next="timeout", times=1)
        results = [gateway.capture(account, view, 5500, key) for _time in range(2)]
        assert isinstance(results[0], base.Done)  # the line broke once; the same key was tried again
        assert not isinstance(results[1], base.Done)
        assert self.at_gateway(shop, payment)["captured"] == 5500

    def test_a_hold_made_larger(self, shop: contract.Shop) -> None:
        payment = self.paid(shop, "card")
        gateway, account, view = self.adapter(payment)
        result = gateway.change(account, view, 6000, str(uuid.uuid4()))
        assert isinstance(result, base.Done)
        assert result.snapshot.authorised == 6000
        assert self.at_gateway(shop, payment)["amount"] == 6000

    def test_a_slip_is_withdrawn_when_its_order_is(self, shop: contract.Shop) -> None:
        payment = self.paid(shop, "convenience")
        self.done("void", payment)
        assert self.sums(payment) == ("voided", 0, 0, 0)
        assert self.at_gateway(shop, payment)["state"] == "CANCELED"

    def test_a_card_without_3d_secure_is_refused_by_the_gateway(self, shop: contract.Shop) -> None:
        payment = self.payment(shop, "card")
        way = reaching.reach(payment.pk)
        asked = translate.session(way.account, way.view, shop.checkout)
        asked["card"]["tds_type"] = "0"
        headers = {"Authorization": f"Bearer {way.account.credentials['secret_key']}"}
        assert httpx.post(f"{shop.address}/v1/sessions", json=asked, headers=headers).status_code == 400

    def test_without_the_right_word_nothing_is_genuine(self, shop: contract.Shop) -> None:
        self.paid(shop, "card")
        account = reaching.account_of(shop.account)
        genuine = shop.heard[-1]
        assert Fincode().read_notice(account, genuine).genuine
        for word in ("", "x", None):
            headers = {name: value for name, value in genuine.headers.items() if name != "fincode-signature"}
            headers |= {"fincode-signature": word} if word is not None else {}
            assert not Fincode().read_notice(account, base.RawRequest(headers, genuine.body)).genuine
        bare = base.Account(**{**vars(account), "credentials": {}})
        empty = base.RawRequest({**genuine.headers, "fincode-signature": ""}, genuine.body)
        assert not Fincode().read_notice(bare, empty).genuine

    def test_nothing_in_a_notice_is_believed(self, shop: contract.Shop) -> None:
        """Who knows the word can still not say that it was paid."""
        payment = self.payment(shop, "convenience")
        self.begin(shop, payment)
        shop.press(payment)
        lie = json.loads(shop.heard[-1].body) | {"status": "CAPTURED", "amount": 5500}
        shop.tell(base.RawRequest(shop.heard[-1].headers, json.dumps(lie).encode()))
        assert self.sums(payment) == ("pending", 0, 0, 0)

    def test_a_virtual_account_is_told_to_the_buyer(self, shop: contract.Shop) -> None:
        payment = self.paid(shop, "virtual_account")
        assert payment.instructions["account_number"] == "1234567"
        assert payment.due_on is not None
        assert making.fresh(payment).instructions["until"]


def payment(**values: Any) -> base.PaymentView:
    usual = {
        "id": 7,
        "merchant_ref": "P00000007-abcde",
        "method": "card",
        "gateway_code": "Card",
        "amount": 5500,
        "currency": "JPY",
        "authorised": 0,
        "captured": 0,
        "refunded": 0,
        "ids": {},
        "options": {},
    }
    return base.PaymentView(**{**usual, **values})


def told(**values: Any) -> dict[str, Any]:
    usual = {"access_id": "a_1", "pay_type": "Card", "status": "AUTHORIZED", "total_amount": 5500}
    return {**usual, "process_date": "2026/11/21 12:00:00.123", **values}


def kinds(snapshot: base.Snapshot) -> list[tuple[str, int]]:
    return [(str(one.kind), one.amount) for one in snapshot.events]


@pytest.mark.parametrize(
    ("said", "known", "events", "totals"),
    [
        ({"status": "UNPROCESSED"}, {}, [], (None, None, None)),
        ({"status": "AWAITING_PAYMENT_APPROVAL"}, {}, [], (None, None, None)),
        ({}, {}, [("authorised", 5500)], (5500, 0, None)),
        ({}, {"authorised": 5500}, [], (5500, 0, None)),
        ({"total_amount": "4000"}, {"authorised": 5500}, [("authorised_set", 4000)], (4000, 0, None)),
        ({"status": "CAPTURED"}, {"authorised": 5500}, [("captured", 5500)], (None, 5500, 0)),
        ({"status": "CAPTURED"}, {"captured": 5500}, [], (None, 5500, 0)),
        ({"status": "CAPTURED", "total_amount": 4000}, {"captured": 5500}, [("refunded", 1500)], (None, 5500, 1500)),
        ({"status": "CANCELED"}, {"captured": 5500, "refunded": 1500}, [("refunded", 4000)], (None, None, 5500)),
        ({"status": "CANCELED"}, {"authorised": 5500}, [("voided", 5500)], (0, 0, None)),
        ({"status": "EXPIRED"}, {"authorised": 5500}, [("authorise_expired", 5500)], (None, None, None)),
        ({"status": "FAILED", "error_code": "E92"}, {}, [("authorise_failed", 0)], (None, None, None)),
    ],
)
def test_what_a_card_payment_says(
    said: dict[str, Any],
    known: dict[str, int],
    events: list[tuple[str, int]],
    totals: tuple[int | None, int | None, int | None],
) -> None:
    found = translate.snapshot(told(**said), payment(**known))
    assert kinds(found) == events
    assert (found.authorised, found.captured, found.refunded) == totals


@pytest.mark.parametrize(
    ("said", "events"),
    [
        ({"status": "AWAITING_CUSTOMER_PAYMENT"}, [("instructions", 0)]),
        ({"status": "CAPTURED"}, [("funds_received", 5500)]),
        ({"status": "CAPTURED", "overpayment_flag": "1"}, [("funds_received", 5500)] * 2),
        ({"status": "CANCELED", "cancel_overpayment_flag": "1"}, [("voided", 0), ("funds_received", 5500)]),
        ({"status": "EXPIRED"}, [("expired", 0)]),
    ],
)
def test_what_a_konbini_slip_says(said: dict[str, Any], events: list[tuple[str, int]]) -> None:
    found = translate.snapshot(told(pay_type="Konbini", **said), payment(gateway_code="Konbini"))
    assert kinds(found) == events
    assert len({one.reference for one in found.events}) == len(events)


@pytest.mark.parametrize(
    ("said", "received", "flags"),
    [
        ({"status": "AWAITING_CUSTOMER_PAYMENT", "amount": 0}, 0, []),
        ({"status": "CAPTURED", "amount": 5400}, 5400, []),
        ({"status": "CAPTURED", "amount": 11000, "overpayment_flag": "1"}, 11000, ["overpayment_flag"]),
        ({"status": "EXPIRED", "amount": 5500, "expire_overpayment_flag": "1"}, 5500, ["expire_overpayment_flag"]),
        ({"status": "CANCELED", "amount": 5500, "cancel_overpayment_flag": "1"}, 5500, ["cancel_overpayment_flag"]),
        ({"status": "EXPIRED", "amount": 0}, None, []),
    ],
)
def test_what_a_virtual_account_says(said: dict[str, Any], received: int | None, flags: list[str]) -> None:
    said = {"pay_type": "Virtualaccount", "billing_total_amount": 5500, "total_amount": None, **said}
    found = translate.snapshot(told(**said), payment(gateway_code="Virtualaccount"))
    assert found.captured == received
    assert [one.detail["flag"] for one in found.events if one.kind == "note"] == flags


def test_a_notice_of_a_virtual_account_says_id() -> None:
    account = base.Account(
        id=1, code="f", gateway="fincode", live=False, settings={}, credentials={"webhook_signature": "word"}
    )
    for name in ("id", "order_id"):
        body = json.dumps({name: "P00000007-abcde", "access_id": "a_1", "event": "payments.virtualaccount.complete"})
        notice = Fincode().read_notice(account, base.RawRequest({"fincode-signature": "word"}, body.encode()))
        assert (notice.genuine, notice.merchant_ref, notice.inquire) == (True, "P00000007-abcde", True)
        assert notice.snapshot is None


def test_amounts_are_strings_and_the_page_ends_with_ours() -> None:
    account = base.Account(id=1, code="f", gateway="fincode", live=False, settings={}, credentials={})
    until = dt.datetime(2026, 11, 21, 3, 30, tzinfo=dt.UTC)
    checkout = base.Checkout(
        return_url="https://s.example/",
        cancel_url="",
        error_url="",
        notify_url=f"https://s.example/{'x' * 100}",
        title="",
    )
    asked = translate.session(account, payment(expires_at=until, payer_email="a@example.jp"), checkout)
    assert asked["transaction"]["amount"] == "5500"
    assert asked["expire"] == "2026/11/21 12:30:00"
    assert asked["card"] == {"job_code": "AUTH", "tds_type": "2", "tds2_type": "2"}
    assert "client_field_3" not in asked["transaction"]


def test_days_for_a_slip() -> None:
    born = dt.datetime(2026, 11, 21, 23, tzinfo=clock.JST)
    assert translate.days_left(payment(created_at=born, due_on=dt.date(2026, 11, 24)), 14) == "3"
    assert translate.days_left(payment(created_at=born, due_on=dt.date(2027, 11, 24)), 14) == "14"
    assert translate.days_left(payment(), 14) == "3"


def test_keys_of_two_calls() -> None:
    first, second = translate.key_of("k", "change"), translate.key_of("k", "cancel")
    assert first != second
    assert first == translate.key_of("k", "change")
    assert uuid.UUID(first).version == 4

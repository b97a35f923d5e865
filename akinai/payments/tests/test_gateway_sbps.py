"""SBPS: its vectors, its forms and notices, and the contract against the stand-in."""

import base64
import datetime as dt
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner

from akinai.core import clock
from akinai.payments import actions, cli
from akinai.payments.gateways import base, sbps
from akinai.payments.gateways.sbps import codes, diagnosis, errors, hashing, translate, xml
from akinai.payments.gateways.sbps.gateway import Sbps
from akinai.payments.tests import contract, making
from sandbox.gateways import sbps as stand_in

VECTORS: dict[str, Any] = json.loads((Path(sbps.__file__).parent / "fixtures" / "vectors.json").read_text("utf-8"))
KEY = VECTORS["hashkey"]


class TestSbps(contract.Contract):
    gateway, stand_in = "sbps", stand_in
    cards = ("card", "paypay", "carrier")
    slips, immediate = ("convenience", "pay_easy", "virtual_account"), ("rakuten_pay",)
    found_out = False

    def test_what_staff_refunds_at_sbps(self, shop: contract.Shop) -> None:
        payment = self.captured(shop, "card")
        shop.press(payment, "outside")
        assert self.sums(payment) == ("refunded", 0, 5500, 5500)

    def test_a_prompt_report_is_not_money_yet(self, shop: contract.Shop) -> None:
        payment = self.paid(shop, "convenience")
        shop.press(payment, "prompt")
        assert self.sums(payment) == ("pending", 0, 0, 0)
        shop.press(payment, "deposit")
        assert self.sums(payment) == ("paid", 0, 5500, 0)

    def test_an_unknown_partial_refund_waits_for_a_person(self, shop: contract.Shop) -> None:
        """SBPS's inquiry tells no amounts: it is never asked for again by itself."""
        payment = self.captured(shop, "card")
        shop.control(next="timeout", times=3)
        operation = self.resolve(shop, self.ask("refund", payment, 1500))
        assert operation.state == "unknown"
        assert self.at_gateway(shop, payment)["refunded"] == 1500

    def test_the_first_notice_refused_is_no_purchase(self, shop: contract.Shop) -> None:
        payment = self.payment(shop, "card")
        self.begin(shop, payment)
        shop.account.settings = {**shop.account.settings, "charset_notice": "cp932", "merchant_id": "99999"}
        shop.account.save()
        shop.press(payment)
        assert [each.body[:3] for each in shop.answers] == [b"NG,"]
        assert self.at_gateway(shop, payment)["made"] is False
        assert self.sums(payment) == ("new", 0, 0, 0)


def account(**settings: str) -> base.Account:
    defaults = {one.name: one.default for one in Sbps.fields if not one.secret}
    return base.Account(
        id=1,
        code="sbps",
        gateway="sbps",
        live=False,
        settings={**defaults, "merchant_id": "00000", "service_id": "001", **settings},
        credentials={"hash_key": KEY},
    )


def payment(**values: Any) -> base.PaymentView:
    usual = {
        "id": 7,
        "merchant_ref": "20261121-000045-1",
        "method": "card",
        "gateway_code": "credit3d2",
        "amount": 5500,
        "currency": "JPY",
        "authorised": 5500,
        "captured": 0,
        "refunded": 0,
        "ids": {"tracking_id": "10000000000001", "sps_transaction_id": "X" * 32},
        "options": {},
    }
    return base.PaymentView(**{**usual, **values})


CHECKOUT = base.Checkout(
    return_url="https://shop.example/ok",
    cancel_url="https://shop.example/cancel",
    error_url="https://shop.example/error",
    notify_url="https://shop.example/pay/notify/3f1c/",
    title="ご注文商品",
)


def body(fields: dict[str, str]) -> bytes:
    return urlencode(fields, encoding="cp932").encode("ascii")


def notice(**values: str) -> base.RawRequest:
    """A result notice as SBPS would hash it."""
    fields = {**VECTORS["link_a02_pagecon"], **values}
    fields.pop("sps_hashcode")
    fields["sps_hashcode"] = hashing.hash_of(list(fields.values()), KEY, "utf-8").upper()
    return base.RawRequest({}, body(fields))


# --- the hash -----------------------------------------------------------------------------------------------


def test_the_hashes_of_the_vectors() -> None:
    a01 = VECTORS["link_a01"]
    order = [name for name, _value in translate.purchase_form(account(), payment(), CHECKOUT, clock.now())]
    ours = [a01.get(name, "") for name in order if name not in ("request_date", "limit_second", "sps_hashcode")]
    rows = [value for row in VECTORS["link_a01_rows"] for value in row.values()]
    values = [*ours, *rows, a01["request_date"], a01["limit_second"]]
    assert hashing.hash_of(values, KEY, "utf-8") == a01["sps_hashcode"]
    for name, charset in (("link_a02_pagecon", "utf-8"), ("link_a03_redirect", "cp932")):
        fields = list(VECTORS[name].items())
        assert translate.charsets_that_fit(fields, KEY) == [charset]


def test_a_full_width_blank_is_part_of_the_hash() -> None:
    assert hashing.hash_of(["\u3000"], "k", "cp932") != hashing.hash_of([""], "k", "cp932")
    assert hashing.hash_of([" a\t"], " k ", "utf-8") == hashing.hash_of(["a"], "k", "utf-8")


def test_a_capture_is_the_vector_to_the_byte() -> None:
    at = dt.datetime(2026, 11, 25, 9, tzinfo=clock.JST)
    ours = xml.build(account(), "ST02-00201-101", xml.manage(account(), payment(), at, 4000), at)
    assert ours.decode("cp932") == VECTORS["api_capture_ST02-00201-101"]


def test_encryption_is_the_vectors() -> None:
    cipher = hashing.encrypted(VECTORS["tdes"]["plain"], VECTORS["tdes_key"], VECTORS["tdes_iv"])
    assert cipher == VECTORS["tdes"]["cipher_b64"]


def test_no_request_holds_a_raw_card() -> None:
    """ST01-00101 and ST01-00111 take card numbers: they must not even be in the table."""
    assert "ST01-001011" not in codes.REQUESTS
    assert not [one for one in ("ST01-00101-101", "ST01-00111-101") if one in codes.REQUESTS]


# --- the form -----------------------------------------------------------------------------------------------


def test_every_field_in_order_even_if_empty() -> None:
    fields = translate.purchase_form(account(), payment(), CHECKOUT, clock.now())
    names = [name for name, _value in fields]
    assert names[:7] == [
        "pay_method",
        "merchant_id",
        "service_id",
        "cust_code",
        "sps_cust_no",
        "sps_payment_no",
        "order_id",
    ]
    assert names[-4:] == ["free_csv", "request_date", "limit_second", "sps_hashcode"]
    assert ("sps_payment_no", "") in fields
    assert len(names) == len(set(names)) == 31


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("ご注文 000123", "ご注文 000123"),
        ("髙﨑商店①", "高崎商店(1)"),
        ("A&B<C>~D", "A B C  D"),
        ("あ～い―う", "あ い う"),
        ("絵文字😀です", "絵文字 です"),
    ],
)
def test_characters_sbps_refuses(given: str, sent: str) -> None:
    assert hashing.plain(given) == sent


def test_a_long_title_is_cut_between_characters() -> None:
    assert hashing.plain("あ" * 30, 40) == "あ" * 20
    assert hashing.plain("a" + "あ" * 30, 40) == "a" + "あ" * 19


def test_free_csv_only_where_it_helps() -> None:
    filled = payment(
        gateway_code="webcvs",
        payer_name="山田 太郎",
        payer_kana="ヤマダ　タロウ",
        payer_phone="03-1234-5678",
        payer_email="taro@example.jp",
        due_on=dt.date(2026, 11, 30),
    )
    text = base64.b64decode(translate.free_csv(account(), filled)).decode("cp932")
    assert text == (
        "LAST_NAME=山田,FIRST_NAME=太郎,LAST_NAME_KANA=ヤマダ,FIRST_NAME_KANA=タロウ,"
        "TEL=0312345678,MAIL=taro@example.jp,BILL_DATE=20261130"
    )
    assert translate.free_csv(account(), payment(gateway_code="webcvs")) == ""
    assert translate.free_csv(account(), base.PaymentView(**{**vars(filled), "gateway_code": "credit3d2"})) == ""


@pytest.mark.parametrize("amount", [0, 10_000_000])
def test_amounts_sbps_does_not_take(amount: int) -> None:
    assert isinstance(Sbps().start(account(), payment(amount=amount), CHECKOUT, "k"), base.Declined)


def test_a_way_to_pay_whose_code_is_only_in_the_contract() -> None:
    started = Sbps().start(account(), payment(method="amazon_pay", gateway_code=""), CHECKOUT, "k")
    assert isinstance(started, base.Declined)


def test_addresses_follow_the_environment() -> None:
    test = Sbps().start(account(), payment(), CHECKOUT, "k")
    own = Sbps().start(account(link_url="https://other.example/f01"), payment(), CHECKOUT, "k")
    assert isinstance(test, base.AutoPost)
    assert test.url.startswith("https://stbfep.sps-system.com/")
    assert isinstance(own, base.AutoPost)
    assert own.url == "https://other.example/f01"


# --- notices ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "result", "kind", "word"),
    [
        ("credit3d2", "OK", "authorised", "authorise"),
        ("rakuten", "OK", "captured", "capture"),
        ("webcvs", "OK", "instructions", "slip"),
        ("payeasy", "OK", "instructions", "slip"),
        ("webcvs", "PY", "funds_received", "paid"),
        ("webcvs", "CN", "expired", "expired"),
        ("docomo", "CC", "voided", "void"),
        ("docomo", "AC", "note", "AC"),
        ("credit3d2", "NG", "authorise_failed", "failed"),
    ],
)
def test_what_a_result_means(code: str, result: str, kind: str, word: str) -> None:
    read = Sbps().read_notice(account(), notice(pay_method=code, res_pay_method=code, res_result=result))
    assert read.genuine
    assert read.merchant_ref == "20261121-000045-1"
    assert read.snapshot is not None
    [event] = read.snapshot.events
    assert event.kind == kind
    assert event.reference.split("/")[:2] == ["10000000000001", word]
    assert read.snapshot.amount == 5500


def test_a_refund_outside_is_asked_about_where_sbps_can_be_asked() -> None:
    card = Sbps().read_notice(account(), notice(res_result="CR"))
    assert card.inquire
    assert card.snapshot is None
    carrier = Sbps().read_notice(account(), notice(res_pay_method="docomo", res_result="CR"))
    assert carrier.snapshot is not None
    assert carrier.snapshot.refunded == 5500


def test_prompt_and_definite_report_are_one_deposit() -> None:
    accepts = account(prompt_is_paid="1")
    events = []
    for key, date in (("P,016,", "20261123141500"), ("D,016,", "20261125060000")):
        told = notice(res_pay_method="webcvs", res_result="PY", res_payinfo_key=key, res_payment_date=date)
        read = Sbps().read_notice(accepts, told).snapshot
        assert read is not None
        events += read.events
    assert {one.kind for one in events} == {"funds_received"}
    assert len({one.reference for one in events}) == 1


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (base.RawRequest({}, body({**VECTORS["link_a02_pagecon"], "amount": "1"})), "hash"),
        (base.RawRequest({}, body(VECTORS["link_a02_pagecon"]) + b"&amount=1"), "twice"),
        (base.RawRequest({}, b""), "hash"),
        (base.RawRequest({}, b"\xff\x00=%zz&&="), "hash"),
        (notice(merchant_id="99999"), "another merchant"),
    ],
)
def test_notices_that_are_not_genuine(raw: base.RawRequest, why: str) -> None:
    read = Sbps().read_notice(account(), raw)
    assert not read.genuine
    assert why in read.why
    assert read.snapshot is None


def test_without_a_hash_key_nothing_is_genuine() -> None:
    bare = base.Account(**{**vars(account()), "credentials": {}})
    fields = {**VECTORS["link_a02_pagecon"]}
    fields["sps_hashcode"] = hashing.hash_of([v for n, v in fields.items() if n != "sps_hashcode"], "", "utf-8")
    assert not Sbps().read_notice(bare, base.RawRequest({}, body(fields))).genuine


def test_only_from_addresses_on_the_list() -> None:
    listed = account(senders="192.0.2.10, 192.0.2.11")
    told = notice()
    assert not Sbps().read_notice(listed, told).genuine
    assert Sbps().read_notice(listed, base.RawRequest({}, told.body, sender="192.0.2.11")).genuine


def test_what_sbps_hears() -> None:
    gateway, read = Sbps(), base.Notice(genuine=True)
    assert gateway.acknowledge(account(), read, True).body == b"OK,"
    refused = gateway.acknowledge(account(), read, False, "在庫が, ありません")
    assert refused.body.decode("cp932") == "NG,在庫が  ありません"


def test_a_buyer_who_comes_back_is_only_a_hint() -> None:
    back = base.RawRequest({}, body(VECTORS["link_a03_redirect"]))
    read = Sbps().read_return(account(), back)
    assert read.genuine
    assert read.inquire
    assert read.snapshot is not None
    assert not read.snapshot.events


# --- answers ------------------------------------------------------------------------------------------------


def test_answers_in_shift_jis() -> None:
    text = '<?xml version="1.0" encoding="Shift_JIS" ?><sps-api-response id="MG01"><res_result>OK</res_result>'
    text += "<res_pay_method_info><payment_status>2</payment_status><name>山田</name></res_pay_method_info>"
    told = xml.read_answer((text + "</sps-api-response>").encode("cp932"))
    assert told == {"res_result": "OK", "payment_status": "2", "name": "山田"}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"<html>maintenance</html>",
        b"<sps-api-response><res_result>OK",
        b"\x81",
        b'<!DOCTYPE a [<!ENTITY b "c">]><sps-api-response><res_result>&b;</res_result></sps-api-response>',
    ],
)
def test_answers_nobody_can_read(broken: bytes) -> None:
    with pytest.raises(xml.Broken):
        xml.read_answer(broken)


def test_error_codes() -> None:
    assert errors.kind("10141000") in errors.ALREADY
    assert errors.nobody_knows("99990000")
    assert not errors.nobody_knows("10122000")
    assert errors.explain("10122000") != errors.explain("40222000")
    assert "12345" in errors.explain("12345")


def test_diagnosis_of_a_notice() -> None:
    told = diagnosis.diagnose(account(), body(VECTORS["link_a02_pagecon"]))
    assert (told.charsets, told.result, told.contract_fits) == (["utf-8"], "OK", True)
    assert diagnosis.diagnose(account(), body(VECTORS["link_a03_redirect"])).charsets == ["cp932"]
    assert diagnosis.diagnose(account(), b"a=b").charsets == []
    ascii_only = notice(item_name="ORDER")
    assert diagnosis.diagnose(account(), ascii_only.body).charsets == ["utf-8", "cp932"]


@pytest.mark.django_db
def test_the_command_that_tells_the_charset(tmp_path: Path) -> None:
    made = making.make_account("sbps", credentials={"hash_key": KEY}, merchant_id="00000", service_id="001")
    file = tmp_path / "notice"
    file.write_bytes(body(VECTORS["link_a03_redirect"]))
    told = CliRunner().invoke(cli.sbps_notice, ["--account", made.code, str(file), "--json"])
    assert json.loads(told.output)["charsets"] == ["cp932"]
    actions.receive(made.webhook_token, base.RawRequest({}, body(VECTORS["link_a02_pagecon"])))
    told = CliRunner().invoke(cli.sbps_notice, ["--account", made.code, "--json"])
    assert json.loads(told.output) == {"charsets": ["utf-8"], "contract_fits": True, "order_id": "20261121-000045-1"}
    assert CliRunner().invoke(cli.sbps_notice, ["--account", "nobody"]).exit_code == 2

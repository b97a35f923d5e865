"""The screens of bank transfers, refunds and settlements, and the buyer's form, through their doors."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from akinai.core import clock, limits
from akinai.core.tests.making import make_staff, sign_in
from akinai.payments import actions, cli
from akinai.payments.actions import RefundWish
from akinai.payments.models import BankLine, RefundDue, SettlementLine, TransferFile
from akinai.payments.tests.making import fresh, funds, make_payment
from akinai.payments.tests.test_refunds_due import ACCOUNT
from akinai.payments.tests.test_settling import stripe
from akinai.payments.tests.zengin import NOW, make_bank, notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def desk(client):
    with clock.frozen(NOW):
        make_bank()
        client.cookies["django_language"] = "en"
        yield sign_in(client, make_staff("manager"))


def upload(desk, data: bytes, name: str = "a.txt"):
    return desk.post(reverse("payments:bank_import"), {"account": "main", "file": SimpleUploadedFile(name, data)})


def post(desk, name: str, *args, **values):
    return desk.post(reverse(f"payments:{name}", args=args), values, follow=True)


def test_a_file_is_looked_at_and_taken_in(desk):
    shown = upload(desk, notice([(5500, "ヤマダ タロウ", "1")]))
    assert "ﾔﾏﾀﾞ ﾀﾛｳ" in shown.content.decode()
    assert BankLine.objects.count() == 0
    page = post(desk, "bank_confirm", key=shown.context["key"], sure="1")
    assert BankLine.objects.count() == 1
    assert "ﾔﾏﾀﾞ" in page.content.decode()


def test_a_file_nobody_took_in_does_not_stay(desk):
    upload(desk, notice([(1, "ア", "1")]))
    name = default_storage.listdir("bank/new")[1][0]
    with clock.frozen(clock.now() + dt.timedelta(days=4000)):
        upload(desk, notice([(2, "イ", "1")]))
    assert name not in default_storage.listdir("bank/new")[1]


def test_columns_nobody_knows_are_chosen_on_the_screen(desk):
    shown = upload(desk, "いつ,だれ,いくら\n2026/11/20,ヤマダ,500\n".encode(), "a.csv")
    assert len(shown.context["problems"]) == 3
    values = {"key": shown.context["key"], "skip": "0", "date": "いつ", "payer": "だれ", "in": "いくら"}
    again = post(desk, "bank_confirm", **values)
    assert again.context["problems"] == []
    post(desk, "bank_confirm", **values, sure="1")
    assert BankLine.objects.get().amount == 500


def test_a_damaged_file_and_a_forged_key_say_so(desk):
    assert (
        "multiple of 200"
        in upload(desk, notice([(1, "ア", "1")])[:-1]).wsgi_request._messages._queued_messages[0].message
    )
    assert post(desk, "bank_confirm", key="forged").status_code == 200


def test_one_click_confirms_and_undoes(desk):
    payment = make_payment(5500, kana="ヤマダ タロウ")
    actions.read_bank_file(notice([(5170, "ヤマダ タロウ", "1")]), "a", account_code="main", actor="test")
    line = BankLine.objects.get()
    page = desk.get(reverse("payments:bank"))
    [option] = page.context["options"]
    assert option.candidate.short == 330
    assert any("330" in reason for reason in option.reasons)
    post(desk, "bank_match", line.pk, payment=payment.pk, short="330", **{f"amount_{payment.pk}": "5,170"})
    assert fresh(payment).state == "paid"
    assert desk.get(reverse("payments:bank"), {"state": "matched", "line": line.pk}).status_code == 200
    post(desk, "bank_undo", line.pk)
    assert fresh(payment).captured == 0


def test_search_and_divide(desk):
    one, two = make_payment(1000, kana="アイ"), make_payment(2000, kana="アイ")
    actions.read_bank_file(notice([(3000, "ベツ", "1")]), "a", account_code="main", actor="test")
    line = BankLine.objects.get()
    page = desk.get(reverse("payments:bank"), {"line": line.pk, "find": "アイ"})
    assert {row.pk for row, _due, _documents in page.context["searched"]} == {one.pk, two.pk}
    amounts = {f"amount_{one.pk}": "1000", f"amount_{two.pk}": "2000"}
    post(desk, "bank_match", line.pk, payment=[one.pk, two.pk], **amounts)
    assert [fresh(each).state for each in (one, two)] == ["paid", "paid"]


def test_a_line_is_set_aside(desk):
    actions.read_bank_file(notice([(12, "リソク", "1")]), "a", account_code="main", actor="test")
    line = BankLine.objects.get()
    post(desk, "bank_ignore", line.pk, note="")
    assert BankLine.objects.get().state == "open"
    post(desk, "bank_ignore", line.pk, note="利息")
    assert BankLine.objects.get().note == "利息"
    for state in ("ignored", "reversed", "nonsense"):
        assert desk.get(reverse("payments:bank"), {"state": state, "q": "12"}).status_code == 200


def test_a_refund_through_the_screens(desk, client):
    payment = funds(make_payment(1000))
    page = post(desk, "refund_new", payment=payment.merchant_ref, amount="700", reason="返品", email="a@example.jp")
    row = RefundDue.objects.get()
    assert str(row.token) in page.content.decode()
    assert post(desk, "refund_new", payment=payment.merchant_ref, amount="700", reason="返品").context["form"].errors
    wrong = post(desk, "refund", row.pk, **{**ACCOUNT, "holder": "山田"})
    assert wrong.context["form"].errors["holder"]
    post(desk, "refund", row.pk, **ACCOUNT)
    assert "yourself" in post(desk, "refunds_do", "approve", ids=row.pk).content.decode()
    other = sign_in(client.__class__(), make_staff("accounting"))
    other.post(reverse("payments:refunds_do", args=["approve"]), {"ids": row.pk})
    post(desk, "transfer_new", account="main", pay_on="2026-11-24")
    file = TransferFile.objects.get()
    assert desk.get(reverse("payments:refunds")).status_code == 200
    assert b"".join(desk.get(reverse("payments:transfer_download", args=[file.pk]))).startswith(b"1210")
    assert desk.get(reverse("payments:transfer", args=[file.pk])).status_code == 200
    post(desk, "transfer", file.pk, ids=row.pk, verb="paid", paid_on="2026-11-21")
    assert fresh(payment).refunded == 700


def test_who_may_only_look_can_neither_approve_nor_see_the_account(desk, client):
    payment = funds(make_payment(1000))
    wish = RefundWish(payment_id=payment.pk, amount=700, reason="")
    [pk] = actions.ask_refund([wish], base="", actor="staff:9").done
    actions.give_account(RefundDue.objects.get().token, ACCOUNT, actor="buyer")
    viewer = sign_in(client.__class__(), make_staff("viewer"))
    page = viewer.get(reverse("payments:refund", args=[pk])).content.decode()
    assert "1234567" not in page
    assert "＊＊＊567" in page
    assert "1234567" in desk.get(reverse("payments:refund", args=[pk])).content.decode()
    assert viewer.post(reverse("payments:refunds_do", args=["approve"]), {"ids": pk}).status_code == 404
    assert viewer.get(reverse("payments:bank")).status_code == 403
    assert viewer.post(reverse("payments:transfer_new")).status_code == 403


def test_the_buyers_form(desk, client):
    payment = funds(make_payment(1000))
    actions.ask_refund([RefundWish(payment_id=payment.pk, amount=700, reason="")], base="", actor="staff:9")
    buyer, row = client.__class__(HTTP_ACCEPT_LANGUAGE="en"), RefundDue.objects.get()
    address = reverse("pay:refund", args=[row.token])
    assert "¥700" in buyer.get(address).content.decode()
    wrong = buyer.post(address, {**ACCOUNT, "number": "x"})
    assert (wrong.status_code, RefundDue.objects.get().state) == (422, "asked")
    assert buyer.post(address, ACCOUNT).status_code == 200
    assert RefundDue.objects.get().state == "ready"
    assert buyer.get(address).status_code == 404
    assert buyer.post(address, ACCOUNT).status_code == 404
    assert buyer.get("/pay/refund/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_the_buyers_form_is_not_for_guessing(desk, client):
    limits.forget()
    buyer, address = client.__class__(REMOTE_ADDR="8.8.8.8"), "/pay/refund/00000000-0000-0000-0000-000000000000/"
    answers = [buyer.post(address, ACCOUNT).status_code for _ in range(12)]
    limits.forget()
    assert answers == [404] * 10 + [429] * 2


def test_a_settlement_through_the_screens(desk):
    payment = make_payment(3000)
    data = stripe(("charge", "ch_9", 3000, 108, payment.merchant_ref), ("adjustment", "a", 5, 0, ""))
    post(desk, "settlements", layout="stripe", file=SimpleUploadedFile("s.csv", data))
    sale, other = SettlementLine.objects.order_by("row")
    page = desk.get(reverse("payments:settlement", args=[sale.file_id]))
    assert page.context["sums"].whole
    post(desk, "settlement_line", sale.file_id, sale.pk, verb="apply")
    post(desk, "settlement_line", sale.file_id, other.pk, verb="explain", note="端数")
    assert fresh(payment).captured == 3000
    assert desk.get(reverse("payments:settlements")).context["rows"][0][1].open == 0
    assert desk.get(reverse("payments:settlement_silent", args=[payment.account_id]), {"days": "3"}).status_code == 200
    bad = post(desk, "settlements", layout="komoju", file=SimpleUploadedFile("s.csv", b"a,b\n1,2\n"))
    assert bad.context["form"].errors["file"]


def test_settings_tables_open_and_check(desk):
    address = reverse("shell:master", args=["bank-accounts"])
    assert desk.get(address).status_code == 200
    assert desk.get(reverse("shell:master", args=["settlement-layouts"])).status_code == 200


def test_the_commands(db, tmp_path):
    with clock.frozen(NOW):
        make_bank()
        payment = make_payment(5500, kana="ヤマダ タロウ")
        (tmp_path / "b.txt").write_bytes(notice([(5500, "ヤマダ タロウ", "1")]))
        (tmp_path / "s.csv").write_bytes(stripe(("charge", "c", 10, 1, payment.merchant_ref)))
        run = CliRunner()
        told = run.invoke(cli.import_group, ["bank", str(tmp_path / "b.txt"), "--account", "main", "--json"])
        assert json.loads(told.output)["matched"] == 1
        told = run.invoke(cli.import_group, ["settlement", str(tmp_path / "s.csv"), "--layout", "stripe", "--json"])
        assert json.loads(told.output)["lines"]["differs"] == 1
        wrong = run.invoke(cli.import_group, ["settlement", str(tmp_path / "b.txt"), "--layout", "stripe"])
        assert wrong.exit_code == 2
        assert run.invoke(cli.import_group, ["bank", str(tmp_path / "b.txt"), "--account", "none"]).exit_code

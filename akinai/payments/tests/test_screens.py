"""The screens of the ledger as people of each role use them, in both languages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from akinai.core.models import AccessLog
from akinai.core.people.secrets import unseal
from akinai.core.tests.making import make_staff, sign_in
from akinai.payments import actions, gateways
from akinai.payments.actions import Ask
from akinai.payments.models import GatewayAccount, Method, MoneyTask, Operation, Payment, RawMessage
from akinai.payments.tests.coin import Mint
from akinai.payments.tests.making import fresh, funds, make_account, make_coin, make_payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    return sign_in(client, make_staff("manager"))


def html(client: Client, url: str, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def paid(mint: Mint) -> Payment:
    """Captured by the gateway, its notice kept."""
    payment = make_coin(mint.address)
    mint.pay(payment.merchant_ref, capture=True)
    actions.receive(payment.account.webhook_token, mint.notice(payment.merchant_ref))
    return fresh(payment)


def test_the_list_finds_payments(desk: Client) -> None:
    """By state, way to pay, number and payer."""
    one, other = make_payment(1000), funds(make_payment(2000, name="佐藤花子"))
    url = reverse("payments:payments")
    for query, shown in (
        ({}, {one, other}),
        ({"state": "pending"}, {one}),
        ({"state": "paid"}, {other}),
        ({"method": "cod"}, set()),
        ({"q": one.merchant_ref.lower()}, {one}),
        ({"q": "佐藤"}, {other}),
    ):
        text = html(desk, url, **query)
        assert {one_ for one_ in (one, other) if one_.merchant_ref in text} == shown


@pytest.mark.parametrize(("language", "word"), [("ja", "返金"), ("en", "Refund")])
def test_the_page_of_a_payment(desk: Client, mint: Mint, language: str, word: str) -> None:
    """The ledger, the amounts, and the buttons for what can be asked for."""
    payment = paid(mint)
    desk.cookies["django_language"] = language
    text = html(desk, reverse("payments:payment", args=[payment.pk]))
    assert 'id="ask-refund"' in text
    assert 'id="ask-capture"' not in text
    assert word in text
    assert "¥1,000" in text


def test_a_refund_is_confirmed_with_its_amount(desk: Client, mint: Mint, run_jobs: Callable[..., int]) -> None:
    """What was shown is posted back; what has changed meanwhile is refused."""
    payment = paid(mint)
    url = reverse("payments:do", args=[payment.pk, "refund"])
    desk.post(url, {"amount": "300", "seen": "1000", "reason": "傷あり"})
    run_jobs()
    assert (fresh(payment).refunded, Operation.objects.get(kind="refund").reason) == (300, "傷あり")
    answer = desk.post(url, {"amount": "300", "seen": "1000"}, follow=True)
    assert "何もしていません" in answer.content.decode()
    desk.post(url, {"amount": "300"})
    desk.post(url, {"amount": "-5", "seen": "700"})
    desk.post(url, {"amount": "701", "seen": "700"})
    run_jobs()
    assert fresh(payment).refunded == 300


def test_who_may_see_and_who_may_act(mint: Mint) -> None:
    """A viewer sees masked names and no buttons; the warehouse sees nothing."""
    payment = paid(mint)
    page, do = reverse("payments:payment", args=[payment.pk]), reverse("payments:do", args=[payment.pk, "refund"])
    viewer = sign_in(Client(), make_staff("viewer"))
    text = html(viewer, page)
    assert "山田太郎" not in text
    assert "ask-refund" not in text
    assert viewer.post(do, {"seen": "1000"}).status_code == 403
    floor = sign_in(Client(), make_staff("warehouse"))
    assert floor.get(page).status_code == 403
    accounting = sign_in(Client(), make_staff("accounting"))
    assert "ask-refund" in html(accounting, page)
    assert accounting.get(reverse("payments:account_new"), {"gateway": "coin"}).status_code == 403
    assert not Operation.objects.filter(kind="refund").exists()


def test_a_message_is_read_by_few_and_noted(desk: Client, mint: Mint) -> None:
    """Its signature is not shown whole, and whoever reads it stands in the log."""
    paid(mint)
    row = RawMessage.objects.get()
    text = html(desk, reverse("payments:message", args=[row.pk]))
    assert "authorised" in text
    assert AccessLog.objects.filter(what="payments.message").count() == 1
    support = sign_in(Client(), make_staff("support"))
    assert support.get(reverse("payments:message", args=[row.pk])).status_code == 403


def test_tasks_are_listed_and_closed(desk: Client) -> None:
    """With what is to be done, and a word of what was done."""
    payment = make_payment(1000)
    actions.close(payment.documents, actor="test")
    funds(payment)
    text = html(desk, reverse("payments:tasks"))
    assert payment.merchant_ref in text
    assert payment.merchant_ref in html(desk, reverse("payments:tasks"), kind="after_cancel")
    task = MoneyTask.objects.get()
    desk.post(reverse("payments:close_tasks"), {"ids": [str(task.pk)], "note": "電話で確認"})
    task.refresh_from_db()
    assert (task.note, task.closed_at is not None) == ("電話で確認", True)
    assert "電話で確認" in html(desk, reverse("payments:tasks"), closed="1")


def test_a_contract_is_made_and_its_secret_never_shown(desk: Client, mint: Mint) -> None:
    """Its ways to pay come with it, not yet offered; a secret left empty stays."""
    url = f"{reverse('payments:account_new')}?gateway=coin"
    values = {"code": "c", "name": "コイン", "active": "on", "x_address": mint.address}
    assert "secret" in html(desk, url).lower()
    assert desk.post(url, values).status_code == 200  # the secret is missing
    desk.post(url, {**values, "x_secret": "coin-secret"})
    account = GatewayAccount.objects.get(code="c")
    assert unseal(account.sealed) == '{"secret": "coin-secret"}'
    assert not Method.objects.get(code="paypay").active
    page = reverse("payments:account", args=[account.pk])
    assert "coin-secret" not in html(desk, page)
    assert account.webhook_token in html(desk, page)
    desk.post(page, {**values, "name": "コイン2"})
    account.refresh_from_db()
    assert (account.name, unseal(account.sealed)) == ("コイン2", '{"secret": "coin-secret"}')
    assert "コイン2" in html(desk, reverse("payments:accounts"))


def test_what_has_several_lines_is_written_in_several() -> None:
    """A browser takes the line breaks out of a text of one line."""
    for gateway in gateways.GATEWAYS.values():
        assert [one.name for one in gateway.fields if "\n" in one.default and not one.long] == []


def test_the_connection_is_checked(desk: Client, mint: Mint) -> None:
    """An answer, even “unknown”, says that somebody is there; silence is kept as a fault."""
    account = make_account("coin", mint.address, credentials={"secret": "coin-secret"})
    desk.post(reverse("payments:account_check", args=[account.pk]))
    account.refresh_from_db()
    assert account.last_error == ""
    mint.deaf = True
    desk.post(reverse("payments:account_check", args=[account.pk]))
    account.refresh_from_db()
    assert account.last_error


def test_a_contract_with_payments_is_not_deleted(desk: Client, mint: Mint) -> None:
    """One without is."""
    used, unused = make_coin(mint.address).account, make_account("coin", mint.address)
    for one in (used, unused):
        desk.post(reverse("payments:account_delete", args=[one.pk]))
    assert set(GatewayAccount.objects.filter(gateway="coin")) == {used}


def test_a_way_to_pay_is_changed(desk: Client) -> None:
    """Its fees are written a line per step, and read as they were."""
    way = Method.objects.get(code="cod")
    url = reverse("shell:master_edit", args=["ways-to-pay", way.pk])
    assert "9999: 330" in html(desk, url)
    values: dict[str, Any] = {
        "code": "cod", "name_ja": "代引", "name_en": "COD", "account": way.account_id, "active": "on", "position": "20",
        "family": "cash", "capture": "none", "min_amount": "1", "fees": "5000: 300\n500", "page_minutes": "30",
        "remind_days": "", "cost_bp": "0", "cost_fixed": "0",
    }  # fmt: skip
    assert desk.post(url, {**values, "fees": "abc"}).status_code == 200
    assert desk.post(url, {**values, "account": GatewayAccount.objects.get(code="bank").pk}).status_code == 200
    assert desk.post(url, values).status_code == 302
    way.refresh_from_db()
    assert (way.name_ja, way.fees) == ("代引", [[5000, 300], [None, 500]])


def test_the_home_page_counts_money_to_look_at(desk: Client) -> None:
    """Where everybody looks in the morning."""
    payment = make_payment(1000)
    actions.close(payment.documents, actor="test")
    funds(payment)
    assert reverse("payments:tasks") in html(desk, reverse("shell:home"))


def test_a_plan_that_is_too_late_is_refused(mint: Mint) -> None:
    """Two people confirm the same amount: the second one is told."""
    payment = paid(mint)
    assert actions.refund([Ask(payment.pk, 600, seen=1000)], actor="staff:1").done
    [refused] = actions.refund([Ask(payment.pk, 400, seen=1000)], actor="staff:2").refused
    assert refused.field == "amount"

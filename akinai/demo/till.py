"""Money of the demo's shop: tills, the bank's files, a payment that comes too late, a refund by four eyes, receipts."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.japan import holidays
from akinai.core.shell.rows import plain
from akinai.demo import doors, gateways, shop
from akinai.demo.browser import Browser
from akinai.demo.doors import WentWrong
from akinai.demo.shoppers import Shoppers
from akinai.demo.signins import actor_of
from akinai.orders import actions as orders
from akinai.orders.queries.promising import number_of
from akinai.payments import actions as payments
from akinai.payments.models import BankAccount, BankLine, MoneyTask, Payment, RefundDue

# An account of a bank that does not exist (9999).
BANK: dict[str, Any] = {
    "code": "main", "bank_code": "9999", "bank": "あさくさ銀行", "branch_code": "001", "branch": "本店",
    "kind": "1", "number": "0012345", "holder": "カ)アキナイザツカテン", "consignor": "0000012345", "shown": True,
}  # fmt: skip
KEPT_BACK = 330  # yen that one payer's bank takes off
HUSBAND = "サトウ タロウ"  # in whose name one transfer comes
BUYERS_ACCOUNT = {
    "bank": "みどり銀行", "bank_code": "9998", "branch": "駅前", "branch_code": "102", "kind": "1", "number": "7654321",
}  # fmt: skip


def open_account() -> None:
    """The shop's bank account, shown to buyers who transfer."""
    save, _delete = plain("payments.BankAccount")
    if not BankAccount.objects.filter(code=BANK["code"]).exists():
        save([BANK], actor="cli")


def _payment(shoppers: Shoppers, story: str) -> Payment:
    return Payment.objects.select_related("account").get(pk=shoppers.purchase(story).payment_id or 0)


def pay_slips(shoppers: Shoppers) -> None:
    """Two of three buyers pay at the convenience store; the agent tells us."""
    for story in ("konbini", "konbini_back"):
        gateways.press(_payment(shoppers, story), "deposit")


def book_transfers(shoppers: Shoppers) -> None:
    """入金消込: the bank's file; what is sure is matched by itself, the rest by accounting."""
    known = {name: _payment(shoppers, name) for name in shoppers.bought if name.startswith("transfer")}
    two = known["transfer_two_a"], known["transfer_two_b"]
    rows = [
        (known["transfer"].amount, known["transfer"].payer_kana),
        (known["transfer_other_name"].amount, HUSBAND),
        (known["transfer_short"].amount - KEPT_BACK, known["transfer_short"].payer_kana),
        (sum(one.amount for one in two), two[0].payer_kana),
    ]
    doors.command("import", "bank", _notice(rows), "--account", BANK["code"])
    lines = {line.amount: line for line in BankLine.objects.filter(state="open")}
    whole = known["transfer_other_name"]
    choices = []
    if line := lines.get(rows[1][0]):
        choices.append(payments.Choice(line_id=line.pk, parts=[(whole.pk, whole.amount)]))
    if line := lines.get(rows[2][0]):
        parts = [(known["transfer_short"].pk, line.amount)]
        choices.append(payments.Choice(line_id=line.pk, parts=parts, short=KEPT_BACK))
    if line := lines.get(rows[3][0]):
        choices.append(payments.Choice(line_id=line.pk, parts=[(one.pk, one.amount) for one in two]))
    refused = payments.match(choices, actor=actor_of("accounting")).refused if choices else []
    if refused:
        raise WentWrong(" ".join(one.message for one in refused))


def _notice(rows: list[tuple[int, str]]) -> Path:
    """振込入金通知, as the bank writes it."""
    facts = {
        "day": clock.today().isoformat(), "bank": BANK["bank_code"], "branch": BANK["branch_code"],
        "kind": BANK["kind"], "number": BANK["number"], "holder": BANK["holder"], "rows": rows,
    }  # fmt: skip
    receipts = shop.write("bank_receipts.json", json.dumps(facts, ensure_ascii=False).encode())
    notice = shop.write(f"bank_{clock.today():%Y%m%d}.txt", b"")
    doors.stand_in("bank", "told", receipts, notice)
    receipts.unlink()
    return notice


def change_mind(shoppers: Shoppers) -> None:
    """A buyer who has paid at the till does not want it any more: cancelled, and the money is to go back."""
    ids = shoppers.purchase("konbini_back").order_ids
    orders.cancel(ids, reason="buyer", actor=actor_of("support"))


def begin_refund(shoppers: Shoppers) -> None:
    """返金: support asks for it, the buyer names an account on the form the mail leads to."""
    payment = _payment(shoppers, "konbini_back")
    wish = payments.RefundWish(payment_id=payment.pk, amount=payment.captured, reason=_("Cancelled by the buyer"))
    outcome = payments.ask_refund([wish], base=shoppers.home, actor=actor_of("support"))
    if outcome.refused:
        raise WentWrong(outcome.refused[0].message)
    row = RefundDue.objects.get(pk=outcome.done[0])
    browser = Browser(shoppers.home)
    browser.go(f"/pay/refund/{row.token}/")
    browser.send(**BUYERS_ACCOUNT, holder=payment.payer_kana)
    browser.close()


def pay_refund(shoppers: Shoppers) -> None:
    """Accounting approves, and the bank is told: 全銀 総合振込, which the bank can read."""
    accounting = actor_of("accounting")
    ready = list(RefundDue.objects.filter(state=RefundDue.State.READY).values_list("pk", flat=True))
    outcome = payments.approve_refunds(ready, actor=accounting)
    if outcome.refused or not outcome.done:
        raise WentWrong(" ".join(one.message for one in outcome.refused) or "no refund to approve")
    ids = [int(str(one)) for one in outcome.done]
    made = payments.write_transfer_file(ids, account_code=BANK["code"], pay_on=_next_working_day(), actor=accounting)
    with default_storage.open(made.file) as stored:
        written = shop.write(f"bank_transfers_{clock.today():%Y%m%d}.txt", stored.read())
    paid: dict[str, Any] = doors.stand_in("bank", "pay", written)
    if paid["total"] != made.total:
        raise WentWrong(f"the bank would pay {paid['total']}, not {made.total}")


def _next_working_day() -> dt.date:
    day = clock.today() + dt.timedelta(days=1)
    while day.weekday() >= 5 or holidays.is_holiday(day):  # Saturday, Sunday
        day += dt.timedelta(days=1)
    return day


def pay_late(shoppers: Shoppers) -> None:
    """The page was left, its time ran out, the order is gone: now the buyer pays all the same. A task for a person."""
    payment = _payment(shoppers, "late")
    gateways.press(payment, "pay")


def issue_receipts(shoppers: Shoppers) -> None:
    """領収書: the member has one made out, and fetches it twice: the second is marked 再発行."""
    browser = shoppers.member
    if browser is None:
        return
    for story, addressee in (("member", "株式会社あおぞら商事"), ("gift", "")):
        for pk in shoppers.purchase(story).order_ids:
            number = number_of(pk)
            browser.go(f"/my/orders/{number}/")
            browser.send("addressee", "purpose", **({"addressee": addressee} if addressee else {}))
            _fetch(browser, number, times=2 if addressee else 1)


def _fetch(browser: Browser, number: str, *, times: int) -> None:
    for time in range(times):
        browser.go(f"/my/orders/{number}/")
        form = next(form for form in browser.page.forms if "/papers/" in form.action or form.action.endswith("/open/"))
        pdf = browser.fetch(form)
        if not pdf.startswith(b"%PDF"):
            raise WentWrong(f"{form.action}: no PDF")
        shop.write(f"receipt_{number}_{time + 1}.pdf", pdf)


def open_tasks() -> int:
    """What a person still has to look at."""
    return MoneyTask.objects.filter(closed_at=None).count()

"""Mails about refunds by transfer: where to, and that it was paid."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import override

from akinai.core import clock, mail, subjects
from akinai.core.mail import words
from akinai.core.models import Shop
from akinai.core.money import format_amount
from akinai.payments.models import RefundDue

VALID_DAYS = 60  # how long a buyer may give the account


def ask_for_account(rows: Sequence[tuple[RefundDue, str]], *, base: str, actor: str) -> list[int]:
    """Ask buyers for their accounts; rows with the language of each. Nobody is asked where the shop has no address."""
    until = clock.today() + dt.timedelta(days=VALID_DAYS)
    values = [
        (row, language, {"link": f"{base.rstrip('/')}/pay/refund/{row.token}/", "until": _day(until, language)})
        for row, language in rows
        if base
    ]
    return _write("refund_ask", values, once="", actor=actor)


def tell_paid(rows: Sequence[tuple[RefundDue, dict[str, str]]], *, language: str = "ja", actor: str) -> list[int]:
    """Tell buyers that the bank has paid; rows with their open accounts."""
    values = [
        (
            row,
            language,
            {
                "paid_on": _day(row.paid_on or clock.today(), language),
                "account": _short(account),
            },
        )
        for row, account in rows
        if row.email
    ]
    return _write("refund_paid", values, once=clock.now().isoformat(), actor=actor)


def _write(kind: str, rows: Sequence[tuple[RefundDue, str, dict[str, str]]], *, once: str, actor: str) -> list[int]:
    shop = Shop.objects.first()
    if not rows or shop is None or not shop.email:
        return []
    found = words.templates([f"payments.{kind}"])
    called = subjects.called({document for row, _language, _values in rows for document in row.documents})
    mails = []
    for row, language, values in rows:
        template = words.choose(found, f"payments.{kind}", "", language)
        filled: dict[str, Any] = {
            "name": row.name,
            "shop": shop.name,
            "amount": format_amount(row.amount),
            "number": "・".join(called[document].text for document in row.documents),
            "signature": "\n".join(part for part in (shop.name, shop.phone, shop.email) if part),
            **values,
        }
        mails.append(
            mail.NewMail(
                kind=f"payments.{kind}",
                subject_ref=row.documents[0] if row.documents else f"refund/{row.pk}",
                dedupe=f"refund/{row.pk}/{kind}/{once or row.token}",
                from_name=shop.name,
                from_address=shop.email,
                to_name=row.name,
                to_address=row.email,
                subject=mail.render(template.subject, filled),
                body=mail.render(template.body, filled),
            )
        )
    return mail.queue_mail(mails, actor=actor)


def _short(account: dict[str, str]) -> str:
    """Enough of an account for its owner to know which."""
    bank = account.get("bank") or account.get("bank_code", "")
    return f"{bank} ＊＊＊{account.get('number', '')[-3:]}"


def _day(day: dt.date, language: str) -> str:
    with override(language):
        return date_format(day, "DATE_FORMAT")

"""What gateways tell us by themselves: kept first, then verified, understood, applied, acknowledged."""

import datetime as dt
import hashlib
import json
from typing import Any

import structlog
from django.db import connection, transaction

from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.outcome import Refused
from akinai.core.partners import open_keys
from akinai.payments import gateways
from akinai.payments.actions import applying, reaching, starting, tasks
from akinai.payments.gateways import base
from akinai.payments.models import GatewayAccount, Payment, RawMessage, TaskKind

log = structlog.get_logger(__name__)

KEPT = dt.timedelta(days=396)  # 13 months
ASKED_SOON = dt.timedelta(minutes=1)
DROPPED = frozenset({"cookie", "authorization", "proxy-authorization"})
LONGEST_HEADER = 1000
NOT_THERE = base.RawResponse(b"not found", 404)

STATEMENT = """
insert into payments_rawmessage (account_id, headers, body, digest, genuine, received_at, times, error)
values (%s, %s, %s, %s, false, %s, 1, '')
    on conflict (account_id, digest) do update set times = payments_rawmessage.times + 1
returning id, genuine and handled_at is not null
"""


def receive(webhook_token: str, raw: base.RawRequest, *, actor: str = "job:gateway") -> base.RawResponse:
    """Take in what came to /pay/notify/<token>/; what the gateway expects to hear.

    The bytes are kept before anything is understood, each message once however often it comes. A message that is not
    the gateway's is refused and a task; one about a payment we don't know is acknowledged and a task.
    """
    account = GatewayAccount.objects.filter(webhook_token=webhook_token).first()
    gateway = gateways.GATEWAYS.get(account.gateway) if account else None
    if account is None or gateway is None:
        log.warning("payments.notice_for_nobody", sender=raw.sender)
        return NOT_THERE
    message, known = _keep(account, raw)
    ours = reaching.account_of(account)
    notice = gateway.read_notice(ours, raw)
    if not notice.genuine:
        _refuse(account, message, notice, raw, actor)
        return gateway.acknowledge(ours, notice, False, notice.why)
    if not known:
        RawMessage.objects.filter(pk=message).update(genuine=True)
        _understand(account, message, notice, actor)
    return gateway.acknowledge(ours, notice, True)


def _keep(account: GatewayAccount, raw: base.RawRequest) -> tuple[int, bool]:
    """The message's row, and whether it was understood before. Its own transaction."""
    secret = set(open_keys(account.sealed).values())
    headers = {
        name: value[:LONGEST_HEADER]
        for name, value in raw.headers.items()
        if name not in DROPPED and value not in secret
    }
    if raw.query:
        headers["(query)"] = mask_cards(raw.query)[0][:LONGEST_HEADER]
    digest = hashlib.sha256(raw.query.encode() + b"\0" + raw.body).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATEMENT, [account.pk, _json(headers), masked(raw.body), digest, clock.now()])
        row = cursor.fetchone()
    return row[0], row[1]


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def masked(body: bytes) -> bytes:
    """The bytes without card numbers, otherwise untouched (each byte is a character of Latin-1)."""
    text, found = mask_cards(body.decode("latin-1"))
    return text.encode("latin-1") if found else body


def _refuse(account: GatewayAccount, message: int, notice: base.Notice, raw: base.RawRequest, actor: str) -> None:
    log.warning("payments.forged", account=account.code, sender=raw.sender, why=notice.why, message=message)
    with transaction.atomic():
        # A genuine one of the same bytes stays genuine: its signature is in a header.
        row = RawMessage.objects.filter(pk=message, genuine=False)
        row.update(handled_at=clock.now(), error=f"refused: {notice.why}"[:500])
        tasks.open_tasks(
            [
                tasks.NewTask(
                    kind=TaskKind.FORGED,
                    dedupe=f"{TaskKind.FORGED}/{account.pk}/{clock.today()}",
                    detail={"account": account.code, "message": message, "why": notice.why, "sender": raw.sender},
                )
            ],
            actor=actor,
        )


def _understand(account: GatewayAccount, message: int, notice: base.Notice, actor: str) -> None:
    GatewayAccount.objects.filter(pk=account.pk).update(last_heard_at=clock.now(), last_error="")
    payment_id = _find(account, notice)
    if payment_id is None:
        _unknown(account, message, notice, actor)
        return
    error = ""
    if notice.snapshot is not None:
        applying.apply_snapshot(payment_id, notice.snapshot, source="webhook", raw_id=message, actor=actor)
    if notice.inquire and not starting.inquire([payment_id], source="webhook", actor=actor).get(payment_id, False):
        Payment.objects.filter(pk=payment_id).update(next_inquiry_at=clock.now() + ASKED_SOON)
        error = "the gateway did not answer; asked again by the clock"
    RawMessage.objects.filter(pk=message).update(handled_at=clock.now(), payment_id=payment_id, error=error)


def _find(account: GatewayAccount, notice: base.Notice) -> int | None:
    rows = Payment.objects.filter(account=account).order_by("-id").values_list("pk", flat=True)
    if notice.merchant_ref:
        return rows.filter(merchant_ref=notice.merchant_ref).first()
    for name, value in notice.ids.items():
        found = rows.filter(ids__contains={name: value}).first() if value else None
        if found is not None:
            return found
    return None


def _unknown(account: GatewayAccount, message: int, notice: base.Notice, actor: str) -> None:
    """About none of our payments: a task, unless it speaks of no payment at all (a ping)."""
    row = RawMessage.objects.filter(pk=message)
    if not notice.merchant_ref and not any(notice.ids.values()):
        row.update(handled_at=clock.now(), error="")
        return
    log.warning("payments.unknown_payment", account=account.code, ref=notice.merchant_ref, message=message)
    told = {"account": account.code, "message": message, "merchant_ref": notice.merchant_ref, "ids": notice.ids}
    amount = (notice.snapshot.amount if notice.snapshot else None) or 0
    with transaction.atomic():
        row.update(handled_at=clock.now(), error="unknown payment")
        tasks.open_tasks(
            [
                tasks.NewTask(
                    kind=TaskKind.NO_PAYMENT,
                    dedupe=f"{TaskKind.NO_PAYMENT}/{account.pk}/{notice.merchant_ref or message}",
                    amount=amount,
                    detail=told,
                )
            ],
            actor=actor,
        )


def take_up(*, actor: str) -> None:
    """Messages that were kept and never understood (the program stopped between): understood now. Network."""
    before = clock.now() - dt.timedelta(minutes=2)
    rows = RawMessage.objects.filter(handled_at=None, received_at__lt=before).select_related("account")
    for row in rows.order_by("id")[:50]:
        try:
            _take_up(row, actor)
        except Refused:
            log.exception("payments.message_not_understood", message=row.pk)


def _take_up(row: RawMessage, actor: str) -> None:
    gateway = gateways.GATEWAYS[row.account.gateway]
    headers = dict(row.headers)
    query = str(headers.pop("(query)", ""))
    raw = base.RawRequest(headers=headers, body=bytes(row.body or b""), query=query)
    notice = gateway.read_notice(reaching.account_of(row.account), raw)
    if notice.genuine or row.genuine:
        _understand(row.account, row.pk, notice, actor)
    else:
        _refuse(row.account, row.pk, notice, raw, actor)


def forget_messages() -> int:
    """The bodies of messages older than 13 months go; how many."""
    old = RawMessage.objects.filter(received_at__lt=clock.now() - KEPT, body__isnull=False)
    return old.update(body=None, headers={})

"""Receipts, invoices and credit notes: issued once, frozen, numbered without gaps; handed out again they are marked.

What was wrong is corrected by another document that names the first (消費税法基本通達 1-8-21). For cash on delivery and
後払い the slip of the one who collects is the receipt, so ours is refused unless a person insists (`even_so`).
"""

import datetime as dt
import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.models import Shop
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.orders import gathering
from akinai.orders.events import DocumentCopied, DocumentIssued
from akinai.orders.models import DocumentCopy, DocumentKind, IssuedDocument, Order, PaymentMethod, SalesChannel
from akinai.orders.papers import content, printing, stamps
from akinai.payments import queries as ledger
from akinai.payments.models import Payment

PREFIXES = {DocumentKind.RECEIPT: "R", DocumentKind.INVOICE: "Q", DocumentKind.CREDIT_NOTE: "H"}
COLLECTED_BY_OTHERS = ("cod", "atobarai", "post_pay")
NO_NOTE_BELOW = 10_000  # yen with tax: below, a 返還請求書 need not be issued (消費税法施行令70条の9第3項)
LOCK = 0x646F6373  # so that numbers have no gaps


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A document to issue for an order. Empty words: the buyer's name, and 「お品代として」."""

    order_id: int
    kind: str = DocumentKind.RECEIPT
    addressee: str = ""
    purpose: str = ""
    even_so: bool = False


def issue(asked: Sequence[Issue], *, actor: str) -> Outcome:
    """Issue receipts or invoices; done: document ids. An order that has one of the kind keeps it: correct that one.

    Refused with a sentence: orders not paid (receipts), cancelled, of a channel that issues its own, with an unknown
    price, collected by the carrier.
    """
    with transaction.atomic():
        orders = gathering.locked([one.order_id for one in asked])
        outcome = Outcome(refused=gathering.missing([one.order_id for one in asked], orders))
        world = _World.of(orders)
        known = _living(orders, [one.kind for one in asked])
        papers = []
        for one in asked:
            order = orders.get(one.order_id)
            if order is None:
                continue
            sentence = _refusal(order, one, world, known)
            if sentence:
                outcome.refused.append(Refusal(order.pk, "document", sentence % {"number": order.number}))
                continue
            papers.append(_paper(order, one, world))
            known.add((order.pk, one.kind))  # asked for twice in one batch, it is one
        outcome.done = [row.pk for row in _write(papers, actor)]
    return outcome


def correct(document_id: int, *, addressee: str, purpose: str, reason: str, actor: str) -> int:
    """Issue a document anew in place of one that was wrong; it names the first. Returns its id. Raises Refused."""
    with transaction.atomic():
        old = IssuedDocument.objects.filter(pk=document_id).first()
        if old is None or old.kind == DocumentKind.CREDIT_NOTE or old.corrections.exists():
            raise Refused([Refusal(document_id, "document", _("This document cannot be corrected (again)."))])
        if not reason.strip():
            raise Refused([Refusal(document_id, "reason", _("Say why it is corrected."))])
        orders = gathering.locked(old.orders)
        one = Issue(order_id=old.orders[0], kind=old.kind, addressee=addressee, purpose=purpose)
        paper = _paper(orders[old.orders[0]], one, _World.of(orders))
        paper.data |= {"corrects": old.number, "reason": reason.strip()}
        paper.corrects = old
        return int(_write([paper], actor)[0].pk)


def issue_credit_notes(order_ids: Collection[int], *, actor: str) -> list[int]:
    """適格返還請求書 for pieces that came back and stand on none yet. Returns document ids.

    Only a registered shop has to, only where it issues documents, and not below 10,000 yen.
    """
    with transaction.atomic():
        orders = gathering.locked(order_ids)
        world = _World.of(orders)
        if not world.shop.registration_number:
            return []
        noted = _noted(orders)
        papers = []
        for order in orders.values():
            if order.channel_id not in world.ours:
                continue
            data = _returned(order, noted[order.pk], world)
            if data and data["amount"] >= NO_NOTE_BELOW:
                papers.append(_row(order, data))
        return [row.pk for row in _write(papers, actor)]


def _noted(order_ids: Collection[int]) -> dict[int, Counter[int]]:
    """Pieces by line that stand on credit notes already, by order."""
    found: dict[int, Counter[int]] = defaultdict(Counter)
    rows = IssuedDocument.objects.filter(orders__overlap=list(order_ids), kind=DocumentKind.CREDIT_NOTE)
    for orders, pieces in rows.values_list("orders", "data__pieces"):
        for order in orders:
            found[order].update({int(line): count for line, count in pieces.items()})
    return found


def hand_out(document_id: int, *, printed: bool = False, actor: str) -> tuple[IssuedDocument, bytes]:
    """The document's PDF, and a note that it was handed out: from the second time on it is marked 再発行.

    `printed`: on paper, where a revenue stamp may be due. Raises IssuedDocument.DoesNotExist.
    """
    with transaction.atomic():
        document = IssuedDocument.objects.select_for_update(of=("self",)).get(pk=document_id)
        count = document.copies.count() + 1
        DocumentCopy.objects.create(document=document, count=count, at=clock.now(), actor=actor)
        subjects = [f"order/{order}" for order in document.orders]
        publish([DocumentCopied(subject=one, actor=actor, number=document.number, count=count) for one in subjects])
    if count == 1 and not printed:
        with default_storage.open(document.file) as file:
            return document, bytes(file.read())
    return document, _pdf(document, count, printed)


def _pdf(document: IssuedDocument, count: int, printed: bool) -> bytes:
    day = document.issued_at.astimezone(clock.JST).date()
    return printing.pdf(
        document.data, number=document.number, issued=printing.day_words(day), copy=count, printed=printed
    )


# --- what is issued -----------------------------------------------------------------------------------------


@dataclass
class _World:
    """What a batch of documents is made of: a constant number of statements, however many they are."""

    orders: Collection[int]
    shop: Shop
    lines: dict[int, list[Any]]
    methods: dict[str, str]  # code → name in Japanese
    ours: set[int]  # channels whose documents we issue

    @classmethod
    def of(cls, orders: Collection[int]) -> "_World":
        return cls(
            orders,
            Shop.objects.first() or Shop(),
            gathering.lines_of(orders),
            dict(PaymentMethod.objects.values_list("code", "name_ja")),
            set(SalesChannel.objects.filter(issues_documents=True).values_list("id", flat=True)),
        )

    @cached_property
    def payments(self) -> dict[str, list[Payment]]:
        return ledger.of_documents([f"order/{key}" for key in self.orders])

    @cached_property
    def originals(self) -> dict[int, str]:
        """The number of the document that an order's return refers to, where one was issued."""
        rows = IssuedDocument.objects.filter(orders__overlap=list(self.orders), kind__in=("receipt", "invoice"))
        return {order: row.number for row in rows.order_by("id") for order in row.orders}


def _living(orders: Collection[int], kinds: Collection[str]) -> set[tuple[int, str]]:
    """(order, kind) of documents that stand."""
    rows = IssuedDocument.objects.filter(orders__overlap=list(orders), kind__in=list(kinds), corrections=None)
    return {(order, row.kind) for row in rows for order in row.orders}


def _refusal(order: Order, one: Issue, world: _World, known: Collection[tuple[int, str]]) -> str:
    if (order.pk, one.kind) in known:
        return _("Order %(number)s has this document already: hand it out again, or correct it.")
    if order.cancelled:
        return _("Order %(number)s is cancelled.")
    if order.channel_id not in world.ours:
        return _("The mall of order %(number)s issues its own receipts and invoices.")
    if order.billed is None or any(line.unit_price is None for line in world.lines.get(order.pk, [])):
        return _("A price of order %(number)s is unknown.")
    if one.kind == DocumentKind.RECEIPT:
        if order.payment_method in COLLECTED_BY_OTHERS and not one.even_so:
            return _("The slip of the one who collects the money of order %(number)s is its receipt.")
        if order.received < order.billed and order.payment_method not in COLLECTED_BY_OTHERS:
            return _("Order %(number)s is not paid in full yet.")
        if not order.billed:
            return _("Nothing was paid for order %(number)s.")
    return ""


def _paper(order: Order, one: Issue, world: _World) -> IssuedDocument:
    more: dict[str, Any] = {}
    if one.kind == DocumentKind.INVOICE:
        more = _terms(order, world)
    name = world.methods.get(order.payment_method, order.payment_text)
    wording = content.Wording(
        one.addressee.strip() or f"{order.buyer_name or order.name} 様", one.purpose.strip() or "お品代として"
    )
    method = {"code": order.payment_method, "name": name, "printed": _method_words(order.payment_method, name)}
    lines = world.lines.get(order.pk, [])
    return _row(order, content.of_order(one.kind, order, lines, world.shop, wording, method, **more))


def _method_words(code: str, name: str) -> str:
    """A card sale must say クレジットカード利用, else the receipt bears stamp duty (国税庁 印紙税 19/37)."""
    return "クレジットカード利用" if code in stamps.BY_CREDIT else name


def _terms(order: Order, world: _World) -> dict[str, Any]:
    """Until when and where to pay an invoice."""
    payments = world.payments.get(f"order/{order.pk}", [])
    told = ledger.instructions(payments[0], language="ja") if payments else []
    return {"accounts": [f"{label}：{value}" for label, value in told]}


def _returned(order: Order, noted: Counter[int], world: _World) -> dict[str, Any]:
    lines = [(line, line.returned - noted[line.pk]) for line in world.lines.get(order.pk, [])]
    lines = [(line, count) for line, count in lines if count > 0]
    if not lines or any(line.unit_price is None for line, _count in lines):
        return {}
    original = world.originals.get(order.pk) or f"ご注文番号 {order.number}"
    to = f"{order.buyer_name or order.name} 様"
    today = clock.today().isoformat()
    data = content.of_return(order, lines, world.shop, to, original=original, day=today)
    return {**data, "pieces": {str(line.pk): count for line, count in lines}}


def _row(order: Order, data: dict[str, Any]) -> IssuedDocument:
    return IssuedDocument(
        kind=data["kind"], orders=[order.pk], day=dt.date.fromisoformat(data["day"]), addressee=data["addressee"],
        purpose=data["purpose"], amount=data["amount"], currency=data["currency"],
        qualified=bool(data["seller"]["registration"]), data=data,
    )  # fmt: skip


def _write(papers: Sequence[IssuedDocument], actor: str) -> list[IssuedDocument]:
    """Number, print and keep the documents."""
    if not papers:
        return []
    now = clock.now()
    for paper, number in zip(papers, _numbers([paper.kind for paper in papers], now.year), strict=True):
        paper.number, paper.issued_at, paper.issued_by = number, now, actor
        data = printing.pdf(paper.data, number=number, issued=printing.day_words(now.astimezone(clock.JST).date()))
        paper.digest = hashlib.sha256(data).hexdigest()
        paper.file = default_storage.save(f"documents/{now:%Y/%m}/{number}.pdf", ContentFile(data))
    written = IssuedDocument.objects.bulk_create(papers)
    publish(
        [
            DocumentIssued(
                subject=f"order/{order}", actor=actor, kind=str(paper.kind), number=paper.number, amount=paper.amount
            )
            for paper in written
            for order in paper.orders
        ]
    )
    return written


def _numbers(kinds: Sequence[str], year: int) -> list[str]:
    """The next numbers of each kind in a year, without gaps: under a lock held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(
            """select kind, max(substring(number from '[0-9]+$')::int) from orders_issueddocument
                where number like %s group by kind""",
            [f"_{year}-%"],
        )
        last: dict[str, int] = dict(cursor.fetchall())
    found = []
    for kind in kinds:
        last[kind] = last.get(kind, 0) + 1
        found.append(f"{PREFIXES[DocumentKind(kind)]}{year}-{last[kind]:06d}")
    return found

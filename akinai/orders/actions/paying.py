"""Money that came in: receipts that are never changed; an undo is a receipt of its own."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.cards import mask_cards
from akinai.core.events import Event, publish
from akinai.core.money import format_amount
from akinai.core.outcome import Outcome, Refusal
from akinai.orders import gathering, rows, rulebook
from akinai.orders.actions import dating, holding, writing
from akinai.orders.draft import payment_gate
from akinai.orders.events import Paid, PaymentUndone
from akinai.orders.models import Order, PaymentReceipt
from akinai.orders.models.order import PaymentGate
from akinai.payments import actions as payments
from akinai.payments import queries as ledger
from akinai.payments.models import EventKind


@dataclass(frozen=True)
class Payment:
    """Money for an order. `amount` None: all that is missing. `paid_on` None: today."""

    order_id: int
    amount: int | None = None
    paid_on: dt.date | None = None
    payer: str = ""
    note: str = ""


def mark_paid(payments: Sequence[Payment], *, actor: str) -> Outcome:
    """Write receipts, whole or partial. An order whose bill is covered (or overpaid) may go on.

    Where nobody knows what is billed, the amount must be named, and is then taken as everything: a person has looked.
    Money that comes after the planned ship date: it is reckoned again, and a wished date that is lost is to be checked.
    Done: order ids. The inverse is `undo_payment`.
    """
    with transaction.atomic():
        asked = [payment.order_id for payment in payments]
        orders = gathering.locked(asked)
        outcome = Outcome(refused=gathering.missing(dict.fromkeys(asked), orders))
        receipts: list[tuple[PaymentReceipt, Order]] = []
        for payment in payments:
            order = orders.get(payment.order_id)
            if order is None:
                continue
            amount = payment.amount
            if amount is None and order.billed is not None:
                amount = order.billed - order.received
            refusal = _refusal(order, amount, payment.paid_on)
            if refusal or amount is None:
                outcome.refused.append(refusal or Refusal(order.pk, "amount", ""))
                continue
            order.received += amount
            receipts.append((_receipt(order, amount, payment, actor), order))
        waited = {order.pk for order in orders.values() if order.payment_gate == PaymentGate.WAITING}
        _into_ledger([receipt for receipt, _ in receipts], actor)
        late = settle([order for _, order in receipts], actor)
        written = PaymentReceipt.objects.bulk_create([receipt for receipt, _ in receipts])
        told = [paid(receipt, order, actor) for receipt, (_, order) in zip(written, receipts, strict=True)]
        publish([*told, *late])
        outcome.done = list(dict.fromkeys(order.pk for _, order in receipts))
        satisfied = [one for one in outcome.done if one in waited and orders[one].payment_gate != PaymentGate.WAITING]
        if satisfied:
            writing.queue_order_mails("paid", satisfied, actor=actor)
    return outcome


def _refusal(order: Order, amount: int | None, paid_on: dt.date | None) -> Refusal | None:
    words = {"number": order.number}
    if order.authorised:
        sentence = _("The gateway holds the money for order %(number)s: it is collected when the order ships.") % words
        return Refusal(order.pk, "amount", sentence)
    if amount is None:
        sentence = _("Nobody knows what is to be paid for order %(number)s: name the amount.") % words
        return Refusal(order.pk, "amount", sentence)
    if amount <= 0:
        known = {**words, "amount": format_amount(order.received, order.currency)}
        sentence = _("Order %(number)s has been paid already (%(amount)s).") % known
        return Refusal(order.pk, "amount", sentence)
    if paid_on and paid_on > clock.today():
        sentence = _("The payment date of order %(number)s lies in the future.") % words
        return Refusal(order.pk, "paid_on", sentence)
    return None


def _receipt(order: Order, amount: int, payment: Payment, actor: str) -> PaymentReceipt:
    return PaymentReceipt(
        order_id=order.pk,
        amount=amount,
        paid_on=payment.paid_on or clock.today(),
        payer=payment.payer,
        note=mask_cards(payment.note)[0],
        at=clock.now(),
        actor=actor,
    )


# Where no gateway tells us what came in, a person does.
TOLD_BY_PEOPLE = ("bank", "cash", "on_account")
LEDGER = "job:payments"  # who writes the receipts that follow the ledger by themselves


def _into_ledger(receipts: Sequence[PaymentReceipt], actor: str) -> None:
    """What a person books for an order whose money we collect is booked in the ledger of payments as well."""
    known = ledger.of_documents([f"order/{receipt.order_id}" for receipt in receipts])
    facts = []
    for receipt in receipts:
        own = known.get(f"order/{receipt.order_id}", [])
        open_ones = [one for one in own if one.closed_at is None and one.account.gateway in TOLD_BY_PEOPLE]
        if open_ones:
            receipt.payment_id = open_ones[0].pk  # the latest
            facts.append(_fact(receipt, EventKind.FUNDS_RECEIVED, f"staff/{uuid4()}"))
    payments.record(facts, source="staff", actor=actor)


def _fact(receipt: PaymentReceipt, kind: str, reference: str) -> payments.Fact:
    return payments.Fact(
        payment_id=receipt.payment_id or 0,
        kind=kind,
        amount=abs(receipt.amount),
        reference=reference,
        detail={"payer": receipt.payer, "note": receipt.note, "paid_on": receipt.paid_on.isoformat()},
    )


def paid(receipt: PaymentReceipt, order: Order, actor: str) -> Event:
    """What is announced of a receipt."""
    return Paid(
        subject=f"order/{order.pk}",
        actor=actor,
        receipt_id=receipt.pk,
        amount=receipt.amount,
        received=order.received,
        billed=order.billed,
        satisfied=order.payment_gate != PaymentGate.WAITING,
    )


def settle(orders: Sequence[Order], actor: str, *more: str) -> list[Event]:
    """Write what was received (and `more` columns) and what follows from it. Events to publish."""
    each = list({order.pk: order for order in orders}.values())
    if not each:
        return []
    book = rulebook.load(ids={order.channel_id for order in each})
    waited = {order.pk for order in each if order.payment_gate == PaymentGate.WAITING}
    for order in each:
        order.payment_gate = payment_gate(order, book)
    rows.update_orders(each, "received", "payment_gate", *more)
    return _late({o.pk: o for o in each if o.pk in waited and _is_late(o, book.today)}, actor)


def _is_late(order: Order, today: dt.date) -> bool:
    planned = order.ship_date is not None and order.ship_date < today
    return planned and order.payment_gate != PaymentGate.WAITING and not (order.cancelled or order.in_work)


def _late(orders: dict[int, Order], actor: str) -> list[Event]:
    """The money came after the day they were to leave: dates and rules anew. Events to publish."""
    if not orders:
        return []
    found = gathering.gather(orders)
    dating.reckon(found)
    return holding.rescreen(found, actor=actor)


def undo_payment(receipt_ids: Collection[int], *, actor: str) -> Outcome:
    """Reverse receipts, each by a receipt of its own; the order waits for payment again. Done: receipt ids.

    Nothing is paid back by this: it says that the entry was wrong. Receipts that follow the ledger of payments are
    refused: there the matching is undone, or the money refunded.
    """
    with transaction.atomic():
        asked = PaymentReceipt.objects.filter(id__in=list(receipt_ids))
        orders = gathering.locked(asked.values_list("order_id", flat=True))
        receipts = list(asked.filter(reverses=None).order_by("id"))
        reversed_already = set(
            PaymentReceipt.objects.filter(reverses__in=receipts).values_list("reverses_id", flat=True)
        )
        outcome = Outcome()
        new: list[PaymentReceipt] = []
        events: list[Event] = []
        for receipt in receipts:
            if receipt.pk in reversed_already or (receipt.payment_id and receipt.actor == LEDGER):
                continue
            order = orders[receipt.order_id]
            order.received -= receipt.amount
            new.append(_reversal(receipt, actor))
            events.append(
                PaymentUndone(
                    subject=f"order/{order.pk}",
                    actor=actor,
                    receipt_id=receipt.pk,
                    amount=receipt.amount,
                    received=order.received,
                )
            )
            outcome.done.append(receipt.pk)
        outcome.refused = [
            Refusal(one, "receipt", _not_undone(int(one), receipts))
            for one in receipt_ids
            if int(one) not in outcome.done
        ]
        booked = [
            _fact(one, EventKind.FUNDS_REVERSED, f"staff/undo/{one.reverses_id}") for one in new if one.payment_id
        ]
        payments.record(booked, source="staff", actor=actor)
        PaymentReceipt.objects.bulk_create(new)
        publish([*events, *settle([orders[receipt.order_id] for receipt in new], actor)])
    return outcome


def _not_undone(asked: int, receipts: Sequence[PaymentReceipt]) -> str:
    if any(one.pk == asked and one.payment_id and one.actor == LEDGER for one in receipts):
        return _("This money was told by the bank or the gateway: undo the matching or refund it under Payments.")
    return _("This receipt has been reversed already or is a reversal itself.")


def _reversal(receipt: PaymentReceipt, actor: str) -> PaymentReceipt:
    return PaymentReceipt(
        order_id=receipt.order_id,
        amount=-receipt.amount,
        paid_on=clock.today(),
        payer=receipt.payer,
        payment_id=receipt.payment_id,
        reverses_id=receipt.pk,
        at=clock.now(),
        actor=actor,
    )

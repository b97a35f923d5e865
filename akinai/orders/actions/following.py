"""Orders follow the ledger of payments: what came in, what a gateway holds for them, what the buyer is told.

The ledger is the truth and speaks of documents; here each order gets its share. Every verb reads the present sums, so
that hearing a thing twice, late or out of order comes to the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import override

from akinai.core import clock
from akinai.core.events import Event, publish
from akinai.orders import gathering
from akinai.orders.actions import cancelling, writing
from akinai.orders.actions.paying import LEDGER, paid, settle
from akinai.orders.events import Authorised, Edited
from akinai.orders.models import Order, PaymentReceipt
from akinai.orders.models.order import PaymentGate
from akinai.orders.payment_words import guide
from akinai.payments import actions as payments
from akinai.payments import queries as ledger
from akinai.payments.models import Payment, PaymentState

# The buyer is not done with the payment page, or it came to nothing.
NOTHING_PROMISED = (PaymentState.NEW, PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.VOIDED)
WAITING = (PaymentState.NEW, PaymentState.PENDING, PaymentState.PART_PAID)


def order_ids(documents: Iterable[str]) -> list[int]:
    """The orders among documents ("order/12")."""
    told = (one.partition("/") for one in documents)
    return sorted({int(key) for kind, _slash, key in told if kind == "order"})


def shares(payment: Payment, amount: int) -> dict[str, int]:
    """An amount of a payment by its documents: each gets its own part in turn, the last what is left over."""
    found, rest = {}, amount
    for document, part in zip(payment.documents, payment.amounts, strict=True):
        found[document] = min(part, rest)
        rest -= found[document]
    found[payment.documents[-1]] += rest
    return found


def follow_payments(documents: Collection[str], *, actor: str) -> None:
    """Write the receipts that orders lack (or have too many of) by the ledger, what is held, and the mails that follow.

    An order whose buyer was on a payment page is confirmed to them now, if anything was promised there.
    """
    with transaction.atomic():
        orders = gathering.locked(order_ids(documents))
        if not orders:
            return
        found = ledger.of_documents([f"order/{key}" for key in orders])
        booked = _booked(orders)
        receipts: list[PaymentReceipt] = []
        events: list[Event] = []
        told: dict[int, Payment] = {}
        waited = {key for key, order in orders.items() if order.payment_gate == PaymentGate.WAITING}
        for key, order in orders.items():
            own = found.get(f"order/{key}", [])
            receipts += _missing(order, own, booked, actor)
            events += _held(order, own, actor)
            promised = [one for one in own if one.state not in NOTHING_PROMISED]
            if order.paying and promised:
                order.paying = False
                told[key] = promised[0]  # the latest
        late = settle(list(orders.values()), actor, "authorised", "paying")
        PaymentReceipt.objects.bulk_create(receipts)
        publish([*events, *(paid(one, orders[one.order_id], actor) for one in receipts), *late])
        _write_mails(orders, waited, told, actor)


def _booked(orders: Collection[int]) -> dict[tuple[int, int], int]:
    """What receipts say already, by order and payment."""
    rows = PaymentReceipt.objects.filter(order__in=list(orders), payment_id__gt=0)
    sums = rows.values_list("order_id", "payment_id").annotate(Sum("amount")).order_by()
    return {(order, payment): amount for order, payment, amount in sums}


def _missing(
    order: Order, own: Sequence[Payment], booked: dict[tuple[int, int], int], actor: str
) -> list[PaymentReceipt]:
    found = []
    for payment in own:
        net = payment.captured - payment.refunded - payment.disputed
        amount = shares(payment, net)[f"order/{order.pk}"] - booked.get((order.pk, payment.pk), 0)
        if amount:
            order.received += amount
            found.append(
                PaymentReceipt(
                    order_id=order.pk,
                    amount=amount,
                    paid_on=clock.today(),
                    payer=payment.payer_name,
                    payment_id=payment.pk,
                    at=clock.now(),
                    actor=actor,
                )
            )
    return found


def _held(order: Order, own: Sequence[Payment], actor: str) -> list[Event]:
    """What gateways hold for an order; an event when it changed."""
    held = sum(shares(payment, payment.authorised)[f"order/{order.pk}"] for payment in own)
    if held == order.authorised:
        return []
    change, order.authorised = held - order.authorised, held
    return [Authorised(subject=f"order/{order.pk}", actor=actor, amount=change, held=held)]


def _write_mails(orders: dict[int, Order], waited: set[int], told: dict[int, Payment], actor: str) -> None:
    """The mail of receipt to those who come from a payment page; that of payment to those who had waited for it."""
    guides = {key: {"payment_guide": _guide(payment)} for key, payment in told.items()}
    if told:
        writing.queue_order_mails("received", list(told), extra=guides, actor=actor)
    arrived = [
        key
        for key, order in orders.items()
        if key in waited and key not in told and order.payment_gate == PaymentGate.SATISFIED and order.received > 0
    ]
    if arrived:
        writing.queue_order_mails("paid", arrived, actor=actor)


def _guide(payment: Payment) -> str:
    """How the buyer pays (slip number, account, last day), a line each; nothing once it is paid."""
    return guide(ledger.instructions(payment)) if payment.state in WAITING else ""


def pay_otherwise(payment_id: int, *, actor: str) -> None:
    """The buyer pays by another try now, perhaps another way: the orders it is for say so, and hear of it.

    Raises Payment.DoesNotExist.
    """
    payment = Payment.objects.get(pk=payment_id)
    with transaction.atomic():
        orders = gathering.locked(order_ids(payment.documents))
        changed = [order for order in orders.values() if order.payment_method != payment.method]
        events: list[Event] = []
        for order in changed:
            change = {"field": "payment_method", "before": order.payment_method, "after": payment.method}
            order.payment_method, order.payment_text = payment.method, ""
            order.revision += 1
            events.append(Edited(subject=f"order/{order.pk}", actor=actor, changes=[change], revision=order.revision))
        publish([*events, *settle(changed, actor, "payment_method", "payment_text", "revision")])
        follow_payments(payment.documents, actor=LEDGER)


# --- money that does not come -------------------------------------------------------------------------------


def cancel_unpaid(payment_ids: Collection[int], *, page_left: bool, actor: str) -> list[int]:
    """Cancel the orders of payments that lapsed, unless they are paid, packed, or to be paid by another try.

    `page_left`: the buyer never came back from the payment page, was told nothing, and is told nothing now.
    Returns the orders cancelled; their pieces are free at once.
    """
    gone = list(Payment.objects.filter(id__in=list(payment_ids)))
    documents = {document for payment in gone for document in payment.documents}
    others = ledger.of_documents(documents)
    mine = {payment.pk for payment in gone}
    alive = {
        document
        for document, own in others.items()
        for one in own
        if one.pk not in mine and one.closed_at is None and one.state not in NOTHING_PROMISED[1:]
    }
    found = Order.objects.filter(
        id__in=order_ids(documents - alive), cancelled=False, shipped=0, in_work=0, received=0, authorised=0,
        payment_gate=PaymentGate.WAITING,
    )  # fmt: skip
    ids = list(found.values_list("id", flat=True))
    if not ids:
        return []
    with override("ja"):
        reason = _("The payment page was left") if page_left else _("Not paid in time")
    return [int(one) for one in cancelling.cancel(ids, reason=reason, tell_buyer=not page_left, actor=actor).done]


def remind(reminders: Collection[tuple[int, int]], *, actor: str) -> None:
    """Write the reminders of payments that are due: (payment id, which reminder)."""
    numbers = dict(reminders)
    by_number: dict[int, dict[int, dict[str, str]]] = defaultdict(dict)
    for payment in Payment.objects.filter(id__in=list(numbers), closed_at=None, state__in=WAITING):
        for key in order_ids(payment.documents):
            by_number[numbers[payment.pk]][key] = {"payment_guide": _guide(payment)}
    for number, extra in by_number.items():
        waiting = Order.objects.filter(id__in=list(extra), cancelled=False, payment_gate=PaymentGate.WAITING)
        ids = list(waiting.values_list("id", flat=True))
        writing.queue_order_mails("reminder", ids, extra=extra, once=str(number), actor=actor)


# --- payments that follow orders ----------------------------------------------------------------------------


def tell_payments(ids: Collection[int], *, actor: str) -> None:
    """Orders changed, were cancelled or live again: what is to be paid for them follows."""
    orders = list(Order.objects.filter(id__in=list(ids), channel__collects=True).order_by("id"))
    if not orders:
        return
    known = ledger.of_documents([f"order/{order.pk}" for order in orders])
    with transaction.atomic():
        payments.set_amounts(
            {f"order/{order.pk}": order.billed or 0 for order in orders if not order.cancelled}, actor=actor
        )
        payments.close([f"order/{order.pk}" for order in orders if order.cancelled], actor=actor)
        payments.request([again for order in orders if (again := _asked_again(order, known))], actor=actor)


def _asked_again(order: Order, known: dict[str, list[Payment]]) -> payments.NewPayment | None:
    """Another payment for an order that lives again and whose payments are all closed."""
    document = f"order/{order.pk}"
    own = known.get(document, [])
    if order.cancelled or not own or not order.billed or any(one.closed_at is None for one in own):
        return None
    newest = own[0]
    return payments.NewPayment(
        documents=(document,),
        amounts=(order.billed,),
        method=newest.method,
        currency=order.currency,
        payer=payments.Payer(order.buyer_name, order.buyer_kana, order.buyer_email, order.buyer_phone),
        attempt=max(one.attempt for one in own) + 1,
    )


@dataclass(frozen=True)
class Left:
    """Orders that left in one shipment, with its carrier and numbers. `name` tells this shipping apart from others."""

    name: str
    order_ids: Sequence[int]
    carrier: str = ""
    numbers: Sequence[str] = ()


def collect_shipped(left: Sequence[Left], *, actor: str) -> None:
    """出荷確定: what gateways hold for these orders is collected.

    Whatever is still held then, by whatever way to pay. Where a gateway collects only once, everything is collected at
    the first parcel; else what each order is worth.
    """
    by_order = {key: one for one in left for key in one.order_ids}
    held = Order.objects.filter(id__in=list(by_order), authorised__gt=0)
    orders = {f"order/{order.pk}": order for order in held}
    asked: dict[int, payments.Ask] = {}
    for document, own in ledger.of_documents(list(orders)).items():
        for payment in own:
            if payment.authorised and payment.pk not in asked:
                amount = _to_collect(payment, orders)
                parcel = by_order[orders[document].pk]
                asked[payment.pk] = payments.Ask(
                    payment.pk,
                    amount,
                    shipment=payments.Shipment(parcel.carrier, "".join(parcel.numbers[:1])),
                    dedupe=f"capture/{payment.pk}/{parcel.name}",
                )
    payments.capture([one for one in asked.values() if one.amount], actor=actor)


def _to_collect(payment: Payment, shipped: dict[str, Order]) -> int:
    """What these shipped orders are worth; everything of the payment where it can be collected only once."""
    many = ledger.capabilities(payment).partial_capture == "many"
    parts = dict(zip(payment.documents, payment.amounts, strict=True))
    billed = {one: shipped[one].billed or 0 if one in shipped else 0 if many else part for one, part in parts.items()}
    return min(sum(billed.values()), payment.authorised)

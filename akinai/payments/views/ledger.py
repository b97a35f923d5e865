"""お支払い: the list, and the page of one payment with everything that happened and can be asked for."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import subjects
from akinai.core.money import AmountError, format_amount, parse_amount
from akinai.core.outcome import Outcome
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging
from akinai.payments import actions, queries
from akinai.payments.actions import Ask
from akinai.payments.actions.operating import Standing, standing
from akinai.payments.gateways.base import Shipment
from akinai.payments.models import (
    GatewayAccount,
    Method,
    MoneyTask,
    OperationKind,
    Payment,
    PaymentEvent,
    PaymentState,
    RawMessage,
)
from akinai.payments.views import wording

VERBS: dict[str, Callable[..., Outcome]] = {
    "capture": actions.capture,
    "void": actions.void,
    "refund": actions.refund,
    "change": actions.change,
    "reauthorise": actions.reauthorise,
}
OPEN = (PaymentState.NEW, PaymentState.PENDING, PaymentState.PART_PAID)


@door("payments.view")
def listing(request: HttpRequest) -> HttpResponse:
    """All payments, the newest first."""
    rows = _asked(request)
    page = paging.page(request, rows.select_related("account"))
    names = subjects.called({document for one in page.rows for document in one.documents})
    methods = {one.code: str(one) for one in Method.objects.all()}
    lines = [
        {
            "payment": one,
            "documents": [names[document] for document in one.documents],
            "method": methods.get(one.method, one.method),
            "tone": queries.STATE_TONES.get(one.state, ""),
        }
        for one in page.rows
    ]
    context = {"page": page, "lines": lines, "states": PaymentState, "methods": methods, "asked": request.GET}
    return render(request, "payments/payments.html", context)


def _asked(request: HttpRequest) -> QuerySet[Payment]:
    rows = Payment.objects.all()
    state, method, words = (request.GET.get(name, "").strip() for name in ("state", "method", "q"))
    if state in PaymentState.values:
        rows = rows.filter(state=state)
    if state in OPEN:
        rows = rows.filter(closed_at=None)
    if method:
        rows = rows.filter(method=method)
    if words:
        rows = rows.filter(_found(words))
    return rows


def _found(words: str) -> Q:
    """By our number, an order's number, the gateway's number, the payer's name or mail."""
    words = words.replace("\0", "")[:100]
    hit = Q(merchant_ref__iexact=words) | Q(payer_email__iexact=words) | Q(payer_name__icontains=words)
    document = subjects.find([words]).get(words)
    if document:
        hit |= Q(documents__contains=[document])
    accounts = list(GatewayAccount.objects.values_list("pk", flat=True))  # the index begins with the account
    told = PaymentEvent.objects.filter(account_id__in=accounts, reference=words)
    return hit | Q(pk__in=list(told.values_list("payment_id", flat=True)[:50]))


@door("payments.view")
def page(request: HttpRequest, payment_id: int) -> HttpResponse:
    """One payment: sums, what can be asked for, the ledger, operations, messages, tasks."""
    payment = get_object_or_404(Payment.objects.select_related("account"), pk=payment_id)
    stand = standing({payment.pk: payment})[payment.pk]
    method = Method.objects.filter(code=payment.method).first()
    others = Payment.objects.filter(documents__overlap=payment.documents).exclude(pk=payment.pk).order_by("-id")
    events = payment.events.order_by("-occurred_at", "-id")
    context = {
        "payment": payment,
        "method": str(method) if method else payment.method,
        "tone": queries.STATE_TONES.get(payment.state, ""),
        "documents": list(subjects.called(payment.documents).values()),
        "shares": _shares(payment),
        "sums": stand.sums,
        "asks": _asks(stand) if allowed(request.user, "payments.act") else [],
        "by_transfer": stand.sums.refundable if stand.capabilities.refund == "none" else 0,
        "can_inquire": stand.capabilities.inquiry and payment.started_at is not None,
        "events": [(one, wording.EVENT_TONES.get(one.kind, ""), _source(one.source)) for one in events],
        "operations": [
            (one, wording.OPERATION_TONES.get(one.state, ""))
            for one in payment.operations.exclude(kind=OperationKind.START).order_by("-id")
        ],
        "received": RawMessage.objects.filter(payment=payment).defer("body").order_by("-id")[:50],
        "tasks": [(one, wording.TO_DO[one.kind]) for one in payment.tasks.filter(closed_at=None).order_by("id")],
        "others": others,
    }
    return render(request, "payments/payment.html", context)


def _source(source: str) -> str:
    return str(wording.SOURCES.get(source, source))


def _shares(payment: Payment) -> list[tuple[subjects.Called, int]]:
    """What is for each document, where it is for several."""
    if len(payment.documents) < 2:
        return []
    names = subjects.called(payment.documents)
    return [(names[one], amount) for one, amount in zip(payment.documents, payment.amounts, strict=True)]


def _asks(stand: Standing) -> list[dict[str, Any]]:
    """The buttons: what can be asked for now, how much, and what the dialog says."""
    able, found = stand.capabilities, []
    for kind in VERBS:
        most = stand.allowed(kind)
        if not most:
            continue
        part = {
            "capture": able.partial_capture != "none",
            "refund": able.refund in ("once", "many"),
            "change": True,
        }.get(kind, False)
        found.append(
            {
                "kind": kind,
                "label": OperationKind(kind).label,
                "most": most,
                "part": part,
                "bound": kind != "change" or able.change == "lower",
                "parcel": kind == "capture" and able.shipment_for_capture,
                "text": wording.EXPLAINED[kind],
                "icon": wording.ICONS[kind],
            }
        )
    return found


@require_POST
@door("payments.act")
def do(request: HttpRequest, payment_id: int, kind: str) -> HttpResponse:
    """Ask for an operation. The amount is the one the dialog showed; refused if another is possible by now."""
    if kind not in VERBS:
        raise Http404(kind)
    try:
        ask = _ask(request, payment_id)
    except AmountError as error:
        messages.error(request, str(error))
        return redirect("payments:payment", payment_id)
    outcome = VERBS[kind]([ask], actor=actor(request))
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if outcome.done:
        messages.success(request, _("Asked of the gateway. The result appears here in a moment."))
    return redirect("payments:payment", payment_id)


def _ask(request: HttpRequest, payment_id: int) -> Ask:
    posted = request.POST
    seen = posted.get("seen", "")
    if not seen.isdigit():
        raise AmountError(_("The amount that was shown is missing. Open the page again."))
    payment = get_object_or_404(Payment.objects.only("currency"), pk=payment_id)
    amount = parse_amount(posted["amount"], payment.currency) if posted.get("amount") else int(seen)
    parcel = posted.get("number", "").strip()
    return Ask(
        payment_id,
        amount=amount,
        shipment=Shipment(posted.get("carrier", "").strip(), parcel) if parcel else None,
        reason=posted.get("reason", "")[:500],
        seen=int(seen),
    )


@require_POST
@door("payments.act")
def ask_again(request: HttpRequest, payment_id: int) -> HttpResponse:
    """Ask the gateway now what it knows."""
    payment = get_object_or_404(Payment, pk=payment_id)
    if actions.inquire([payment.pk], actor=actor(request)).get(payment.pk):
        messages.success(request, _("The gateway has answered; this is what it knows."))
    else:
        messages.error(request, _("The gateway did not answer. It is asked again by itself."))
    return redirect("payments:payment", payment_id)


HIDDEN = ("signature", "secret", "token", "authorization", "key")


@door("payments.act")
def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """A message as the gateway sent it. Whoever reads it is noted: it may hold personal data."""
    row = get_object_or_404(RawMessage.objects.select_related("account", "payment"), pk=message_id)
    readable = allowed(request.user, "personal.view")
    log_access(actor=actor(request), what="payments.message", subject=f"message/{row.pk}", count=1)
    headers = {
        name: f"{value[:6]}…" if any(word in name.lower() for word in HIDDEN) else value
        for name, value in row.headers.items()
    }
    context = {"row": row, "headers": headers, "readable": readable, "body": _text(row) if readable else ""}
    return render(request, "payments/message.html", context)


def _text(row: RawMessage) -> str:
    body = bytes(row.body or b"")
    for charset in ("utf-8", "cp932"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    return body.decode("latin-1")


@door("payments.view")
def tasks(request: HttpRequest) -> HttpResponse:
    """要対応: what a person must look at, what is urgent first."""
    rows = MoneyTask.objects.select_related("payment")
    closed = request.GET.get("closed") == "1"
    rows = rows.filter(closed_at__isnull=not closed)
    kinds = _kinds(rows)
    kind = request.GET.get("kind", "")
    if kind:
        rows = rows.filter(kind=kind)
    page = paging.page(request, rows, key="-id")
    names = subjects.called({document for one in page.rows for document in one.documents})
    lines = [
        {
            "task": one,
            "documents": [names[document] for document in one.documents],
            "tone": "bad" if one.kind in wording.URGENT else "warn",
            "to_do": wording.TO_DO[one.kind],
            "said": _said(one),
        }
        for one in page.rows
    ]
    context = {"page": page, "lines": lines, "kinds": kinds, "kind": kind, "closed": closed}
    return render(request, "payments/tasks.html", context)


def _kinds(rows: QuerySet[MoneyTask]) -> list[tuple[str, str, int]]:
    counts: dict[str, int] = {}
    for kind in rows.order_by("-id").values_list("kind", flat=True)[:2000]:
        counts[kind] = counts.get(kind, 0) + 1
    labels = dict(MoneyTask._meta.get_field("kind").flatchoices)
    return [(kind, str(labels.get(kind, kind)), count) for kind, count in sorted(counts.items())]


def _said(task: MoneyTask) -> Sequence[str]:
    """The facts of a task, in words."""
    told = task.detail
    words = {
        "error": _("Answer: %(value)s"),
        "why": _("Why: %(value)s"),
        "agreed": _("Agreed: %(value)s"),
        "known": _("Known before: %(value)s"),
        "received": _("Received: %(value)s"),
        "account": _("Account: %(value)s"),
        "sender": _("From: %(value)s"),
    }
    amounts = ("agreed", "known", "received")
    # Why a message was refused is said for whoever mends the connection, in the words of the gateways' documents.
    technical = format_html('<span lang="en">{}</span>', told.get("why", ""))
    return [
        format_html(
            sentence.replace("%(value)s", "{}"),
            technical if name == "why" else format_amount(told[name], task.currency) if name in amounts else told[name],
        )
        for name, sentence in words.items()
        if told.get(name)
    ]


@require_POST
@door("payments.act")
def close_tasks(request: HttpRequest) -> HttpResponse:
    """These have been looked at."""
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdigit()]
    outcome = actions.close_tasks(ids, note=request.POST.get("note", "")[:500], actor=actor(request))
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if outcome.done:
        messages.success(request, _("%(count)s closed.") % {"count": len(outcome.done)})
    return redirect("payments:tasks")

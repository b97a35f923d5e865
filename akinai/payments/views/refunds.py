"""返金: what is due by bank transfer, the account, the approval, the file; and the buyer's own form."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.db.models import Count, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akinai.core import clock, limits, subjects
from akinai.core.japan import holidays
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging, results
from akinai.payments import actions
from akinai.payments.actions import RefundWish
from akinai.payments.bank_forms import PayeeForm, RefundForm, TransferForm
from akinai.payments.models import Payment, RefundDue, TransferFile

State = RefundDue.State
TONES = {"asked": "info", "ready": "warn", "approved": "accent", "in_file": "info", "paid": "good", "cancelled": ""}
NEED = {"approve": "payments.approve", "unapprove": "payments.approve", "withdraw": "payments.act"}
TRIES, PER = 10, 600  # posts of the public form from one address, in seconds


def _base(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"


@door("payments.view")
def listing(request: HttpRequest) -> HttpResponse:
    """Refunds by state; approved ones go into a file here."""
    state = request.GET.get("state", "")
    rows = RefundDue.objects.select_related("payment", "file")
    rows = rows.filter(state=state) if state in State.values else rows.exclude(state__in=["paid", "cancelled"])
    counts: dict[str, Any] = {
        one["state"]: one for one in RefundDue.objects.values("state").annotate(n=Count("id"), sum=Sum("amount"))
    }
    page = paging.page(request, rows)
    called = subjects.called({document for row in page.rows for document in row.documents})
    context = {
        "page": page,
        "lines": [
            {"row": row, "documents": [called[d] for d in row.documents], "tone": TONES[row.state]} for row in page.rows
        ],
        "state": state,
        "states": [(one.value, one.label, counts.get(one.value, {}).get("n", 0)) for one in State],
        "approved": counts.get("approved"),
        "transfer": TransferForm(initial={"pay_on": _next_working_day()}),
        "files": TransferFile.objects.select_related("account").order_by("-id")[:10],
        "may": {verb: allowed(request.user, need) for verb, need in NEED.items()},
    }
    return render(request, "payments/refunds.html", context)


def _next_working_day() -> dt.date:
    day = clock.today() + dt.timedelta(days=1)
    while day.weekday() >= 5 or holidays.is_holiday(day):
        day += dt.timedelta(days=1)
    return day


@door("payments.act")
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a refund by transfer."""
    known = _payment(request.GET.get("payment", ""))
    initial = _initial(known) if known else {}
    form = RefundForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        payment = _payment(data["payment"])
        if payment is None:
            form.add_error("payment", _("There is no such payment."))
        else:
            wish = RefundWish(
                payment_id=payment.pk,
                amount=data["amount"],
                reason=data["reason"],
                email=data["email"],
                name=data["name"],
            )
            outcome = actions.ask_refund([wish], base=_base(request), actor=actor(request))
            for refusal in outcome.refused:
                form.add_error("amount", refusal.message)
            if outcome.done:
                messages.success(request, _("The refund is noted."))
                return redirect("payments:refund", outcome.done[0])
    return render(request, "payments/refund_new.html", {"form": form})


def _payment(text: str) -> Payment | None:
    """By row id, our payment number, or an order number (its payment that has money)."""
    text = text.strip()
    if found := Payment.objects.filter(merchant_ref__iexact=text).first():
        return found
    documents = list(subjects.find([text, text.zfill(6)]).values())
    rows = Payment.objects.filter(documents__overlap=documents) if documents else Payment.objects.none()
    return rows.order_by("-captured", "-id").first()


def _initial(payment: Payment) -> dict[str, Any]:
    return {
        "payment": payment.merchant_ref,
        "amount": max(0, payment.captured - payment.refunded) or None,
        "name": payment.payer_name,
        "email": payment.payer_email,
    }


@door("payments.view")
def one(request: HttpRequest, refund_id: int) -> HttpResponse:
    """One refund; the account in full only for those who may see it, and noted that they did."""
    row = get_object_or_404(RefundDue.objects.select_related("payment", "file"), pk=refund_id)
    form = PayeeForm(request.POST or None)
    if request.method == "POST" and allowed(request.user, "payments.act") and form.is_valid():
        try:
            actions.enter_account(row.pk, form.cleaned_data, actor=actor(request))
        except Refused as refused:
            _errors(form, refused)
        else:
            messages.success(request, _("The account is kept, sealed."))
            return redirect("payments:refund", row.pk)
    account = actions.account_of(row)
    full = bool(account) and allowed(request.user, "personal.view") and allowed(request.user, "payments.act")
    if full:
        log_access(actor=actor(request), what="payments.refund_account", subject=f"refund/{row.pk}", count=1)
    context = {
        "row": row,
        "documents": subjects.called(row.documents).values(),
        "tone": TONES[row.state],
        "account": account,
        "full": full,
        "tail": account.get("number", "")[-3:],
        "link": f"{_base(request)}{reverse('pay:refund', args=[row.token])}" if row.state == State.ASKED else "",
        "form": form,
        "may": {verb: allowed(request.user, need) for verb, need in NEED.items()},
        "may_enter": allowed(request.user, "payments.act") and row.state in (State.ASKED, State.READY),
    }
    return render(request, "payments/refund.html", context)


def _errors(form: PayeeForm, refused: Refused) -> None:
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


@require_POST
@door("payments.view")
def move(request: HttpRequest, verb: str) -> HttpResponse:
    """Approve, take an approval back, withdraw: of one or of many."""
    verbs = {
        "approve": actions.approve_refunds,
        "unapprove": actions.unapprove_refunds,
        "withdraw": actions.withdraw_refunds,
    }
    if verb not in verbs or not allowed(request.user, NEED[verb]):
        raise Http404
    outcome = verbs[verb](_ids(request), actor=actor(request))
    return _said(request, outcome)


def _ids(request: HttpRequest) -> list[int]:
    return [int(one) for one in request.POST.getlist("ids") if one.isdigit()]


def _said(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    back = reverse("payments:refunds")
    if outcome.refused:
        rows = RefundDue.objects.in_bulk([one.key for one in outcome.refused if isinstance(one.key, int)])
        names = {pk: f"{row.name} ¥{row.amount:,}" for pk, row in rows.items()}
        links = {pk: reverse("payments:refund", args=[pk]) for pk in rows}
        return results.show(request, outcome, title=_("Refunds by transfer"), back=back, names=names, links=links)
    messages.success(request, _("Done: %(n)d") % {"n": len(outcome.done)})
    if request.POST.get("back") == "one" and outcome.done:
        return redirect("payments:refund", outcome.done[0])
    return redirect(back)


@require_POST
@door("payments.approve")
def write_file(request: HttpRequest) -> HttpResponse:
    """All approved refunds into a file for the bank."""
    form = TransferForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("payments:refunds")
    ids = list(RefundDue.objects.filter(state=State.APPROVED).values_list("pk", flat=True))
    try:
        made = actions.write_transfer_file(
            ids,
            account_code=form.cleaned_data["account"].code,
            pay_on=form.cleaned_data["pay_on"],
            actor=actor(request),
        )
    except Refused as refused:
        for refusal in refused.refusals:
            messages.error(request, refusal.message)
        return redirect("payments:refunds")
    messages.success(request, _("The file is made. Give it to the bank, then mark it paid here."))
    return redirect("payments:transfer", made.pk)


@door("payments.approve")
def transfer(request: HttpRequest, file_id: int) -> HttpResponse:
    """A file: who is in it, and what became of it."""
    file = get_object_or_404(TransferFile.objects.select_related("account"), pk=file_id)
    if request.method == "POST":
        return _after_the_bank(request, file)
    rows = list(file.refunds.order_by("id"))
    context = {
        "file": file,
        "rows": [(row, TONES[row.state]) for row in rows],
        "open": any(row.state == State.IN_FILE for row in rows),
        "all_open": bool(rows) and all(row.state == State.IN_FILE for row in rows),
        "today": clock.today(),
    }
    return render(request, "payments/transfer.html", context)


def _after_the_bank(request: HttpRequest, file: TransferFile) -> HttpResponse:
    """Paid, came back, or never given to the bank."""
    who, ids = actor(request), _ids(request)
    match request.POST.get("verb"):
        case "paid":
            try:
                paid_on = dt.date.fromisoformat(request.POST.get("paid_on", ""))
            except ValueError:
                messages.error(request, _("Choose the day on which the bank paid."))
                return redirect("payments:transfer", file.pk)
            return _said(request, actions.mark_refunds_paid(ids, paid_on=paid_on, actor=who))
        case "came_back":
            return _said(request, actions.refunds_came_back(ids, base=_base(request), actor=who))
        case "withdraw":
            return _said(request, actions.withdraw_transfer_file(file.pk, actor=who))
    raise Http404


@door("payments.approve")
def download(request: HttpRequest, file_id: int) -> FileResponse:
    """The file itself; it holds accounts of buyers, so it is noted who took it."""
    file = get_object_or_404(TransferFile, pk=file_id)
    log_access(actor=actor(request), what="payments.transfer_file", subject=f"transfer/{file.pk}", count=file.count)
    name = f"sougou-{file.pay_on:%Y%m%d}-{file.pk}.txt"
    return FileResponse(default_storage.open(file.file), as_attachment=True, filename=name, content_type="text/plain")


# --- the buyer's form ---------------------------------------------------------------------------------------


@never_cache
def give(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """返金先口座 by the buyer, once. Public: the token in the address is the key."""
    if request.method == "POST" and limits.too_often("refund", limits.address(request), most=TRIES, seconds=PER):
        return render(request, "payments/pay/closed.html", {"wait": True}, status=429)
    row = actions.by_token(token)
    if row is None:
        return render(request, "payments/pay/closed.html", status=404)
    form = PayeeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_account(token, form.cleaned_data, actor="buyer")
        except Refused as refused:
            _errors(form, refused)
        else:
            return render(request, "payments/pay/thanks.html", {"row": row})
    context = {"row": row, "form": form, "numbers": [one.text for one in subjects.called(row.documents).values()]}
    answer = render(request, "payments/pay/refund.html", context, status=422 if form.is_bound else 200)
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer

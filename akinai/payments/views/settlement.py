"""精算: settlement files beside the ledger, in four lists; the payout at the bank; what was never paid out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import subjects
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging
from akinai.core.tables import Unreadable
from akinai.payments import actions, settled
from akinai.payments.actions import Applied
from akinai.payments.bank_forms import SettlementForm
from akinai.payments.models import GatewayAccount, SettlementFile, SettlementLine

TONES = {"matched": "good", "unknown": "bad", "differs": "warn", "fee": "", "explained": "info"}
SILENT_DAYS = 10  # how long a payout may take before its money is looked for


@door("payments.bank")
def files(request: HttpRequest) -> HttpResponse:
    """Take in a settlement file; those that came, newest first."""
    form = SettlementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            result = actions.read_settlement(
                file.read(), file.name, layout_code=form.cleaned_data["layout"].code, actor=actor(request)
            )
        except Unreadable as problem:
            form.add_error("file", str(problem))
        except Refused as refused:
            form.add_error("layout", str(refused))
        else:
            if result.again:
                messages.warning(request, _("This very file was taken in before. Nothing changed."))
            return redirect("payments:settlement", result.file.pk)
    page = paging.page(request, SettlementFile.objects.select_related("layout", "bank_line"), per=25)
    sums = settled.sums(page.rows)
    context = {
        "form": form,
        "page": page,
        "rows": [(file, sums[file.pk]) for file in page.rows],
        "accounts": GatewayAccount.objects.filter(active=True),
    }
    return render(request, "payments/settlements.html", context)


@door("payments.bank")
def one(request: HttpRequest, file_id: int) -> HttpResponse:
    """One file: its sums, and its lines by what our ledger says of them."""
    file = get_object_or_404(SettlementFile.objects.select_related("layout", "bank_line"), pk=file_id)
    standing = request.GET.get("standing", "")
    rows = file.rows.select_related("payment")
    rows = rows.filter(standing=standing) if standing in TONES else rows
    page = paging.page(request, rows, key="id", per=100)
    called = subjects.called({d for row in page.rows if row.payment for d in row.payment.documents})
    lines = [
        {
            "row": row,
            "tone": TONES[row.standing],
            "documents": [called[d] for d in row.payment.documents] if row.payment else [],
            "open": row.standing in ("unknown", "differs"),
            "applies": row.standing in ("unknown", "differs") and row.kind in ("sale", "refund"),
        }
        for row in page.rows
    ]
    context = {
        "file": file,
        "sums": settled.sums([file])[file.pk],
        "lines": lines,
        "page": page,
        "standing": standing,
        "standings": SettlementLine.Standing.choices,
        "payouts": settled.payouts_like(file)[:5] if file.bank_line is None else [],
    }
    return render(request, "payments/settlement.html", context)


@door("payments.bank")
def silent(request: HttpRequest, account_id: int) -> HttpResponse:
    """In ours and not in theirs, for more than some days."""
    account = get_object_or_404(GatewayAccount, pk=account_id)
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdigit() and len(asked) < 4 else SILENT_DAYS
    found = settled.never_paid_out(account.pk, days=days)
    page = paging.page(request, found, key="id", per=100)
    called = subjects.called({d for row in page.rows for d in row.payment.documents})
    context: dict[str, Any] = {
        "account": account,
        "days": days,
        "page": page,
        "rows": [(row, [called[d] for d in row.payment.documents]) for row in page.rows],
        "total": sum(found.values_list("amount", flat=True)),
    }
    return render(request, "payments/settlement_silent.html", context)


@require_POST
@door("payments.bank")
def decide(request: HttpRequest, file_id: int, line_id: int) -> HttpResponse:
    """Take a line into the ledger, explain it, or take an explanation back."""
    line = get_object_or_404(SettlementLine, pk=line_id, file=file_id)
    who = actor(request)
    match request.POST.get("verb"):
        case "apply":
            choice = Applied(line.pk, request.POST.get("merchant_ref", "").strip())
            outcome = actions.apply_lines([choice], actor=who)
        case "explain":
            outcome = actions.explain_lines([line.pk], note=request.POST.get("note", ""), actor=who)
        case "reopen":
            outcome = actions.reopen_lines([line.pk], actor=who)
        case _:
            outcome = Outcome()
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if outcome.done:
        messages.success(request, _("Saved."))
    return redirect("payments:settlement", file_id)


@require_POST
@door("payments.bank")
def payout(request: HttpRequest, file_id: int) -> HttpResponse:
    """The receipt at the bank that is this payout, or not."""
    line = request.POST.get("line", "")
    try:
        if line.isdigit():
            actions.link_payout(file_id, int(line), actor=actor(request))
        else:
            actions.unlink_payout(file_id, actor=actor(request))
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("payments:settlement", file_id)

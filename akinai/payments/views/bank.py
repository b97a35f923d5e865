"""入金消込: the bank's file comes in, lines on the left, what each may be for on the right."""

import contextlib
import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.core import clock, subjects
from akinai.core.money import AmountError, parse_amount
from akinai.core.outcome import Outcome, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.core.shell import paging
from akinai.core.tables import Unreadable
from akinai.payments import actions
from akinai.payments.actions import Choice
from akinai.payments.actions import bank as matching
from akinai.payments.bank import names
from akinai.payments.bank.csvs import ROLES, Guess
from akinai.payments.bank.matching import Candidate
from akinai.payments.bank_forms import BankFileForm, ProfileForm
from akinai.payments.models import BankAccount, BankFile, BankLine, Payment
from akinai.payments.views import saying

State = BankLine.State
TONES = {"open": "warn", "matched": "good", "ignored": "", "reversed": "bad"}
FOUND = 20  # payments shown by a search
SALT = "payments.bank"
WAITING = "bank/new"  # under files/
WAITING_SECONDS = 3_600  # a file looked at and not confirmed


@dataclass(frozen=True)
class Option:
    """A candidate as shown."""

    place: int
    candidate: Candidate
    parts: list[tuple[Payment, int, str]]
    reasons: list[str]


@door("payments.bank")
def lines(request: HttpRequest) -> HttpResponse:
    """The two columns: lines of one state, and the candidates of the chosen one."""
    state = request.GET.get("state", State.OPEN)
    asked = request.GET.get("q", "").strip()
    rows = BankLine.objects.filter(state=state if state in State.values else State.OPEN).select_related("account")
    if asked:
        rows = rows.filter(_line_query(asked))
    page = paging.page(request, rows, key="id" if state == State.OPEN else "-id", per=40)
    wanted = request.GET.get("line", "")
    chosen = BankLine.objects.filter(pk=wanted).first() if wanted.isdigit() else None
    chosen = chosen or (page.rows[0] if page.rows else None)
    context = {
        "page": page,
        "chosen": chosen,
        "tone": TONES.get(chosen.state, "") if chosen else "",
        "state": state,
        "states": [(one.value, one.label) for one in State],
        "open": BankLine.objects.filter(state=State.OPEN).count(),
        "q": asked,
        "find": request.GET.get("find", "").strip(),
        "after": _after(page.rows, chosen),
        **(_about(chosen, request.GET.get("find", "").strip()) if chosen else {}),
    }
    return render(request, "payments/bank.html", context)


def _line_query(asked: str) -> Q:
    found = Q(payer__icontains=asked) | Q(payer_key__icontains=names.read(asked).base or asked)
    found |= Q(reference__icontains=asked)
    with contextlib.suppress(AmountError):
        found |= Q(amount=parse_amount(asked))
    return found


def _after(rows: list[BankLine], chosen: BankLine | None) -> int | None:
    ids = [row.pk for row in rows]
    if chosen is None or chosen.pk not in ids or len(ids) < 2:
        return None
    at = ids.index(chosen.pk)
    return ids[at + 1] if at + 1 < len(ids) else ids[at - 1]


def _about(line: BankLine, find: str) -> dict[str, Any]:
    """Candidates of an open line, or what became of a settled one."""
    if line.state != State.OPEN:
        matches = list(line.matches.filter(undone_at=None).select_related("payment"))
        called = subjects.called({document for row in matches for document in row.payment.documents})
        shown = [(row, [called[one] for one in row.payment.documents], saying.reasons(row.reasons)) for row in matches]
        return {"matches": shown}
    if line.amount <= 0:
        return {}
    found = matching.candidates([line])[line.pk]
    return {"options": _options(found), "searched": _search(find) if find else [], "history": _undone(line)}


def _undone(line: BankLine) -> bool:
    return line.matches.exclude(undone_at=None).exists()


def _options(found: list[Candidate]) -> list[Option]:
    payments = Payment.objects.in_bulk({payment for one in found for payment, _amount in one.parts})
    called = subjects.called({document for row in payments.values() for document in row.documents})
    return [
        Option(
            place=at,
            candidate=one,
            parts=[
                (payments[pk], amount, "・".join(called[d].text for d in payments[pk].documents))
                for pk, amount in one.parts
            ],
            reasons=saying.reasons([reason.plain() for reason in one.reasons]),
        )
        for at, one in enumerate(found)
    ]


def _search(asked: str) -> list[tuple[Payment, int, str]]:
    """Payments by name, amount, order or payment number, whatever their state."""
    which = Q(payer_name__icontains=asked) | Q(payer_kana__icontains=asked) | Q(merchant_ref__iexact=asked)
    which |= Q(payer_email__iexact=asked)
    documents = list(subjects.find([asked, asked.zfill(6)]).values())
    if documents:
        which |= Q(documents__overlap=documents)
    with contextlib.suppress(AmountError):
        which |= Q(amount=parse_amount(asked))
    rows = list(Payment.objects.filter(which, account__gateway__in=matching.GATEWAYS).order_by("-id")[:FOUND])
    called = subjects.called({document for row in rows for document in row.documents})
    return [(row, max(0, row.amount - row.captured), "・".join(called[d].text for d in row.documents)) for row in rows]


# --- decisions ----------------------------------------------------------------------------------------------


@require_POST
@door("payments.bank")
def match(request: HttpRequest, line_id: int) -> HttpResponse:
    """Confirm a candidate (`option`: its payments and amounts), or divide the line over payments by hand."""
    parts: list[tuple[int, int]] = []
    for pk in request.POST.getlist("payment"):
        amount = request.POST.get(f"amount_{pk}", "").strip()
        if not amount or not pk.isdigit():
            continue
        try:
            parts.append((int(pk), parse_amount(amount)))
        except AmountError as problem:
            messages.error(request, str(problem))
            return _back(request, line_id)
    short = request.POST.get("short", "")
    choice = Choice(
        line_id=line_id,
        parts=parts,
        short=int(short) if short.isdigit() else 0,
        reasons=[*_why(line_id, parts), {"code": "hand"}],
    )
    outcome = actions.match([choice], actor=actor(request))
    return _say(request, outcome, _("Matched."), line_id)


def _why(line_id: int, parts: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """What spoke for the choice when it was made."""
    line = BankLine.objects.filter(pk=line_id, state=State.OPEN, amount__gt=0).first()
    found = matching.candidates([line])[line_id] if line else []
    same = next((one for one in found if sorted(one.parts) == sorted(parts)), None)
    return [one.plain() for one in same.reasons if not one.code.startswith("ask_")] if same else []


@require_POST
@door("payments.bank")
def ignore(request: HttpRequest, line_id: int) -> HttpResponse:
    """Not for an order."""
    outcome = actions.ignore_lines([line_id], note=request.POST.get("note", ""), actor=actor(request))
    return _say(request, outcome, _("Set aside with your note."), line_id)


@require_POST
@door("payments.bank")
def undo(request: HttpRequest, line_id: int) -> HttpResponse:
    """Open again."""
    outcome = actions.undo_lines([line_id], actor=actor(request))
    if outcome.done:
        messages.success(request, _("Undone. The line is open again, and the ledger says so."))
        return redirect(f"{reverse('payments:bank')}?line={line_id}")
    return _say(request, outcome, "", line_id)


@require_POST
@door("payments.bank")
def again(request: HttpRequest) -> HttpResponse:
    """Try once more to match open lines by themselves (orders may have come since)."""
    done = len(actions.match_lines(actor=actor(request)).done)
    messages.success(request, _("%(n)d lines were matched by themselves.") % {"n": done})
    return redirect("payments:bank")


def _say(request: HttpRequest, outcome: Outcome, done: str, line_id: int) -> HttpResponse:
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if not outcome.done:
        return _back(request, line_id)
    messages.success(request, done)
    following = request.POST.get("next", "")
    return redirect(f"{reverse('payments:bank')}?line={following}" if following.isdigit() else "payments:bank")


def _back(request: HttpRequest, line_id: int) -> HttpResponse:
    return redirect(f"{reverse('payments:bank')}?line={line_id}")


# --- a file comes in ----------------------------------------------------------------------------------------


@door("payments.bank")
def take_in(request: HttpRequest) -> HttpResponse:
    """Choose a file; a CSV is shown before it is taken in."""
    form = BankFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, account = form.cleaned_data["file"], form.cleaned_data["account"]
        data = file.read()
        _forget_old()
        path = f"{WAITING}/{hashlib.sha256(data).hexdigest()}"
        if not default_storage.exists(path):
            default_storage.save(path, ContentFile(data))
        key = signing.dumps({"path": path, "name": file.name[:200], "account": account.code}, salt=SALT)
        return _preview(request, key, form)
    context = {
        "form": form,
        "files": BankFile.objects.select_related("account").order_by("-id")[:20],
        "accounts": BankAccount.objects.exists(),
    }
    return render(request, "payments/bank_import.html", context)


def _forget_old() -> None:
    """Files that somebody looked at and never took in hold names and sums: they do not stay."""
    with contextlib.suppress(FileNotFoundError):
        for name in default_storage.listdir(WAITING)[1]:
            age = clock.now() - default_storage.get_modified_time(f"{WAITING}/{name}")
            if age.total_seconds() > WAITING_SECONDS:
                default_storage.delete(f"{WAITING}/{name}")


@require_POST
@door("payments.bank")
def confirm(request: HttpRequest) -> HttpResponse:
    """The preview again with other columns, or the file taken in."""
    try:
        return _preview(request, request.POST.get("key", ""), None, sure="sure" in request.POST)
    except signing.BadSignature:
        messages.error(request, _("The file waited too long. Choose it again."))
        return redirect("payments:bank_import")


def _preview(request: HttpRequest, key: str, form: BankFileForm | None, *, sure: bool = False) -> HttpResponse:
    kept = signing.loads(key, salt=SALT, max_age=WAITING_SECONDS)
    with default_storage.open(kept["path"]) as stored:
        data = stored.read()
    profile = _profile(request)
    try:
        if sure:
            return _taken(request, data, kept, profile)
        seen = actions.preview_bank_file(data, kept["name"], account_code=kept["account"], profile=profile)
    except (Unreadable, Refused) as problem:
        default_storage.delete(kept["path"])
        messages.error(request, str(problem))
        return redirect("payments:bank_import")
    guess = seen if isinstance(seen, Guess) else None
    context: dict[str, Any] = {
        "key": key,
        "name": kept["name"],
        "account": BankAccount.objects.get(code=kept["account"]),
        "lines": seen.lines[:5],
        "count": None if guess else len(seen.lines),
        "problems": guess.problems if guess else [],
    }
    if guess:
        initial = dict(guess.profile.columns)
        context |= {"form": ProfileForm(guess.headers, initial=initial), "skip": guess.profile.skip}
    return render(request, "payments/bank_preview.html", context)


def _profile(request: HttpRequest) -> dict[str, Any] | None:
    """The columns as the person chose them; None on the first look."""
    if "skip" not in request.POST:
        return None
    skip = request.POST["skip"]
    columns = {role: request.POST[role] for role in ROLES if request.POST.get(role)}
    return {"columns": columns, "skip": int(skip) if skip.isdigit() else 0}


def _taken(request: HttpRequest, data: bytes, kept: dict[str, str], profile: dict[str, Any] | None) -> HttpResponse:
    result = actions.read_bank_file(
        data, kept["name"], account_code=kept["account"], profile=profile, actor=actor(request)
    )
    default_storage.delete(kept["path"])
    if result.again:
        messages.warning(request, _("This very file was taken in before. Nothing changed."))
        return redirect("payments:bank")
    told = {"fresh": result.fresh, "known": result.known, "matched": result.matched, "reversed": result.reversed}
    words = _("%(fresh)d new receipts, %(known)d known, %(matched)d matched, %(reversed)d taken back.")
    messages.success(request, words % told)
    return redirect("payments:bank")

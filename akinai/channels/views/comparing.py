"""観察: a channel on its way to 本番, its days beside the old system, and the differences of one day."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from akinai.channels import actions as verbs
from akinai.channels.actions.comparing import compare_day
from akinai.channels.models import Comparison, ComparisonRow, Connection
from akinai.channels.moving import words
from akinai.channels.moving.forms import DayForm
from akinai.channels.moving.reading import OldFile
from akinai.channels.moving.reasons import EXPLAINED, REASONS
from akinai.channels.queries import moving as queries
from akinai.core.people.actions import log_access
from akinai.core.people.actors import actor
from akinai.core.people.masking import personal
from akinai.core.people.permissions import AnyUser, allowed, door
from akinai.core.shell import paging
from akinai.core.tables import write_csv
from akinai.orders import actions as orders
from akinai.orders.models import SalesChannel


@door("channels.view")
def beside(request: HttpRequest, channel_id: int) -> HttpResponse:
    """The steps of a channel, and its days beside the old system."""
    channel = get_object_or_404(SalesChannel, pk=channel_id)
    standing = next(iter(queries.standings(channel_id)), queries.Standing(channel))
    form = DayForm(request.POST or None, request.FILES or None)
    may_import = allowed(request.user, "channels.import")
    if request.method == "POST" and may_import and form.is_valid():
        files = [OldFile(each.name, each.read()) for each in form.cleaned_data["exports"]]
        try:
            made = compare_day(channel_id, files, day=form.cleaned_data["day"], actor=actor(request))
        except verbs.Unreadable as problem:
            form.add_error("exports", str(problem))
        else:
            return redirect("channels:comparison", made[0].pk) if len(made) == 1 else redirect(request.path)
    context = {
        "channel": channel,
        "standing": standing,
        "form": form,
        "quiet_days": queries.QUIET_DAYS,
        "folder": _folder(channel),
        "may_import": may_import,
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/moving_channel.html", context)


def _folder(channel: SalesChannel) -> str:
    connection = Connection.objects.filter(channel=channel).first()
    return f"inbox/{(connection and connection.folder) or channel.code}/old/"


@require_POST
@door("channels.edit")
def mode(request: HttpRequest, channel_id: int) -> HttpResponse:
    """取込のみ → 観察 → 本番, or back."""
    wanted = request.POST.get("mode")
    if wanted == "live":
        verbs.go_live(channel_id, actor=actor(request))
        messages.success(request, _("Live: its orders are checked, get their stock and go to packing."))
    elif wanted == "observe":
        orders.switch_to_observe(channel_id, actor=actor(request))
        messages.success(request, _("Observed: everything is read, nothing is written, each day is compared."))
    elif wanted == "import_only":
        orders.switch_to_import_only(channel_id, actor=actor(request))
        messages.success(request, _("Its orders are now only imported."))
    return redirect("channels:beside", channel_id)


@door("channels.view")
def comparison(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """One day: where we and the old system differ."""
    made = get_object_or_404(queries.comparisons(), pk=comparison_id)
    difference = request.GET.get("difference", "")
    page = paging.page(request, queries.comparison_rows(comparison_id, difference), key="id", per=50)
    every = queries.comparison_rows(comparison_id).order_by().values_list("difference", flat=True)
    kinds = [each for each in ComparisonRow.Difference if each in set(every)]
    context = {
        "made": made,
        "page": page,
        "rows": [_row(request.user, row, made.kind) for row in page.rows],
        "kinds": kinds,
        "difference": difference,
        "unexplained": queries.unexplained(made),
        "totals": [
            {"name": words.TOTALS[name], "there": there, "here": here, "money": name in words.MONEY}
            for name in words.TOTALS
            if name in made.totals
            for there, here in [made.totals[name]]
        ],
    }
    return render(request, "channels/comparison.html", context)


def _row(user: AnyUser, row: ComparisonRow, kind: str) -> dict[str, Any]:
    state = row.difference == ComparisonRow.Difference.STATE
    there, here = (str(words.ORDER_STATES.get(text, text)) if state else text for text in (row.there, row.here))
    money = kind == Comparison.Kind.ORDERS and row.difference in ("amount", "only_there", "only_here")
    return {
        "row": row,
        "name": row.name if row.sku else personal(user, row.name, "name"),
        "there": f"¥{int(there):,}" if money and there else there,
        "here": f"¥{int(here):,}" if money and here else here,
        "reason": REASONS.get(row.reason, ""),
        "sentence": row.facts.get("sentence", ""),
        "explained": row.reason in EXPLAINED,
    }


@door("channels.view")
def rows_file(request: HttpRequest, comparison_id: int) -> HttpResponse:
    """The differences as CSV, masked as on the screen."""
    made = get_object_or_404(Comparison, pk=comparison_id)
    rows = queries.comparison_rows(comparison_id, request.GET.get("difference", ""))
    headers = [
        _("Difference"),
        _("Key"),
        _("Name"),
        _("In this system"),
        _("Old system"),
        _("Difference by"),
        _("Likely reason"),
    ]
    data = write_csv(headers, _cells(request.user, rows.iterator(chunk_size=2_000), made.kind))
    log_access(actor=actor(request), what="channels.moving_rows", subject=f"comparison/{made.pk}", count=rows.count())
    answer = HttpResponse(data, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{made.channel_id}-{made.day}-{made.kind}.csv"'
    return answer


def _cells(user: AnyUser, rows: Iterable[ComparisonRow], kind: str) -> Iterable[list[str]]:
    for row in rows:
        told = _row(user, row, kind)
        label = str(ComparisonRow.Difference(row.difference).label)
        yield [label, row.key, told["name"], told["here"], told["there"], str(row.by), str(told["reason"])]

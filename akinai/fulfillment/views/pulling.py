"""抜き取り・棚戻し: what must not leave, and what is to go back on its shelf."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from akinai.core.people.actors import actor
from akinai.core.people.permissions import door
from akinai.fulfillment import actions, queries
from akinai.fulfillment.views.asking import rows_of, warehouses, whole


@door("fulfillment.view")
def page(request: HttpRequest) -> HttpResponse:
    """Both lists."""
    house = whole(request.GET.get("warehouse"))
    pull = rows_of(request, [s for s, _now in queries.to_pull(house)])
    context = {
        "stopped": [row for row in pull if not row.stale],
        "stale": [row for row in pull if row.stale],
        "shelve": rows_of(request, queries.to_shelve(house), check=False),
        "warehouses": warehouses(),
        "house": house,
    }
    return render(request, "fulfillment/pull.html", context)


@require_POST
@door("fulfillment.work")
def print_list(request: HttpRequest) -> HttpResponse:
    """抜き取りリスト as a paper."""
    paper = actions.print_withdrawals(whole(request.POST.get("warehouse")), actor=actor(request))
    return redirect("fulfillment:paper", paper_id=paper.pk)

"""One verb over many orders: what was done, what was not and why, row by row, to be tried again."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from akinai.core import clock
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door, refuse
from akinai.core.shell import results
from akinai.orders import actions
from akinai.orders.models import Order
from akinai.orders.wording import CANCEL_REASONS


@dataclass(frozen=True)
class Asked:
    """Which orders, what was filled in beside them, and who asks."""

    ids: list[int]
    words: dict[str, str]
    who: str


def _close(one: Asked) -> Outcome:
    return actions.close_holds_of(one.ids, one.words["reason"], note=one.words["note"], actor=one.who)


def _hold(one: Asked) -> Outcome:
    return actions.set_on_hold(one.ids, note=one.words["note"], actor=one.who)


def _lift(one: Asked) -> Outcome:
    return actions.lift_hold(one.ids, actor=one.who)


def _pay(one: Asked) -> Outcome:
    paid_on = _day(one.words["paid_on"]) or clock.today()
    payments = [actions.Payment(order_id=order, amount=None, paid_on=paid_on) for order in one.ids]
    return actions.mark_paid(payments, actor=one.who)


def _part(one: Asked) -> Outcome:
    return actions.ship_allocated(one.ids, actor=one.who)


def _whole(one: Asked) -> Outcome:
    return actions.wait_for_all(one.ids, actor=one.who)


def _cancel(one: Asked) -> Outcome:
    reason, back = one.words["cancel_reason"] or str(CANCEL_REASONS["buyer"]), one.words["return_stock"] == "1"
    return actions.cancel(one.ids, reason=reason, return_stock=back, actor=one.who)


def _date(one: Asked) -> Outcome:
    written = one.words["ship_date"]
    day = _day(written)
    if written and day is None:
        sentence = _("“%(date)s” is no date.") % {"date": written}
        return Outcome(refused=[Refusal(order, "ship_date", sentence) for order in one.ids])
    return actions.set_ship_date(one.ids, day, actor=one.who)


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


@dataclass(frozen=True)
class Verb:
    """What can be done with many: its title, who may, which words it takes, and the deed."""

    title: Promise
    permission: str
    words: tuple[str, ...]
    do: Callable[[Asked], Outcome]


VERBS = {
    "close": Verb(gettext_lazy("Mark a point as dealt with"), "orders.edit", ("reason", "note"), _close),
    "hold": Verb(gettext_lazy("Put on hold"), "orders.edit", ("note",), _hold),
    "lift": Verb(gettext_lazy("Lift the hold"), "orders.edit", (), _lift),
    "part": Verb(gettext_lazy("Ship what is allocated first"), "orders.edit", (), _part),
    "whole": Verb(gettext_lazy("Wait for all pieces"), "orders.edit", (), _whole),
    "pay": Verb(gettext_lazy("Record payments"), "orders.pay", ("paid_on",), _pay),
    "cancel": Verb(gettext_lazy("Cancel orders"), "orders.cancel", ("cancel_reason", "return_stock"), _cancel),
    "date": Verb(gettext_lazy("Change the ship date"), "orders.edit", ("ship_date",), _date),
}


@door("orders.view")
@require_POST
def bulk(request: HttpRequest, verb: str) -> HttpResponse:
    """Do one thing with all the picked orders and show what came of each."""
    if verb not in VERBS:
        raise Http404(verb)
    chosen = VERBS[verb]
    if not allowed(request.user, chosen.permission):
        return refuse(request, chosen.permission)
    ids = picked(request)
    back = back_of(request)
    if not ids:
        return redirect(back)
    words = {name: request.POST.get(name, request.GET.get(name, "")).strip() for name in chosen.words}
    try:
        outcome = chosen.do(Asked(ids, words, actor(request)))
    except Refused as refused:
        outcome = Outcome(refused=list(refused.refusals))
    retry = f"{reverse('orders:bulk', args=[verb])}?{urlencode({**words, 'back': back})}"
    return show(request, outcome, title=chosen.title, back=back, retry=retry)


def show(
    request: HttpRequest, outcome: Outcome, *, title: Promise | str, back: str, retry: str | None = None
) -> HttpResponse:
    """The result page of a verb whose refusals are keyed by order id."""
    keys = [one.key for one in outcome.refused if isinstance(one.key, int)]
    names = dict(Order.objects.filter(id__in=keys).values_list("id", "number"))
    links = {key: reverse("orders:order", args=[key]) for key in names}
    return results.show(request, outcome, title=title, back=back, names=names, links=links, retry=retry)


def picked(request: HttpRequest) -> list[int]:
    """The ids of the rows that were picked, each once."""
    return list(dict.fromkeys(int(one) for one in request.POST.getlist("ids") if one.isdigit() and len(one) < 19))


def back_of(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of ours."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked and safe else reverse("orders:list")

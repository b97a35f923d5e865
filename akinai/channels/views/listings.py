"""出品: how the pages of each mall stand, and one page: master, own text and result side by side."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from akinai.channels.actions import listings
from akinai.channels.actions.listings import NewPrice
from akinai.channels.listing import forms
from akinai.channels.listing.linting import label
from akinai.channels.listing.measuring import length
from akinai.channels.listing.merging import MASTER
from akinai.channels.models import Connection, Page, ShownPrice
from akinai.channels.queries import listings as queries
from akinai.channels.queries.connections import may_write
from akinai.channels.queries.pages import Assembled, assemble
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.people.actors import actor
from akinai.core.people.permissions import allowed, door
from akinai.core.shell import paging, results

TONES = {"": "", "waiting": "accent", "sent": "good", "refused": "bad", "unknown": "warn"}


def of(connection_id: int) -> Connection:
    """The connection of the address."""
    rows = Connection.objects.exclude(adapter="").select_related("channel")
    return get_object_or_404(rows, pk=connection_id)


@door("channels.view")
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel with pages."""
    return render(request, "channels/listings.html", {"rows": queries.listed()})


@door("channels.view")
def pages(request: HttpRequest, connection_id: int) -> HttpResponse:
    """The pages of a channel, each with its first finding and what came of its last push."""
    connection = of(connection_id)
    listings.sync_pages(connection)
    state, q = request.GET.get("state", ""), request.GET.get("q", "").strip()
    page = paging.page(request, queries.pages(connection, q=q, state=state), key="id", per=50)
    made = {one.page.pk: one for one in assemble(connection, page.rows)}
    for row in page.rows:
        row.made, row.tone = made.get(row.pk), TONES[row.state]
    context: dict[str, Any] = {
        "connection": connection,
        "channel": connection.channel,
        "page": page,
        "q": q,
        "state": state,
        "states": [
            ("", _("All")),
            ("errors", _("With errors")),
            ("refused", _("Refused")),
            ("unknown", _("No answer yet")),
            ("waiting", _("Waiting")),
            ("sent", _("Sent")),
            ("never", _("Never sent")),
        ],
        "live": may_write(connection),
        "files": forms.form(connection.adapter) is not None,
        "may_edit": allowed(request.user, "channels.edit"),
        "tab": "pages",
    }
    return render(request, "channels/listing_pages.html", context)


@require_POST
@door("channels.edit")
def send(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Have the chosen pages sent: what changed, or the part named."""
    connection = of(connection_id)
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    part = request.POST.get("part", "")
    parts = (part,) if part in ("price", "text", "images") else ()
    try:
        outcome = listings.ask(connection.pk, ids, parts=parts, again=part == "all", actor=actor(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("channels:listing_pages", connection.pk)
    return _told(request, connection, outcome, ngettext("%(n)d page waits.", "%(n)d pages wait.", len(outcome.done)))


@require_POST
@door("channels.edit")
def check(request: HttpRequest, connection_id: int) -> HttpResponse:
    """Check all pages by the mall's rules."""
    connection = of(connection_id)
    outcome = listings.check_pages(connection.pk, actor=actor(request))
    words = ngettext("%(n)d page is without errors.", "%(n)d pages are without errors.", len(outcome.done))
    return _told(request, connection, outcome, words, retry=False)


def _told(
    request: HttpRequest, connection: Connection, outcome: Outcome, words: str, *, retry: bool = True
) -> HttpResponse:
    back = reverse("channels:listing_pages", args=[connection.pk])
    if not outcome.refused:
        messages.success(request, words % {"n": len(outcome.done)})
        return redirect(back)
    rows = Page.objects.filter(pk__in=[one.key for one in outcome.refused])
    codes = {one.pk: one.code for one in rows}
    links = {pk: reverse("channels:listing_page", args=[connection.pk, pk]) for pk in codes}
    again = reverse("channels:listing_send", args=[connection.pk]) if retry else None
    return results.show(request, outcome, title=_("Listings"), back=back, names=codes, links=links, retry=again)


@require_POST
@door("channels.edit")
def file(request: HttpRequest, connection_id: int) -> HttpResponse:
    """The chosen pages as a file for the mall's own upload; pages with errors are named, and nothing is written."""
    connection = of(connection_id)
    ids = [int(one) for one in request.POST.getlist("ids") if one.isdecimal()]
    plain = forms.form(connection.adapter)
    rows = list(Page.objects.filter(connection=connection, mapped=True, pk__in=ids).order_by("pk"))
    made = assemble(connection, rows)
    if plain is None or not made:
        messages.error(request, _("Choose pages of a mall that takes files of pages."))
        return redirect("channels:listing_pages", connection.pk)
    wrong = [Refusal(one.page.pk, one.findings[0].field, one.findings[0].sentence) for one in made if one.errors]
    if wrong:
        return _told(request, connection, Outcome(refused=wrong), "", retry=False)
    answer = HttpResponse(forms.write([_for_file(one) for one in made], plain), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="{plain["file"]}"'
    return answer


def _for_file(made: Assembled) -> forms.FilePage:
    rows = [
        forms.Row(one.mapping.variant, one.mapping.sku.code, one.price, one.mapping.sku.jan, one.options)
        for one in made.goods
    ]
    texts = {name: one.text for name, one in made.fields.items() if one.text}
    return forms.FilePage(made.page.code, texts, rows)


# --- one page -----------------------------------------------------------------------------------------------


@door("channels.view")
def page(request: HttpRequest, connection_id: int, page_id: int) -> HttpResponse:
    """One page, side by side."""
    connection = of(connection_id)
    row = get_object_or_404(Page.objects.select_related("product"), pk=page_id, connection=connection)
    made = next(iter(assemble(connection, [row])), None)
    if made is None:
        return redirect("channels:listing_pages", connection.pk)
    skus = [one.mapping.sku_id for one in made.goods]
    shown = ShownPrice.objects.filter(channel=connection.channel, sku_id__in=skus).select_related("sku")
    context: dict[str, Any] = {
        "connection": connection,
        "channel": connection.channel,
        "row": row,
        "made": made,
        "tone": TONES[row.state],
        "fields": _fields(made),
        "others": [one for one in made.findings if one.field not in made.fields],
        "masters": [(name, made.master.get(name, "")) for name in MASTER],
        "pushes": row.pushes.order_by("-pk")[:10],
        "shown": shown.order_by("-since")[:20],
        "live": may_write(connection),
        "may_edit": allowed(request.user, "channels.edit"),
    }
    return render(request, "channels/listing_page.html", context)


def _fields(made: Assembled) -> list[dict[str, Any]]:
    found = []
    for name, rule in made.rules.fields.items():
        result = made.fields[name]
        long = length(result.text or "", rule.measure)
        found.append(
            {
                "rule": rule,
                "label": label(rule),
                "master": made.master.get(rule.master, ""),
                "own": made.own.get(name),
                "result": result,
                "length": long,
                "over": bool(rule.most and long > rule.most),
                "findings": [one for one in made.findings if one.field == name],
            }
        )
    return found


@require_POST
@door("channels.edit")
def save(request: HttpRequest, connection_id: int, page_id: int) -> HttpResponse:
    """Texts of the master or of this channel."""
    connection = of(connection_id)
    row = get_object_or_404(Page, pk=page_id, connection=connection)
    texts: dict[str, str | None] = {}
    for name in request.POST.getlist("field"):
        own = request.POST.get(f"mode.{name}", "own") == "own"
        texts[name] = request.POST.get(f"text.{name}", "").replace("\r\n", "\n") if own else None
    mine = None if request.POST.get("of") == "master" else connection.pk
    if mine is None:
        texts = {name: text or None for name, text in texts.items()}
    _say(request, listings.save_texts(row.product_id, texts, connection_id=mine, actor=actor(request)))
    return redirect("channels:listing_page", connection.pk, row.pk)


@require_POST
@door("channels.edit")
def save_prices(request: HttpRequest, connection_id: int, page_id: int) -> HttpResponse:
    """This channel's own prices of the page's SKUs."""
    connection = of(connection_id)
    row = get_object_or_404(Page, pk=page_id, connection=connection)
    made = next(iter(assemble(connection, [row])), None)
    prices = []
    for sku in dict.fromkeys(one.mapping.sku_id for one in made.goods) if made else ():
        price, listed = (request.POST.get(f"{name}.{sku}", "").replace(",", "").strip() for name in ("price", "list"))
        if not all(one == "" or (one.isdecimal() and len(one) < 12) for one in (price, listed)):
            messages.error(request, _("Write prices as whole yen."))
            return redirect("channels:listing_page", connection.pk, row.pk)
        yen, former = (int(one) if one else None for one in (price, listed))
        prices.append(NewPrice(sku_id=sku, price=yen, list_price=former))
    _say(request, listings.save_prices(connection.channel_id, prices, actor=actor(request)))
    return redirect("channels:listing_page", connection.pk, row.pk)


def _say(request: HttpRequest, outcome: Outcome) -> None:
    for refusal in outcome.refused:
        messages.error(request, refusal.message)
    if not outcome.refused:
        messages.success(request, _("Saved."))

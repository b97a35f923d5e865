"""ご注文手続き: address, delivery, payment; then confirming.py. Each step is a form that works without scripts; what
was told is kept in the cart's draft, and every page computes the quote anew.
"""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from akinai.core import limits
from akinai.core.japan import postal
from akinai.customers import queries as customers
from akinai.orders.actions import Person
from akinai.orders.queries.promising import SLOTS
from akinai.storefront.actions import carts
from akinai.storefront.checkout import Gift, Quote, Recipient, Wanted
from akinai.storefront.checkout.forms import PersonForm, filled
from akinai.storefront.checkout.wanted import MOST_RECIPIENTS
from akinai.storefront.models.cart import Step
from akinai.storefront.views.cart import Visit

PAGES = {
    "cart": "shop:cart",
    "address": "shop:checkout_address",
    "delivery": "shop:checkout_delivery",
    "payment": "shop:checkout_payment",
}
OWN, OTHER, SEVERAL, BOOK = "buyer", "other", "several", "book-"
Page = Callable[[Visit], HttpResponse]


def step(function: Page) -> Callable[[HttpRequest], HttpResponse]:
    """A page of the checkout: with something in the cart, never kept by anybody, not too often."""

    @wraps(function)
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        if limits.too_often("checkout", limits.address(request), most=120, seconds=60):
            return render(request, "storefront/cart/slowly.html", status=429)
        visit = Visit(request)
        response = function(visit) if visit.cart and visit.facts.goods else redirect("shop:cart")
        response.headers["Cache-Control"] = "no-store"
        return response

    return view


def show(visit: Visit, name: str, at: str, quote: Quote, **context: Any) -> HttpResponse:
    """A page of the checkout, with its place among the steps."""
    context |= {"quote": quote, "wanted": visit.wanted, "at": at, "steps": _steps(at)}
    return render(visit.request, f"storefront/checkout/{name}.html", context)


def _steps(at: str) -> list[dict[str, Any]]:
    known = [
        ("address", _("Buyer and recipients")),
        ("delivery", _("Delivery and gifts")),
        ("payment", _("How to pay")),
        ("confirm", _("Confirmation")),
    ]
    here = [code for code, _label in known].index(at)
    return [{"label": label, "done": n < here, "here": n == here} for n, (_code, label) in enumerate(known)]


def _save(visit: Visit, reached: Step) -> None:
    assert visit.cart
    customer = visit.customer
    carts.keep_draft(
        visit.cart.key, visit.wanted, step=reached, customer_id=customer.pk if customer else None, actor=visit.actor
    )


# --- begin, address -----------------------------------------------------------------------------------------


@step
def begin(visit: Visit) -> HttpResponse:
    """From the cart: what is bought now, with what is known of a member."""
    wanted = visit.wanted
    group = visit.request.GET.get("group", "")
    kinds = {good.sale_type for good in visit.facts.goods.values()}
    if group in kinds and group != wanted.group:
        wanted.group, wanted.recipients = group, [Recipient()]
    elif wanted.group not in kinds:
        wanted.group = ""
    if problem := visit.quote().problem_at("cart"):
        messages.error(visit.request, problem.message)
        return redirect("shop:cart")
    customer = visit.customer
    if customer and not wanted.buyer.name:
        wanted.buyer = _known(visit) or Person(
            name=customer.name, kana=customer.kana, company=customer.company, phone=customer.phone
        )
        wanted.buyer.email = customer.email
    _save(visit, Step.ADDRESS)
    return redirect("shop:checkout_address")


def _known(visit: Visit) -> Person | None:
    book = _book(visit)
    return next(iter(book.values()), None)


def _book(visit: Visit) -> dict[str, Person]:
    """The member's addresses by the value of their choice, the usual one first."""
    customer = visit.customer
    names = ("name", "kana", "company", "phone", "postal", "prefecture", "city", "line1", "line2")
    rows = customers.addresses(customer) if customer else ()
    return {f"{BOOK}{row.pk}": Person(**{name: getattr(row, name) for name in names}) for row in rows}


@step
def address(visit: Visit) -> HttpResponse:
    """Who orders, and where it goes."""
    wanted, posted, book = visit.wanted, visit.request.POST, _book(visit)
    first = wanted.recipients[0]
    to = posted.get("to") or (SEVERAL if wanted.several else OTHER if first.person else OWN)
    problems: list[Any] = []
    if visit.request.method == "POST":
        wanted.buyer = PersonForm(posted, prefix="buyer", mail=True).person()
        person = PersonForm(posted, prefix="to0").person()
        looked_up = posted.get("lookup", "")
        if looked_up == "buyer":
            wanted.buyer = filled(wanted.buyer)
        elif looked_up == "to0":
            person = filled(person)
        _send_to(wanted, to, person, book)
        if not looked_up:
            problems = [one for one in visit.quote().problems if one.step == "address" and one.field != "pieces"]
            if to == SEVERAL:
                problems = [one for one in problems if one.field.startswith("buyer-")]
            if not problems:
                _save(visit, Step.ADDRESS if to == SEVERAL else Step.DELIVERY)
                return redirect("shop:checkout_recipients" if to == SEVERAL else "shop:checkout_delivery")
        else:
            _save(visit, Step.ADDRESS)
    buyer = PersonForm.of(wanted.buyer, "buyer", mail=True, section="billing")
    other = PersonForm.of(first.person if to == OTHER else None, "to0", section="shipping")
    wrong = [form.tell(problems) for form in (buyer, other)] if problems else []
    context = {"buyer": buyer, "other": other, "to": to, "book": book, "wrong": any(wrong)}
    return show(visit, "address", "address", visit.quote(), **context)


def _send_to(wanted: Wanted, to: str, person: Person, book: dict[str, Person]) -> None:
    first = wanted.recipients[0]
    if to == SEVERAL:
        if not wanted.several:
            wanted.recipients = [Recipient(), Recipient(person=Person())]
        return
    if wanted.several:
        wanted.recipients = [first]
        first.pieces = {}
    first.person = person if to == OTHER else book.get(to)


@step
def recipients(visit: Visit) -> HttpResponse:
    """Several recipients in one order, with the pieces of each."""
    wanted, posted = visit.wanted, visit.request.POST
    if not wanted.several and "add" not in posted:
        return redirect("shop:checkout_address")
    problems: list[Any] = []
    if visit.request.method == "POST":
        _read_recipients(visit, wanted, posted)
        if not {"add", "remove", "lookup"} & set(posted):
            problems = [one for one in visit.quote().problems if one.step == "address"]
        if not wanted.several or not ({"add", "remove", "lookup"} & set(posted) or problems):
            _save(visit, Step.DELIVERY)
            return redirect("shop:checkout_delivery" if wanted.several else "shop:checkout_address")
        _save(visit, Step.ADDRESS)
    quote = visit.quote()
    rows = []
    for at, recipient in enumerate(wanted.recipients):
        form = PersonForm.of(recipient.person, f"to{at}", short=True)
        if problems:
            form.tell(problems)
        lines = quote.group.lines if quote.group else ()
        pieces = [(line, recipient.pieces.get(line.good.sku_id, 0)) for line in lines]
        told = [one.message for one in problems if one.field == f"to{at}"]
        rows.append({"at": at, "form": form, "own": recipient.person is None, "pieces": pieces, "told": told})
    told = [one.message for one in problems if one.field in ("pieces", "recipients")]
    return show(
        visit, "recipients", "address", quote, rows=rows, told=told, book=_book(visit), most=MOST_RECIPIENTS,
        wrong=bool(problems),
    )  # fmt: skip


def _read_recipients(visit: Visit, wanted: Wanted, posted: QueryDict) -> None:
    skus = [good.sku_id for good in visit.facts.goods.values()]
    book = _book(visit)
    for at, recipient in enumerate(wanted.recipients):
        chosen = posted.get(f"who{at}", OTHER)
        person = PersonForm(posted, prefix=f"to{at}", short=True).person()
        if posted.get("lookup") == f"to{at}":
            person = filled(person)
        recipient.person = None if chosen == OWN else book.get(chosen, person)
        recipient.pieces = {sku: n for sku in skus if (n := number(posted.get(f"n{at}-{sku}")))}
    removed = posted.get("remove", "")
    if removed.isdigit() and int(removed[:3]) < len(wanted.recipients):
        del wanted.recipients[int(removed[:3])]
        if len(wanted.recipients) == 1:
            wanted.recipients[0].pieces = {}
    if "add" in posted and len(wanted.recipients) < MOST_RECIPIENTS:
        wanted.recipients.append(Recipient(person=Person()))


def number(text: str | None) -> int:
    """Pieces as posted; anything else is none."""
    return min(int(text), carts.MOST_PIECES) if text and text.isdecimal() and len(text) < 10 else 0


@require_http_methods(["GET"])
def places(request: HttpRequest) -> HttpResponse:
    """Prefecture, city and town of a postal code, for the page's script."""
    found = postal.places(request.GET.get("postal", "")[:20])
    if not found:
        return JsonResponse({})
    town = found[0].town if len(found) == 1 else ""
    return JsonResponse({"prefecture": found[0].prefecture, "city": found[0].city, "line1": town})


# --- delivery, payment --------------------------------------------------------------------------------------


@step
def delivery(visit: Visit) -> HttpResponse:
    """Which way, which day and hour, and what is done for a gift; for each recipient."""
    wanted, posted = visit.wanted, visit.request.POST
    problems: list[Any] = []
    if problem := visit.quote().problem_at("cart", "address"):
        messages.error(visit.request, problem.message)
        return redirect(PAGES[problem.step])
    if visit.request.method == "POST":
        for at, recipient in enumerate(wanted.recipients):
            _read_delivery(posted, at, recipient)
        problems = [one for one in visit.quote().problems if one.step == "delivery"]
        looks = "look" in posted or "lookup" in posted
        _save(visit, Step.DELIVERY if problems or looks else Step.PAYMENT)
        if not problems and not looks:
            return redirect("shop:checkout_payment")
    quote = visit.quote()
    rows = [_delivery_row(parcel, problems) for parcel in quote.parcels]
    known = visit.facts.gifts.values()
    gifts = {kind: [one for one in known if one.kind == kind] for kind in ("noshi", "wrapping", "card")}
    return show(visit, "delivery", "delivery", quote, rows=rows, gifts=gifts, wrong=bool(problems))


def _delivery_row(parcel: Any, problems: list[Any]) -> dict[str, Any]:
    at, recipient = parcel.at, parcel.recipient
    told = {one.field: one.message for one in problems}
    form = PersonForm.of(recipient.sender, f"sender{at}", short=True)
    form.tell(problems)
    return {
        "parcel": parcel,
        "at": at,
        "recipient": recipient,
        "gift": recipient.gift,
        "sender": form,
        "other_sender": recipient.sender is not None,
        "can_gift": all(line.good.gift for line in parcel.lines),
        "slots": [(code, SLOTS[code]) for code in (parcel.promise.slots if parcel.promise else ())],
        "wrong": {name.rstrip("0123456789"): told[name] for name in told if name.endswith(str(at))},
    }


def _read_delivery(posted: QueryDict, at: int, recipient: Recipient) -> None:
    def text(name: str) -> str:
        return posted.get(f"{name}{at}", "").replace("\x00", "").strip()[:1_000]

    recipient.delivery = text("delivery")
    try:
        recipient.date = dt.date.fromisoformat(text("date")) if text("date") else None
    except ValueError:
        recipient.date = None
    recipient.slot = text("slot")[:10]
    recipient.gift = Gift(
        noshi=number(text("noshi")),
        noshi_name=text("noshi_name"),
        wrapping=number(text("wrapping")),
        card=number(text("card")),
        message=text("message").replace("\r\n", "\n"),
        hide_prices=bool(text("hide")),
    )
    sender = PersonForm(posted, prefix=f"sender{at}", short=True).person()
    if posted.get("lookup") == f"sender{at}":
        sender = filled(sender)
    recipient.sender = sender if text("from") == OTHER else None


@step
def payment(visit: Visit) -> HttpResponse:
    """How to pay, a word to the shop, and which way to pay was missed."""
    assert visit.cart
    wanted, posted = visit.wanted, visit.request.POST
    if problem := visit.quote().problem_at("cart", "address", "delivery"):
        messages.error(visit.request, problem.message)
        return redirect(PAGES[problem.step])
    problems: list[Any] = []
    if visit.request.method == "POST":
        wanted.payment = posted.get("payment", "")[:60]
        wanted.remark = posted.get("remark", "").replace("\x00", "").strip()[:5_000]
        if lacking := posted.get("lacking", "").replace("\x00", ""):
            carts.lack(visit.cart.key, lacking, actor=visit.actor)
        problems = [one for one in visit.quote().problems if one.step == "payment"]
        _save(visit, Step.PAYMENT if problems else Step.CONFIRM)
        if not problems:
            return redirect("shop:checkout_confirm")
    wrong = {one.field: one.message for one in problems}
    return show(visit, "payment", "payment", visit.quote(), wrong=wrong, lacking=visit.cart.lacking_method, slots=SLOTS)

"""Buying without our pages: carts and their checkout for headless fronts. Open to everybody, as the shop is.

A cart's id is known to nobody but its shopper. The order is placed by the same verb as on the pages, at the prices
computed here; `expected_total` refuses it when the front has shown another sum.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from contextlib import nullcontext
from typing import Annotated, Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import Field

from akinai.core import api
from akinai.core.api.persons import PersonAsked
from akinai.core.api.problems import Problem, error, not_found
from akinai.core.japan import postal
from akinai.inventory import queries as inventory
from akinai.orders.actions import Person
from akinai.orders.queries.promising import number_of
from akinai.payments import queries as payments
from akinai.storefront.actions import buying, carts
from akinai.storefront.checkout import Facts, Gift, Recipient, Wanted, load
from akinai.storefront.models import Purchase
from akinai.storefront.queries import carts as gathered

ACTOR = "api:shop"
router = api.Router(tags=["Shop"])

Code = Annotated[str, Field(min_length=1, max_length=200)]
Pieces = Annotated[int, Field(ge=0, le=carts.MOST_PIECES)]


# --- what is asked ------------------------------------------------------------------------------------------


class LineAsked(api.Asked):
    """Pieces of a SKU by its code."""

    sku: Code
    quantity: Pieces


class CartAsked(api.Asked):
    """A new cart, with or without lines."""

    lines: list[LineAsked] = Field([], max_length=carts.MOST_LINES)


class PiecesAsked(api.Asked):
    """Pieces of one SKU (`sku` or `code`: its code). `add`: so many more; else so many in all, 0 takes it out."""

    sku: str = Field("", max_length=200)
    code: str = Field("", max_length=200)
    quantity: Pieces
    add: bool = False


class RecipientAsked(api.Asked):
    """Where pieces go, when, and as what gift. Gift choices by their names as the shop offers them."""

    to: PersonAsked | None = Field(None, description="null: to the buyer.")
    lines: list[LineAsked] = Field([], max_length=carts.MOST_LINES, description="Empty: everything (one recipient).")
    delivery_method: str = Field("", max_length=60, description="Empty: the first that fits.")
    date: dt.date | None = None
    time_slot: str = Field("", max_length=10)
    noshi: str = Field("", max_length=60)
    noshi_name: str = Field("", max_length=60)
    wrapping: str = Field("", max_length=60)
    card: str = Field("", max_length=60)
    message: str = Field("", max_length=400)
    hide_prices: bool = False
    sender: PersonAsked | None = None


class CheckoutAsked(api.Asked):
    """Everything about an order. `expected_total`: what the front has shown; another sum is refused."""

    buyer: PersonAsked
    recipients: list[RecipientAsked] = Field([], max_length=20)
    payment_method: str = Field("", max_length=60)
    remark: str = Field("", max_length=2_000)
    sale_type: str = Field("", max_length=60, description="What is bought now, where the cart holds several types.")
    expected_total: int | None = None


# --- what is answered ---------------------------------------------------------------------------------------


class CartLine(api.Shown):
    """A line with the price of one piece and of all, in yen with tax. `available`: pieces left."""

    sku: str
    name: str
    options: str
    quantity: int
    price: int | None
    amount: int | None
    available: int
    sale_type: str


class Cart(api.Shown):
    """A cart; shipping and fees are known at checkout."""

    id: uuid.UUID
    lines: list[CartLine]
    goods: int
    currency: str = "JPY"


class Placed(api.Shown):
    """One order: to one recipient."""

    number: str
    total: int


class Label(api.Shown):
    """One thing a buyer must know to pay."""

    label: str
    value: str


class Bought(api.Shown):
    """What was bought. `payment_page`: where the buyer must go now to pay, or null."""

    number: str
    token: uuid.UUID | None
    orders: list[Placed]
    goods: int
    shipping_fee: int
    gift_fee: int
    payment_fee: int
    total: int
    currency: str = "JPY"
    payment_method: str
    payment_instructions: list[Label] = []
    payment_page: str | None = None
    dry_run: bool = False


# --- carts --------------------------------------------------------------------------------------------------


@api.public(router, "/carts", method="post")
def begin_cart(request: HttpRequest, asked: CartAsked) -> Cart:
    """A new cart.

    Prices and stock are those of now; a cart holds nothing back. Keep its id secret: it is all that is needed to buy.
    """
    if not asked.lines:
        return Cart(id=carts.begin(actor=ACTOR), lines=[], goods=0)
    return _cart(carts.begin_with(_by_code(asked.lines), actor=ACTOR))


@api.public(router, "/carts/{key}")
def cart(request: HttpRequest, key: uuid.UUID) -> Cart:
    """A cart as it stands now."""
    if not gathered.is_open(key):
        raise not_found(_("There is no such cart, or it was ordered."))
    return _cart(key)


@api.public(router, "/carts/{key}/lines", method="post")
def set_line(request: HttpRequest, key: uuid.UUID, asked: PiecesAsked) -> Cart:
    """Put pieces of a SKU into a cart, or take them out."""
    code = asked.sku or asked.code
    if not code:
        errors = [error(None, "sku", _("This field is needed."))]
        raise Problem(422, "invalid", _("Invalid request"), _("The request can't be understood."), errors=errors)
    try:
        carts.set_by_code(key, {code: asked.quantity}, more=asked.add, actor=ACTOR)
    except LookupError:
        raise not_found(_("There is no such cart, or it was ordered.")) from None
    return _cart(key)


def _by_code(lines: list[LineAsked]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.sku] = found.get(line.sku, 0) + line.quantity
    return found


def _cart(key: uuid.UUID) -> Cart:
    facts = load(key, rules=False)
    available = inventory.available(list(facts.goods), facts.warehouse_id or None)
    lines = [
        CartLine(
            sku=good.code,
            name=good.name,
            options=good.options,
            quantity=good.quantity,
            price=good.price,
            amount=None if good.price is None else good.price * good.quantity,
            available=available.get(good.sku_id, 0),
            sale_type=good.sale_type,
        )
        for good in facts.goods.values()
    ]
    return Cart(id=key, lines=lines, goods=sum(line.amount or 0 for line in lines))


# --- checkout -----------------------------------------------------------------------------------------------


@api.public(router, "/carts/{key}/checkout", method="post")
def checkout(
    request: HttpRequest,
    key: uuid.UUID,
    asked: CheckoutAsked,
    dry_run: bool = api.TRIED_OUT,
    idempotency_key: str | None = api.ONCE,
) -> Bought:
    """Buy what is in a cart.

    All of it or nothing: every piece that is missing is named at once. The same cart and Idempotency-Key again give
    the same order. With `dry_run` nothing is bought, and the sums are answered.
    """
    facts = load(key)
    if not facts.live:
        raise Problem(503, "closed", _("Not now"), _("The shop takes no orders now."))
    wanted = _wanted(asked, facts)
    dates = any(one.date or one.slot for one in wanted.recipients)
    once = idempotency_key or f"api/{wanted.group}"
    try:
        with transaction.atomic() if dry_run else nullcontext():
            bought = buying.buy(
                key,
                wanted,
                key=once,
                agreed=buying.Agreed(total=asked.expected_total),
                dates=dates,
                facts=facts,
                actor=ACTOR,
            )
            if dry_run:
                transaction.set_rollback(True)
    except LookupError:
        raise not_found(_("There is no such cart, or it was ordered.")) from None
    except buying.NotReady as problem:
        raise _not_ready(problem) from None
    except buying.Changed as changed:
        raise _changed(changed, asked) from None
    return _bought(request, bought, dry_run)


def _wanted(asked: CheckoutAsked, facts: Facts) -> Wanted:
    skus = {good.code: good.sku_id for good in facts.goods.values()}
    gifts = {(one.kind, one.name): one.id for one in facts.gifts.values()}
    recipients = [_recipient(one, skus, gifts) for one in asked.recipients] or [Recipient()]
    return Wanted(
        buyer=_person(asked.buyer),
        recipients=recipients,
        payment=asked.payment_method,
        remark=asked.remark,
        group=asked.sale_type,
    )


def _recipient(asked: RecipientAsked, skus: Mapping[str, int], gifts: Mapping[tuple[str, str], int]) -> Recipient:
    def choice(kind: str) -> int:
        name = getattr(asked, kind)
        return gifts.get((kind, name), -1) if name else 0  # one that is not offered is refused as such

    return Recipient(
        person=_person(asked.to) if asked.to else None,
        pieces={skus.get(code, 0): count for code, count in _by_code(asked.lines).items()},
        delivery=asked.delivery_method,
        date=asked.date,
        slot=asked.time_slot,
        gift=Gift(
            noshi=choice("noshi"),
            noshi_name=asked.noshi_name,
            wrapping=choice("wrapping"),
            card=choice("card"),
            message=asked.message,
            hide_prices=asked.hide_prices,
        ),
        sender=_person(asked.sender) if asked.sender else None,
    )


def _person(asked: PersonAsked) -> Person:
    """The person; prefecture and city by the postal code where they were left out."""
    person = Person(**asked.model_dump())
    if not person.prefecture and (places := postal.places(person.postal)):
        person.prefecture, person.city = places[0].prefecture, person.city or places[0].city
    return person


def _not_ready(problem: buying.NotReady) -> Problem:
    errors = [error(one.step, one.field, one.message) for one in problem.quote.problems]
    return Problem(422, "refused", _("Nothing was done"), str(problem), errors=errors)


def _changed(changed: buying.Changed, asked: CheckoutAsked) -> Problem:
    words = {"total": changed.quote.total, "expected": asked.expected_total}
    sentence = _("The total is %(total)s yen now, not %(expected)s. Show it to the buyer and ask again.") % words
    return Problem(409, "changed", _("Nothing was done"), sentence, errors=[error(None, "expected_total", sentence)])


def _bought(request: HttpRequest, bought: Purchase, dry_run: bool) -> Bought:
    parts: dict[str, Any] = bought.confirmation.data
    way = parts["payment"] or {"code": "free", "paying": False, "family": ""}
    instructions = []
    if way["family"] == "slip" and not way["paying"] and not dry_run:
        found = payments.instructions_of(bought.payment_id or 0)
        instructions = [Label(label=label, value=value) for label, value in found]
    page = reverse("shop:pay", args=[bought.token])
    return Bought(
        number="" if dry_run else bought.number,
        token=None if dry_run else bought.token,
        orders=[
            Placed(number="" if dry_run else number_of(pk), total=parcel["total"])
            for pk, parcel in zip(sorted(bought.order_ids), parts["parcels"], strict=True)
        ],
        goods=parts["goods"],
        shipping_fee=parts["shipping"],
        gift_fee=parts["gift_fee"],
        payment_fee=parts["payment_fee"],
        total=bought.total,
        payment_method=way["code"],
        payment_instructions=instructions,
        payment_page=request.build_absolute_uri(page) if way["paying"] and not dry_run else None,
        dry_run=dry_run,
    )

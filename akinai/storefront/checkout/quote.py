"""What it costs: pure, from the facts, what the shopper wants, and the ways to pay for an amount.

The same sums stand on the screen, in the snapshot, on the order (orders.money adds them up), and in the payment: prices
are with tax, fees are added per recipient, and nothing is rounded after that.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Protocol

from django.utils.translation import gettext as _

from akinai.orders.actions import Person
from akinai.orders.queries import OrderMoney, order_money
from akinai.storefront.checkout import fitting
from akinai.storefront.checkout.checking import Problem, gift_problems, limits, people
from akinai.storefront.checkout.facts import Facts, GiftOption, Good, Offer, SaleKind
from akinai.storefront.checkout.wanted import Recipient, Wanted
from akinai.storefront.delivery import Calendars, Promise


class Way(Protocol):
    """A way to pay as payments.queries.offered tells it; `fee` is what the buyer pays on top."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def fee(self) -> int: ...
    @property
    def family(self) -> str: ...
    @property
    def due_days(self) -> int | None: ...
    @property
    def paying(self) -> bool: ...


Ways = Callable[[int], Sequence[Way]]


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces of one SKU, with the names order_money reads. `available` None: not asked."""

    good: Good
    quantity: int
    available: int | None = None
    cancelled: int = 0
    price_includes_tax: bool = True

    @property
    def unit_price(self) -> int | None:
        return self.good.price

    @property
    def tax_category(self) -> str:
        return self.good.category

    @property
    def tax_rate(self) -> int:
        return self.good.rate

    @property
    def amount(self) -> int:
        return (self.good.price or 0) * self.quantity

    @property
    def reduced(self) -> bool:
        return self.good.category.startswith("reduced")

    @property
    def short(self) -> bool:
        """Fewer are there than wanted, as far as is known."""
        return self.available is not None and not self.good.ahead and self.available < self.quantity


@dataclass(frozen=True)
class Parcel:
    """What goes to one recipient, with the names order_money reads. It becomes one order."""

    at: int
    recipient: Recipient
    person: Person
    sender: Person | None
    lines: tuple[Line, ...]
    offers: tuple[tuple[Offer, int], ...]  # each with its fee here
    offer: Offer | None
    gifts: tuple[GiftOption, ...]
    shipping_fee: int
    promise: Promise | None = None
    payment_fee: int = 0
    rounding: Any = "floor"
    discount: int = 0
    mall_discount: int = 0
    points: int = 0
    currency: str = "JPY"

    @property
    def goods_total(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def wrapping_fee(self) -> int:
        return sum(gift.fee for gift in self.gifts)

    @property
    def total(self) -> int:
        return self.goods_total + self.shipping_fee + self.payment_fee + self.wrapping_fee

    @property
    def billed(self) -> int:
        return self.total

    @cached_property
    def money(self) -> OrderMoney:
        """The sums as the order will have them."""
        return order_money(self, self.lines, rounding=self.rounding)

    def gift(self, kind: str) -> str:
        """The name of the choice of a kind, "" for none."""
        return next((one.name for one in self.gifts if one.kind == kind), "")


@dataclass(frozen=True)
class Group:
    """What of the cart can be bought together."""

    kind: SaleKind
    lines: tuple[Line, ...]

    @property
    def goods(self) -> int:
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True)
class Quote:
    """Everything a shopper is told. With `problems` it can't be bought yet; each names the step where it is mended."""

    groups: tuple[Group, ...]
    group: Group | None
    parcels: tuple[Parcel, ...]
    wanted: Wanted
    methods: tuple[Way, ...]
    method: Way | None
    problems: tuple[Problem, ...]
    facts: Facts = field(repr=False)

    @property
    def goods(self) -> int:
        return sum(parcel.goods_total for parcel in self.parcels)

    @property
    def shipping(self) -> int:
        return sum(parcel.shipping_fee for parcel in self.parcels)

    @property
    def gift_fee(self) -> int:
        return sum(parcel.wrapping_fee for parcel in self.parcels)

    @property
    def payment_fee(self) -> int:
        return sum(parcel.payment_fee for parcel in self.parcels)

    @property
    def total(self) -> int:
        return sum(parcel.total for parcel in self.parcels)

    @property
    def rates(self) -> list[dict[str, Any]]:
        """Gross and tax by rate, added up over the orders; each order's tax is rounded by itself."""
        sums: dict[tuple[int, bool], dict[str, Any]] = {}
        for parcel in self.parcels:
            for rate in parcel.money.rates:
                found = sums.setdefault(
                    (-rate.rate_bp, rate.reduced),
                    {"percent": rate.percent, "reduced": rate.reduced, "gross": 0, "tax": 0},
                )
                found["gross"] += rate.gross
                found["tax"] += rate.tax
        return [sums[key] for key in sorted(sums)]

    @property
    def pieces(self) -> int:
        return sum(line.quantity for parcel in self.parcels for line in parcel.lines)

    def problem_at(self, *steps: str) -> Problem | None:
        """The first problem of these steps."""
        return next((one for one in self.problems if one.step in steps), None)

    def plain(self) -> dict[str, Any]:
        """Every amount and promise as plain values: what is kept, and what `digest` is of."""
        return {
            "total": self.total,
            "goods": self.goods,
            "shipping": self.shipping,
            "gift_fee": self.gift_fee,
            "payment_fee": self.payment_fee,
            "rates": self.rates,
            "payment": _way(self.method) if self.method else None,
            "remark": self.wanted.remark,
            "buyer": _who(self.wanted.buyer),
            "parcels": [_plain(parcel) for parcel in self.parcels],
            "terms": self.facts.terms,
        }

    @cached_property
    def digest(self) -> str:
        """The same digest, the same agreement."""
        return hashlib.sha256(json.dumps(self.plain(), sort_keys=True).encode()).hexdigest()


def _way(method: Way) -> dict[str, Any]:
    return {"code": method.code, "name": method.name, "family": method.family, "paying": method.paying}


_PERSON = tuple(one.name for one in fields(Person))


def _who(person: Person) -> dict[str, str]:
    """As `asdict` has it, which copies every text by itself."""
    return {name: getattr(person, name) for name in _PERSON}


def _plain(parcel: Parcel) -> dict[str, Any]:
    promise, gift = parcel.promise, parcel.recipient.gift
    return {
        "to": _who(parcel.person),
        "sender": _who(parcel.sender) if parcel.sender else None,
        "lines": [
            {
                "sku": line.good.code,
                "name": line.good.name,
                "quantity": line.quantity,
                "price": line.good.price,
                "amount": line.amount,
                "rate": line.good.rate,
                "until": line.good.until.isoformat() if line.good.until else "",
            }
            for line in parcel.lines
        ],
        "delivery": parcel.offer.method if parcel.offer else "",
        "ship_date": promise.ship_date.isoformat() if promise else "",
        "date": parcel.recipient.date.isoformat() if parcel.recipient.date else "",
        "slot": parcel.recipient.slot,
        "gifts": [[one.kind, one.name, one.fee] for one in parcel.gifts],
        "noshi_name": gift.noshi_name,
        "message": gift.message,
        "hide_prices": gift.hide_prices,
        "shipping_fee": parcel.shipping_fee,
        "payment_fee": parcel.payment_fee,
        "total": parcel.total,
    }


def quote(facts: Facts, wanted: Wanted, *, ways: Ways, calendars: Calendars | None = None) -> Quote:
    """What the shopper would pay for what, and what is still missing. Without `calendars` no day is promised."""
    groups = _groups(facts)
    group = next((one for one in groups if one.kind.code == wanted.group), groups[0] if groups else None)
    if group is None:
        empty = (Problem("cart", "", _("The cart is empty.")),)
        return Quote(groups, None, (), wanted, (), None, empty, facts)
    problems = [*limits(group.lines), *people(wanted)]
    parcels, found = _parcels(facts, group, wanted, calendars)
    problems += found
    methods: tuple[Way, ...] = ()
    method: Way | None = None
    if base := sum(parcel.total for parcel in parcels):
        methods = tuple(way for way in ways(base) if _payable(way, group.kind, parcels))
        method = next((way for way in methods if way.code == wanted.payment), None)
        if method is None:
            problems.append(Problem("payment", "payment", _no_method(wanted, methods)))
        elif parcels:
            parcels = (replace(parcels[0], payment_fee=method.fee), *parcels[1:])
    return Quote(groups, group, parcels, wanted, methods, method, tuple(problems), facts)


def _groups(facts: Facts) -> tuple[Group, ...]:
    found: dict[str, list[Line]] = {code: [] for code in facts.kinds}
    for good in facts.goods.values():
        available = facts.available.get(good.sku_id, 0) if facts.available is not None else None
        found.setdefault(good.sale_type, []).append(Line(good, good.quantity, available))
    return tuple(
        Group(facts.kinds.get(code, SaleKind(code, code)), tuple(lines)) for code, lines in found.items() if lines
    )


def _parcels(
    facts: Facts, group: Group, wanted: Wanted, calendars: Calendars | None
) -> tuple[tuple[Parcel, ...], list[Problem]]:
    by_sku = {line.good.sku_id: line for line in group.lines}
    problems: list[Problem] = []
    parcels = []
    left = {sku: line.quantity for sku, line in by_sku.items()}
    for at, recipient in enumerate(wanted.recipients):
        pieces = recipient.pieces if wanted.several else left
        lines = tuple(
            replace(by_sku[sku], quantity=count) for sku, count in pieces.items() if sku in by_sku and count > 0
        )
        if wanted.several:
            for line in lines:
                left[line.good.sku_id] -= line.quantity
        if not lines:
            problems.append(Problem("address", f"to{at}", _("Give recipient %(n)d something.") % {"n": at + 1}))
        parcel, found = _parcel(facts, wanted, at, lines, calendars)
        parcels.append(parcel)
        problems += found
    if wanted.several and any(left.values()):
        sentence = _("The pieces given to the recipients are not those in the cart. Divide them anew.")
        problems.append(Problem("address", "pieces", sentence))
    return tuple(parcels), problems


def _parcel(
    facts: Facts, wanted: Wanted, at: int, lines: tuple[Line, ...], calendars: Calendars | None
) -> tuple[Parcel, list[Problem]]:
    recipient = wanted.recipients[at]
    person = recipient.person or wanted.buyer
    goods = [(line.good, line.quantity) for line in lines]
    offers = fitting.offers(facts.offers, goods, person.prefecture)
    chosen = next((one for one in offers if one[0].method == recipient.delivery), None)
    problems = []
    if chosen is None and recipient.delivery:
        sentence = _("This delivery method can't be used for these goods. Choose another.")
        problems.append(Problem("delivery", f"delivery{at}", sentence))
    elif chosen is None and offers:
        chosen = offers[0]
    if not offers and lines and person.prefecture:
        sentence = _("We have no way to deliver these goods to %(place)s.") % {"place": person.prefecture}
        problems.append(Problem("delivery", f"delivery{at}", sentence))
    gifts, found = gift_problems(facts, recipient, at, lines)
    problems += found
    offer, fee = chosen or (None, 0)
    sender = recipient.sender or (wanted.buyer if recipient.person else None)
    promise = _promise(calendars, recipient, person, offer, lines)
    if (recipient.date or recipient.slot) and not _kept(recipient, promise, offer):
        sentence = _("The day or time wished can't be kept any more. Choose again.")
        problems.append(Problem("delivery", f"date{at}", sentence))
    parcel = Parcel(
        at, recipient, person, sender, lines, tuple(offers), offer, gifts, fee, promise, rounding=facts.rounding
    )
    return parcel, problems


def _promise(
    calendars: Calendars | None, recipient: Recipient, person: Person, offer: Offer | None, lines: Sequence[Line]
) -> Promise | None:
    if calendars is None or offer is None or not lines:
        return None
    return calendars.promise(
        carrier=offer.carrier,
        prefecture=person.prefecture,
        address=f"{person.city}{person.line1}",
        lead_days=max(line.good.lead_days for line in lines),
        release=max((line.good.release for line in lines if line.good.release), default=None),
        wished=recipient.date,
        latest_days=offer.latest_days,
        choosable=offer.dates,
    )


def _kept(recipient: Recipient, promise: Promise | None, offer: Offer | None) -> bool:
    if promise is None:
        return offer is None  # told as another problem already
    return promise.reachable and (not recipient.slot or recipient.slot in promise.slots)


def _payable(way: Way, kind: SaleKind, parcels: Sequence[Parcel]) -> bool:
    """A driver collects from the one recipient only, and never for a gift."""
    if way.code in kind.refused:
        return False
    if way.family != "cash":
        return True
    gift = any(one.recipient.gift.asked or one.recipient.gift.hide_prices for one in parcels)
    can = all(one.offer is None or one.offer.cod for one in parcels)
    return len(parcels) == 1 and not gift and can and not any(one.promise and one.promise.remote for one in parcels)


def _no_method(wanted: Wanted, methods: Sequence[Way]) -> str:
    if not methods:
        return _("There is no way to pay for this order yet. Please contact the shop.")
    return _("This way to pay can't be used for this order.") if wanted.payment else _("Choose how to pay.")

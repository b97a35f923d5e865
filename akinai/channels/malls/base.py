"""What a mall must be able to do. An adapter is a folder beside this file; it knows only this file, the pace and core's
door, and the words of orders (IncomingOrder).

An adapter never touches the database. `translate.py` holds pure functions from the mall's words to ours and back;
`mall.py` makes the calls. What concerns the whole call is raised as a `MallError` (keys refused, throttled,
maintenance, nonsense, no answer); what concerns single rows is told per row in a `Told`. No answer is never a refusal:
it is `unknown`, and is read back before it is said again.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from akinai.core.partners import Field, RawRequest
from akinai.orders.actions import IncomingLine, IncomingOrder, Person

# The words in which adapters tell orders, and what they declare and hear.
__all__ = ["Field", "IncomingLine", "IncomingOrder", "Person", "RawRequest"]

Stage = Literal["provisional", "open", "changing", "cancel_asked", "cancelled", "shipped"]


@dataclass(frozen=True, kw_only=True)
class Account:
    """A connection as adapters see it: settings over the adapter's defaults, credentials open.

    Addresses of the mall's servers are settings too: any server that speaks the protocol can be put there.
    """

    id: int
    code: str  # of the sales channel
    kind: str
    settings: Mapping[str, Any]
    credentials: Mapping[str, str]
    calls: list["Call"] = field(default_factory=list)  # what was called, noted by calling.py for the list of met calls

    def address(self, name: str) -> str:
        """An address among the settings, without a slash at its end."""
        return str(self.settings[name]).rstrip("/")


@dataclass(frozen=True)
class Call:
    """One call as it went: its name in the mall's manual ("getOrder"), the host, and whether it was answered well."""

    name: str
    host: str
    ok: bool
    milliseconds: int
    error: str = ""


# --- what went wrong with a whole call ----------------------------------------------------------------------


class MallError(Exception):
    """A call failed as a whole. `words`: a sentence for staff, in their language."""

    kind: ClassVar[str] = "failed"

    def __init__(self, words: str = "", *, wait: float = 0.0) -> None:
        super().__init__(words)
        self.words = words
        self.wait = wait  # seconds the mall asks us to stay away; 0 = our own backoff
        self.body = b""  # of the answer that said so, where there is one


class Unreachable(MallError):
    """No answer, a broken answer, or a 5xx: nobody knows whether it happened."""

    kind = "unreachable"


class Throttled(MallError):
    """Too many calls (429, THROTTLED, QuotaExceeded): nothing happened."""

    kind = "throttled"


class Maintenance(MallError):
    """The mall says that it is closed for a while: no error of anybody. Nothing happened."""

    kind = "maintenance"


class KeysRefused(MallError):
    """The mall does not accept our keys (expired, revoked, not permitted): a person must act."""

    kind = "keys"


class Nonsense(MallError):
    """The answer is not what the mall's manual says; nothing of it was believed."""

    kind = "nonsense"


# --- orders in ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MallOrder:
    """One order as the mall has it now.

    `orders`: one IncomingOrder per destination, with `channel_code` of the account; `destination` is "" where there is
    only one.
    Its payment_method, delivery_method and wished_slot stay ""; the mall's own words go to `payment_text`,
    `delivery_text` and `slots` (what is not understood there is put into the queue of unknown values). Amounts the mall
    has not fixed yet are None. `mall_state` of each is set by `stage` (the engine does it).
    `listings`: our SKU's code at the mall → (page, variant) as seen in this order.
    `payload`: what the mall told, for the file of evidence (it is masked before it is kept).
    """

    number: str
    stage: Stage
    ordered_at: dt.datetime
    updated_at: dt.datetime | None
    orders: Sequence[IncomingOrder]
    slots: Mapping[str, str] = field(default_factory=dict)  # destination → the mall's word for the time slot
    listings: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    wants_confirming: bool = False  # the mall waits for our acknowledgement
    mall_ships: bool = False  # FBA, らくらくメルカリ便: never ours to ship; not taken in
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OrderPage:
    """Some of the orders, and where the next page begins ("" = that was all).

    `broken`: orders of the page that could not be read: number → why; the others are good. `until`: the mall itself
    says that it has told only what happened before this moment (None: everything that was asked for).
    """

    orders: Sequence[MallOrder]
    next: str = ""
    broken: Mapping[str, str] = field(default_factory=dict)
    until: dt.datetime | None = None


# --- what we tell the mall ----------------------------------------------------------------------------------


@dataclass
class Told:
    """What came of a batch, by key. A key in none of them was not reached and is said again later."""

    done: list[Any] = field(default_factory=list)
    refused: dict[Any, str] = field(default_factory=dict)  # the mall's words in a sentence for staff
    unknown: dict[Any, str] = field(default_factory=dict)  # no answer: read back before it is said again
    stale: list[Any] = field(default_factory=list)  # compare-and-set: the mall had another number (read orders first)
    later: dict[Any, str] = field(default_factory=dict)  # not said: the mall would not take it now; why


@dataclass(frozen=True, kw_only=True)
class ShippedLine:
    """Pieces of one line of the mall's order (its own number of the line; "" = not known: then the whole order)."""

    channel_line: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class Shipment:
    """One shipment of one mall order to tell. `key`: ours, the same at each try. `again`: an earlier try had no answer.

    `place`: which parcel of its order it is (1, 2 …), the same at each try. `whole`: nothing of the order is left to
    ship. `carrier`: our code (yamato, sagawa, japanpost, seino, fukuyama …); `product`: its name for people.
    """

    key: int
    number: str
    destination: str
    carrier: str
    product: str
    tracking: str  # "" = a parcel without a number
    shipped_at: dt.datetime
    place: int
    lines: Sequence[ShippedLine]
    whole: bool
    cod: bool = False
    again: bool = False
    others: Sequence[str] = ()  # numbers of further parcels of the same shipment, where the mall takes several


@dataclass(frozen=True, kw_only=True)
class Cancellation:
    """An order we cancelled and the mall shall know. `reason`: shop (our reason), stock (欠品), buyer, unpaid."""

    key: int
    number: str
    reason: str


@dataclass(frozen=True)
class Place:
    """Where a SKU is sold at the mall: page and variant, in the mall's own codes ("": the mall has no such thing).

    楽天: manageNumber, variantId · Yahoo: item code, sub-code · Amazon: seller SKU, "" · Shopify: inventory item
    gid, variant gid.
    """

    listing: str
    variant: str = ""


@dataclass(frozen=True, kw_only=True)
class StockLine:
    """A number to show. `key`: ours. `believed`: what we think the mall shows, for compare-and-set (None: unknown)."""

    key: int
    place: Place
    quantity: int
    believed: int | None = None


@dataclass(frozen=True, kw_only=True)
class MallOffer:
    """What the mall has at a place, for building mappings and for comparing."""

    place: Place
    code: str  # the shop's own SKU code as written at the mall, "" if none
    title: str = ""
    option: str = ""
    price: int | None = None  # yen, with tax
    quantity: int | None = None
    jan: str = ""
    on_sale: bool = True


@dataclass(frozen=True)
class OfferPage:
    """Some of the mall's offers, and where the next page begins ("" = that was all)."""

    offers: Sequence[MallOffer]
    next: str = ""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of a product: public address, and its words."""

    url: str
    alt: str = ""
    read: Callable[[], bytes] | None = None  # where the mall wants the file itself: not before it is needed


@dataclass(frozen=True, kw_only=True)
class ListingVariant:
    """One variant of a page: its own code at the mall, ours, what tells it apart, price in yen with tax, JAN."""

    place: Place
    sku_code: str
    options: Mapping[str, str]  # {"色": "白", "サイズ": "M"}
    price: int | None
    list_price: int | None = None  # a former price; 0: the one we told holds no more; None: nothing is told of it
    jan: str = ""
    quantity: int | None = None  # for a new page only; stock is sent by its own calls


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A page to put up or change. `fields`: the resulting texts by field (title, catch, description, …) after master
    and overrides were laid over one another; fields the adapter does not know are an error of ours.
    `only`: names of what changed ({"price", "text", "images"}); empty = everything.
    """

    key: int
    page: str  # the mall's code of the page
    fields: Mapping[str, Any]
    variants: Sequence[ListingVariant]
    pictures: Sequence[Picture] = ()
    tax_rate: int = 1000  # basis points
    only: frozenset[str] = frozenset()
    new: bool = False


@dataclass(frozen=True)
class Expiry:
    """A key that ends: its name for people, when, and how it is renewed."""

    name: str
    at: dt.datetime | None
    how: str = ""


@dataclass(frozen=True)
class Notice:
    """A message that was read: whether it is really the mall's, and which orders (or places) to read again.

    `key` names the delivery: told twice, it is the same ("": it has none).
    """

    genuine: bool
    numbers: Sequence[str] = ()
    key: str = ""
    why: str = ""
    answer: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


class Mall(Protocol):
    """One kind of mall (what only some can do: optional.py).

    Calls may take seconds: never inside a transaction (core.outside refuses there).

    Every call may raise MallError and nothing else for what the mall or the line does.
    """

    kind: ClassVar[str]
    label: ClassVar[str | Promise]
    fields: ClassVar[tuple[Field, ...]]
    # What it can do: orders, confirm, cancel, shipments, stock, compare (stock with compare-and-set), read_stock,
    # offers, listings, prices, notices.
    abilities: ClassVar[frozenset[str]]
    updated_since: ClassVar[bool]  # False: the mall can't list what changed; open orders are read again
    sends_mails: ClassVar[bool]  # the mall mails its buyers itself (received, shipped): ours are off by default
    every: ClassVar[int]  # fewest sensible seconds between two looks for orders; also where a connection begins
    # Part of an order is told as such, and the mall waits for the last parcel: when the rest is cancelled here, the
    # last shipment is said once more, now as the whole.
    ends_with_last: ClassVar[bool]
    stock_batch: ClassVar[int]  # lines per call
    order_batch: ClassVar[int]  # numbers per read_orders

    def check(self, account: Account) -> str:
        """Test the connection by harmless calls: a sentence that says whom we reached. Raises MallError."""
        ...

    def changed_orders(self, account: Account, since: dt.datetime, until: dt.datetime, cursor: str = "") -> OrderPage:
        """A page of the orders that came (or changed, where `updated_since`) between two moments."""
        ...

    def read_orders(self, account: Account, numbers: Sequence[str]) -> OrderPage:
        """These orders as they are now (at most `order_batch`). Numbers the mall does not know are in `broken`."""
        ...

    def confirm(self, account: Account, numbers: Sequence[str]) -> Told: ...

    def tell_shipments(self, account: Account, shipments: Sequence[Shipment]) -> Told: ...

    def cancel(self, account: Account, cancellations: Sequence[Cancellation]) -> Told: ...

    def send_stock(self, account: Account, lines: Sequence[StockLine], key: str) -> Told:
        """Absolute numbers, at most `stock_batch`. `key` names this push (idempotency, where the mall has it)."""
        ...

    def read_stock(self, account: Account, places: Sequence[Place]) -> Mapping[Place, int | None]:
        """What the mall shows (None: it knows no such place). At most `stock_batch`."""
        ...

    def offers(self, account: Account, cursor: str = "") -> OfferPage: ...

    def push_listings(self, account: Account, listings: Sequence[Listing]) -> Told: ...

    def expiries(self, account: Account) -> Sequence[Expiry]: ...

    def read_notice(self, account: Account, raw: RawRequest) -> Notice: ...


def cannot(what: str) -> MallError:
    """For calls a mall has not: the engine asks `abilities` first, so this is a mistake of ours."""
    return MallError(_("This mall has no such function: %(what)s.") % {"what": what})

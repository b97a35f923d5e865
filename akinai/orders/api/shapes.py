"""The bodies of orders. Money in minor units of the order's currency; null = not told (never 0 instead)."""

import datetime as dt
from typing import Literal

from pydantic import AwareDatetime, Field

from akinai.core import api
from akinai.core.api.paging import Page
from akinai.core.api.persons import PersonAsked, PersonShown
from akinai.core.api.shapes import Answered
from akinai.orders.models import Queue

router = api.Router(tags=["Orders"])

MOST = 500
Slot = Literal["", "am", "12-14", "14-16", "16-18", "18-20", "19-21", "18-21"]


# --- told ---------------------------------------------------------------------------------------------------


class LineAsked(api.Asked):
    """One line as told."""

    sku_code: str = ""
    sku_id: api.Id | None = None
    name: str = ""
    options: str = ""
    quantity: int
    unit_price: int | None = None
    price_includes_tax: bool | None = Field(None, description="null: as the channel does.")
    tax_category: str | None = Field(None, description="null: that of the SKU.")
    tax_rate: int | None = Field(
        None, ge=0, le=10_000, description="Basis points (10 % = 1000), where the mall names it."
    )
    channel_line: str = ""
    ships: bool = Field(True, description="A fee or a service does not.")
    note: str = ""


class AmountsAsked(api.Asked):
    """What the channel says of money."""

    goods_total: int | None = None
    shipping_fee: int | None = None
    payment_fee: int | None = None
    wrapping_fee: int | None = None
    discount: int | None = None
    mall_discount: int | None = None
    points: int | None = None
    total: int | None = None
    billed: int | None = None


class OrderAsked(AmountsAsked):
    """One order to one recipient. It is the same order when channel, number and destination are the same."""

    channel_code: str
    channel_number: str
    destination: str = Field("", description="The channel's number of the recipient, if an order has several.")
    ordered_at: AwareDatetime
    buyer: PersonAsked = Field(default_factory=lambda: PersonAsked())
    recipient: PersonAsked = Field(default_factory=lambda: PersonAsked())
    payment_method: str = Field("", description="Code of a payment method; empty: unknown.")
    payment_text: str = ""
    delivery_method: str = ""
    delivery_text: str = ""
    wished_date: dt.date | None = None
    wished_slot: str = ""
    remark: str = ""
    memo: str = ""
    gift: bool = False
    noshi: str = ""
    noshi_name: str = ""
    wrapping: str = ""
    gift_message: str = ""
    hide_prices: bool = False
    slip_note: str = ""
    currency: str = Field("", pattern="^([A-Z]{3})?$", description="Empty: the channel's.")
    mall_state: Literal["", "waiting", "cancel_asked", "cancelled"] = ""
    paid: bool | None = None
    lines: list[LineAsked] = Field(min_length=1, max_length=1000)


class OrdersToPlace(api.Asked):
    """At most 500 orders at once."""

    orders: list[OrderAsked] = Field(min_length=1, max_length=MOST)


class PlacedShown(api.Shown):
    """An order taken in, or known already. After a dry run nobody has the id and number of `placed` ones."""

    id: int
    number: str
    channel: str
    channel_number: str
    destination: str
    queue: str


class PlacedAnswer(Answered):
    """What became of each order. `changed`: told again, differently; a person decides. Keys: [number, destination]."""

    placed: list[PlacedShown]
    duplicates: list[PlacedShown]
    changed: list[PlacedShown]
    refused: list[api.Refusal]


# --- changes ------------------------------------------------------------------------------------------------


class Orders(api.Asked):
    """At most 500 orders at once."""

    order_ids: list[api.Id] = Field(min_length=1, max_length=MOST)


class CancelAsked(Orders):
    """Orders to cancel, with the reason. `return_stock` false: the pieces stay blocked for a person to look at."""

    reason: str = Field(min_length=1, max_length=1000)
    return_stock: bool = True
    tell_buyer: bool = True


class HoldAsked(Orders):
    """Orders to stop."""

    note: str = Field("", max_length=2000)


class HoldsToClose(api.Asked):
    """Reasons dealt with: by their ids, or one reason on orders."""

    hold_ids: list[api.Id] = Field(default_factory=list, max_length=MOST)
    order_ids: list[api.Id] = Field(default_factory=list, max_length=MOST)
    reason: str = Field("", max_length=100)
    note: str = Field("", max_length=2000)


class FieldsAsked(AmountsAsked):
    """New values of an order; what is left out stays. Those without a prefix are the recipient's."""

    name: str = ""
    kana: str = ""
    company: str = ""
    phone: str = ""
    postal: str = ""
    prefecture: str = ""
    city: str = ""
    line1: str = ""
    line2: str = ""
    country: str = "JP"
    buyer_name: str = ""
    buyer_kana: str = ""
    buyer_phone: str = ""
    buyer_email: str = ""
    buyer_postal: str = ""
    buyer_prefecture: str = ""
    buyer_city: str = ""
    buyer_line1: str = ""
    buyer_line2: str = ""
    buyer_country: str = "JP"
    payment_method: str = ""
    payment_text: str = ""
    delivery_method: str = ""
    delivery_text: str = ""
    wished_date: dt.date | None = None
    wished_slot: Slot = ""
    remark: str = ""
    memo: str = ""
    gift: bool = False
    noshi: str = ""
    noshi_name: str = ""
    wrapping: str = ""
    gift_message: str = ""
    hide_prices: bool = False
    slip_note: str = ""
    parcels: int = 1


class LineEditAsked(LineAsked):
    """A line as it shall be; without `line_id` a new one. `quantity`: pieces in all, shipped ones included."""

    line_id: api.Id | None = None


class EditAsked(api.Asked):
    """New values of one order. `lines`: all of them (one left out is cancelled); null leaves them as they are."""

    order_id: api.Id
    revision: int | None = Field(None, description="The one you saw; if the order has another now, it is refused.")
    fields: FieldsAsked = Field(default_factory=lambda: FieldsAsked())
    lines: list[LineEditAsked] | None = Field(None, min_length=1, max_length=1000)


class EditsAsked(api.Asked):
    """At most 500 orders at once."""

    edits: list[EditAsked] = Field(min_length=1, max_length=MOST)


class PaymentAsked(api.Asked):
    """Money for an order. `amount` null: all that is missing; `paid_on` null: today."""

    order_id: api.Id
    amount: int | None = Field(None, ge=1, le=10**12)
    paid_on: dt.date | None = None
    payer: str = Field("", max_length=200)
    note: str = Field("", max_length=2000)


class PaymentsAsked(api.Asked):
    """At most 500 payments at once."""

    payments: list[PaymentAsked] = Field(min_length=1, max_length=MOST)


class ReceiptsToUndo(api.Asked):
    """Receipts that were entered wrongly."""

    receipt_ids: list[api.Id] = Field(min_length=1, max_length=MOST)


class ShipDateAsked(Orders):
    """A ship date; null: reckoned again by the rules."""

    ship_date: dt.date | None


class MergeAsked(Orders):
    """Orders of one recipient: into one parcel, or each alone."""

    together: bool


class NoteAsked(Orders):
    """A note: a telephone call or a memo."""

    text: str = Field(min_length=1, max_length=10_000)
    kind: Literal["memo", "phone"] = "memo"


# --- shown --------------------------------------------------------------------------------------------------


class LineShown(api.Shown):
    """One line. `quantity` was ordered; of it `cancelled`, `shipped`, `returned` pieces."""

    id: int
    channel_line: str
    sku: str | None
    sku_code: str
    name: str
    options: str
    quantity: int
    cancelled: int
    shipped: int
    returned: int
    unit_price: int | None
    price_includes_tax: bool
    tax_category: str
    tax_rate: int | None
    ships: bool
    note: str


class HoldShown(api.Shown):
    """A reason to look at the order that is open. `stops`: it waits for it."""

    id: int
    reason: str
    name: str
    stops: bool
    opened_at: AwareDatetime


class ReceiptShown(api.Shown):
    """Money received; negative: it reverses another receipt."""

    id: int
    amount: int
    paid_on: dt.date
    reverses: int | None


class OrderShown(api.Shown):
    """An order. People and what they wrote are masked or null without personal.view."""

    id: int
    number: str
    channel: str
    channel_number: str
    destination: str
    queue: str
    revision: int
    ordered_at: AwareDatetime
    received_at: AwareDatetime
    buyer: PersonShown
    recipient: PersonShown
    payment_method: str
    payment: Literal["not_needed", "waiting", "satisfied"]
    delivery_method: str
    wished_date: dt.date | None
    wished_slot: str
    ship_date: dt.date | None
    release_date: dt.date | None
    gift: bool
    noshi: str
    noshi_name: str | None
    wrapping: str
    gift_message: str | None
    hide_prices: bool
    remark: str | None
    memo: str | None
    currency: str
    goods_total: int | None
    shipping_fee: int | None
    payment_fee: int | None
    wrapping_fee: int | None
    discount: int | None
    mall_discount: int | None
    points: int | None
    total: int | None
    billed: int | None
    received: int
    pieces: int
    unallocated: int
    shipped: int
    delivered: int
    on_hold: bool
    in_work: int
    cancelled_at: AwareDatetime | None
    cancel_reason: str
    shipped_at: AwareDatetime | None
    merge_group: int | None
    lines: list[LineShown]
    holds: list[HoldShown]
    receipts: list[ReceiptShown]


class OrderPage(Page):
    """A page of orders."""

    orders: list[OrderShown]


class OrdersAsked(api.Paging):
    """Which orders."""

    queue: list[Queue] = Field(default_factory=list, max_length=20, description="May be repeated.")
    channel: str = Field("", max_length=100)
    channel_number: str = Field("", max_length=200)
    ordered_from: AwareDatetime | None = None
    ordered_to: AwareDatetime | None = Field(None, description="Before this moment.")
    ship_date_from: dt.date | None = None
    ship_date_to: dt.date | None = None
    q: str = Field("", max_length=200, description="Words in number, name, phone, SKU, remark, as at the desk.")


class QueueShown(api.Shown):
    """How many orders stand in a queue (20,000: or more), and when the oldest came in."""

    queue: str
    count: int
    oldest: AwareDatetime | None


class Queues(api.Shown):
    """The open queues."""

    queues: list[QueueShown]

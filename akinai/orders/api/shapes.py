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

    goods_total: api.Money = None
    shipping_fee: api.Money = None
    payment_fee: api.Money = None
    wrapping_fee: api.Money = None
    discount: api.Money = None
    mall_discount: api.Money = None
    points: api.Money = None
    total: api.Money = None
    billed: api.Money = None


class AgreedAsked(AmountsAsked):
    """What was agreed with the buyer."""

    payment_method: api.Text = Field(default="", description="Code of a payment method; empty: unknown.")
    payment_text: api.Text = Field(default="", description="As the channel says it.")
    delivery_method: api.Text = ""
    delivery_text: api.Text = ""
    wished_date: dt.date | None = None
    remark: str = Field(default="", description="The buyer's words.")
    memo: str = Field(default="", description="Ours.")
    gift: bool = False
    noshi: api.Text = ""
    noshi_name: api.Text = ""
    wrapping: api.Text = ""
    gift_message: str = ""
    hide_prices: bool = False
    slip_note: str = ""


class OrderAsked(AgreedAsked):
    """One order to one recipient. It is the same order when channel, number and destination are the same."""

    channel_code: str
    channel_number: str
    destination: str = Field("", description="The channel's number of the recipient, if an order has several.")
    ordered_at: AwareDatetime
    buyer: PersonAsked = Field(default_factory=lambda: PersonAsked())
    recipient: PersonAsked = Field(default_factory=lambda: PersonAsked())
    sender: PersonAsked = Field(
        default_factory=lambda: PersonAsked(), description="Of a gift, where it is not the buyer; no name: the buyer."
    )
    wished_slot: str = ""
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


class FieldsAsked(AgreedAsked):
    """New values of an order; what is left out stays. Those without a prefix are the recipient's."""

    name: api.Text = ""
    kana: api.Text = ""
    company: api.Text = ""
    phone: api.Text = ""
    postal: api.Text = ""
    prefecture: api.Text = ""
    city: api.Text = ""
    line1: api.Text = ""
    line2: api.Text = ""
    country: api.Text = "JP"
    buyer_name: api.Text = ""
    buyer_kana: api.Text = ""
    buyer_phone: api.Text = ""
    buyer_email: api.Text = ""
    buyer_postal: api.Text = ""
    buyer_prefecture: api.Text = ""
    buyer_city: api.Text = ""
    buyer_line1: api.Text = ""
    buyer_line2: api.Text = ""
    buyer_country: api.Text = "JP"
    wished_slot: Slot = ""
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
    sender_name: str | None
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
    goods_total: api.Money
    shipping_fee: api.Money
    payment_fee: api.Money
    wrapping_fee: api.Money
    discount: api.Money
    mall_discount: api.Money
    points: api.Money
    total: api.Money
    billed: api.Money
    received: int
    authorised: int = Field(description="Held for us by a gateway and not yet collected.")
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

"""What the papers of the floor are printed from: plain values, filled by the step that owns the rows.

Money is in minor units of `currency` (whole yen, pence); None means unknown and is printed as —. Texts are ready to
read in the language of the paper.
"""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True)
class Party:
    """A person or company at an address; address lines are printed as given, one below the other."""

    name: str
    postal_code: str = ""
    address: tuple[str, ...] = ()
    company: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Shop:
    """Who issues the slip. Without a registration number nothing on it speaks of a qualified invoice."""

    name: str
    postal_code: str = ""
    address: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    url: str = ""
    logo: str = ""  # a word mark set large above the name
    registration_number: str = ""  # 登録番号, T and 13 digits


@dataclass(frozen=True, kw_only=True)
class SlipPart:
    """One part of a set, printed under it without money."""

    code: str
    name: str
    quantity: int


@dataclass(frozen=True, kw_only=True)
class SlipLine:
    code: str
    name: str
    quantity: int
    options: str = ""  # colour, size …
    unit_price: int | None = None
    amount: int | None = None
    reduced: bool = False  # marked ※
    parts: tuple[SlipPart, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SlipCharge:
    """A fee (positive), a discount or points used (negative)."""

    label: str
    amount: int
    reduced: bool = False


@dataclass(frozen=True, kw_only=True)
class RateSum:
    """One tax rate of the document: `rate` is ready to read ("10%", "8%", "対象外")."""

    rate: str
    amount: int
    tax: int
    reduced: bool = False


@dataclass(frozen=True, kw_only=True)
class SlipData:
    """A 納品書: one shipment, one buyer.

    `sequence` is the 連番 inside the batch, the same on pick lists and label rows. With `hide_prices` no amount and no
    tax is printed, and the buyer is only named (a gift).
    """

    key: str
    version: int
    shop: Shop
    recipient: Party
    lines: tuple[SlipLine, ...]
    batch_number: str = ""
    sequence: int = 0
    order_numbers: tuple[str, ...] = ()
    order_date: date | None = None
    ship_date: date | None = None
    buyer: Party | None = None
    payment_method: str = ""
    delivery: str = ""
    wished: str = ""  # date and time slot, ready to read
    charges: tuple[SlipCharge, ...] = ()
    rate_sums: tuple[RateSum, ...] = ()
    total: int | None = None
    tax_included: bool = True  # prices and rate sums include tax
    currency: str = "JPY"
    message: str = ""
    receipt: bool = False  # a receipt of ours goes with it, and the two refer to each other
    remark: str = ""  # such as what follows in a later parcel
    hide_prices: bool = False
    language: str = "ja"
    copies: int = 1


@dataclass(frozen=True, kw_only=True)
class PickLine:
    shelf: str
    code: str
    name: str
    quantity: int
    jan: str = ""
    options: str = ""
    lot: str = ""
    expiry: date | None = None
    handling: tuple[str, ...] = ()  # ワレモノ注意, 天地無用 …
    note: str = ""  # 梱包メモ of the product


@dataclass(frozen=True, kw_only=True)
class PickOrder:
    """One shipment on the pick list; `gift` holds lines such as のし and 名入れ, ready to read."""

    sequence: int
    key: str
    version: int
    recipient: str
    lines: tuple[PickLine, ...]
    order_numbers: tuple[str, ...] = ()
    channel: str = ""
    delivery: str = ""
    temperature: str = ""  # 冷蔵, 冷凍; empty for ambient
    wished: str = ""
    cash_on_delivery: int | None = None
    parcels: int = 1
    packing_note: str = ""
    gift: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class BatchData:
    """A work batch: `orders` and `slips` stand in the order of their 連番."""

    number: str
    warehouse: str
    printed_at: datetime
    orders: tuple[PickOrder, ...]
    slips: tuple[SlipData, ...] = ()
    staff: str = ""
    language: str = "ja"


@dataclass(frozen=True, kw_only=True)
class HandoverRow:
    key: str
    tracking_numbers: tuple[str, ...]
    recipient: str = ""
    parcels: int = 1
    batch: str = ""  # 作業No.-連番


@dataclass(frozen=True, kw_only=True)
class HandoverGroup:
    """What one carrier takes of one product, such as ヤマト運輸 · 宅急便 · 冷蔵."""

    carrier: str
    product: str
    rows: tuple[HandoverRow, ...]


@dataclass(frozen=True, kw_only=True)
class HandoverData:
    day: date
    warehouse: str
    shop: str
    printed_at: datetime
    groups: tuple[HandoverGroup, ...]
    left_behind: tuple[HandoverRow, ...] = ()  # 積み残し: printed but not inspected
    language: str = "ja"


@dataclass(frozen=True, kw_only=True)
class WithdrawalItem:
    code: str
    name: str
    quantity: int
    shelf: str = ""


@dataclass(frozen=True, kw_only=True)
class WithdrawalRow:
    """A shipment to pull out of the floor after its papers were printed."""

    slip: str  # 作業No.-連番
    key: str
    version: int
    reason: str
    items: tuple[WithdrawalItem, ...]
    tracking_number: str = ""
    recipient: str = ""
    place: str = ""  # where it stands now: picked, packed, cart …
    happened_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawalData:
    warehouse: str
    printed_at: datetime
    rows: tuple[WithdrawalRow, ...]
    language: str = "ja"


@dataclass(frozen=True, kw_only=True)
class Reprint:
    """Every page is marked 再印刷 with the time; pages first–last of the whole document are kept (None: to the end)."""

    at: datetime
    first: int = 1
    last: int | None = field(default=None)

"""What a gateway must be able to do. An adapter is a folder beside this file; it knows only this file and core's door.

An adapter never touches the database. It turns our words into the gateway's and back: `translate.py` holds the pure
functions, `gateway.py` the calls. It says what happened as a `Snapshot`: everything the gateway knows of one payment,
which payments/actions/applying.py compares with the ledger, whoever brought it (redirect, notice, poll, settlement).

No answer, a broken answer and a 5xx are `Unknown`, never a refusal: the operation then reserves its amount and the
gateway is asked again.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal, Protocol

from django.utils.functional import Promise

from akinai.core.partners import Field, RawRequest

__all__ = ["Field", "RawRequest"]  # what adapters declare and hear


@dataclass(frozen=True)
class Capabilities:
    """What can be done with a payment of one method at one gateway. Screens and verbs ask here, never by name."""

    hold: bool = False  # authorised first, captured later
    partial_capture: Literal["none", "once", "many"] = "none"  # once: the rest of the hold is released
    refund: Literal["none", "whole", "once", "many"] = "none"  # none: only by bank transfer
    refund_style: Literal["delta", "absolute"] = "delta"  # absolute: the gateway is told what shall remain
    void: bool = False
    change: Literal["none", "lower", "any"] = "none"  # of an authorised amount
    reauthorise: bool = False
    idempotency: Literal["native", "reference", "none"] = "none"  # native: the same key twice is one
    inquiry: bool = True
    hold_days: int | None = None
    late_money: bool = False  # money may come after its time (slips, transfers)
    shipment_for_capture: bool = False  # 後払い: the capture is the report of the parcel's number


@dataclass(frozen=True, kw_only=True)
class Account:
    """The account as adapters see it: settings over the adapter's defaults, credentials open."""

    id: int
    code: str
    gateway: str
    live: bool
    settings: Mapping[str, Any]
    credentials: Mapping[str, str]

    def address(self, name: str) -> str:
        """The account's own address of the gateway: any server that speaks the protocol can be put there."""
        return str(self.settings[name]).rstrip("/")


@dataclass(frozen=True)
class Asked:
    """What we asked of the gateway and don't know the end of. `kind`: of models.OperationKind."""

    kind: str
    amount: int
    key: str


@dataclass(frozen=True, kw_only=True)
class PaymentView:
    """A payment as adapters see it. Amounts in yen."""

    id: int
    merchant_ref: str
    method: str
    gateway_code: str
    amount: int
    currency: str
    authorised: int
    captured: int
    refunded: int
    ids: Mapping[str, Any]
    options: Mapping[str, Any]  # of the method
    payer_name: str = ""
    payer_kana: str = ""
    payer_email: str = ""
    payer_phone: str = ""
    due_on: dt.date | None = None
    expires_at: dt.datetime | None = None
    created_at: dt.datetime | None = None
    # For gateways whose answer to an inquiry says that something happened, but not how much (SBPS).
    asked: Sequence[Asked] = ()


@dataclass(frozen=True, kw_only=True)
class Checkout:
    """Where the buyer goes back to, and where the gateway tells us; all absolute addresses."""

    return_url: str
    cancel_url: str
    error_url: str
    notify_url: str
    title: str  # what is being bought, in a few words (「ご注文 000123」)
    language: str = "ja"


# --- how a payment begins -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Redirect:
    """The buyer goes to this page of the gateway."""

    url: str
    ids: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AutoPost:
    """The buyer's browser posts this form to the gateway (リンク型)."""

    url: str
    fields: list[tuple[str, str]]
    charset: str = "UTF-8"
    ids: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Direct:
    """Nobody has to go anywhere: what is known at once (bank transfer: the account to pay to)."""

    snapshot: "Snapshot"


@dataclass(frozen=True)
class Declined:
    """The gateway refused, and nothing happened. `code`: the gateway's; `reason`: for staff."""

    code: str
    reason: str
    snapshot: "Snapshot | None" = None


@dataclass(frozen=True)
class Unknown:
    """Nobody knows whether it happened."""

    why: str


# --- what happened ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One thing that happened. `reference` names that single action: told again, it is the same row.

    `kind` is a value of models.EventKind. Where a gateway has one number for everything, build the reference of it and
    what tells actions apart ("T123/capture/<our key>").
    """

    kind: str
    reference: str
    amount: int = 0
    at: dt.datetime | None = None  # None: now
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Everything one message or answer says of one payment.

    `amount`: what the buyer was asked for as the gateway knows it, where it says so; it is compared with ours.
    `authorised`/`captured`/`refunded`: totals where the gateway tells totals; what our ledger lacks is then added under
    a reference of the total, so that a notice lost on the way is made good by the next one.
    """

    merchant_ref: str
    events: Sequence[Happened] = ()
    amount: int | None = None
    authorised: int | None = None
    captured: int | None = None
    refunded: int | None = None
    ids: dict[str, Any] = field(default_factory=dict)
    instructions: dict[str, Any] = field(default_factory=dict)
    due_on: dt.date | None = None
    hold_expires_at: dt.datetime | None = None
    finished: bool = False  # nothing more is to be expected: not asked again by the clock


@dataclass(frozen=True)
class Done:
    """It happened; what the ledger then says."""

    snapshot: Snapshot


@dataclass(frozen=True)
class Pending:
    """Accepted, not yet done (a refund by hand …)."""

    snapshot: Snapshot


Started = Redirect | AutoPost | Direct | Declined | Unknown
Result = Done | Pending | Declined | Unknown


# --- what the gateway tells us ------------------------------------------------------------------------------


@dataclass(frozen=True)
class RawResponse:
    """What the gateway expects to hear."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A message that was read. `genuine`: its signature holds. `merchant_ref` "" : it is about none of our payments.

    `snapshot` None: ask (`inquire`) before believing anything, or there is nothing to apply.
    """

    genuine: bool
    merchant_ref: str = ""
    ids: dict[str, Any] = field(default_factory=dict)  # to find the payment by, where merchant_ref is not told
    snapshot: Snapshot | None = None
    inquire: bool = False
    why: str = ""  # why it is not genuine, for staff


@dataclass(frozen=True)
class Shipment:
    """The parcel, for gateways whose capture is the report of it."""

    carrier: str
    number: str


class Gateway(Protocol):
    """One gateway. Calls may take seconds: never inside a transaction (core.outside refuses there).

    Raises nothing for what the gateway or the line does: `Declined` and `Unknown` are answers.
    """

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    fields: ClassVar[tuple[Field, ...]]
    # Neutral method code → the gateway's own (a default: accounts may change it), and its capabilities.
    methods: ClassVar[Mapping[str, str]]

    def capabilities(self, method: str) -> Capabilities: ...

    def start(self, account: Account, payment: PaymentView, checkout: Checkout, key: str) -> Started: ...

    def capture(
        self, account: Account, payment: PaymentView, amount: int, key: str, shipment: Shipment | None = None
    ) -> Result: ...

    def void(self, account: Account, payment: PaymentView, key: str) -> Result: ...

    def refund(self, account: Account, payment: PaymentView, amount: int, key: str, reason: str = "") -> Result: ...

    def change(self, account: Account, payment: PaymentView, new_amount: int, key: str) -> Result: ...

    def reauthorise(self, account: Account, payment: PaymentView, key: str) -> Result: ...

    def inquire(self, account: Account, payment: PaymentView) -> Result: ...

    def read_notice(self, account: Account, raw: RawRequest) -> Notice: ...

    def read_return(self, account: Account, raw: RawRequest) -> Notice: ...

    def acknowledge(self, account: Account, notice: Notice, ok: bool, why: str = "") -> RawResponse: ...

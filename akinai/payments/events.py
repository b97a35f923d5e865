"""What payments announce. Subjects are payments ("payment/5"); `documents` says what they were for."""

from dataclasses import dataclass, field
from typing import Any

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PaymentChanged(Event):
    """Money or its promise moved. The listener reads the present sums; this only says that they changed."""

    documents: list[str]
    kind: str  # of the event in the ledger
    amount: int
    state: str
    source: str


@dataclass(frozen=True, kw_only=True)
class OperationAsked(Event):
    """Somebody (or the clock) asked for a capture, a release, a refund …; `amount` as confirmed."""

    documents: list[str]
    operation_id: int
    kind: str
    amount: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OperationFailed(Event):
    """The gateway refused."""

    documents: list[str]
    operation_id: int
    kind: str
    amount: int
    error: str


@dataclass(frozen=True, kw_only=True)
class TaskOpened(Event):
    """A person must look at money."""

    documents: list[str]
    task_id: int
    kind: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class TaskClosed(Event):
    """A person has looked."""

    documents: list[str]
    task_id: int
    kind: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PageExpired(Event):
    """The buyer never came back from the payment page; nothing is held any more."""

    documents: list[str]


@dataclass(frozen=True, kw_only=True)
class ReminderDue(Event):
    """The day of a reminder has come and the money has not. `number`: which reminder it is, from 1."""

    documents: list[str]
    number: int
    due_on: str


@dataclass(frozen=True, kw_only=True)
class PaymentLapsed(Event):
    """The last day for the money has gone by: its orders are to be cancelled."""

    documents: list[str]


@dataclass(frozen=True, kw_only=True)
class RefundAsked(Event):
    """A refund by bank transfer is due; the buyer is asked for an account."""

    documents: list[str]
    refund_id: int
    amount: int


@dataclass(frozen=True, kw_only=True)
class RefundMoved(Event):
    """A refund due went on: account given, approved, in a file, paid, withdrawn."""

    documents: list[str]
    refund_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class AccountsSaved(Event):
    """Accounts, methods, layouts were changed; the subject is the table ("payments/0"). Never a credential in it."""

    table: str
    keys: list[str]
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class BankFileRead(Event):
    """A bank's file was taken in; the subject is the file ("bankfile/2")."""

    lines: int
    fresh: int
    matched: int


@dataclass(frozen=True, kw_only=True)
class BankLineSettled(Event):
    """A line was matched, ignored, or its matching undone; the subject is the line ("bankline/9")."""

    documents: list[str]
    state: str
    amount: int
    automatic: bool = False

"""The tables of payments. Begin with ledger.py."""

from akinai.payments.models.accounts import GatewayAccount, Method
from akinai.payments.models.bank import BankAccount, BankFile, BankLine, BankMatch, PayerAlias
from akinai.payments.models.ledger import (
    EventKind,
    MoneyTask,
    Operation,
    OperationKind,
    OperationState,
    Payment,
    PaymentEvent,
    PaymentState,
    RawMessage,
    TaskKind,
)
from akinai.payments.models.refunds import RefundDue, TransferFile
from akinai.payments.models.settlement import SettlementFile, SettlementLayout, SettlementLine

__all__ = [
    "BankAccount",
    "BankFile",
    "BankLine",
    "BankMatch",
    "EventKind",
    "GatewayAccount",
    "Method",
    "MoneyTask",
    "Operation",
    "OperationKind",
    "OperationState",
    "PayerAlias",
    "Payment",
    "PaymentEvent",
    "PaymentState",
    "RawMessage",
    "RefundDue",
    "SettlementFile",
    "SettlementLayout",
    "SettlementLine",
    "TaskKind",
    "TransferFile",
]

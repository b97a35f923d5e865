"""What payments put on the desk."""

from akinai.payments.desk import bank, ledger

__all__ = ["bank", "ledger"]

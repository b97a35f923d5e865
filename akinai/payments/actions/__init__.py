"""Every change of payments, one verb each; all take batches."""

from akinai.payments.actions.asking import NewPayment, Payer, request

__all__ = ["NewPayment", "Payer", "request"]

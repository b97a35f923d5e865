"""Stripe: its signature, its words in ours, and the contract against the stand-in."""

from akinai.payments.tests import contract
from sandbox.gateways import stripe


class TestStripe(contract.Contract):
    gateway, stand_in = "stripe", stripe
    cards, slips, immediate = ("card",), ("convenience", "virtual_account"), ("paypay",)
    doubled = ("virtual_account",)

"""KOMOJU: its signature, its words in ours, and the contract against the stand-in."""

from akinai.payments.tests import contract
from sandbox.gateways import komoju


class TestKomoju(contract.Contract):
    gateway, stand_in = "komoju", komoju
    cards, slips = ("card",), ("convenience", "virtual_account", "pay_easy")
    immediate = ("paypay", "merpay", "au_pay", "rakuten_pay", "atobarai")

"""SBPS: its vectors, its forms and notices, and the contract against the stand-in."""

from akinai.payments.tests import contract
from sandbox.gateways import sbps


class TestSbps(contract.Contract):
    gateway, stand_in = "sbps", sbps
    cards, slips, immediate = (
        ("card", "paypay", "carrier"),
        ("convenience", "pay_easy", "virtual_account"),
        ("rakuten_pay",),
    )
    doubled = ()
    found_out = False

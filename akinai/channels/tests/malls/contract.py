"""What every mall's adapter must do, over real HTTP against its stand-in.

    class TestRakuten(contract.Contract):
        kind, stand_in = "rakuten", rakuten         # akinai's adapter; the module with start() and connection()
        rates = {"rate.order": 1000}                # so that no test waits for our own pace
        tells = contract.EVERYTHING - {"kana"}      # what this mall says of an order

Tests about what the mall cannot do (base.Mall.abilities) or does not tell (`tells`) are not there in its subclass.
Each test has a mall of its own (`at`: practice.Practice) with OFFERS on its shelf; at its end no key of the account may
stand in any Call.
"""

from akinai.channels.tests.malls.basis import EVERYTHING, OFFERS, Basis, about
from akinai.channels.tests.malls.orders import Orders
from akinai.channels.tests.malls.sending import Sending
from akinai.channels.tests.malls.trouble import Trouble

__all__ = ["EVERYTHING", "OFFERS", "Basis", "Contract", "about"]


class Contract(Orders, Sending, Trouble):
    """All of it."""

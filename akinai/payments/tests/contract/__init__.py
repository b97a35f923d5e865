"""What every gateway's adapter must do, over real HTTP against its stand-in, through the verbs of payments.

    class TestFincode(contract.Contract):
        gateway, stand_in = "fincode", fincode
        cards, slips, immediate = ("card",), ("convenience",), ("paypay",)

The notices of the stand-in reach a small server of the test, which hands them to `actions.receive` in the test's own
thread, so that the test's transaction sees them. Each test runs for those methods of the subclass whose capabilities
it is about (`@about`); where there is none, the subclass has no such test.
"""

import pytest

from akinai.payments.tests.contract.collecting import Collecting
from akinai.payments.tests.contract.paying import Paying
from akinai.payments.tests.contract.returning import Returning
from akinai.payments.tests.contract.shopside import Shop, forged, go, returned
from akinai.payments.tests.contract.slips import Slips

__all__ = ["Contract", "Shop", "forged", "go", "returned"]


@pytest.mark.django_db
class Contract(Paying, Collecting, Returning, Slips):
    """Subclass it, name it Test…, and give what Basis asks for."""

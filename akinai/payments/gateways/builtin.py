"""Ways to pay without anybody outside: transfer to the shop's own account, cash, on account.

What the buyer needs to know (which account, until when) is read from the shop's rows when it is shown
(payments.queries.instructions), as an adapter has no database.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from akinai.payments.gateways import base


class Ours:
    """What all three have in common: money is told by the bank's file or by a person, never by a machine outside."""

    name: ClassVar[str]
    label: ClassVar[str | Promise]
    fields: ClassVar[tuple[base.Field, ...]] = ()
    methods: ClassVar[Mapping[str, str]]
    can: ClassVar[base.Capabilities] = base.Capabilities(inquiry=False, idempotency="native")

    def capabilities(self, method: str) -> base.Capabilities:
        return self.can

    def start(
        self, account: base.Account, payment: base.PaymentView, checkout: base.Checkout, key: str
    ) -> base.Started:
        told = base.Happened(kind="instructions", reference=f"{payment.merchant_ref}/instructions")
        return base.Direct(
            base.Snapshot(merchant_ref=payment.merchant_ref, events=[told], instructions={"by": self.name})
        )

    def capture(
        self,
        account: base.Account,
        payment: base.PaymentView,
        amount: int,
        key: str,
        shipment: base.Shipment | None = None,
    ) -> base.Result:
        return self._not_here()

    def void(self, account: base.Account, payment: base.PaymentView, key: str) -> base.Result:
        return self._not_here()

    def refund(
        self, account: base.Account, payment: base.PaymentView, amount: int, key: str, reason: str = ""
    ) -> base.Result:
        return self._not_here()

    def change(self, account: base.Account, payment: base.PaymentView, new_amount: int, key: str) -> base.Result:
        return self._not_here()

    def reauthorise(self, account: base.Account, payment: base.PaymentView, key: str) -> base.Result:
        return self._not_here()

    def inquire(self, account: base.Account, payment: base.PaymentView) -> base.Result:
        return self._not_here()

    def read_notice(self, account: base.Account, raw: base.RawRequest) -> base.Notice:
        return base.Notice(genuine=False, why="nobody sends notices for this way to pay")

    def read_return(self, account: base.Account, raw: base.RawRequest) -> base.Notice:
        return base.Notice(genuine=False, why="nobody returns from this way to pay")

    def acknowledge(self, account: base.Account, notice: base.Notice, ok: bool, why: str = "") -> base.RawResponse:
        return base.RawResponse(b"", 200 if ok else 404)

    def _not_here(self) -> base.Declined:
        return base.Declined("ours", "no gateway stands behind this way to pay")


class Bank(Ours):
    """銀行振込 to the shop's own account, matched from the bank's files."""

    name: ClassVar[str] = "bank"
    label: ClassVar[str | Promise] = _("Bank transfer (own account)")
    methods: ClassVar[Mapping[str, str]] = {"bank_transfer": ""}
    can: ClassVar[base.Capabilities] = base.Capabilities(inquiry=False, idempotency="native", late_money=True)


class Cash(Ours):
    """代引き and cash on pick-up."""

    name: ClassVar[str] = "cash"
    label: ClassVar[str | Promise] = _("Cash")
    methods: ClassVar[Mapping[str, str]] = {"cod": "", "cash": ""}


class OnAccount(Ours):
    """掛売: paid by the invoice's date."""

    name: ClassVar[str] = "on_account"
    label: ClassVar[str | Promise] = _("On account")
    methods: ClassVar[Mapping[str, str]] = {"invoice": ""}
    can: ClassVar[base.Capabilities] = base.Capabilities(inquiry=False, idempotency="native", late_money=True)


GATEWAYS: tuple[base.Gateway, ...] = (Bank(), Cash(), OnAccount())

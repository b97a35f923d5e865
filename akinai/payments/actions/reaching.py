"""From our rows to what adapters see: the account with its credentials open, the payment as a view."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal, Refused
from akinai.core.partners import defaults, open_keys
from akinai.payments import gateways
from akinai.payments.gateways import base
from akinai.payments.models import GatewayAccount, Method, OperationKind, OperationState, Payment


@dataclass(frozen=True)
class Reach:
    """One payment with everything needed to speak of it with its gateway."""

    payment: Payment
    gateway: base.Gateway
    account: base.Account
    view: base.PaymentView
    capabilities: base.Capabilities


def reach(payment_id: int) -> Reach:
    """The payment as it stands. Raises Payment.DoesNotExist, and Refused for a gateway we don't have."""
    payment = Payment.objects.select_related("account").get(pk=payment_id)
    gateway = gateways.GATEWAYS.get(payment.account.gateway)
    if gateway is None:
        words = _("The gateway “%(name)s” is not part of this version.") % {"name": payment.account.gateway}
        raise Refused([Refusal(payment_id, "account", words)])
    return Reach(
        payment,
        gateway,
        account_of(payment.account),
        view_of(payment, Method.objects.filter(code=payment.method).first(), _asked(payment)),
        gateway.capabilities(payment.method),
    )


def capabilities(account: GatewayAccount, method: str) -> base.Capabilities:
    """What can be done with this method by this account; nothing, if its gateway is not part of this version."""
    gateway = gateways.GATEWAYS.get(account.gateway)
    return gateway.capabilities(method) if gateway else base.Capabilities(inquiry=False)


def account_of(row: GatewayAccount) -> base.Account:
    """The account as adapters see it. Credentials sealed with another key are as good as none."""
    gateway = gateways.GATEWAYS.get(row.gateway)
    return base.Account(
        id=row.pk,
        code=row.code,
        gateway=row.gateway,
        live=row.live,
        settings={**defaults(gateway.fields if gateway else ()), **row.settings},
        credentials=open_keys(row.sealed),
    )


def _asked(payment: Payment) -> list[base.Asked]:
    rows = payment.operations.filter(state__in=[OperationState.SENT, OperationState.UNKNOWN])
    return [base.Asked(one.kind, one.amount, str(one.key)) for one in rows.exclude(kind=OperationKind.START)]


def view_of(payment: Payment, method: Method | None, asked: Sequence[base.Asked] = ()) -> base.PaymentView:
    gateway = gateways.GATEWAYS.get(payment.account.gateway)
    default = gateway.methods.get(payment.method, "") if gateway else ""
    return base.PaymentView(
        id=payment.pk,
        merchant_ref=payment.merchant_ref,
        method=payment.method,
        gateway_code=(method.gateway_code if method else "") or default,
        amount=payment.amount,
        currency=payment.currency,
        authorised=payment.authorised,
        captured=payment.captured,
        refunded=payment.refunded,
        ids=payment.ids,
        options=method.options if method else {},
        payer_name=payment.payer_name,
        payer_kana=payment.payer_kana,
        payer_email=payment.payer_email,
        payer_phone=payment.payer_phone,
        due_on=payment.due_on,
        expires_at=payment.expires_at,
        created_at=payment.created_at,
        asked=asked,
    )


def pays_on_a_page(method: str) -> bool:
    """Whether a buyer who chose this goes to a payment page of a gateway."""
    gateway = Method.objects.filter(code=method).values_list("account__gateway", flat=True).first()
    return gateway is not None and gateway not in gateways.OURS


def locked(payment_ids: Iterable[int]) -> dict[int, Payment]:
    """These payments with their accounts, their rows locked in the order of ids. Two payments are always locked in
    this order, and orders before payments."""
    rows = Payment.objects.select_for_update(of=("self",)).select_related("account")
    return {one.pk: one for one in rows.filter(pk__in=set(payment_ids)).order_by("pk")}

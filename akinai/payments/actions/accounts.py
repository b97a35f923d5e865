"""Contracts with gateways and the ways to pay they bring."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.core.partners import lacking, open_keys, seal_keys
from akinai.payments import gateways, ways
from akinai.payments.actions import reaching
from akinai.payments.events import AccountsSaved
from akinai.payments.gateways import base
from akinai.payments.models import GatewayAccount, Method

NOWHERE = "AKINAI-CHECK"  # a number at the gateway that no payment has


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """A contract as entered. `credentials`: only those that were typed; the others stay. `id` None: a new one."""

    code: str
    name: str
    gateway: str
    live: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict)
    credentials: Mapping[str, str] = field(default_factory=dict)
    active: bool = True
    id: int | None = None


def save_account(account: NewAccount, *, actor: str) -> int:
    """Save a contract; its id. Its credentials are sealed and never shown again.

    The ways to pay that the gateway has and the shop has not are added, not yet offered. The inverse is saving what was
    there before; a new one is undone by delete_accounts. Raises Refused with what is missing or taken.
    """
    gateway = gateways.GATEWAYS.get(account.gateway)
    if gateway is None:
        raise Refused([Refusal(account.id, "gateway", _("Choose a gateway."))])
    with transaction.atomic():
        row = GatewayAccount.objects.select_for_update().filter(pk=account.id).first() if account.id else None
        if row is not None and row.gateway != account.gateway:
            raise Refused([Refusal(account.id, "gateway", _("The gateway of an account stays. Make another account."))])
        row = row or GatewayAccount(gateway=account.gateway, webhook_token=secrets.token_urlsafe(24))
        known = {**open_keys(row.sealed), **account.credentials}
        _check(account, gateway, known)
        row.code, row.name, row.live = account.code, account.name, account.live
        row.settings, row.active = dict(account.settings), account.active
        row.sealed = seal_keys(known)
        row.last_error = ""
        row.save()
        made = _add_methods(row, gateway)
        publish([_saved("gateway_account", [row.code], _plain(account, made), actor)])
    return row.pk


def _check(account: NewAccount, gateway: base.Gateway, known: Mapping[str, str]) -> None:
    refused = lacking(gateway.fields, account.settings, known, key=account.id)
    taken = GatewayAccount.objects.filter(code=account.code).exclude(pk=account.id or 0)
    if not account.code.strip() or taken.exists():
        refused.append(Refusal(account.id, "code", _("This code is empty or taken by another account.")))
    if refused:
        raise Refused(refused)


def _plain(account: NewAccount, methods: Sequence[str]) -> dict[str, Any]:
    """What may be told of it: names of credentials, never their values."""
    return {
        "live": account.live,
        "active": account.active,
        "settings": dict(account.settings),
        "credentials": sorted(account.credentials),
        "methods": list(methods),
    }


def _add_methods(row: GatewayAccount, gateway: base.Gateway) -> list[str]:
    known = set(Method.objects.values_list("code", flat=True))
    new = []
    for position, code in enumerate(gateway.methods):
        if code in known:
            continue
        can = gateway.capabilities(code)
        values = ways.usual(
            code,
            hold=can.hold,
            late_money=can.late_money,
            shipment=can.shipment_for_capture,
            hold_days=can.hold_days,
        )
        new.append(Method(code=code, account=row, position=100 + position, active=False, **values))
    Method.objects.bulk_create(new)
    return [one.code for one in new]


def _saved(table: str, keys: Sequence[str], values: dict[str, Any], actor: str) -> AccountsSaved:
    return AccountsSaved(subject="payments/0", actor=actor, table=table, keys=list(keys), values=values)


def delete_accounts(ids: Sequence[int], *, actor: str) -> Outcome:
    """Contracts nothing was ever paid by, with their ways to pay. Done: ids. Others are taken out of use instead."""
    outcome = Outcome()
    for row in GatewayAccount.objects.filter(pk__in=list(ids)).order_by("pk"):
        try:
            with transaction.atomic():
                row.methods.all().delete()
                pk = row.pk
                row.delete()
                publish([_saved("gateway_account", [row.code], {"deleted": True}, actor)])
            outcome.done.append(pk)
        except ProtectedError:
            words = _("“%(name)s” has payments: take it out of use instead.") % {"name": row.name}
            outcome.refused.append(Refusal(row.pk, "", words))
    return outcome


def save_methods(rows: Sequence[Mapping[str, Any]], *, actor: str) -> Outcome:
    """Save ways to pay: values of Method, with "id" where one is changed. Raises Refused beside the field at fault."""
    outcome = Outcome()
    with transaction.atomic():
        for values in rows:
            data = dict(values)
            pk = data.pop("id", None)
            row = Method.objects.select_for_update().filter(pk=pk).first() if pk else None
            row = row or Method()
            for name, value in data.items():
                setattr(row, name, value)
            _check_method(row)
            try:
                with transaction.atomic():
                    row.save()
            except IntegrityError as error:
                raise Refused([Refusal(pk, "code", _("There is a way to pay with this code already."))]) from error
            outcome.done.append(row.pk)
            publish([_saved("method", [row.code], {"active": row.active, "account": row.account.code}, actor)])
    return outcome


def _check_method(row: Method) -> None:
    gateway = gateways.GATEWAYS.get(row.account.gateway)
    refused = []
    if gateway is None or row.code not in gateway.methods:
        words = _("The account “%(account)s” does not offer this way to pay.") % {"account": row.account.name}
        refused.append(Refusal(row.pk, "account", words))
    if row.max_amount is not None and row.max_amount < row.min_amount:
        refused.append(Refusal(row.pk, "max_amount", _("The upper limit lies below the lower one.")))
    if row.cancel_days is not None and row.due_days is not None and row.cancel_days < row.due_days:
        words = _("An order must not be cancelled before the last day to pay.")
        refused.append(Refusal(row.pk, "cancel_days", words))
    if refused:
        raise Refused(refused)


def delete_methods(ids: Sequence[int], *, actor: str) -> Outcome:
    """Ways to pay the shop no longer has. Payments made by them stay. Done: ids."""
    with transaction.atomic():
        rows = list(Method.objects.filter(pk__in=list(ids)))
        Method.objects.filter(pk__in=[row.pk for row in rows]).delete()
        publish([_saved("method", [row.code for row in rows], {"deleted": True}, actor)] if rows else [])
    return Outcome([row.pk for row in rows])


@dataclass(frozen=True)
class Checked:
    """What a harmless call to the gateway brought. `ok` None: it answered, and a person must judge the answer."""

    ok: bool | None
    said: str


REFUSES_KEYS = ("401", "403", "unauthorized", "authentication", "api_key", "forbidden")


def check_account(account_id: int, *, actor: str) -> Checked:
    """Ask the gateway for a payment that does not exist: do the address and the keys work? Network.

    What went wrong is kept on the account until it works. Raises GatewayAccount.DoesNotExist.
    """
    row = GatewayAccount.objects.get(pk=account_id)
    gateway = gateways.GATEWAYS.get(row.gateway)
    if gateway is None:
        return Checked(False, _("The gateway “%(name)s” is not part of this version.") % {"name": row.gateway})
    code = next((code for code in gateway.methods if gateway.capabilities(code).inquiry), "")
    if not code:
        return Checked(True, _("Nobody has to be asked: no gateway stands behind it."))
    result = gateway.inquire(reaching.account_of(row), _nobody(code, gateway.methods[code]))
    checked = _judged(result)
    GatewayAccount.objects.filter(pk=row.pk).update(last_error="" if checked.ok is not False else checked.said)
    return checked


def _nobody(code: str, gateway_code: str) -> base.PaymentView:
    return base.PaymentView(
        id=0,
        merchant_ref=NOWHERE,
        method=code,
        gateway_code=gateway_code,
        amount=1,
        currency="JPY",
        authorised=0,
        captured=0,
        refunded=0,
        ids={},
        options={},
    )


def _judged(result: base.Result) -> Checked:
    if isinstance(result, base.Unknown):
        return Checked(False, _("The gateway did not answer: %(why)s") % {"why": result.why})
    if isinstance(result, base.Declined):
        said = f"{result.code} {result.reason}".strip()
        if any(word in said.lower() for word in REFUSES_KEYS):
            return Checked(False, _("The gateway does not accept the keys: %(said)s") % {"said": said})
        return Checked(None, _("The gateway answered: %(said)s") % {"said": said})
    return Checked(True, _("The gateway answered; address and keys work."))

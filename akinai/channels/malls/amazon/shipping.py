"""Shipments out. Amazon answers a confirmation with 204 and no word, also when it drops it (a carrier code it does not
know): only the parcel read back proves it. Our number of the parcel within its order (`Shipment.place`) is Amazon's
packageReferenceId: the same number again edits that parcel, so nothing doubles.

Further parcels of one shipment are not told (`Shipment.others`): Amazon wants the pieces of each, which nobody writes
down when packing, and takes no piece twice.
"""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import codes, reading, settings
from akinai.channels.malls.amazon.asking import Api, Turned
from akinai.channels.malls.base import Account, MallError, Nonsense, Shipment, Told, Unreachable
from akinai.core import clock


def tell(api: Api, shipments: Sequence[Shipment]) -> Told:
    """Told order by order; after a call without an answer the rest waits for the next try."""
    told = Told()
    together: dict[str, list[Shipment]] = {}
    for shipment in shipments:
        together.setdefault(shipment.number, []).append(shipment)
    for number, group in together.items():
        try:
            _order(api, number, group, told)
        except MallError:
            if not (told.done or told.refused or told.unknown):
                raise
            break
    return told


def _order(api: Api, number: str, group: Sequence[Shipment], told: Told) -> None:
    verify = settings.told(api.account, "verify") != "no"
    known: reading.State | None = None
    if any(not _lines(one) or (one.again and verify) for one in group):
        try:
            known = reading.state(api, number)
        except Turned as error:
            told.refused |= {one.key: error.words for one in group}
            return
    there = [one for one in group if one.again and known and arrived(known, one)]
    told.done += [one.key for one in there]
    sent: list[Shipment] = []  # keeps those before the one that got no answer
    try:
        sent.extend(one for one in group if one not in there and _send(api, one, known, told))
    except MallError:
        told.unknown |= {one.key: _not_shown() for one in sent}
        raise
    if not verify:
        told.done += [one.key for one in sent]
    elif sent:
        _read_back(api, number, sent, told)


def _send(api: Api, shipment: Shipment, known: reading.State | None, told: Told) -> bool:
    """Whether it was sent and answered; what was not is told why."""
    pieces = _lines(shipment) or {line: count for line, count in (known.left if known else {}).items() if count}
    if not pieces:
        told.refused[shipment.key] = _("At Amazon nothing of this order is left to ship.")
        return False
    path = f"/orders/v0/orders/{quote(shipment.number, safe='')}/shipmentConfirmation"
    body = confirmation(api.account, shipment, pieces, api.marketplace)
    try:
        api.call("confirmShipment", "POST", path, json=body)
    except Turned as error:
        told.refused[shipment.key] = error.words
        return False
    except (Unreachable, Nonsense) as error:
        told.unknown[shipment.key] = error.words
        raise
    return True


def _read_back(api: Api, number: str, sent: Sequence[Shipment], told: Told) -> None:
    try:
        known = reading.state(api, number)
    except MallError as error:
        told.unknown |= {one.key: error.words or _not_shown() for one in sent}
        if isinstance(error, Turned):
            return
        raise
    for shipment in sent:
        if arrived(known, shipment, sent=True):
            told.done.append(shipment.key)
        else:
            told.unknown[shipment.key] = _not_shown()


def _not_shown() -> str:
    return _("Amazon took the message, but does not show the parcel yet. It is read back later.")


def arrived(known: reading.State, shipment: Shipment, *, sent: bool = False) -> bool:
    """Whether Amazon has this parcel. v0 tells no parcels: there its pieces count, once it was `sent` just now. One
    without lines was all that was left.
    """
    if known.parcels is None:
        lines = _lines(shipment)
        there = bool(lines) and all(known.shipped.get(line, 0) >= count for line, count in lines.items())
        return known.status == "SHIPPED" or (sent and there)
    tracking = known.parcels.get(str(shipment.place))
    return tracking is not None and _same(tracking, shipment.tracking)


def _same(theirs: str, ours: str) -> bool:
    """Numbers are compared without hyphens; without one of ours any will do."""
    return not ours or re.sub(r"\W", "", theirs).upper() == re.sub(r"\W", "", ours).upper()


def _lines(shipment: Shipment) -> dict[str, int]:
    """Pieces by Amazon's line; empty: the whole order, or what is left of it."""
    return {one.channel_line: one.quantity for one in shipment.lines if one.channel_line and one.quantity > 0}


def confirmation(account: Account, shipment: Shipment, pieces: dict[str, int], marketplace: str) -> dict[str, Any]:
    """The body of confirmShipment."""
    code, name = settings.carrier(account, shipment.carrier)
    named = {"carrierName": name or shipment.product or shipment.carrier} if code == codes.OTHER or name else {}
    at = min(shipment.shipped_at, clock.now())  # never in the future
    return {
        "marketplaceId": marketplace,
        **({"codCollectionMethod": codes.DIRECT_PAYMENT} if shipment.cod else {}),
        "packageDetail": {
            "packageReferenceId": str(shipment.place),
            "carrierCode": code,
            **named,
            **({"shippingMethod": shipment.product} if shipment.product else {}),
            "trackingNumber": shipment.tracking or settings.told(account, "without_number"),
            "shipDate": reading.iso(at),
            "orderItems": [{"orderItemId": line, "quantity": count} for line, count in pieces.items()],
        },
    }

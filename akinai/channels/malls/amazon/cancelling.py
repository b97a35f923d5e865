"""Cancellations: the feed POST_ORDER_ACKNOWLEDGEMENT_DATA with the StatusCode Failure, one message an order.

Amazon's list of feeds names it still; no call of ours has met it. An order of which anything has left is never
cancelled: Amazon would give the buyer the whole money back.
"""

from collections.abc import Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from akinai.channels.malls.amazon import codes, feeding, reading, settings
from akinai.channels.malls.amazon.asking import Api, Turned
from akinai.channels.malls.base import Cancellation, MallError, Nonsense, Told

XML = "text/xml; charset=UTF-8"


def tell(api: Api, cancellations: Sequence[Cancellation]) -> Told:
    """What stands at Amazon is read first; the rest goes in one feed."""
    told = Told()
    waiting: list[tuple[Cancellation, reading.State]] = []
    for one in cancellations:
        try:
            known = reading.state(api, one.number)
        except Turned as error:
            told.refused[one.key] = error.words
        except MallError:
            if not (told.done or told.refused or waiting):
                raise
            break
        else:
            _sort(api, one, known, told, waiting)
    if waiting:
        try:
            _feed(api, waiting, told)
        except MallError:
            if not (told.done or told.refused):
                raise
    return told


def _sort(
    api: Api, one: Cancellation, known: reading.State, told: Told, waiting: list[tuple[Cancellation, reading.State]]
) -> None:
    if known.status == "CANCELLED":
        told.done.append(one.key)
    elif known.status == "SHIPPED" or any(known.shipped.values()):
        told.refused[one.key] = _("At Amazon a part of this order has been shipped. Refund it in Seller Central.")
    elif settings.told(api.account, "cancel") != "feed":
        told.refused[one.key] = _("Cancel this order in Seller Central.")
    else:
        waiting.append((one, known))


def _feed(api: Api, waiting: Sequence[tuple[Cancellation, reading.State]], told: Told) -> None:
    content = envelope(api.seller, [(one.number, one.reason, list(known.left)) for one, known in waiting])
    try:
        refused = problems(feeding.submit(api, codes.ACKNOWLEDGEMENT, content, XML))
    except (feeding.Unsettled, Nonsense) as error:
        told.unknown |= {one.key: error.words for one, _known in waiting}
        return
    for place, (one, _known) in enumerate(waiting, 1):
        words = refused.get(str(place), refused.get(""))
        if words is None:
            told.done.append(one.key)
        else:
            told.refused[one.key] = _("Amazon refuses it: %(words)s") % {"words": words}


def envelope(seller: str, orders: Sequence[tuple[str, str, Sequence[str]]]) -> bytes:
    """The XML: number, our reason and the lines of each order."""
    messages = "".join(
        f"<Message><MessageID>{place}</MessageID><OrderAcknowledgement>"
        f"<AmazonOrderID>{escape(number)}</AmazonOrderID><StatusCode>Failure</StatusCode>"
        + "".join(
            f"<Item><AmazonOrderItemCode>{escape(line)}</AmazonOrderItemCode>"
            f"<CancelReason>{codes.REASONS.get(reason, codes.REASONS['shop'])}</CancelReason></Item>"
            for line in lines
        )
        + "</OrderAcknowledgement></Message>"
        for place, (number, reason, lines) in enumerate(orders, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:noNamespaceSchemaLocation="amzn-envelope.xsd"><Header><DocumentVersion>1.01</DocumentVersion>'
        f"<MerchantIdentifier>{escape(seller)}</MerchantIdentifier></Header>"
        f"<MessageType>OrderAcknowledgement</MessageType>{messages}</AmazonEnvelope>"
    ).encode()


def problems(content: bytes) -> dict[str, str]:
    """Why messages were refused, by their number ("" = all of them). Raises Nonsense."""
    told = content.decode("utf-8", "replace")
    try:
        if "<!DOCTYPE" in told or "<!ENTITY" in told:
            raise ValueError("a document type")
        root = ElementTree.fromstring(told.encode())  # noqa: S314 - document types were refused above
    except (ElementTree.ParseError, ValueError) as error:
        raise Nonsense(_("Amazon's report of the feed could not be read.")) from error
    found = root.find("Message/ProcessingReport")
    if found is None:
        raise Nonsense(_("Amazon's report of the feed could not be read."))
    rows = {
        row.findtext("MessageID") or "": (row.findtext("ResultDescription") or row.findtext("ResultMessageCode") or "?")
        for row in found.findall("Result")
        if row.findtext("ResultCode") == "Error"
    }
    if "0" in rows:  # a fault of the whole feed
        rows[""] = rows.pop("0")
    return rows

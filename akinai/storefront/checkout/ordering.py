"""The quote as orders: one for each recipient, with exactly the amounts that were shown."""

import secrets

from akinai.core import clock
from akinai.orders.actions import IncomingLine, IncomingOrder, Person
from akinai.storefront.checkout.facts import CHANNEL
from akinai.storefront.checkout.quote import Parcel, Quote

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is mistaken when read aloud


def new_number() -> str:
    """The channel's number of a purchase: its day and seven letters nobody can guess the next of."""
    return f"{clock.today():%y%m%d}-{''.join(secrets.choice(_ALPHABET) for _ in range(7))}"


def incoming(quote: Quote, number: str) -> list[IncomingOrder]:
    """The orders of a quote without problems."""
    return [_order(quote, parcel, number) for parcel in quote.parcels]


def _order(quote: Quote, parcel: Parcel, number: str) -> IncomingOrder:
    gift, method, offer = parcel.recipient.gift, quote.method, parcel.offer
    message = " / ".join(filter(None, (parcel.gift("card"), gift.message)))
    return IncomingOrder(
        channel_code=CHANNEL,
        channel_number=number,
        destination=str(parcel.at + 1) if quote.wanted.several else "",
        lines=[
            IncomingLine(
                sku_code=line.good.code,
                sku_id=line.good.sku_id,
                name=line.good.name,
                options=line.good.options,
                quantity=line.quantity,
                unit_price=line.good.price,
                price_includes_tax=True,
                tax_rate=line.good.rate,
            )
            for line in parcel.lines
        ],
        ordered_at=quote.facts.now,
        buyer=quote.wanted.buyer,
        recipient=parcel.person,
        sender=parcel.sender or Person(),
        paying=bool(method and method.paying),
        payment_method=method.code if method else "free",
        payment_text=method.name if method else "",
        delivery_method=offer.method if offer else "",
        delivery_text=offer.name if offer else "",
        wished_date=parcel.recipient.date,
        wished_slot=parcel.recipient.slot,
        remark=quote.wanted.remark,
        gift=gift.asked,
        noshi=parcel.gift("noshi"),
        noshi_name=gift.noshi_name,
        wrapping=parcel.gift("wrapping"),
        gift_message=message,
        hide_prices=gift.hide_prices,
        goods_total=parcel.goods_total,
        shipping_fee=parcel.shipping_fee,
        payment_fee=parcel.payment_fee,
        wrapping_fee=parcel.wrapping_fee,
        discount=0,
        total=parcel.total,
        billed=parcel.billed,
    )

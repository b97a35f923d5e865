"""Amazon's reports: 注文レポート with prices, 未出荷注文レポート without; tab-separated, CP932.

Amazon tells no total of the order: item-price is unit price × quantity with tax, and what is beside it. There is no
kana, no city, and the address is one line after the prefecture. `order-status` stands in the report with prices only,
so that a Pending order can be seen (not proven by a source for this report; it is read by name if it is there).
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from akinai.demo.files.baskets import Line, MallOrder, products
from akinai.demo.files.stories import baskets
from akinai.demo.files.trading import write

_PRICES = (
    "currency",
    "item-price",
    "item-tax",
    "shipping-price",
    "shipping-tax",
    "gift-wrap-price",
    "gift-wrap-tax",
    "item-promotion-discount",
    "item-promotion-id",
    "ship-promotion-discount",
    "order-status",
    "gift-wrap-type",
    "gift-message-text",
)
_PAYMENTS = {"cod": "COD", "cvs": "CVS"}
_HOURS = {"am": (8, 12), "14-16": (14, 16), "16-18": (16, 18), "18-20": (18, 20), "19-21": (19, 21)}


def orders_report(day: date) -> bytes:
    """注文レポート of the day: prices, gift wrapping and the order's state."""
    return _tsv([row for order in baskets(day, "amazon") for row in _rows(order)])


def unshipped_report(day: date) -> bytes:
    """未出荷注文レポート of the day: no prices, and no orders that Amazon still holds back."""
    kept = [row for order in baskets(day, "amazon") if order.state == "Unshipped" for row in _rows(order)]
    return _tsv([{name: cell for name, cell in row.items() if name not in _PRICES} for row in kept])


def _tsv(rows: list[dict[str, str]]) -> bytes:
    return write(rows, encoding="cp932", newline="\r\n", delimiter="\t")


def _rows(order: MallOrder) -> Iterator[dict[str, str]]:
    parcel = order.parcels[0]
    pending = order.state == "Pending"
    for position, line in enumerate(parcel.lines):
        first = position == 0
        cells = _order(order) | _item(order, line, position)
        cells |= _prices(order, line, parcel.shipping if first else 0, order.wrapping_fee if first else 0)
        if pending:  # Amazon tells neither price nor address before the payment stands
            cells |= dict.fromkeys([name for name in cells if name.startswith(("ship-", "buyer-", "recipient"))], "")
            cells |= dict.fromkeys([name for name in _PRICES if name != "order-status"], "")
        yield {name: str(cell) for name, cell in cells.items()}


def _order(order: MallOrder) -> dict[str, object]:
    recipient = order.parcels[0].recipient
    return {
        "order-id": order.number,
        "order-item-id": "",
        "purchase-date": _time(order.placed_at),
        "payments-date": _time(order.placed_at + timedelta(minutes=1)),
        "reporting-date": _time(order.placed_at + timedelta(minutes=30)),
        "promise-date": _time(order.placed_at + timedelta(days=2)),
        "days-past-promise": -2,
        "buyer-email": f"{order.number.replace('-', '')}@marketplace.amazon.example.jp",
        "buyer-name": order.buyer.name,
        "buyer-phone-number": order.buyer.phone,
        "sku": "",
        "product-name": "",
        "quantity-purchased": "",
        "quantity-shipped": 0,
        "quantity-to-ship": "",
        "ship-service-level": "Standard",
        "recipient-name": recipient.name,
        "ship-address-1": f"{recipient.city}{recipient.line1}",
        "ship-address-2": recipient.line2,
        "ship-address-3": "",
        "ship-city": "",
        "ship-state": recipient.prefecture,
        "ship-postal-code": f"{recipient.postal[:3]}-{recipient.postal[3:]}",
        "ship-country": "JP",
        "payment-method": _PAYMENTS.get(order.payment, "Other"),
        "cod-collectible-amount": order.billed if order.payment == "cod" else "",
        "already-paid": "",
        "payment-method-fee": order.cod_fee or "",
        "scheduled-delivery-start-date": _wished(order, 0),
        "scheduled-delivery-end-date": _wished(order, 1),
        "points-granted": "",
        "is-prime": "false",
    }


def _item(order: MallOrder, line: Line, position: int) -> dict[str, object]:
    product = products().get(line.code.upper())
    return {
        "order-item-id": f"{int(order.number[4:11]):07d}{position + 1:07d}",
        "sku": line.code,
        "product-name": product["name"] if product else line.name,
        "quantity-purchased": line.quantity,
        "quantity-to-ship": line.quantity,
    }


def _prices(order: MallOrder, line: Line, shipping: int, wrapping: int) -> dict[str, object]:
    return {
        "currency": "JPY",
        "item-price": line.amount,
        "item-tax": line.amount * line.rate // (100 + line.rate),
        "shipping-price": shipping,
        "shipping-tax": shipping * 10 // 110,
        "gift-wrap-price": wrapping,
        "gift-wrap-tax": wrapping * 10 // 110,
        "item-promotion-discount": 0,
        "item-promotion-id": "",
        "ship-promotion-discount": 0,
        "order-status": order.state,
        "gift-wrap-type": order.wrapping,
        "gift-message-text": order.message,
    }


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}+09:00"


def _wished(order: MallOrder, end: int) -> str:
    """One end of the wished window, or nothing."""
    if not order.wished_date:
        return ""
    hours = _HOURS.get(order.slot, (8, 21))
    return f"{order.wished_date:%Y-%m-%d}T{hours[end]:02d}:00:00+09:00"

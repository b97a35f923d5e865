"""Akinai's own order files, CSV and JSON, UTF-8: what a colleague types down from telephone and FAX.

The names are those of an order's fields; one row per line in CSV, `lines` inside each order in JSON.
"""

import json
from datetime import date

from akinai.demo.files.baskets import Line, MallOrder
from akinai.demo.files.stories import baskets
from akinai.demo.files.trading import write

_PAYMENTS = {
    "card": "クレジットカード",
    "cod": "代金引換",
    "bank": "銀行振込",
    "cvs": "コンビニ払い",
    "later": "後払い",
}


def own_csv(day: date) -> bytes:
    """Half of the telephone's orders of the day as CSV."""
    rows = []
    for order in baskets(day, "phone")[1::2]:
        head = _order(order)
        rows += [{name: str(cell) for name, cell in (head | _line(line)).items()} for line in order.parcels[0].lines]
    return write(rows)


def own_json(day: date) -> bytes:
    """The other half as JSON, among them names that no other encoding holds."""
    orders = [
        {**_order(order), "lines": [_line(line) for line in order.parcels[0].lines]}
        for order in baskets(day, "phone")[0::2]
    ]
    return json.dumps({"orders": orders}, ensure_ascii=False, indent=1).encode()


def _order(order: MallOrder) -> dict[str, object]:
    recipient, buyer = order.parcels[0].recipient, order.buyer
    return {
        "channel_number": order.number,
        "ordered_at": f"{order.placed_at:%Y-%m-%dT%H:%M:%S}+09:00",
        "buyer_name": buyer.name,
        "buyer_kana": buyer.kana,
        "buyer_phone": buyer.phone,
        "buyer_email": buyer.email,
        "buyer_postal": buyer.postal,
        "buyer_prefecture": buyer.prefecture,
        "buyer_city": buyer.city,
        "buyer_line1": buyer.line1,
        "buyer_line2": buyer.line2,
        "name": recipient.name,
        "kana": recipient.kana,
        "phone": recipient.phone,
        "postal": recipient.postal,
        "prefecture": recipient.prefecture,
        "city": recipient.city,
        "line1": recipient.line1,
        "line2": recipient.line2,
        "payment_method": _PAYMENTS[order.payment],
        "delivery_method": "宅配便",
        "wished_date": order.wished_date.isoformat() if order.wished_date else "",
        "wished_slot": order.slot,
        "remark": order.remark,
        "shipping_fee": order.shipping,
        "payment_fee": order.cod_fee,
        "wrapping_fee": order.wrapping_fee,
        "discount": order.shop_coupon,
        "points": order.points,
        "total": order.billed,
    }


def _line(line: Line) -> dict[str, object]:
    return {"sku_code": line.code, "product_name": line.name, "quantity": line.quantity, "unit_price": line.price}

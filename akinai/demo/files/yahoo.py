"""Yahoo!ショッピング's two order files, joined by OrderId: names of the columns are those of the API; CP932.

The shop picks the columns of these files itself; this is one such pick. TotalPrice = goods + ShipCharge +
GiftWrapCharge + PayCharge − TotalCouponDiscount − TotalMallCouponDiscount − UsePoint.
"""

from collections.abc import Iterator
from datetime import date

from akinai.demo.files.baskets import MallOrder
from akinai.demo.files.stories import baskets
from akinai.demo.files.trading import write
from akinai.demo.people import Person

_METHODS = {
    "card": ("payment_a1", "クレジットカード決済"),
    "bank": ("payment_b1", "銀行振込(前払い)"),
    "cod": ("payment_d1", "商品代引"),
    "cvs": ("payment_a7", "コンビニ決済"),
}
_SLOTS = {"": "", "am": "午前中", "14-16": "14:00-16:00", "18-20": "18:00-20:00", "19-21": "19:00-21:00"}
# Of an order that is 予約中 (1) or 保留 (3) the mall says 出荷不可 (0); of any other 出荷可 (1), once it is paid.
_NOT_TO_SHIP = ("1", "3")


def yahoo_order_csv(day: date) -> bytes:
    """The order file: one row per order."""
    return _csv([_order(order) for order in baskets(day, "yahoo")])


def yahoo_item_csv(day: date) -> bytes:
    """The item file: one row per line."""
    return _csv([row for order in baskets(day, "yahoo") for row in _items(order)])


def _csv(rows: list[dict[str, object]]) -> bytes:
    cells = [{name: str(cell) for name, cell in row.items()} for row in rows]
    return write(cells, encoding="cp932", newline="\r\n", quote=True)


def _order(order: MallOrder) -> dict[str, object]:
    paid = order.payment != "bank"
    method, method_name = _METHODS[order.payment]
    return {
        "OrderId": order.number,
        "OrderTime": f"{order.placed_at:%Y/%m/%d %H:%M:%S}",
        "OrderStatus": order.state,
        "StoreStatus": "1",
        "Suspect": "0",
        "BuyerComments": order.remark,
        "PayStatus": int(paid),
        "ShipStatus": int(paid and order.state not in _NOT_TO_SHIP),
        "PayMethod": method,
        "PayMethodName": method_name,
        "PayDate": f"{order.placed_at:%Y/%m/%d}" if paid and order.payment != "cod" else "",
        **_person("Bill", order.buyer),
        "BillMailAddress": order.buyer.email,
        **_person("Ship", order.parcels[0].recipient),
        "ShipMethod": "postage1",
        "ShipMethodName": "宅配便",
        "ShipCompanyCode": "1001",
        "ShipRequestDate": f"{order.wished_date:%Y/%m/%d}" if order.wished_date else "",
        "ShipRequestTime": _SLOTS[order.slot],
        **_gift(order),
        "PayCharge": order.cod_fee,
        "ShipCharge": order.shipping,
        "GiftWrapCharge": order.wrapping_fee,
        "Discount": 0,
        "UsePoint": order.points,
        "TotalCouponDiscount": order.shop_coupon,
        "TotalMallCouponDiscount": order.mall_coupon,
        "TotalPrice": order.billed,
    }


def _gift(order: MallOrder) -> dict[str, object]:
    parcel = order.parcels[0]
    return {
        "NeedGiftWrap": int(bool(order.wrapping)),
        "GiftWrapType": order.wrapping,
        "GiftWrapMessage": order.message,
        "NeedGiftWrapPaper": int(bool(parcel.noshi)),
        "GiftWrapPaperType": "" if parcel.noshi == "のし希望" else parcel.noshi,
        "GiftWrapName": parcel.noshi_name,
    }


def _person(role: str, person: Person) -> dict[str, object]:
    return {
        f"{role}LastName": person.family,
        f"{role}FirstName": person.given,
        f"{role}LastNameKana": person.family_kana,
        f"{role}FirstNameKana": person.given_kana,
        f"{role}ZipCode": person.postal,
        f"{role}Prefecture": person.prefecture,
        f"{role}City": person.city,
        f"{role}Address1": person.line1,
        f"{role}Address2": person.line2,
        f"{role}PhoneNumber": person.phone.replace("-", ""),
    }


def _items(order: MallOrder) -> Iterator[dict[str, object]]:
    for number, line in enumerate(order.parcels[0].lines, start=1):
        yield {
            "OrderId": order.number,
            "LineId": number,
            "ItemId": line.code,
            "SubCode": "",
            "Title": line.name,
            "ItemOption": "",
            "UnitPrice": line.price,
            "Quantity": line.quantity,
            "ItemTaxRatio": line.rate,
            "CouponDiscount": 0,
        }

"""楽天 受注CSV with all 158 columns: CP932, CRLF, one row per 商品明細.

The names of the columns and their order follow what tools that read the file expect; the prefixes of the per-rate
columns (10%税率 …) and 項目・選択肢's place are not proven by a source. Amounts follow the mall's own rule:
合計金額 = 商品 + 送料 + ラッピング, 請求金額 = 合計金額 + 代引料 − クーポン − ポイント.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from akinai.demo.files.baskets import Line, MallOrder, Parcel, products
from akinai.demo.files.stories import baskets
from akinai.demo.files.trading import DATA, write
from akinai.demo.people import Person

_PER_RATE = ("税率", "請求金額", "請求額に対する税額", "合計金額", "決済手数料", "クーポン割引額", "利用ポイント数")

RAKUTEN_COLUMNS = tuple((DATA / "rakuten_columns.txt").read_text(encoding="utf-8").splitlines())

_PAYMENTS = {
    "card": "クレジットカード",
    "cod": "代金引換",
    "bank": "銀行振込",
    "cvs": "セブンイレブン(前払)",
    "later": "後払い決済",
}
_SLOTS = {"": "0", "am": "1", "14-16": "1416", "16-18": "1618", "18-20": "1820", "19-21": "1921"}


def rakuten_csv(day: date, *, again: bool = False) -> bytes:
    """The day's 楽天 orders as the mall's file.

    `again`: the file of the next morning: the first orders once more, one with another address, one cancelled at the
    mall (900), the rest of the 100/200 orders moved on to 300.
    """
    orders = baskets(day, "rakuten")
    if again:
        orders = [_a_day_later(order, index) for index, order in enumerate(orders[:12])]
    return write([row for order in orders for row in _rows(order)], encoding="cp932", newline="\r\n", quote=True)


def _a_day_later(order: MallOrder, index: int) -> MallOrder:
    """What the mall says of the same order on the next morning."""
    if index == 0:
        moved = replace(order.buyer, line1=f"{order.buyer.line1}-1", line2="新居マンション301")
        return replace(order, parcels=(replace(order.parcels[0], recipient=moved),))
    if index == 3:
        return replace(order, state="900")
    return replace(order, state="300") if order.state in ("100", "200") else order


def _rows(order: MallOrder) -> Iterator[dict[str, str]]:
    detail = 0
    for number, parcel in enumerate(order.parcels, start=1):
        for line in parcel.lines:
            detail += 1
            cells = _head(order) | _amounts(order) | _parcel(order, parcel, number) | _line(order, line, detail)
            yield {column: str(cells.get(column, "")) for column in RAKUTEN_COLUMNS}


def _head(order: MallOrder) -> dict[str, object]:
    """What is the same in every row of the order."""
    confirmed = order.placed_at + timedelta(minutes=30) if order.state != "100" else None
    return {
        "注文番号": order.number,
        "ステータス": order.state,
        "注文日時": f"{order.placed_at:%Y-%m-%d %H:%M:%S}",
        "注文日": f"{order.placed_at:%Y-%m-%d}",
        "注文時間": f"{order.placed_at:%H:%M:%S}",
        "注文確認日時": f"{confirmed:%Y-%m-%d %H:%M:%S}" if confirmed else "",
        "支払方法名": _PAYMENTS[order.payment],
        "クレジットカード支払い方法": "0" if order.payment == "card" else "",
        "配送方法": "宅配便",
        "注文種別": "1",
        "複数送付先フラグ": int(len(order.parcels) > 1),
        "送付先一致フラグ": int(order.parcels[0].recipient == order.buyer),
        "離島フラグ": 0,
        "楽天確認中フラグ": int(order.state == "200"),
        "警告表示タイプ": 0,
        "楽天会員フラグ": 1,
        "購入履歴修正有無フラグ": 0,
        "お届け時間帯": _SLOTS[order.slot],
        "お届け日指定": order.wished_date or "",
        "ギフト配送希望": int(order.gift),
        "コメント": order.remark,
        "利用端末": "1",
        "あす楽希望フラグ": 0,
        "医薬品受注フラグ": 0,
        "楽天スーパーDEAL商品受注フラグ": 0,
        "メンバーシッププログラム受注タイプ": 0,
        "ラッピングタイトル1": "1" if order.wrapping else "",
        "ラッピング名1": order.wrapping,
        "ラッピング料金1": order.wrapping_fee if order.wrapping else "",
        "ラッピング税込別1": "1" if order.wrapping else "",
        "ラッピング税率1": "0.1" if order.wrapping else "",
        "ラッピング税額1": _tax_in(order.wrapping_fee, 10) if order.wrapping else "",
        **_person("注文者", order.buyer),
        "注文者メールアドレス": f"{order.number[-10:]}@pc.fw.rakuten.example.jp",
        "注文者性別": order.buyer.sex,
    }


def _person(role: str, person: Person) -> dict[str, object]:
    """Name, address and telephone of 注文者 or 送付先."""
    phone = [*person.phone.split("-"), "", "", ""]
    return {
        f"{role}郵便番号1": person.postal[:3],
        f"{role}郵便番号2": person.postal[3:],
        f"{role}住所都道府県": person.prefecture,
        f"{role}住所郡市区": person.city,
        f"{role}住所それ以降の住所": person.address,
        f"{role}姓": person.family,
        f"{role}名": person.given,
        f"{role}姓カナ": person.family_kana,
        f"{role}名カナ": person.given_kana,
        **{f"{role}電話番号{part + 1}": phone[part] for part in range(3)},
    }


def _amounts(order: MallOrder) -> dict[str, object]:
    """The order's sums, and per rate of tax: coupons go to the rates by their share, the rest to 10 %."""
    coupons = order.shop_coupon + order.mall_coupon
    reduced = sum(line.amount for parcel in order.parcels for line in parcel.lines if line.rate == 8)
    reduced_coupon = coupons * reduced // order.total
    rates = {
        "10%": (order.total - reduced, coupons - reduced_coupon, order.cod_fee, 10),
        "8%": (reduced, reduced_coupon, 0, 8),
        "0%": (0, 0, 0, 0),
    }
    cells: dict[str, object] = {
        "商品合計金額": order.goods + order.wrapping_fee,
        "消費税合計": 0,
        "送料合計": order.shipping,
        "代引料合計": order.cod_fee,
        "請求金額": order.billed,
        "合計金額": order.total,
        "ポイント利用額": order.points,
        "クーポン利用総額": coupons,
        "店舗発行クーポン利用額": order.shop_coupon,
        "楽天発行クーポン利用額": order.mall_coupon,
        "決済手数料": 0,
        "注文者負担金合計": 0,
        "店舗負担金合計": 0,
        "外税合計": 0,
        "店舗発行クーポンコード": "ZAKKA200" if order.shop_coupon else "",
        "店舗発行クーポン名": "200円引きクーポン" if order.shop_coupon else "",
        "楽天発行クーポンコード": "RKTN100" if order.mall_coupon else "",
        "楽天発行クーポン名": "100円引きクーポン" if order.mall_coupon else "",
    }
    for name, (amount, coupon, fee, rate) in rates.items():
        due = amount + fee - coupon
        values = (f"{rate / 100:g}", due, _tax_in(due, rate), amount, 0, coupon, 0)
        cells |= {name + column: value for column, value in zip(_PER_RATE, values, strict=True)}
    return cells


def _tax_in(amount: int, rate: int) -> int:
    """The tax inside an amount that includes it, fractions of a yen dropped."""
    return amount * rate // (100 + rate)


def _parcel(order: MallOrder, parcel: Parcel, number: int) -> dict[str, object]:
    """The columns of one 送付先. Cash is collected at the first."""
    cash = order.cod_fee if number == 1 else 0
    wrapping = order.wrapping_fee if number == 1 else 0
    return {
        "送付先ID": int(order.number[-7:]) * 10 + number + 10_000_000,
        "送付先送料": parcel.shipping,
        "送付先代引料": cash,
        "送付先消費税合計": 0,
        "送付先商品合計金額": parcel.goods + wrapping,
        "送付先合計金額": parcel.goods + wrapping + parcel.shipping,
        "のし": f"{parcel.noshi} {parcel.noshi_name}".strip(),
        **_person("送付先", parcel.recipient),
        "送付先外税合計": 0,
        "送付先送料税率": "0.1",
        "送付先代引料税率": "0.1",
    }


def _line(order: MallOrder, line: Line, detail: int) -> dict[str, object]:
    """The columns of one 商品明細; our SKU code is システム連携用SKU番号, and 商品番号 too."""
    product = products().get(line.code.upper(), {})
    return {
        "商品明細ID": int(order.number[-7:]) * 100 + detail,
        "商品ID": 10_000_000 + int(product["jan"][2:12]) if product else 19_999_999,
        "商品名": line.name,
        "商品番号": line.code,
        "商品管理番号": line.code.lower(),
        "単価": line.price,
        "個数": line.quantity,
        "送料込別": 0,
        "税込別": 1,
        "代引手数料込別": 0,
        "ポイント倍率": 1,
        "在庫タイプ": 1,
        "商品税率": f"{line.rate / 100:g}",
        "商品毎税込価格": line.price,
        "単品配送フラグ": 0,
        "購入時配送会社": 1001,
        "領収書発行回数": 0,
        "SKU管理番号": line.code.lower(),
        "システム連携用SKU番号": line.code,
    }

"""Tables of 楽天市場 (RMS manual, RakutenPay order API version 10)."""

from akinai.channels.malls.base import Stage

UNKNOWN = -9999  # an amount that is not fixed yet

# orderProgress → what it means for us. 400: the shop's change waits for the buyer; 800: a cancellation waits.
STAGES: dict[int, Stage] = {
    100: "provisional", 200: "provisional", 300: "open", 400: "changing", 500: "shipped", 600: "shipped",
    700: "shipped", 800: "cancel_asked", 900: "cancelled",
}  # fmt: skip
PROGRESS = {
    100: "注文確認待ち", 200: "楽天処理中", 300: "発送待ち", 400: "変更確定待ち", 500: "発送済", 600: "支払手続き中",
    700: "支払手続き済", 800: "キャンセル確定待ち", 900: "キャンセル確定",
}  # fmt: skip
TO_CONFIRM, TO_SHIP, CHANGING = 100, 300, 400
SHIPPED, CANCELLED, PASSING = (500, 600, 700), (800, 900), (100, 200, 400)  # the last pass by themselves

# shippingTerm: 0 none, 1 morning, 2 afternoon, 9 other, else two hours ("1416").
TERMS = {0: "", 1: "午前中", 2: "午後", 9: ""}

# settlementMethodCode, where the order tells the number alone.
PAYMENTS = {
    1: "クレジットカード", 2: "代金引換", 3: "後払い", 4: "ショッピングクレジット／ローン", 5: "オートローン",
    6: "リース", 7: "請求書払い", 8: "ポイント", 9: "銀行振込", 12: "Apple Pay", 13: "セブンイレブン（前払）",
    14: "ファミリーマート・ローソン等（前払）", 16: "Alipay", 17: "PayPal", 21: "後払い決済", 27: "Alipay（支付宝）",
}  # fmt: skip

# Our carrier → deliveryCompany. A shop's own additions are the setting "carriers".
CARRIERS = {
    "yamato": "1001", "sagawa": "1002", "japanpost": "1003", "seino": "1004", "seino_express": "1005",
    "fukuyama": "1006", "meitetsu": "1007", "tonami": "1008", "daiichi": "1009", "niigata": "1010", "chuetsu": "1011",
    "okayama": "1012", "kurume": "1013", "sanyo": "1014", "ecohai": "1016", "ems": "1017", "dhl": "1018",
    "fedex": "1019", "ups": "1020", "nittsu": "1021", "tnt": "1022", "ocs": "1023", "usps": "1024", "sf": "1025",
    "aramex": "1026", "sagawa_global": "1027", "rakuten": "1028",
}  # fmt: skip
OTHER_CARRIER = "1000"
PRODUCTS = {"クロネコゆうパケット": "1030"}  # products with a code of their own

# couponCapitalCode 1: the shop pays; 2 a maker, 3 Rakuten.
SHOP_PAYS = 1

# changeReasonDetailApply of both calls that cancel, by our reason.
REASONS = {"shop": 10, "stock": 8, "buyer": 1, "unpaid": 4}

# cvsCode: the chain at whose shop the buyer fetches the parcel.
CVS = {
    "1": "ファミリーマート", "20": "ミニストップ", "50": "ローソン", "60": "郵便局", "74": "セーブオン",
    "80": "デイリーヤマザキ", "85": "ニューデイズ", "90": "ポプラ",
}  # fmt: skip

WAITING_POSTAL = "999"  # a social gift whose receiver has not told an address: 999-9999

# Message codes, by their end. ERROR_103 of confirmOrder: the order has moved on already.
CONFIRMED = ("INFO_101", "ERROR_103")

# Errors of the stock and item calls.
NO_SUCH, NOT_MIGRATED = "GE0014", "IE1105"

# serviceId:functionId → where the order's number stands: 購入履歴変更, 審査結果, 警告.
NOTICE_ORDERS = {"4000:1100": "value2", "5000:1100": "value1", "5100:1100": "value1"}

"""The tables of Yahoo!ショッピング: what its numbers mean, and ours in its numbers.

Sources: the manual's pages orderList, orderInfo, orderChange, orderShipStatusChange (2026-07) and public clients of the
API. Marked "unproven": found in no manual; a shop that knows better says so in the settings.
"""

from collections.abc import Mapping

# --- orders -------------------------------------------------------------------------------------------------

RESERVED, IN_WORK, ON_HOLD, CANCELLED, COMPLETED = "1", "2", "3", "4", "5"  # OrderStatus
NOT_SHIPPABLE, SHIPPABLE, SHIPPING, SHIPPED, ARRIVED = "0", "1", "2", "3", "4"  # ShipStatus
PAID = "1"  # PayStatus
SUSPECT = frozenset(("1", "2"))  # いたずら注文の疑い
NO_SOCIAL_GIFT = frozenset(("", "0"))

# The name of a way to pay. Yahoo!'s own names change and even differ between orders (payment_a17 has three since
# 2026-07-16); the code does not.
PAYMENTS: Mapping[str, str] = {
    "payment_a1": "クレジットカード決済",
    "payment_a6": "セブンイレブン(前払)",
    "payment_a7": "コンビニ決済",
    "payment_a8": "モバイルSuica",
    "payment_a9": "ドコモ払い",
    "payment_a10": "au PAY(auかんたん決済)",
    "payment_a11": "ソフトバンクまとめて支払い",
    "payment_a15": "ペイジー",
    "payment_a16": "Yahoo!マネー",
    "payment_a17": "PayPay残高等",
    "payment_a19": "PayPayクレジット",
    **{f"payment_b{number}": "銀行振込" for number in range(1, 7)},
    "payment_c1": "ゆうちょ振替",
    "payment_d1": "商品代引",
}

# CancelReason. 220 and 230 are inferred from the manual's order of reasons (unproven).
CANCEL_REASONS: Mapping[str, str] = {"shop": "230", "stock": "210", "buyer": "100", "unpaid": "120"}

# ShipCompanyCode of our carriers; any other is 1000 (その他). From 1028 on the numbers differ from 楽天's.
CARRIERS: Mapping[str, str] = {
    "yamato": "1001",
    "sagawa": "1002",
    "japanpost": "1003",
    "seino": "1004",
    "seino_express": "1005",
    "fukuyama": "1006",
    "meitetsu": "1007",
    "tonami": "1008",
    "daiichi": "1009",
    "niigata": "1010",
    "chuetsu": "1011",
    "okayama": "1012",
    "kurume": "1013",
    "sanyo": "1014",
    "nihon_truck": "1015",
    "ecohai": "1016",
    "ems": "1017",
    "dhl": "1018",
    "fedex": "1019",
    "ups": "1020",
    "nittsu": "1021",
    "tnt": "1022",
    "ocs": "1023",
    "usps": "1024",
    "sf": "1025",
    "aramex": "1026",
    "sagawa_global": "1027",
    "jp_logistics": "1028",
    "magical_move": "1029",
    "askul": "5000",
}
OTHER_CARRIER = "1000"

# What orderInfo is asked for. Nothing of a card but its being one.
FIELDS = [
    "OrderId",
    "Version",
    "ParentOrderId",
    "ChildOrderId",
    "IsSeen",
    "IsSplit",
    "CancelReason",
    "CancelReasonDetail",
    "OrderTime",
    "LastUpdateTime",
    "Suspect",
    "SuspectMessage",
    "OrderStatus",
    "StoreStatus",
    "BuyerComments",
    "SellerComments",
    "Notes",
    "TotalCouponDiscount",
    "ShippingCouponFlg",
    "ShippingCouponDiscount",
    "IsMultiShip",
    "MultiShipId",
    "SocialGiftType",
    "PayStatus",
    "PayType",
    "PayKind",
    "PayMethod",
    "PayMethodName",
    "PayDate",
    "NeedReceipt",
    "CombinedPayMethod",
    "CombinedPayMethodName",
    "BillFirstName",
    "BillFirstNameKana",
    "BillLastName",
    "BillLastNameKana",
    "BillZipCode",
    "BillPrefecture",
    "BillCity",
    "BillAddress1",
    "BillAddress2",
    "BillPhoneNumber",
    "BillEmgPhoneNumber",
    "BillMailAddress",
    "BillSection1Value",
    "BillSection2Value",
    "ShipStatus",
    "ShipMethod",
    "ShipMethodName",
    "ShipRequestDate",
    "ShipRequestTime",
    "ShipNotes",
    "ShipCompanyCode",
    "ShipInvoiceNumber1",
    "ShipInvoiceNumber2",
    "ShipDate",
    "NeedGiftWrap",
    "GiftWrapType",
    "GiftWrapMessage",
    "NeedGiftWrapPaper",
    "GiftWrapPaperType",
    "GiftWrapName",
    "Option1Field",
    "Option1Value",
    "Option2Field",
    "Option2Value",
    "ShipFirstName",
    "ShipFirstNameKana",
    "ShipLastName",
    "ShipLastNameKana",
    "ShipZipCode",
    "ShipPrefecture",
    "ShipCity",
    "ShipAddress1",
    "ShipAddress2",
    "ShipPhoneNumber",
    "ShipEmgPhoneNumber",
    "ShipSection1Value",
    "ShipSection2Value",
    "IsEazy",
    "EazyDeliveryCode",
    "EazyDeliveryName",
    "PayCharge",
    "ShipCharge",
    "GiftWrapCharge",
    "Discount",
    "Adjustments",
    "SettleAmount",
    "UsePoint",
    "GiftCardDiscount",
    "TotalPrice",
    "TotalMallCouponDiscount",
    "LineId",
    "ItemId",
    "Title",
    "SubCode",
    "SubCodeOption",
    "ItemOption",
    "Inscription",
    "IsTaxable",
    "ItemTaxRatio",
    "Jan",
    "UnitPrice",
    "Quantity",
    "OriginalNum",
    "CouponDiscount",
]
LISTED = ("OrderId", "Version", "OrderTime", "LastUpdateTime", "OrderStatus", "PayStatus", "ShipStatus", "IsSeen")
SHIPMENT_FIELDS = [
    "OrderId",
    "OrderStatus",
    "PayStatus",
    "ShipStatus",
    "ShipCompanyCode",
    "ShipInvoiceNumber1",
    "ShipInvoiceNumber2",
    "ShipDate",
]

# Adjustments (調整額) is added to what the buyer pays: a negative one lowers it (unproven).
ADJUSTMENTS_ADD = True

# --- errors -------------------------------------------------------------------------------------------------

SESSION_ENDED = "px-04102"  # of an order call: its session is shorter than that of the other calls
NO_SUCH_ORDER = "or-01001"
KEYS = ("px-04", "px-143")  # how codes begin that say: these keys are not accepted, or not for this
TOO_MANY = frozenset(("d91151",))  # volume cap of the day
NOT_NOW = 3600.0  # seconds to stay away after it

# --- items --------------------------------------------------------------------------------------------------

MOST_STOCK = 999_999_999
STOCK_BATCH = 1000
UPDATE_BATCH = 100
OFFERS_PER_PAGE = 20  # each is read by a call of its own, one a second
VARIANTS = 100  # sub-codes of a page
KIND = "種類"  # what buyers choose by, on a page whose variants have no options of their own
ZIP_BYTES, IMAGE_BYTES = 10 * 2**20, 2 * 2**20
IMAGES = 21  # one, and 20 more

# Our names of texts → editItem's. Its own names are taken as they are.
TEXTS: Mapping[str, str] = {
    "title": "name",
    "catch": "headline",
    "description": "caption",
    "info": "explanation",
    "category": "product_category",
}
# getItem's elements → editItem's parameters: every parameter that is left out is reset to its default by editItem, so
# all that the mall has is read and sent again.
PARAMETERS: Mapping[str, str] = {
    "Name": "name",
    "ProductCategory": "product_category",
    "OriginalPrice": "original_price",
    "Price": "price",
    "SalePrice": "sale_price",
    "MemberPrice": "member_price",
    "Headline": "headline",
    "Caption": "caption",
    "Abstract": "abstract",
    "Explanation": "explanation",
    "Additional1": "additional1",
    "Additional2": "additional2",
    "Additional3": "additional3",
    "SpAdditional": "sp_additional",
    "ShipWeight": "ship_weight",
    "Taxable": "taxable",
    "TaxrateType": "taxrate_type",
    "ReleaseDate": "release_date",
    "PointCode": "point_code",
    "MetaKey": "meta_key",
    "MetaDesc": "meta_desc",
    "Display": "display",
    "SalePeriodStart": "sale_period_start",
    "SalePeriodEnd": "sale_period_end",
    "SaleLimit": "sale_limit",
    "SpCode": "sp_code",
    "BrandCode": "brand_code",
    "ProductCode": "product_code",
    "Jan": "jan",
    "Delivery": "delivery",
    "AstkCode": "astk_code",
    "Condition": "condition",
    "ShowStock": "show_stock",
    "KeepStock": "keep_stock",
    "PostageSet": "postage_set",
    "LeadTimeInStock": "lead_time_instock",
    "LeadTimeOutStock": "lead_time_outstock",
    "ItemImageUrls": "item_image_urls",
    "Template": "template",
}
OWN = frozenset((*PARAMETERS.values(), "path", "relevant_links", "options", "inscriptions"))
TEXT_PARAMETERS = OWN - {"price", "sale_price", "original_price", "member_price", "item_image_urls", "options"}

"""Tables of Amazon, from its own OpenAPI models unless a line says otherwise. What is unproven can be set."""

from akinai.channels.malls.base import Stage

MARKETPLACE = "A1VC38T7YXB528"  # Amazon.co.jp
CURRENCY = "JPY"
LOCALE = "ja_JP"

# Calls a second, and at once: the default usage plan of each operation. The answers tell the shop's own rate.
RATES: dict[str, tuple[float, float]] = {
    "searchOrders": (0.0056, 20),
    "getOrder": (0.5, 30),
    "v0.getOrders": (0.0167, 20),
    "v0.getOrder": (0.5, 30),
    "v0.getOrderItems": (0.5, 30),
    "confirmShipment": (2, 10),
    "createRestrictedDataToken": (1, 10),
    "getListingsItem": (5, 10),
    "putListingsItem": (5, 10),
    "patchListingsItem": (5, 5),
    "searchListingsItems": (5, 5),
    "createFeedDocument": (0.5, 15),
    "getFeedDocument": (0.0222, 10),
    "createFeed": (0.0083, 15),
    "getFeed": (2, 15),
    "getFeeds": (0.0222, 10),
    "createReport": (0.0167, 15),
    "getReport": (2, 15),
    "getReportDocument": (0.0167, 15),
    "getMarketplaceParticipations": (0.016, 15),
}

# --- orders -------------------------------------------------------------------------------------------------

INCLUDED = "BUYER,RECIPIENT,PROCEEDS,EXPENSE,PROMOTION,CANCELLATION,FULFILLMENT,PAYMENT"
INCLUDED_STATE = "FULFILLMENT,PACKAGES,CANCELLATION"

STAGES: dict[str, Stage] = {
    "PENDING": "provisional",
    "PENDING_AVAILABILITY": "provisional",
    "UNSHIPPED": "open",
    "PARTIALLY_SHIPPED": "open",
    "SHIPPED": "shipped",
    "CANCELLED": "cancelled",
    "UNFULFILLABLE": "changing",
    "INVOICE_UNCONFIRMED": "changing",  # v0 only
}
V0_STATES = {
    "Pending": "PENDING",
    "PendingAvailability": "PENDING_AVAILABILITY",
    "Unshipped": "UNSHIPPED",
    "PartiallyShipped": "PARTIALLY_SHIPPED",
    "Shipped": "SHIPPED",
    "Canceled": "CANCELLED",
    "Unfulfillable": "UNFULFILLABLE",
    "InvoiceUnconfirmed": "INVOICE_UNCONFIRMED",
}
COD = frozenset(("CashOnDelivery", "COD"))
POINTS = frozenset(("PointsAccount", "Points"))  # a part of a COD order paid by points (the second name is a guess)
NO_PAYMENT_TOLD = "Other"  # Amazon has collected the money in a way that is not our affair
WINDOW_HOURS = 6  # a longer delivery window is a day, no time slot

# --- shipments ----------------------------------------------------------------------------------------------

# Our carrier → Amazon's code and name. Its list for Japan is not public: "Other" with a name is what shops' tools
# send. A code that Amazon does not know is dropped without a word, so this is a setting.
CARRIERS = """yamato = Other, ヤマト運輸
sagawa = Other, 佐川急便
japanpost = Other, 日本郵便
seino = Other, 西濃運輸
fukuyama = Other, 福山通運"""
OTHER = "Other"
DIRECT_PAYMENT = "DirectPayment"  # the carrier collects the money for the shop

# Our reason → CancelReason of the acknowledgement feed (amzn-base.xsd). Except for NoInventory, Amazon puts the
# pieces back on sale by itself; our next number is absolute.
REASONS = {"shop": "GeneralAdjustment", "stock": "NoInventory", "buyer": "BuyerCanceled", "unpaid": "GeneralAdjustment"}
ACKNOWLEDGEMENT, LISTINGS = "POST_ORDER_ACKNOWLEDGEMENT_DATA", "JSON_LISTINGS_FEED"
MOST_MESSAGES = 25_000  # of one listings feed

# --- listings -----------------------------------------------------------------------------------------------

MERCHANT = "DEFAULT"  # fulfilment channel of our own stock; AMAZON_JP is FBA, whose number is Amazon's
SEARCHED = 20  # SKUs in one search
LOOKED_UP = 5  # up to so many SKUs are read one by one: that is surely the newest
ITEM_SETS = "summaries,attributes,offers,fulfillmentAvailability"
STOCK_SETS = "summaries,fulfillmentAvailability"

TEXTS = {"title": "item_name", "description": "product_description", "keywords": "generic_keyword"}
NAMES = {"brand": "brand", "manufacturer": "manufacturer"}
BULLETS = ("bullet_1", "bullet_2", "bullet_3", "bullet_4", "bullet_5")
PLAIN = frozenset(("asin", "condition", "product_type", "attributes", "bullets"))
# Fields of other malls that Amazon has no place for.
NOT_HERE = frozenset(("catch", "catch_mobile", "description_mobile", "sales_description", "genre", "category"))
CONDITION = "new_new"
PICTURES = ("main_product_image_locator", *(f"other_product_image_locator_{place}" for place in range(1, 9)))

# --- the report of everything on sale -----------------------------------------------------------------------

REPORT = "GET_MERCHANT_LISTINGS_ALL_DATA"
# Header → what it is. The Japanese names are from memory: unproven. English ones are read, too.
COLUMNS = {
    "sku": ("出品者SKU", "seller-sku", "sku"),
    "title": ("商品名", "item-name"),
    "price": ("価格", "price"),
    "quantity": ("数量", "quantity"),
    "jan": ("商品ID", "product-id"),
    "channel": ("フルフィルメント・チャンネル", "フルフィルメント・チャネル", "fulfillment-channel"),
    "status": ("ステータス", "status"),
}

# --- keys ---------------------------------------------------------------------------------------------------

SECRET_DAYS = 180  # a client secret must be changed so often (not proven by a stored page)
V0_ENDS = (2027, 3, 27)  # announced end of the reading calls of Orders v0

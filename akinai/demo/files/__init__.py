"""The day's files, as a shop gets them: the data set's trading in its own columns, its web sales as mall orders.

Every builder takes the trading day and gives the same bytes for the same day. Begin with `baskets.py` (which
orders are made and of what), then `stories.py` (what is odd about some on purpose); the others write formats.
"""

from akinai.demo.files.amazon import orders_report, unshipped_report
from akinai.demo.files.baskets import MallOrder, Parcel
from akinai.demo.files.own import own_csv, own_json
from akinai.demo.files.rakuten import RAKUTEN_COLUMNS, rakuten_csv
from akinai.demo.files.stories import baskets
from akinai.demo.files.trading import TRADING_DAY, products_csv, stock_csv, trading_csv
from akinai.demo.files.yahoo import yahoo_item_csv, yahoo_order_csv

__all__ = [
    "RAKUTEN_COLUMNS",
    "TRADING_DAY",
    "MallOrder",
    "Parcel",
    "baskets",
    "orders_report",
    "own_csv",
    "own_json",
    "products_csv",
    "rakuten_csv",
    "stock_csv",
    "trading_csv",
    "unshipped_report",
    "yahoo_item_csv",
    "yahoo_order_csv",
]

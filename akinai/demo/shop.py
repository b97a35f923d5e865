"""The shop before its day: who it is, where its goods lie, what it sells, and where its orders come from."""

from datetime import time
from pathlib import Path

from django.utils.translation import gettext as _

from akinai.core import home, settings
from akinai.core.models import Shop
from akinai.core.shell.settings_pages import save_shop
from akinai.demo import doors, files
from akinai.demo.hours import Hours
from akinai.inventory import actions as inventory
from akinai.inventory.models import Warehouse
from akinai.orders import actions as orders
from akinai.orders.models import SalesChannel

ACTOR = "cli"
OUTSIDE = "itaku"
PROFILE = {
    "name": "あきない雑貨店",
    "company": "株式会社あきない雑貨店",
    "postal": "1110036",
    "prefecture": "東京都",
    "city": "台東区",
    "line1": "松が谷2-0-0",
    "phone": "03-0000-0123",
    "email": "shop@akinai.example",
    # Thirteen digits with a wrong check digit: nobody's number.
    "registration_number": "T1234567890123",
}
SIGNATURE = "----\nあきない雑貨店\n東京都台東区松が谷2-0-0\nshop@akinai.example / 03-0000-0123"
# code, name, kind, currency, rule of the total, mails that go to buyers (a mall mails by itself)
CHANNELS = (
    ("rakuten", "楽天市場店", "rakuten", "JPY", "rakuten", ()),
    ("yahoo", "Yahoo!ショッピング店", "yahoo", "JPY", "yahoo", ("shipped",)),
    ("amazon", "Amazon店", "amazon", "JPY", "amazon", ()),
    ("shop", "自社サイト", "shop", "JPY", "akinai", ("received", "paid", "reminder", "shipped", "cancelled")),
    ("phone", "電話・FAX", "phone", "JPY", "akinai", ("received", "paid", "shipped", "cancelled")),
    ("uci", "卸売(UCI)", "file", "GBP", "", ("shipped", "cancelled")),
)


def open_up(hours: Hours) -> None:
    """The shop's profile, its warehouses and the values it works with."""
    save_shop(Shop(pk=getattr(Shop.objects.first(), "pk", None), **PROFILE), list(PROFILE), actor=ACTOR)
    values = {"yamato_billing_code": "0300000123", "yamato_freight_number": "01", "amount_limit": 50_000}
    settings.put(values, actor=ACTOR)
    own = Warehouse.objects.order_by("position", "id").first() or Warehouse(code="main")
    own.name, own.postal, own.prefecture, own.city, own.line1 = "本社倉庫", "1110036", "東京都", "台東区", "松が谷2-0-0"
    own.phone, own.cutoff = "03-0000-0123", time(14, 0)
    inventory.save_warehouse(own, actor=ACTOR)
    outside = Warehouse(code=OUTSIDE, name="東日本物流(委託)", outside=True, position=1)
    outside.postal, outside.prefecture, outside.city, outside.line1 = "3320012", "埼玉県", "川口市", "本町4-0-0"
    outside.phone, outside.cutoff = "048-000-0123", time(17, 0)
    inventory.save_warehouse(outside, actor=ACTOR)


def stock_up(hours: Hours) -> None:
    """Products and stock, from files as `akinai import` takes them."""
    products, stock = (write(name, data) for name, data in stocktaking(hours).items())
    doors.command("import", "products", products)
    doors.command("import", "stock", stock)


def stocktaking(hours: Hours) -> dict[str, bytes]:
    """The two files by their names."""
    day = hours.trading_day
    return {"products.csv": files.products_csv(day), "stock.csv": files.stock_csv(day)}


def write(name: str, data: bytes) -> Path:
    """Put a file of the day where its command finds it, and where people can look at it."""
    folder = home.path() / "demo"
    folder.mkdir(exist_ok=True, mode=0o700)
    file = folder / name
    file.write_bytes(data)
    return file


def connect(hours: Hours) -> None:
    """The sales channels, switched from 取込のみ to 本番."""
    orders.save_channel(
        [
            {
                "code": code,
                "name": name,
                "kind": kind,
                "currency": currency,
                "total_rule": rule,
                "mails": list(mails),
                "sender_name": PROFILE["name"],
                "sender_address": PROFILE["email"],
                "signature": SIGNATURE,
                "slip_message": _("Thank you for your order."),
            }
            for code, name, kind, currency, rule, mails in CHANNELS
        ],
        actor=ACTOR,
    )
    for channel in SalesChannel.objects.exclude(mode="live"):
        orders.switch_live(channel.pk, actor=ACTOR)
    wholesale = SalesChannel.objects.get(code="uci")
    # Wholesale buys by the hundred, and its amounts are pence.
    limits = {"quantity_limit": 500, "amount_limit": 80_000}
    rules = {code: {"enabled": True, "stops": True, "limit": limit} for code, limit in limits.items()}
    orders.save_hold_settings(wholesale.pk, rules, actor=ACTOR)

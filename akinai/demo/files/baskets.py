"""The day's web sales as single orders.

The data set keeps a day's web sales in four invoices without customers. Their lines, in their order, are dealt out to
made-up buyers, one to four lines each; products and quantities are real, everything else is made. Prices are those of
products.csv in yen with tax. Some orders get food of the shop's own besides.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from akinai.demo.files.trading import WEB_INVOICES, rows
from akinai.demo.people import Person, people

FREE_SHIPPING = 8_000  # yen of goods to one recipient
SHIPPING, COOL, FAR = 660, 330, 660  # postage; more for chilled or frozen; more for Okinawa and Hokkaido
COD_FEE = 330
FAR_PREFECTURES = ("北海道", "沖縄県")

# How the web sales are dealt out: channel after channel, in this rhythm.
RHYTHM = ("rakuten", "amazon", "rakuten", "yahoo", "phone", "rakuten", "amazon", "yahoo")
FOOD = ("00101", "00107", "00102", "00105", "00108", "SET-SWEETS", "00103", "00110", "00113", "00109", "00111", "00106")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a basket: yen with tax per piece, tax rate in per cent."""

    code: str
    name: str
    quantity: int
    price: int
    rate: int = 10
    temperature: str = "ambient"

    @property
    def amount(self) -> int:
        return self.price * self.quantity


@dataclass(frozen=True, slots=True)
class Parcel:
    """What goes to one recipient, with what is written on its のし."""

    recipient: Person
    lines: tuple[Line, ...]
    noshi: str = ""
    noshi_name: str = ""

    @property
    def goods(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def shipping(self) -> int:
        """Postage in yen with tax: free from `FREE_SHIPPING`, more for cool and for far."""
        fee = 0 if self.goods >= FREE_SHIPPING else SHIPPING
        fee += COOL if any(line.temperature != "ambient" for line in self.lines) else 0
        return fee + (FAR if self.recipient.prefecture in FAR_PREFECTURES else 0)


@dataclass(frozen=True, slots=True)
class MallOrder:
    """One order before it is written in a mall's words. Amounts are yen with tax, discounts positive.

    `payment`: card, bank, cvs, cod, later. `state`: the mall's own word or number. `slot`: am, 14-16, 16-18, 18-20,
    19-21 or nothing. `error`: what the mall's total is off by. `story`: what is odd about it on purpose.
    """

    channel: str
    number: str
    placed_at: datetime
    buyer: Person
    parcels: tuple[Parcel, ...]
    payment: str = "card"
    state: str = ""
    wished_date: date | None = None
    slot: str = ""
    remark: str = ""
    gift: bool = False
    wrapping: str = ""
    wrapping_fee: int = 0
    message: str = ""
    cod_fee: int = 0
    shop_coupon: int = 0
    mall_coupon: int = 0
    points: int = 0
    error: int = 0
    story: str = ""

    @property
    def goods(self) -> int:
        return sum(parcel.goods for parcel in self.parcels)

    @property
    def shipping(self) -> int:
        return sum(parcel.shipping for parcel in self.parcels)

    @property
    def total(self) -> int:
        """Goods, postage and wrapping."""
        return self.goods + self.shipping + self.wrapping_fee

    @property
    def billed(self) -> int:
        """What the buyer pays, as the mall says: with `error`, if the order has one."""
        discounts = self.shop_coupon + self.mall_coupon + self.points
        return self.total + self.cod_fee - discounts + self.error


@cache
def products() -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows("products.csv")}


def line_of(code: str, quantity: int) -> Line:
    """A line of a product of ours at its price."""
    product = products()[code.upper()]
    rate = 8 if product["tax_category"] == "reduced_food" else 10
    return Line(code, product["name"], quantity, int(product["price"]), rate, product["temperature"])


def deal(day: date) -> Iterator[MallOrder]:
    """The web sales, dealt out: the same orders for the same day."""
    chance = random.Random(558680)
    buyers = people(seed=1)
    for index, lines in enumerate(_handfuls(chance)):
        channel = RHYTHM[index % len(RHYTHM)]
        placed_at = datetime.combine(day, time(0, 12)) + timedelta(minutes=index * 17 + chance.randint(0, 9))
        if index % 4 == 1:
            lines = (*lines, line_of(FOOD[index // 4 % len(FOOD)], 1 + index % 2))
        buyer = next(buyers)
        yield MallOrder(
            channel=channel,
            number=_number(channel, day, index),
            placed_at=placed_at,
            buyer=buyer,
            parcels=(Parcel(buyer, lines),),
        )


def _handfuls(chance: random.Random) -> Iterator[tuple[Line, ...]]:
    """The lines of the web invoices, one to four at a time; what is no product (postage) stays behind."""
    for invoice in WEB_INVOICES:
        sold = [
            line_of(row["StockCode"], int(row["Quantity"]))
            for row in rows("uci_day.csv")
            if row["Invoice"] == invoice and row["StockCode"].upper() in products()
        ]
        while sold:
            size = chance.choice((1, 1, 2, 2, 3, 4))
            yield tuple(sold[:size])
            sold = sold[size:]


def _number(channel: str, day: date, index: int) -> str:
    """An order number in the form of its channel."""
    serial = int(f"{day:%y%j}") * 1000 + index
    return {
        "rakuten": f"123456-{day:%Y%m%d}-{serial:010d}",
        "amazon": f"503-{serial % 10**7:07d}-{serial * 7919 % 10**7:07d}",
        "yahoo": f"akinai-zakka-{serial}",
        "phone": f"T{day:%y%m%d}-{index + 1:03d}",
    }[channel]

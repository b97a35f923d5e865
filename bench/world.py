"""A shop to measure in, made by the real verbs: SKUs with stock, a live channel, people at real postal codes."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from akinai.catalog import actions as catalog
from akinai.core import clock
from akinai.core.japan import postal
from akinai.demo.people import BUILDINGS, names
from akinai.inventory import actions as inventory
from akinai.inventory.models import Warehouse
from akinai.orders.actions import IncomingLine, IncomingOrder, Person
from akinai.orders.models import SalesChannel

ACTOR = "bench"
CHANNEL = "bench"
SKUS = 600
PLENTY, SCARCE = 1_000_000, 20  # pieces of a usual SKU, and of every fiftieth
REMARKS = ("よろしくお願いします。", "不在の場合は宅配ボックスにお願いします", "領収書を同封してください", "急ぎません")
WORDS = ("国産", "有機", "訳あり", "送料無料", "ギフト", "北海道産", "手作り", "業務用")
THINGS = ("はちみつ", "緑茶", "マグカップ", "タオル", "せっけん", "りんごジュース", "ノート", "箸置き", "梅干し")


@dataclass(frozen=True)
class World:
    """What orders can be made of."""

    skus: Sequence[tuple[str, str, int]]  # code, name, price
    warehouse_id: int


def make(skus: int = SKUS) -> World:
    """Catalog, stock and a live channel in the scratch database."""
    goods = [
        (f"BN-{n:04d}", f"{WORDS[n % 8]} {THINGS[n % 9]} {n:04d}", 300 + 37 * (n % 97)) for n in range(1, skus + 1)
    ]
    edits = [
        catalog.SkuEdit(key=n, values={"code": code, "name": name, "price": price})
        for n, (code, name, price) in enumerate(goods)
    ]
    saved = catalog.save_skus(edits, actor=ACTOR)
    house = Warehouse.objects.order_by("position", "id").first() or Warehouse.objects.create(code="main", name="本店")
    arrivals = [
        inventory.Arrival(sku_id=sku_id, warehouse_id=house.pk, quantity=SCARCE if n % 50 == 49 else PLENTY)
        for n, sku_id in enumerate(saved.done)
    ]
    inventory.receive(arrivals, document="arrival/bench", actor=ACTOR)
    SalesChannel.objects.create(code=CHANNEL, name="楽天市場店", mode="live", warehouse=house, price_includes_tax=True)
    postal.warm()
    return World(goods, house.pk)


def add_channels() -> None:
    """Two more live channels."""
    house = SalesChannel.objects.get(code=CHANNEL).warehouse
    for code in ("second", "third"):
        SalesChannel.objects.create(code=code, name=code, mode="live", warehouse=house)


@cache
def places() -> list[str]:
    """Every postal code of Japan."""
    return list(postal.all_postals())


def person(chance: random.Random) -> Person:
    """Somebody with a common name at a real postal code; the house number is made up, the telephone unassigned."""
    (family, family_kana, _), (given, given_kana, _) = chance.choice(names("family")), chance.choice(names("given"))
    code = chance.choice(places())
    place = postal.places(code)[0]
    house = f"{chance.randint(1, 9)}-{chance.randint(1, 28)}-{chance.randint(1, 22)}"
    return Person(
        name=f"{family} {given}",
        kana=f"{family_kana} {given_kana}",
        phone=f"0{chance.choice((7, 8, 9))}0-{chance.randint(1000, 9999)}-{chance.randint(1000, 9999)}",
        email=f"buyer{chance.randrange(10**9)}@example.jp",
        postal=postal.format_postal(code),
        prefecture=place.prefecture,
        city=place.city,
        line1=f"{place.town}{house}",
        line2=f"{chance.choice(BUILDINGS)}{chance.randint(101, 909)}" if chance.random() < 0.45 else "",
    )


def orders(world: World, count: int, *, lines: int = 3, seed: int = 1, channel: str = CHANNEL) -> list[IncomingOrder]:
    """Orders as a mall tells them: one in ten is for somebody else, one in five wishes a date, one in six remarks."""
    chance = random.Random(seed)
    now = clock.now()
    return [_order(world, chance, f"{seed:03d}-{at:07d}", lines, now, channel) for at in range(count)]


def _order(
    world: World, chance: random.Random, number: str, lines: int, now: dt.datetime, channel: str
) -> IncomingOrder:
    buyer = person(chance)
    goods = [
        IncomingLine(sku_code=code, name=name, quantity=chance.choice((1, 1, 1, 2, 3)), unit_price=price)
        for code, name, price in chance.sample(world.skus, lines)
    ]
    return IncomingOrder(
        channel_code=channel,
        channel_number=number,
        lines=goods,
        ordered_at=now - dt.timedelta(minutes=chance.randrange(600)),
        buyer=buyer,
        recipient=person(chance) if chance.random() < 0.1 else buyer,
        payment_method=chance.choice(("mall", "mall", "mall", "cod")),
        delivery_method="yamato_takkyubin",
        wished_date=clock.today() + dt.timedelta(days=chance.randint(4, 10)) if chance.random() < 0.2 else None,
        wished_slot=chance.choice(("", "", "", "am", "18-20")),
        remark=chance.choice(REMARKS) if chance.random() < 0.17 else "",
        shipping_fee=550,
        total=sum(line.unit_price * line.quantity for line in goods if line.unit_price) + 550,
    )

"""1,000 納品書 of 4 lines in one PDF.

The limit: the typesetter alone, given the same words: a page for each slip, its texts in one flowing paragraph without
any layout, in the same typeface. Ours has tables, rules, sums, barcodes and the reckoning of every figure as well.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from akinai.core import documents
from akinai.core.japan import postal
from akinai.fulfillment.papers import Party, RateSum, Shop, SlipCharge, SlipData, SlipLine, delivery_slips
from akinai.fulfillment.papers.slips import slips_data
from bench import world
from bench.harness import Result, require, seconds, size

SLIPS, LINES, ROUNDS = 1_000, 4, 2
BARE = """#set page(paper: "a4")
#set text(font: "IPAexGothic", size: 9pt)
#for one in json("data.json").slips { page(one) }"""
SHOP = Shop(
    name="あきない商店",
    postal_code="1000001",
    address=("東京都千代田区千代田1-1", "あきないビル3階"),
    phone="03-0000-0000",
    email="shop@example.jp",
    url="https://shop.example.jp/",
    registration_number="T1234567890123",
)


def run() -> Iterator[Result]:
    """Slips per second; `statements` is 0, as a paper is a pure function."""
    count = size(SLIPS, least=10)
    delivery_slips(make(2, seed=0))
    documents.typeset(BARE, {"slips": ["あ"]})
    ours = limit = 0.0
    for turn in range(ROUNDS):
        slips = make(count, seed=turn + 1)  # others each time: the typesetter remembers what it has set
        words = ["　".join(texts(one)) for one in slips_data(slips)["slips"]]
        limit += seconds(lambda words=words: _check(documents.typeset(BARE, {"slips": words}), count))  # type: ignore[misc]
        ours += seconds(lambda slips=slips: _check(delivery_slips(slips), count))  # type: ignore[misc]
    yield Result("documents", "slips/s", ROUNDS * count / ours, ROUNDS * count / limit)


def _check(pdf: bytes, pages: int) -> None:
    require(documents.pages(pdf) == pages, f"{documents.pages(pdf)} pages instead of {pages}.")


def texts(value: Any) -> Iterator[str]:
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def make(count: int, *, seed: int = 1) -> list[SlipData]:
    """Slips of one shop to people at real postal codes, with a fee and both tax rates."""
    chance = random.Random(seed)
    return [_slip(chance, at) for at in range(1, count + 1)]


def _slip(chance: random.Random, at: int) -> SlipData:
    who = world.person(chance)
    lines = tuple(_line(chance, n) for n in chance.sample(range(1, 600), LINES))
    goods = [sum(line.amount or 0 for line in lines if line.reduced == reduced) for reduced in (False, True)]
    return SlipData(
        key=f"S{at:07d}",
        version=1,
        shop=SHOP,
        recipient=Party(
            name=who.name,
            postal_code=postal.normalise_postal(who.postal),
            address=(f"{who.prefecture}{who.city}{who.line1}", who.line2),
        ),
        lines=lines,
        batch_number="20261121-1",
        sequence=at % 1000,
        order_numbers=(f"{100_000 + at}",),
        order_date=dt.date(2026, 11, 20),
        ship_date=dt.date(2026, 11, 21),
        payment_method="クレジットカード",
        delivery="ヤマト運輸 宅急便",
        wished="11月24日 午前中" if at % 5 == 0 else "",
        charges=(SlipCharge(label="送料", amount=550),),
        rate_sums=(
            RateSum(rate="10%", amount=goods[0] + 550, tax=(goods[0] + 550) * 10 // 110),
            RateSum(rate="8%", amount=goods[1], tax=goods[1] * 8 // 108, reduced=True),
        ),
        total=sum(goods) + 550,
        message="このたびはご注文いただき、ありがとうございます。またのご利用をお待ちしております。",
    )


def _line(chance: random.Random, n: int) -> SlipLine:
    quantity, price = chance.choice((1, 1, 2, 3)), 300 + 37 * (n % 97)
    name = f"{world.WORDS[n % len(world.WORDS)]} {world.THINGS[n % len(world.THINGS)]} {n:04d}"
    return SlipLine(
        code=f"BN-{n:04d}",
        name=name,
        quantity=quantity,
        options=chance.choice(("", "", "色：白", "サイズ：M")),
        unit_price=price,
        amount=price * quantity,
        reduced=n % 3 == 0,
    )

"""The shop's second houses at four malls, reached by API: stand-ins play the malls and speak their real wire formats.

What a mall would give the shop (address, keys) is asked of the stand-ins' own program; everything else goes through
Akinai's verbs and commands on this side, and the malls' control doors on the other.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from akinai.channels import actions as channels
from akinai.channels.actions import NewConnection, NewMapping, drifting
from akinai.channels.models import Connection, Drift, Offer, ShipmentNotice
from akinai.channels.reaching import reach
from akinai.core import outside
from akinai.demo import doors, standins
from akinai.demo.files.baskets import line_of, products
from akinai.demo.hours import Hours
from akinai.demo.people import Person, people
from akinai.demo.standins import control
from akinai.orders import actions as orders
from akinai.orders.models import Order

ACTOR = "cli"
NIGHT, PER_MALL = 8, 6  # orders that come by night at each mall; of these, orders of several lines
SHELF = 40  # pieces said at first of each; the true numbers are sent at once
# Sold in quantity and always there; the last ones are short on purpose elsewhere in the day and not sold here.
GOODS = ("00101", "00102", "00103", "00105", "22423", "85123A", "22197", "22138", "21212", "22720")
# The stand-ins keep the malls' own limits; a demo has no minute to wait, so that both sides are told to hurry.
HURRY = {
    "rakuten": {f"rate.{one}": 50 for one in ("order", "stock", "stock_read", "items", "items_read", "key")},
    "yahoo": {"rate.calls": 50},
    "amazon": {"rate.all": 50},
    "shopify": {},
}


@dataclass(frozen=True)
class House:
    """One of the shop's houses at a mall."""

    code: str
    name: str
    mall: str


HOUSES = (
    House("rakuten2", "楽天市場 贈り物館", "rakuten"),
    House("yahoo2", "Yahoo!ショッピング 贈り物館", "yahoo"),
    House("amazon2", "Amazon 贈り物館", "amazon"),
    House("shopify", "Shopify 直営店", "shopify"),
)


@dataclass(frozen=True)
class AtMalls:
    """The malls' own truth beside ours, over all houses."""

    orders: int  # at the malls
    here: int  # of these in the shop
    doubled: int
    shipped: int  # at the malls, told by us
    untold: int
    wrong_stock: int  # places that show another number than they shall


# --- opening ------------------------------------------------------------------------------------------------


def open_houses() -> None:
    """Goods on the malls' shelves, the connections, and which place at the mall is which SKU."""
    for house, address in _places():
        control(address, "", {"unlimited": True})
        control(address, "/offers", {"offers": [_offer(house, code) for code in _sold()]})
    _connect()
    for connection in _connections():
        rows = _mappings(connection)
        refused = channels.save_mappings(connection.channel_id, rows, actor=ACTOR).refused
        if refused or len(rows) < len(_sold()):
            raise doors.WentWrong(f"{connection.channel.code}: {len(rows)} places, {refused}")
        orders.switch_live(connection.channel_id, actor=ACTOR)


def _places() -> Iterator[tuple[House, str]]:
    for house in HOUSES:
        yield house, standins.addresses()[house.mall]


def _connections() -> list[Connection]:
    rows = Connection.objects.filter(channel__code__in=[house.code for house in HOUSES])
    return list(rows.select_related("channel").order_by("pk"))


def _sold() -> list[str]:
    return [code for code in GOODS if code.upper() in products()]


def _place(house: House, code: str) -> dict[str, str]:
    """Page and variant; Yahoo!'s codes are its pages' own."""
    if house.mall == "yahoo":
        return {"page": code, "variant": ""}
    return {"page": f"gift-{code.lower()}", "variant": "std"}


def _offer(house: House, code: str) -> dict[str, Any]:
    product = products()[code.upper()]
    line = line_of(code, 1)
    return {
        **_place(house, code),
        "code": code,
        "title": product["name"],
        "price": line.price,
        "tax_rate": line.rate,
        "stock": SHELF,
    }


def _connect() -> None:
    """What a mall gives its shop is entered: addresses and keys, sealed at once."""
    told = standins.entered(standins.MALLS)
    known = {one.channel.code: one.channel_id for one in _connections()}
    for house in HOUSES:
        given = told[house.mall]
        new = NewConnection(
            adapter=house.mall,
            code=house.code,
            name=house.name,
            channel_id=known.get(house.code),
            settings=given["settings"] | HURRY[house.mall],
            credentials=given["credentials"],
        )
        channels.connect(new, actor=ACTOR)


def point() -> None:
    """The malls may have moved since: the connections learn the new addresses."""
    if _connections():
        _connect()


def _mappings(connection: Connection) -> list[NewMapping]:
    """The mall's own list tells its codes for each SKU."""
    found = reach(connection)
    page = found.mall.offers(found.account)
    offers = list(page.offers)
    while page.next:
        page = found.mall.offers(found.account, page.next)
        offers += page.offers
    return [
        NewMapping(code=one.code, sku_code=one.code, listing=one.place.listing, variant=one.place.variant)
        for one in offers
        if one.code in GOODS
    ]


# --- the night and the day at the malls ---------------------------------------------------------------------


def buy_by_night(hours: Hours) -> None:
    """Buyers order at the malls while the shop sleeps."""
    chance = random.Random(20260617)
    buyers = people(seed=17)
    for house, address in _places():
        for place in range(NIGHT):
            control(address, "/orders", _order(house, place, next(buyers), hours, chance))


def _order(house: House, place: int, buyer: Person, hours: Hours, chance: random.Random) -> dict[str, Any]:
    goods = chance.sample(_sold(), 2 if place >= PER_MALL else 1)
    told: dict[str, Any] = {
        "lines": [{**_place(house, code), "quantity": 1 + place % 2} for code in goods],
        "buyer": _someone(buyer),
        "payment": ("card", "card", "convenience", "paypay" if house.mall == "yahoo" else "card")[place % 4],
        "shipping_fee": 660,
    }
    if place == 1 and house.mall != "shopify":
        told |= {"wished_date": f"{hours.day + timedelta(days=5):%Y-%m-%d}", "slot": "14-16"}
    if place == 2 and house.mall in ("rakuten", "yahoo"):
        told |= {"noshi": "内祝", "noshi_name": buyer.family, "wrapping": 330}
    if place == 3 and house.mall in ("rakuten", "yahoo"):
        told |= {"points": 100, "shop_coupon": 200, "mall_coupon": 50}
    if place == 4 and house.mall == "amazon":
        told |= {"state": "pending", "paid": False}
    return told


def _someone(one: Person) -> dict[str, str]:
    postal = f"{one.postal[:3]}-{one.postal[3:]}"
    return {
        "last": one.family,
        "first": one.given,
        "last_kana": one.family_kana,
        "first_kana": one.given_kana,
        "postal": postal,
        "prefecture": one.prefecture,
        "city": one.city,
        "line1": one.line1,
        "line2": one.line2,
        "phone": one.phone,
        "email": one.email,
    }


def sync(*, silent: str = "") -> None:
    """Fetch and tell everything, by the command anybody would use. `silent`: a house whose mall does not answer now."""
    for house in HOUSES:
        done = doors.command("channels", "sync", house.code)
        if done["ok"] == (house.code == silent):
            raise doors.WentWrong(f"{house.code}: {done['tasks']}")


def change_at_malls() -> None:
    """While the shop works: an address is changed, an order cancelled, one authorised, and a mall does not answer."""
    for house, address in _places():
        numbers = [one["number"] for one in state(address)["orders"] if one["state"] in ("new", "confirmed")]
        if house.mall == "yahoo":
            control(address, "/cancel", {"number": numbers[-1]})
        elif house.mall == "shopify":
            changed = {"last": "転居", "first": "先子", "line1": "本町9-9-9", "postal": "060-0001"}
            control(address, "/edit", {"number": numbers[0], "buyer": changed})
        for one in state(address)["orders"]:
            if one["state"] == "pending":
                control(address, "/release", {"number": one["number"]})
    control(standins.addresses()["rakuten"], "", {"next": ["500"]})


def state(address: str) -> Any:
    """What a mall knows."""
    with outside.client(base_url=address, timeout=30, allow_private=True) as line:
        return line.get("/_control/state").json()["state"]


def overwrite_stock() -> None:
    """Somebody writes a number over the stock in the mall's own screen; it is found, and named."""
    house, address = next(_places())
    control(address, "/stock", {**_place(house, _sold()[0]), "quantity": 3})
    connection = next(one for one in _connections() if one.channel.code == house.code)
    drifting.read_back(connection.pk, force=True)
    found = list(Drift.objects.filter(offer__connection=connection, cause="mall_edit", repaired_at=None))
    if len(found) != 1:
        raise doors.WentWrong(f"{house.code}: {list(Drift.objects.values_list('cause', flat=True))}")
    drifting.mend([one.pk for one in found], actor=ACTOR)


def _there(house: House) -> dict[str, int]:
    rows = state(standins.addresses()[house.mall])["offers"]
    return {row["code"]: row["stock"] for row in rows}


def compare() -> AtMalls:
    """The malls' own truth beside ours."""
    at_malls = here = shipped = wrong = 0
    for house, address in _places():
        there = state(address)["orders"]
        at_malls += len(there)
        shipped += sum(one["state"] == "shipped" for one in there)
        numbers = [one["number"] for one in there]
        here += Order.objects.filter(channel__code=house.code, channel_number__in=numbers).count()
        shelf = _there(house)
        for offer in Offer.objects.filter(connection__channel__code=house.code).select_related("sku"):
            wrong += shelf.get(offer.sku.code) != offer.target
    all_here = Order.objects.filter(channel__code__in=[house.code for house in HOUSES]).count()
    untold = ShipmentNotice.objects.filter(
        channel__code__in=[house.code for house in HOUSES], told_at=None, withdrawn_at=None
    )
    return AtMalls(at_malls, here, all_here - here, shipped, untold.count(), wrong)


def pages() -> list[tuple[str, str]]:
    """For a visitor: each house and the mall's own page."""
    return [(house.name, f"{address}/") for house, address in _places()]

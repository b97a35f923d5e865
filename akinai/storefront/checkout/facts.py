"""What a quote stands on, read by one statement: the cart's goods, sale types, delivery offers, gifts, tax rates."""

import datetime as dt
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from akinai.core import clock, prepared, tax
from akinai.storefront.checkout import terms
from akinai.storefront.checkout.pricing import with_tax

CHANNEL = "shop"


@dataclass(frozen=True, slots=True)
class Good:
    """A SKU as the shop sells it. `price`: yen with tax, None = not for sale; sizes in mm, 0 = unknown."""

    sku_id: int
    code: str
    name: str
    options: str
    price: int | None
    rate: int
    category: str
    temperature: str
    release: dt.date | None
    lead_days: int
    order_limit: int | None
    gift: bool
    weight_g: int
    sides: tuple[int, int, int]
    product_id: int
    product_code: str
    sale_type: str
    per_person: int | None
    ahead: int | None
    image: str
    until: dt.datetime | None  # sold until then (申込期間)
    quantity: int  # in the cart


@dataclass(frozen=True, slots=True)
class SaleKind:
    """販売種別, with the ways to pay it refuses."""

    code: str
    name: str
    refused: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """A delivery method as offered. `fees` by prefecture, "" = every other."""

    method: str
    name: str
    carrier: str
    cod: bool
    dates: bool
    cool: bool
    sale_types: tuple[str, ...]
    temperatures: tuple[str, ...]
    most_weight_g: int | None
    most_pieces: int | None
    free_over: int | None
    cool_fee: int
    size_fees: tuple[tuple[int | None, int], ...]
    latest_days: int
    fees: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class GiftOption:
    """Noshi, wrapping or card, with its price."""

    id: int
    kind: str
    name: str
    fee: int


@dataclass(frozen=True)
class Facts:
    """Everything but stock and ways to pay, which are asked apart."""

    now: dt.datetime
    goods: dict[int, Good]
    kinds: dict[str, SaleKind]
    offers: tuple[Offer, ...]
    gifts: dict[int, GiftOption]
    rounding: tax.Rounding
    warehouse_id: int
    live: bool
    legal: Mapping[str, str] = field(default_factory=dict)
    terms: str = ""  # digest of the terms in force
    version: str = ""  # of the cart: another one, other lines
    shop: Mapping[str, Any] = field(default_factory=dict)
    available: Mapping[int, int] | None = None  # pieces by SKU, where they were asked for

    def usual(self) -> str:
        """The sale type of a product that has none: the first."""
        return next(iter(self.kinds), "")


LOAD = """
with line as (
  select l.sku_id, l.quantity, l.id
    from storefront_cartline l join storefront_cart c on c.id = l.cart_id
   where c.key = %(key)s
), good as (
  select l.id as line, l.quantity, k.id, k.code, k.name, k.options, k.price, k.price_includes_tax, k.tax_category_id,
         k.temperature, k.release_date, k.lead_days, k.order_limit, k.gift, k.weight_g,
         json_build_array(k.length_mm, k.width_mm, k.height_mm) as sides, k.product_id, p.code as product_code,
         t.code as sale_type, g.per_person, g.ahead, g.end_at,
         (select i.small from catalog_productimage i where i.product_id = p.id order by i.position, i.id limit 1)
           as image,
         k.active and coalesce(g.shown, true) and coalesce(g.publish_at <= %(now)s, true)
           and coalesce(g.end_at > %(now)s, true) as sold
    from line l
    join catalog_sku k on k.id = l.sku_id
    join catalog_product p on p.id = k.product_id
    left join storefront_productpage g on g.product_id = p.id
    left join storefront_saletype t on t.id = g.sale_type_id
)
select json_build_object(
  'goods',  (select json_agg(good order by line) from good),
  'version', (select updated_at::text from storefront_cart where key = %(key)s),
  'kinds',  (select json_agg(json_build_array(code, name, refused_methods, note) order by position, code)
               from storefront_saletype),
  'offers', case when %(rules)s then (select json_agg(json_build_object(
                      'method', o.method, 'name', coalesce(nullif(o.name, ''), d.name_ja), 'carrier', d.carrier,
                      'cod', d.cod, 'dates', d.dates, 'cool', d.cool,
                      'sale_types', array(select t.code from storefront_deliveryoffer_sale_types x
                                            join storefront_saletype t on t.id = x.saletype_id
                                           where x.deliveryoffer_id = o.id),
                      'temperatures', o.temperatures, 'most_weight_g', o.most_weight_g,
                      'most_pieces', o.most_pieces, 'free_over', o.free_over, 'cool_fee', o.cool_fee,
                      'size_fees', o.size_fees, 'latest_days', o.latest_days,
                      'fees', (select json_object_agg(f.prefecture, f.fee) from storefront_shippingfee f
                                where f.offer_id = o.id)) order by o.position, o.id)
               from storefront_deliveryoffer o join orders_deliverymethod d on d.code = o.method where o.active) end,
  'gifts',  case when %(rules)s then (select json_agg(json_build_array(id, kind, name, fee) order by kind, position, id)
               from storefront_giftchoice where active) end,
  'rates',  (select json_agg(json_build_array(category_id, from_date, basis_points)) from core_tax_rate),
  'shop',   (select json_agg(s) from (select * from core_shop order by id limit 1) s),
  'legal',  case when %(rules)s then (select legal from storefront_site order by id limit 1) end,
  'pages',  case when %(rules)s then (
             select json_agg(json_build_array(slug, title, body) order by slug) from storefront_contentpage
              where kind = 'page' and slug = any(%(pages)s) and publish_at <= %(now)s
                and coalesce(end_at > %(now)s, true)) end,
  'channel', (select json_build_array(warehouse_id, mode) from orders_saleschannel where code = %(channel)s))::text
"""


def load(key: uuid.UUID, *, rules: bool = True) -> Facts:
    """The facts for a cart. One statement; an unknown cart has no goods.

    Without `rules` only what the cart itself shows: no offers, gifts and terms.
    """
    now = clock.now()
    with prepared.cursor() as cursor:
        cursor.execute(LOAD, {"rules": rules, "key": key, "now": now, "channel": CHANNEL, "pages": list(terms.PAGES)})
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    shop = found["shop"][0] if found["shop"] else {}
    rounding: tax.Rounding = shop.get("tax_rounding") or "floor"
    rates = [(category, dt.date.fromisoformat(day), rate) for category, day, rate in found["rates"] or []]
    kinds = {row[0]: SaleKind(row[0], row[1], tuple(row[2]), row[3]) for row in found["kinds"] or []}
    usual = next(iter(kinds), "")
    warehouse, mode = found["channel"] or (0, "")
    return Facts(
        now=now,
        goods={row["id"]: _good(row, rates, rounding, usual, clock.today()) for row in found["goods"] or []},
        kinds=kinds,
        offers=tuple(_offer(row) for row in found["offers"] or []),
        gifts={row[0]: GiftOption(*row) for row in found["gifts"] or []},
        rounding=rounding,
        warehouse_id=warehouse,
        live=mode == "live",
        legal=found["legal"] or {},
        version=found["version"] or "",
        terms=terms.digest(found["legal"] or {}, found["pages"] or []),
        shop=shop,
    )


def _good(
    row: dict[str, Any], rates: list[tuple[str, dt.date, int]], rounding: tax.Rounding, usual: str, day: dt.date
) -> Good:
    price: int | None = row["price"] if row["sold"] else None
    try:
        rate = tax.rate_on(rates, row["tax_category_id"], day)
    except tax.UnknownRate:
        price, rate = None, 0
    length, width, height = (side or 0 for side in row["sides"])
    return Good(
        sku_id=row["id"],
        code=row["code"],
        name=row["name"],
        options=row["options"],
        price=None if price is None else with_tax(price, rate, included=row["price_includes_tax"], rounding=rounding),
        rate=rate,
        category=row["tax_category_id"],
        temperature=row["temperature"],
        release=dt.date.fromisoformat(row["release_date"]) if row["release_date"] else None,
        lead_days=row["lead_days"],
        order_limit=row["order_limit"],
        gift=row["gift"],
        weight_g=row["weight_g"] or 0,
        sides=(length, width, height),
        product_id=row["product_id"],
        product_code=row["product_code"],
        sale_type=row["sale_type"] or usual,
        per_person=row["per_person"],
        ahead=row["ahead"],
        image=row["image"] or "",
        until=dt.datetime.fromisoformat(row["end_at"]) if row["end_at"] else None,
        quantity=row["quantity"],
    )


def _offer(row: dict[str, Any]) -> Offer:
    return Offer(
        **{
            **row,
            "sale_types": tuple(row["sale_types"]),
            "temperatures": tuple(row["temperatures"]),
            "size_fees": tuple((most, fee) for most, fee in row["size_fees"]),
            "fees": row["fees"] or {},
        }
    )

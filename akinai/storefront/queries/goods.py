"""Products as visitors see them: cards for lists, the whole page of one. Prices are in yen with tax (総額表示).

Stock is that of the warehouse our own shop ships from, the one its orders are promised from.
"""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from akinai.core import clock

CHANNEL = "shop"
FEW = 3  # pieces at or below which 残りわずか is said, where the SKU has no limit of its own

# A product a visitor may see; the same as queries.site.shown_products(), for joins (a test compares them).
SHOWN = """coalesce(g.shown, true) and coalesce(g.publish_at <= %(now)s, true) and coalesce(g.end_at > %(now)s, true)"""

# The price of a SKU (alias s) with its tax, rounded in the shop's way. Terms of `tax`: see PRELUDE.
PRICE = """case when s.price_includes_tax then s.price
            else s.price + (s.price * coalesce((select r.bp from rate r where r.category = s.tax_category_id), 0)
                            + (select c.more from rounding c)) / 10000 end"""

# Pieces of a SKU (alias s) that can be promised: of a bundle or case as many as its scarcest part allows.
FREE = """coalesce((select min(part.free / part.pieces) from (
              select coalesce(sum(t.free), 0) as free, 1 as pieces
                from inventory_stock t
               where t.sku_id = s.id and t.warehouse_id = (select id from house)
              having s.kind = 'single'
              union all
              select coalesce((select sum(t.free) from inventory_stock t
                                where t.sku_id = x.part_id and t.warehouse_id = (select id from house)), 0), x.quantity
                from catalog_skupart x where x.whole_id = s.id and s.kind <> 'single') part), 0)::int"""

# Pieces of a SKU that somebody ordered and nobody has: they use up what may be sold ahead.
WAITING = """coalesce((select sum(d.wanted - d.allocated - d.taken) from inventory_demand d
                        where d.sku_id = s.id and d.wanted > d.allocated + d.taken), 0)::int"""

PRELUDE = """
house as materialized (select warehouse_id as id from orders_saleschannel where code = 'shop'),
rate as materialized (
  select distinct on (category_id) category_id as category, basis_points as bp
    from core_tax_rate where from_date <= %(today)s order by category_id, from_date desc
),
rounding as materialized (
  select coalesce((select case tax_rounding when 'ceil' then 9999 when 'round' then 5000 else 0 end
                     from core_shop order by id limit 1), 0) as more
)"""


def values() -> dict[str, Any]:
    """What SHOWN and PRELUDE want to know."""
    return {"now": clock.now(), "today": clock.today()}


@dataclass(frozen=True)
class Picture:
    """A product's picture; `forms`: {"avif": {"480": path, …}, "webp": {…}}, empty for one uploaded long ago."""

    file: str
    thumbnail: str
    small: str
    width: int
    height: int
    forms: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Stock:
    """Whether it can be had, in a word: in, low, ahead (予約), out."""

    free: int
    limit: int
    ahead: int  # pieces that may still be sold before they are there

    @property
    def state(self) -> str:
        if self.free > self.limit:
            return "in"
        if self.free > 0:
            return "low"
        return "ahead" if self.ahead > 0 else "out"

    @property
    def buyable(self) -> bool:
        return self.free > 0 or self.ahead > 0


@dataclass(frozen=True)
class Card:
    """A product in a list."""

    id: int
    code: str
    name: str
    catch: str
    low: int
    high: int
    stock: Stock
    release: dt.date | None
    temperatures: tuple[str, ...]
    sale_type: str
    picture: Picture | None

    @property
    def cool(self) -> str:
        return next((one for one in ("frozen", "chilled") if one in self.temperatures), "")

    @property
    def comes(self) -> dt.date | None:
        """The release date, while it lies ahead."""
        return self.release if self.release and self.release > clock.today() else None


_CARDS = f"""
with {PRELUDE}
select p.id, p.code, p.name, p.name_en, coalesce(g.catch, ''), min(o.price), max(o.price), sum(o.free)::int,
       min(o.limit), sum(o.ahead)::int, min(o.release_date), array_agg(distinct o.temperature),
       coalesce(max(k.name), ''),
       (select to_jsonb(i) from catalog_productimage i where i.product_id = p.id order by i.position, i.id limit 1)
  from catalog_product p
  left join storefront_productpage g on g.product_id = p.id
  left join storefront_saletype k on k.id = g.sale_type_id
  join lateral (select {PRICE} as price, greatest({FREE}, 0) as free, coalesce(s.low_stock, {FEW}) as limit,
                       s.temperature, s.release_date,
                       case when g.ahead is null then 0 else greatest(g.ahead - {WAITING}, 0) end as ahead
                  from catalog_sku s where s.product_id = p.id and s.active and s.price is not null) o on true
 where p.id = any(%(ids)s) and {SHOWN}
 group by p.id, g.id
"""  # noqa: S608 - our own words


def cards(ids: Sequence[int]) -> list[Card]:
    """Cards of these products in this order; those a visitor may not see are left out. One statement."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, {**values(), "ids": list(ids)})
        found = {row[0]: _card(*row) for row in cursor.fetchall()}
    return [found[one] for one in ids if one in found]


def _card(id: int, code: str, name: str, name_en: str, catch: str, low: int, high: int, free: int, limit: int,
          ahead: int, release: dt.date | None, temperatures: list[str], sale_type: str,
          picture: Any) -> Card:  # fmt: skip
    return Card(
        id, code, said(name, name_en), catch, low, high, Stock(free, limit, ahead), release, tuple(temperatures),
        sale_type, picture_of(plain(picture)),
    )  # fmt: skip


def said(name: str, name_en: str) -> str:
    """A product's name in the visitor's language."""
    return name if (get_language() or "ja").startswith("ja") else name_en or name


def plain(value: Any) -> Any:
    """Django's connection leaves jsonb as text."""
    return json.loads(value) if isinstance(value, str) else value


def picture_of(row: dict[str, Any] | None) -> Picture | None:
    if not row:
        return None
    return Picture(
        row["file"], row["thumbnail"], row["small"], row["width"], row["height"], row.get("forms") or {}
    )  # fmt: skip


# --- one product -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What a bundle or case holds; `link` is the code of its product where visitors can see it."""

    name: str
    pieces: int
    link: str


@dataclass(frozen=True)
class Variant:
    """One SKU on a product's page."""

    id: int
    code: str
    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    kind: str
    price: int
    price_includes_tax: bool
    jan: str
    temperature: str
    release: dt.date | None
    lead_days: int
    order_limit: int | None
    gift: bool
    weight_g: int | None
    size_mm: tuple[int | None, int | None, int | None]
    stock: Stock
    parts: tuple[Part, ...]

    @property
    def comes(self) -> dt.date | None:
        return self.release if self.release and self.release > clock.today() else None

    @property
    def size(self) -> str:
        """`30 × 20 × 10` in cm, when all three are known."""
        if not all(self.size_mm):
            return ""
        return " × ".join(f"{(side or 0) / 10:g}" for side in self.size_mm)


@dataclass(frozen=True)
class Detail:
    """Everything a product's page shows of it."""

    id: int
    code: str
    name: str
    description: str
    catch: str
    body: str
    title: str
    summary: str
    per_person: int | None
    sale_type: str
    sale_note: str
    variants: tuple[Variant, ...]
    pictures: tuple[Picture, ...]
    categories: tuple[int, ...]
    related: tuple[int, ...]
    alike: tuple[int, ...]
    ends: dt.datetime | None

    @property
    def low(self) -> int:
        return min(one.price for one in self.variants)

    @property
    def high(self) -> int:
        return max(one.price for one in self.variants)

    @property
    def buyable(self) -> bool:
        return any(one.stock.buyable for one in self.variants)

    @property
    def most(self) -> int:
        """The largest number one may ask for on the page."""
        limits = [one.order_limit for one in self.variants if one.order_limit]
        found = [*limits, *([self.per_person] if self.per_person else [])]
        return min([*found, 99]) if found else 99


_DETAIL = f"""
with {PRELUDE},
one as (
  select p.*, g.catch, g.body, g.title, g.summary, g.per_person, g.ahead, g.end_at, g.id as page_id, k.name as kind,
         k.note
    from catalog_product p
    left join storefront_productpage g on g.product_id = p.id
    left join storefront_saletype k on k.id = g.sale_type_id
   where p.code = %(code)s and {SHOWN}
)
select json_build_object(
  'product', (select to_json(one) from one),
  'skus', (select json_agg(json_build_array(s.id, s.code, s.name, s.options, s.kind, {PRICE}, s.price_includes_tax,
                  s.jan, s.temperature, s.release_date, s.lead_days, s.order_limit, s.gift, s.weight_g,
                  json_build_array(s.length_mm, s.width_mm, s.height_mm), greatest({FREE}, 0),
                  coalesce(s.low_stock, {FEW}),
                  case when one.ahead is null then 0 else greatest(one.ahead - {WAITING}, 0) end,
                  (select json_agg(json_build_array(q.name, x.quantity, w.code) order by x.id)
                     from catalog_skupart x join catalog_sku q on q.id = x.part_id
                     join catalog_product w on w.id = q.product_id where x.whole_id = s.id)) order by s.id)
             from one join catalog_sku s on s.product_id = one.id where s.active and s.price is not null),
  'pictures', (select json_agg(i order by i.position, i.id) from one
                 join catalog_productimage i on i.product_id = one.id),
  'categories', (select json_agg(c.category_id order by c.category_id) from one
                   join catalog_product_categories c on c.product_id = one.id),
  'related', (select json_agg(r.product_id order by r.id) from one
                join storefront_productpage_related r on r.productpage_id = one.page_id),
  'alike', (select json_agg(a.product_id) from (
              select distinct c.product_id from catalog_product_categories c
               where c.product_id <> (select id from one)
                 and c.category_id in (select m.category_id from catalog_product_categories m
                                        where m.product_id = (select id from one))
               order by c.product_id desc limit 12) a))::text
"""  # noqa: S608 - our own words


def detail(code: str) -> Detail | None:
    """The product with this code, as visitors may see it now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DETAIL, {**values(), "code": code})
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    one, skus = found["product"], found["skus"]
    if not one or not skus:
        return None
    return Detail(
        id=one["id"], code=one["code"], name=said(one["name"], one["name_en"]), description=one["description"],
        catch=one["catch"] or "", body=one["body"] or "", title=one["title"] or "", summary=one["summary"] or "",
        per_person=one["per_person"], sale_type=one["kind"] or "", sale_note=one["note"] or "",
        variants=_variants(skus), pictures=tuple(filter(None, map(picture_of, found["pictures"] or []))),
        categories=tuple(found["categories"] or ()), related=tuple(found["related"] or ()),
        alike=tuple(found["alike"] or ()), ends=_moment(one["end_at"]),
    )  # fmt: skip


def _variants(rows: list[list[Any]]) -> tuple[Variant, ...]:
    return tuple(_variant(*row) for row in rows)


def _variant(id: int, code: str, name: str, options: str, kind: str, price: int, included: bool, jan: str,
             temperature: str, release: str | None, lead: int, limit: int | None, gift: bool, weight: int | None,
             size: list[int | None], free: int, few: int, ahead: int,
             parts: list[list[Any]] | None) -> Variant:  # fmt: skip
    pairs = options_of(options)
    label = "・".join(value for _name, value in pairs) or name
    return Variant(
        id, code, name, label, pairs, kind, price, included, jan, temperature,
        dt.date.fromisoformat(release) if release else None, lead, limit, gift, weight,
        (size[0], size[1], size[2]), Stock(free, few, ahead), tuple(Part(*part) for part in parts or ()),
    )  # fmt: skip


def _moment(value: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(value) if value else None


_OPTION = re.compile(r"([^\s:：]+)[:：]\s*(.*?)(?=[\s　/／,、]+[^\s:：]+[:：]|$)")


def options_of(options: str) -> tuple[tuple[str, str], ...]:
    """「色:赤 サイズ:M」 → (("色", "赤"), ("サイズ", "M")); text without names is one nameless value."""
    found = tuple((name.strip(), value.strip()) for name, value in _OPTION.findall(options.strip()) if value.strip())
    return found or ((("", options.strip()),) if options.strip() else ())

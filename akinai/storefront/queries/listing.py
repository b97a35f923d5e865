"""A list of products narrowed, sorted and paged: three statements for a page of any shop."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.http import QueryDict

from akinai.storefront.queries import goods
from akinai.storefront.queries.goods import FREE, PRELUDE, PRICE, SHOWN, Card

PER_PAGE = 24
SORTS = ("new", "cheap", "dear", "name")
TEMPERATURES = ("ambient", "chilled", "frozen")
MOST_OPTIONS = 40  # values of options offered to choose from


@dataclass(frozen=True)
class Wanted:
    """What a visitor narrowed a list to."""

    low: int | None = None
    high: int | None = None
    stock: bool = False
    temperatures: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # codes of sale types
    options: tuple[str, ...] = ()  # "色:赤"
    sort: str = ""  # "": newest, or as found by a search
    page: int = 1

    @classmethod
    def of(cls, query: QueryDict) -> "Wanted":
        """From an address; what makes no sense is left out."""
        return cls(
            low=_yen(query.get("min", "")),
            high=_yen(query.get("max", "")),
            stock=query.get("stock") == "1",
            temperatures=tuple(one for one in TEMPERATURES if one in query.getlist("temp")),
            kinds=tuple(sorted({one[:40] for one in query.getlist("kind") if one.isprintable() and one})),
            options=tuple(sorted({one[:80] for one in query.getlist("option") if ":" in one})[:20]),
            sort=query.get("sort", "") if query.get("sort") in SORTS else "",
            page=max(min(_yen(query.get("page", "")) or 1, 10_000), 1),
        )

    @property
    def narrowed(self) -> bool:
        return any((self.low, self.high, self.stock, self.temperatures, self.kinds, self.options))

    def query(self, **changes: Any) -> str:
        """The address's query with changes; paging starts again unless a page is given."""
        one = replace(self, **{"page": 1, **changes})
        pairs: list[tuple[str, str]] = []
        pairs += [("min", str(one.low))] if one.low is not None else []
        pairs += [("max", str(one.high))] if one.high is not None else []
        pairs += [("stock", "1")] if one.stock else []
        pairs += [("temp", value) for value in one.temperatures]
        pairs += [("kind", value) for value in one.kinds]
        pairs += [("option", value) for value in one.options]
        pairs += [("sort", one.sort)] if one.sort else []
        pairs += [("page", str(one.page))] if one.page > 1 else []
        return urlencode(pairs)


def _yen(told: str) -> int | None:
    """A number as people type it: full width, with commas, with 円."""
    digits = "".join(char for char in told.translate(_WIDE) if char not in ",，円¥￥ ")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True)
class Facets:
    """What a list can be narrowed by: prices from and to, temperatures, sale types (code, name), options."""

    low: int = 0
    high: int = 0
    temperatures: tuple[str, ...] = ()
    kinds: tuple[tuple[str, str], ...] = ()
    options: dict[str, list[str]] = field(default_factory=dict)  # name → values
    texts: tuple[str, ...] = ()  # the SKUs' options as they are written


@dataclass(frozen=True)
class Listing:
    """One page of a list."""

    cards: list[Card]
    total: int
    wanted: Wanted
    facets: Facets

    @property
    def pages(self) -> int:
        return max((self.total + PER_PAGE - 1) // PER_PAGE, 1)

    @property
    def first(self) -> int:
        return (self.wanted.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        return min(self.wanted.page * PER_PAGE, self.total)

    def numbers(self) -> list[int | None]:
        """Page numbers to link, None for a gap: 1 … 4 5 6 … 20."""
        near = {1, self.pages, *range(self.wanted.page - 1, self.wanted.page + 2)}
        found: list[int | None] = []
        for number in sorted(one for one in near if 1 <= one <= self.pages):
            if found and found[-1] is not None and number - found[-1] > 1:
                found.append(None)
            found.append(number)
        return found


# Everything on offer within a category (with those below it), among found products, or everywhere.
_OFFERS = f"""
with recursive {PRELUDE},
below as (
  select id from catalog_category where id = %(category)s
  union select c.id from catalog_category c join below b on c.parent_id = b.id
),
offer as (
  select p.id as product_id, s.options, s.temperature, {PRICE} as price, s.id, s.kind, k.code as sale_code,
         k.name as sale_name, k.position as sale_position
    from catalog_product p
    join catalog_sku s on s.product_id = p.id and s.active and s.price is not null
    left join storefront_productpage g on g.product_id = p.id
    left join storefront_saletype k on k.id = g.sale_type_id
   where {SHOWN}
     and (%(category)s::bigint is null
          or p.id in (select c.product_id from catalog_product_categories c join below b on b.id = c.category_id))
     and (%(found)s::bigint[] is null or p.id = any(%(found)s))
)
"""  # noqa: S608 - our own words

_FACETS = f"""{_OFFERS}
select min(price), max(price), array_agg(distinct temperature), array_agg(distinct options),
       (select array_agg(array[sale_code, sale_name] order by sale_position)
          from (select distinct sale_code, sale_name, sale_position from offer where sale_code is not null) k)
  from offer
"""  # noqa: S608 - our own words

_PAGE = f"""{_OFFERS},
fit as (
  select s.product_id, min(s.price) as low
    from offer s
   where (%(low)s::bigint is null or s.price >= %(low)s) and (%(high)s::bigint is null or s.price <= %(high)s)
     and (%(temperatures)s::text[] is null or s.temperature = any(%(temperatures)s))
     and (%(kinds)s::text[] is null or s.sale_code = any(%(kinds)s))
     and (%(texts)s::text[] is null or s.options = any(%(texts)s))
     and (not %(stock)s or {FREE} > 0)
   group by s.product_id
)
select f.product_id, count(*) over ()
  from fit f join catalog_product p on p.id = f.product_id
 order by case when %(sort)s = 'cheap' then f.low when %(sort)s = 'dear' then -f.low end,
          case when %(sort)s = 'name' then p.name end,
          case when %(sort)s = '' and %(found)s::bigint[] is not null
               then array_position(%(found)s::bigint[], f.product_id) end,
          f.product_id desc
 limit {PER_PAGE} offset %(offset)s
"""  # noqa: S608 - our own words


def listing(wanted: Wanted, *, category: int | None = None, found: Sequence[int] | None = None) -> Listing:
    """One page. `found`: ids a search gave, in its order. Three statements."""
    scope = {**goods.values(), "category": category, "found": None if found is None else list(found)}
    facets = _facets(scope)
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, {**scope, **_narrowing(wanted, facets)})
        rows = cursor.fetchall()
    return Listing(goods.cards([row[0] for row in rows]), rows[0][1] if rows else 0, wanted, facets)


def _narrowing(wanted: Wanted, facets: Facets) -> dict[str, Any]:
    return {
        "low": wanted.low,
        "high": wanted.high,
        "stock": wanted.stock,
        "temperatures": list(wanted.temperatures) or None,
        "kinds": list(wanted.kinds) or None,
        "texts": _texts(wanted.options, facets.texts) if wanted.options else None,
        "sort": wanted.sort,
        "offset": (wanted.page - 1) * PER_PAGE,
    }


def _texts(options: Iterable[str], texts: Iterable[str]) -> list[str]:
    """The SKUs' options that have, for each name chosen, one of the values chosen."""
    chosen: dict[str, set[str]] = defaultdict(set)
    for one in options:
        name, _colon, value = one.partition(":")
        chosen[name].add(value)
    return [
        text for text in texts
        if all(any((name, value) in goods.options_of(text) for value in values) for name, values in chosen.items())
    ]  # fmt: skip


def _facets(scope: dict[str, Any]) -> Facets:
    with connection.cursor() as cursor:
        cursor.execute(_FACETS, scope)
        low, high, temperatures, texts, kinds = cursor.fetchone()
    if low is None:
        return Facets()
    options: dict[str, list[str]] = defaultdict(list)
    for text in sorted(texts):
        for name, value in goods.options_of(text):
            if name and value not in options[name] and sum(map(len, options.values())) < MOST_OPTIONS:
                options[name].append(value)
    warm = tuple(one for one in TEMPERATURES if one in temperatures)
    return Facets(low, high, warm, tuple((code, name) for code, name in kinds or ()), dict(options), tuple(texts))

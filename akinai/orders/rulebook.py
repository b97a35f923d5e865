"""Everything the rules of intake need to know, read by one statement for a batch of any size."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from akinai.core import clock, prepared, settings, tax
from akinai.core.japan import text
from akinai.orders import dates
from akinai.orders.models.channel import ChannelMode


@dataclass(frozen=True)
class Rule:
    """What a channel does with a hold reason."""

    stops: bool
    limit: int | None


@dataclass(frozen=True)
class Channel:
    """A sales channel with the warehouse it ships from and its rules; a reason not in `rules` is not in use there."""

    id: int
    code: str
    name: str
    kind: str
    live: bool
    currency: str
    warehouse_id: int
    price_includes_tax: bool
    total_rule: str
    total_tolerance: int
    mails: frozenset[str]
    sender_name: str
    sender_address: str
    signature: str
    merge_allowed: bool
    merge_margin_hours: int
    take_cancellations: bool
    collects: bool
    language: str
    rules: dict[str, Rule]


@dataclass(frozen=True)
class Collecting:
    """How the money of a payment method comes to us: its family and gateway, and within how many days."""

    family: str
    gateway: str
    due_days: int | None


@dataclass(frozen=True)
class Delivery:
    """A delivery method's carrier and what it can do."""

    carrier: str
    cod: bool
    dates: bool
    cool: bool


@dataclass(frozen=True)
class Warehouse:
    """Where parcels leave, until when, and when nobody works there (or in the shop)."""

    id: int
    prefecture: str
    cutoff: dt.time
    calendar: dates.Calendar


@dataclass(frozen=True)
class Rulebook:
    """The masters of one batch. Look-ups by code or id; see the fields."""

    now: dt.datetime
    channels: dict[int, Channel]
    warehouses: dict[int, Warehouse]
    payments: dict[str, str]  # code → timing
    payment_names: dict[str, dict[str, str]]
    collects: dict[str, Collecting]
    bank_accounts: list[dict[str, str]]
    deliveries: dict[str, Delivery]
    days: dict[tuple[str, str, str], int]  # (carrier or "", from, to)
    phrases: tuple[str, ...]  # folded, longest first
    rates: list[tuple[str, dt.date, int]]
    remote: dict[str, list[str]]
    limits: dict[str, int]
    templates: dict[tuple[str, str, str], tuple[str, str]]  # (kind, channel, language) → subject, body
    shop: dict[str, Any]
    _rates: dict[tuple[str, dt.date], int | None] = field(default_factory=dict)
    _reckoned: dict[Any, dates.Reckoning] = field(default_factory=dict)

    @cached_property
    def by_code(self) -> dict[str, Channel]:
        return {channel.code: channel for channel in self.channels.values()}

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(clock.JST).date()

    def rate(self, category: str, day: dt.date) -> int | None:
        """The tax rate (basis points) of a category on a day; None when there is none."""
        key = (category, day)
        if key not in self._rates:
            try:
                self._rates[key] = tax.rate_on(self.rates, category, day)
            except tax.UnknownRate:
                self._rates[key] = None
        return self._rates[key]

    def delivery_days(self, carrier: str, start: str, end: str) -> int | None:
        """お届け日数 between two prefectures: the carrier's own, else the general ones."""
        found = self.days.get((carrier, start, end))
        return found if found is not None else self.days.get(("", start, end))

    def is_remote(self, prefecture: str, address: str) -> bool:
        """Whether an address (without prefecture) lies on a remote island or in a relay area (離島・中継料地域)."""
        prefixes = self.remote.get(prefecture)
        if not prefixes:
            return False
        plain = plain_place(address)
        return any(plain.startswith(prefix) for prefix in prefixes)

    def reckon(self, warehouse_id: int, wish: dates.Wish) -> dates.Reckoning:
        """The ship date of an order; equal wishes of a batch are reckoned once."""
        key = (warehouse_id, wish)
        found = self._reckoned.get(key)
        if found is None:
            house = self.warehouses[warehouse_id]
            found = dates.reckon(wish, calendar=house.calendar, cutoff=house.cutoff, now=self.now)
            self._reckoned[key] = found
        return found


_KE = str.maketrans("ヶヵ", "ケカ")


def plain_place(address: str) -> str:
    """An address as compared with the list of remote areas: width, spaces and ヶ made one."""
    return text.normalise(address.translate(_KE))


LOAD = """
with channel as (
  select c.*, w.code as house from orders_saleschannel c join inventory_warehouse w on w.id = c.warehouse_id
   where c.code = any(%(codes)s) or c.id = any(%(ids)s)
), house as (
  select id, code, prefecture, cutoff from inventory_warehouse
)
select json_build_object(
  'channels', (select json_agg(channel) from channel),
  'houses',   (select json_agg(house) from house),
  'rules',    (select json_agg(json_build_array(c.id, r.code, coalesce(s.enabled, r.enabled),
                                                coalesce(s.stops, r.stops),
                                                case when s.id is null then r.limit else s.limit end))
                 from channel c cross join orders_holdreason r
                 left join orders_holdsetting s on s.channel_id = c.id and s.reason_id = r.code),
  'payments', (select json_agg(json_build_array(code, timing, name_ja, name_en)) from orders_paymentmethod),
  'collects', (select json_agg(json_build_array(m.code, m.family, a.gateway, m.due_days))
                 from payments_method m join payments_gatewayaccount a on a.id = m.account_id),
  'accounts', (select json_agg(json_build_object('bank', bank, 'branch', branch, 'branch_code', branch_code,
                                                 'kind', kind, 'number', number, 'holder', holder)
                              order by position, id) from payments_bankaccount where shown),
  'deliveries', (select json_agg(json_build_array(code, carrier, cod, dates, cool)) from orders_deliverymethod),
  'days',     (select json_agg(json_build_array(carrier, from_prefecture, to_prefecture, days))
                 from orders_deliverydays
                where from_prefecture in (select prefecture from house) and to_prefecture = any(%(to)s)),
  'phrases',  (select json_agg(phrase) from orders_ignorablephrase),
  'closed',   (select json_agg(json_build_object('calendar', calendar, 'date', date, 'weekday', weekday,
                                                 'national_holidays', national_holidays))
                 from core_closed_day
                where date is null or date >= %(today)s),
  'rates',    (select json_agg(json_build_array(category_id, from_date, basis_points)) from core_tax_rate),
  'remote',   (select json_agg(json_build_array(prefecture, prefix)) from core_remote_area
                where prefecture = any(%(to)s)),
  'templates', (select json_agg(json_build_array(kind, channel, language, subject, body)) from core_mail_template
                 where kind = any(%(mails)s)),
  'shop',     (select json_agg(s) from (select * from core_shop order by id limit 1) s),
  'settings', (select json_object_agg(name, value) from core_setting where name = any(%(settings)s)))::text
"""
LIMITS = ("amount_limit", "quantity_limit")


def load(
    *,
    codes: Collection[str] = (),
    ids: Collection[int] = (),
    prefectures: Collection[str] = (),
    mails: Collection[str] = (),
) -> Rulebook:
    """The rulebook for channels by code or id, recipients in these prefectures, these kinds of mail. One statement."""
    now = clock.now()
    with prepared.cursor() as cursor:
        values: dict[str, Any] = {
            "codes": list(codes),
            "ids": list(ids),
            "to": list(prefectures),
            "today": clock.today(),
            "settings": list(LIMITS),
            "mails": list(mails),
        }
        cursor.execute(LOAD, values)
        found: dict[str, Any] = json.loads(cursor.fetchone()[0])
    return _book(now, {name: rows or [] for name, rows in found.items()})


def _book(now: dt.datetime, found: dict[str, Any]) -> Rulebook:
    rules: dict[int, dict[str, Rule]] = defaultdict(dict)
    for channel, reason, enabled, stops, limit in found["rules"]:
        if enabled:
            rules[channel][reason] = Rule(stops, limit)
    remote: dict[str, list[str]] = defaultdict(list)
    for prefecture, prefix in found["remote"]:
        remote[prefecture].append(plain_place(prefix))
    stored = found["settings"] or {}
    return Rulebook(
        now=now,
        channels={row["id"]: _channel(row, rules[row["id"]]) for row in found["channels"]},
        warehouses=_warehouses(found["houses"], dates.calendars(found["closed"])),
        payments={code: timing for code, timing, _ja, _en in found["payments"]},
        payment_names={code: {"ja": ja, "en": en} for code, _timing, ja, en in found["payments"]},
        collects={code: Collecting(*rest) for code, *rest in found["collects"]},
        bank_accounts=found["accounts"],
        deliveries={code: Delivery(*rest) for code, *rest in found["deliveries"]},
        days={(carrier, start, end): days for carrier, start, end, days in found["days"]},
        phrases=_folded(tuple(found["phrases"])),
        rates=[(category, dt.date.fromisoformat(day), rate) for category, day, rate in found["rates"]],
        remote=dict(remote),
        templates={
            (kind, channel, language): (subject, body) for kind, channel, language, subject, body in found["templates"]
        },
        shop=found["shop"][0] if found["shop"] else {},
        limits={name: stored.get(name, settings.DEFAULTS[name]) for name in LIMITS},
    )


@lru_cache(maxsize=16)
def _folded(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({text.normalise(phrase) for phrase in phrases} - {""}, key=len, reverse=True))


def _channel(row: dict[str, Any], rules: dict[str, Rule]) -> Channel:
    own = {name: row[name] for name in Channel.__dataclass_fields__ if name in row}
    live = row["mode"] == ChannelMode.LIVE
    return Channel(**{**own, "live": live, "mails": frozenset(row["mails"]), "rules": rules})


def _warehouses(rows: Sequence[dict[str, Any]], calendars: dict[str, dates.Calendar]) -> dict[int, Warehouse]:
    empty = dates.Calendar()
    shop = calendars.get("shop", empty)
    return {
        row["id"]: Warehouse(
            row["id"],
            row["prefecture"],
            dt.time.fromisoformat(row["cutoff"]),
            shop | calendars.get(f"warehouse/{row['code']}", empty),
        )
        for row in rows
    }

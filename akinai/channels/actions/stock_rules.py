"""How many pieces channels show: rules set by people, one by one or as a table; and numbers sent again."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from typing import Any, cast

from django.db import connection as database
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.catalog.queries import code_key
from akinai.channels.actions import pushing
from akinai.channels.events import StockResent, StockRulesChanged
from akinai.channels.models import Offer, StockRule
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.orders.models import SalesChannel

COLUMNS = ("channel", "sku", "safety", "rate", "cap", "floor", "zero_below", "quota", "risk", "flash", "sends")
MOST = 99_999


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """A rule to write. `channel_id`, `sku_id` None: for every one. None elsewhere: as in the wider rule."""

    channel_id: int | None = None
    sku_id: int | None = None
    sends: bool | None = None
    by_risk: bool | None = None
    risk: int | None = None
    safety: int | None = None
    rate: int | None = None
    cap: int | None = None
    floor: int | None = None
    zero_below: int | None = None
    quota: int | None = None
    quota_from: dt.datetime | None = None
    quota_until: dt.datetime | None = None
    flash: bool | None = None


VALUES = tuple(one.name for one in fields(NewRule) if one.name not in ("channel_id", "sku_id"))


def save_rules(rules: Sequence[NewRule], *, actor: str) -> Outcome:
    """Write rules over those of the same channel and SKU; everything they concern is reckoned anew.

    Done: (channel, SKU) ids; a rule with a wrong number is refused and the others are written. Constant statements.
    """
    outcome = Outcome()
    good: dict[tuple[int | None, int | None], NewRule] = {}
    for rule in rules:
        key = (rule.channel_id, rule.sku_id)
        found = _wrong(rule)
        if found:
            outcome.refused.append(Refusal(key, *found))
        else:
            good[key] = rule
    if not good:
        return outcome
    with transaction.atomic():
        StockRule.objects.bulk_create(
            [
                StockRule(
                    channel_id=rule.channel_id,
                    sku_id=rule.sku_id,
                    **{name: getattr(rule, name) for name in VALUES},
                )
                for rule in good.values()
            ],
            update_conflicts=True,
            unique_fields=["channel", "sku"],
            update_fields=list(VALUES),
        )
        _take_effect(list(good), removed=False, actor=actor)
    outcome.done += list(good)
    return outcome


def delete_rules(ids: Collection[int], *, actor: str) -> Outcome:
    """Take rules away: the wider ones hold again."""
    with transaction.atomic():
        rows = list(StockRule.objects.filter(pk__in=list(ids)))
        StockRule.objects.filter(pk__in=[row.pk for row in rows]).delete()
        if rows:
            _take_effect([(row.channel_id, row.sku_id) for row in rows], removed=True, actor=actor)
    return Outcome(done=[row.pk for row in rows])


def _take_effect(keys: Sequence[tuple[int | None, int | None]], *, removed: bool, actor: str) -> None:
    pushing.share_out()
    skus = {sku for _channel, sku in keys if sku is not None}
    if skus:
        pushing.mark(skus=skus)
    for channel in {channel for channel, sku in keys if sku is None}:
        pushing.mark_ruled(channel, None)
    codes = dict(SalesChannel.objects.filter(pk__in={key[0] for key in keys if key[0]}).values_list("pk", "code"))
    known = {sku.id: sku.code for sku in catalog.skus(skus).values()} if skus else {}
    only = {channel for channel, _sku in keys}
    publish(
        [
            StockRulesChanged(
                subject=f"channel/{(only.pop() or 0) if len(only) == 1 else 0}",
                actor=actor,
                rules=[[codes.get(channel or 0, ""), known.get(sku or 0, "")] for channel, sku in keys],
                removed=removed,
            )
        ]
    )


def _wrong(rule: NewRule) -> tuple[str, str] | None:
    """The field that can't be and why."""
    for name in ("safety", "cap", "floor", "zero_below", "quota", "risk"):
        value = getattr(rule, name)
        if value is not None and not 0 <= value <= MOST:
            return name, _("Enter a number from 0 to %(most)s.") % {"most": f"{MOST:,}"}
    if rule.rate is not None and not 0 <= rule.rate <= 100:
        return "rate", _("Enter a percentage from 0 to 100.")
    if rule.by_risk and rule.risk is None:
        return "risk", _("Say how many thousand orders one oversell may come upon, or 0 for none at all.")
    if rule.quota_from and rule.quota_until and rule.quota_until <= rule.quota_from:
        return "quota_until", _("The quota ends before it begins.")
    return None


def save_table(text: str, *, actor: str) -> Outcome:
    """Rules as a table pasted or uploaded: a line of headings (`COLUMNS`), then one rule a line, by tab or comma.

    An empty channel or SKU means every one; an empty cell, as in the wider rule; in "risk" a number sets by risk.
    Refused lines are named by their number. Constant statements.
    """
    outcome, rules, lines = Outcome(), [], {}
    rows = [row for row in enumerate(text.replace("\r\n", "\n").split("\n"), 1) if row[1].strip()]
    if not rows:
        return outcome
    split = "\t" if "\t" in rows[0][1] else ","
    heads = [cell.strip().lower() for cell in rows[0][1].split(split)]
    unknown = [head for head in heads if head not in COLUMNS]
    if unknown:
        words = _("Column “%(name)s” is not known. Known: %(known)s.") % {
            "name": unknown[0],
            "known": ", ".join(COLUMNS),
        }
        outcome.refused.append(Refusal(rows[0][0], "columns", words))
        return outcome
    cells = {n: dict(zip(heads, (cell.strip() for cell in row.split(split)), strict=False)) for n, row in rows[1:]}
    channels = dict(SalesChannel.objects.values_list("code", "pk"))
    skus = catalog.skus_by_code({row["sku"] for row in cells.values() if row.get("sku")})
    for number, row in cells.items():
        try:
            rule = _from_row(row, channels, {key: sku.id for key, sku in skus.items()})
        except _BadCell as bad:
            outcome.refused.append(Refusal(number, bad.field, _("Line %(n)d: ") % {"n": number} + bad.words))
            continue
        rules.append(rule)
        lines[rule.channel_id, rule.sku_id] = number
    saved = save_rules(rules, actor=actor)
    outcome.done += [lines[key] for key in saved.done]
    for refusal in saved.refused:
        number = lines[cast(tuple[int | None, int | None], refusal.key)]
        outcome.refused.append(Refusal(number, refusal.field, _("Line %(n)d: ") % {"n": number} + str(refusal.message)))
    return outcome


class _BadCell(Exception):
    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field, self.words = field, words


def _from_row(row: dict[str, str], channels: dict[str, int], skus: dict[str, int]) -> NewRule:
    values: dict[str, Any] = {}
    if code := row.get("channel"):
        if code not in channels:
            raise _BadCell("channel", _("There is no sales channel “%(code)s”.") % {"code": code})
        values["channel_id"] = channels[code]
    if code := row.get("sku"):
        if code_key(code) not in skus:
            raise _BadCell("sku", _("There is no SKU “%(code)s”.") % {"code": code})
        values["sku_id"] = skus[code_key(code)]
    for name in ("safety", "rate", "cap", "floor", "zero_below", "quota", "risk"):
        if text := row.get(name, ""):
            if not text.isascii() or not text.isdigit():
                raise _BadCell(name, _("“%(text)s” in “%(name)s” is not a number.") % {"text": text, "name": name})
            values[name] = int(text)
    if "risk" in values:
        values["by_risk"] = True
    for name in ("flash", "sends"):
        if text := row.get(name, "").lower():
            if text not in ("1", "0", "yes", "no"):
                raise _BadCell(name, _("“%(name)s” is 1 or 0.") % {"name": name})
            values[name] = text in ("1", "yes")
    return NewRule(**values)


def resend(offer_ids: Collection[int], *, actor: str) -> Outcome:
    """Have the stock of these offers sent again, also what was refused; shared ones are read back first.

    Refused: offers of connections that send nothing now. Its inverse is none: it says what is true. Constant
    statements.
    """
    outcome = Outcome()
    rows = Offer.objects.filter(pk__in=list(offer_ids)).select_related("connection__channel", "sku").order_by("pk")
    for row in rows:
        if row.connection.paused_at is not None:
            outcome.refused.append(Refusal(row.pk, "connection", _("The connection is paused. Resume it first.")))
        elif not row.connection.sends_stock or row.connection.channel.mode != "live":
            words = _("This channel sends no stock. See its settings.")
            outcome.refused.append(Refusal(row.pk, "connection", words))
        else:
            outcome.done.append(row.pk)
    if outcome.done:
        with transaction.atomic(), database.cursor() as cursor:
            cursor.execute(
                """with locked as (
                     select id from channels_offer where id = any(%s) order by id for no key update
                   )
                   update channels_offer offer
                      set stale_since = coalesce(offer.stale_since, %s), refused = false, due_at = null, sure = false,
                          asks = offer.asks or offer.shared, error = '', tries = 0
                     from locked where offer.id = locked.id""",
                [outcome.done, clock.now()],
            )
            publish([StockResent(subject="channel/0", actor=actor, offers=outcome.done)])
    return outcome

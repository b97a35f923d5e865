"""What malls show of each SKU and why, the rules behind it, numbers sent again, and differences put right."""

from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import AwareDatetime, Field

from akinai.catalog import queries as catalog
from akinai.channels import actions, queries
from akinai.channels.actions import NewRule, drifting
from akinai.channels.actions.stock_rules import MOST as MOST_PIECES
from akinai.channels.actions.stock_rules import VALUES
from akinai.channels.api.base import MOST, Code, done, narrowed, router
from akinai.channels.models import Cause, Drift, Offer, StockRule
from akinai.core import api
from akinai.core.api.paging import Page
from akinai.core.outcome import Outcome, Refusal
from akinai.orders.models import SalesChannel

Pieces = Field(None, ge=0, le=MOST_PIECES)


# --- offers -------------------------------------------------------------------------------------------------


class StepShown(api.Shown):
    """One step on the way to the number: free, safety, risk, rate, zero_below, cap, floor, quota, share, most."""

    step: str
    value: int
    left: int = Field(description="Pieces after this step.")


class OfferShown(api.Shown):
    """A SKU on sale at a channel: what it shall show, what the mall took last, and what is wrong."""

    id: int
    sku: str
    channel: str
    code: str = Field(description="The mall's code.")
    listing: str
    variant: str
    target: int | None = Field(description="What it shall show; null: not reckoned yet.")
    sent: int | None = Field(description="The last number the mall took.")
    sent_at: AwareDatetime | None
    answered_at: AwareDatetime | None
    lag: int | None = Field(description="Milliseconds from the change of stock to the mall's answer, last time.")
    stale_since: AwareDatetime | None = Field(description="Since when a change waits to be sent; null: up to date.")
    checking: bool = Field(description="An answer is outstanding: the mall is asked before it is told again.")
    tries: int
    error: str
    refused: bool = Field(description="The mall knows no such code, or will not take the number.")
    hot: bool
    shared: bool = Field(description="By its rules no oversell is possible: pieces are shared out.")
    read: int | None = Field(description="What the mall showed when it was last asked.")
    read_at: AwareDatetime | None
    why: list[StepShown] = Field(description="How `target` came about.")


class OfferPage(Page):
    """A page of offers."""

    offers: list[OfferShown]


class OffersAsked(api.Paging):
    """Which offers."""

    sku: list[str] = Field(default_factory=list, max_length=200, description="Codes; may be repeated.")
    channel: list[Code] = Field(default_factory=list, max_length=50, description="Codes; may be repeated.")
    state: Literal["", "error", "waiting", "hot", "shared"] = ""


class OffersNamed(api.Asked):
    """At most 500 offers."""

    offer_ids: list[api.Id] = Field(min_length=1, max_length=MOST)


BUILT = {"sku", "channel", "code", "listing", "variant", "checking", "why"}
PLAIN = set(OfferShown.model_fields) - BUILT


@api.read(router, "/channels/offers", "channels.view")
def offers(request: api.Request, asked: Query[OffersAsked]) -> OfferPage:
    """List what each mall shows of each SKU, what was sent, what is wrong, and why."""
    rows = narrowed(queries.offers(asked.state), asked.channel, "connection__channel")
    if asked.sku:
        rows = rows.filter(sku__code_key__in=[catalog.code_key(code) for code in asked.sku])
    found, after = api.page(rows, asked)
    return OfferPage(offers=[_offer(row) for row in found], next=after)


@api.write(router, "/channels/offers/resend", "channels.edit")
def resend(request: api.Request, asked: OffersNamed) -> api.Done:
    """Have the stock of offers sent again, also what the mall refused. Offers that send nothing now are refused."""
    outcome = actions.resend(asked.offer_ids, actor=request.auth.actor)
    return done(outcome, asked.offer_ids, "offer_ids", _("There is no such offer."))


def _offer(row: Offer) -> OfferShown:
    place = row.mapping
    return OfferShown(
        sku=row.sku.code,
        channel=row.connection.channel.code,
        code=place.code,
        listing=place.listing,
        variant=place.variant,
        checking=row.asks or row.trying is not None,
        why=[StepShown(step=step, value=value, left=left) for step, value, left in row.why.get("steps", [])],
        **{name: getattr(row, name) for name in PLAIN},
    )


# --- rules --------------------------------------------------------------------------------------------------


class RuleAsked(api.Asked):
    """A rule. Without a channel, without a SKU: for every one. null elsewhere: as in the wider rule."""

    channel: str = Field("", max_length=100, description="Code; empty: every channel.")
    sku: str = Field("", max_length=100, description="Code; empty: every SKU.")
    sends: bool | None = Field(None, description="Stock is sent.")
    by_risk: bool | None = Field(None, description="true: set by `risk`; false: by the numbers below only.")
    risk: int | None = Field(
        None, ge=0, le=MOST_PIECES, description="At most one oversell in so many thousand orders; 0: none at all."
    )
    safety: int | None = Pieces
    rate: int | None = Field(None, ge=0, le=100, description="Percent of what is free.")
    cap: int | None = Pieces
    floor: int | None = Pieces
    zero_below: int | None = Pieces
    quota: int | None = Pieces
    quota_from: AwareDatetime | None = None
    quota_until: AwareDatetime | None = None
    flash: bool | None = Field(None, description="Flash sale: sent first, with a wider margin.")


class RulesAsked(api.Asked):
    """At most 500 rules; each replaces that of the same channel and SKU as a whole."""

    rules: list[RuleAsked] = Field(min_length=1, max_length=MOST)


class RuleShown(api.Shown):
    """A rule. Empty channel or SKU: every one. null: as in the wider rule."""

    id: int
    channel: str
    sku: str
    sends: bool | None
    by_risk: bool | None
    risk: int | None
    safety: int | None
    rate: int | None
    cap: int | None
    floor: int | None
    zero_below: int | None
    quota: int | None
    quota_from: AwareDatetime | None
    quota_until: AwareDatetime | None
    flash: bool | None


class RulePage(Page):
    """A page of rules."""

    rules: list[RuleShown]


class RulesSought(api.Paging):
    """Which rules; those for every channel or SKU are found without a filter."""

    sku: list[str] = Field(default_factory=list, max_length=200, description="Codes; may be repeated.")
    channel: list[Code] = Field(default_factory=list, max_length=50, description="Codes; may be repeated.")


class RulesNamed(api.Asked):
    """At most 500 rules."""

    rule_ids: list[api.Id] = Field(min_length=1, max_length=MOST)


@api.read(router, "/channels/stock-rules", "channels.view")
def stock_rules(request: api.Request, asked: Query[RulesSought]) -> RulePage:
    """List the rules of how many pieces channels show: the general one, those of channels, of SKUs, and of both."""
    rows = narrowed(queries.stock_rules(), asked.channel, "channel")
    if asked.sku:
        rows = rows.filter(sku__code_key__in=[catalog.code_key(code) for code in asked.sku])
    found, after = api.page(rows, asked)
    return RulePage(rules=[_rule(row) for row in found], next=after)


@api.write(router, "/channels/stock-rules", "channels.edit")
def save_rules(request: api.Request, asked: RulesAsked) -> api.Done:
    """Save rules; the malls are told at once. `done` and the keys of `refused`: places in the list, from 0."""
    rules, refused = _rules(asked.rules)
    places = {(rule.channel_id, rule.sku_id): place for place, rule in rules.items()}
    outcome = actions.save_rules(list(rules.values()), actor=request.auth.actor)
    told = [Refusal(places[one.key], one.field, one.message) for one in outcome.refused]  # type: ignore[index]
    return api.done(Outcome(sorted(places[key] for key in outcome.done), [*refused, *told]))


@api.write(router, "/channels/stock-rules/delete", "channels.edit")
def delete_rules(request: api.Request, asked: RulesNamed) -> api.Done:
    """Take rules away: the wider ones hold again."""
    outcome = actions.delete_rules(asked.rule_ids, actor=request.auth.actor)
    return done(outcome, asked.rule_ids, "rule_ids", _("There is no such rule."))


def _rules(asked: list[RuleAsked]) -> tuple[dict[int, NewRule], list[Refusal]]:
    """Rules by their places, and those that name what does not exist or stand there twice. Two statements."""
    channels = dict(SalesChannel.objects.values_list("code", "pk"))
    skus = catalog.skus_by_code({one.sku for one in asked if one.sku})
    rules: dict[int, NewRule] = {}
    refused, seen = list[Refusal](), set[tuple[int | None, int | None]]()
    for place, one in enumerate(asked):
        channel = channels.get(one.channel) if one.channel else None
        sku = skus.get(catalog.code_key(one.sku)) if one.sku else None
        key = (channel, sku.id if sku else None)
        if one.channel and channel is None:
            words = _("There is no sales channel “%(code)s”.") % {"code": one.channel}
            refused.append(Refusal(place, "channel", words))
        elif one.sku and sku is None:
            refused.append(Refusal(place, "sku", _("There is no SKU “%(code)s”.") % {"code": one.sku}))
        elif key in seen:
            words = _("A rule of the same channel and SKU stands before it. Give one.")
            refused.append(Refusal(place, "sku", words))
        else:
            seen.add(key)
            values: dict[str, Any] = {name: getattr(one, name) for name in VALUES}
            rules[place] = NewRule(channel_id=key[0], sku_id=key[1], **values)
    return rules, refused


def _rule(row: StockRule) -> RuleShown:
    return RuleShown(
        id=row.pk,
        channel=row.channel.code if row.channel else "",
        sku=row.sku.code if row.sku else "",
        **{name: getattr(row, name) for name in VALUES},
    )


# --- differences --------------------------------------------------------------------------------------------


class DriftShown(api.Shown):
    """A mall shows another number than it should, and why. `repair`: send, import, mapping (by hand), none."""

    id: int
    sku: str
    channel: str
    offer_id: int
    found_at: AwareDatetime
    expected: int | None
    shown: int | None = Field(description="null: the mall knows no such place.")
    cause: Cause
    facts: dict[str, Any] = Field(description="What speaks for the cause: numbers of orders, pieces, times.")
    repair: str
    repaired_at: AwareDatetime | None
    repaired_by: str
    vanished_at: AwareDatetime | None = Field(description="A later reading agreed.")


class DriftPage(Page):
    """A page of differences."""

    drifts: list[DriftShown]


class DriftsAsked(api.Paging):
    """Which differences: those somebody should act upon, unless another state is asked for."""

    state: Literal["open", "repaired", "gone", "all"] = "open"
    cause: Cause | None = None
    channel: list[Code] = Field(default_factory=list, max_length=50, description="Codes; may be repeated.")


class DriftsNamed(api.Asked):
    """At most 500 differences."""

    drift_ids: list[api.Id] = Field(min_length=1, max_length=MOST)


@api.read(router, "/channels/drifts", "channels.view")
def drifts(request: api.Request, asked: Query[DriftsAsked]) -> DriftPage:
    """List where malls show another number than they should, with the cause."""
    state = "" if asked.state == "all" else asked.state
    rows = queries.drifts(state=state, cause=asked.cause or "")
    found, after = api.page(narrowed(rows, asked.channel, "offer__connection__channel"), asked)
    return DriftPage(drifts=[_drift(row) for row in found], next=after)


@api.write(router, "/channels/drifts/mend", "channels.edit")
def mend(request: api.Request, asked: DriftsNamed) -> api.Done:
    """Put differences right: missing orders are fetched, then our numbers are sent again.

    It is done by a job, at once: `repaired_at` tells when. Refused: what is gone or repaired, and wrong codes, which
    only a person can mend.
    """
    with transaction.atomic():
        return api.done(drifting.mend_soon(asked.drift_ids, actor=request.auth.actor))


def _drift(row: Drift) -> DriftShown:
    names = set(DriftShown.model_fields) - {"sku", "channel"}
    channel = row.offer.connection.channel.code
    return DriftShown(sku=row.offer.sku.code, channel=channel, **{name: getattr(row, name) for name in names})

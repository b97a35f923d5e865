"""The malls' settlements, to be read: files, and every yen of each beside our orders."""

import datetime as dt

from django.utils.translation import gettext as _
from ninja import Path, Query
from pydantic import AwareDatetime, Field

from akinai.channels.api.base import Code, narrowed, router
from akinai.channels.models import MallSettlementEntry
from akinai.channels.queries import settlements as queries
from akinai.core import api
from akinai.core.api.paging import Page

Standing = MallSettlementEntry.Standing


class PartShown(api.Shown):
    """The entries of one standing. `amount` in yen."""

    standing: Standing
    count: int
    amount: int


class SettlementShown(api.Shown):
    """A settlement file: amounts in yen. `open`: entries that differ or are unknown and nobody has explained."""

    id: int
    channel: str
    name: str
    start: dt.date | None
    end: dt.date | None
    paid_out_on: dt.date | None
    payout: int = Field(description="Negative: the shop owes the mall.")
    told: bool = Field(description="The file or a person said the payout; else it is the sum of the lines.")
    whole: bool = Field(description="The parts make the payout.")
    open: int
    open_amount: int
    parts: list[PartShown]
    at: AwareDatetime
    actor: str


class SettlementPage(Page):
    """A page of settlement files."""

    settlements: list[SettlementShown]


class SettlementsAsked(api.Paging):
    """Which files."""

    channel: list[Code] = Field(default_factory=list, max_length=50, description="Codes; may be repeated.")


class EntryShown(api.Shown):
    """One order of a file, or one kind of line of no order, in yen: what the mall says, ours, and the difference."""

    id: int
    number: str
    order: int | None = Field(description="Id of our (first) order of that number.")
    kind: str
    name: str
    standing: Standing
    amount: int
    goods: int
    points: int
    coupons: int
    refunds: int
    costs: int
    passed_on: int = Field(description="Goods, points, coupons and refunds.")
    ours: int | None = Field(description="Billed, points and the mall's coupons of our order.")
    our_billed: int | None
    our_points: int
    our_coupons: int
    by: int = Field(description="Theirs less ours.")
    reason: str = Field(description="The probable reason: periods, twice, cancelled, points, coupon, shipping, fee …")
    note: str = Field(description="A person's explanation.")
    settled_by: str


class EntryPage(Page):
    """A page of entries."""

    entries: list[EntryShown]


class EntriesAsked(api.Paging):
    """Which entries of the file."""

    standing: Standing | None = None


@api.read(router, "/channels/settlements", "payments.view")
def settlements(request: api.Request, asked: Query[SettlementsAsked]) -> SettlementPage:
    """List the malls' settlement files with their sums by standing."""
    found, after = api.page(narrowed(queries.settlements(), asked.channel, "channel"), asked)
    sums = queries.standings(found)
    names = set(SettlementShown.model_fields) - {"channel", "whole", "open", "open_amount", "parts"}
    shown = [
        SettlementShown(
            channel=row.channel.code,
            whole=sums[row.pk].whole,
            open=sums[row.pk].open,
            open_amount=sums[row.pk].open_amount,
            parts=[PartShown.model_validate(part) for part in sums[row.pk].parts],
            **{name: getattr(row, name) for name in names},
        )
        for row in found
    ]
    return SettlementPage(settlements=shown, next=after)


@api.read(router, "/channels/settlements/{int:key}/entries", "payments.view")
def settlement_entries(request: api.Request, key: Path[api.Id], asked: Query[EntriesAsked]) -> EntryPage:
    """List every yen of a settlement file beside our orders."""
    settlement = queries.settlements().filter(pk=key).first()
    if settlement is None:
        raise api.not_found(_("There is no settlement %(key)s.") % {"key": key})
    found, after = api.page(queries.entries(settlement, asked.standing or ""), asked)
    return EntryPage(entries=[EntryShown.model_validate(row) for row in found], next=after)

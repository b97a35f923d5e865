"""Pages at malls: how each stands, checked, sent; prices that change by the clock."""

from typing import Literal

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import AwareDatetime, Field

from akinai.channels import models
from akinai.channels.actions import listings as verbs
from akinai.channels.api.base import MOST, Code, connection, done, router
from akinai.channels.queries import listings as queries
from akinai.core import api
from akinai.core.api.paging import Page

Yen = Field(ge=0, le=999_999_999, description="Yen with tax.")


class ListingShown(api.Shown):
    """A page at a mall: one product's SKUs sold there, and what came of its last push."""

    id: int
    code: str = Field(description="The mall's code of the page, or our product's where it has none.")
    product: str
    name: str
    state: str = Field(description="Empty: never sent; waiting, sent, refused, unknown (no answer yet).")
    wanted: list[str] = Field(description="Parts that wait: price, text, images.")
    words: str
    tries: int
    errors: int = Field(description="Findings of the last check that forbid sending.")
    warnings: int
    checked_at: AwareDatetime | None
    asked_at: AwareDatetime | None
    tried_at: AwareDatetime | None
    sent_at: AwareDatetime | None


class ListingPage(Page):
    """A page of listings."""

    listings: list[ListingShown]


class ListingsAsked(api.Paging):
    """Which listings of which channel."""

    channel: Code
    state: Literal["", "waiting", "sent", "refused", "unknown", "never", "errors", "warnings"] = ""
    q: str = Field("", max_length=200, description="Part of the page's code, or of the product's code or name.")


class ChannelNamed(api.Asked):
    """Which channel."""

    channel: Code


class PushAsked(ChannelNamed):
    """At most 500 listings of a channel."""

    listing_ids: list[api.Id] = Field(min_length=1, max_length=MOST)
    parts: list[Literal["price", "text", "images"]] = Field(
        default_factory=list, max_length=3, description="None named: those that changed."
    )
    again: bool = Field(False, description="Also what has not changed since it was sent.")


class ChangeAsked(api.Asked):
    """A price of a SKU from a moment until another (null: for good)."""

    sku: str = Field(min_length=1, max_length=200)
    price: int = Yen
    list_price: int | None = Field(None, ge=1, le=999_999_999, description="The price it is compared with.")
    from_at: AwareDatetime
    until_at: AwareDatetime | None = None


class PlanAsked(ChannelNamed):
    """At most 500 changes at a channel."""

    changes: list[ChangeAsked] = Field(min_length=1, max_length=MOST)


class CancelPricesAsked(ChannelNamed):
    """At most 500 changes of a channel."""

    change_ids: list[api.Id] = Field(min_length=1, max_length=MOST)


class ChangeShown(api.Shown):
    """A price from a moment until another. `former`: what the mall showed when it began."""

    id: int
    sku: str
    price: int
    list_price: int | None
    from_at: AwareDatetime
    until_at: AwareDatetime | None
    former: int | None
    began_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    cancelled_at: AwareDatetime | None
    made_at: AwareDatetime
    actor: str


class ChangePage(Page):
    """A page of price changes."""

    changes: list[ChangeShown]


class ChangesAsked(api.Paging):
    """Of which channel: planned and present ones, or those that are over."""

    channel: Code
    over: bool = False


@api.read(router, "/channels/listings", "channels.view")
def listings(request: api.Request, asked: Query[ListingsAsked]) -> ListingPage:
    """List a channel's pages at its mall, each with what came of its last push and check."""
    rows = queries.pages(connection(asked.channel), q=asked.q.strip(), state=asked.state)
    found, after = api.page(rows, asked)
    names = set(ListingShown.model_fields) - {"product", "name"}
    shown = [
        ListingShown(product=row.product.code, name=row.product.name, **{name: getattr(row, name) for name in names})
        for row in found
    ]
    return ListingPage(listings=shown, next=after)


@api.write(router, "/channels/listings/check", "channels.edit")
def check_listings(request: api.Request, asked: ChannelNamed) -> api.Done:
    """Check all pages of a channel by the mall's rules; SKUs mapped since get their pages. Nothing is sent."""
    return api.done(verbs.check_pages(connection(asked.channel).pk, actor=request.auth.actor))


@api.write(router, "/channels/listings/push", "channels.edit")
def push_listings(request: api.Request, asked: PushAsked) -> api.Done:
    """Have pages sent, by a job: what changed, or the parts named.

    Refused: pages the mall's rules would not let pass, and those of which nothing changed. Only in live channels.
    """
    row = connection(asked.channel)
    outcome = verbs.ask(row.pk, asked.listing_ids, parts=asked.parts, again=asked.again, actor=request.auth.actor)
    return done(outcome, asked.listing_ids, "listing_ids", _("This channel has no such page."))


@api.read(router, "/channels/price-changes", "channels.view")
def price_changes(request: api.Request, asked: Query[ChangesAsked]) -> ChangePage:
    """List prices of a channel that change by the clock."""
    rows = queries.price_changes(connection(asked.channel).channel_id, over=asked.over)
    found, after = api.page(rows, asked)
    return ChangePage(changes=[_change(row) for row in found], next=after)


@api.write(router, "/channels/price-changes", "channels.edit")
def plan_prices(request: api.Request, asked: PlanAsked) -> api.Done:
    """Plan price changes. `done`: their ids; the keys of `refused`: places in the list, from 0."""
    changes = [
        verbs.NewChange(
            sku_code=one.sku,
            price=one.price,
            list_price=one.list_price,
            from_at=one.from_at,
            until_at=one.until_at,
        )
        for one in asked.changes
    ]
    return api.done(verbs.plan_prices(connection(asked.channel).channel_id, changes, actor=request.auth.actor))


@api.write(router, "/channels/price-changes/cancel", "channels.edit")
def cancel_prices(request: api.Request, asked: CancelPricesAsked) -> api.Done:
    """Take back price changes that have not begun; end those that have: the price of before is sent."""
    channel = connection(asked.channel).channel_id
    outcome = verbs.cancel_prices(channel, asked.change_ids, actor=request.auth.actor)
    return done(outcome, asked.change_ids, "change_ids", _("This channel has no such change, or it is over."))


def _change(row: models.PriceChange) -> ChangeShown:
    names = set(ChangeShown.model_fields) - {"sku"}
    return ChangeShown(sku=row.sku.code, **{name: getattr(row, name) for name in names})

"""Orders that could not be taken in, read again; shipments and cancellations the malls do not know yet, told again."""

from django.utils.translation import gettext as _
from ninja import Query
from pydantic import AwareDatetime, Field

from akinai.channels import actions, queries
from akinai.channels.api.base import MOST, ChannelsNamed, Code, connections, done, narrowed, router
from akinai.core import api
from akinai.core.api.paging import Page
from akinai.core.api.shapes import Answered


class OfChannels(api.Paging):
    """Of which channels; none named: of all."""

    channel: list[Code] = Field(default_factory=list, max_length=50, description="Codes; may be repeated.")


class UntoldAsked(OfChannels):
    """Which shipments."""

    failed: bool = Field(False, description="Only those the mall refused, or that were told in vain several times.")


class MallOrderShown(api.Shown):
    """An order at the mall that is not in, or whose confirmation the mall refused, with the reason."""

    id: int
    channel: str
    number: str
    stage: str
    ordered_at: AwareDatetime
    seen_at: AwareDatetime = Field(description="First read.")
    read_at: AwareDatetime = Field(description="Last read.")
    refused: str = Field(description="Why it could not be taken in; empty: it is in.")
    confirm_error: str


class MallOrderPage(Page):
    """A page of orders not taken in."""

    orders: list[MallOrderShown]


class MallOrdersNamed(api.Asked):
    """At most 500 orders, by `id` of the list."""

    ids: list[api.Id] = Field(min_length=1, max_length=MOST)


class Notice(api.Shown):
    """What a mall must be told and does not know yet: tries so far, and what came of the last."""

    id: int
    channel: str
    order_id: int
    channel_number: str
    tries: int
    tried_at: AwareDatetime | None
    next_at: AwareDatetime | None
    refused: bool = Field(description="The mall said no: a person must look.")
    error: str


class UntoldShipment(Notice):
    """A shipment that left the house and that its mall does not know of (未通知)."""

    shipment_id: int
    due_at: AwareDatetime
    unknown: bool = Field(description="No answer came: the mall is read before it is told again.")


class UntoldShipmentPage(Page):
    """A page of shipments not told."""

    shipments: list[UntoldShipment]


class UntoldCancellation(Notice):
    """A cancellation of ours the mall refused to hear of, or was told in vain."""

    at: AwareDatetime
    reason: str


class UntoldCancellationPage(Page):
    """A page of cancellations not told."""

    cancellations: list[UntoldCancellation]


class NoticesNamed(api.Asked):
    """At most 500, by `id` of the list."""

    ids: list[api.Id] = Field(min_length=1, max_length=MOST)


class ToldAgain(Answered):
    """How many are told again; those the mall knows by now, or that were taken back, are not."""

    count: int


class ToldNow(api.Done):
    """`done`: channels with anything to tell; `count`: shipments that are told."""

    count: int


PLAIN = ("id", "order_id", "tries", "tried_at", "next_at", "refused", "error")


@api.read(router, "/channels/refused-orders", "channels.view")
def refused_orders(request: api.Request, asked: Query[OfChannels]) -> MallOrderPage:
    """List orders the malls told that could not be taken in, each with its reason."""
    found, after = api.page(narrowed(queries.refused_orders(), asked.channel, "connection__channel"), asked)
    names = set(MallOrderShown.model_fields) - {"channel"}
    orders = [
        MallOrderShown(channel=row.connection.channel.code, **{name: getattr(row, name) for name in names})
        for row in found
    ]
    return MallOrderPage(orders=orders, next=after)


@api.write(router, "/channels/refused-orders/read", "channels.import")
def read_again(request: api.Request, asked: MallOrdersNamed) -> api.Done:
    """Read orders at their malls anew, by a job, at once: what was put right there or here is then taken in."""
    outcome = actions.read_again(asked.ids, actor=request.auth.actor)
    return done(outcome, asked.ids, "ids", _("There is no such order at a mall connected by API."))


@api.read(router, "/channels/untold-shipments", "channels.view")
def untold_shipments(request: api.Request, asked: Query[UntoldAsked]) -> UntoldShipmentPage:
    """List shipments that their malls have not been told of."""
    rows = queries.untold_shipments() if asked.failed else queries.notices_open()
    found, after = api.page(narrowed(rows.select_related("channel", "order"), asked.channel, "channel"), asked)
    shipments = [
        UntoldShipment(
            channel=row.channel.code,
            channel_number=row.order.channel_number,
            shipment_id=row.shipment_id,
            due_at=row.due_at,
            unknown=row.unknown,
            **{name: getattr(row, name) for name in PLAIN},
        )
        for row in found
    ]
    return UntoldShipmentPage(shipments=shipments, next=after)


@api.write(router, "/channels/untold-shipments/tell", "channels.export")
def tell_now(request: api.Request, asked: ChannelsNamed) -> ToldNow:
    """Tell malls everything that is open now, refused or not, by a job; each mall is read first."""
    found, refused = connections(asked.channels)
    told = {code: actions.tell_now(row.channel_id, actor=request.auth.actor) for code, row in found.items()}
    going = [code for code, count in told.items() if count]
    return ToldNow(done=going, refused=api.refusals(refused), count=sum(told.values()))


@api.write(router, "/channels/untold-shipments/again", "channels.export")
def tell_again(request: api.Request, asked: NoticesNamed) -> ToldAgain:
    """Tell chosen shipments again, also refused ones; the mall is read first, so that nothing is told twice."""
    return ToldAgain(count=actions.tell_again(asked.ids, actor=request.auth.actor))


@api.read(router, "/channels/untold-cancellations", "channels.view")
def untold_cancellations(request: api.Request, asked: Query[OfChannels]) -> UntoldCancellationPage:
    """List cancellations of ours that malls refused to hear of, or were told in vain."""
    found, after = api.page(narrowed(queries.untold_cancellations(), asked.channel, "connection__channel"), asked)
    cancellations = [
        UntoldCancellation(
            channel=row.connection.channel.code,
            channel_number=row.order.channel_number,
            at=row.at,
            reason=row.reason,
            **{name: getattr(row, name) for name in PLAIN},
        )
        for row in found
    ]
    return UntoldCancellationPage(cancellations=cancellations, next=after)


@api.write(router, "/channels/untold-cancellations/again", "channels.export")
def cancel_again(request: api.Request, asked: NoticesNamed) -> ToldAgain:
    """Tell chosen cancellations again."""
    return ToldAgain(count=actions.cancel_again(asked.ids, actor=request.auth.actor))

"""Checks of this step."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from akinai.channels.files import layout, writing
from akinai.channels.files.layout import BadLayout
from akinai.channels.malls import MALLS
from akinai.channels.models import Connection, ImportRun, IntakeLayout, LayoutKind, MallOrder, ShipmentNotice
from akinai.core import clock, home
from akinai.core.doctor import check
from akinai.core.partners import open_keys
from akinai.orders.models import Order

STUCK_AFTER = dt.timedelta(minutes=30)


@check("imports")
def imports() -> Iterator[str]:
    """Every import has ended, and the file of every import that has not is there."""
    late = ImportRun.objects.filter(state__in=["waiting", "running"], started_at__lt=clock.now() - STUCK_AFTER)
    for run in late.order_by("id")[:20]:
        yield _("The import %(file)s has not ended: is a worker running?") % {"file": run.file_name}
    for run in ImportRun.objects.filter(state__in=["waiting", "running"]).order_by("id")[:200]:
        if not (home.path() / "files" / run.file).is_file():
            yield _("The file of the import %(file)s is gone.") % {"file": run.file_name}


@check("layouts")
def layouts() -> Iterator[str]:
    """Every layout can be used."""
    for row in IntakeLayout.objects.order_by("id"):
        try:
            if row.kind == LayoutKind.ORDERS:
                layout.parse(row.name, row.layout)
            else:
                writing.check(row.layout, row.kind)
        except BadLayout as error:
            yield _("The layout “%(name)s” can't be used: %(why)s") % {"name": row.name, "why": error}


@check("notices")
def notices() -> Iterator[str]:
    """A mall is told of what has been shipped, and only of that."""
    told_before = ShipmentNotice.objects.filter(told_at__lt=F("due_at"), withdrawn_at=None)
    for notice in told_before.select_related("order")[:20]:
        yield _("The mall was told of order %(number)s before its delay had passed.") % {"number": notice.order.number}
    for notice in (
        ShipmentNotice.objects.filter(told_at=None, withdrawn_at=None, shipment__shipped_at=None)
        .select_related("order")
        .order_by("id")[:20]
    ):
        yield _("Order %(number)s is to be told to its mall but has not been shipped.") % {
            "number": notice.order.number
        }


@check("mall orders")
def mall_orders() -> Iterator[str]:
    """Every order that a mall told by API and that is ours to ship is here."""
    here = Order.objects.filter(channel=OuterRef("connection__channel"), channel_number=OuterRef("number"))
    rows = MallOrder.objects.exclude(stage__in=["shipped", "cancelled"]).filter(refused="", finished=False)
    for row in rows.exclude(Exists(here)).select_related("connection__channel").order_by("id")[:20]:
        words = {"number": row.number, "channel": row.connection.channel.name}
        yield _("%(channel)s told us of order %(number)s, and it is not here.") % words


@check("connections")
def connections() -> Iterator[str]:
    """Every connected channel is of a mall we know, and its keys can be opened."""
    for row in Connection.objects.exclude(adapter="").select_related("channel").order_by("id"):
        words = {"channel": row.channel.name, "adapter": row.adapter}
        if row.adapter not in MALLS:
            yield _("%(channel)s is connected to “%(adapter)s”, which is no mall of this version.") % words
        elif row.sealed and not open_keys(row.sealed):
            yield _("The keys of %(channel)s were sealed with another SECRET_KEY: enter them again.") % words

"""Sales channels fed by files: made when their first file comes, set up at the desk."""

import re
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.channels.events import ChannelSetUp
from akinai.channels.files.layout import Layout
from akinai.channels.models import Connection, IntakeLayout
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.core.tables import Unreadable
from akinai.orders import actions as orders
from akinai.orders.models import Order, SalesChannel

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
# Layouts named after a mall make channels of that mall's kind; every other channel is a file channel.
MALLS = {
    "rakuten": "楽天市場",
    "yahoo": "Yahoo!ショッピング",
    "amazon": "Amazon",
    "aupay": "au PAY マーケット",
    "qoo10": "Qoo10",
    "mercari": "メルカリShops",
    "base": "BASE",
}


def checked_code(code: str) -> str:
    """A channel's code as stored. Raises Unreadable with a sentence: without a channel no file can be read."""
    if not _CODE.fullmatch(code.strip()):
        raise Unreadable(
            _("“%(code)s” can't be the code of a sales channel: use letters, digits, “-” and “_”, at most 40.")
            % {"code": code[:60]}
        )
    return code.strip()


def channel_of(code: str) -> SalesChannel | None:
    """The channel of this code, if there is one."""
    return SalesChannel.objects.filter(code=code.strip()).first()


def channel_for(code: str, layout: Layout, *, actor: str) -> SalesChannel:
    """The channel of this code; one that does not exist is made as a file channel that only imports (取込のみ)."""
    channel = channel_of(code)
    with transaction.atomic():
        if channel is None:
            _one_at_a_time()
            channel = channel_of(code) or _make(code, layout, actor)
        _connect(channel, layout)
    return channel


def _one_at_a_time() -> None:
    """Two first files of one new channel at once: the second waits, then finds the channel there."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, 0)", [0x6368616E])


def _make(code: str, layout: Layout, actor: str) -> SalesChannel:
    kind = layout.name if layout.name in MALLS else "file"
    orders.save_channel(
        {
            "code": code,
            "name": MALLS.get(layout.name, code) if code == layout.name else code,
            "kind": kind,
            "currency": layout.currency,
            "total_rule": layout.total_rule,
        },
        actor=actor,
    )
    return SalesChannel.objects.get(code=code)


def _connect(channel: SalesChannel, layout: Layout) -> Connection:
    """The channel's connection; its first file decides the layouts."""
    known = Connection.objects.filter(channel=channel).first()
    if known:
        return known
    rows = {row.name: row for row in IntakeLayout.objects.filter(name__in=[layout.name, layout.notice, layout.stock])}
    chosen = {"layout": rows.get(layout.name), "notice": rows.get(layout.notice), "stock": rows.get(layout.stock)}
    return Connection.objects.get_or_create(channel=channel, defaults=chosen)[0]


def set_up(
    channel_id: int, *, layout: str = "", notice: str = "", stock: str = "", folder: str = "", actor: str
) -> Connection:
    """How a channel is read and told: names of layouts, and its watched folder. Raises Refused."""
    rows: dict[str, Any] = {}
    refusals = []
    for field, name, kind in (("layout", layout, "orders"), ("notice", notice, "shipments"), ("stock", stock, "stock")):
        rows[field] = IntakeLayout.objects.filter(name=name, kind=kind).first() if name else None
        if name and rows[field] is None:
            refusals.append(Refusal(name, field, _("There is no layout “%(name)s”.") % {"name": name}))
    if folder and not _CODE.fullmatch(folder):
        refusals.append(Refusal(folder, "folder", _("Use letters, digits, “-” and “_” for the folder's name.")))
    if refusals:
        raise Refused(refusals)
    with transaction.atomic():
        channel = SalesChannel.objects.get(pk=channel_id)
        made, _created = Connection.objects.update_or_create(channel=channel, defaults={**rows, "folder": folder})
        publish([ChannelSetUp(subject=f"channel/{channel_id}", actor=actor, channel=channel.code)])
    return made


AT_ONCE = 300  # orders that come alive while a person waits; more do so by a job


def go_live(channel_id: int, *, actor: str) -> None:
    """取込のみ → 本番. Many waiting orders come alive behind the desk's back, a few at once."""
    from akinai.channels import jobs

    if Order.objects.filter(channel_id=channel_id, screened=False)[: AT_ONCE + 1].count() > AT_ONCE:
        jobs.go_live.defer(channel_id=channel_id, actor=actor)
    else:
        orders.switch_live(channel_id, actor=actor)

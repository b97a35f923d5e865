"""Asking malls to notify us of orders (Webhooks), where that is done by a call. Renewed each morning: malls drop whom
they could not reach for some hours. Without notices orders come by the usual looks, some minutes later.
"""

import ipaddress
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels.actions.checking import Tested
from akinai.channels.actions.working import working
from akinai.channels.events import NoticesAsked
from akinai.channels.malls import optional
from akinai.channels.models import Connection, Progress, Task
from akinai.channels.reaching import reach
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused

log = structlog.get_logger(__name__)


def subscribe(connection_id: int, site: str, *, actor: str) -> Tested:
    """Ask the mall to tell us of orders at once. `site`: our public address ("https://shop.example.jp").

    Network: not in a transaction. May be repeated. The inverse is `unsubscribe`. Raises Refused for a mall that is
    told by hand, a paused connection, and an address no mall can reach.
    """
    mall, token = _subscribes(connection_id)
    address = f"{_reachable(connection_id, site)}/malls/notify/{token}/"
    with working(connection_id, Task.NOTICES, force=True) as work:
        if work is None:
            raise Refused([Refusal(connection_id, "", _("The channel is paused, or somebody is at it just now."))])
        before = str(work.cursor.get("address", ""))
        if before and before != address:
            mall.unsubscribe(work.account, before)
        topics = list(mall.subscribe(work.account, address))
        with transaction.atomic():
            work.move({"address": address, "topics": topics}, rows=len(topics))
            _publish(work.connection, on=True, topics=topics, actor=actor)
    return _came(connection_id, _("The mall notifies us from now on: orders come in within seconds."))


def unsubscribe(connection_id: int, *, actor: str) -> Tested:
    """No notices any more. Network. The inverse is `subscribe`. Raises Refused where nothing was asked for."""
    mall, _token = _subscribes(connection_id)
    row = Progress.objects.filter(connection=connection_id, task=Task.NOTICES).first()
    if row is None or not row.cursor.get("address"):
        raise Refused([Refusal(connection_id, "", _("The mall does not notify us."))])
    with working(connection_id, Task.NOTICES, force=True) as work:
        if work is None:
            raise Refused([Refusal(connection_id, "", _("The channel is paused, or somebody is at it just now."))])
        mall.unsubscribe(work.account, str(row.cursor["address"]))
        with transaction.atomic():
            work.move({})
            _publish(work.connection, on=False, topics=[], actor=actor)
    return _came(connection_id, _("The mall no longer notifies us; orders come by the usual looks."))


def renew_notices() -> int:
    """Each morning: ask again wherever notices are wanted, for malls that have forgotten us. How many."""
    rows = Progress.objects.filter(task=Task.NOTICES, connection__paused_at=None).exclude(connection__adapter="")
    wanted = list(rows.exclude(cursor={}).values_list("connection_id", flat=True).order_by("connection_id"))
    renewed = 0
    for connection_id in wanted:
        try:
            renewed += _renew(connection_id)
        except Exception:  # noted beside the task by `working`; the other malls are asked all the same
            log.exception("mall.notices_not_renewed", connection=connection_id)
    return renewed


def _renew(connection_id: int) -> bool:
    topics: list[str] = []
    with working(connection_id, Task.NOTICES, force=True) as work:
        if work is None or not isinstance(work.mall, optional.Subscribes):
            return False
        topics = list(work.mall.subscribe(work.account, str(work.cursor["address"])))
        work.move({**work.cursor, "topics": topics}, rows=len(topics))
    return bool(topics)


def _subscribes(connection_id: int) -> tuple[optional.Subscribes, str]:
    """The mall, and the secret part of our address."""
    found = reach(Connection.objects.select_related("channel").get(pk=connection_id))
    mall = found.mall
    if not isinstance(mall, optional.Subscribes):
        words = _("This mall is not asked from here. Enter the address of the notices at the mall.")
        raise Refused([Refusal(connection_id, "adapter", words)])
    return mall, found.connection.notice_token or ""


def _reachable(connection_id: int, site: str) -> str:
    """Our address without a slash at its end. Stand-ins on this machine may reach us here, real malls never."""
    told = urlsplit(site)
    public = told.scheme == "https" and not _is_private(told.hostname or "")
    if told.hostname and (public or settings.OUTSIDE_ALLOW_PRIVATE):
        return site.rstrip("/")
    words = _(
        "The mall cannot reach us at %(address)s. Open the desk under its public https:// address, or set "
        "PUBLIC_ADDRESS for the server."
    )
    raise Refused([Refusal(connection_id, "", words % {"address": site or "–"})])


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:  # a name
        return "." not in host or host.endswith((".local", ".localhost", ".internal", ".test"))


def _publish(connection: Connection, *, on: bool, topics: list[str], actor: str) -> None:
    subject = f"channel/{connection.channel_id}"
    publish([NoticesAsked(subject=subject, actor=actor, channel=connection.channel.code, on=on, topics=topics)])


def _came(connection_id: int, words: str) -> Tested:
    """How it went. What is not wanted (any more) leaves no state behind that somebody would have to mend."""
    row = Progress.objects.get(connection=connection_id, task=Task.NOTICES)
    if not row.cursor.get("address"):
        row.delete()
    return Tested(False, row.words, row.trouble) if row.trouble else Tested(True, words)

"""Does a connection work, and until when? The test a person asks for, and the look each day at keys that end."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels.actions.working import note_calls, working
from akinai.channels.events import KeyEnding
from akinai.channels.malls import base
from akinai.channels.models import Connection, MallNotice, Progress, Task
from akinai.channels.reaching import by_api, reach
from akinai.core import clock, outside
from akinai.core.events import publish
from akinai.core.mail import NewMail, queue_mail
from akinai.core.models import Shop

log = structlog.get_logger(__name__)

TOLD_AT = (1, 3, 7, 14)  # days before a key ends at which staff are told, once each
NOTICES_KEPT = dt.timedelta(days=60)  # no mall repeats a message for longer
HEALED = ("keys", "unreachable", "failed", "nonsense")  # troubles that a test which succeeds may have ended


@dataclass(frozen=True)
class Tested:
    """What a test brought, in a sentence. `kind`: MallError.kind, "" when all is well."""

    ok: bool
    words: str
    kind: str = ""


def test_connection(connection_id: int, *, actor: str) -> Tested:
    """Call the mall harmlessly; whom we reached, or what is wrong. Also while paused. Network: not in a transaction.

    Kept as the state of the task "keys". Raises Refused where there is no mall, Connection.DoesNotExist.
    """
    found = reach(Connection.objects.select_related("channel").get(pk=connection_id))
    began = clock.now()
    keys = None
    try:
        tested = Tested(True, found.mall.check(found.account))
        keys = _plain(found.mall.expiries(found.account))
    except base.MallError as error:
        tested = Tested(False, why(error), error.kind)
    finally:
        note_calls(found.mall.kind, found.account.calls)
    with transaction.atomic():
        _keep(connection_id, tested, keys, began)
        if tested.ok:
            Progress.objects.filter(connection=connection_id, trouble__in=HEALED).update(not_before=None)
    return tested


def why(error: base.MallError) -> str:
    """The adapter's sentence; that an address is our own network's is said plainly."""
    if isinstance(error.__cause__, outside.Forbidden):
        return _("The address lies in a private network. For a practice mall set OUTSIDE_ALLOW_PRIVATE=true.")
    return error.words or _("The mall refused, and said no more (%(kind)s).") % {"kind": error.kind}


def _keep(connection_id: int, tested: Tested, keys: list[dict[str, Any]] | None, began: dt.datetime) -> None:
    Progress.objects.bulk_create([Progress(connection_id=connection_id, task=Task.KEYS)], ignore_conflicts=True)
    row = Progress.objects.select_for_update().get(connection=connection_id, task=Task.KEYS)
    row.tried_at = clock.now()
    row.trouble, row.words = tested.kind, "" if tested.ok else tested.words[:1000]
    if tested.ok:
        row.done_at, row.failures, row.failing_since, row.not_before = row.tried_at, 0, None, None
    else:
        row.failures, row.failing_since = row.failures + 1, row.failing_since or began
    if keys is not None:
        row.cursor = {**row.cursor, "keys": keys}
    row.save()


def keep_expiries(connection_id: int) -> None:
    """Until when our keys hold, written down as the mall tells it now. Raises MallError. Network."""
    found = reach(Connection.objects.select_related("channel").get(pk=connection_id))
    try:
        keys = _plain(found.mall.expiries(found.account))
    finally:
        note_calls(found.mall.kind, found.account.calls)
    with transaction.atomic():
        Progress.objects.bulk_create([Progress(connection_id=connection_id, task=Task.KEYS)], ignore_conflicts=True)
        row = Progress.objects.select_for_update().get(connection=connection_id, task=Task.KEYS)
        row.cursor = {**row.cursor, "keys": keys}
        row.save(update_fields=["cursor"])


def _plain(expiries: Sequence[base.Expiry]) -> list[dict[str, Any]]:
    return [{"name": one.name, "at": one.at.isoformat() if one.at else None, "how": one.how} for one in expiries]


def check_keys(*, actor: str = "job:clock") -> int:
    """Ask every mall until when our keys hold, and tell staff of those that end soon. How many were told of."""
    told = 0
    for connection in by_api():
        try:
            told += _check_keys(connection.pk, actor)
        except Exception:  # noted beside the task by `working`; the other malls are asked all the same
            log.exception("mall.keys_unread", channel=connection.channel.code)
    return told


def _check_keys(connection_id: int, actor: str) -> int:
    news: list[KeyEnding] = []
    with working(connection_id, Task.KEYS, force=True) as work:
        if work is None:
            return 0
        keys = _plain(work.mall.expiries(work.account))
        with transaction.atomic():
            said, news = _news(work.connection, keys, dict(work.cursor.get("told", {})), actor)
            work.move({"keys": keys, "told": said}, rows=len(keys))
            publish(news)
            queue_mail(_mails(work.connection, news), actor=actor)
    return len(news)


def _news(
    connection: Connection, keys: Sequence[dict[str, Any]], said: dict[str, int], actor: str
) -> tuple[dict[str, int], list[KeyEnding]]:
    """Which keys crossed a threshold that was not told yet; and what was told of those that still are."""
    kept: dict[str, int] = {}
    news = []
    for key in keys:
        if not key["at"]:
            continue
        ends = dt.datetime.fromisoformat(key["at"]).astimezone(clock.JST).date()
        days = (ends - clock.today()).days
        step = next((step for step in TOLD_AT if days <= step), None)
        mark = f"{key['name']} {ends}"
        if step is None or days < 0:
            continue
        kept[mark] = step
        if said.get(mark, 1 + step) > step:
            subject, code = f"channel/{connection.channel_id}", connection.channel.code
            told = {"key": key["name"], "ends_on": ends.isoformat(), "days": days}
            news.append(KeyEnding(subject=subject, actor=actor, channel=code, **told))
    return kept, news


def _mails(connection: Connection, news: Sequence[KeyEnding]) -> list[NewMail]:
    """To the shop's own address, if it has one."""
    shop = Shop.objects.order_by("id").first() if news else None
    if shop is None or not shop.email:
        return []
    mails = []
    for one in news:
        words = {"channel": connection.channel.name, "key": one.key, "date": one.ends_on, "days": one.days}
        body = [
            _("The key “%(key)s” to %(channel)s ends on %(date)s (in %(days)d days).") % words,
            _("Then no order comes in from there and no stock goes out. Renew it at the mall and enter it here:"),
            _("Sales channels → %(channel)s → API connection") % words,
        ]
        mails.append(
            NewMail(
                kind="channels.key_ending",
                subject_ref=one.subject,
                dedupe=f"{one.subject}/key/{one.key}/{one.ends_on}/{one.days}",
                from_address=shop.email,
                from_name=shop.name,
                to_address=shop.email,
                to_name=shop.name,
                subject=_("%(channel)s: “%(key)s” ends in %(days)d days") % words,
                body="\n\n".join(body) + "\n",
            )
        )
    return mails


def forget_mall_notices() -> int:
    """Messages of malls too old to be told a second time. How many."""
    return MallNotice.objects.filter(at__lt=clock.now() - NOTICES_KEPT).delete()[0]

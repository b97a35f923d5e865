"""Messages that malls push to us: believed when genuine, heard once, and acted on by a job: the mall does not wait."""

from dataclasses import dataclass

import structlog
from django.db import transaction

from akinai.channels.malls import base
from akinai.channels.models import Connection, MallNotice
from akinai.channels.reaching import reach
from akinai.core import clock

log = structlog.get_logger(__name__)

MOST_NUMBERS = 500  # orders in one message; more are found by the next look


@dataclass(frozen=True)
class Answer:
    """What the mall is answered."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


def hear(token: str, raw: base.RawRequest) -> Answer:
    """Take in one message. Told twice, it is one; the orders it names are read again by a job.

    404 for an address nobody has, 401 for a message the mall did not sign: both leave nothing behind but a log line.
    While the connection is paused it is acknowledged and left to the next look.
    """
    row = Connection.objects.select_related("channel").filter(notice_token=token).exclude(adapter="").first()
    if row is None:
        return Answer(404)
    found = reach(row)
    try:
        notice = found.mall.read_notice(found.account, raw)
    except base.MallError as error:
        log.warning("mall.notice_unreadable", channel=row.channel.code, kind=error.kind, words=error.words)
        return Answer(400)
    if not notice.genuine:
        log.warning("mall.notice_refused", channel=row.channel.code, why=notice.why[:200])
        return Answer(401)
    with transaction.atomic():
        if _is_new(row, notice.key) and notice.numbers and row.paused_at is None:
            _read_later(row.pk, sorted(set(notice.numbers))[:MOST_NUMBERS])
    return Answer(200, notice.answer, notice.content_type)


def _is_new(row: Connection, key: str) -> bool:
    """Whether this delivery was not heard before; one without a key always is."""
    if not key:
        return True
    return MallNotice.objects.get_or_create(connection=row, key=key[:300], defaults={"at": clock.now()})[1]


def _read_later(connection_id: int, numbers: list[str]) -> None:
    from akinai.channels import jobs

    jobs.fetch_numbers.defer(connection_id=connection_id, numbers=numbers)

"""What the parts of this door share: channels are named by their codes, as everywhere outside."""

from collections.abc import Collection, Iterable, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from pydantic import Field

from akinai.channels.models import Connection
from akinai.core import api
from akinai.core.outcome import Outcome, Refusal

router = api.Router(tags=["Malls"])

MOST = 500
Code = Annotated[str, Field(min_length=1, max_length=100, description="Code of a sales channel.")]
Rows = TypeVar("Rows", bound=QuerySet[Any])


class ChannelsNamed(api.Asked):
    """Channels connected to a mall by API, at most 50 at once."""

    channels: list[Code] = Field(min_length=1, max_length=50)


def connections(codes: Iterable[str]) -> tuple[dict[str, Connection], list[Refusal]]:
    """Connections by the codes of their channels, and the codes that have none. One statement."""
    wanted = list(dict.fromkeys(codes))
    rows = Connection.objects.exclude(adapter="").select_related("channel").filter(channel__code__in=wanted)
    found = {row.channel.code: row for row in rows}
    words = _("This channel is not connected to a mall by API.")
    return (
        {code: found[code] for code in wanted if code in found},
        [Refusal(code, "channels", words) for code in wanted if code not in found],
    )


def connection(code: str) -> Connection:
    """The one connection of a channel. Raises Problem (404). One statement."""
    found, missing = connections([code])
    if missing:
        raise api.not_found(missing[0].message)
    return found[code]


def narrowed(rows: Rows, codes: Collection[str], field: str) -> Rows:
    """Only those of these channels; none named: all."""
    return rows.filter(**{f"{field}__code__in": list(codes)}) if codes else rows


def done(outcome: Outcome, asked: Sequence[int], field: str, words: str) -> api.Done:
    """The outcome as it goes out; ids that were asked for and that the verb did not find are refused in these words."""
    known = {*outcome.done, *(one.key for one in outcome.refused)}
    missing = [Refusal(key, field, words) for key in dict.fromkeys(asked) if key not in known]
    return api.done(outcome + Outcome(refused=missing))

"""From our rows to what adapters see: the connection as an account, with its credentials open."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from akinai.channels.malls import MALLS, base
from akinai.channels.models import Connection
from akinai.core.outcome import Refusal, Refused
from akinai.core.partners import defaults, open_keys


@dataclass(frozen=True)
class Reach:
    """A connection with everything needed to speak with its mall."""

    connection: Connection
    mall: base.Mall
    account: base.Account


def reach(connection: Connection) -> Reach:
    """The mall behind a connection. Raises Refused where there is none."""
    mall = MALLS.get(connection.adapter)
    if mall is None:
        raise Refused([Refusal(connection.pk, "adapter", _("This channel is not connected to a mall by API."))])
    return Reach(connection, mall, account_of(connection, mall))


def account_of(connection: Connection, mall: base.Mall) -> base.Account:
    """The account as adapters see it. Credentials sealed with another key are as good as none."""
    return base.Account(
        id=connection.pk,
        code=connection.channel.code,
        kind=mall.kind,
        settings={**defaults(mall.fields), **connection.settings},
        credentials=open_keys(connection.sealed),
    )


def by_api() -> list[Connection]:
    """The connections whose malls may be called now: with an adapter, not paused."""
    rows = Connection.objects.exclude(adapter="").filter(paused_at=None)
    return list(rows.select_related("channel").order_by("pk"))

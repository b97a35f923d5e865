"""From our rows to what adapters see: the connection as an account, with its credentials open."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls import MALLS, base
from akinai.channels.models import Connection
from akinai.core.outcome import Refusal, Refused
from akinai.core.people.secrets import unseal


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
    defaults: dict[str, Any] = {one.name: one.default for one in mall.fields if not one.secret}
    return base.Account(
        id=connection.pk,
        code=connection.channel.code,
        kind=mall.kind,
        settings={**defaults, **connection.settings},
        credentials=open_credentials(connection),
    )


def open_credentials(connection: Connection) -> dict[str, str]:
    """The credentials as entered; none if they were sealed with another key."""
    if not connection.sealed:
        return {}
    try:
        opened: dict[str, str] = json.loads(unseal(connection.sealed))
    except ValueError:
        return {}
    return opened


def by_api() -> list[Connection]:
    """The connections whose malls may be called now: with an adapter, not paused."""
    rows = Connection.objects.exclude(adapter="").filter(paused_at=None)
    return list(rows.select_related("channel").order_by("pk"))

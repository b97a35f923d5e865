"""Tokens: made, found again, revoked. The token itself is known to its program only."""

import datetime as dt
import secrets as random
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.models import ApiToken
from akinai.core.outcome import Refusal, Refused
from akinai.core.people import secrets
from akinai.core.people.actions import log_access
from akinai.core.people.permissions import PERMISSIONS

PREFIX = "akinai_"  # so that a token in the wrong place is recognised by people and by scanners of secrets
BYTES = 32
SEEN_EVERY = dt.timedelta(minutes=1)
# Managing people stays with people: a program could otherwise let itself in anywhere.
SCOPES = tuple(name for name in PERMISSIONS if name != "people.edit")


def add_token(
    name: str, *, scopes: Sequence[str], expires_at: dt.datetime | None = None, actor: str
) -> tuple[ApiToken, str]:
    """Make a token; returns its row and the token, which is kept nowhere. Raises Refused."""
    refusals = []
    if not name.strip() or len(name) > 100:
        sentence = _("Give the token a name of at most 100 letters: the program that uses it.")
        refusals.append(Refusal(name, "name", sentence))
    unknown = [scope for scope in scopes if scope not in SCOPES]
    refusals += [Refusal(name, "scopes", _("There is no permission “%(name)s”.") % {"name": one}) for one in unknown]
    if not scopes:
        refusals.append(Refusal(name, "scopes", _("Choose at least one permission.")))
    if expires_at and expires_at <= clock.now():
        refusals.append(Refusal(name, "expires_at", _("The token would have expired already.")))
    if refusals:
        raise Refused(refusals)
    token = PREFIX + random.token_urlsafe(BYTES)
    with transaction.atomic():
        row = ApiToken.objects.create(
            name=name.strip(),
            token_hash=secrets.digest(token),
            scopes=[scope for scope in SCOPES if scope in scopes],
            created_by=actor,
            created_at=clock.now(),
            expires_at=expires_at,
        )
        log_access(actor=actor, what="token.added", subject=f"token:{row.pk}")
    return row, token


def revoke_tokens(ids: Iterable[int], *, actor: str) -> int:
    """Tokens that open nothing any more, from the next request on. Never undone: make a new one."""
    with transaction.atomic():
        living = ApiToken.objects.select_for_update().filter(pk__in=list(ids), revoked_at=None).order_by("id")
        rows = list(living)
        ApiToken.objects.filter(pk__in=[row.pk for row in rows]).update(revoked_at=clock.now())
        for row in rows:
            log_access(actor=actor, what="token.revoked", subject=f"token:{row.pk}")
    return len(rows)


def find(token: str) -> ApiToken | None:
    """The living token, noted as seen; None when it is unknown, revoked or has expired."""
    row = ApiToken.objects.filter(token_hash=secrets.digest(token), revoked_at=None).first()
    now = clock.now()
    if row is None or (row.expires_at and row.expires_at <= now):
        return None
    if row.last_used_at is None or now - row.last_used_at >= SEEN_EVERY:
        ApiToken.objects.filter(pk=row.pk).update(last_used_at=now)
    return row

"""Who calls: a program with a token, what it may do, and how often."""

import time
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from akinai.core import settings
from akinai.core.api import tokens
from akinai.core.api.problems import Problem
from akinai.core.people.masking import MASKS
from akinai.core.people.permissions import MEANINGS, PERMISSIONS

MINUTE = 60


@dataclass(frozen=True)
class Caller:
    """A program that was let in."""

    token_id: int
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """As verbs want it: "token:3"."""
        return f"token:{self.token_id}"

    def may(self, permission: str) -> bool:
        """Has its token this permission? Raises KeyError for one that does not exist."""
        PERMISSIONS[permission]
        return permission in self.scopes

    def need(self, permission: str) -> None:
        """Go on only with this permission. Raises Problem (403)."""
        if not self.may(permission):
            detail = _("This token may not do that. It needs the permission %(name)s (%(meaning)s).")
            words = {"name": permission, "meaning": MEANINGS[permission]}
            raise Problem(403, "forbidden", _("Not allowed"), detail % words)

    def personal(self, value: str | None, kind: str) -> str:
        """Personal data as this program may see it; kind is one of name, phone, mail, address."""
        text = value or ""
        return text if self.may("personal.view") else MASKS[kind](text)


class Request(HttpRequest):
    """A request of a program that was let in."""

    auth: Caller


class Token(HttpBearer):
    """The door of one operation: a living token that has the permission, not too often."""

    def __init__(self, permission: str) -> None:
        PERMISSIONS[permission]
        self.permission = permission
        super().__init__()

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) or self.authenticate(request, "")

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller. Raises Problem: 401 without a living token, 429 when it asks too often, 403 when it may not."""
        row = tokens.find(token) if token else None
        if row is None:
            detail = _(
                "Send a token that is in use: “Authorization: Bearer …”. Tokens are made at the desk, under Settings."
            )
            headers = {"WWW-Authenticate": "Bearer"}
            raise Problem(401, "unauthorized", _("Who are you?"), detail, headers=headers)
        _count(row.pk)
        caller = Caller(row.pk, frozenset(row.scopes))
        caller.need(self.permission)
        return caller


def _count(token_id: int) -> None:
    """Count the request in its minute (about: two at one moment may count as one). Raises Problem (429)."""
    most = settings.get("api_requests_per_minute")
    now = int(time.time())
    key = f"api:{token_id}:{now // MINUTE}"
    count = cache.get(key, 0) + 1
    cache.set(key, count, 2 * MINUTE)
    if count > most:
        wait = str(MINUTE - now % MINUTE)
        detail = _("This token may ask %(most)s times a minute. Wait %(wait)s seconds.") % {"most": most, "wait": wait}
        raise Problem(429, "too-many-requests", _("Too many requests"), detail, headers={"Retry-After": wait})

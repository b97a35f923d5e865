"""Members of the shop sign in by the same tables as staff, and never pass a door of the desk.

Their sign-in names begin with a sign that no member of staff can have: who somebody is costs no statement.
"""

import secrets

from django.contrib.auth.models import User
from django.db.models import QuerySet

from akinai.core.people.permissions import AnyUser

PREFIX = "member:"
# Pages under /accounts/ that are everybody's: choosing the language, signing out.
SHARED = ("/accounts/choose/", "/accounts/sign-out/")


def new_name() -> str:
    """A sign-in name nobody can guess and nobody types: members sign in by mail address."""
    return PREFIX + secrets.token_hex(16)


def is_member(user: AnyUser) -> bool:
    """Is this a member of the shop, not of its staff?"""
    return user.is_authenticated and user.get_username().startswith(PREFIX)


def staff() -> QuerySet[User]:
    """Those who work here."""
    return User.objects.exclude(username__startswith=PREFIX)

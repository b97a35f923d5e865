"""Sign-in of members: a backend of its own, so that a session says by itself that it is a member's."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import User
from django.http import HttpRequest

PATH = "akinai.customers.backend.Members"


class Members(BaseBackend):
    """Gives the user of a member's session, with the customer, by one statement.

    It lets nobody in: actions.enter compares passwords, and counts.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        """The user, if still a member."""
        found = User.objects.select_related("customer").filter(pk=user_id, is_active=True)
        return found.filter(customer__left_at=None, customer__confirmed_at__isnull=False).first()

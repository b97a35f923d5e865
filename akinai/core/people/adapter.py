"""allauth as the shop wants it: no sign-up, and one question less on the first day."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.utils.translation import gettext

from akinai.core.people import members, secrets

JUST_SIGNED_IN_SECONDS = 600


class StaffAccounts(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Staff are made by the 店長."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Members of the shop have no way in here, even if somebody learns the name their account has inside."""
        user = super().authenticate(request, **credentials)
        return None if user is not None and members.is_member(user) else user

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Enrolling the first second factor right after the password need not ask for the password again."""
        request = self.request
        if app == "allauth.mfa" and request is not None and not is_mfa_enabled(request.user):
            records = get_authentication_records(request, request.user)
            fresh = time.time() - JUST_SIGNED_IN_SECONDS
            if any(record.get("at", 0) > fresh for record in records):
                return False
        return bool(super().is_reauthentication_required(app=app))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Staff accounts have no mail address; what happens to them stands in the access log."""


class StaffMFA(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """TOTP keys and recovery seeds are kept encrypted with a key derived from SECRET_KEY."""
        return secrets.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.unseal(encrypted_text)

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_full_name() or user.get_username())

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return gettext("Passkey")

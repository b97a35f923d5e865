"""The six digits of the second factor: good a little before and after their time, and good once.

RFC 6238, 5.2: one time step of delay between the phone and us is allowed for, and a code that was accepted is not
accepted again.
"""

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.cache import cache


class _Once:
    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"mfa.used:{self.user.pk}:{code}", True, timeout=good_for):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


class SignIn(_Once, AuthenticateForm):
    """After the password."""


class SignInAgain(_Once, ReauthenticateForm):
    """Before something that asks who sits there."""

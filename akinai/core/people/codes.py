"""The six digits of the second factor: good a little before and after their time, and good once.

RFC 6238, 5.2: one time step of delay between the phone and us is allowed for, and a code that was accepted is not
accepted again.
"""

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from django.core.cache import cache


class _Once:
    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        good_for = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        used = f"mfa.used:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
        if not cache.add(used, True, timeout=good_for):
            raise get_adapter().validation_error("incorrect_code")
        return code


class SignIn(_Once, AuthenticateForm):
    """After the password."""


class SignInAgain(_Once, ReauthenticateForm):
    """Before something that asks who sits there."""

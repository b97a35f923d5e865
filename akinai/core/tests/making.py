"""People for tests: made by the real action, signed in with a second factor."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import User
from django.test import Client

from akinai.core.people.actions import NewStaff, add_staff


def make_staff(role: str = "manager", username: str = "", name: str = "") -> User:
    """A person of one role (manager orders support warehouse purchasing marketing accounting viewer)."""
    new = NewStaff(
        username=username or f"test-{role}", name=name or f"山田 {role}", roles=[role], password="correct-horse-7"
    )
    user, _password = add_staff(new, actor="cli")
    return user


def sign_in(client: Client, user: User) -> Client:
    """Sign in as after password and TOTP."""
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
    return client

"""Signing in at Yahoo! (Yahoo! ID連携 v2, authorization code flow): where the browser goes, and what its code brings.

The page returns to our address with a code of ten minutes; the code, the application's ID and its secret bring the
refresh token. `nonce` comes back inside the ID token: the code was made for this sign-in and no other. The ID token
comes straight from Yahoo! over HTTPS, so its signature need not be looked at (OpenID Connect Core 3.1.3.7, 6).
"""

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.base import Account, KeysRefused, MallError, Nonsense
from akinai.channels.malls.optional import SignedIn
from akinai.core import clock

SCOPE = "openid profile"


def address(account: Account, back: str, state: str, nonce: str) -> str:
    """The consent page. `bail=1`: who does not agree comes back, too. Raises MallError without a client ID."""
    client_id = str(account.settings.get("client_id") or "").strip()
    if not client_id:
        raise MallError(_("Enter the client ID first and save."))
    asked = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": back,
        "scope": SCOPE,
        "bail": "1",
        "state": state,
        "nonce": nonce,
    }
    return f"{account.address('auth')}/yconnect/v2/authorization?{urlencode(asked)}"


def exchange(account: Account, code: str, back: str, nonce: str) -> SignedIn:
    """The refresh token of a code, and the day it was given. Raises MallError."""
    client_id = str(account.settings.get("client_id") or "")
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back}
    auth = (client_id, account.credentials.get("client_secret", ""))
    with calling.door(account, account.address("auth")) as api:
        try:
            answer = calling.call(account, api, "token", "POST", "/yconnect/v2/token", data=form, auth=auth)
        except KeysRefused:
            raise KeysRefused(_("Yahoo! does not accept the client ID and its secret. Check both.")) from None
    if answer.status_code == 400:
        raise KeysRefused(
            _(
                "Yahoo! does not accept this sign-in any more (it holds for some minutes), or the callback URL "
                "is not the one entered for your application at Yahoo!. Sign in again."
            )
        )
    try:
        told = answer.json()
        refresh_token, proof = str(told["refresh_token"]), _claims(str(told["id_token"]))
        made_for = proof.get("aud")
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise Nonsense(_("Yahoo!'s answer to %(call)s cannot be read.") % {"call": "token"}) from None
    audience = made_for if isinstance(made_for, list) else [made_for]
    if proof.get("nonce") != nonce or client_id not in audience:
        raise Nonsense(_("Yahoo!'s answer belongs to another sign-in. Nothing was changed; sign in again."))
    return SignedIn(credentials={"refresh_token": refresh_token}, settings={"signed_in_on": clock.today().isoformat()})


def _claims(token: str) -> dict[str, Any]:
    """What an ID token says. Raises ValueError and its kin."""
    _head, middle, _end = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    if not isinstance(said, dict):
        raise ValueError("not an object")
    return said

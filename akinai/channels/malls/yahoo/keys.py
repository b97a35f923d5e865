"""Yahoo!'s keys: the access token of the refresh token, the headers encrypted with the store's public key, and when
the keys end.

An access token lives one hour, the refresh token four weeks from the day the operator signed in, and it is not renewed
by use. If an order is asked for without the public key, it lives 12 hours only.
"""

import base64
import binascii
import datetime as dt
import hashlib
import time
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key
from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.base import Account, Expiry, KeysRefused, Nonsense
from akinai.core.clock import JST
from akinai.core.tables import BadCell, day

WITH_KEY = dt.timedelta(weeks=4)
WITHOUT_KEY = dt.timedelta(hours=12)
AUTHORISED = "authorized"  # of the header X-SWS-Authorize-Status


class NoAccess(KeysRefused):
    """The refresh token gives no access token: a person must sign in."""


def access_token(account: Account, *, fresh: bool = False) -> str:
    """The token for `Authorization: Bearer`. Raises MallError."""
    secrets = "\n".join(account.credentials.get(name, "") for name in ("refresh_token", "client_secret"))
    digest = hashlib.sha256(secrets.encode()).hexdigest()
    key = ("yahoo", account.id, account.code, account.settings.get("client_id"), digest)
    return calling.token(key, lambda: _renew(account), fresh=fresh)


def _renew(account: Account) -> tuple[str, float]:
    client_id = str(account.settings.get("client_id") or "")
    if not account.credentials.get("refresh_token", "").strip():
        raise NoAccess(_("Sign in at Yahoo! first: press the button on this channel's page."))
    form = {"grant_type": "refresh_token", "refresh_token": account.credentials.get("refresh_token", "")}
    auth = (client_id, account.credentials.get("client_secret", ""))
    with calling.door(account, account.address("auth")) as api:
        try:
            answer = calling.call(account, api, "token", "POST", "/yconnect/v2/token", data=form, auth=auth)
        except KeysRefused:
            raise _sign_in_again() from None
    if answer.status_code == 400:  # invalid_grant: the refresh token is over, or was never ours
        raise _sign_in_again()
    try:
        told = answer.json()
        token, seconds = str(told["access_token"]), float(told.get("expires_in") or 3600)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Nonsense(_("Yahoo!'s answer to %(call)s cannot be read.") % {"call": "token"}) from None
    return token, seconds


def _sign_in_again() -> NoAccess:
    return NoAccess(
        _(
            "Yahoo! gives no access any more. Sign in at Yahoo! again by the button on this channel's page; "
            "check the client ID and its secret, too."
        )
    )


def signed(account: Account) -> dict[str, str]:
    """The headers of an order call: seller and time, encrypted with the store's public key. {} without a key."""
    pem = account.credentials.get("public_key", "").strip()
    if not pem:
        return {}
    # The machine's own time, whatever day is being played: the mall compares it with its own.
    text = f"{account.settings.get('seller_id')}:{int(time.time())}"
    try:
        encrypted = _public_key(pem).encrypt(text.encode(), padding.PKCS1v15())
    except ValueError:  # the key is shorter than the text
        raise _no_key() from None
    return {
        "X-sws-signature": base64.b64encode(encrypted).decode(),
        "X-sws-signature-version": str(account.settings.get("key_version") or "1"),
    }


def _public_key(pem: str) -> rsa.RSAPublicKey:
    """The key of a PEM text, or of the bare base64 inside it. Raises KeysRefused."""
    try:
        if "-----BEGIN" in pem:
            key = load_pem_public_key(pem.encode())
        else:
            key = load_der_public_key(base64.b64decode("".join(pem.split()), validate=True))
    except (ValueError, TypeError, binascii.Error):
        key = None
    if not isinstance(key, rsa.RSAPublicKey):
        raise _no_key()
    return key


def _no_key() -> KeysRefused:
    words = _("The store's public key cannot be read. Enter it as StoreCreator Pro (ストアクリエイターPro) gave it.")
    return KeysRefused(words)


def expiries(account: Account) -> Sequence[Expiry]:
    """The refresh token, counted from the day the operator signed in; the public key, if its end was entered."""
    life = WITH_KEY if account.credentials.get("public_key", "").strip() else WITHOUT_KEY
    signed_in = _day(account, "signed_in_on")
    how = _("Sign in at Yahoo! again by the button on this channel's page.")
    found = [Expiry(_("Yahoo!'s refresh token"), signed_in + life if signed_in else None, how)]
    if ends := _day(account, "key_ends_on"):
        how = _("Make a new public key in StoreCreator Pro (ストアクリエイターPro); enter it and its version.")
        found.append(Expiry(_("The store's public key"), ends, how))
    return found


def _day(account: Account, name: str) -> dt.datetime | None:
    """A day among the settings, at its beginning; None for none and for what is no day."""
    told = str(account.settings.get(name) or "").strip()
    try:
        return dt.datetime.combine(day(told), dt.time(), JST) if told else None
    except BadCell:
        return None


def reminder(account: Account) -> str:
    """What staff should enter so that they are reminded in time; "" if all is there."""
    if _day(account, "signed_in_on"):
        return ""
    return _("Sign in at Yahoo! by the button, or enter the day: you are reminded before four weeks are over.")

"""One account's calls: tokens, the pace of each operation, and Amazon's refusals in plain sentences."""

import datetime as dt
import hashlib
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.amazon import codes, settings
from akinai.channels.malls.base import Account, KeysRefused, MallError, Nonsense, Throttled, Unreachable
from akinai.core import clock, outside

USER_AGENT = "Akinai/1.0 (Language=Python)"
MOST_WORDS = 500
LONGEST_WAIT = 600.0  # seconds; Amazon does not say how long a 429 lasts: until there is a new token
# What a restricted token opens: one of it does for every page and order of an hour.
PERSONAL = [
    {"method": "GET", "path": "/orders/v0/orders", "dataElements": ["buyerInfo", "shippingAddress"]},
    {"method": "GET", "path": "/orders/v0/orders/{orderId}", "dataElements": ["buyerInfo", "shippingAddress"]},
    {"method": "GET", "path": "/orders/v0/orders/{orderId}/orderItems", "dataElements": ["buyerInfo"]},
]


TOKEN_ENDED = b"access token you provided"  # revoked, malformed, invalid or expired


class Denied(KeysRefused):
    """403: this token may not make this call."""


class Turned(MallError):
    """Amazon understood and refused this one request (400, 404, 413 …): nothing happened."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


@contextmanager
def open_api(account: Account) -> Iterator["Api"]:
    """The API over one connection."""
    with opened(account, account.address("api")) as http:
        yield Api(account, http)


@contextmanager
def opened(account: Account, address: str) -> Iterator[Any]:
    """The door to an address; one that is none is Unreachable."""
    try:
        door = calling.door(account, address, headers={"User-Agent": USER_AGENT, "Accept": "application/json"})
    except outside.FAILED as error:
        raise Unreachable(_("“%(address)s” is not an address that can be called.") % {"address": address}) from error
    with door as http:
        yield http


class Api:
    """Calls of one account."""

    def __init__(self, account: Account, http: Any) -> None:
        self.account = account
        self._http = http
        self.marketplace = settings.told(account, "marketplace")
        self.seller = settings.told(account, "seller_id")

    def get(self, operation: str, path: str, params: Mapping[str, str], *, personal: bool = False) -> dict[str, Any]:
        """A read. Raises Turned and the MallErrors."""
        return read(self.call(operation, "GET", path, personal=personal, params=dict(params)), operation)

    def send(self, operation: str, method: str, path: str, **what: Any) -> dict[str, Any]:
        """A change that is answered by JSON."""
        return read(self.call(operation, method, path, **what), operation)

    def call(self, operation: str, method: str, path: str, *, personal: bool = False, **what: Any) -> Any:
        """One call, when it is its turn. A token that has ended is fetched anew, once. Raises Turned for a refusal."""
        try:
            return self._once(operation, method, path, personal=personal, fresh=False, **what)
        except Denied as error:
            if TOKEN_ENDED not in error.body:
                raise
        return self._once(operation, method, path, personal=personal, fresh=True, **what)

    def _once(self, operation: str, method: str, path: str, *, personal: bool, fresh: bool, **what: Any) -> Any:
        token = self._restricted(fresh=fresh) if personal else self.token(fresh=fresh)
        pace = self._pace(operation)
        pace.wait()
        stamp = clock.now().astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        headers = {"x-amz-access-token": token, "x-amz-date": stamp}
        try:
            answer = calling.call(self.account, self._http, operation, method, path, headers=headers, **what)
        except Throttled as error:
            pace.empty()
            raise Throttled(error.words, wait=error.wait or min(1 / pace.rate, LONGEST_WAIT)) from error
        except KeysRefused as error:
            words = _("Amazon does not allow %(call)s: the app has no role for it, or its authorisation has ended.")
            denied = Denied(words % {"call": operation})
            denied.body = error.body
            raise denied from error
        self._learn(pace, answer)
        if answer.status_code >= 400:
            raise Turned(refusal(answer), answer.status_code)
        return answer

    # --- pace ---

    def _pace(self, operation: str) -> calling.Pace:
        rate, burst = codes.RATES[operation]
        every = self._everything()
        return calling.pace(self.account, operation, every or rate, max(every, burst))

    def _everything(self) -> float:
        """The setting "rate.all": a rate for all operations (of a stand-in)."""
        return float(self.account.settings.get("rate.all") or 0)

    def _learn(self, pace: calling.Pace, answer: Any) -> None:
        """Amazon tells most answers the shop's own rate."""
        text = answer.headers.get("x-amzn-RateLimit-Limit", "")
        set_by_hand = self._everything() or any(name.startswith("rate.") for name in self.account.settings)
        if not set_by_hand and text.replace(".", "", 1).isdigit() and len(text) < 20:
            pace.learn(float(text))

    # --- tokens ---

    def token(self, *, fresh: bool = False) -> str:
        """An access token (Login with Amazon). Raises KeysRefused."""
        return calling.token(self._key("access"), self._login, fresh=fresh)

    def _key(self, scope: str) -> Hashable:
        secrets = "\0".join(self.account.credentials.get(name, "") for name in ("client_secret", "refresh_token"))
        names = (self.account.address("auth"), settings.told(self.account, "client_id"))
        return ("amazon", self.account.id, self.account.code, scope, *names, hashlib.sha256(secrets.encode()).digest())

    def _login(self) -> tuple[str, float]:
        form = {
            "grant_type": "refresh_token",
            "client_id": settings.told(self.account, "client_id"),
            "client_secret": self.account.credentials.get("client_secret", ""),
            "refresh_token": self.account.credentials.get("refresh_token", ""),
        }
        with opened(self.account, self.account.address("auth")) as http:
            try:
                answer = calling.call(self.account, http, "LWA token", "POST", "/auth/o2/token", data=form)
            except KeysRefused as error:
                raise KeysRefused(_not_in("invalid_client")) from error
        if answer.status_code >= 400:
            found = plain(answer)
            raise KeysRefused(_not_in(str(found.get("error", "")) if isinstance(found, dict) else ""))
        told = read(answer, "LWA token")
        return _lives(told, "access_token", "expires_in")

    def _restricted(self, *, fresh: bool = False) -> str:
        """A restricted data token: v0 tells names and addresses only to it."""
        return calling.token(self._key("personal"), self._restrict, fresh=fresh)

    def _restrict(self) -> tuple[str, float]:
        path = "/tokens/2021-03-01/restrictedDataToken"
        told = self.send("createRestrictedDataToken", "POST", path, json={"restrictedResources": PERSONAL})
        return _lives(told, "restrictedDataToken", "expiresIn")


def _lives(told: Mapping[str, Any], name: str, life: str) -> tuple[str, float]:
    token, seconds = told.get(name), told.get(life)
    if not isinstance(token, str) or not token or not isinstance(seconds, int | float) or seconds <= 0:
        raise Nonsense(_("Amazon's answer has no token."))
    return token, float(seconds)


def _not_in(error: str) -> str:
    sentences = {
        "invalid_client": _("Amazon does not know this client ID and client secret. Perhaps the secret has ended."),
        "invalid_grant": _("Amazon does not accept the refresh token. Authorise the app again in Seller Central."),
        "unauthorized_client": _("The refresh token belongs to another app."),
    }
    return sentences.get(error) or _("Amazon does not let us log in (%(error)s).") % {"error": error[:60] or "400"}


# --- answers ------------------------------------------------------------------------------------------------


def plain(answer: Any) -> Any:
    """The answer's JSON, or None."""
    try:
        return answer.json()
    except ValueError:
        return None


def read(answer: Any, operation: str) -> dict[str, Any]:
    """The answer's JSON object. Raises Nonsense."""
    found = plain(answer)
    if not isinstance(found, dict):
        raise Nonsense(_("Amazon's answer to %(call)s could not be read.") % {"call": operation})
    return found


def refusal(answer: Any) -> str:
    """Why Amazon refused, in its own words within a sentence of ours."""
    found = plain(answer)
    errors = found.get("errors") if isinstance(found, dict) else None
    words = [
        " ".join(str(one.get(name) or "").strip() for name in ("message", "details")).strip()
        for one in (errors if isinstance(errors, list) else [])
        if isinstance(one, dict)
    ]
    said = " / ".join(filter(None, words)) or str(answer.status_code)
    return _("Amazon refuses it: %(words)s") % {"words": said[:MOST_WORDS]}

"""One question to Shopify: the token, the points a question costs, and what went wrong, as a MallError.

Shopify counts points, not calls: a bucket that fills by some points a second, more in dearer plans. What is left is
told with each answer (extensions.cost), so we wait before we ask what can't be paid for, and know no plan.
"""

import hashlib
import threading
import time
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.base import (
    Account,
    KeysRefused,
    Maintenance,
    MallError,
    Nonsense,
    Throttled,
    Unreachable,
)
from akinai.channels.malls.shopify import settings
from akinai.channels.malls.shopify.documents import Document
from akinai.core import outside

Data = dict[str, Any]


class TooCostly(MallError):
    """The question costs more than Shopify answers at once: ask for less. Nothing happened."""


class Refused(MallError):
    """Shopify does not take this one thing; the others may be said."""


class Purse:
    """The points an account has left, as far as was told."""

    def __init__(self) -> None:
        self._left, self._rate, self._at = float("inf"), 100.0, time.monotonic()
        self._prices: dict[str, float] = {}  # what a document was said to cost
        self._lock = threading.Lock()

    def wait(self, document: Document) -> None:
        """Wait until it can be paid. Raises Throttled when that is further away than LONGEST_PAUSE."""
        with self._lock:
            now = time.monotonic()
            self._left, self._at = self._left + (now - self._at) * self._rate, now
            price = self._prices.get(document.operation, 10.0)
            pause = max(0.0, (price - self._left) / self._rate)
            if pause > calling.LONGEST_PAUSE:
                raise Throttled(_("Too many calls at once; the rest follows later."), wait=pause)
            self._left -= price
        if pause:
            time.sleep(pause)

    def learn(self, document: Document, cost: Mapping[str, Any]) -> float:
        """Note what was told. Returns the seconds until the document can be paid."""
        state = cost.get("throttleStatus")
        price = _number(cost.get("requestedQueryCost"))
        with self._lock:
            if price:
                self._prices[document.operation] = price
            if not isinstance(state, Mapping) or (left := _number(state.get("currentlyAvailable"))) is None:
                return 0.0
            self._left, self._at = left, time.monotonic()
            self._rate = _number(state.get("restoreRate")) or self._rate
            return max(0.0, ((price or 0.0) - left) / self._rate)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 0 else None


_purses: dict[Hashable, Purse] = {}
_lock = threading.Lock()


def _purse(account: Account) -> Purse:
    with _lock:
        return _purses.setdefault((account.id, account.code, account.address("api"), settings.domain(account)), Purse())


class Session:
    """Asks in the name of an account, over one connection."""

    def __init__(self, account: Account, door: outside.Client) -> None:
        self.account = account
        self.version = ""  # of the API, as Shopify told it
        self._door = door
        self._purse = _purse(account)

    def ask(self, document: Document, **variables: Any) -> Data:
        """The answer's data. Raises MallError; for a change, Unreachable and Nonsense mean that nobody knows."""
        self._purse.wait(document)
        body = {"query": document.text, "operationName": document.operation, "variables": variables}
        path = f"/admin/api/{settings.of(self.account, 'version')}/graphql.json"
        answer = self._post(document, path, body)
        self.version = answer.headers.get("X-Shopify-API-Version", "")
        if not answer.is_success:
            _refused(answer, document.name)
        return self._data(document, answer)

    def _post(self, document: Document, path: str, body: Data) -> outside.Response:
        """One call; a token that ended early is fetched anew once: whoever is refused has done nothing."""
        token = access_token(self.account, self._door)
        for last in (False, True):
            headers = {"X-Shopify-Access-Token": token, "Accept": "application/json"}
            try:
                return calling.call(self.account, self._door, document.name, "POST", path, json=body, headers=headers)
            except KeysRefused:
                if last or fixed_token(self.account):
                    raise
                token = access_token(self.account, self._door, fresh=True)
        raise AssertionError("the second try returns or raises")

    def _data(self, document: Document, answer: outside.Response) -> Data:
        told = _json(answer, document.name)
        extensions = told.get("extensions")
        cost = extensions.get("cost") if isinstance(extensions, Mapping) else None
        errors = told.get("errors")
        code, words = _first_error(errors) if errors else ("", "")
        wait = 0.0
        if isinstance(cost, Mapping) and code != "MAX_COST_EXCEEDED":  # a price that nobody ever pays
            wait = self._purse.learn(document, cost)
        if errors:
            self.account.calls[-1] = replace(self.account.calls[-1], ok=False, error=code or "errors")
            _raise(code, words, document.name, wait)
        data = told.get("data")
        if not isinstance(data, dict):
            raise Nonsense(_("The mall's answer could not be read (%(call)s).") % {"call": document.name})
        return data


@contextmanager
def session(account: Account) -> Iterator[Session]:
    """A session. The address may hold {shop}."""
    if not settings.domain(account):
        raise KeysRefused(_("The shop's domain is not set."))
    base = account.address("api").replace("{shop}", settings.domain(account))
    with calling.door(account, base) as door, believed():
        yield Session(account, door)


@contextmanager
def believed() -> Iterator[None]:
    """What is not as the schema says is Nonsense, wherever it is met. Raises it."""
    try:
        yield
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        words = _("The mall's answer is not as its manual says (%(what)s).")
        raise Nonsense(words % {"what": f"{type(error).__name__}: {str(error)[:80]}"}) from error


# --- the token ----------------------------------------------------------------------------------------------


def fixed_token(account: Account) -> str:
    """The token that does not end, if there is one."""
    return account.credentials.get("access_token", "").strip()


def access_token(account: Account, door: outside.Client, *, fresh: bool = False) -> str:
    """The fixed token, or one of the client credentials grant, which lives for a day. Raises MallError."""
    if token := fixed_token(account):
        return token
    client = settings.of(account, "client_id") if account.settings.get("client_id") else ""
    secret = account.credentials.get("client_secret", "").split()
    if not client or not secret:
        raise KeysRefused(_("Enter the client ID and the client secret, or an access token."))
    digest = hashlib.sha256("\0".join((client, *secret)).encode()).hexdigest()
    key = ("shopify", account.id, account.code, str(door.base_url), digest)
    return calling.token(key, lambda: _grant(account, door, client, secret), fresh=fresh)


def _grant(account: Account, door: outside.Client, client: str, secrets: list[str]) -> tuple[str, float]:
    """Ask for a token; while the secret is being changed, with each of them."""
    for place, secret in enumerate(secrets, 1):
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        try:
            answer = calling.call(account, door, "access_token", "POST", "/admin/oauth/access_token", data=form)
        except KeysRefused:
            if place == len(secrets):
                raise
            continue
        if answer.is_success or place == len(secrets):
            break
    if not answer.is_success:
        raise KeysRefused(_("Shopify gave no token: check the shop's domain, the client ID and the client secret."))
    told = _json(answer, "access_token")
    token, life = told.get("access_token"), _number(told.get("expires_in"))
    if not isinstance(token, str) or not token:
        raise Nonsense(_("The mall's answer could not be read (%(call)s).") % {"call": "access_token"})
    return token, life or 3600.0


# --- what went wrong ----------------------------------------------------------------------------------------


def _json(answer: outside.Response, name: str) -> Data:
    try:
        told = answer.json()
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Nonsense(_("The mall's answer could not be read (%(call)s).") % {"call": name})
    return told


def _first_error(errors: Any) -> tuple[str, str]:
    """Code and words of the first error."""
    first = errors[0] if isinstance(errors, list) and errors else errors
    if not isinstance(first, Mapping):
        return "", str(first)[:200]
    extensions = first.get("extensions")
    code = extensions.get("code") if isinstance(extensions, Mapping) else ""
    return str(code or ""), str(first.get("message") or "")[:200]


def _raise(code: str, words: str, name: str, wait: float) -> NoReturn:
    """What an error beside the data says of the whole question."""
    what = {"call": name, "words": words or code}
    match code:
        case "THROTTLED":
            raise Throttled(_("The mall asks us to slow down (%(call)s).") % what, wait=wait)
        case "MAX_COST_EXCEEDED":
            raise TooCostly(_("Shopify does not answer so much at once (%(call)s).") % what)
        case "ACCESS_DENIED":
            raise KeysRefused(_("The app lacks a permission at Shopify (%(call)s): %(words)s") % what)
        case "SHOP_INACTIVE":
            raise KeysRefused(_("Shopify says that the shop is not active (%(call)s).") % what)
        case "INTERNAL_SERVER_ERROR" | "TIMEOUT":
            raise Unreachable(_("The mall answered with an error of its own (%(call)s, %(words)s).") % what)
    raise MallError(_("Shopify refused the call (%(call)s): %(words)s") % what)


def _refused(answer: outside.Response, name: str) -> NoReturn:
    """What calling.py leaves to us: 4xx besides 401, 403 and 429; a redirection."""
    words = {"call": name, "status": answer.status_code}
    if answer.status_code == 402:
        raise KeysRefused(_("Shopify has frozen the shop: its bill is not paid (%(call)s).") % words)
    if answer.status_code == 404:
        raise KeysRefused(_("Shopify knows no such shop or version of the API: check the domain (%(call)s).") % words)
    if answer.status_code == 423:
        raise Maintenance(_("Shopify has locked the shop for a while (%(call)s).") % words)
    if answer.status_code == 430:
        raise Throttled(_("The mall asks us to slow down (%(call)s).") % words, wait=calling.retry_after(answer))
    raise MallError(_("Shopify refused the call (%(call)s, %(status)d).") % words)


def complaint(errors: Any) -> str:
    """The words of userErrors, in one line; "" if there are none."""
    if not isinstance(errors, list):
        return ""
    said = [str(each.get("message") or each.get("code") or "") for each in errors if isinstance(each, Mapping)]
    return " / ".join(dict.fromkeys(words[:200] for words in said if words))[:500]


def refusal(errors: Any) -> str:
    """A sentence for staff of userErrors; "" if there are none."""
    words = complaint(errors)
    return _("Shopify: %(words)s") % {"words": words} if words or errors else ""

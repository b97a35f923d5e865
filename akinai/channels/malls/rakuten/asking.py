"""Calls to RMS: the header with both keys, the pace of each group, and errors in plain sentences."""

import base64
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.base import Account, KeysRefused, MallError, Nonsense, Throttled
from akinai.channels.malls.rakuten import codes
from akinai.core import outside

# Calls a second (RMS manual: one for orders and stock writes, five for reading stock and items).
RATES: Mapping[str, float] = {
    "order": 1.0,
    "stock": 1.0,
    "stock_read": 5.0,
    "items": 1.0,
    "items_read": 5.0,
    "cabinet": 1.0,
    "key": 1.0,
}
WRITING = ("stock", "items")
CONFLICTS = 3  # times a call that clashed with another (409) is made again
JSON = "application/json; charset=utf-8"


class Refused(MallError):
    """RMS refused one call because of what we sent. `errors`: its own, with where in the request each belongs."""

    kind = "refused"

    def __init__(self, words: str, status: int, errors: list[Mapping[str, Any]] | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.errors = errors or []


class Rms:
    """One door to RMS, for a few calls."""

    def __init__(self, account: Account, api: outside.Client) -> None:
        self.account, self._api = account, api

    def order(self, name: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """A call of the order API. 400 comes back as it is told: its messages belong to single orders."""
        answer = self._call("order", name, "POST", f"/es/2.0/order/{name}/", body)
        told = read(answer, name)
        if answer.status_code not in (200, 400) or not told:
            raise Refused(sentence(name, told, answer.status_code), answer.status_code)
        return told

    def rest(
        self, group: str, name: str, method: str, path: str, body: Any = None, params: Any = None
    ) -> dict[str, Any]:
        """A call of the stock or item API; 404 and 400 raise Refused, 409 is tried again."""
        for _attempt in range(CONFLICTS + 1):
            answer = self._call(group, name, method, path, body, params)
            if answer.status_code != 409:
                break
        else:
            raise Throttled(_("Another change is going on at Rakuten (%(call)s).") % {"call": name}, wait=5.0)
        if answer.status_code in (201, 204) or (answer.is_success and not answer.content):
            return {}
        told = read(answer, name)
        if not answer.is_success:
            raise Refused(sentence(name, told, answer.status_code), answer.status_code, models(told, "errors"))
        if group in WRITING:  # the manual has 201 and 204 alone
            raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": name})
        return told

    def upload(self, name: str, path: str, files: Mapping[str, Any]) -> bytes:
        """A file and its XML; the answer's XML."""
        return self._paced("cabinet", name, "POST", path, files=files).content

    def _call(
        self, group: str, name: str, method: str, path: str, body: Any = None, params: Any = None
    ) -> outside.Response:
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        headers = {"Content-Type": str(self.account.settings.get("content_type") or JSON)} if content else {}
        return self._paced(group, name, method, path, content=content, params=params, headers=headers)

    def _paced(self, group: str, name: str, method: str, path: str, **what: Any) -> outside.Response:
        pace = calling.pace(self.account, group, RATES[group])
        pace.wait()
        try:
            return calling.call(self.account, self._api, name, method, path, **what)
        except Throttled:
            pace.empty()
            raise
        except KeysRefused as error:
            hint = _(
                "The licence key may have ended (90 days), or this function is switched off in RMS (利用機能編集)."
            )
            raise KeysRefused(f"{error.words} {hint}") from error


@contextmanager
def opened(account: Account) -> Iterator[Rms]:
    """A door with the account's keys."""
    keys = f"{account.credentials.get('service_secret', '')}:{account.credentials.get('license_key', '')}"
    header = {"Authorization": f"ESA {base64.b64encode(keys.encode()).decode()}"}
    with calling.door(account, account.address("api"), headers=header) as api:
        yield Rms(account, api)


def read(answer: outside.Response, name: str) -> dict[str, Any]:
    """The answer's object. Raises Nonsense, and KeysRefused where the body says so under another status."""
    try:
        told = json.loads(answer.content)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": name})
    results = told.get("Results")
    if isinstance(results, Mapping) and str(results.get("errorCode", "")).startswith("ES01"):
        raise KeysRefused(_("The mall does not accept the keys (%(call)s, %(status)s).")
                          % {"call": name, "status": results["errorCode"]})  # fmt: skip
    return told


def models(told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list; whatever else stands there is nothing."""
    found = told.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def messages(told: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The MessageModelList of an order call. Raises Nonsense."""
    found = told.get("MessageModelList")
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "MessageModelList"})
    return found


def failed(message: Mapping[str, Any]) -> bool:
    return message.get("messageType") == "ERROR"


def words_of(message: Mapping[str, Any]) -> str:
    """A message of the mall for staff: its words and its code."""
    return _("Rakuten says: %(message)s (%(code)s)") % {
        "message": str(message.get("message") or "?")[:300],
        "code": str(message.get("messageCode") or message.get("code") or message.get("errorCode") or "?")[:80],
    }


def sentence(name: str, told: Mapping[str, Any], status: int) -> str:
    """What RMS says went wrong with a call."""
    every = [*models(told, "errors"), *models(told, "MessageModelList"), *models({"all": [told.get("Results")]}, "all")]
    said = [words_of(one) for one in every]
    return " ".join(said[:5]) or _("Rakuten refused %(call)s (%(status)d).") % {"call": name, "status": status}


def believed(told: dict[str, Any], name: str) -> dict[str, Any]:
    """What an order call told, unless its messages say that it failed."""
    errors = [one for one in messages(told) if failed(one)]
    if errors:
        raise Refused(sentence(name, {"MessageModelList": errors}, 400), 400)
    return told


def is_missing(error: Refused) -> bool:
    """Whether what we named does not exist."""
    return error.status == 404 or any(one.get("code") == codes.NO_SUCH for one in error.errors)

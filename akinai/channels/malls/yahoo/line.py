"""The line to Yahoo!: one call at a time, at the pace it allows, with a token that is renewed once when it ended."""

from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.base import (
    Account,
    KeysRefused,
    Maintenance,
    MallError,
    Nonsense,
    Throttled,
    Told,
    Unreachable,
)
from akinai.channels.malls.yahoo import documents, keys

PATH = "/ShoppingWebService/V1/"
RATE = 1.0  # calls a second of each URL; the settings "rate.calls" and "rate.<call>" win

Key = TypeVar("Key")


class NotNow(Exception):
    """The mall would not take this one now, but may later: why, for staff."""


class Line:
    """Calls of one account, in a `with` block. Every call may raise MallError."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.seller = str(account.settings.get("seller_id") or "")
        self.authorised = ""  # what the last answer said of our public key
        self._door = calling.door(account, account.address("api"))

    def __enter__(self) -> Self:
        self._api = self._door.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._door.__exit__(kind, error, trace)

    # --- the three kinds of calls ---

    def order(self, name: str, content: Mapping[str, Any]) -> Element:
        """An order call: XML both ways, signed. Returns the Result, which says OK."""
        body = documents.request({**content, "SellerId": self.seller})
        root = self._ask(name, "POST", content=body, headers={"Content-Type": "application/xml; charset=UTF-8"})
        return result_of(root, name)

    def get(self, name: str, params: Mapping[str, str], *, order: bool = False) -> Element:
        """A call with parameters in its address. Returns the document."""
        seller = {"sellerId" if order else "seller_id": self.seller}
        return self._ask(name, "GET", params={**seller, **params}, order=order)

    def post(self, name: str, form: Mapping[str, str], **others: Any) -> Element:
        """A call with a form. Returns the document."""
        if "files" in others:
            return self._ask(name, "POST", order=False, params={"seller_id": self.seller}, **others)
        return self._ask(name, "POST", order=False, data={"seller_id": self.seller, **form}, **others)

    # --- one call ---

    def _ask(self, name: str, method: str, *, order: bool = True, **what: Any) -> Element:
        headers = what.pop("headers", {})
        try:
            return self._once(name, method, order, headers, what, fresh=False)
        except KeysRefused as refused:
            ended = isinstance(refused, documents.Ended) or _last_error(self.account) == "401"
            if isinstance(refused, keys.NoAccess) or not ended:
                raise
        # 401 "expired token", or px-04102: once more with a fresh one; a second no is a no.
        return self._once(name, method, order, headers, what, fresh=True)

    def _once(
        self, name: str, method: str, order: bool, headers: Mapping[str, str], what: dict[str, Any], *, fresh: bool
    ) -> Element:
        sent = {**headers, "Authorization": f"Bearer {keys.access_token(self.account, fresh=fresh)}"}
        if order:
            sent |= keys.signed(self.account)
        self._pace(name).wait()
        try:
            answer = calling.call(self.account, self._api, name, method, PATH + name, headers=sent, **what)
        except Throttled:
            self._pace(name).empty()
            raise
        except KeysRefused as refused:
            raise _why(refused, name) from None
        if order:
            self.authorised = answer.headers.get("X-SWS-Authorize-Status", "")
        return document(answer.content, answer.status_code, name)

    def _pace(self, name: str) -> calling.Pace:
        rate = float(self.account.settings.get("rate.calls") or RATE)
        return calling.pace(self.account, name, rate, max(1.0, rate))


def document(body: bytes, status: int, name: str) -> Element:
    """The answer's document. Raises what it says of an error, Nonsense where it says nothing that is in the manual."""
    root = documents.read(body, name)
    if error := documents.error_of(root):
        raise error
    if not 200 <= status < 300:
        words = _("Yahoo! answered %(call)s with the status %(status)d and no reason.")
        raise Nonsense(words % {"call": name, "status": status})
    return root


def _why(refused: KeysRefused, name: str) -> MallError:
    """What the body of a 401 or 403 says, if it says anything."""
    try:
        return documents.error_of(documents.read(refused.body, name)) or refused
    except Nonsense:
        return refused


def _last_error(account: Account) -> str:
    return account.calls[-1].error if account.calls else ""


def result_of(root: Element, name: str) -> Element:
    """The Result of an order call's document. Raises Refusal for NG, Nonsense for a document without one."""
    result = root if root.tag == "Result" else root.find("Result")
    if result is None:
        raise documents.unexpected(name, "Result")
    status = documents.text(result, "Status")
    if status == "NG":
        pairs = documents.faults(result) or [("", "NG")]
        raise documents.Refusal(*pairs[0])
    if status != "OK":
        raise documents.unexpected(name, "Status")
    return result


def each(keys_: Iterable[Key], deed: Callable[[Key], str]) -> Told:
    """Tell the mall one after the other. `deed` returns "" when it is done, or why it is refused; it may raise NotNow.

    No answer (or one that cannot be read) makes the one unknown and ends the round: the rest is said later. What
    concerns everybody (throttled, maintenance, keys) is raised, unless something was told already.
    """
    told = Told()
    for key in keys_:
        try:
            said = deed(key)
        except NotNow as why:
            told.later[key] = str(why)
        except documents.Refusal as refusal:
            told.refused[key] = refusal.words
        except (Unreachable, Nonsense) as error:
            told.unknown[key] = error.words
            break
        except (Throttled, Maintenance, KeysRefused):
            if told.done or told.refused:
                break
            raise
        else:
            if said:
                told.refused[key] = said
            else:
                told.done.append(key)
    return told

"""Feeds and reports: documents by address, work that takes its time, and a result to be fetched."""

import time
import zlib
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from akinai.channels.malls import calling
from akinai.channels.malls.amazon import codes, settings
from akinai.channels.malls.amazon.asking import Api, Turned, opened
from akinai.channels.malls.base import Account, KeysRefused, MallError, Nonsense, Throttled, Unreachable

FEEDS, REPORTS = "/feeds/2021-06-30", "/reports/2021-06-30"
PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between looks; then always the last
LARGEST = 128 * 2**20  # bytes of a document, unpacked
ENDED = ("DONE", "FATAL", "CANCELLED")


LOOK_AGAIN = 15.0  # seconds

# Listings feeds of an account that are still at work; an account that is not in it asks Amazon first.
_underway: dict[tuple[int, str], set[str]] = {}


class Unsettled(MallError):
    """The feed was handed in, and nobody knows yet what came of it."""

    kind = "unreachable"


class Underway(MallError):
    """A report that is not ready yet: its number."""


def submit(api: Api, kind: str, content: bytes, content_type: str) -> bytes:
    """Hand in a feed and wait for its result. Raises Unsettled once it may have been taken."""
    said = {"contentType": content_type}
    made = api.send("createFeedDocument", "POST", f"{FEEDS}/documents", json=said)
    document = _word(made, "feedDocumentId", "createFeedDocument")
    _document(api.account, "PUT", _word(made, "url", "createFeedDocument"), content, content_type)
    body = {"feedType": kind, "marketplaceIds": [api.marketplace], "inputFeedDocumentId": document}
    try:
        number = _word(api.send("createFeed", "POST", f"{FEEDS}/feeds", json=body), "feedId", "createFeed")
    except (Unreachable, Nonsense) as error:
        _underway.pop(_key(api), None)
        raise Unsettled(error.words) from error
    try:
        return _result(api, number)
    except MallError as error:
        if kind == codes.LISTINGS:
            _underway.setdefault(_key(api), set()).add(number)
        raise error if isinstance(error, Unsettled) else Unsettled(error.words) from error


def settle(api: Api) -> None:
    """Wait for listings feeds that are still at work: one that is done late would overwrite a newer number, and what
    is read back before its end says nothing. Raises Throttled.
    """
    waiting = _underway.get(_key(api))
    if waiting is None:
        waiting = _underway[_key(api)] = _at_work(api)
    for number in sorted(waiting):
        try:
            ended = api.get("getFeed", f"{FEEDS}/feeds/{number}", {}).get("processingStatus") in ENDED
        except Turned:
            ended = True
        if ended:
            waiting.discard(number)
    if waiting:
        raise Throttled(_("Amazon is still working on an earlier feed."), wait=LOOK_AGAIN)


def _key(api: Api) -> tuple[int, str]:
    return (api.account.id, api.account.code)


def _at_work(api: Api) -> set[str]:
    """What a process before us may have handed in."""
    asked = {"feedTypes": codes.LISTINGS, "processingStatuses": "IN_QUEUE,IN_PROGRESS", "pageSize": "100"}
    rows = api.get("getFeeds", f"{FEEDS}/feeds", asked).get("feeds")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Nonsense(_("Amazon's answer to %(call)s could not be read.") % {"call": "getFeeds"})
    return {_word(row, "feedId", "getFeeds") for row in rows}


def _result(api: Api, number: str) -> bytes:
    found = _wait(api, "getFeed", f"{FEEDS}/feeds/{number}")
    if found is None:
        raise Unsettled(_("Amazon is still working on the feed. What came of it is read back later."))
    if found.get("processingStatus") != "DONE" or not found.get("resultFeedDocumentId"):
        raise Unsettled(_("Amazon stopped the feed half-way. What came of it is read back."))
    return _fetch(api, "getFeedDocument", f"{FEEDS}/documents/{found['resultFeedDocumentId']}")


def report(api: Api, kind: str, number: str) -> bytes:
    """A report: ordered (`number` ""), waited for, fetched. Raises Underway with its number while it takes longer."""
    if not number:
        body = {"reportType": kind, "marketplaceIds": [api.marketplace]}
        number = _word(api.send("createReport", "POST", f"{REPORTS}/reports", json=body), "reportId", "createReport")
    found = _wait(api, "getReport", f"{REPORTS}/reports/{number}")
    if found is None:
        raise Underway(number)
    if found.get("processingStatus") != "DONE" or not found.get("reportDocumentId"):
        raise Turned(_("Amazon made no report."), 400)
    return _fetch(api, "getReportDocument", f"{REPORTS}/documents/{found['reportDocumentId']}")


def _wait(api: Api, operation: str, path: str) -> dict[str, Any] | None:
    """The feed or report once it has ended; None when we waited long enough."""
    end = time.monotonic() + settings.number(api.account, "feed_wait", 0, 150)
    looks = 0
    while True:
        found = api.get(operation, path, {})
        if found.get("processingStatus") in ENDED:
            return found
        pause = PAUSES[min(looks, len(PAUSES) - 1)]
        if time.monotonic() + pause > end:
            return None
        time.sleep(pause)
        looks += 1


def _fetch(api: Api, operation: str, path: str) -> bytes:
    told = api.get(operation, path, {})
    content = _document(api.account, "GET", _word(told, "url", operation))
    return unpacked(content) if told.get("compressionAlgorithm") == "GZIP" else content


def _document(account: Account, method: str, url: str, content: bytes = b"", content_type: str = "") -> bytes:
    """Put or get a document at the address Amazon gave. The address is signed: no token goes there."""
    allowed(account, url)
    parts = urlsplit(url)
    what: dict[str, Any] = {"content": content, "headers": {"Content-Type": content_type}} if method == "PUT" else {}
    with opened(account, f"{parts.scheme}://{parts.netloc}") as http:
        try:
            answer = calling.call(account, http, f"{method} document", method, url, **what)
        except KeysRefused as error:  # the store's 403: the address has ended; our keys are not asked there
            raise Unreachable(_("The address of the document has ended. It is tried again later.")) from error
    if not answer.is_success:
        raise Unreachable(_("Amazon's store of documents answered %(status)d.") % {"status": answer.status_code})
    return bytes(answer.content)


def allowed(account: Account, url: str) -> None:
    """Only Amazon's own stores by https, or the very host of the API (a stand-in). Raises Nonsense."""
    parts, own = urlsplit(url), urlsplit(account.address("api"))
    host = (parts.hostname or "").lower()
    if (parts.scheme, parts.netloc) == (own.scheme, own.netloc):
        return
    known = [one.lower().lstrip(".") for one in settings.told(account, "document_hosts").split()]
    if parts.scheme != "https" or not any(host == one or host.endswith(f".{one}") for one in known):
        raise Nonsense(_("Amazon names a document at a host we do not know: %(host)s") % {"host": host[:100]})


def unpacked(content: bytes) -> bytes:
    """A GZIP document. Raises Nonsense for rubbish and for one that grows beyond measure."""
    packed = zlib.decompressobj(wbits=31)
    try:
        found = packed.decompress(content, LARGEST)
    except zlib.error as error:
        raise Nonsense(_("Amazon's document could not be unpacked.")) from error
    if packed.unconsumed_tail or not packed.eof:
        raise Nonsense(_("Amazon's document could not be unpacked."))
    return found


def _word(told: dict[str, Any], name: str, operation: str) -> str:
    found = told.get(name)
    if not isinstance(found, str) or not found:
        raise Nonsense(_("Amazon's answer to %(call)s could not be read.") % {"call": operation})
    return found

"""Stock and pages. setStock takes a number for any code, also for one that is none, and gives it to the page that gets
this code one day: so a code is looked up (getStock) before its first number is sent.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from akinai.channels.malls import met
from akinai.channels.malls.base import Listing, Nonsense, OfferPage, Place, StockLine, Told, Unreachable
from akinai.channels.malls.yahoo import codes, documents, items
from akinai.channels.malls.yahoo.documents import Refusal, text
from akinai.channels.malls.yahoo.line import Line, each

# --- stock --------------------------------------------------------------------------------------------------


def send(line: Line, lines: Sequence[StockLine]) -> Told:
    """Absolute numbers; what comes back is compared with what was sent."""
    told, wanted = Told(), {}
    for one in lines:
        if code := items.stock_code(one.place):
            wanted[one.key] = (code, min(max(one.quantity, 0), codes.MOST_STOCK))
        else:
            told.refused[one.key] = _no_such(one.place)
    places = {one.key: one.place for one in lines}
    strange = met.places(line.account).strange(code for code, _quantity in wanted.values())
    missing = strange - _look_up(line, sorted(strange)).keys() if strange else set()
    for key in [key for key, (code, _quantity) in wanted.items() if code in missing]:
        del wanted[key]
        told.refused[key] = _no_such(places[key])
    if wanted:
        _set(line, wanted, told)
    return told


def _no_such(place: Place) -> str:
    code = ":".join(part for part in (place.listing, place.variant) if part)
    return _("Yahoo! has no item “%(code)s”.") % {"code": code}


def _set(line: Line, wanted: Mapping[Any, tuple[str, int]], told: Told) -> None:
    numbers = dict(wanted.values())  # a code told twice: its last number
    form = {"item_code": ",".join(numbers), "quantity": ",".join(map(str, numbers.values()))}
    try:
        root = line.post("setStock", form)
        answers = {_code_of(row): row for row in root.findall("Result")}
    except (Unreachable, Nonsense) as error:
        told.unknown |= dict.fromkeys(wanted, error.words)
        return
    except Refusal as error:
        told.refused |= dict.fromkeys(wanted, error.words)
        return
    for key, (code, _quantity) in wanted.items():
        row = answers.get(code)
        if row is not None and (fault := text(row, "ErrorCode")):
            met.places(line.account).gone([code])
            said = _("Yahoo! did not take the stock of “%(code)s” (%(error)s).")
            told.refused[key] = said % {"code": code, "error": fault[:40]}
        elif row is not None and text(row, "Quantity") == str(numbers[code]):
            told.done.append(key)
        else:
            told.unknown[key] = _("Yahoo! did not say what stock “%(code)s” has now.") % {"code": code}


def read(line: Line, places: Sequence[Place]) -> Mapping[Place, int | None]:
    """What the mall shows; None where it has no such item."""
    by_code = {code: place for place in places if (code := items.stock_code(place))}
    found = _look_up(line, list(by_code)) if by_code else {}
    return {place: found.get(items.stock_code(place)) for place in places}


def _look_up(line: Line, wanted: Sequence[str]) -> dict[str, int | None]:
    """Code → pieces (None: not limited), of those the mall has."""
    root = line.post("getStock", {"item_code": ",".join(wanted)})
    rows = root.findall("Result")
    whole = len(rows) == len(set(wanted)) or root.get("totalResultsReturned") == str(len(rows))
    if not whole or not {_code_of(row) for row in rows} <= set(wanted):
        raise documents.unexpected("getStock", "Result")
    found: dict[str, int | None] = {}
    for row in rows:
        if text(row, "Status") == "1":
            pieces = text(row, "Quantity")
            if pieces and not pieces.removeprefix("-").isdecimal():
                raise documents.unexpected("getStock", "Quantity")
            found[_code_of(row)] = int(pieces) if pieces else None
    known = met.places(line.account)
    known.met(found)
    known.gone(set(wanted) - found.keys())
    return found


def _code_of(row: Element) -> str:
    code, sub = text(row, "ItemCode"), text(row, "SubCode")
    return f"{code}:{sub}" if sub else code


# --- what the mall has --------------------------------------------------------------------------------------


def offers(line: Line, cursor: str) -> OfferPage:
    """The pages of one store category after the other: Yahoo! lists items by category (or search word) only."""
    state: dict[str, Any] = json.loads(cursor) if cursor else {"todo": _categories(line, ""), "start": 1}
    if not state["todo"]:
        return OfferPage([])
    category, start = state["todo"][0], state["start"]
    params = {"stcat_key": category, "start": str(start), "results": str(codes.OFFERS_PER_PAGE), "stock": "true"}
    root = line.get("myItemList", params)
    total = root.get("totalResultsAvailable", "")
    if not total.isdecimal():
        raise documents.unexpected("myItemList", "totalResultsAvailable")
    pages = list(dict.fromkeys(text(row, "ItemCode") for row in root.findall("Result")))
    found = [offer for page in pages for offer in items.offers(_item(line, page))]
    met.places(line.account).met(code for offer in found if (code := items.stock_code(offer.place)))
    if pages and start + len(pages) <= int(total):
        state["start"] = start + len(pages)
    else:
        state = {"todo": [*state["todo"][1:], *_categories(line, category)], "start": 1}
    return OfferPage(found, json.dumps(state) if state["todo"] else "")


def _categories(line: Line, parent: str) -> list[str]:
    root = line.get("stCategoryList", {"page_key": parent} if parent else {})
    return [key for row in root.findall("Result") if (key := text(row, "PageKey"))]


def _item(line: Line, page: str) -> Element:
    """A page with everything. Raises Refusal for one that is none."""
    root = line.get("getItem", {"item_code": page})
    item = root.find("Result")
    if item is None:
        raise documents.unexpected("getItem", "Result")
    if text(item, "Status") == "NG":
        raise Refusal(*(documents.faults(item) or [("", "NG")])[0])
    return item


# --- what we tell -------------------------------------------------------------------------------------------


def push(line: Line, listings: Sequence[Listing]) -> Told:
    """What can go by updateItems goes so, a hundred at a time; the others by editItem, each with all it has."""
    by_key = {one.key: one for one in listings}
    rows: dict[int, str] = {}
    told = Told()
    for one in listings:
        try:
            if row := items.update(one):
                rows[one.key] = row
        except items.Unfit as error:
            told.refused[one.key] = str(error)
    keys = list(rows)
    for first in range(0, len(keys), codes.UPDATE_BATCH):
        _update(line, {key: rows[key] for key in keys[first : first + codes.UPDATE_BATCH]}, by_key, told)
    others = [key for key in by_key if key not in rows and key not in told.refused]
    edited = each(others, lambda key: _edit(line, by_key[key]))
    told.refused |= edited.refused
    told.unknown |= edited.unknown
    return _published(line, by_key, told, [*told.done, *edited.done])


def _update(line: Line, rows: Mapping[int, str], by_key: Mapping[int, Listing], told: Told) -> None:
    """One updateItems. Pages it names with errors are refused, and the others are sent once more without them."""
    left = dict(rows)
    for _again in range(2):
        form = {f"item{number}": row for number, row in enumerate(left.values(), 1)}
        try:
            root = line.post("updateItems", form)
        except (Unreachable, Nonsense) as error:
            told.unknown |= dict.fromkeys(left, error.words)
            return
        except Refusal as error:
            told.refused |= dict.fromkeys(left, error.words)
            return
        if (text(root, "Status") or text(root, "Result/Status")) == "OK":
            told.done += left
            return
        said = {text(row, "ItemCode"): documents.told(documents.faults(row)) for row in root.findall("Result")}
        named = {key: said[by_key[key].page] for key in left if by_key[key].page in said}
        told.refused |= named
        left = {key: row for key, row in left.items() if key not in named}
        if not named or not left:
            break
    told.unknown |= dict.fromkeys(left, _("Yahoo! did not say which pages it took."))


def _edit(line: Line, listing: Listing) -> str:
    """The whole page: read, laid under ours, sent. "" when it is done, or why it is refused."""
    try:
        item: Element | None = _item(line, listing.page)
    except Refusal:
        if not listing.new:
            raise
        item = None
    files = [one for one in listing.pictures if one.read] if _about(listing, "images") else []
    try:
        packed = items.zipped(listing.page, files) if files else b""
        if listing.only != frozenset({"images"}) or len(files) < len(listing.pictures):
            settings = line.account.settings
            defaults = {name: str(settings.get(name) or "") for name in ("path", "product_category")}
            form = items.edit(listing, item, {**defaults, "display": "1"})
            if refused := _refused(line.post("editItem", form)):
                return refused
    except items.Unfit as error:
        return str(error)
    if packed:
        pack = {"file": (f"{listing.page}.zip", packed, "application/zip")}
        if refused := _refused(line.post("uploadItemImagePack", {}, files=pack)):
            return refused
    return _first_stock(line, listing) if item is None else ""


def _first_stock(line: Line, listing: Listing) -> str:
    """The stock of a page that was not there before: setStock takes it, though getStock may not know the page yet."""
    told, wanted = Told(), {}
    for key, one in enumerate(listing.variants):
        if one.quantity is not None and (code := items.stock_code(one.place)):
            wanted[key] = (code, max(one.quantity, 0))
    if wanted:
        _set(line, wanted, told)
    return next(iter(told.refused.values()), "")


def _about(listing: Listing, what: str) -> bool:
    return not listing.only or what in listing.only


def _refused(root: Element) -> str:
    """The errors of a result that says NG, as a sentence."""
    status = text(root, "Result/Status") or text(root, "Status")
    if status == "OK":
        return ""
    if status != "NG":
        raise documents.unexpected(root.tag, "Status")
    return documents.told(documents.faults(root))


def _published(line: Line, by_key: Mapping[int, Listing], told: Told, changed: Iterable[int]) -> Told:
    """Show the changed pages to buyers, as the shop wishes it."""
    how = str(line.account.settings.get("publish") or "each")
    keys = list(changed)
    told.done = []
    if how == "each":

        def show(key: int) -> str:
            said = _refused(line.post("submitItem", {"item_code": by_key[key].page}))
            return said and _("The page was changed, but buyers do not see it yet. %(why)s") % {"why": said}

        shown = each(keys, show)
    elif how == "reserve" and keys:
        shown = each(["all"], lambda _key: _refused(line.post("reservePublish", {"mode": "1"})))
        shown = Told(
            done=keys if shown.done else [],
            refused={key: words for key in keys for words in shown.refused.values()},
            unknown={key: words for key in keys for words in shown.unknown.values()},
        )
    else:
        shown = Told(done=keys)
    told.done += shown.done
    told.refused |= shown.refused
    told.unknown |= shown.unknown
    return told

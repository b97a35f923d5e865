"""Yahoo!'s documents as it writes and reads them; strict with what it is sent."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from sandbox.messages import Answer, Refused, Request

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def document(content: str, status: int = 200, **headers: str) -> Answer:
    """An XML answer."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer((HEAD + content).encode(), status, "application/xml", told)


def error(code: str, message: str, status: int = 400, **headers: str) -> Answer:
    """<Error>: of the whole call."""
    inside = f"<Message>{escape(message)}</Message><Code>{code}</Code>"
    return document(f'<Error xmlns="urn:yahoo:api">{inside}</Error>', status, **headers)


def refuse(code: str, message: str, status: int = 400) -> Refused:
    return Refused(error(code, message, status))


def elements(content: Mapping[str, Any]) -> str:
    """Mappings are elements, lists repeat them; None is left out."""
    return "".join(_each(content))


def _each(content: Mapping[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, Mapping):
                yield f"<{name}>{elements(one)}</{name}>"
            elif one is not None:
                yield f"<{name}>{escape(str(one))}</{name}>"


def result_set(results: Sequence[Mapping[str, Any]], available: int | None = None, first: int = 1, **more: str) -> str:
    """<ResultSet> with its counts."""
    total = len(results) if available is None else available
    counts = {"totalResultsAvailable": total, "totalResultsReturned": len(results), "firstResultPosition": first}
    attributes = " ".join(f'{name}="{value}"' for name, value in {**counts, **more}.items())
    return f"<ResultSet {attributes}>{elements({'Result': list(results)})}</ResultSet>"


def asked(request: Request, allowed: Mapping[str, Any]) -> dict[str, Any]:
    """The <Req> of an order call as dictionaries. `allowed`: names and, for elements with children, theirs.

    What is not allowed, no XML, or declares a DTD, is refused.
    """
    if b"<!" in request.body:
        raise refuse("px-00001", "Invalid XML.")
    try:
        root = ElementTree.fromstring(request.body)  # noqa: S314 - declarations are refused above
    except ElementTree.ParseError:
        raise refuse("px-00001", "Invalid XML.") from None
    if root.tag != "Req":
        raise refuse("px-00002", "Req is required.")
    found = _checked(root, allowed)
    if not found.get("SellerId"):
        raise refuse("px-04001", "SellerId is required.")
    return found


def _checked(element: ElementTree.Element, allowed: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for child in element:
        if child.tag not in allowed or child.tag in found:
            raise refuse("px-00003", f"{child.tag} is not allowed here.")
        inside = allowed[child.tag]
        found[child.tag] = _checked(child, inside) if inside else (child.text or "").strip()
    return found


def form_of(request: Request, *allowed: str) -> dict[str, str]:
    """The form of an item or stock call; unknown or repeated names are refused (no names given: any)."""
    pairs = request.form()
    found = dict(pairs)
    strange = set(found) - {"seller_id", *allowed}
    if len(found) < len(pairs) or (allowed and strange):
        raise refuse("px-00003", f"Unknown or repeated parameters: {', '.join(sorted(strange))}")
    return found

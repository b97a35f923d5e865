"""Yahoo!'s XML: read without believing it, written without surprises, and what its errors say."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as Tree
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from akinai.channels.malls.base import KeysRefused, MallError, Nonsense, Throttled
from akinai.channels.malls.yahoo import codes

# Letters XML 1.0 does not know; buyers' comments have been seen to hold them.
_DIRT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DIRTY_MARK = re.compile(r"&#(?:x0*(?:[0-8bce-f]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.IGNORECASE)
_DECLARED = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
DEEPEST = 12


class Ended(KeysRefused):
    """The access token's session is over: a fresh one may do."""


class Refusal(MallError):
    """The mall says no, in an error of its own. `code`: as in its manual."""

    def __init__(self, code: str, message: str) -> None:
        words = _("Yahoo! answered: %(message)s (%(code)s)")
        super().__init__(words % {"message": message[:300] or "-", "code": code[:40] or "-"})
        self.code = code


def read(body: bytes, name: str) -> Tree.Element:
    """The document's root, names without their namespaces. Raises Nonsense for what is no plain XML document.

    A document that declares a type or entities is refused: nothing of it is expanded or fetched.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _nonsense(name) from None
    if _DECLARED.search(text):
        raise _nonsense(name)
    try:
        root = Tree.fromstring(_DIRTY_MARK.sub("", _DIRT.sub("", text)))  # noqa: S314 - no DTD, no entities: see above
    except (Tree.ParseError, ValueError, RecursionError):
        raise _nonsense(name) from None
    for each in root.iter():
        if isinstance(each.tag, str):
            each.tag = each.tag.rpartition("}")[2]
    return root


def _nonsense(name: str) -> Nonsense:
    return Nonsense(_("Yahoo!'s answer to %(call)s cannot be read.") % {"call": name})


def unexpected(name: str, what: str) -> Nonsense:
    """The answer has not what its manual says."""
    return Nonsense(_("Yahoo!'s answer to %(call)s lacks “%(what)s”.") % {"call": name, "what": what})


def text(parent: Tree.Element, path: str) -> str:
    """The trimmed text at a path of plain names; "" if there is none."""
    found: Tree.Element | None = parent
    for name in path.split("/"):  # step by step: a hundred of these are asked of each order, and paths are slow
        if found is None:
            return ""
        found = found.find(name)
    return ((found.text if found is not None else "") or "").strip()


def error_of(root: Tree.Element) -> MallError | None:
    """What a document of an error says; None if it is none."""
    found = root if root.tag == "Error" else root.find("Error")
    if found is None:
        return None
    code, message = text(found, "Code"), text(found, "Message")
    if code == codes.SESSION_ENDED:
        return Ended(_("Yahoo!'s session is over (px-04102). Sign in at Yahoo! again and enter the new refresh token."))
    if code.startswith(codes.KEYS):
        words = _("Yahoo! does not accept the keys: %(message)s (%(code)s)")
        return KeysRefused(words % {"message": message[:200], "code": code[:40]})
    if code in codes.TOO_MANY:
        return Throttled(_("Yahoo! takes no more calls for now (%(code)s).") % {"code": code}, wait=codes.NOT_NOW)
    return Refusal(code, message)


def faults(parent: Tree.Element) -> list[tuple[str, str]]:
    """The errors inside a result that says NG: (code, message) each."""
    found = [(text(each, "Code"), text(each, "Message")) for each in parent.iter("Error")]
    return [each for each in found if any(each)]


def told(pairs: Sequence[tuple[str, str]]) -> str:
    """Errors of one row as one sentence for staff."""
    said = "、".join(f"{message or '-'} ({code or '-'})" for code, message in pairs[:5])
    return _("Yahoo! answered: %(said)s") % {"said": said or "NG"}


def plain(element: Tree.Element, depth: int = 0) -> Any:
    """The element as dictionaries, lists and texts, for the file of evidence."""
    children = list(element)
    if not children or depth >= DEEPEST:
        return (element.text or "").strip()
    found: dict[str, Any] = {}
    for child in children:
        value = plain(child, depth + 1)
        known = found.get(child.tag)
        if known is None:
            found[child.tag] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            found[child.tag] = [known, value]
    return found


def request(content: Mapping[str, Any]) -> bytes:
    """<Req>…</Req>: mappings are elements, sequences repeat them, None is left out."""
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<Req>' + "".join(_elements(content)) + "</Req>").encode()


def _elements(content: Mapping[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        for each in value if isinstance(value, list | tuple) else [value]:
            if isinstance(each, Mapping):
                yield f"<{name}>{''.join(_elements(each))}</{name}>"
            elif isinstance(each, bool):
                yield f"<{name}>{'true' if each else 'false'}</{name}>"
            elif each is not None:
                yield f"<{name}>{escape(_DIRT.sub('', str(each)))}</{name}>"

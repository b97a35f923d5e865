"""What people call the things we know as "order/12", and where they are on the desk; each step's desk.py tells.

    subjects.named("order", names)   # names({12, 13}) -> {12: Called("000012", "/desk/orders/12/"), …}, one statement
    subjects.found_by(finder)        # finder(["123456789012"]) -> {"123456789012": "order/12"}, one statement

So a step can show and find what belongs to a step above it, of which it knows nothing.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Called:
    """The number on every paper, and the page."""

    text: str
    url: str = ""


Names = Callable[[Collection[int]], Mapping[int, Called]]
Finder = Callable[[Collection[str]], Mapping[str, str]]
_names: dict[str, Names] = {}
_finders: list[Finder] = []


def named(kind: str, names: Names) -> None:
    """Tell how subjects of a kind are called. Raises ValueError when somebody told already."""
    if kind in _names:
        raise ValueError(f"two ways to call {kind}")
    _names[kind] = names


def found_by(finder: Finder) -> None:
    """Tell how subjects are found by a number that stands on somebody's paper (order number, tracking number)."""
    _finders.append(finder)


def called(subjects: Collection[str]) -> dict[str, Called]:
    """What each subject is called; one nobody can name is called by its own text. One statement per kind."""
    kinds: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _slash, number = subject.rpartition("/")
        if kind in _names and number.isdigit():
            kinds.setdefault(kind, set()).add(int(number))
    known = {f"{kind}/{pk}": one for kind, ids in kinds.items() for pk, one in _names[kind](ids).items()}
    return {subject: known.get(subject, Called(subject)) for subject in subjects}


def find(texts: Collection[str]) -> dict[str, str]:
    """Subjects by numbers; the first finder that knows a number has it. One statement per finder."""
    left = set(texts) - {""}
    found: dict[str, str] = {}
    for finder in _finders:
        if left:
            found.update(finder(left))
            left -= found.keys()
    return found

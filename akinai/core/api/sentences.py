"""What is wrong with a body, in the caller's language: one sentence per field."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from akinai.core.api.problems import Error, error

Context = Mapping[str, Any]

_WORDS: dict[str, Callable[[Context], str]] = {
    "missing": lambda c: _("This field is needed."),
    "extra_forbidden": lambda c: _("There is no such field."),
    "string_type": lambda c: _("Give a text."),
    "string_too_long": lambda c: _("Give at most %(most)s letters.") % {"most": c["max_length"]},
    "string_too_short": lambda c: _("Give at least %(least)s letters.") % {"least": c["min_length"]},
    "string_pattern_mismatch": lambda c: (
        _("The text does not have the form asked for: %(form)s.") % {"form": c["pattern"]}
    ),
    "list_type": lambda c: _("Give a list."),
    "too_long": lambda c: _("Give at most %(most)s at once.") % {"most": c["max_length"]},
    "too_short": lambda c: _("Give at least %(least)s.") % {"least": c["min_length"]},
    "greater_than": lambda c: _("Give a number above %(least)s.") % {"least": c["gt"]},
    "greater_than_equal": lambda c: _("Give a number of at least %(least)s.") % {"least": c["ge"]},
    "less_than": lambda c: _("Give a number below %(most)s.") % {"most": c["lt"]},
    "less_than_equal": lambda c: _("Give a number of at most %(most)s.") % {"most": c["le"]},
    "literal_error": lambda c: _("Give one of: %(expected)s.") % {"expected": c["expected"]},
    "enum": lambda c: _("Give one of: %(expected)s.") % {"expected": c["expected"]},
}
_KINDS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("int_", lambda: _("Give a whole number.")),
    ("bool_", lambda: _("Give true or false.")),
    ("datetime_", lambda: _("Give a moment like 2026-11-21T09:30:00+09:00.")),
    ("date_", lambda: _("Give a day that exists, like 2026-11-21.")),
    ("timezone_", lambda: _("Give a moment with its zone, like 2026-11-21T09:30:00+09:00.")),
    ("dict_", lambda: _("Give an object with fields.")),
    ("model_", lambda: _("Give an object with fields.")),
)


def explain(found: Mapping[str, Any]) -> Error:
    """One error of the checker: `key` is the place in the batch, `field` the path of the field."""
    place = [step for step in found["loc"] if not _is_wrapper(step)]
    key = next((step for step in place if isinstance(step, int)), None)
    # The name of the parameter that holds the whole body is ours, not the caller's.
    path = place[2:] if place[:1] == ["body"] else place[1:]
    return error(key, ".".join(str(step) for step in path), _sentence(found))


def _is_wrapper(step: Any) -> bool:
    """Names the checker puts in for alternatives of a type."""
    return isinstance(step, str) and (step.startswith("function-") or "[" in step)


def _sentence(found: Mapping[str, Any]) -> str:
    kind = str(found["type"])
    if kind == "characters":
        return str(found["msg"])
    if kind in _WORDS:
        return _WORDS[kind](found.get("ctx") or {})
    for start, words in _KINDS:
        if kind.startswith(start):
            return words()
    return _("This value can't be used.")

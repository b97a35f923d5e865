"""As much of GraphQL as a stand-in needs: a document is read, and answered from plain dictionaries. Types are not known
here; a field that a thing has not is an error, as with Shopify.

A thing is a dict with "__typename"; a value that can be called is given the field's arguments.
"""

import base64
import heapq
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

Thing = dict[str, Any]
MOST = 250  # of a page

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\$?[_A-Za-z]\w*|-?\d+(?:\.\d+)?|\.\.\.|[{}()\[\]:!=@]|(?P<bad>[^\s,])')


class Problem(Exception):
    """An error of the whole question: goes to `errors`."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.message, self.code = message, code


@dataclass(frozen=True)
class Variable:
    name: str


@dataclass
class Selected:
    """A field of a document, or (with `on`) a fragment for things of a type."""

    name: str
    alias: str = ""
    args: Thing = field(default_factory=dict)
    directives: dict[str, Thing] = field(default_factory=dict)
    fields: list["Selected"] | None = None
    on: str = ""

    @property
    def key(self) -> str:
        return self.alias or self.name


@dataclass
class Operation:
    kind: str  # query, mutation
    name: str
    fields: list[Selected]
    declared: dict[str, tuple[str, Any]]  # variable → type as written, default

    def variables(self, given: Mapping[str, Any]) -> Thing:
        """The variables with their defaults. Raises Problem for one that is missing or not declared."""
        if strange := sorted(set(given) - set(self.declared)):
            raise Problem(f"Variable ${strange[0]} is not declared by {self.name}")
        found: Thing = {}
        for name, (kind, default) in self.declared.items():
            value = given.get(name, default)
            if value is None and kind.endswith("!"):
                raise Problem(f"Variable ${name} of type {kind} was provided invalid value", "INVALID_VARIABLE")
            _check(name, kind, value)
            found[name] = value
        return found


def _check(name: str, kind: str, value: Any) -> None:
    """The kinds that need no schema."""
    plain = kind.rstrip("!")
    if value is None:
        return
    if plain.startswith("["):
        if not isinstance(value, list):
            raise Problem(f"Variable ${name} of type {kind} was provided invalid value", "INVALID_VARIABLE")
        for each in value:
            _check(name, plain[1:-1], each)
        return
    wanted: Any = {"Int": int, "String": str, "ID": str, "Boolean": bool}.get(plain, (str, dict))
    if not isinstance(value, wanted) or (plain == "Int" and isinstance(value, bool)):
        raise Problem(f"Variable ${name} of type {kind} was provided invalid value", "INVALID_VARIABLE")


# --- reading ------------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        for found in _TOKEN.finditer(text):
            if found["bad"]:
                raise Problem(f"syntax error, unexpected invalid token ({found['bad']!r})")
            self.tokens.append(found.group())
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        if not token:
            raise Problem("syntax error, unexpected end of file")
        self.at += 1
        return token

    def take(self, token: str) -> bool:
        if self.peek() != token:
            return False
        self.at += 1
        return True

    def need(self, token: str) -> None:
        if (found := self.next()) != token:
            raise Problem(f"syntax error, unexpected {found!r}, expecting {token!r}")

    def operation(self) -> Operation:
        kind = self.next()
        if kind not in ("query", "mutation"):
            raise Problem(f"syntax error, unexpected {kind!r}")
        name = "" if self.peek() in ("(", "{") else self.next()
        declared: dict[str, tuple[str, Any]] = {}
        if self.take("("):
            while not self.take(")"):
                variable = self.next().removeprefix("$")
                self.need(":")
                kind_of = self.type()
                declared[variable] = (kind_of, self.value() if self.take("=") else None)
        return Operation(kind, name, self.selection(), declared)

    def type(self) -> str:
        if self.take("["):
            found = f"[{self.type()}]"
            self.need("]")
        else:
            found = self.next()
        return found + ("!" if self.take("!") else "")

    def selection(self) -> list[Selected]:
        self.need("{")
        found: list[Selected] = []
        while not self.take("}"):
            found.append(self.fragment() if self.take("...") else self.field())
        return found

    def fragment(self) -> Selected:
        self.need("on")
        on = self.next()
        return Selected("", on=on, directives=self.directives(), fields=self.selection())

    def field(self) -> Selected:
        name, alias = self.next(), ""
        if not re.fullmatch(r"[_A-Za-z]\w*", name):
            raise Problem(f"syntax error, unexpected {name!r}")
        if self.take(":"):
            name, alias = self.next(), name
        args = self.args()
        directives = self.directives()
        return Selected(name, alias, args, directives, self.selection() if self.peek() == "{" else None)

    def args(self) -> Thing:
        found: Thing = {}
        if self.take("("):
            while not self.take(")"):
                name = self.next()
                self.need(":")
                found[name] = self.value()
        return found

    def directives(self) -> dict[str, Thing]:
        found: dict[str, Thing] = {}
        while self.take("@"):
            name = self.next()
            found[name] = self.args()
        return found

    def value(self) -> Any:
        token = self.next()
        if token == "[":  # noqa: S105 - not that kind of token
            found: list[Any] = []
            while not self.take("]"):
                found.append(self.value())
            return found
        if token == "{":  # noqa: S105
            thing: Thing = {}
            while not self.take("}"):
                name = self.next()
                self.need(":")
                thing[name] = self.value()
            return thing
        if token.startswith("$"):
            return Variable(token[1:])
        if token[0] in '"-' or token[0].isdigit() or token in ("true", "false", "null"):
            return json.loads(token)
        return token  # of an enum


@lru_cache(maxsize=200)
def read(text: str) -> Operation:
    """The one operation of a document. Raises Problem."""
    reader = _Reader(text)
    found = reader.operation()
    if reader.peek():
        raise Problem("An operation name is required", "MULTIPLE_OPERATIONS")
    return found


# --- answering ----------------------------------------------------------------------------------------------


class Answering:
    """Answers a selection. `count`: the things that went into the answer, which is what Shopify charges."""

    def __init__(self, variables: Mapping[str, Any]) -> None:
        self.variables = variables
        self.count = 0

    def filled(self, value: Any) -> Any:
        """A value of the document with its variables."""
        if isinstance(value, Variable):
            if value.name not in self.variables:
                raise Problem(f"Variable ${value.name} is used but not declared")
            return self.variables[value.name]
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if isinstance(value, dict):
            return {name: self.filled(each) for name, each in value.items()}
        return value

    def wanted(self, one: Selected) -> bool:
        include, skip = one.directives.get("include"), one.directives.get("skip")
        return (include is None or bool(self.filled(include["if"]))) and (skip is None or not self.filled(skip["if"]))

    def thing(self, fields: Sequence[Selected], thing: Thing) -> Thing:
        """The selected fields of a thing."""
        self.count += thing.get("__typename") not in (None, "Connection", "PageInfo")
        found: Thing = {}
        for one in fields:
            if not self.wanted(one):
                continue
            if one.on:
                if one.on == thing.get("__typename"):
                    found |= self.thing(one.fields or [], thing)
                    self.count -= 1
            else:
                found[one.key] = self.value(one, thing)
        return found

    def value(self, one: Selected, thing: Thing) -> Any:
        if one.name not in thing:
            kind = thing.get("__typename", "?")
            raise Problem(f"Field '{one.name}' doesn't exist on type '{kind}'", "undefinedField")
        value, args = thing[one.name], self.filled(one.args)
        if callable(value):
            try:
                value = value(**args)
            except TypeError as error:
                raise Problem(f"Field '{one.name}': {error}", "argumentNotAccepted") from error
        elif args:
            raise Problem(f"Field '{one.name}' doesn't accept argument '{next(iter(args))}'", "argumentNotAccepted")
        return self._down(one, value)

    def _down(self, one: Selected, value: Any) -> Any:
        if isinstance(value, list):
            return [self._down(one, each) for each in value]
        if isinstance(value, dict):
            if one.fields is None:
                raise Problem(f"Field '{one.name}' must have selections", "selectionMismatch")
            return self.thing(one.fields, value)
        if one.fields is not None and value is not None:
            raise Problem(f"Selections can't be made on scalars (field '{one.name}')", "selectionMismatch")
        return value


def price(fields: Sequence[Selected], answering: Answering) -> int:
    """What a selection may cost at most: a thing 1, a scalar nothing, a page by its size."""
    total = 0
    for one in fields:
        if one.fields is None or not answering.wanted(one):
            continue
        below = price(one.fields, answering)
        args = answering.filled(one.args)
        many = args.get("first") or len(args.get("ids") or [0])
        free = (one.name in ("nodes", "pageInfo") and "ids" not in args) or bool(one.on)
        total += (below if free else 1 + below) * (1 if free else int(many))
    return total


# --- pages --------------------------------------------------------------------------------------------------


def page(
    things: Iterable[Any],
    shown: Callable[[Any], Thing],
    key: Callable[[Any], Any],
    first: int | None,
    after: str | None,
) -> Thing:
    """A connection. `key`: what the things are sorted by, one after the other; JSON can hold it."""
    if not isinstance(first, int) or not 0 < first <= MOST:
        raise Problem(f"`first` must be between 1 and {MOST}", "BAD_USER_INPUT")
    behind = _opened(after) if after else None
    ahead = (each for each in things if behind is None or key(each) > behind)
    ordered = heapq.nsmallest(first + 1, ahead, key=key)  # one more tells whether there are others
    part = ordered[:first]
    return {
        "__typename": "Connection",
        "nodes": [shown(each) for each in part],
        "pageInfo": {
            "__typename": "PageInfo",
            "hasNextPage": len(ordered) > first,
            "endCursor": _closed(key(part[-1])) if part else None,
        },
    }


def _closed(key: Any) -> str:
    return base64.b64encode(json.dumps(key).encode()).decode()


def _opened(cursor: str) -> Any:
    try:
        found = json.loads(base64.b64decode(cursor, validate=True))
    except ValueError:
        raise Problem("Invalid cursor", "BAD_USER_INPUT") from None
    return tuple(found) if isinstance(found, list) else found

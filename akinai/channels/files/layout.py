"""What a layout of order files says: which columns make which field, and how their words are to be understood.

A layout is JSON, so that a shop can copy a built-in one and change it at the desk:

    {"encoding": "cp932", "delimiter": ",", "currency": "JPY", "decimals": 0, "zone": "Asia/Tokyo",
     "key": ["channel_number", "destination"],
     "order": {"channel_number": {"columns": ["注文番号"], "required": true, "needed": true},
               "buyer.name": {"columns": ["注文者姓", "注文者名"], "join": " "}, "total": "合計金額", …},
     "line":  {"sku_code": {"columns": ["SKU管理番号", "商品番号"], "take": "first"}, "quantity": "個数", …},
     "states": [{"column": "ステータス", "values": {"100": "waiting"}, "otherwise": "waiting"}],
     "remark": [{"find": "\\\\[配送日時指定:\\\\]\\\\s*(?P<wished_date>…)"}],
     "words": {"payment_method": {"クレジットカード": "card"}},
     "shares": {"total": "送付先合計金額"}, "items": {"by": "OrderId"}, "known": ["…"], "rules": ""}

A field's source is a column's name, or an object (see Source).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from akinai.orders.actions import IncomingLine, IncomingOrder, Person

TAKES = ("join", "first", "sum", "any")
READS = ("text", "money", "integer", "date", "time", "slot", "window_date", "window_slot", "rate", "yes")
STATES = ("", "waiting", "cancel_asked", "cancelled", "shipped")
AMOUNTS = tuple(f.name for f in fields_of(IncomingOrder) if f.type == int | None and f.name != "copied_from")
PERSON_FIELDS = frozenset(f.name for f in fields_of(Person))
ORDER_FIELDS = frozenset(
    [f.name for f in fields_of(IncomingOrder) if f.name not in ("channel_code", "lines", "warnings", "copied_from")]
    + [f"{who}.{name}" for who in ("buyer", "recipient") for name in PERSON_FIELDS]
) - {"buyer", "recipient", "mall_state"}
LINE_FIELDS = frozenset(f.name for f in fields_of(IncomingLine) if f.name != "sku_id") | {
    "amount",
    "listing",
    "variant",
}
# How a field is read unless the layout says otherwise.
DEFAULT_READS = dict.fromkeys(AMOUNTS, "money") | {
    "unit_price": "money",
    "amount": "money",
    "quantity": "integer",
    "ordered_at": "time",
    "wished_date": "date",
    "wished_slot": "slot",
    "paid": "yes",
    "gift": "yes",
    "hide_prices": "yes",
    "ships": "yes",
    "price_includes_tax": "yes",
    "tax_rate": "rate",
}
RULES = ("", "uci")


class BadLayout(ValueError):
    """A layout that can't be used: every reason, as sentences."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass(frozen=True, slots=True)
class Source:
    """Where a field comes from.

    `take`: "join" puts the columns together with `join` between, "first" takes the first that is not empty, "sum" adds
    them up (less `minus`), "any" is yes if one of them is neither empty nor 0. `rows` "all" adds the rows of the order.
    `match` keeps its first group of what it finds. `values` translates, `otherwise` stands for all other words.
    `unknown` are cells that mean “not told”. `required`: the file must have the column; `needed`: no cell may be empty.
    """

    columns: tuple[str, ...] = ()
    take: str = "join"
    join: str = ""
    minus: tuple[str, ...] = ()
    read: str = "text"
    const: str | None = None
    match: re.Pattern[str] | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    unknown: frozenset[str] = frozenset()
    formats: tuple[str, ...] = ()
    rows: str = "first"
    required: bool = False
    needed: bool = False

    @property
    def column(self) -> str:
        """The column to name when its cell is wrong."""
        return self.columns[0] if self.columns else ""


@dataclass(frozen=True, slots=True)
class StateRule:
    """What a column's word says of the order's state at the mall."""

    column: str
    values: Mapping[str, str]
    otherwise: str


@dataclass(frozen=True, slots=True)
class Items:
    """A second file with the lines, joined by a column both have."""

    by: str


@dataclass(frozen=True, slots=True)
class Layout:
    """A checked layout."""

    name: str
    order: Mapping[str, Source]
    line: Mapping[str, Source]
    key: tuple[str, ...] = ("channel_number",)
    encoding: str = ""
    delimiter: str = ""
    currency: str = "JPY"
    decimals: int = 0
    zone: ZoneInfo = ZoneInfo("Asia/Tokyo")  # noqa: RUF009 - immutable
    states: tuple[StateRule, ...] = ()
    remark: tuple[re.Pattern[str], ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shares: Mapping[str, Source] = field(default_factory=dict)
    items: Items | None = None
    known: frozenset[str] = frozenset()
    rules: str = ""
    total_rule: str = ""
    notice: str = ""
    stock: str = ""

    def sources(self) -> Iterator[Source]:
        yield from self.order.values()
        yield from self.line.values()
        yield from self.shares.values()

    def columns(self) -> set[str]:
        """Every column the layout speaks of."""
        named = {column for source in self.sources() for column in (*source.columns, *source.minus)}
        return named | {rule.column for rule in self.states} | self.known

    def missing(self, headers: set[str]) -> list[str]:
        """The required columns a file with these headers lacks."""
        lacking = []
        for source in self.sources():
            if not source.required:
                continue
            absent = [column for column in source.columns if column not in headers]
            if absent and (source.take != "first" or len(absent) == len(source.columns)):
                lacking.append(" / ".join(absent) if source.take == "first" else absent[0])
        return list(dict.fromkeys(lacking))


# --- from JSON ----------------------------------------------------------------------------------------------


def parse(name: str, plain: Any) -> Layout:
    """The layout of this JSON. Raises BadLayout with a sentence for everything that is wrong with it."""
    reader = _Reader()
    layout = reader.layout(name, plain)
    if reader.problems or layout is None:
        raise BadLayout(reader.problems)
    return layout


_TEXTS = ("encoding", "delimiter", "currency", "total_rule", "notice", "stock")
_KEYS = {*_TEXTS, "title", "decimals", "zone", "key", "order", "line", "states", "remark", "words", "shares"}
_KEYS |= {"items", "known", "rules"}


class _Reader:
    """Reads a layout and gathers everything that is wrong with it, so that a person sees all at once."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def say(self, sentence: str, **told: object) -> None:
        self.problems.append(sentence % told)

    def layout(self, name: str, plain: Any) -> Layout | None:
        if not isinstance(plain, dict):
            self.say(_("A layout is a JSON object: {…}."))
            return None
        for key in sorted(plain.keys() - _KEYS):
            self.say(_("“%(key)s” is no part of a layout."), key=key)
        order = self.fields(plain, "order", ORDER_FIELDS)
        line = self.fields(plain, "line", LINE_FIELDS)
        for part, fields, needed in (
            (order, "order", "channel_number"),
            (order, "order", "ordered_at"),
            (line, "line", "quantity"),
        ):
            if needed not in part:
                self.say(_("“%(part)s” must say where “%(field)s” comes from."), part=fields, field=needed)
        key = self.texts(plain, "key") or ("channel_number",)
        for name_of_key in key:
            if name_of_key not in order:
                self.say(_("The key “%(key)s” is no field of “order”."), key=name_of_key)
        rules = self.one_of(plain, "rules", RULES)
        texts = {each: self.text(plain, each) for each in _TEXTS}
        return Layout(
            name=name,
            order=order,
            line=line,
            key=key,
            decimals=self.decimals(plain),
            zone=self.zone(plain),
            states=tuple(self.states(plain)),
            remark=tuple(self.patterns(plain)),
            words=self.words(plain),
            shares=self.fields(plain, "shares", frozenset(AMOUNTS)),
            items=self.items(plain),
            known=frozenset(self.texts(plain, "known")),
            rules=rules,
            **{**texts, "encoding": self.encoding(texts["encoding"]), "currency": texts["currency"] or "JPY"},
        )

    def fields(self, plain: dict[str, Any], part: str, allowed: frozenset[str]) -> dict[str, Source]:
        given = plain.get(part, {})
        if not isinstance(given, dict):
            self.say(_("“%(part)s” must be an object of fields."), part=part)
            return {}
        found = {}
        for name, source in given.items():
            if name not in allowed:
                self.say(_("“%(part)s”: there is no field “%(field)s”."), part=part, field=name)
                continue
            made = self.source(f"{part}.{name}", name, source)
            if made:
                found[name] = made
        return found

    def source(self, where: str, name: str, given: Any) -> Source | None:
        if isinstance(given, str):
            given = {"columns": [given]}
        if not isinstance(given, dict):
            self.say(_("“%(where)s” must be a column's name or an object."), where=where)
            return None
        unknown = given.keys() - {f.name for f in fields_of(Source)}
        for key in sorted(unknown):
            self.say(_("“%(where)s”: “%(key)s” is not known."), where=where, key=key)
        columns = self.texts(given, "columns", where)
        if not columns and "const" not in given:
            self.say(_("“%(where)s” names neither a column nor a constant."), where=where)
        rows = self.one_of(given, "rows", ("", "first", "all"), where) or "first"
        return Source(
            columns=columns,
            take=self.one_of(given, "take", ("", *TAKES), where) or "join",
            join=self.text(given, "join"),
            minus=self.texts(given, "minus", where),
            read=self.one_of(given, "read", ("", *READS), where) or DEFAULT_READS.get(name, "text"),
            const=self.text(given, "const") if "const" in given else None,
            match=self.pattern(given["match"], where) if "match" in given else None,
            values=self.mapping(given.get("values", {}), where),
            otherwise=self.text(given, "otherwise") if "otherwise" in given else None,
            unknown=frozenset(self.texts(given, "unknown", where)),
            formats=self.texts(given, "formats", where),
            rows=rows,
            required=given.get("required") is True,
            needed=given.get("needed") is True,
        )

    def text(self, plain: dict[str, Any], key: str) -> str:
        value = plain.get(key, "")
        if not isinstance(value, str):
            self.say(_("“%(key)s” must be a text."), key=key)
            return ""
        return value

    def texts(self, plain: dict[str, Any], key: str, where: str = "") -> tuple[str, ...]:
        value = plain.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.say(_("“%(key)s” must be a list of texts."), key=f"{where}.{key}".strip("."))
            return ()
        return tuple(value)

    def one_of(self, plain: dict[str, Any], key: str, allowed: tuple[str, ...], where: str = "") -> str:
        value = self.text(plain, key)
        if value not in allowed:
            named = ", ".join(each for each in allowed if each)
            self.say(_("“%(key)s” must be one of: %(allowed)s."), key=f"{where}.{key}".strip("."), allowed=named)
            return ""
        return value

    def mapping(self, value: Any, where: str) -> dict[str, str]:
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            self.say(_("“%(where)s”: “values” must be an object of texts."), where=where)
            return {}
        return dict(value)

    def pattern(self, value: Any, where: str) -> re.Pattern[str] | None:
        try:
            return re.compile(value)
        except (re.error, TypeError, RecursionError, OverflowError):
            self.say(_("“%(where)s”: the pattern “%(pattern)s” can't be read."), where=where, pattern=str(value)[:80])
            return None

    def patterns(self, plain: dict[str, Any]) -> Iterator[re.Pattern[str]]:
        for text in self.texts(plain, "remark"):
            made = self.pattern(text, "remark")
            if made and not made.groupindex.keys() <= ORDER_FIELDS:
                self.say(_("“remark”: the groups of a pattern are named after fields of the order."))
            elif made:
                yield made

    def states(self, plain: dict[str, Any]) -> Iterator[StateRule]:
        given = plain.get("states", [])
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self.say(_("“states” must be a list of objects."))
            return
        for each in given:
            values = self.mapping(each.get("values", {}), "states")
            otherwise = self.text(each, "otherwise")
            for state in {*values.values(), otherwise} - set(STATES):
                allowed = ", ".join(filter(None, STATES))
                self.say(_("“states”: “%(state)s” must be one of: %(allowed)s."), state=state, allowed=allowed)
            yield StateRule(self.text(each, "column"), values, otherwise)

    def words(self, plain: dict[str, Any]) -> dict[str, dict[str, str]]:
        given = plain.get("words", {})
        if not isinstance(given, dict):
            self.say(_("“words” must be an object."))
            return {}
        return {str(name): self.mapping(values, f"words.{name}") for name, values in given.items()}

    def items(self, plain: dict[str, Any]) -> Items | None:
        given = plain.get("items")
        if given is None:
            return None
        if not isinstance(given, dict) or not isinstance(given.get("by"), str):
            self.say(_("“items” must name the column that joins both files: {“by”: “OrderId”}."))
            return None
        return Items(given["by"])

    def decimals(self, plain: dict[str, Any]) -> int:
        value = plain.get("decimals", 0)
        if value not in (0, 1, 2, 3) or isinstance(value, bool):
            self.say(_("“decimals” must be 0, 1, 2 or 3."))
            return 0
        return int(value)

    def zone(self, plain: dict[str, Any]) -> ZoneInfo:
        name = self.text(plain, "zone") or "Asia/Tokyo"
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            self.say(_("There is no time zone “%(name)s”."), name=name[:60])
            return ZoneInfo("Asia/Tokyo")

    def encoding(self, name: str) -> str:
        if not name:
            return ""
        try:
            "".encode(name)
        except (LookupError, ValueError):
            self.say(_("There is no encoding “%(name)s”."), name=name[:60])
            return ""
        return name

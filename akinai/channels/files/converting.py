"""The rows of one order → an IncomingOrder, or what is wrong with them. Pure: what it must know is given to it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.catalog.queries import code_key
from akinai.channels.files import cells
from akinai.channels.files.layout import AMOUNTS, Layout, Source
from akinai.channels.files.reading import Group, Problem, Record, joined_text, repeated, too_long
from akinai.core.tables import BadCell, integer, yes_no
from akinai.orders.actions import IncomingLine, IncomingOrder, Person

MOST_REMARK_SEARCHED = 5_000  # letters in which patterns of a layout are looked for
STRENGTH = ("", "waiting", "shipped", "cancel_asked", "cancelled")


@dataclass(frozen=True, slots=True)
class Words:
    """What the mall's words mean: those of the channel first, then the layout's, then everybody's."""

    channel: Mapping[tuple[str, str], str] = field(default_factory=dict)
    general: Mapping[tuple[str, str], str] = field(default_factory=dict)
    skus: Mapping[str, int] = field(default_factory=dict)  # the mall's code (code key) → SKU id

    def meaning(self, name: str, text: str, layout: Layout | None = None) -> str | None:
        """Our value for the mall's words, or None."""
        key = cells.plain(text).lower()
        found = self.channel.get((name, key))
        if found is None:
            of_layout = layout.words.get(name, {}) if layout else {}
            found = of_layout.get(text.strip(), of_layout.get(key))
        return found if found is not None else self.general.get((name, key))


@dataclass(slots=True)
class Converted:
    """What came of the rows of one order: the order, or the problems. `shipped`: the mall says that it has left."""

    group: Group
    order: IncomingOrder | None = None
    problems: list[Problem] = field(default_factory=list)
    shipped: bool = False
    listings: dict[str, tuple[str, str]] = field(default_factory=dict)  # SKU code → the mall's page and variant


class _Problems(list[Problem]):
    def read(self, reader: Any, row: int, column: str) -> Any:
        """What `reader()` gives; a cell it can't read becomes a problem and None."""
        try:
            return reader()
        except BadCell as error:
            self.append(Problem(row, column, str(error)))
            return None


def convert(group: Group, layout: Layout, words: Words, channel_code: str) -> Converted:
    """Make the order of these rows. An order with one bad row is not made at all."""
    made = Converted(group)
    problems = _Problems([*group.problems, *too_long(group.records)])
    if problems or not group.records:
        made.problems = list(problems)
        return made
    head = group.records[0]
    values = {name: _value(source, group.records, layout, problems) for name, source in layout.order.items()}
    if not group.key[0]:
        source = layout.order[layout.key[0]]
        problems.append(Problem(head.number, source.column, _("The order number is missing.")))
    lines = [line for record in group.records if (line := _line(record, layout, words, problems))]
    if problems:
        made.problems = list(problems)
        return made
    state = _state(group.records, layout)
    made.shipped = state == "shipped"
    made.order = _order(values, lines, layout, words, channel_code)
    made.order.mall_state = "" if made.shipped else state
    made.order.warnings += _warnings(group, layout)
    made.listings = dict(_listings(group.records, layout))
    return made


# --- one field ----------------------------------------------------------------------------------------------


def _value(source: Source, records: Sequence[Record], layout: Layout, problems: _Problems) -> Any:
    """The value of an order's field: of its first row, or the sum of all rows."""
    if source.rows == "all":
        parts = [_of_row(source, record, layout, problems, record.line_number) for record in records]
        told = [part for part in parts if part is not None]
        return sum(told) if told else None
    head = records[0]
    return _of_row(source, head, layout, problems, head.number)


def _of_row(source: Source, record: Record, layout: Layout, problems: _Problems, row: int) -> Any:
    if source.take == "any":
        return any(cells.told(record.cells.get(column, "")) for column in source.columns)
    if source.take == "sum":
        return _sum(source, record, layout, problems, row)
    text = joined_text(source, record.cells)
    if source.match is not None:
        found = source.match.search(text[:MOST_REMARK_SEARCHED])
        text = (found.group(1) or "").strip() if found and found.re.groups else ""
    if source.values or source.otherwise is not None:
        known = source.values.get(text)
        text = known if known is not None else text if source.otherwise is None else source.otherwise
    if not text and source.const is not None:
        text = source.const
    if not text:
        if source.needed:
            problems.append(Problem(row, source.column, _("The cell is empty.")))
        return None
    return problems.read(lambda: _read(source, text, record, layout), row, _column(source, record))


def _column(source: Source, record: Record) -> str:
    """The column that holds the cell."""
    return next((column for column in source.columns if record.cells.get(column, "").strip()), source.column)


def _sum(source: Source, record: Record, layout: Layout, problems: _Problems, row: int) -> int | None:
    """The columns together, less those of `minus`; None if none of them is told."""
    total, told = 0, False
    for columns, sign in ((source.columns, 1), (source.minus, -1)):
        for column in columns:
            cell = record.cells.get(column, "").strip()
            if not cell or cell in source.unknown:
                continue
            amount = problems.read(lambda cell=cell: cells.money(cell, layout.decimals), row, column)
            told = told or sign > 0
            total += sign * (amount or 0)
    return total if told else None


def _read(source: Source, text: str, record: Record, layout: Layout) -> Any:
    match source.read:
        case "money":
            return cells.money(text, layout.decimals)
        case "integer":
            return integer(text, least=1, most=cells.MOST_PIECES)
        case "date" | "window_date":
            return cells.date(text, source.formats)
        case "time":
            return cells.time(text, layout.zone, source.formats)
        case "rate":
            return cells.rate(text)
        case "yes":
            return yes_no(text)
        case "window_slot":
            return _window(source, record, layout)
        case _:
            return text


def _window(source: Source, record: Record, layout: Layout) -> str:
    """Two moments of one day → ``18-20``; a whole day or two days are no wish of a time."""
    ends = [record.cells.get(column, "").strip() for column in source.columns[:2]]
    if not all(ends):
        return ""
    start, end = (cells.time(each, layout.zone, source.formats) for each in ends)
    if start.date() != end.date() or end.hour - start.hour > 6:
        return ""
    return f"{start.hour}-{end.hour}"


# --- lines --------------------------------------------------------------------------------------------------


def _line(record: Record, layout: Layout, words: Words, problems: _Problems) -> IncomingLine | None:
    """One line of the order; None after a problem."""
    before = len(problems)
    row = record.line_number
    told = {name: _of_row(source, record, layout, problems, row) for name, source in layout.line.items()}
    code = told.get("sku_code") or ""
    if not code and not told.get("name") and "sku_code" in layout.line:
        problems.append(Problem(row, layout.line["sku_code"].column, _("The line has neither a code nor a name.")))
    quantity = told.get("quantity")
    if quantity is None:
        if len(problems) == before:
            problems.append(Problem(row, layout.line["quantity"].column, _("The quantity is missing.")))
        return None
    if len(problems) > before:
        return None
    amount, price = told.get("amount"), told.get("unit_price")
    if price is None and amount is not None:
        price = amount // quantity
    return IncomingLine(
        sku_code=code,
        sku_id=words.skus.get(code_key(code)) if code else None,
        name=told.get("name") or "",
        options=told.get("options") or "",
        quantity=quantity,
        unit_price=price,
        price_includes_tax=told.get("price_includes_tax"),
        tax_category=told.get("tax_category"),
        tax_rate=told.get("tax_rate"),
        channel_line=told.get("channel_line") or "",
        ships=told.get("ships") is not False,
        note=told.get("note") or "",
    )


def _listings(records: Sequence[Record], layout: Layout) -> Mapping[str, tuple[str, str]]:
    """What the mall calls the page and the variant of each code: stock files need it."""
    if "listing" not in layout.line or "sku_code" not in layout.line:
        return {}
    blank = Source()
    found = {}
    for record in records:
        code = joined_text(layout.line["sku_code"], record.cells)
        listing = joined_text(layout.line["listing"], record.cells)
        if code and listing:
            found[code] = (listing, joined_text(layout.line.get("variant", blank), record.cells))
    return found


# --- the order ----------------------------------------------------------------------------------------------

_MEANT = ("payment_method", "delivery_method")


def _order(
    values: dict[str, Any], lines: list[IncomingLine], layout: Layout, words: Words, channel_code: str
) -> IncomingOrder:
    people: dict[str, Any] = {who: Person() for who in ("buyer", "recipient")}
    plain: dict[str, Any] = {}
    for name, value in values.items():
        who, dot, part = name.partition(".")
        if value is None:
            continue
        if dot:
            setattr(people[who], part, value)
        else:
            plain[name] = value
    slot = plain.pop("wished_slot", "")
    for name in _MEANT:
        told, shown = plain.pop(name, ""), plain.pop(name.replace("method", "text"), "")
        meant = next((m for text in (told, shown) if text and (m := words.meaning(name, text, layout))), "")
        plain[name], plain[name.replace("method", "text")] = meant, shown or told
    order = IncomingOrder(channel_code=channel_code, lines=lines, **plain, **people)
    order.currency = order.currency or layout.currency
    wish_of_time(order, slot, layout, words)
    words_of_remark(order, layout, words)
    if order.gift and order.recipient.name and order.recipient.name != order.buyer.name:
        order.hide_prices = True
    return order


def wish_of_time(order: IncomingOrder, told: str, layout: Layout | None, words: Words) -> None:
    """The time slot; what is not understood goes to the remark, so that a person reads it."""
    if not told:
        return
    meant = words.meaning("wished_slot", told, layout)
    found = meant if meant is not None else cells.slot(told)
    if found is None:
        sentence = _("Time wished: %(slot)s") % {"slot": told[:100]}
        order.remark = f"{order.remark}\n{sentence}".strip()
    elif not order.wished_slot:
        order.wished_slot = found


def words_of_remark(order: IncomingOrder, layout: Layout, words: Words) -> None:
    """Lines of the remark that say a field become that field and are taken out of the remark.

    A field told by a column keeps what the column says; if the remark says something else, its line stays to be read.
    """
    for pattern in layout.remark:
        found = pattern.search(order.remark[:MOST_REMARK_SEARCHED])
        if not found:
            continue
        told = {name: text.strip() for name, text in found.groupdict().items() if text}
        if all(_take(order, name, text, layout, words) for name, text in told.items()):
            rest = order.remark[: found.start()] + order.remark[found.end() :]
            order.remark = re.sub(r"\n{3,}", "\n\n", rest).strip()


def _take(order: IncomingOrder, name: str, text: str, layout: Layout, words: Words) -> bool:
    """Set one field from the remark, if it is not set otherwise. Whether the words need no reading any more."""
    value: Any = text
    if name == "wished_date":
        try:
            value = cells.date(text)
        except BadCell:
            return False
    elif name == "wished_slot":
        meant = words.meaning(name, text, layout)
        value = meant if meant is not None else cells.slot(text)
        if value is None:
            return False
    elif "." in name or name in AMOUNTS or name not in _FREE:
        return False
    have = getattr(order, name)
    if not have:
        setattr(order, name, value)
        return True
    return bool(have == value or not value)


_FREE = ("noshi", "noshi_name", "wrapping", "gift_message", "memo", "slip_note", "destination")


def _state(records: Sequence[Record], layout: Layout) -> str:
    """What the mall says of the order; of several words the strongest counts."""
    states = [
        rule.values.get(cell, rule.otherwise)
        for record in records
        for rule in layout.states
        if (cell := record.cells.get(rule.column, "").strip())
    ]
    return max(states, key=STRENGTH.index, default="")


def _warnings(group: Group, layout: Layout) -> list[str]:
    found = []
    if again := repeated(group.records):
        rows = ", ".join(map(str, again[:10]))
        words = _("Row %(rows)s says the same as an earlier row of this order. It was kept: it may be meant so.")
        found.append(words % {"rows": rows})
    if differing := _differing(group.records, layout):
        words = _("The rows of this order disagree on %(columns)s; the first row counts.")
        found.append(words % {"columns": ", ".join(differing[:5])})
    return found


def _differing(records: Sequence[Record], layout: Layout) -> list[str]:
    if len(records) == 1:
        return []
    columns = {c for source in layout.order.values() if source.rows == "first" for c in source.columns}
    head = records[0].cells
    return sorted(
        column
        for column in columns
        if (first := head.get(column, "").strip())
        and any((cell := record.cells.get(column, "").strip()) and cell != first for record in records[1:])
    )


# --- one mall order to several recipients -------------------------------------------------------------------


def share(orders: Sequence[tuple[Group, IncomingOrder]], layout: Layout) -> None:
    """Divide the amounts of mall orders with several recipients among their orders.

    What the mall tells per recipient (`shares`) is taken; the rest (coupons, points) stays with the first, which also
    keeps what is left of the sum billed, so that the sums are the mall's own.
    """
    together: dict[str, list[tuple[Group, IncomingOrder]]] = {}
    for group, order in orders:
        together.setdefault(order.channel_number, []).append((group, order))
    for siblings in together.values():
        if len(siblings) > 1:
            _share(siblings, layout)


def _share(siblings: list[tuple[Group, IncomingOrder]], layout: Layout) -> None:
    billed = siblings[0][1].billed
    spent = 0
    for place, (group, order) in enumerate(siblings):
        problems = _Problems()
        for name in AMOUNTS:
            if name in layout.shares:
                setattr(order, name, _value(layout.shares[name], group.records, layout, problems))
            elif place and getattr(order, name) is not None:
                setattr(order, name, 0)
        if place and billed is not None and order.total is not None:
            order.billed = order.total + (order.payment_fee or 0)
            spent += order.billed
    if billed is not None:
        siblings[0][1].billed = billed - spent

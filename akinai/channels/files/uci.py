"""The rules of the UCI Online Retail layout: one shop's ledger of invoices, in which not every row is an order.

A row that is no part of an order is left out with a sentence and harms nothing else; a row that can't be read keeps its
whole invoice out. The rules, by what stands in the row (after the data set's description and its published quirks):

    invoice A…               bad debt: left out
    invoice C…               a cancellation: matched with earlier sales of the same customer, code and price (see
                             actions/cancelling.py); a discount, fee or carriage given back, a quantity that is not
                             negative and a missing customer match nothing and are left out
    quantity below 0         a stock write-off: left out (a discount D is a discount)
    POST DOT C2 C3           the carriage: shipping fee of the order; alone on its invoice a line that is not shipped
    M                        a manual charge: a line that is not shipped
    D                        a discount on the order
    BANK CHARGES AMAZONFEE CRUK   beside goods a fee the buyer pays; alone a fee of the shop: left out
    B ADJUST ADJUST2         adjustments of the accounts: left out
    price 0                  with a customer, or beside goods with a price: a free line, kept at price 0 (the file does
                             say 0); without both a correction of stock: left out
    repeated rows            kept, with a warning

Prices are pounds, kept in pence; times are those of the United Kingdom; tax is outside Japan's.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akinai.catalog.queries import code_key
from akinai.channels.files import cells
from akinai.channels.files.converting import Converted, Words
from akinai.channels.files.layout import Layout
from akinai.channels.files.reading import Group, Problem, Record, joined_text, repeated, too_long
from akinai.core.tables import BadCell, integer
from akinai.orders.actions import IncomingLine, IncomingOrder, Person

CARRIAGE = frozenset(("post", "dot", "c2", "c3"))
MANUAL = frozenset(("m",))
DISCOUNT = frozenset(("d",))
FEES = frozenset(("bank charges", "amazonfee", "cruk"))
ADJUSTMENTS = frozenset(("b", "adjust", "adjust2"))
TAX_CATEGORY = "outside"


@dataclass(frozen=True, slots=True)
class Cancelled:
    """One row of a C… invoice: pieces taken back of what this customer bought at this price. `place` tells apart rows
    that are alike on one invoice."""

    row: int
    number: str
    customer: str
    code: str
    price: int
    pieces: int
    at: dt.datetime
    place: int
    column: str


@dataclass(slots=True)
class Line:
    """A row read: what every rule looks at."""

    row: int
    code: str
    key: str
    name: str
    quantity: int
    price: int


@dataclass(slots=True)
class Invoice:
    """The rows of one invoice, read and sorted out."""

    number: str
    customer: str
    at: dt.datetime
    country: str
    layout: Layout
    lines: list[Line]
    goods: list[IncomingLine] = field(default_factory=list)
    shipping: int | None = None
    fees: int | None = None
    discount: int | None = None
    left_out: list[Problem] = field(default_factory=list)

    def leave_out(self, line: Line, name: str, sentence: str) -> None:
        self.left_out.append(Problem(line.row, self.layout.line[name].column, sentence))


@dataclass(slots=True)
class Sorted(Converted):
    """What came of an invoice: an order, cancellations, or neither; and rows that are no part of an order."""

    cancelled: list[Cancelled] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)


def convert(group: Group, layout: Layout, words: Words, channel_code: str) -> Sorted:
    """Sort the rows of one invoice out."""
    made = Sorted(group)
    made.problems = [*group.problems, *too_long(group.records)]
    invoice = None if made.problems or not group.records else _read(group, layout, made.problems)
    if invoice is None:
        return made
    made.left_out = invoice.left_out
    letter = invoice.number[:1].upper()
    if letter == "A":
        sentence = _("An invoice with A… is a bad debt, not an order.")
        for line in invoice.lines:
            invoice.leave_out(line, "quantity", sentence)
    elif letter == "C":
        made.cancelled = _cancellations(invoice)
    else:
        _sale(invoice, words)
        made.order = _order(invoice, group, channel_code) if invoice.goods else None
    return made


def _read(group: Group, layout: Layout, problems: list[Problem]) -> Invoice | None:
    head = group.records[0]
    text = {name: joined_text(source, head.cells) for name, source in layout.order.items()}
    lines = [line for record in group.records if (line := _line(record, layout, problems))]
    if not group.key[0]:
        source = layout.order["channel_number"]
        problems.append(Problem(head.number, source.column, _("The order number is missing.")))
    at = None
    source = layout.order["ordered_at"]
    try:
        at = cells.time(text["ordered_at"], layout.zone, source.formats)
    except BadCell as error:
        problems.append(Problem(head.number, source.column, str(error)))
    if problems or at is None:
        return None
    country = layout.order["recipient.country"].values.get(text["recipient.country"], text["recipient.country"])
    return Invoice(text["channel_number"], _customer(text["buyer.name"]), at, country, layout, lines)


def _customer(cell: str) -> str:
    """Some tools write the number as 13085.0, and nothing as nan."""
    return "" if cell.lower() in ("nan", "null", "none") else cell.removesuffix(".0")


def _line(record: Record, layout: Layout, problems: list[Problem]) -> Line | None:
    told, before = {}, len(problems)
    for name, reader in (
        ("quantity", lambda cell: integer(cell, least=-cells.MOST_PIECES, most=cells.MOST_PIECES)),
        ("unit_price", lambda cell: cells.money(cell, layout.decimals)),
    ):
        source = layout.line[name]
        try:
            told[name] = reader(joined_text(source, record.cells))
        except BadCell as error:
            problems.append(Problem(record.line_number, source.column, str(error)))
    if len(problems) > before:
        return None
    source = layout.line["quantity"]
    if told["quantity"] == 0:
        problems.append(Problem(record.line_number, source.column, _("The quantity is 0.")))
    if abs(told["unit_price"]) > cells.MOST_MONEY:
        problems.append(Problem(record.line_number, layout.line["unit_price"].column, _("The price cannot be right.")))
    code = joined_text(layout.line["sku_code"], record.cells)
    if not code:
        problems.append(Problem(record.line_number, layout.line["sku_code"].column, _("The code is missing.")))
    name = joined_text(layout.line["name"], record.cells)
    return Line(record.line_number, code, code_key(code), name, told["quantity"], told["unit_price"])


# --- sales --------------------------------------------------------------------------------------------------


def _sale(invoice: Invoice, words: Words) -> None:
    """Sort the rows of a sale into goods, carriage, fees and discounts."""
    plain = CARRIAGE | FEES | ADJUSTMENTS | DISCOUNT
    paid = any(line.price > 0 and line.quantity > 0 and line.key not in plain for line in invoice.lines)
    carriage: list[Line] = []
    for line in invoice.lines:
        amount = line.quantity * line.price
        if line.key in DISCOUNT:
            invoice.discount = (invoice.discount or 0) + abs(amount)
        elif line.quantity < 0:
            invoice.leave_out(line, "quantity", _("A negative quantity without C… is a stock write-off, not an order."))
        elif line.key in ADJUSTMENTS or line.price < 0:
            invoice.leave_out(line, "unit_price", _("An adjustment of the accounts is not part of an order."))
        elif line.key in FEES and not paid:
            invoice.leave_out(line, "sku_code", _("A fee of the shop itself is not an order."))
        elif line.key in FEES:
            invoice.fees = (invoice.fees or 0) + amount
        elif line.key in CARRIAGE:
            carriage.append(line)
        elif line.price == 0 and not invoice.customer and not paid:
            sentence = _("Price 0 without a customer is a correction of stock, not an order.")
            invoice.leave_out(line, "unit_price", sentence)
        else:
            invoice.goods.append(_goods(line, words, ships=line.key not in MANUAL))
    if carriage and any(line.ships for line in invoice.goods):
        invoice.shipping = sum(line.quantity * line.price for line in carriage)
    else:
        invoice.goods += [_goods(line, words, ships=False) for line in carriage]
    if not invoice.goods and invoice.discount is not None:
        for line in invoice.lines:
            if line.key in DISCOUNT:
                invoice.leave_out(line, "sku_code", _("A discount without goods is not an order."))


def _goods(line: Line, words: Words, *, ships: bool) -> IncomingLine:
    return IncomingLine(
        sku_code=line.code,
        sku_id=words.skus.get(line.key) if ships else None,
        name=line.name,
        quantity=line.quantity,
        unit_price=line.price,
        price_includes_tax=True,
        tax_category=TAX_CATEGORY,
        tax_rate=0,
        channel_line=str(line.row),
        ships=ships,
    )


def _order(invoice: Invoice, group: Group, channel_code: str) -> IncomingOrder:
    layout = invoice.layout
    who = Person(name=invoice.customer, country=invoice.country)
    constants = {name: source.const for name, source in layout.order.items() if source.const is not None}
    order = IncomingOrder(
        channel_code=channel_code,
        channel_number=invoice.number,
        lines=invoice.goods,
        ordered_at=invoice.at,
        buyer=who,
        recipient=who,
        currency=layout.currency,
        shipping_fee=invoice.shipping,
        payment_fee=invoice.fees,
        discount=invoice.discount,
        **constants,  # type: ignore[arg-type]
    )
    if again := repeated(group.records):
        rows = ", ".join(map(str, again[:10]))
        words = _("Row %(rows)s says the same as an earlier row of this order. It was kept: it may be meant so.")
        order.warnings.append(words % {"rows": rows})
    return order


# --- cancellations ------------------------------------------------------------------------------------------


def _cancellations(invoice: Invoice) -> list[Cancelled]:
    """The rows of a C… invoice that take goods back; the others are left out with a sentence."""
    found: list[Cancelled] = []
    places: Counter[tuple[str, int]] = Counter()
    for line in invoice.lines:
        if line.quantity > 0:
            invoice.leave_out(line, "quantity", _("A cancellation (C…) must have a negative quantity."))
        elif line.key in DISCOUNT:
            sentence = _("A discount given afterwards belongs to no order in the file. Enter it at the order by hand.")
            invoice.leave_out(line, "sku_code", sentence)
        elif line.key in FEES or line.key in ADJUSTMENTS:
            invoice.leave_out(line, "sku_code", _("A fee of the shop itself is not an order."))
        elif line.key in CARRIAGE:
            sentence = _("The carriage is to be paid back at its order by hand: the row does not say which it is.")
            invoice.leave_out(line, "sku_code", sentence)
        elif not invoice.customer:
            sentence = _("Without a customer nobody can tell which sale is cancelled.")
            invoice.leave_out(line, "sku_code", sentence)
        else:
            place = places[line.key, line.price]
            places[line.key, line.price] += 1
            column = invoice.layout.line["quantity"].column
            found.append(
                Cancelled(
                    line.row,
                    invoice.number,
                    invoice.customer,
                    line.code,
                    line.price,
                    -line.quantity,
                    invoice.at,
                    place,
                    column,
                )
            )
    return found

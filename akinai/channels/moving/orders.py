"""未出荷受注 of an old system, and what it knows of a day's orders.

An order that is here already is never written over: the mall itself tells what changed. Those the old system has
shipped or cancelled are left out.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akinai.catalog.queries import code_key
from akinai.channels.actions import mapping
from akinai.channels.files import cells, converting
from akinai.channels.files.converting import Converted, Words
from akinai.channels.files.reading import Group, Record, grouped
from akinai.channels.moving.beside import Beside
from akinai.channels.moving.difference import DIFFERENT, NEW, ONLY_HERE, Line, Part, Step
from akinai.channels.moving.layout import Gather, MovingLayout
from akinai.channels.moving.reading import BadRow, Opened, dropped
from akinai.core.outcome import Outcome, Refusal
from akinai.core.tables import BadCell
from akinai.orders import actions as orders
from akinai.orders.actions import IncomingOrder
from akinai.orders.models import ChannelMode, Order, OrderLine, SalesChannel

BATCH = 500
MOST_UNKNOWN = 20  # codes or words named in a warning
OPEN, CANCELLED, SHIPPED = "open", "cancelled", "shipped"


@dataclass(slots=True)
class OldOrder:
    """An order as the old system has it. `state`: open, cancelled or shipped there. `name`: in the report."""

    channel: SalesChannel | None
    channel_code: str
    order: IncomingOrder
    state: str
    file: str
    row: int
    name: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.order.channel_number, self.order.destination

    @property
    def pieces(self) -> Counter[str]:
        """Pieces by code key."""
        found: Counter[str] = Counter()
        for line in self.order.lines:
            found[code_key(line.sku_code)] += line.quantity
        return found

    @property
    def amount(self) -> int | None:
        """What the buyer pays, else what the order is worth."""
        return self.order.billed if self.order.billed is not None else self.order.total


@dataclass(slots=True)
class OurOrder:
    """An order as it is here."""

    pk: int
    channel_id: int
    total: int | None
    billed: int | None
    cancelled: bool
    shipped: bool
    row: Order
    pieces: Counter[str] = field(default_factory=Counter)
    names: dict[str, str] = field(default_factory=dict)  # code key → the code as written


def read(opened: Sequence[Opened], beside: Beside, part: Part) -> list[OldOrder]:
    """The orders of the files; what can't be read is refused in `part`. Four statements for each channel met."""
    words: dict[int, Words] = {}
    found: list[OldOrder] = []
    for file in opened:
        layout = file.layout
        assert layout.orders is not None
        for group in _groups(file, part):
            shop = next((cell for name in layout.shop if (cell := _head(group, name))), "")
            channel = beside.channel_of(shop) or (beside.channel if _says_nothing(shop) else None)
            code = channel.code if channel else beside.channel_code if not shop or _says_nothing(shop) else ""
            number = group.records[0].number if group.records else 0
            if not code:
                part.refuse(
                    BadRow(file.name, number, layout.shop[0] if layout.shop else "", _which(shop)), group.key[0]
                )
                continue
            channel_id = channel.pk if channel else 0
            if channel_id not in words:
                words[channel_id] = mapping.words_of(channel_id)
            made = converting.convert(group, layout.orders, words[channel_id], code)
            found += _told(made, file, channel, code, number, part)
    return found


def _which(shop: str) -> str:
    if shop:
        return _("“%(shop)s” is the name of no sales channel here.") % {"shop": shop[:100]}
    return _("Which sales channel? The row does not say; choose one for the whole file.")


def _says_nothing(shop: str) -> bool:
    """A shop's number says nothing to us."""
    return shop.isdecimal()


def _head(group: Group, column: str) -> str:
    return group.records[0].cells.get(column, "").strip() if group.records else ""


def _groups(file: Opened, part: Part) -> Iterator[Group]:
    """The rows of each order, those that are no goods added up into its columns."""
    layout = file.layout
    assert layout.orders is not None
    kept = []
    for record in file.sheet.records:
        if dropped(record.cells, layout):
            part.left_out += 1
        else:
            kept.append(record)
    sheet = type(file.sheet)(file.sheet.headers, kept, file.sheet.refused, file.sheet.warnings)
    for group in grouped(sheet, layout.orders):
        yield _gathered(group, layout) if layout.gather else group


def _gathered(group: Group, layout: MovingLayout) -> Group:
    goods: list[Record] = []
    sums: Counter[str] = Counter()
    for record in group.records:
        rule = next((g for g in layout.gather if record.cells.get(g.column, "").strip() in g.values), None)
        if rule is None:
            goods.append(record)
        elif rule.times:
            sums[rule.into] += _multiplied(record, rule)
    if goods and sums:
        # The sign is the system's own (points are below zero there); our fields say it by their names.
        goods[0] = Record(
            goods[0].number,
            {**goods[0].cells, **{name: str(abs(amount)) for name, amount in sums.items()}},
            goods[0].line_number,
        )
    return Group(group.key, goods or group.records, group.problems)


def _multiplied(record: Record, rule: Gather) -> int:
    """The columns of a row multiplied; what is no number counts nothing here (its amount is checked with the total)."""
    amount = 1
    for column in rule.times:
        try:
            amount *= cells.money(record.cells.get(column, ""), 0)
        except BadCell:
            return 0
    return amount


def _told(
    made: Converted, file: Opened, channel: SalesChannel | None, code: str, number: int, part: Part
) -> list[OldOrder]:
    for problem in made.problems:
        part.refuse(BadRow(file.name, problem.row, problem.field, problem.message), made.group.key[0][:200])
    if made.problems or made.order is None:
        return []
    state = SHIPPED if made.shipped else CANCELLED if made.order.mall_state == "cancelled" else OPEN
    made.order.mall_state = ""
    made.order.warnings = []
    return [OldOrder(channel, code, made.order, state, file.name, number)]


def here(told: Sequence[OldOrder]) -> dict[tuple[int, str, str], OurOrder]:
    """Our orders of these numbers, by (channel, number, destination). Two statements."""
    numbers: dict[int, set[str]] = {}
    for each in told:
        if each.channel:
            numbers.setdefault(each.channel.pk, set()).add(each.order.channel_number)
    rows = Order.objects.filter(
        channel__in=list(numbers), channel_number__in={number for some in numbers.values() for number in some}
    )
    return gathered(rows)


def gathered(rows: object) -> dict[tuple[int, str, str], OurOrder]:
    """Orders with their pieces. Two statements."""
    found: dict[int, OurOrder] = {}
    by_key: dict[tuple[int, str, str], OurOrder] = {}
    for row in rows:  # type: ignore[attr-defined]
        mine = OurOrder(row.pk, row.channel_id, row.total, row.billed, row.cancelled, row.shipped > 0, row)
        found[row.pk] = by_key[row.channel_id, row.channel_number, row.destination] = mine
    lines = OrderLine.objects.filter(order__in=list(found)).values_list("order_id", "sku__code", "sku_code", "quantity")
    for order, sku, code, quantity in lines:
        found[order].pieces[code_key(sku or code)] += quantity
        found[order].names[code_key(sku or code)] = sku or code
    return by_key


def ours_of(told: OldOrder, known: Mapping[tuple[int, str, str], OurOrder]) -> OurOrder | None:
    """The order here that this one is. A destination the mall itself does not number is matched by the order alone."""
    if told.channel is None:
        return None
    return known.get((told.channel.pk, *told.key)) or known.get((told.channel.pk, told.order.channel_number, ""))


def our_pieces(told: OldOrder, words: Mapping[int, str]) -> Counter[str]:
    """Pieces by our own codes: a code the mapping knows becomes that of its SKU."""
    found: Counter[str] = Counter()
    for line in told.order.lines:
        found[words.get(line.sku_id or 0) or code_key(line.sku_code)] += line.quantity
    return found


def plan(opened: Sequence[Opened], beside: Beside) -> Part:
    """The report of orders: open ones only. Constant statements per channel."""
    part = Part("orders")
    told = read(opened, beside, part)
    live = [each for each in told if each.state == OPEN]
    part.left_out += len(told) - len(live)
    _name(live)
    known = here(live)
    codes = sku_codes(live)
    for each in live:
        _compare(each, ours_of(each, known), codes, part)
    _only_here(live, part)
    _warn(live, beside, part)
    return part


def _name(told: Sequence[OldOrder]) -> None:
    """Orders of one number, for several recipients, are told apart by what the old system calls the recipient."""
    times = Counter((each.channel_code, each.order.channel_number) for each in told)
    for each in told:
        number, destination = each.key
        each.name = f"{number} {destination}" if times[each.channel_code, number] > 1 else number


def sku_codes(told: Sequence[OldOrder]) -> dict[int, str]:
    """Code key of the SKUs that mappings name. One statement."""
    from akinai.catalog import queries as catalog

    ids = {line.sku_id for each in told for line in each.order.lines if line.sku_id}
    return {sku.id: code_key(sku.code) for sku in catalog.skus(ids).values()} if ids else {}


def _compare(told: OldOrder, mine: OurOrder | None, codes: Mapping[int, str], part: Part) -> None:
    name = told.order.recipient.name or told.order.buyer.name
    _sum(part, "count", 1, int(mine is not None))
    _sum(part, "pieces", sum(told.pieces.values()), sum(mine.pieces.values()) if mine else 0)
    _sum(
        part, "amount", told.amount or 0, ((mine.billed if mine.billed is not None else mine.total) or 0) if mine else 0
    )
    line = Line(NEW, told.name, name, told.file, told.row, channel=told.channel_code)
    if mine is None:
        part.lines.append(line)
        part.work.append(told)
        return
    line.changes = differences(told, mine, codes)
    if line.changes:
        line.status = DIFFERENT
        part.lines.append(line)
    else:
        part.same += 1


def differences(told: OldOrder, mine: OurOrder, codes: Mapping[int, str]) -> list[tuple[str, str, str]]:
    """Field, here, there of what differs between an order here and the same one there."""
    found = []
    pieces = our_pieces(told, codes)
    if pieces != mine.pieces:
        names = {code_key(line.sku_code): line.sku_code for line in told.order.lines} | mine.names
        found.append(("lines", shown_pieces(mine.pieces, names), shown_pieces(pieces, names)))
    ours = mine.billed if mine.billed is not None else mine.total
    if told.amount is not None and ours is not None and told.amount != ours:
        found.append(("amount", str(ours), str(told.amount)))
    state = CANCELLED if mine.cancelled else SHIPPED if mine.shipped else OPEN
    if state != told.state:
        found.append(("state", state, told.state))
    return found


def shown_pieces(pieces: Counter[str], names: Mapping[str, str]) -> str:
    """``A-1×2、B-2×1``."""
    return "、".join(f"{names.get(code, code)}×{n}" for code, n in sorted(pieces.items()))[:1_000]


def _sum(part: Part, name: str, there: int, here_: int) -> None:
    before = part.totals.get(name, (0, 0))
    part.totals[name] = (before[0] + there, before[1] + here_)


def _only_here(told: Sequence[OldOrder], part: Part) -> None:
    """Open orders of these channels that the old system does not name. One statement."""
    channels = {each.channel.pk: each.channel.code for each in told if each.channel}
    numbers = {(each.channel.pk, each.order.channel_number) for each in told if each.channel}
    rows = Order.objects.filter(channel__in=list(channels), cancelled=False, finished=False, shipped=0).order_by("id")
    for channel, number, name in rows.values_list("channel_id", "channel_number", "name").iterator():
        if (channel, number) not in numbers:
            part.lines.append(Line(ONLY_HERE, number, name, channel=channels[channel]))


def _warn(told: Sequence[OldOrder], beside: Beside, part: Part) -> None:
    """Codes and words that mean nothing here yet: such an order is stored, and stops for a person once live."""
    codes = {line.sku_code for each in told for line in each.order.lines if line.sku_code and not line.sku_id}
    known = beside.skus(codes)
    unknown = sorted(c for c in codes if code_key(c) not in known and code_key(c) not in beside.arriving)
    if unknown:
        words = _("%(n)d codes of goods are unknown here: %(codes)s")
        part.warnings.append(words % {"n": len(unknown), "codes": ", ".join(unknown[:MOST_UNKNOWN])})
    live = sorted({each.channel.name for each in told if each.channel and each.channel.mode == ChannelMode.LIVE})
    if live:
        words = _("%(names)s is live: its orders take stock and mails may go out as soon as they are placed.")
        part.warnings.append(words % {"names": "、".join(live)})
    for name, sentence in (
        ("payment", _("Payment words that mean nothing here yet: %(words)s")),
        ("delivery", _("Delivery words that mean nothing here yet: %(words)s")),
    ):
        texts = {getattr(e.order, f"{name}_text") for e in told if not getattr(e.order, f"{name}_method")} - {""}
        if texts:
            part.warnings.append(sentence % {"words": "、".join(sorted(texts)[:MOST_UNKNOWN])})


def apply(part: Part, *, actor: str) -> Iterator[Step]:
    """Place the new ones, batch by batch: keys are "channel name", order ids by them. Constant statements per 500."""
    for start in range(0, len(part.work), BATCH):
        outcome, ids = Outcome(), dict[str, int]()
        batch: list[OldOrder] = part.work[start : start + BATCH]
        made = orders.place_orders([each.order for each in batch], actor=actor)
        problems = {refusal.key: refusal for refusal in made.refused}
        names = {(each.channel_code, *each.key): f"{each.channel_code} {each.name}" for each in batch}
        for (_code, *key), name in names.items():
            if refused := problems.get(tuple(key)):
                outcome.refused.append(Refusal(name, refused.field, refused.message))
            else:
                outcome.done.append(name)
        placed = Order.objects.filter(pk__in=made.placed)
        for pk, *key in placed.values_list("pk", "channel__code", "channel_number", "destination"):
            ids[names[key[0], key[1], key[2]]] = pk
        yield outcome, ids

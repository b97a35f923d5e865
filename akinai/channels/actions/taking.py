"""The rows of some orders become orders: converted, placed, and every bad row named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.actions import cancelling, mapping
from akinai.channels.files import converting, uci
from akinai.channels.files.converting import Converted, Words
from akinai.channels.files.layout import Layout
from akinai.channels.files.reading import Group, Problem, Record
from akinai.core.cards import mask_cards
from akinai.orders import actions as orders
from akinai.orders.models import Order, SalesChannel

FREE_TEXTS = ("remark", "memo", "gift_message", "slip_note", "noshi", "noshi_name", "wrapping", "options", "note")
MOST_KEPT = 5_000  # letters of a cell kept with a rejected row


@dataclass
class Taken:
    """What came of some orders. `rejected`: the columns of RejectedRow."""

    accepted: int = 0
    duplicates: int = 0
    changed: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


class Taker:
    """Takes orders of one channel in by one layout. What its words mean is read once."""

    def __init__(self, channel: SalesChannel, layout: Layout, *, actor: str) -> None:
        self.channel, self.layout, self.actor = channel, layout, actor
        self.words: Words = mapping.words_of(channel.pk)

    def batches(self, groups: Sequence[Group], size: int) -> Iterator[list[Group]]:
        """The orders in batches; several recipients of one mall order stay together, cancellations come last."""
        together: dict[str, list[Group]] = {}
        for group in groups:
            together.setdefault(_number(group), []).append(group)
        sales: list[list[Group]] = []
        last: list[list[Group]] = []
        for number, siblings in together.items():
            is_last = self.layout.rules == "uci" and number[:1].upper() == "C"
            (last if is_last else sales).append(siblings)
        for parts in (sales, last):
            batch: list[Group] = []
            for siblings in parts:
                batch += siblings
                if len(batch) >= size:
                    yield batch
                    batch = []
            if batch:
                yield batch

    def take(self, batch: Sequence[Group]) -> Taken:
        """Place these orders, in the caller's transaction. A constant number of statements."""
        taken = Taken()
        found = [self._convert(group) for group in batch]
        good = _without_spoiled(found)
        converting.share([(each.group, each.order) for each in good if each.order], self.layout)
        good = self._known_or_not_shipped(good, taken)
        incoming = {(each.order.channel_number, each.order.destination): each for each in good if each.order}
        result = orders.place_orders([each.order for each in incoming.values() if each.order], actor=self.actor)
        taken.accepted += len(result.placed)
        taken.duplicates += len(result.duplicates)
        taken.changed += len(result.changed)
        for refusal in result.refused:
            if each := incoming.get(refusal.key):  # type: ignore[call-overload]
                head = each.group.records[0]
                each.problems.append(Problem(head.number, self._column(refusal.field), refusal.message))
        self._take_back(found, taken)
        mapping.learn(self.channel.pk, {code: at for each in good for code, at in each.listings.items()})
        self._note(found, taken)
        return taken

    def _convert(self, group: Group) -> Converted:
        convert = uci.convert if self.layout.rules == "uci" else converting.convert
        return convert(group, self.layout, self.words, self.channel.code)

    def _free_columns(self) -> frozenset[str]:
        """The columns in which people write what they like."""
        sources = (self.layout.order.get(name) or self.layout.line.get(name) for name in FREE_TEXTS)
        return frozenset(column for source in sources if source for column in source.columns)

    def _column(self, name: str) -> str:
        """The column behind one of our fields."""
        source = self.layout.order.get(name) or self.layout.line.get(name)
        return source.column if source and source.column else name

    def _known_or_not_shipped(self, good: list[Converted], taken: Taken) -> list[Converted]:
        """Orders that have left by the mall's own words: no news if we know them, not ours to ship if we don't."""
        gone = [each for each in good if each.shipped and each.order]
        if not gone:
            return good
        numbers = {each.order.channel_number for each in gone if each.order}
        known = set(
            Order.objects.filter(channel=self.channel, channel_number__in=numbers).values_list(
                "channel_number", "destination"
            )
        )
        for each in gone:
            assert each.order is not None
            if (each.order.channel_number, each.order.destination) in known:
                taken.duplicates += 1
            else:
                column = self.layout.states[0].column if self.layout.states else ""
                sentence = _("The mall says that this order has been shipped already; it was not taken in.")
                each.problems.append(Problem(each.group.records[0].number, column, sentence))
        return [each for each in good if not each.shipped]

    def _take_back(self, found: Sequence[Converted], taken: Taken) -> None:
        """Carry out the cancellations among them (UCI)."""
        asked = {row: each for each in found if isinstance(each, uci.Sorted) for row in each.cancelled}
        if not asked:
            return
        changed, unmatched = cancelling.take_back(self.channel, list(asked), actor=self.actor)
        taken.changed += len(changed)
        for row, sentence in unmatched:
            asked[row].problems.append(Problem(row.row, row.column, sentence))

    def _note(self, found: Sequence[Converted], taken: Taken) -> None:
        """Every bad row; the first of an order keeps all of its mall order's rows, so that it can be mended."""
        rows_of: dict[str, list[Record]] = {}
        for each in found:
            rows_of.setdefault(_number(each.group), []).extend(each.group.records)
        kept: set[str] = set()
        free = self._free_columns()
        for each in found:
            number = _number(each.group)
            for problem in each.problems:
                first = number not in kept
                kept.add(number)
                rows = rows_of[number] if first else []
                taken.rejected.append(_row(problem, number, rows, free=free))
            if isinstance(each, uci.Sorted):
                taken.rejected += [_row(problem, number, [], final=True) for problem in each.left_out]
            if each.order and not each.problems:
                taken.warnings += [f"{number}: {sentence}" for sentence in each.order.warnings]


def _number(group: Group) -> str:
    """Rows of one mall order go in together. A row whose order nobody knows stands alone."""
    return group.key[0] or "\n".join(group.key)


def _without_spoiled(found: Sequence[Converted]) -> list[Converted]:
    """Those that can be placed. One bad recipient keeps the whole mall order out."""
    spoiled = {_number(each.group) for each in found if each.problems}
    return [each for each in found if each.order and _number(each.group) not in spoiled]


def _row(
    problem: Problem,
    number: str,
    records: Sequence[Record],
    *,
    free: frozenset[str] = frozenset(),
    final: bool = False,
) -> dict[str, Any]:
    return {
        "row": problem.row,
        "field": problem.field,
        "message": problem.message,
        "order_key": number.replace("\0", "")[:500],
        "cells": [{"row": record.line_number, "cells": _kept(record.cells, free)} for record in records],
        "final": final,
    }


def _kept(cells: dict[str, str], free: frozenset[str]) -> dict[str, str]:
    """The cells as kept for mending. Card numbers in what people wrote freely are masked first; numbers of orders and
    telephones stay as they are."""
    found = {name: cell[:MOST_KEPT].replace("\0", "") for name, cell in cells.items() if cell}
    return {name: mask_cards(cell)[0] if name in free else cell for name, cell in found.items()}

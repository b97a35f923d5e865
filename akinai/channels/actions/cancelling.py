"""UCI's cancellations: each row of a C… invoice takes back what the same customer bought earlier at the same price.

The latest sale before it is taken first. What has not been shipped is cancelled, what has been is returned. A row that
was carried out once is remembered (TakenBack): the same file again takes nothing back twice.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from akinai.catalog.queries import code_key
from akinai.channels.files.uci import Cancelled
from akinai.channels.models import TakenBack
from akinai.core import clock
from akinai.orders import actions as orders
from akinai.orders.models import SalesChannel

Key = tuple[str, str, int]  # customer, code key, price


@dataclass(slots=True)
class _Sold:
    """A line sold: pieces that can still be cancelled, and pieces that are out and can come back."""

    line_id: int
    order_id: int
    at: Any
    open: int
    out: int


@dataclass(slots=True)
class _Piece:
    """Pieces of one sold line taken back by one row."""

    row: Cancelled
    sold: _Sold
    pieces: int
    shipped: bool


def take_back(
    channel: SalesChannel, rows: Sequence[Cancelled], *, actor: str
) -> tuple[set[int], list[tuple[Cancelled, str]]]:
    """Carry cancellations out, in the caller's transaction: orders changed, and a sentence for each row not matched."""
    _one_at_a_time(channel.pk)
    done = _done(channel.pk, rows)
    sold = _sold(channel.pk, rows)
    pieces: list[_Piece] = []
    for row in sorted(rows, key=lambda each: (each.at, each.row)):
        wanted = row.pieces - done.get(_mark(row), 0)
        pieces += _match(row, wanted, sold[row.customer, code_key(row.code), row.price])
    refused = _carry_out(pieces, actor)
    why = {piece.row: refused[piece.sold.line_id] for piece in pieces if piece.sold.line_id in refused}
    pieces = [piece for piece in pieces if piece.sold.line_id not in refused]
    _remember(channel.pk, pieces, done)
    problems = _problems(rows, done, why)
    return {piece.sold.order_id for piece in pieces}, problems


def _one_at_a_time(channel_id: int) -> None:
    """Two imports of one file at once: the second waits, then finds the rows carried out."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [0x7563, channel_id])


def _mark(row: Cancelled) -> tuple[str, str]:
    return row.number, f"{code_key(row.code)}|{row.price}|{row.place}"


def _done(channel_id: int, rows: Sequence[Cancelled]) -> dict[tuple[str, str], int]:
    known = TakenBack.objects.filter(channel_id=channel_id, number__in={row.number for row in rows})
    return {(number, line): pieces for number, line, pieces in known.values_list("number", "line", "pieces")}


def _sold(channel_id: int, rows: Sequence[Cancelled]) -> dict[Key, list[_Sold]]:
    """Everything these customers bought at these prices, the latest first."""
    found: dict[Key, list[_Sold]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            """select line.id, line.order_id, o.buyer_name, line.sku_code, line.unit_price, o.ordered_at,
                      case when o.cancelled then 0 else line.quantity - line.cancelled - line.shipped end,
                      line.shipped - line.returned
                 from orders_order o
                 join orders_orderline line on line.order_id = o.id
                where o.channel_id = %s and o.buyer_name = any(%s) and line.unit_price = any(%s)
                order by o.ordered_at desc, line.id""",
            [channel_id, list({row.customer for row in rows}), list({row.price for row in rows})],
        )
        for line_id, order_id, customer, code, price, at, still_open, out in cursor.fetchall():
            found[customer, code_key(code), price].append(_Sold(line_id, order_id, at, still_open, out))
    return found


def _match(row: Cancelled, wanted: int, sold: Sequence[_Sold]) -> list[_Piece]:
    """Take pieces from earlier sales until there are enough or no more."""
    found = []
    for line in sold:
        if line.at > row.at:
            continue
        if wanted > 0 and (pieces := min(wanted, line.open)):
            line.open -= pieces
            wanted -= pieces
            found.append(_Piece(row, line, pieces, shipped=False))
        if wanted > 0 and (pieces := min(wanted, line.out)):
            line.out -= pieces
            wanted -= pieces
            found.append(_Piece(row, line, pieces, shipped=True))
    return found


def _carry_out(pieces: Sequence[_Piece], actor: str) -> dict[int, str]:
    """Cancel and return; the sentence for each line that refused."""
    cancelled: dict[int, int] = defaultdict(int)
    returned: dict[int, int] = defaultdict(int)
    for piece in pieces:
        (returned if piece.shipped else cancelled)[piece.sold.line_id] += piece.pieces
    refused: dict[Any, str] = {}
    if cancelled:
        outcome = orders.cancel_lines(list(cancelled.items()), reason="mall", actor=actor)
        refused |= {refusal.key: refusal.message for refusal in outcome.refused}
    if returned:
        lines = [
            orders.ReturnLine(order_line_id=line, quantity=pieces, good=True, reason=_("Cancelled at the mall"))
            for line, pieces in returned.items()
        ]
        outcome = orders.return_lines(lines, actor=actor)
        refused |= {refusal.key: refusal.message for refusal in outcome.refused}
    return refused


def _remember(channel_id: int, pieces: Sequence[_Piece], done: dict[tuple[str, str], int]) -> None:
    """Write what was carried out; adds it to `done`."""
    touched = set()
    for piece in pieces:
        mark = _mark(piece.row)
        done[mark] = done.get(mark, 0) + piece.pieces
        touched.add(mark)
    now = clock.now()
    TakenBack.objects.bulk_create(
        [
            TakenBack(channel_id=channel_id, number=n, line=line, pieces=done[n, line], at=now)
            for n, line in sorted(touched)
        ],
        update_conflicts=True,
        unique_fields=["channel", "number", "line"],
        update_fields=["pieces", "at"],
    )


def _problems(
    rows: Sequence[Cancelled], done: dict[tuple[str, str], int], why: dict[Cancelled, str]
) -> list[tuple[Cancelled, str]]:
    """A sentence for every row of which something is left over."""
    found = []
    for row in rows:
        rest = row.pieces - done.get(_mark(row), 0)
        if rest <= 0:
            continue
        told = {"code": row.code, "customer": row.customer, "pieces": row.pieces, "rest": rest}
        if row in why:
            sentence = why[row]
        elif rest == row.pieces:
            sentence = _(
                "Matches no earlier sale: customer %(customer)s bought no %(code)s at this price that is still open."
            )
            sentence %= told
        else:
            sentence = _("Matches earlier sales only in part: %(rest)s of %(pieces)s pieces of %(code)s are left over.")
            sentence %= told
        found.append((row, sentence))
    return found

"""Lists of the floor beside picking: 集荷引渡一覧 for the driver, 抜き取りリスト for what must not leave."""

from typing import Any

from akinai.core import documents
from akinai.fulfillment.papers.data import (
    HandoverData,
    HandoverGroup,
    HandoverRow,
    Reprint,
    WithdrawalData,
    WithdrawalRow,
)
from akinai.fulfillment.papers.picking import shelf_key
from akinai.fulfillment.papers.slips import kept, sources
from akinai.fulfillment.papers.words import day, moment, prepared, words

_HEAD = """#import "paper.typ": paper
#import "floor.typ": handover, left-behind, withdrawals
#let data = json("data.json")
#show: paper.with(title: data.title)
"""


def handover_list(handover: HandoverData, *, reprint: Reprint | None = None) -> bytes:
    """Return the 集荷引渡一覧: per carrier the products with counts, every tracking number, and a place to sign.

    What was printed but not inspected (積み残し) follows on a page of its own.
    """
    w = words(handover.language)
    carriers = dict.fromkeys(group.carrier for group in handover.groups)
    shown = {
        "lang": handover.language,
        "day": day(handover.day, handover.language),
        "warehouse": handover.warehouse,
        "shop": handover.shop,
        "printed": moment(handover.printed_at),
        "reprint": moment(reprint.at) if reprint else "",
        "carriers": [_carrier(name, handover.groups) for name in carriers],
        "left": [_row(row) for row in handover.left_behind],
    }
    data = prepared(shown) | {"w": w, "title": w["handover"]}
    return kept(documents.typeset(_HEAD + "#handover(data)\n#left-behind(data)", data, files=sources()), reprint)


def _carrier(name: str, groups: tuple[HandoverGroup, ...]) -> dict[str, Any]:
    own = [group for group in groups if group.carrier == name]
    return {
        "carrier": name,
        "count": f"{sum(len(group.rows) for group in own):,}",
        "parcels": f"{sum(row.parcels for group in own for row in group.rows):,}",
        "groups": [
            {
                "product": group.product,
                "count": f"{len(group.rows):,}",
                "parcels": f"{sum(row.parcels for row in group.rows):,}",
                "rows": [_row(row) for row in group.rows],
            }
            for group in own
        ],
    }


def _row(row: HandoverRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "batch": row.batch,
        "numbers": "\n".join(grouped(number) for number in row.tracking_numbers),
        "recipient": row.recipient,
        "parcels": f"{row.parcels:,}",
    }


def grouped(number: str) -> str:
    """Return a twelve-digit number as it stands on the label: 4444-1375-8703."""
    return f"{number[:4]}-{number[4:8]}-{number[8:]}" if len(number) == 12 and number.isdigit() else number


def withdrawal_list(withdrawals: WithdrawalData, *, reprint: Reprint | None = None) -> bytes:
    """Return the 抜き取りリスト: slip, label number, reason and shelf of every parcel that must not leave."""
    w = words(withdrawals.language)
    shown = {
        "lang": withdrawals.language,
        "warehouse": withdrawals.warehouse,
        "printed": moment(withdrawals.printed_at),
        "reprint": moment(reprint.at) if reprint else "",
    }
    rows = [_withdrawal(row, w) for row in withdrawals.rows]
    data = prepared(shown) | {"w": w, "rows": rows, "title": w["withdrawal"]}
    return kept(documents.typeset(_HEAD + "#withdrawals(data)", data, files=sources()), reprint)


def _withdrawal(row: WithdrawalRow, w: dict[str, str]) -> dict[str, Any]:
    human = f"{row.key}-{row.version}"
    number = f"{w['tracking']} {grouped(row.tracking_number)}" if row.tracking_number else ""
    place = f"{w['place']} {row.place}" if row.place else ""
    items = sorted(row.items, key=lambda item: (shelf_key(item.shelf), item.code))
    shown = {
        "slip": row.slip,
        "reason": row.reason,
        "facts": "　".join(fact for fact in (row.recipient, number, place, moment(row.happened_at)) if fact),
        "items": [
            {"shelf": item.shelf, "code": item.code, "name": item.name, "quantity": f"{item.quantity:,}"}
            for item in items
        ],
    }
    return prepared(shown) | {"human": human, "barcode": documents.code128(human)}

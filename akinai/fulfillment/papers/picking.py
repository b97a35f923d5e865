"""Pick lists: トータルピッキングリスト for one walk along the shelves, and one block per shipment for packing."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from akinai.core import documents
from akinai.fulfillment.papers.data import BatchData, PickLine, PickOrder, Reprint
from akinai.fulfillment.papers.slips import kept, slips_data, sources
from akinai.fulfillment.papers.words import moment, money, prepared, words

_IMPORTS = """#import "paper.typ": paper
#import "slips.typ": slips
#import "picks.typ": pick-total, pick-orders
#let data = json("data.json")
#show: paper.with(title: data.title)"""
_TOTAL = "#pick-total(data.picks)"
_ORDERS = "#pick-orders(data.picks)"
_SLIPS = "#slips(data)"


def pick_total(batch: BatchData, *, reprint: Reprint | None = None) -> bytes:
    """Return the トータルピッキングリスト: every shelf once, in shelf order, with how many go to which 連番."""
    return _print(batch, (_TOTAL,), reprint)


def pick_per_order(batch: BatchData, *, reprint: Reprint | None = None) -> bytes:
    """Return the pick list of each shipment in the order of 連番, with what packing it must not forget."""
    return _print(batch, (_ORDERS,), reprint)


def batch_pdf(batch: BatchData, *, reprint: Reprint | None = None) -> bytes:
    """Return total list, lists per shipment and 納品書 of a batch in one PDF, all in the order of 連番."""
    return _print(batch, (_TOTAL, _ORDERS, _SLIPS), reprint)


def _print(batch: BatchData, parts: Iterable[str], reprint: Reprint | None) -> bytes:
    parts = tuple(parts)
    slips = slips_data(batch.slips if _SLIPS in parts else (), reprint=reprint)
    picks = picks_data(batch, reprint=reprint)
    title = f"{picks['w']['batch_no']} {batch.number}"
    source = "\n".join((_IMPORTS, *parts))
    data = slips | {"title": title, "picks": picks}
    return kept(documents.typeset(source, data, files=sources()), reprint)


def shelf_key(shelf: str) -> tuple[bool, list[tuple[bool, int, str]]]:
    """Return what sorts shelves as people walk them: A-2 before A-10, no shelf last."""
    runs = re.findall(r"[0-9]+|[^0-9]+", shelf)
    return not shelf, [(not run.isdigit(), int(run) if run.isdigit() else 0, run) for run in runs]


def total_lines(batch: BatchData) -> list[tuple[PickLine, list[tuple[int, int]]]]:
    """Return each (shelf, SKU, lot) once with the pieces of all shipments, and (連番, pieces) of each shipment."""
    found: dict[tuple[str, str, str, str], tuple[PickLine, dict[int, int]]] = {}
    for order in batch.orders:
        for line in order.lines:
            place = (line.shelf, line.code, line.lot, str(line.expiry or ""))
            _, slots = found.setdefault(place, (line, {}))
            slots[order.sequence] = slots.get(order.sequence, 0) + line.quantity
    ordered = sorted(found, key=lambda place: (shelf_key(place[0]), place[1:]))
    summed = ((line, sorted(slots.items())) for line, slots in (found[place] for place in ordered))
    return [(replace(line, quantity=sum(n for _, n in slots)), slots) for line, slots in summed]


def picks_data(batch: BatchData, *, reprint: Reprint | None = None) -> dict[str, Any]:
    """Return what picks.typ prints, texts and figures ready."""
    w = words(batch.language)
    total = total_lines(batch)
    shown = {
        "lang": batch.language,
        "number": batch.number,
        "warehouse": batch.warehouse,
        "staff": batch.staff,
        "printed": moment(batch.printed_at),
        "reprint": moment(reprint.at) if reprint else "",
        "shipments": f"{len(batch.orders):,}",
        "kinds": f"{len({line.code for line, _ in total}):,}",
        "pieces": f"{sum(line.quantity for line, _ in total):,}",
        "total": [_line(line) | {"slots": _slots(slots)} for line, slots in total],
    }
    return prepared(shown) | {"w": w, "orders": [_order(order, w) for order in batch.orders]}


def _slots(slots: list[tuple[int, int]]) -> str:
    return ", ".join(f"{sequence}×{quantity}" for sequence, quantity in slots)


def _line(line: PickLine) -> dict[str, Any]:
    return {
        "shelf": line.shelf,
        "code": line.code,
        "jan": line.jan,
        "name": line.name,
        "options": line.options,
        "lot": line.lot,
        "expiry": line.expiry.isoformat() if line.expiry else "",
        "handling": list(line.handling),
        "quantity": f"{line.quantity:,}",
    }


def _order(order: PickOrder, w: dict[str, str]) -> dict[str, Any]:
    human = f"{order.key}-{order.version}"
    cod = order.cash_on_delivery
    tags = [order.temperature] if order.temperature else []
    tags += [f"{w['cod']} {money(cod, 'JPY')}"] if cod else []
    tags += [f"{w['parcels']} {order.parcels}"] if order.parcels > 1 else []
    facts = (order.delivery, order.wished, order.channel, *order.order_numbers)
    shown = {
        "recipient": order.recipient,
        "tags": tags,
        "facts": "　".join(fact for fact in facts if fact),
        "lines": [_line(line) for line in sorted(order.lines, key=lambda line: (shelf_key(line.shelf), line.code))],
        "packing": order.packing_note.strip(),
        "notes": list(dict.fromkeys(f"{line.code}: {line.note}" for line in order.lines if line.note)),
        "gift": list(order.gift),
        "remark": order.remark.strip(),
    }
    matched = {"human": human, "barcode": documents.code128(human), "sequence": f"{order.sequence:03}"}
    return prepared(shown) | matched

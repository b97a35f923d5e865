"""What a moving report brought, taken back: codes forgotten, products off sale, fields as they were, counts as before.

What people did with it since stays: a product is taken off sale, not deleted; an order is cancelled; a member erased.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog import actions as catalog
from akinai.catalog import queries
from akinai.catalog.actions import SkuEdit
from akinai.catalog.actions.importing import MAX_ROWS, read_products
from akinai.channels.actions import mapping
from akinai.channels.actions.mapping import NewMapping
from akinai.channels.events import MovingUndone
from akinai.channels.models import MovingReport, MovingRow, SkuMapping
from akinai.channels.moving.layout import KINDS
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.core.tables import Row, Table
from akinai.customers import actions as customers
from akinai.customers.actions import BroughtIn
from akinai.inventory import actions as inventory
from akinai.inventory.actions import Adjustment
from akinai.orders import actions as orders
from akinai.orders.models import SalesChannel


def undo_moving(report_id: int, *, kinds: Sequence[str] = (), actor: str) -> Outcome:
    """Take back what a report brought, all kinds or those chosen, the last applied first. Keys are the rows' keys.

    A field that was empty before and was filled stays filled at members (what is empty is not told); everything else
    comes back as the report says it was. Constant statements for each kind. The inverse is a new report. Refused as a
    whole while a job applies it.
    """
    outcome = Outcome()
    undone: dict[str, int] = {}
    with transaction.atomic():
        report = MovingReport.objects.select_for_update().get(pk=report_id)
        if report.state == MovingReport.State.APPLYING:
            words = _("This report is being worked on, or could not be read.")
            return Outcome(refused=[Refusal(report_id, "", words)])
        for kind in reversed(KINDS):
            if kinds and kind not in kinds:
                continue
            rows = list(report.rows.filter(kind=kind, done_at__isnull=False, undone_at=None).order_by("id"))
            if rows:
                refused = _BACK[kind](rows, report, actor)
                gone = {row.pk for row, _refusal in refused}
                good = [row for row in rows if row.pk not in gone]
                MovingRow.objects.filter(pk__in=[row.pk for row in good]).update(undone_at=clock.now())
                undone[kind] = len(good)
                report.parts[kind]["undone"] = report.parts[kind].get("undone", 0) + len(good)
                told = [Refusal(row.key, refusal.field, refusal.message) for row, refusal in refused]
                outcome += Outcome([row.key for row in good], told)
        if undone:
            report.save(update_fields=["parts"])
            publish([MovingUndone(subject=f"moving/{report_id}", actor=actor, source=report.source, undone=undone)])
    return outcome


Unable = list[tuple[MovingRow, Refusal]]


def _unable(rows: Mapping[Any, MovingRow], refused: Iterable[Refusal]) -> Unable:
    """Each refusal with its row; `rows` by what the verb was asked under."""
    return [(rows[refusal.key], refusal) for refusal in refused]


def _orders(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Unable:
    placed = {row.made: row for row in rows if row.made}
    made = orders.cancel(list(placed), reason=_("Moving in was taken back"), tell_buyer=False, actor=actor)
    return _unable(placed, made.refused)


def _stock(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Unable:
    counted = [row for row in rows if row.made]
    skus = catalog_ids([row.key for row in counted])
    told = {skus[row.key]: row for row in counted if row.key in skus}
    made = inventory.adjust(
        [
            Adjustment(sku_id=sku, warehouse_id=report.warehouse_id, difference=-(row.made or 0))
            for sku, row in told.items()
        ],
        reason=_("Moving in was taken back"),
        actor=actor,
    )
    words = _("There is no SKU “%(code)s”.")
    lost = [(row, Refusal(row.key, "code", words % {"code": row.key})) for row in counted if row.key not in skus]
    return [*lost, *_unable(told, made.refused)]


def catalog_ids(codes: Sequence[str]) -> dict[str, int]:
    """SKU ids by code as written in a report. One statement."""
    known = queries.skus_by_code(codes)
    return {code: known[queries.code_key(code)].id for code in codes if queries.code_key(code) in known}


def _customers(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Unable:
    customers.erase([row.made for row in rows if row.status == "new" and row.made], actor=actor)
    before = {row.key: row for row in rows if row.status == "different"}
    people = []
    for row in before.values():
        told: dict[str, Any] = {"name": row.name} | {field: here for field, here, _there in row.changes if here}
        if "birthday" in told:
            told["birthday"] = dt.date.fromisoformat(told["birthday"])
        people.append(BroughtIn(key=row.key, email=row.key, **told))
    return _unable(before, customers.bring_in(people, actor=actor).refused)


def _mappings(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Unable:
    """New codes are forgotten; the others mean what they meant. What was learned of page and variant stays."""
    channels = dict(SalesChannel.objects.values_list("code", "pk"))
    mine = {(channels[row.channel], row.key): row for row in rows if row.channel in channels}
    found = SkuMapping.objects.filter(
        channel__in={channel for channel, _code in mine}, code__in=[code for _channel, code in mine]
    )
    new: list[int] = []
    before: dict[int, dict[str, tuple[MovingRow, NewMapping]]] = {}
    for one in found:
        row = mine.get((one.channel_id, one.code))
        if row is not None and row.status == "new":
            new.append(one.pk)
        elif row is not None:
            was = NewMapping(one.code, row.changes[0][1], one.listing, one.variant)
            before.setdefault(one.channel_id, {})[one.code] = row, was
    mapping.delete_mappings(new, actor=actor)
    unable: Unable = []
    for channel, told in before.items():
        made = mapping.save_mappings(channel, [was for _row, was in told.values()], actor=actor)
        unable += _unable({code: row for code, (row, _was) in told.items()}, made.refused)
    return unable


def _products(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Unable:
    """New ones off sale; the fields of the others as they were."""
    new = {row.made: row for row in rows if row.status == "new" and row.made}
    unable = _unable(new, catalog.stop_selling(list(new), actor=actor).refused)
    changed = [row for row in rows if row.status == "different" and row.made]
    for start in range(0, len(changed), MAX_ROWS):
        unable += _as_before(dict(enumerate(changed[start : start + MAX_ROWS])), actor)
    return unable


def _as_before(rows: Mapping[int, MovingRow], actor: str) -> Unable:
    before = {at: _before(row) for at, row in rows.items()}
    headers = list(dict.fromkeys(name for cells in before.values() for name in cells))
    table = Table(headers, [Row(at, {h: cells.get(h, "") for h in headers}) for at, cells in before.items()], "", "")
    reading = read_products(table)
    edits = []
    for edit in reading.edits:
        row, cells = rows[int(str(edit.key))], before[int(str(edit.key))]
        told = {f for f, _here, _there in row.changes}
        values = {name: value for name, value in edit.values.items() if name in told}
        if "kind" in told and not cells.get("parts"):
            values |= {"kind": "single", "parts": ()}
        edits.append(SkuEdit(edit.key, values, sku_id=row.made))
    made = catalog.save_skus(edits, actor=actor)
    return _unable(rows, [*reading.refused, *made.refused])


def _before(row: MovingRow) -> dict[str, str]:
    """The cells of a row of our own catalog file as it was; 「A×2、B×1」 are its parts."""
    cells = {field: here.replace("、", ";") if field == "parts" else here for field, here, _there in row.changes}
    return {"code": row.key, "name": row.name, "price": "0"} | {f: cell for f, cell in cells.items() if f != "kind"}


_BACK = {
    "products": _products,
    "sets": _products,
    "mappings": _mappings,
    "customers": _customers,
    "stock": _stock,
    "orders": _orders,
}

"""What a moving report brought, taken back: codes forgotten, products off sale, fields as they were, counts as before.

What people did with it since stays: a product is taken off sale, not deleted; an order is cancelled; a member erased.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog import actions as catalog
from akinai.catalog.actions import SkuEdit
from akinai.catalog.actions.importing import read_products
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
    comes back as the report says it was. Constant statements for each kind. The inverse is a new report.
    """
    outcome = Outcome()
    undone: dict[str, int] = {}
    with transaction.atomic():
        report = MovingReport.objects.select_for_update().get(pk=report_id)
        for kind in reversed(KINDS):
            if kinds and kind not in kinds:
                continue
            rows = list(report.rows.filter(kind=kind, done_at__isnull=False, undone_at=None).order_by("id"))
            if rows:
                back = _BACK[kind](rows, report, actor)
                gone = {refusal.key for refusal in back.refused}
                good = [row for row in rows if row.key not in gone]
                MovingRow.objects.filter(pk__in=[row.pk for row in good]).update(undone_at=clock.now())
                undone[kind] = len(good)
                report.parts[kind]["undone"] = report.parts[kind].get("undone", 0) + len(good)
                outcome += Outcome([row.key for row in good], back.refused)
        if undone:
            report.save(update_fields=["parts"])
            publish([MovingUndone(subject=f"moving/{report_id}", actor=actor, source=report.source, undone=undone)])
    return outcome


def _orders(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Outcome:
    keys = {str(row.made): row.key for row in rows if row.made}
    ids = [row.made for row in rows if row.made]
    made = orders.cancel(ids, reason=_("Moving in was taken back"), tell_buyer=False, actor=actor)
    return Outcome(refused=[Refusal(keys.get(str(r.key), str(r.key)), r.field, r.message) for r in made.refused])


def _stock(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Outcome:
    skus = catalog_ids([row.key for row in rows])
    told = {skus[row.key]: row for row in rows if row.made and row.key in skus}
    made = inventory.adjust(
        [
            Adjustment(sku_id=sku, warehouse_id=report.warehouse_id, difference=-(row.made or 0))
            for sku, row in told.items()
        ],
        reason=_("Moving in was taken back"),
        actor=actor,
    )
    return Outcome(refused=[Refusal(told[int(str(r.key))].key, r.field, r.message) for r in made.refused])


def catalog_ids(codes: Sequence[str]) -> dict[str, int]:
    """SKU ids by code as written in a report. One statement."""
    from akinai.catalog import queries

    known = queries.skus_by_code(codes)
    return {code: known[queries.code_key(code)].id for code in codes if queries.code_key(code) in known}


def _customers(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Outcome:
    customers.erase([row.made for row in rows if row.status == "new" and row.made], actor=actor)
    before = [row for row in rows if row.status == "different"]
    people = []
    for row in before:
        told = {field: here for field, here, _there in row.changes if here and field != "birthday"}
        people.append(BroughtIn(key=row.key, email=row.key, **({"name": row.name} | told)))
    return Outcome(refused=customers.bring_in(people, actor=actor).refused)


def _mappings(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Outcome:
    channels = dict(SalesChannel.objects.values_list("code", "pk"))
    new = [(channels.get(row.channel), row.key) for row in rows if row.status == "new"]
    ids = {
        (channel, code): pk
        for pk, channel, code in SkuMapping.objects.filter(
            channel__in={channel for channel, _code in new if channel}, code__in=[code for _channel, code in new]
        ).values_list("pk", "channel_id", "code")
    }
    mapping.delete_mappings([ids[place] for place in new if place in ids], actor=actor)
    outcome = Outcome()
    for code, channel in channels.items():
        before = [row for row in rows if row.status == "different" and row.channel == code]
        places = dict(
            SkuMapping.objects.filter(channel=channel, code__in=[row.key for row in before]).values_list("code", "pk")
        )
        kept = {row.code: row for row in SkuMapping.objects.filter(pk__in=places.values())}
        back = [
            NewMapping(row.key, row.changes[0][1], kept[row.key].listing, kept[row.key].variant)
            for row in before
            if row.key in kept
        ]
        if back:
            outcome.refused += mapping.save_mappings(channel, back, actor=actor).refused
    return outcome


def _products(rows: Sequence[MovingRow], report: MovingReport, actor: str) -> Outcome:
    """New ones off sale; the fields of the others as they were."""
    outcome = catalog.stop_selling([row.made for row in rows if row.status == "new" and row.made], actor=actor)
    changed = [row for row in rows if row.status == "different" and row.made]
    before = [_before(row) for row in changed]
    headers = list(dict.fromkeys(name for cells in before for name in cells))
    table = Table(headers, [Row(at, {h: cells.get(h, "") for h in headers}) for at, cells in enumerate(before)], "", "")
    edits = []
    for edit in read_products(table).edits if changed else ():
        row, cells = changed[int(str(edit.key))], before[int(str(edit.key))]
        told = {f for f, _here, _there in row.changes}
        values = {name: value for name, value in edit.values.items() if name in told}
        if "kind" in told and not cells.get("parts"):
            values |= {"kind": "single", "parts": ()}
        edits.append(SkuEdit(row.key, values, sku_id=row.made))
    made = catalog.save_skus(edits, actor=actor)
    return Outcome(refused=[*outcome.refused, *made.refused])


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

"""倉庫委託先 (3PL): 出荷指示 out, 実績 in, a cancel as a request that may be refused."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.fulfillment import outsource
from akinai.fulfillment.actions import floor
from akinai.fulfillment.actions.labelling import Told, bind
from akinai.fulfillment.actions.shipping import confirm
from akinai.fulfillment.actions.withdrawing import pull
from akinai.fulfillment.events import CancelAnswered, CancelRequested, Outsourced
from akinai.fulfillment.models import FileLayout, OutsourceRequest, PrintedPaper, Shipment, ShipmentLine
from akinai.fulfillment.queries.methods import methods
from akinai.fulfillment.queries.standing import standing
from akinai.fulfillment.words import slot_label, temperature_label


@dataclass
class InstructionExport:
    """An instruction file: the row that keeps it (None: nothing to write), and what was left out."""

    paper: PrintedPaper | None = None
    outcome: Outcome = field(default_factory=Outcome)


def _layout(name: str, kind: str) -> outsource.OutsourceLayout:
    row = FileLayout.objects.filter(name=name, kind=kind).first()
    if row is None:
        raise Refused([Refusal(name, "layout", _("There is no layout “%(name)s”.") % {"name": name})])
    return outsource.OutsourceLayout.from_json(row.layout)


def export_instruction(batch_id: int, *, layout: str = "3pl-instruction", actor: str) -> InstructionExport:
    """出荷指示 of a batch: what is in work, and the cancels asked for. Stopped and old ones are left out and named."""
    looks = _layout(layout, "instruction")
    export = InstructionExport()
    with transaction.atomic():
        ids = Shipment.objects.filter(batch=batch_id, outsourced__isnull=False).values_list("id", flat=True)
        found = floor.locked(list(ids), export.outcome)
        asked = [s for s in found if s.outsourced.cancel_requested_at and not s.outsourced.cancel_answer]
        stands = standing([s.pk for s in found])
        working = [s for s in found if s.state in floor.OPEN and s not in asked]
        ready = floor.sift(working, lambda s: stands[s.pk].fault, export.outcome)
        file = outsource.instruction_file(_lines([*ready, *asked]), looks)
        by_key = {s.key: s for s in [*ready, *asked]}
        for problem in file.problems:
            export.outcome.refused.append(Refusal(by_key[problem.key].pk, problem.field, problem.message))
        export.outcome.done = [by_key[key].pk for key in file.keys]
        if file.keys:
            export.paper = _keep(file.data, file.rows, batch_id, actor)
            OutsourceRequest.objects.filter(shipment__in=export.outcome.done).update(exported_at=clock.now())
            Shipment.objects.filter(id__in=export.outcome.done, printed_version=0).update(printed_version=1)
    return export


def _lines(shipments: Sequence[Shipment]) -> list[dict[str, Any]]:
    """The rows of the instruction, one per SKU of a shipment. Two statements."""
    named = methods()
    lines: dict[int, list[ShipmentLine]] = defaultdict(list)
    rows = ShipmentLine.objects.select_related("sku").filter(shipment__in=[s.pk for s in shipments]).order_by("id")
    for line in rows:
        lines[line.shipment_id].append(line)
    found = []
    for s in shipments:
        method = named.get(s.delivery_method)
        found += [_line(s, line, n, method.name if method else "") for n, line in enumerate(lines[s.pk], start=1)]
    return found


def _line(s: Shipment, line: ShipmentLine, number: int, delivery: str) -> dict[str, Any]:
    to, sender = s.recipient, s.sender
    return {
        "key": s.key,
        "line": number,
        "ship_date": s.ship_date,
        "wished_date": s.wished_date,
        "time_slot": slot_label(s.wished_slot),
        "delivery": delivery,
        "temperature": temperature_label(s.temperature),
        "name": to.get("name", ""),
        "company": to.get("company", ""),
        "postal_code": to.get("postal", ""),
        "prefecture": to.get("prefecture", ""),
        "city": to.get("city", ""),
        "line1": to.get("line1", ""),
        "line2": to.get("line2", ""),
        "phone": to.get("phone", ""),
        "sender_name": sender.get("name", ""),
        "sender_phone": sender.get("phone", ""),
        "code": line.sku.code,
        "jan": line.sku.jan,
        "item": line.sku.name,
        "quantity": line.quantity,
        "note": line.sku.packing_note,
        "gift": _("gift") if sender else "",
        "cod_amount": s.cod_amount,
        "cancel": _("cancel") if s.outsourced.cancel_requested_at else "",
    }


def _keep(data: bytes, rows: int, batch_id: int, actor: str) -> PrintedPaper:
    stored = default_storage.save(f"3pl/{clock.now():%Y%m%d-%H%M%S}.csv", ContentFile(data))
    paper = PrintedPaper.objects.create(
        batch_id=batch_id, kind="instruction", file=stored, pages=rows, made_at=clock.now(), made_by=actor
    )
    publish([Outsourced(subject=f"batch/{batch_id}", actor=actor, paper_id=paper.pk)])
    return paper


def import_result(data: bytes, *, layout: str = "3pl-result", actor: str) -> Outcome:
    """実績 of an outside warehouse: numbers to shipments, which are confirmed. Done and refused are row numbers.

    Safe to repeat. A shipment of which fewer pieces went out than were instructed is refused with the difference and
    waits for a person. Raises core.tables.Unreadable when the file can't be read at all.
    """
    rows = outsource.result_rows(data, _layout(layout, "result"))
    outcome = Outcome()
    keys = {row.key.upper() for row in rows}
    known = {s.key: s for s in Shipment.objects.filter(key__in=keys, outsourced__isnull=False)}
    shipped = _instructed(known)
    good: dict[int, list[outsource.ResultRow]] = defaultdict(list)
    for row in rows:
        found = known.get(row.key.upper())
        if row.problem:
            outcome.refused.append(Refusal(row.row, "row", row.problem))
        elif found is None:
            text = _("No shipment “%(key)s” was given to an outside warehouse.") % {"key": row.key}
            outcome.refused.append(Refusal(row.row, "key", text))
        else:
            good[found.pk].append(row)
    for key in [key for key, told in good.items() if (why := _differs(told, shipped[key]))]:
        why = _differs(good[key], shipped[key])
        outcome.refused += [Refusal(row.row, "quantity", why) for row in good.pop(key)]
    return outcome + _take_over(good, actor)


def _instructed(known: dict[str, Shipment]) -> dict[int, dict[str, int]]:
    """Pieces by SKU code that were to go out with each shipment. One statement."""
    found: dict[int, dict[str, int]] = {s.pk: defaultdict(int) for s in known.values()}
    lines = ShipmentLine.objects.filter(shipment__in=list(found))
    for key, code, quantity in lines.values_list("shipment_id", "sku__code", "quantity"):
        found[key][code] += quantity
    return found


def _differs(told: Sequence[outsource.ResultRow], instructed: dict[str, int]) -> str:
    """What went out otherwise than instructed, or ""; a result without codes means all of it."""
    pieces: dict[str, int] = defaultdict(int)
    for row in told:
        if row.code:
            pieces[row.code] += row.quantity or 0
    if not pieces:
        return ""
    for code in sorted({*pieces, *instructed}):
        if pieces.get(code, 0) != instructed.get(code, 0):
            text = _("%(code)s: %(told)d pieces went out, %(asked)d were instructed. Split or correct the shipment.")
            return text % {"code": code, "told": pieces.get(code, 0), "asked": instructed.get(code, 0)}
    return ""


def _take_over(good: dict[int, list[outsource.ResultRow]], actor: str) -> Outcome:
    """Bind the numbers, confirm what is in work, and name the rows of what is refused."""
    outcome = bind(
        [Told(row.row, key, row.tracking_number) for key, told in good.items() for row in told if row.tracking_number],
        actor=actor,
    )
    bad = {refusal.key for refusal in outcome.refused}
    ready = [key for key, told in good.items() if not any(row.row in bad for row in told)]
    gone = set(Shipment.objects.filter(id__in=ready, state__in=("shipped", "delivered")).values_list("id", flat=True))
    confirmed = confirm([key for key in ready if key not in gone], actor=actor)
    OutsourceRequest.objects.filter(shipment__in=confirmed.done).update(result_at=clock.now())
    said = Outcome(refused=outcome.refused)
    said.done = sorted(row.row for key in [*confirmed.done, *gone] for row in good[key])
    said.refused += [
        Refusal(row.row, refusal.field, refusal.message)
        for refusal in confirmed.refused
        for row in good[int(str(refusal.key))]
    ]
    return said


def request_cancel(shipment_ids: Collection[int], *, actor: str) -> Outcome:
    """Ask the outside warehouse not to ship. It stands in the next 出荷指示; the answer is entered when it comes."""
    outcome = Outcome()
    with transaction.atomic():
        found = floor.sift(floor.locked(shipment_ids, outcome), _not_askable, outcome)
        outcome.done = [s.pk for s in found]
        OutsourceRequest.objects.filter(shipment__in=outcome.done).update(
            cancel_requested_at=clock.now(), cancel_answer=""
        )
        publish([CancelRequested(subject=f"shipment/{key}", actor=actor) for key in outcome.done])
    return outcome


def _not_askable(shipment: Shipment) -> str:
    if getattr(shipment, "outsourced", None) is None:
        return _("Shipment %(slip)s is packed by ourselves; just take it out.") % {"slip": floor.slip(shipment)}
    return floor.not_open(shipment)


def answer_cancel(shipment_ids: Collection[int], *, accepted: bool, actor: str) -> Outcome:
    """What the outside warehouse answered. Accepted: the shipment is withdrawn, its pieces are on their shelf."""
    outcome = Outcome()
    with transaction.atomic():
        found = floor.sift(floor.locked(shipment_ids, outcome), _not_asked, outcome)
        outcome.done = [s.pk for s in found]
        OutsourceRequest.objects.filter(shipment__in=outcome.done).update(
            cancel_answer="accepted" if accepted else "refused"
        )
        publish([CancelAnswered(subject=f"shipment/{key}", actor=actor, accepted=accepted) for key in outcome.done])
        if accepted:
            pull(found, _("Cancelled by the outside warehouse"), actor)
    return outcome


def _not_asked(shipment: Shipment) -> str:
    asked = getattr(shipment, "outsourced", None)
    if asked is None or asked.cancel_requested_at is None:
        return _("Nobody asked to cancel shipment %(slip)s.") % {"slip": floor.slip(shipment)}
    return floor.not_open(shipment)

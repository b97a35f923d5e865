"""検品: slip, then each piece, then (if the shop wants it) the label. A wrong piece, an old slip, a stop: refused.

Each scan is one short transaction under the shipment's lock, and is logged whatever the answer.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.core import clock, settings
from akinai.core.events import publish
from akinai.core.outcome import Outcome
from akinai.fulfillment.actions import floor
from akinai.fulfillment.actions.labelling import Told, bind, label_digits
from akinai.fulfillment.events import Inspected
from akinai.fulfillment.models import Parcel, ScanLog, Shipment, ShipmentLine, ShipmentState
from akinai.fulfillment.queries.standing import standing

SLIP = re.compile(r"^(S[0-9A-Z]{4,14})(?:-([0-9]{1,4}))?$")
MANY = re.compile(r"^([0-9]{1,4})\*(.+)$")
SOUNDS = {"good": "ok", "bad": "ng", "done": "done"}


@dataclass(frozen=True)
class ScanAnswer:
    """What the station shows and sounds. `tone`: good, bad or done (everything is in the box).

    `answer` is one of slip, ok, label, done, and when refused: wrong, extra, old_slip, stopped, finished, withdrawn,
    label_wrong, quantity, unknown. `shipment_id` is the shipment open after this scan.
    """

    answer: str
    tone: str
    message: str
    shipment_id: int | None = None
    line_id: int | None = None

    @property
    def sound(self) -> str:
        """The sound to be heard: ok, ng or done."""
        return SOUNDS[self.tone]


@dataclass
class _Line:
    id: int
    sku_id: int
    code: str
    code_key: str
    jan: str
    name: str
    quantity: int
    scanned: int

    @property
    def room(self) -> int:
        return self.quantity - self.scanned


def scan(code: str, shipment_id: int | None = None, *, actor: str) -> ScanAnswer:
    """One scan or typed code. `shipment_id` is the shipment open at the station; "3*code" means three pieces."""
    text = normalize("NFKC", code).strip()
    with transaction.atomic():
        answer = _answer(text, shipment_id, actor)
        ScanLog.objects.create(
            shipment_id=answer.shipment_id or shipment_id,
            at=clock.now(),
            actor=actor,
            code=text[:200],
            answer=answer.answer,
        )
    return answer


def _answer(text: str, shipment_id: int | None, actor: str) -> ScanAnswer:
    slip = SLIP.match(text.upper())
    if slip and (found := Shipment.objects.filter(key=slip[1]).values_list("id", flat=True).first()):
        return _open(found, int(slip[2]) if slip[2] else None)
    if shipment_id is None:
        return ScanAnswer("unknown", "bad", _("“%(code)s” is no slip of ours. Scan a slip first.") % {"code": text})
    if refused := _refused(shipment_id):
        return refused
    return _piece(text, shipment_id, actor)


def _refused(shipment_id: int) -> ScanAnswer | None:
    """Why nothing may be scanned for a shipment any more; takes its lock."""
    found = floor.locked([shipment_id], Outcome())
    if not found:
        return ScanAnswer("unknown", "bad", _("This shipment does not exist. Scan a slip."))
    shipment = found[0]
    slip = {"slip": floor.slip(shipment)}
    if shipment.state == ShipmentState.WITHDRAWN:
        text = _("Shipment %(slip)s was taken out of the batch. Put its pieces back on the shelf.") % slip
        return ScanAnswer("withdrawn", "bad", text)
    now = standing([shipment_id])[shipment_id]
    if now.stop:
        return ScanAnswer("stopped", "bad", _("Stop. %(why)s") % {"why": now.stop}, shipment_id)
    if now.stale:
        return _old(shipment)
    if shipment.state != ShipmentState.WORKING:
        text = _("Shipment %(slip)s is “%(state)s” already.") % {
            **slip,
            "state": ShipmentState(shipment.state).label,
        }
        return ScanAnswer("finished", "bad", text)
    return None


def _old(shipment: Shipment) -> ScanAnswer:
    text = _("This is an old slip (%(slip)s). Make the papers of this shipment again and use the new one.")
    return ScanAnswer("old_slip", "bad", text % {"slip": floor.slip(shipment)})


def _open(shipment_id: int, version: int | None) -> ScanAnswer:
    refused = _refused(shipment_id)
    shipment = Shipment.objects.select_related("batch").get(pk=shipment_id)
    if refused and refused.answer != "finished":
        return refused
    if (version or shipment.printed_version or shipment.version) != shipment.version:
        return _old(shipment)
    if refused:
        return refused
    text = _("%(slip)s: scan the items.") % {"slip": floor.slip(shipment)}
    return ScanAnswer("slip", "good", text, shipment_id)


def _piece(text: str, shipment_id: int, actor: str) -> ScanAnswer:
    many = MANY.match(text)
    count, code = (int(many[1]), many[2].strip()) if many else (1, text)
    if count < 1:
        return ScanAnswer("quantity", "bad", _("The quantity must be 1 or more."), shipment_id)
    lines = _lines(shipment_id)
    wanted = {line.sku_id: count for line in lines if _is(code, line)}
    if not wanted and (label := label_digits(code)) and (answer := _label(label, shipment_id, lines, actor)):
        return answer
    if not wanted:
        wanted = {sku: n * count for sku, n in _inside(code).items()}
    return _count(code, wanted, lines, shipment_id, actor)


def _lines(shipment_id: int) -> list[_Line]:
    fields = ("id", "sku_id", "sku__code", "sku__code_key", "sku__jan", "sku__name", "quantity", "scanned")
    return [
        _Line(*row) for row in ShipmentLine.objects.filter(shipment=shipment_id).order_by("id").values_list(*fields)
    ]


def _is(code: str, line: _Line) -> bool:
    return catalog.code_key(code) == line.code_key or (line.jan != "" and _jan(code) == _jan(line.jan))


def _jan(code: str) -> str:
    """A UPC of 12 digits is the JAN with a zero before it."""
    return f"0{code}" if code.isdigit() and len(code) == 12 else code


def _inside(code: str) -> dict[int, int]:
    """What one scan of a case or set counts for (pieces by SKU); another known item counts for itself."""
    known = list(catalog.skus_by_code([code]).values())
    known = known or [sku for found in catalog.skus_by_jan([code]).values() for sku in found]
    if not known:
        return {}
    return dict(known[0].parts) or {known[0].id: 1}


def _count(code: str, wanted: dict[int, int], lines: list[_Line], shipment_id: int, actor: str) -> ScanAnswer:
    if not wanted:
        text = _("“%(code)s” is not known.") % {"code": code}
        return ScanAnswer("wrong", "bad", text, shipment_id)
    room: dict[int, int] = defaultdict(int)
    for line in lines:
        room[line.sku_id] += line.room
    if not wanted.keys() <= room.keys():
        text = _("“%(code)s” does not belong in this parcel.") % {"code": code}
        return ScanAnswer("wrong", "bad", text, shipment_id)
    if any(room[sku] < pieces for sku, pieces in wanted.items()):
        return _extra(wanted, room, lines, shipment_id)
    first = _fill(wanted, lines)
    return _after(first, lines, shipment_id, actor)


def _extra(wanted: dict[int, int], room: dict[int, int], lines: list[_Line], shipment_id: int) -> ScanAnswer:
    sku = next(sku for sku, pieces in wanted.items() if room[sku] < pieces)
    line = next(line for line in lines if line.sku_id == sku)
    text = (
        _("Too many: only %(left)d more of “%(name)s” belong in this parcel.")
        if room[sku]
        else _("One too many: “%(name)s” is complete. Take it out.")
    )
    return ScanAnswer("extra", "bad", text % {"left": room[sku], "name": line.name}, shipment_id, line.id)


def _fill(wanted: dict[int, int], lines: list[_Line]) -> _Line:
    """Count the pieces on the lines, one after the other. One statement."""
    left = dict(wanted)
    touched = []
    for line in lines:
        pieces = min(left.get(line.sku_id, 0), line.room)
        if pieces:
            line.scanned += pieces
            left[line.sku_id] -= pieces
            touched.append(line)
    with connection.cursor() as cursor:
        cursor.execute(
            """update fulfillment_shipmentline l set scanned = n.scanned
                 from unnest(%s::bigint[], %s::int[]) as n (id, scanned)
                where l.id = n.id""",
            [[line.id for line in touched], [line.scanned for line in touched]],
        )
    return touched[0]


def _after(line: _Line, lines: Sequence[_Line], shipment_id: int, actor: str) -> ScanAnswer:
    """The answer to a piece that belongs: so many are missing, or all are there."""
    if any(one.room for one in lines):
        text = _("%(name)s: %(scanned)d of %(quantity)d") % {
            "name": line.name,
            "scanned": line.scanned,
            "quantity": line.quantity,
        }
        return ScanAnswer("ok", "good", text, shipment_id, line.id)
    if _label_awaited(shipment_id):
        return ScanAnswer("ok", "good", _("All items are there. Now scan the label."), shipment_id, line.id)
    return _finish(shipment_id, line.id, actor)


def _finish(shipment_id: int, line_id: int | None, actor: str) -> ScanAnswer:
    _mark([shipment_id], actor)
    return ScanAnswer("done", "done", _("Inspected. Close the box."), shipment_id, line_id)


def _label_awaited(shipment_id: int) -> bool:
    """Whether the shop wants slip and label scanned together, and this label was not."""
    if not settings.get("label_check"):
        return False
    checked = list(Parcel.objects.filter(shipment=shipment_id, voided_at=None).values_list("checked_at", flat=True))
    return not checked or None in checked


def _label(number: str, shipment_id: int, lines: Sequence[_Line], actor: str) -> ScanAnswer | None:
    """The answer if this is a label number: of this parcel, of another, a void one, or a new one to be bound."""
    known = Parcel.objects.filter(number=number).order_by("voided_at").first()
    mine = known is not None and known.shipment_id == shipment_id
    if known is not None and (known.voided_at or not mine):
        text = _("Label %(number)s is void. Throw it away.") if known.voided_at else _("This label belongs elsewhere.")
        return ScanAnswer("label_wrong", "bad", text % {"number": number}, shipment_id)
    if known is None:
        if not settings.get("label_check") or catalog.skus_by_jan([number, _jan(number)]):
            return None
        outcome = bind([Told(shipment_id, shipment_id, number)], actor=actor)
        if outcome.refused:
            return ScanAnswer("label_wrong", "bad", outcome.refused[0].message, shipment_id)
    Parcel.objects.filter(number=number, shipment=shipment_id).update(checked_at=clock.now())
    if any(line.room for line in lines) or _label_awaited(shipment_id):
        return ScanAnswer("label", "good", _("Label %(number)s belongs here.") % {"number": number}, shipment_id)
    return _finish(shipment_id, None, actor)


def inspect_by_eye(shipment_ids: Collection[int], *, actor: str) -> Outcome:
    """A person vouches for parcels without scanning. Stopped and old ones are refused. Undo: `inspect_again`."""
    outcome = Outcome()
    with transaction.atomic():
        found = floor.locked(shipment_ids, outcome)
        stands = standing([s.pk for s in found])
        ready = floor.sift(found, lambda s: _not_working(s) or stands[s.pk].fault, outcome)
        ids = [s.pk for s in ready]
        with connection.cursor() as cursor:
            cursor.execute("update fulfillment_shipmentline set scanned = quantity where shipment_id = any(%s)", [ids])
        _mark(ids, actor, {s.pk: stands[s.pk].order_ids for s in ready})
    outcome.done = ids
    return outcome


def inspect_again(shipment_ids: Collection[int], *, actor: str) -> Outcome:
    """The inverse of an inspection: scan everything anew."""
    outcome = Outcome()
    with transaction.atomic():
        found = floor.sift(floor.locked(shipment_ids, outcome), floor.not_open, outcome)
        outcome.done = [s.pk for s in found]
        Shipment.objects.filter(id__in=outcome.done).update(
            state=ShipmentState.WORKING, inspected_at=None, inspected_by=""
        )
        ShipmentLine.objects.filter(shipment__in=outcome.done).update(scanned=0)
        Parcel.objects.filter(shipment__in=outcome.done).update(checked_at=None)
    return outcome


def _not_working(shipment: Shipment) -> str:
    if shipment.state == ShipmentState.INSPECTED:
        return _("Shipment %(slip)s is inspected already.") % {"slip": floor.slip(shipment)}
    return floor.not_open(shipment)


def _mark(ids: Collection[int], actor: str, order_ids: dict[int, list[int]] | None = None) -> None:
    Shipment.objects.filter(id__in=ids).update(
        state=ShipmentState.INSPECTED, inspected_at=clock.now(), inspected_by=actor
    )
    known = order_ids or {key: one.order_ids for key, one in standing(ids).items()}
    publish([Inspected(subject=f"shipment/{key}", actor=actor, order_ids=known[key]) for key in ids])

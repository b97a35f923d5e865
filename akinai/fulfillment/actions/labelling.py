"""送り状: label data out to the carrier's software, numbers back. A number that was voided never revives."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.japan import numbers
from akinai.core.outcome import Outcome, Refusal
from akinai.fulfillment.actions import floor
from akinai.fulfillment.events import NumbersBound
from akinai.fulfillment.models import Parcel, Shipment, ShipmentState

LABEL = re.compile(r"^[A-Da-d]?([0-9]{11,13})[A-Da-d]?$")  # barcode readers may give NW-7 start and stop letters


def label_digits(code: str) -> str:
    """The digits of a label number as typed or scanned (spaces, hyphens, full width, NW-7 letters dropped), or ""."""
    found = LABEL.match(re.sub(r"[\s-]", "", normalize("NFKC", code)))
    return found[1] if found else ""


def number_warning(number: str) -> str:
    """A sentence when the number looks mistyped (its check digit is wrong), else "": carriers write other forms too."""
    finding = numbers.check_tracking(number)
    return finding.message if finding else ""


@dataclass(frozen=True)
class Told:
    """A number for a shipment; `key` names it in refusals (a row of a file, or the shipment)."""

    key: int
    shipment_id: int
    number: str


def bind(told: Sequence[Told], *, actor: str) -> Outcome:
    """Give shipments their label numbers; several are 複数口. Known ones of the same shipment are no change.

    Refused: numbers of another shipment, voided numbers, shipments that were withdrawn or have left. Constant
    statements.
    """
    outcome = Outcome()
    with transaction.atomic():
        found = {s.pk: s for s in floor.locked({one.shipment_id for one in told}, outcome)}
        known = _known([one.number for one in told])
        fresh: list[tuple[int, str]] = []
        for one in told:
            if one.shipment_id not in found:
                continue
            why, new = _bindable(found[one.shipment_id], one.number, known)
            if why:
                outcome.refused.append(Refusal(one.key, "number", why))
                continue
            outcome.done.append(one.key)
            if new:
                fresh.append((one.shipment_id, one.number))
                known[one.number] = (one.shipment_id, None)
        _write(fresh, found)
        publish(_bound(fresh, actor))
    return outcome


def _known(numbers: Sequence[str]) -> dict[str, tuple[int, object]]:
    rows = Parcel.objects.filter(number__in=numbers).order_by("-voided_at")
    return {number: (key, voided) for number, key, voided in rows.values_list("number", "shipment_id", "voided_at")}


def _bindable(shipment: Shipment, number: str, known: Mapping[str, tuple[int, object]]) -> tuple[str, bool]:
    """Why a number can't be bound (or ""), and whether it is new."""
    words = {"number": number, "slip": floor.slip(shipment), "key": shipment.key}
    owner, voided = known.get(number, (None, None))
    if voided:
        return _("Label number %(number)s is void; a void number never revives. Make a new label.") % words, False
    if owner is not None and owner != shipment.pk:
        return _("Label number %(number)s belongs to another shipment already.") % words, False
    if shipment.state == ShipmentState.WITHDRAWN:
        return _("Shipment %(slip)s (%(key)s) was taken out of the batch; destroy its label %(number)s.") % words, False
    if owner is not None:
        return "", False
    if shipment.state not in floor.OPEN:
        return _("Shipment %(slip)s (%(key)s) has already left; number %(number)s was not taken over.") % words, False
    return "", True


def _write(fresh: Sequence[tuple[int, str]], found: Mapping[int, Shipment]) -> None:
    """Insert the numbers; a shipment with more labels than parcels has as many parcels. Two or three statements."""
    if not fresh:
        return
    carriers = carriers_of({found[key].delivery_method for key, _number in fresh})
    Parcel.objects.bulk_create(
        [
            Parcel(
                shipment_id=key,
                carrier=carriers.get(found[key].delivery_method, ""),
                number=number,
                ship_date=found[key].ship_date,
                imported_at=clock.now(),
            )
            for key, number in fresh
        ]
    )
    several = Counter(key for key, _number in fresh)
    with connection.cursor() as cursor:
        cursor.execute(
            """update fulfillment_shipment s
                  set parcels = greatest(s.parcels, (select count(*) from fulfillment_parcel p
                                                      where p.shipment_id = s.id and p.voided_at is null))
                where s.id = any(%s)""",
            [sorted(several)],
        )


def carriers_of(methods: Collection[str]) -> dict[str, str]:
    """The carrier of each delivery method. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select code, carrier from orders_deliverymethod where code = any(%s)", [list(methods)])
        return dict(cursor.fetchall())


def _bound(fresh: Sequence[tuple[int, str]], actor: str) -> list[NumbersBound]:
    by_shipment: dict[int, list[str]] = {}
    for key, number in fresh:
        by_shipment.setdefault(key, []).append(number)
    return [
        NumbersBound(subject=f"shipment/{key}", actor=actor, numbers=numbers) for key, numbers in by_shipment.items()
    ]


def bind_number(shipment_id: int, number: str, *, actor: str) -> tuple[Outcome, str]:
    """Bind one number by hand or by scan. Returns the outcome and a warning about its check digit, or ""."""
    digits = label_digits(number)
    if not digits:
        text = _("“%(number)s” is no label number: 11 to 13 digits.") % {"number": number}
        return Outcome(refused=[Refusal(shipment_id, "number", text)]), ""
    return bind([Told(shipment_id, shipment_id, digits)], actor=actor), number_warning(digits)


def void_number(parcel_ids: Collection[int], *, actor: str) -> Outcome:
    """Make single label numbers void (a label was torn, or bound to the wrong slip). Never undone."""
    outcome = Outcome()
    with transaction.atomic():
        shipments = Parcel.objects.filter(id__in=list(parcel_ids)).values_list("shipment_id", flat=True)
        found = floor.sift(floor.locked(set(shipments), outcome), floor.not_open, outcome)
        living = Parcel.objects.filter(id__in=list(parcel_ids), shipment__in=found, voided_at=None)
        outcome.done = list(living.values_list("id", flat=True))
        Parcel.objects.filter(id__in=outcome.done).update(voided_at=clock.now())
    return outcome

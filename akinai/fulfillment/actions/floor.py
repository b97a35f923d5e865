"""What every verb on shipments begins with: their locks, in id order, and who they are."""

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Case, DateTimeField, Exists, OuterRef, Value, When
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.outcome import Outcome, Refusal
from akinai.fulfillment.actions.facts import documents, unknown
from akinai.fulfillment.models import Parcel, Shipment, ShipmentState, WorkBatch
from akinai.fulfillment.queries.standing import Standing
from akinai.inventory import actions as inventory

OPEN = (ShipmentState.WORKING, ShipmentState.INSPECTED)


class Late(Exception):
    """Some can't be done after all: nothing of this attempt stays, the others are tried without them."""

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = list(refusals)


def without_late(ids: Collection[int], attempt: Callable[[list[int]], Outcome]) -> Outcome:
    """Attempt a batch in one transaction, again without those that a late check refuses."""
    late: dict[Hashable, Refusal] = {}
    while True:
        try:
            with transaction.atomic():
                outcome = attempt([key for key in dict.fromkeys(ids) if key not in late])
        except Late as stopped:
            late |= {refusal.key: refusal for refusal in stopped.refusals}
            continue
        outcome.refused += late.values()
        return outcome


def locked(shipment_ids: Collection[int], outcome: Outcome) -> list[Shipment]:
    """The shipments under their locks, in id order; refusals for those that do not exist. One statement."""
    found = list(
        Shipment.objects.select_for_update(of=("self",))
        .select_related("batch", "outsourced")
        .filter(id__in=list(shipment_ids))
        .order_by("id")
    )
    outcome.refused += unknown(shipment_ids, (s.pk for s in found))
    return found


def sift(shipments: Iterable[Shipment], why_not: Callable[[Shipment], str], outcome: Outcome) -> list[Shipment]:
    """Those that may; a refusal with its sentence for each other one."""
    kept = []
    for one in shipments:
        if why := why_not(one):
            outcome.refused.append(Refusal(one.pk, "state", why))
        else:
            kept.append(one)
    return kept


def slip(shipment: Shipment) -> str:
    """What people call a shipment: 作業No.-連番."""
    return f"{shipment.batch.number}-{shipment.sequence:03}"


def not_open(shipment: Shipment) -> str:
    """Why a shipment is not in work any more, or ""."""
    if shipment.state in OPEN:
        return ""
    return _("Shipment %(slip)s is “%(state)s”; it is not in work.") % {
        "slip": slip(shipment),
        "state": ShipmentState(shipment.state).label,
    }


def void_numbers(shipment_ids: Collection[int]) -> dict[int, list[str]]:
    """Make the label numbers of shipments void for ever; the numbers by shipment. Two statements."""
    living = Parcel.objects.filter(shipment_id__in=list(shipment_ids), voided_at=None)
    found: dict[int, list[str]] = {}
    for shipment_id, number in living.order_by("id").values_list("shipment_id", "number"):
        found.setdefault(shipment_id, []).append(number)
    if found:
        living.update(voided_at=clock.now())
    return found


def close_batches(batch_ids: Collection[int]) -> None:
    """Close the batches in which nothing is in work any more, open the others. One statement."""
    left = Shipment.objects.filter(batch=OuterRef("pk"), state__in=OPEN)
    WorkBatch.objects.filter(id__in=set(batch_ids)).update(
        closed_at=Case(When(Exists(left), then=Value(None)), default=Value(clock.now()), output_field=DateTimeField())
    )


def lock_stock(order_ids: Collection[int]) -> None:
    """The stock locks of everything these orders want, in every warehouse: stocks come before orders. Two statements.

    In every warehouse, because what is freed later in the transaction is given out again at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("select distinct sku_id from inventory_demand where document = any(%s)", [documents(order_ids)])
        skus = [row[0] for row in cursor.fetchall()]
    if skus:
        inventory.lock(sku_ids=skus)


def order_ids(shipments: Sequence[Shipment], stands: dict[int, Standing]) -> list[int]:
    """The orders of each shipment, one after the other: an order with two shipments stands twice."""
    return [order for one in shipments for order in stands[one.pk].order_ids]


def lock_orders(order_ids: Collection[int]) -> None:
    """The orders' locks, taken last of all, so that nobody stops one while its parcel is confirmed. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select id from orders_order where id = any(%s) order by id for update", [list(order_ids)])

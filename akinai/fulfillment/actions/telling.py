"""What the outside hears of a 出荷確定, some minutes later: the buyer's mail, and the event that malls are told by."""

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet

from akinai.core import clock, mail
from akinai.core.events import publish
from akinai.core.models import Mail
from akinai.fulfillment.events import EffectsDue
from akinai.fulfillment.models import Shipment, ShipmentLine
from akinai.fulfillment.queries.standing import standing
from akinai.fulfillment.words import carrier_label
from akinai.orders import actions as orders

# Who claims a row announces it; a second run finds nothing left.
CLAIM = """
update fulfillment_shipment s set effects_done_at = %s
  from (select id from fulfillment_shipment
         where effects_done_at is null and effects_after <= %s and state in ('shipped', 'delivered')
         order by id limit 500 for update skip locked) due
 where s.id = due.id
returning s.id, s.delivery_method, s.shipped_at"""

TRACKING = """
select distinct l.order_id, s.id, coalesce(m.carrier, ''), p.number
  from fulfillment_shipment s
  join fulfillment_shipmentline l on l.shipment_id = s.id
  left join orders_deliverymethod m on m.code = s.delivery_method
  left join fulfillment_parcel p on p.shipment_id = s.id and p.voided_at is null
 where s.id = any(%s)
 order by 1, 2, 4"""

# The mail has gone, or may have: taking it back is no longer possible.
GONE = ("sent", "sending", "unknown")


def new_confirmation() -> str:
    """A name for what is confirmed together: an order gets one mail for it, whatever the parcels."""
    return secrets.token_hex(6)


def mail_name(order_id: int, confirmation: str) -> str:
    """The name (dedupe) of the mail about an order shipped by one confirmation."""
    return f"order/{order_id}/shipped/{confirmation}"


def queue_shipped_mails(
    shipment_ids: Collection[int], *, confirmation: str, send_after: dt.datetime, actor: str
) -> None:
    """Write the mails to the buyers with their tracking numbers, to be sent when the minutes are over."""
    with connection.cursor() as cursor:
        cursor.execute(TRACKING, [list(shipment_ids)])
        rows = cursor.fetchall()
    numbers: dict[int, list[str]] = defaultdict(list)
    carriers: dict[int, list[str]] = defaultdict(list)
    for order, _shipment, carrier, number in rows:
        carriers[order].append(carrier_label(carrier))
        if number:
            numbers[order].append(number)
    extra = {
        order: {
            "carrier": "、".join(dict.fromkeys(carriers[order])),
            "tracking": "\n".join(dict.fromkeys(numbers[order])) or "—",
        }
        for order in carriers
    }
    orders.queue_order_mails("shipped", list(extra), extra=extra, once=confirmation, send_after=send_after, actor=actor)


def take_back_mails(undone: Sequence[Shipment], order_ids: dict[int, list[int]], *, actor: str) -> set[int]:
    """Withdraw the mails about these shipments. Returns the orders whose buyers were told already.

    A mail that also spoke of a parcel that does leave is written anew for that one.
    """
    names = {mail_name(order, s.confirmation): order for s in undone if s.confirmation for order in order_ids[s.pk]}
    mail.withdraw(names, actor=actor)
    gone = Mail.objects.filter(dedupe__in=list(names), state__in=GONE).values_list("dedupe", flat=True)
    told = {names[name] for name in gone}
    _write_anew(undone, {order for order in names.values() if order not in told}, actor)
    return told


def _write_anew(undone: Sequence[Shipment], order_ids: set[int], actor: str) -> None:
    """New mails for parcels of these orders that were confirmed with the undone ones and stay so."""
    together = Shipment.objects.filter(
        confirmation__in={s.confirmation for s in undone} - {""},
        id__in=ShipmentLine.objects.filter(order__in=order_ids).values("shipment"),
        state="shipped",
        effects_done_at=None,
    ).exclude(id__in=[s.pk for s in undone])
    staying = list(together.values_list("id", "effects_after"))
    if not staying:
        return
    confirmation = new_confirmation()
    ids = [key for key, _after in staying]
    Shipment.objects.filter(id__in=ids).update(confirmation=confirmation)
    after = max(when for _key, when in staying if when)
    queue_shipped_mails(ids, confirmation=confirmation, send_after=after, actor=actor)


def tell_due(*, actor: str) -> int:
    """Announce the shipments whose minutes are over (`EffectsDue`), each once. Returns how many."""
    told = 0
    while claimed := _tell_some(actor):
        told += claimed
    return told


def _tell_some(actor: str) -> int:
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, [now, now])
        rows = cursor.fetchall()
        stands = standing([row[0] for row in rows])
        carriers = _carriers({row[1] for row in rows})
        publish(
            [
                EffectsDue(
                    subject=f"shipment/{key}",
                    actor=actor,
                    order_ids=stands[key].order_ids,
                    carrier=carriers.get(method, ""),
                    numbers=stands[key].numbers,
                    shipped_at=shipped_at.isoformat(),
                )
                for key, method, shipped_at in rows
            ]
        )
    return len(rows)


def _carriers(methods: Collection[str]) -> dict[str, str]:
    from akinai.fulfillment.actions.labelling import carriers_of

    return carriers_of(methods)


def tell_later(after: dt.datetime) -> None:
    """Wake up when the minutes are over; a sweep each minute does the same, should this be lost."""
    from akinai.fulfillment.jobs import tell_effects

    tell_effects.configure(schedule_at=after).defer()


def due(now: dt.datetime) -> QuerySet[Shipment]:
    """Shipments whose effects are late."""
    return Shipment.objects.filter(effects_done_at=None, effects_after__lte=now, state__in=("shipped", "delivered"))

"""Shelves and lots for shipments: chosen by inventory (FEFO), remembered on the lines for people."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from akinai.core.outcome import Refusal, Refused
from akinai.fulfillment.actions.floor import Late
from akinai.fulfillment.papers.picking import shelf_key
from akinai.inventory import actions as inventory


def pin_lines(wanted: Sequence[tuple[int, int, int]], *, actor: str) -> dict[int, list[str]]:
    """Choose lots for (shipment, demand, pieces) and write the shelves on the lines. The shelves by shipment.

    Raises Late naming the shipments for which no lot has the pieces; nothing is pinned then. Three statements.
    """
    try:
        pinned = inventory.pin(
            [
                inventory.PinRequest(document=f"shipment/{key}", demand_id=demand, quantity=quantity)
                for key, demand, quantity in wanted
            ],
            actor=actor,
        )
    except Refused as missing:
        raise Late(Refusal(_id(str(one.key)), "quantity", one.message) for one in missing.refusals) from None
    places: dict[tuple[int, int], set[str]] = defaultdict(set)
    for pin in pinned:
        if pin.shelf:
            places[_id(pin.document), pin.demand_id].add(pin.shelf)
    _write({place: sorted(shelves, key=shelf_key) for place, shelves in places.items()})
    by_shipment: dict[int, list[str]] = defaultdict(list)
    for (key, _demand), shelves in places.items():
        by_shipment[key] += shelves
    return by_shipment


def _id(document: str) -> int:
    return int(document.rpartition("/")[2])


def _write(places: dict[tuple[int, int], list[str]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update fulfillment_shipmentline l set shelf = p.shelf
                 from unnest(%s::bigint[], %s::bigint[], %s::text[]) as p (shipment_id, demand_id, shelf)
                where l.shipment_id = p.shipment_id and l.demand_id = p.demand_id""",
            [
                [key for key, _demand in places],
                [demand for _key, demand in places],
                [" ".join(shelves) for shelves in places.values()],
            ],
        )

"""What the malls have not been told yet (未通知): shipments as files to upload, stock as files to upload."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.channels.events import NoticeFileMade, NoticesTold, NoticesUntold
from akinai.channels.files import writing
from akinai.channels.models import Connection, IntakeLayout, NoticeFile, ShipmentNotice, SkuMapping
from akinai.core import clock, home
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.fulfillment.models import Parcel
from akinai.inventory import queries as inventory
from akinai.orders.models import DeliveryMethod

FILES = "notices"  # under files/ of the home


@dataclass(frozen=True)
class LeftShop:
    """A shipment whose delay has passed: its orders' malls may be told."""

    shipment_id: int
    order_ids: list[int]


def note_shipped(shipments: Sequence[LeftShop], *, actor: str) -> int:
    """Write down what malls must be told of, by file or by API. Safe to run twice. How many are new.

    A notice that was withdrawn (出荷確定戻し) comes back to life. `place`: the how-manieth parcel of its order it is.
    """
    pairs = [(each.shipment_id, order_id) for each in shipments for order_id in each.order_ids]
    if not pairs:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """insert into channels_shipmentnotice as notice
                      (channel_id, order_id, shipment_id, due_at, place, tries, unknown, refused, error)
               select o.channel_id, o.id, left_shop.shipment_id, %s,
                      (select count(*) from channels_shipmentnotice before where before.order_id = o.id)
                      + row_number() over (partition by o.id order by left_shop.shipment_id), 0, false, false, ''
                 from unnest(%s::bigint[], %s::bigint[]) as left_shop (shipment_id, order_id)
                 join orders_order o on o.id = left_shop.order_id
                 join orders_saleschannel channel on channel.id = o.channel_id and channel.mode = 'live'
                 join channels_connection connection on connection.channel_id = o.channel_id
                  and (connection.notice_id is not null or connection.adapter <> '' and connection.sends_shipments)
                order by left_shop.shipment_id, o.id
                   on conflict (order_id, shipment_id) do update
                  set withdrawn_at = null, due_at = excluded.due_at, told_at = null, report_id = null,
                      tries = 0, next_at = null, refused = false, error = ''
                where notice.withdrawn_at is not null""",
            [clock.now(), [pair[0] for pair in pairs], [pair[1] for pair in pairs]],
        )
        return int(cursor.rowcount)


def withdraw_notices(shipment_ids: Collection[int], *, actor: str) -> int:
    """出荷確定戻し: what was not told need not be; what was told stays, marked, so that a person puts it right."""
    notices = ShipmentNotice.objects.filter(shipment_id__in=list(shipment_ids), withdrawn_at=None)
    return notices.update(withdrawn_at=clock.now())


def open_notices(channel_id: int) -> Any:
    """Notices of a channel that are due and not told."""
    return ShipmentNotice.objects.filter(channel_id=channel_id, told_at=None, withdrawn_at=None)


def make_shipment_file(channel_id: int, *, actor: str) -> NoticeFile:
    """発送完了報告 of everything a mall was not told yet. Raises Refused when there is nothing, or no layout."""
    with transaction.atomic():
        told_by = _connection(channel_id, "notice")
        notices = list(open_notices(channel_id).select_for_update().select_related("order", "shipment").order_by("id"))
        if not notices:
            raise Refused([Refusal(channel_id, "", _("Nothing is left to tell this mall."))])
        layout = told_by.notice
        assert layout is not None
        rows = _rows(notices, str(layout.layout.get("per") or "parcel"))
        made = _write(told_by, layout, "shipments", rows, actor)
        ShipmentNotice.objects.filter(pk__in=[notice.pk for notice in notices]).update(report=made)
    return made


def _connection(channel_id: int, which: str) -> Connection:
    found = Connection.objects.select_related("channel", "notice", "stock").filter(channel_id=channel_id).first()
    if found is None or getattr(found, which) is None:
        sentence = _("This channel has no layout for such a file. Choose one in its settings.")
        raise Refused([Refusal(channel_id, which, sentence)])
    return found


def _rows(notices: Sequence[ShipmentNotice], per: str) -> list[dict[str, Any]]:
    """What a report tells of each notice: a row per parcel, or per order. Two statements."""
    numbers: dict[int, list[Parcel]] = {}
    shipments = {notice.shipment_id for notice in notices}
    for parcel in Parcel.objects.filter(shipment_id__in=shipments, voided_at=None).order_by("id"):
        numbers.setdefault(parcel.shipment_id, []).append(parcel)
    methods = {method.code: method for method in DeliveryMethod.objects.all()}
    rows = []
    for notice in notices:
        head = _head(notice, methods)
        parcels = numbers.get(notice.shipment_id, [])
        if per == "order":
            told = [parcel.number for parcel in parcels]
            rows.append({**head, **_carrier(parcels), "number": (told or [""])[0], "number2": (told + [""] * 2)[1]})
        else:
            rows += [{**head, "carrier": each.carrier, "number": each.number} for each in parcels] or [head]
    return rows


def _carrier(parcels: Sequence[Parcel]) -> dict[str, str]:
    return {"carrier": parcels[0].carrier} if parcels else {}


def _head(notice: ShipmentNotice, methods: Mapping[str, DeliveryMethod]) -> dict[str, Any]:
    order, shipment = notice.order, notice.shipment
    method = methods.get(shipment.delivery_method)
    left = shipment.shipped_at
    return {
        "channel_number": order.channel_number,
        "destination": order.destination,
        "order_number": order.number,
        "name": order.name,
        "carrier": method.carrier if method else "",
        "product": method.name_ja if method else "",
        "shipped_on": left.astimezone(clock.JST).date() if left else shipment.ship_date,
        "number": "",
        "number2": "",
        "cod": "1" if shipment.cod_amount else "",
    }


def make_stock_file(channel_id: int, *, actor: str) -> NoticeFile:
    """A stock file with what can be sold now of every SKU the channel has a mapping for. Raises Refused without any."""
    with transaction.atomic():
        told_by = _connection(channel_id, "stock")
        mappings = list(SkuMapping.objects.filter(channel_id=channel_id).select_related("sku").order_by("code"))
        if not mappings:
            sentence = _("No SKU of this channel is known yet. Import a file of orders or enter the mall's codes.")
            raise Refused([Refusal(channel_id, "", sentence)])
        layout = told_by.stock
        assert layout is not None
        free = inventory.available([mapping.sku_id for mapping in mappings], told_by.channel.warehouse_id)
        most = int(layout.layout.get("most") or 0) or None
        rows = [_stock_row(mapping, max(0, free.get(mapping.sku_id, 0)), most) for mapping in mappings]
        return _write(told_by, layout, "stock", rows, actor)


def _stock_row(mapping: SkuMapping, free: int, most: int | None) -> dict[str, Any]:
    return {
        "code": mapping.code,
        "listing": mapping.listing or mapping.code,
        "variant": mapping.variant,
        "sku": mapping.sku.code,
        "name": mapping.sku.name,
        "quantity": min(free, most) if most else free,
    }


def _write(
    told_by: Connection, layout: IntakeLayout, kind: str, rows: Sequence[Mapping[str, Any]], actor: str
) -> NoticeFile:
    now = clock.now()
    data = writing.write(layout.layout, rows)
    made = NoticeFile.objects.create(
        channel=told_by.channel, kind=kind, file="", rows=len(rows), made_at=now, made_by=actor
    )
    made.file = f"{FILES}/{made.pk}-{writing.file_name(layout.layout, now, kind)}"
    made.save(update_fields=["file"])
    path = home.path() / "files" / made.file
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(data)
    told: dict[str, Any] = {"channel": told_by.channel.code, "kind": kind, "rows": len(rows)}
    publish([NoticeFileMade(subject=f"notice_file/{made.pk}", actor=actor, **told)])
    return made


def mark_uploaded(file_ids: Collection[int], *, actor: str) -> int:
    """A person uploaded these files: their notices are told. How many notices."""
    now = clock.now()
    with transaction.atomic():
        files = list(
            NoticeFile.objects.select_for_update().filter(pk__in=list(file_ids), uploaded_at=None).order_by("id")
        )
        NoticeFile.objects.filter(pk__in=[file.pk for file in files]).update(uploaded_at=now)
        told = ShipmentNotice.objects.filter(report__in=files, told_at=None, withdrawn_at=None).update(told_at=now)
        publish([NoticesTold(subject=f"notice_file/{file.pk}", actor=actor, **_told(file)) for file in files])
    return told


def unmark_uploaded(file_ids: Collection[int], *, actor: str) -> int:
    """The inverse: these files were not uploaded after all. How many notices are open again."""
    with transaction.atomic():
        files = list(NoticeFile.objects.select_for_update().filter(pk__in=list(file_ids)).exclude(uploaded_at=None))
        NoticeFile.objects.filter(pk__in=[file.pk for file in files]).update(uploaded_at=None)
        untold = ShipmentNotice.objects.filter(report__in=files).update(told_at=None)
        publish([NoticesUntold(subject=f"notice_file/{file.pk}", actor=actor, **_told(file)) for file in files])
    return untold


def _told(file: NoticeFile) -> dict[str, Any]:
    return {"channel": file.channel.code, "rows": file.rows}

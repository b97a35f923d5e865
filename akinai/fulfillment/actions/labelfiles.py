"""Files for the carrier's software: label data out, issued labels (発行済データ) in. How a file looks is data."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock, settings
from akinai.core.events import publish
from akinai.core.models import Shop
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.fulfillment import carriers
from akinai.fulfillment.actions import facts, floor
from akinai.fulfillment.actions.labelling import Told, bind
from akinai.fulfillment.carriers import Address, Billing, CarrierLayout, LabelData
from akinai.fulfillment.events import LabelsExported
from akinai.fulfillment.models import FileLayout, PrintedPaper, Shipment
from akinai.fulfillment.queries.standing import standing
from akinai.fulfillment.words import handling_label

# ヤマト labels that collect money (送り状種類): 発払い becomes コレクト, コンパクト becomes コンパクトコレクト.
COLLECTING = {"yamato": {"0": "2", "8": "9"}}

LABELS = """
select s.id, s.key, method.carrier, method.product, s.temperature, s.wished_date, s.wished_slot, s.recipient, s.sender,
       s.cod_amount, s.cod_tax, s.parcels, b.number || '-' || lpad(s.sequence::text, 3, '0') as slip,
       goods.names, goods.handling
  from fulfillment_shipment s
  join fulfillment_workbatch b on b.id = s.batch_id
  left join orders_deliverymethod method on method.code = s.delivery_method
  join lateral (select array_agg(k.name order by l.id) as names,
                       coalesce(jsonb_agg(to_jsonb(k.handling)), '[]') as handling
                  from fulfillment_shipmentline l join catalog_sku k on k.id = l.sku_id
                 where l.shipment_id = s.id) goods on true
 where s.id = any(%s)
 order by b.day, b.number, s.sequence"""


@dataclass
class LabelExport:
    """A label file: the row that keeps it (None: nothing could be written), its rows, and what was left out."""

    paper: PrintedPaper | None = None
    rows: int = 0
    outcome: Outcome = field(default_factory=Outcome)
    warnings: list[Refusal] = field(default_factory=list)


@dataclass
class IssuedImport:
    """Numbers back: `outcome.done` are rows taken over, refusals name their row; warnings were taken over too."""

    outcome: Outcome = field(default_factory=Outcome)
    warnings: list[Refusal] = field(default_factory=list)


def layout_named(name: str) -> CarrierLayout:
    """A label layout by its name. Raises Refused when there is none."""
    row = FileLayout.objects.filter(name=name, kind="labels").first()
    if row is None:
        raise Refused([Refusal(name, "layout", _("There is no layout “%(name)s”.") % {"name": name})])
    return CarrierLayout.from_json(row.layout)


def export_labels(
    shipment_ids: Collection[int] = (), *, batch_id: int | None = None, layout: str, actor: str
) -> LabelExport:
    """Write the carrier's label file of shipments, or of what a batch has in work for that carrier, in 連番 order.

    Left out and named: stopped and old ones, other carriers', and rows the carrier can't take (with the field).
    """
    looks = layout_named(layout)
    export = LabelExport()
    with transaction.atomic():
        if batch_id is not None:
            shipment_ids = [*shipment_ids, *_of_batch(batch_id, looks.carrier)]
        found = floor.locked(shipment_ids, export.outcome)
        stands = standing([s.pk for s in found])
        ready = floor.sift(found, lambda s: floor.not_open(s) or stands[s.pk].fault, export.outcome)
        labels = _labels([s.pk for s in ready], looks.carrier, export.outcome)
        file = carriers.label_rows(labels.values(), looks, today=clock.today())
        ids = {label.key: key for key, label in labels.items()}
        for problem in file.problems:
            said = Refusal(ids[problem.key], problem.field, problem.message)
            (export.outcome.refused if problem.stops else export.warnings).append(said)
        export.outcome.done, export.rows = [ids[key] for key in file.keys], file.rows
        if file.keys:
            export.paper = _keep(export, file.data, looks, batch_id, actor)
    return export


def _of_batch(batch_id: int, carrier: str) -> list[int]:
    rows = facts.rows(
        """select s.id from fulfillment_shipment s join orders_deliverymethod m on m.code = s.delivery_method
            where s.batch_id = %s and m.carrier = %s and s.state in ('working', 'inspected')""",
        [batch_id, carrier],
    )
    return [row["id"] for row in rows]


def _labels(ids: Sequence[int], carrier: str, outcome: Outcome) -> dict[int, LabelData]:
    """The labels by shipment. Two statements and the settings."""
    shop = Shop.objects.first() or Shop()
    contract = settings.many("yamato_billing_code", "yamato_billing_branch", "yamato_freight_number")
    billing = Billing(
        code=contract["yamato_billing_code"],
        branch=contract["yamato_billing_branch"],
        freight_number=contract["yamato_freight_number"],
    )
    labels: dict[int, LabelData] = {}
    for row in facts.rows(LABELS, [list(ids)]):
        if row["carrier"] == carrier:
            labels[row["id"]] = _label(row, shop, billing)
        else:
            text = _("Shipment %(slip)s does not travel with this carrier.") % {"slip": row["slip"]}
            outcome.refused.append(Refusal(row["id"], "delivery_method", text))
    return labels


def _label(row: Mapping[str, Any], shop: Shop, billing: Billing) -> LabelData:
    kind = row["product"]
    if row["cod_amount"] is not None:
        kind = COLLECTING.get(row["carrier"], {}).get(kind, kind)
    sender = facts.plain_json(row["sender"])
    return LabelData(
        key=row["key"],
        kind=kind,
        ship_date=clock.today(),
        recipient=_address(facts.plain_json(row["recipient"])),
        sender=_address(sender) if sender else _shop(shop),
        items=_items(row["names"]),
        billing=billing,
        temperature=row["temperature"],
        wished_date=row["wished_date"],
        time_slot=row["wished_slot"],
        handling=_handling(facts.plain_json(row["handling"])),
        note=row["slip"],
        cod_amount=row["cod_amount"],
        cod_tax=row["cod_tax"],
        parcels=row["parcels"],
        search_keys=((_("Batch no."), row["slip"]),),
    )


def _items(names: Sequence[str]) -> tuple[str, ...]:
    different = list(dict.fromkeys(names))
    if len(different) <= 2:
        return tuple(different)
    return different[0], _("and %(count)d more kinds") % {"count": len(different) - 1}


def _handling(marks: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """荷扱い of the parcel: the union of its goods', in the words of the label."""
    every = dict.fromkeys(mark for some in marks for mark in some or ())
    return tuple(handling_label(mark) for mark in every)


def _address(person: Mapping[str, str]) -> Address:
    return Address(
        name=person.get("name", ""),
        company=person.get("company", ""),
        kana=person.get("kana", ""),
        phone=person.get("phone", ""),
        postal_code=person.get("postal", ""),
        prefecture=person.get("prefecture", ""),
        city=person.get("city", ""),
        line1=person.get("line1", ""),
        line2=person.get("line2", ""),
    )


def _shop(shop: Shop) -> Address:
    return Address(
        name=shop.name,
        phone=shop.phone,
        postal_code=shop.postal,
        prefecture=shop.prefecture,
        city=shop.city,
        line1=shop.line1,
        line2=shop.line2,
    )


def _keep(export: LabelExport, data: bytes, looks: CarrierLayout, batch_id: int | None, actor: str) -> PrintedPaper:
    """Store the file and mark its shipments as exported."""
    name = f"labels/{clock.now():%Y%m%d-%H%M%S}-{looks.carrier}.csv"
    stored = default_storage.save(name, ContentFile(data))
    paper = PrintedPaper.objects.create(
        batch_id=batch_id,
        kind="labels",
        file=stored,
        pages=export.rows,
        reprint=Shipment.objects.filter(id__in=export.outcome.done, labels_exported_at__isnull=False).exists(),
        made_at=clock.now(),
        made_by=actor,
    )
    Shipment.objects.filter(id__in=export.outcome.done).update(labels_exported_at=clock.now())
    subject = f"batch/{batch_id}" if batch_id else "floor/0"
    publish(
        [
            LabelsExported(
                subject=subject,
                actor=actor,
                paper_id=paper.pk,
                layout=looks.name,
                shipment_ids=export.outcome.done,
            )
        ]
    )
    return paper


def import_issued(
    data: bytes,
    *,
    layout: str,
    key_column: str | int | None = None,
    tracking_column: str | int | None = None,
    actor: str,
) -> IssuedImport:
    """Take the carrier's 発行済データ: numbers to shipments by our key. Safe to repeat; several numbers are 複数口.

    Named by row: unknown keys, numbers of another shipment, void numbers, withdrawn shipments, odd check digits.
    Raises core.tables.Unreadable when the file can't be read at all.
    """
    result = IssuedImport()
    rows = carriers.issued_rows(data, layout_named(layout), key_column=key_column, tracking_column=tracking_column)
    known = dict(Shipment.objects.filter(key__in={row.key.upper() for row in rows}).values_list("key", "id"))
    told = []
    for row in rows:
        if row.problem:
            result.outcome.refused.append(Refusal(row.row, "number", row.problem))
        elif row.key.upper() not in known:
            text = _("There is no shipment with the management number “%(key)s”.") % {"key": row.key}
            result.outcome.refused.append(Refusal(row.row, "key", text))
        else:
            told.append(Told(row.row, known[row.key.upper()], row.tracking_number))
            if row.warning:
                result.warnings.append(Refusal(row.row, "number", row.warning))
    result.outcome += bind(told, actor=actor)
    result.outcome.refused.sort(key=lambda refusal: int(str(refusal.key)))
    return result

"""Papers as PDF files, each kept with what it was, and marked 再印刷 from the second time on."""

from collections.abc import Collection, Sequence

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.core import clock, documents
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.fulfillment import papers
from akinai.fulfillment.events import PaperPrinted
from akinai.fulfillment.models import PrintedPaper, Shipment, WorkBatch
from akinai.fulfillment.queries import lists
from akinai.fulfillment.queries.papers import batch_data, in_batch
from akinai.fulfillment.queries.standing import standing

MAKERS = {
    "batch": papers.batch_pdf,
    "pick_total": papers.pick_total,
    "pick_orders": papers.pick_per_order,
}
WITH_SLIPS = ("batch", "slips")


def print_batch(
    batch_id: int,
    *,
    kind: str = "batch",
    pages: tuple[int, int] | None = None,
    shipment_ids: Collection[int] | None = None,
    actor: str,
) -> PrintedPaper:
    """Make a paper of a batch: `batch` (all in one), `pick_total`, `pick_orders` or `slips`; pages from–to of it, or
    of these shipments only. What is stopped or old is left out. Raises Refused when nothing is left to print.

    About fifteen statements, however many shipments; the typesetting holds no locks.
    """
    batch = WorkBatch.objects.select_related("warehouse").filter(pk=batch_id).first()
    if batch is None:
        raise Refused([Refusal(batch_id, "id", _("There is no such batch."))])
    found = in_batch(batch_id, shipment_ids)
    stands = standing([s.pk for s in found])
    good = [s for s in found if s.pk in stands and not stands[s.pk].fault and s.state != "withdrawn"]
    if not good:
        text = _("There is nothing to print: every shipment of batch %(number)s is stopped, old or taken out.")
        raise Refused([Refusal(batch_id, "shipments", text % {"number": batch.number})])
    again = pages is not None or any(s.printed_version == s.version for s in good)
    mark = papers.Reprint(at=clock.now(), first=pages[0], last=pages[1]) if pages else None
    mark = mark or (papers.Reprint(at=clock.now()) if again and kind in WITH_SLIPS else None)
    data = batch_data(batch, good)
    try:
        pdf = MAKERS[kind](data, reprint=mark) if kind in MAKERS else papers.delivery_slips(data.slips, reprint=mark)
    except ValueError:
        raise Refused([Refusal(batch_id, "pages", _("The paper does not have these pages."))]) from None
    with transaction.atomic():
        if kind in WITH_SLIPS:
            _mark_printed(good)
        return _keep(
            pdf, kind, f"{batch.day:%Y}{batch.number}", batch_id=batch_id, reprint=mark is not None, actor=actor
        )


def _mark_printed(shipments: Sequence[Shipment]) -> None:
    """The version that was printed, even if a newer one has come meanwhile. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            """update fulfillment_shipment s set printed_version = p.version, prints = s.prints + 1
                 from unnest(%s::bigint[], %s::int[]) as p (id, version)
                where s.id = p.id""",
            [[s.pk for s in shipments], [s.version for s in shipments]],
        )


def print_handover(warehouse_id: int | None = None, *, actor: str) -> PrintedPaper:
    """集荷引渡一覧 of today: what is inspected or confirmed, per carrier and product; 積み残し on a page of its own."""
    pdf = papers.handover_list(lists.handover(warehouse_id))
    with transaction.atomic():
        return _keep(pdf, "handover", f"{clock.today():%Y%m%d}", actor=actor)


def print_withdrawals(warehouse_id: int | None = None, *, actor: str) -> PrintedPaper:
    """抜き取りリスト: what must not leave, with slip, label number, reason and shelves."""
    pdf = papers.withdrawal_list(lists.withdrawals(warehouse_id))
    with transaction.atomic():
        return _keep(pdf, "withdrawal", f"{clock.today():%Y%m%d}", actor=actor)


def _keep(
    pdf: bytes, kind: str, name: str, *, batch_id: int | None = None, reprint: bool = False, actor: str
) -> PrintedPaper:
    stored = default_storage.save(f"papers/{name}-{kind}.pdf", ContentFile(pdf))
    paper = PrintedPaper.objects.create(
        batch_id=batch_id,
        kind=kind,
        file=stored,
        pages=documents.pages(pdf),
        reprint=reprint,
        made_at=clock.now(),
        made_by=actor,
    )
    publish(
        [
            PaperPrinted(
                subject=f"batch/{batch_id}" if batch_id else "floor/0",
                actor=actor,
                kind=kind,
                paper_id=paper.pk,
                pages=paper.pages,
                reprint=reprint,
            )
        ]
    )
    return paper

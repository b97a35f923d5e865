"""What several pages ask of a request, and how they name shipments."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _

from akinai.core.people.masking import personal
from akinai.fulfillment import queries
from akinai.fulfillment.models import Shipment
from akinai.fulfillment.queries import Standing
from akinai.fulfillment.words import carrier_label, temperature_label

TONES = {"working": "info", "inspected": "good", "shipped": "accent", "delivered": "", "withdrawn": "warn"}


def whole(text: str | None) -> int | None:
    """A number in a query string, or None."""
    return int(text) if text and text.isdigit() else None


def picked(request: HttpRequest) -> list[int]:
    """The ids picked in a list."""
    return [int(key) for key in request.POST.getlist("ids") if key.isdigit()]


def warehouses(*, outside: bool | None = None) -> list[tuple[int, str, bool]]:
    """(id, name, run by others) of every warehouse. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select id, name, outside from inventory_warehouse order by position, code")
        return [row for row in cursor.fetchall() if outside is None or row[2] == outside]


@dataclass
class Row:
    """A shipment as lists show it."""

    shipment: Shipment
    slip: str
    name: str
    orders: list[tuple[int, str]]
    numbers: list[str]
    service: str
    carrier: str
    state: str
    tone: str
    fault: str = ""
    stale: bool = False
    lines: list[object] = field(default_factory=list)

    @property
    def full_service(self) -> str:
        """Carrier and service, the carrier once."""
        return self.service if self.service.startswith(self.carrier) else f"{self.carrier} {self.service}"

    @property
    def id(self) -> int:
        return self.shipment.pk


def rows_of(request: HttpRequest, shipments: Sequence[Shipment], *, check: bool = True) -> list[Row]:
    """Shipments ready to show, in a constant number of statements; `check` asks whether they may leave."""
    ids = [s.pk for s in shipments]
    numbers, named = queries.numbers_of(shipments), queries.methods()
    stands = queries.standing([s.pk for s in shipments if s.state in ("working", "inspected")]) if check else {}
    lines = queries.shipment_lines(ids)
    return [_row(request, s, numbers[s.pk], named.get(s.delivery_method), lines[s.pk], stands) for s in shipments]


def _row(
    request: HttpRequest,
    s: Shipment,
    numbers: list[str],
    method: queries.Method | None,
    lines: list[object],
    stands: dict[int, Standing],
) -> Row:
    now = stands.get(s.pk)
    service = method.name if method else s.delivery_method
    orders = {line.order_id: line.order.number for line in lines}  # type: ignore[attr-defined]
    return Row(
        shipment=s,
        slip=queries.slip(s),
        name=personal(request.user, s.recipient.get("name") or s.recipient.get("company"), "name"),
        orders=list(orders.items()),
        numbers=numbers,
        service=service if s.temperature == "ambient" else f"{service} · {temperature_label(s.temperature)}",
        carrier=carrier_label(method.carrier) if method else "",
        state=s.get_state_display(),
        tone=TONES.get(s.state, ""),
        fault=now.fault if now else "",
        stale=bool(now and now.stale and not now.stop),
        lines=lines,
    )


def names_of(shipments: Sequence[Shipment]) -> dict[int, str]:
    """What result pages call shipments."""
    return {s.pk: _("Shipment %(slip)s") % {"slip": queries.slip(s)} for s in shipments}


def stored(name: str, *, inline: bool = True) -> FileResponse:
    """A stored file; PDFs open in the browser, the rest is downloaded."""
    from django.core.files.storage import default_storage

    pdf = name.endswith(".pdf")
    return FileResponse(
        default_storage.open(name),
        as_attachment=not (pdf and inline),
        filename=name.rpartition("/")[2],
        content_type="application/pdf" if pdf else "application/octet-stream",
    )

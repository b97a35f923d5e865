"""Orders with what the rules need of them: rows locked in the order of their ids, lines, SKUs, the rulebook."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.catalog.queries import SkuFacts
from akinai.core.japan import prefectures
from akinai.core.outcome import Refusal
from akinai.orders import rulebook
from akinai.orders.models import Order, OrderLine
from akinai.orders.rulebook import Rulebook


def locked(order_ids: Collection[int]) -> dict[int, Order]:
    """Orders by id, their rows locked in the order of their ids. Stock is locked before (see CONTRACTS: lock order)."""
    wanted = sorted({int(one) for one in order_ids})
    return {row.pk: row for row in Order.objects.filter(id__in=wanted).order_by("id").select_for_update(of=("self",))}


def lines_of(order_ids: Collection[int]) -> dict[int, list[Any]]:
    """Lines by order, in their order."""
    found: dict[int, list[Any]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=list(order_ids)).order_by("order_id", "position"):
        found[line.order_id].append(line)
    return found


@dataclass
class Gathered:
    """Orders with their lines (each with `sku` facts as intake has them) and the rulebook of their channels."""

    orders: dict[int, Order]
    book: Rulebook
    lines: dict[int, list[Any]] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[Order, list[Any]]]:
        return ((order, self.lines.get(order.pk, [])) for order in self.orders.values())


def gather(orders: dict[int, Order], *, mails: Collection[str] = ()) -> Gathered:
    """Lines, SKUs and rulebook of orders. Four statements."""
    book = rulebook.load(
        ids={order.channel_id for order in orders.values()},
        prefectures={prefectures.canonical(order.prefecture) or order.prefecture for order in orders.values()},
        mails=mails,
    )
    lines = lines_of(orders)
    attach_skus([line for some in lines.values() for line in some])
    return Gathered(orders, book, lines)


def attach_skus(lines: Iterable[Any]) -> None:
    """Give each line its SKU's facts under the name the rules read: `sku`. Two statements."""
    lines = list(lines)
    ids = {line.sku_id for line in lines if line.sku_id is not None}
    facts = catalog.skus(ids) if ids else {}
    for line in lines:
        put_sku(line, facts.get(line.sku_id) if line.sku_id is not None else None)


def put_sku(line: Any, sku: SkuFacts | None) -> None:
    """Let a line be of this SKU (or of none that is known), as the rules see it.

    They read `line.sku` of drafts and of rows alike; on a row the facts take the place of the related object.
    """
    line.sku_id = sku.id if sku else None
    line._state.fields_cache["sku"] = sku


def missing(order_ids: Iterable[int], orders: dict[int, Order]) -> list[Refusal]:
    """A refusal for each id without an order."""
    return [
        Refusal(one, "order", _("There is no order %(id)s.") % {"id": one})
        for one in order_ids
        if int(one) not in orders
    ]

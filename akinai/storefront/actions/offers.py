"""What delivery costs, what can be bought together, what a gift can have: the shop's own tables of selling."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core.events import publish
from akinai.core.japan import prefectures
from akinai.core.money import AmountError, parse_amount
from akinai.core.outcome import Refusal, Refused
from akinai.storefront.events import OffersChanged
from akinai.storefront.models import DeliveryOffer, GiftChoice, SaleType, ShippingFee

Row = Mapping[str, Any]


def save_sale_types(rows: Sequence[Row], *, actor: str) -> None:
    """Add or change sale types."""
    _save(SaleType, rows, actor)


def delete_sale_types(ids: Sequence[int], *, actor: str) -> None:
    """Sale types nobody uses. Raises Refused for one that products have, and for the last."""
    with transaction.atomic():
        chosen = SaleType.objects.filter(pk__in=ids)
        used = list(chosen.filter(productpage__isnull=False).distinct())
        if used:
            sentence = _("Products are sold as “%(name)s”. Give them another sale type first.")
            raise Refused([Refusal(one.pk, "", sentence % {"name": one.name}) for one in used])
        if not SaleType.objects.exclude(pk__in=ids).exists():
            raise Refused([Refusal("all", "", _("One sale type is needed: that of usual goods."))])
        chosen.delete()
        _tell("sale_types", actor)


def save_gifts(rows: Sequence[Row], *, actor: str) -> None:
    """Add or change noshi, wrappings and cards."""
    _save(GiftChoice, rows, actor)


def delete_gifts(ids: Sequence[int], *, actor: str) -> None:
    """Choices that are offered no more; orders keep their names."""
    with transaction.atomic():
        GiftChoice.objects.filter(pk__in=ids).delete()
        _tell("gifts", actor)


def save_offer(values: Row, fees: Mapping[str, int], *, offer_id: int | None = None, actor: str) -> int:
    """A delivery offer with its whole table of fees ("" = every other prefecture). Gives its id. Raises Refused."""
    unknown = [name for name in fees if name and name not in prefectures.NAMES]
    refusals = [Refusal(name, "fees", _("There is no prefecture “%(name)s”.") % {"name": name}) for name in unknown]
    if not fees:
        refusals.append(Refusal("", "fees", _("Write at least one fee.")))
    taken = DeliveryOffer.objects.filter(method=values["method"]).exclude(pk=offer_id or 0)
    if taken.exists():
        refusals.append(Refusal("", "method", _("This delivery method is offered already; change that offer.")))
    if refusals:
        raise Refused(refusals)
    kinds = values.get("sale_types")
    plain = {name: value for name, value in values.items() if name != "sale_types"}
    with transaction.atomic():
        if offer_id is None:
            offer = DeliveryOffer.objects.create(**plain)
        else:
            DeliveryOffer.objects.filter(pk=offer_id).update(**plain)
            offer = DeliveryOffer.objects.get(pk=offer_id)
        if kinds is not None:
            offer.sale_types.set(kinds)
        ShippingFee.objects.filter(offer=offer).delete()
        ShippingFee.objects.bulk_create(
            ShippingFee(offer=offer, prefecture=name, fee=fee) for name, fee in fees.items()
        )
        _tell("offers", actor)
    return int(offer.pk)


def delete_offer(offer_id: int, *, actor: str) -> None:
    """An offer is no more; orders keep their delivery method."""
    with transaction.atomic():
        DeliveryOffer.objects.filter(pk=offer_id).delete()
        _tell("offers", actor)


def read_fees(text: str) -> dict[str, int]:
    """A table as pasted: a prefecture (その他 = every other) and yen on each line. Raises Refused, naming lines."""
    fees: dict[str, int] = {}
    refusals = []
    for at, line in enumerate(text.splitlines(), 1):
        cells = line.replace(",", "").replace("\u3000", " ").split()
        if not cells:
            continue
        name = "" if cells[0] in ("全国", "その他", "*") else prefectures.canonical(cells[0])
        where = {"line": at, "text": line.strip()[:40]}
        if cells[0] not in ("全国", "その他", "*") and not name:
            refusals.append(Refusal(at, "fees", _("Line %(line)d: “%(text)s” names no prefecture.") % where))
            continue
        try:
            fee = parse_amount(cells[-1]) if len(cells) > 1 else -1
        except AmountError:
            fee = -1
        if not 0 <= fee <= 1_000_000:
            refusals.append(Refusal(at, "fees", _("Line %(line)d: “%(text)s” has no fee in yen.") % where))
            continue
        fees[name] = fee
    if refusals:
        raise Refused(refusals)
    return fees


def _save(model: Any, rows: Sequence[Row], actor: str) -> None:
    with transaction.atomic():
        for row in rows:
            values = {name: value for name, value in row.items() if name != "id"}
            model.objects.update_or_create(pk=row.get("id"), defaults=values)
        _tell(model._meta.model_name, actor)


def _tell(what: str, actor: str) -> None:
    publish([OffersChanged(subject="site/1", actor=actor, what=what)])

"""Settings of orders: channels, methods, hold reasons, delivery days, phrases. Every change is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from akinai.core.events import Event, publish
from akinai.core.outcome import Outcome, Refusal, Refused
from akinai.inventory import actions as inventory
from akinai.inventory import queries as stock
from akinai.orders import gathering, rows
from akinai.orders.actions import holding
from akinai.orders.actions.allocating import allocate_waiting, serve, wanted_of
from akinai.orders.draft import payment_gate, set_dates
from akinai.orders.events import ChannelSwitchedLive, ChannelSwitchedOff, MastersSaved, MovedToWarehouse
from akinai.orders.gates import PAYMENT
from akinai.orders.models import (
    DeliveryDays,
    DeliveryMethod,
    HoldReason,
    HoldSetting,
    IgnorablePhrase,
    Order,
    PaymentMethod,
    SalesChannel,
)
from akinai.orders.models.channel import ChannelMode

Rows = Sequence[Mapping[str, Any]]
BATCH = 300


def _save(model: type[models.Model], table: Rows, *, key: str, actor: str) -> Outcome:
    """Write rows of a settings table: by "id" when editing, else by their key. Raises Refused, naming each field."""
    refused: list[Refusal] = []
    saved = []
    with transaction.atomic():
        for values in table:
            row = _row(model, values, key)
            for name, value in values.items():
                if name != "id":
                    setattr(row, name, value)
            try:
                row.full_clean()
            except ValidationError as error:
                refused += [
                    Refusal(values.get(key, ""), name, " ".join(messages))
                    for name, messages in error.message_dict.items()
                ]
                continue
            row.save()
            saved.append(row)
        if refused:
            raise Refused(refused)
        publish([_told(model, [str(row.pk) for row in saved], actor)])
    return Outcome(done=[row.pk for row in saved])


def _row(model: type[models.Model], values: Mapping[str, Any], key: str) -> Any:
    if values.get("id"):
        return model._default_manager.get(pk=values["id"])
    found = model._default_manager.filter(**{key: values[key]}).first() if key in values else None
    return found or model()


def _delete(model: type[models.Model], ids: Sequence[Any], *, actor: str) -> Outcome:
    outcome = Outcome()
    with transaction.atomic():
        for row in model._default_manager.filter(pk__in=list(ids)):
            try:
                with transaction.atomic():
                    key = row.pk
                    row.delete()
                    outcome.done.append(key)
            except ProtectedError:
                sentence = _("“%(name)s” is in use and stays.") % {"name": row}
                outcome.refused.append(Refusal(row.pk, "", sentence))
        publish([_told(model, [str(one) for one in outcome.done], actor, deleted=True)])
    return outcome


def _told(model: type[models.Model], keys: list[str], actor: str, *, deleted: bool = False) -> Event:
    return MastersSaved(
        subject="masters/0", actor=actor, table=model._meta.model_name or "", keys=keys, deleted=deleted
    )


# --- channels -----------------------------------------------------------------------------------------------


def save_channel(values: Mapping[str, Any] | Rows, *, actor: str) -> Outcome:
    """Add or change channels, by code or id. A new one only imports (取込のみ) until `switch_live`; the mode is not set
    here.

    Without a warehouse a new channel ships from the first one. Raises Refused.
    """
    table = [dict(one) for one in ([values] if isinstance(values, Mapping) else values)]
    houses = stock.warehouses()
    for one in table:
        one.pop("mode", None)
        known = one.get("id") or SalesChannel.objects.filter(code=one.get("code", "")).exists()
        if not known and not one.get("warehouse") and not one.get("warehouse_id"):
            one["warehouse"] = houses[0] if houses else None
    return _save(SalesChannel, table, key="code", actor=actor)


def switch_live(channel_id: int, *, actor: str) -> int:
    """取込のみ or 観察 → 本番: orders are screened and take stock; those already there do so now, in batches.

    Returns the orders that came alive. Runs on after an interruption: give the same channel again. The way back is
    `switch_to_import_only` or `switch_to_observe`.
    """
    _switch(channel_id, ChannelMode.LIVE, actor)
    alive = 0
    while ids := _asleep(channel_id):
        _wake(ids, actor)
        alive += len(ids)
    return alive


def switch_to_import_only(channel_id: int, *, actor: str) -> None:
    """観察 or 本番 → 取込のみ: the next orders are only stored. Those alive stay alive."""
    _switch(channel_id, ChannelMode.IMPORT_ONLY, actor)


def switch_to_observe(channel_id: int, *, actor: str) -> None:
    """取込のみ or 本番 → 観察: the next orders are only stored, and compared with those of the old system."""
    _switch(channel_id, ChannelMode.OBSERVE, actor)


def _switch(channel_id: int, mode: ChannelMode, actor: str) -> None:
    """Set the mode and tell it, once. Raises SalesChannel.DoesNotExist."""
    with transaction.atomic():
        channel = SalesChannel.objects.select_for_update().get(pk=channel_id)
        if channel.mode == mode:
            return
        SalesChannel.objects.filter(pk=channel_id).update(mode=mode)
        subject = f"channel/{channel_id}"
        if mode == ChannelMode.LIVE:
            publish([ChannelSwitchedLive(subject=subject, actor=actor, code=channel.code)])
        else:
            publish([ChannelSwitchedOff(subject=subject, actor=actor, code=channel.code, mode=str(mode))])


def _asleep(channel_id: int) -> list[int]:
    waiting = Order.objects.filter(channel=channel_id, screened=False).order_by("ordered_at", "id")
    return list(waiting.values_list("id", flat=True)[:BATCH])


def _wake(order_ids: Sequence[int], actor: str) -> None:
    """The rules run, the demands are added, the stock is shared out: what intake would have done."""
    with transaction.atomic():
        lines = gathering.lines_of(order_ids)
        gathering.attach_skus([line for some in lines.values() for line in some])
        every = [line for some in lines.values() for line in some if line.sku]
        inventory.lock(sku_ids={part for line in every for part, _ in line.sku.parts or ((line.sku.id, 1),)})
        orders = {key: order for key, order in gathering.locked(order_ids).items() if not order.screened}
        if not orders:
            return
        found = gathering.gather(orders)
        for key, order in orders.items():
            set_dates(order, found.lines.get(key, []), found.book)
            order.payment_gate = payment_gate(order, found.book)
            order.screened = True
        columns = (
            "release_date",
            "ship_date",
            "ship_date_why",
            "release_waiting",
            "date_waiting",
            "payment_gate",
            "screened",
        )
        rows.update_orders(list(orders.values()), *columns)
        alive = [key for key, order in orders.items() if not order.cancelled]
        wanted = [one for key in alive for one in wanted_of(orders[key], found.lines[key], orders[key].ordered_at)]
        publish([*serve(wanted, alive, actor=actor), *holding.rescreen(found, actor=actor)])


# --- tables -------------------------------------------------------------------------------------------------


def save_payment_methods(table: Rows, *, actor: str) -> Outcome:
    """Add or change payment methods; orders that wait for money by a changed one are judged anew."""
    with transaction.atomic():
        outcome = _save(PaymentMethod, table, key="code", actor=actor)
        with connection.cursor() as cursor:
            cursor.execute(
                f"""
                with stale as materialized (
                  select o.id, {PAYMENT} as gate from orders_order o
                   where o.payment_method = any(%s) and not o.cancelled and o.shipped = 0
                     and o.payment_gate <> {PAYMENT}
                   order by o.id for update of o
                )
                update orders_order o set payment_gate = stale.gate from stale where o.id = stale.id""",  # noqa: S608
                [[str(one) for one in outcome.done]],
            )
    return outcome


def delete_payment_methods(ids: Sequence[Any], *, actor: str) -> Outcome:
    """Delete payment methods that no order uses."""
    return _delete_unused(PaymentMethod, "payment_method", ids, actor)


def save_delivery_methods(table: Rows, *, actor: str) -> Outcome:
    """Add or change delivery methods."""
    return _save(DeliveryMethod, table, key="code", actor=actor)


def delete_delivery_methods(ids: Sequence[Any], *, actor: str) -> Outcome:
    """Delete delivery methods that no order uses."""
    return _delete_unused(DeliveryMethod, "delivery_method", ids, actor)


def _delete_unused(model: type[models.Model], column: str, ids: Sequence[Any], actor: str) -> Outcome:
    used = [one for one in ids if Order.objects.filter(**{column: one}).exists()]
    outcome = _delete(model, [one for one in ids if one not in used], actor=actor)
    outcome.refused += [Refusal(one, "", _("“%(name)s” is in use and stays.") % {"name": one}) for one in used]
    return outcome


def save_hold_reasons(table: Rows, *, actor: str) -> Outcome:
    """Change hold reasons: whether they stop, from which limit on, their words."""
    return _save(HoldReason, table, key="code", actor=actor)


def save_hold_settings(channel_id: int, settings: Mapping[str, Mapping[str, Any] | None], *, actor: str) -> None:
    """What a channel does otherwise, by reason: {"enabled", "stops", "limit"}; None = as for every channel."""
    with transaction.atomic():
        HoldSetting.objects.filter(channel=channel_id, reason__in=list(settings)).delete()
        HoldSetting.objects.bulk_create(
            [
                HoldSetting(channel_id=channel_id, reason_id=reason, **values)
                for reason, values in settings.items()
                if values is not None
            ]
        )
        publish([_told(HoldSetting, sorted(settings), actor)])


def save_delivery_days(table: Rows, *, actor: str) -> Outcome:
    """Add or change お届け日数, by carrier and prefectures."""
    rows_ = []
    for values in table:
        same = {name: values.get(name, "") for name in ("carrier", "from_prefecture", "to_prefecture")}
        found = None if values.get("id") else DeliveryDays.objects.filter(**same).first()
        rows_.append({**values, "id": values.get("id") or (found.pk if found else None)})
    return _save(DeliveryDays, rows_, key="id", actor=actor)


def delete_delivery_days(ids: Sequence[Any], *, actor: str) -> Outcome:
    """Delete お届け日数 of a carrier; the general ones then hold."""
    return _delete(DeliveryDays, ids, actor=actor)


def save_phrases(table: Rows, *, actor: str) -> Outcome:
    """Add or change phrases that ask for nothing."""
    return _save(IgnorablePhrase, table, key="phrase", actor=actor)


def delete_phrases(ids: Sequence[Any], *, actor: str) -> Outcome:
    """Delete ignorable phrases."""
    return _delete(IgnorablePhrase, ids, actor=actor)


# --- another warehouse --------------------------------------------------------------------------------------


def move_warehouse(order_ids: Sequence[int], warehouse_id: int, *, actor: str) -> Outcome:
    """Serve orders from another warehouse: promises are taken back and sought there; ship dates are reckoned again."""
    with transaction.atomic():
        documents = [f"order/{int(one)}" for one in order_ids]
        house = {one.pk: one for one in stock.warehouses()}[warehouse_id]
        inventory.lock(documents=documents)
        outcome = Outcome()
        possible = Order.objects.filter(id__in=list(order_ids), cancelled=False, in_work=0, shipped=0)
        ids = set(possible.exclude(warehouse=house).values_list("id", flat=True))
        freed = inventory.move_demands([f"order/{one}" for one in ids], warehouse_id, actor=actor)
        orders = gathering.locked(ids)
        found = gathering.gather(orders)
        for key, order in orders.items():
            order.warehouse_id, order.merge_undecided, order.merge_until, order.merge_group = (
                warehouse_id,
                False,
                None,
                None,
            )
            set_dates(order, found.lines.get(key, []), found.book)
        columns = (
            "warehouse_id",
            "merge_undecided",
            "merge_until",
            "merge_group",
            "ship_date",
            "ship_date_why",
            "date_waiting",
        )
        rows.update_orders(list(orders.values()), *columns)
        wanted = [one for key, order in orders.items() for one in wanted_of(order, found.lines[key], order.ordered_at)]
        events = serve(wanted, sorted(orders), actor=actor)
        publish([MovedToWarehouse(subject=f"order/{key}", actor=actor, warehouse=house.code) for key in orders])
        publish(events)
        allocate_waiting({one.sku_id for one in freed}, actor=actor)
        outcome.done = sorted(orders)
        outcome.refused = [
            Refusal(
                int(one),
                "warehouse",
                _("Order %(id)s is being packed, shipped, cancelled or there already.") % {"id": one},
            )
            for one in order_ids
            if int(one) not in orders
        ]
    return outcome

"""The office's part of the day: orders in, what has to be looked at, money, and what is short."""

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from akinai.channels.models import ImportRun
from akinai.demo import doors, files, shop
from akinai.demo.hours import Hours
from akinai.demo.people import Person, people
from akinai.demo.signins import actor_of
from akinai.inventory import actions as inventory
from akinai.inventory import queries as stock
from akinai.orders import actions as orders
from akinai.orders.models import Hold, Order

# 確認事項 that an operator settles by looking: closed in bulk, but one of each kind is left to try.
LOOKED_AT = ("remark_left", "remote_wish", "amount_limit", "quantity_limit", "order_limit", "mall_total")
PAID_LATER = 3  # bank transfers that have not come in yet


def take_in(name: str, data: bytes, channel: str, items: tuple[str, bytes] | None = None) -> None:
    """Take one file of orders in, by the command anybody would use."""
    more: list[str | Path] = ["--items", shop.write(*items)] if items else []
    doors.command("import", "orders", shop.write(name, data), "--channel", channel, *more)


def import_before(hours: Hours) -> None:
    """The earlier sales that today's cancellations speak of."""
    take_in("uci_before.csv", files.trading_csv(hours.trading_day, part="before"), "uci")
    give_addresses(actor_of("orders"))
    alone = Order.objects.filter(merge_undecided=True).values_list("id", flat=True)
    orders.decide_merge(list(alone), together=False, actor=actor_of("orders"))


def import_day(hours: Hours) -> None:
    """The day's files, one for each way orders come in."""
    day = hours.trading_day
    take_in("uci.csv", files.trading_csv(day), "uci")
    take_in("rakuten.csv", files.rakuten_csv(day), "rakuten")
    take_in("yahoo.csv", files.yahoo_order_csv(day), "yahoo", ("yahoo_items.csv", files.yahoo_item_csv(day)))
    take_in("amazon.txt", files.orders_report(day), "amazon")
    take_in("phone.csv", files.own_csv(day), "phone")
    take_in("phone.json", files.own_json(day), "phone")
    give_addresses(actor_of("orders"))


def import_again(hours: Hours) -> None:
    """Later files that tell most of it again: nothing is doubled, what changed is shown."""
    day = hours.trading_day
    take_in("uci_again.csv", files.trading_csv(day), "uci")
    take_in("rakuten_again.csv", files.rakuten_csv(day, again=True), "rakuten")
    take_in("amazon_unshipped.txt", files.unshipped_report(day), "amazon")
    name_buyers(actor_of("orders"))


def give_addresses(actor: str) -> None:
    """The data set's customers are numbers: give each a made-up person at a real postal code."""
    bare = list(Order.objects.filter(channel__code="uci", postal="", cancelled=False).order_by("id"))
    edits = [orders.Edit(order.pk, _address(order.buyer_name)) for order in bare]
    if edits:
        orders.edit(edits, actor=actor)


def name_buyers(actor: str) -> None:
    """Give the customers' numbers names, once the file's cancellations have found their sales by them."""
    found = Order.objects.filter(channel__code="uci", buyer_name__regex=r"^\d+$", cancelled=False, shipped=0)
    edits = []
    for order in found.order_by("id"):
        person = _person(order.buyer_name)
        memo = _("UCI customer %(number)s") % {"number": order.buyer_name}
        fields = {"buyer_name": person.name, "buyer_kana": person.kana, "memo": memo}
        edits.append(orders.Edit(order.pk, fields))
    orders.edit(edits, actor=actor)


def _person(customer: str) -> Person:
    number = int(customer) if customer.isdigit() else 0
    return next(islice(people(seed=3), number % 997, None))


def _address(customer: str) -> dict[str, str]:
    person = _person(customer)
    return {
        "name": person.name,
        "kana": person.kana,
        "phone": person.phone,
        "postal": person.postal,
        "prefecture": person.prefecture,
        "city": person.city,
        "line1": person.line1,
        "line2": person.line2,
        "country": "JP",
        "buyer_email": person.email,
        "buyer_phone": person.phone,
    }


def look_through(hours: Hours) -> None:
    """要確認: settle what an operator settles, leave some of every kind open."""
    actor = actor_of("orders")
    for reason in LOOKED_AT:
        waiting = _waiting_for(reason)
        if len(waiting) > 1:
            orders.close_holds_of(waiting[1:], reason, note=_("Looked at"), actor=actor)
    _mend(actor)
    _merge(hours, actor)
    ready = Order.objects.filter(queue="ready", channel__code__in=("yahoo", "uci")).order_by("-id")
    asked = [order.pk for order in ready[:2]]
    orders.set_on_hold(asked, note=_("The buyer will call again about the address."), actor=actor_of("support"))
    orders.note(asked[:1], _("Called at 10: wants to change the address."), kind="phone", actor=actor_of("support"))


def _waiting_for(reason: str) -> list[int]:
    found = Hold.objects.filter(reason=reason, closed_at=None, stops=True).order_by("order_id")
    return list(found.values_list("order_id", flat=True))


def _mend(actor: str) -> None:
    """Correct an address by its postal code, and cancel what the buyer wants cancelled."""
    edits = [
        orders.Edit(hold.order_id, {name: hold.detail["correction"][name] for name in ("prefecture", "city")})
        for hold in Hold.objects.filter(reason="address_mismatch", closed_at=None)
        if hold.detail.get("correction")
    ]
    orders.edit(edits, actor=actor)
    by_remark = Hold.objects.filter(reason="cancel_asked", closed_at=None, detail__by="remark")
    orders.cancel(list(by_remark.values_list("order_id", flat=True)), reason="buyer", actor=actor)


def _merge(hours: Hours, actor: str) -> None:
    """おまとめ同梱: one group travels together, most go alone, the last two groups stay undecided."""
    groups: dict[str, list[int]] = {}
    for key, order in Order.objects.filter(merge_undecided=True).order_by("id").values_list("recipient_key", "id"):
        groups.setdefault(key, []).append(order)
    several = [ids for ids in groups.values() if len(ids) > 1]
    for place, ids in enumerate(several):
        if place >= len(several) - 2:
            # Their day is put off, so that the question does not lapse before anybody has tried to answer it.
            orders.set_ship_date(ids, hours.day + dt.timedelta(days=3), actor=actor)
        else:
            orders.decide_merge(ids, together=place == 0, actor=actor)


def book_payments(hours: Hours) -> None:
    """入金: bank transfers that came in, one of them in part; the rest still waits."""
    actor = actor_of("accounting")
    by_hand = Order.objects.filter(queue="payment_waiting", billed__gt=0).exclude(channel__code="shop")
    waiting = list(by_hand.order_by("-id"))
    paid = waiting[: max(len(waiting) - PAID_LATER, 0)]
    payments = [orders.Payment(order.pk, payer=order.buyer_kana or order.buyer_name) for order in paid]
    payments += [
        orders.Payment(order.pk, amount=(order.billed or 0) // 2, payer=order.buyer_kana)
        for order in waiting[len(paid) : len(paid) + 1]
    ]
    orders.mark_paid(payments, actor=actor)


def serve_the_short(hours: Hours) -> None:
    """欠品: one 引当振替, one arrival that serves who waits, and more that is only expected."""
    _transfer(actor_of("orders"))
    short = stock.shortages()
    arrived, expected = short[: len(short) // 2], short[len(short) // 2 :]
    actor = actor_of("purchasing")
    inventory.receive(
        [inventory.Arrival(sku_id=one.sku_id, warehouse_id=one.warehouse_id, quantity=one.missing) for one in arrived],
        document=f"NB-{hours.day:%m%d}-1",
        reason=_("Delivery of the morning"),
        actor=actor,
    )
    inventory.expect(
        [
            inventory.Expected(
                sku_id=one.sku_id,
                warehouse_id=one.warehouse_id,
                quantity=one.missing + 12,
                due_date=hours.day + dt.timedelta(days=5),
            )
            for one in expected
        ],
        document=f"PO-{hours.day:%m%d}-1",
        actor=actor,
    )


def _transfer(actor: str) -> None:
    """引当振替: a wholesale order gives what one small order lacks."""
    for short in stock.shortages():
        lacking = _orders_of(one.document for one in stock.waiting([short.sku_id]))
        to = Order.objects.filter(id__in=lacking, queue="stock_waiting").exclude(channel__code="uci").first()
        holders = [one for one in stock.holding(short.sku_id) if one.warehouse_id == short.warehouse_id]
        giving = Order.objects.filter(id__in=_orders_of(one.document for one in holders), channel__code="uci")
        if to and (giver := giving.filter(in_work=0).first()):
            reason = _("The small order goes first")
            orders.transfer_allocation(giver.pk, to.pk, short.sku_id, 1, reason=reason, actor=actor)
            return


def _orders_of(documents: Iterable[str]) -> list[int]:
    return [int(document.removeprefix("order/")) for document in documents if document.startswith("order/")]


def runs() -> Collection[ImportRun]:
    """Every file taken in, in order."""
    return list(ImportRun.objects.order_by("id"))

"""A shop in the middle of its day, made by the real verbs, so that every screen has something to show."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import User

from akinai.catalog.actions import CategoryEdit, PartLine, plan_import, save_categories, set_parts
from akinai.catalog.models import Sku
from akinai.catalog.tests.making import make_skus
from akinai.channels.models import IntakeLayout
from akinai.channels.tests.making import make_mall, own, take
from akinai.core import clock
from akinai.core.people.actions import register_device, set_pin
from akinai.core.shell import savedviews
from akinai.customers.actions import Mark, mark
from akinai.fulfillment import actions as floor
from akinai.fulfillment.models import Shipment
from akinai.fulfillment.tests.making import give_numbers, settle
from akinai.inventory import actions as stock
from akinai.inventory.models import Warehouse
from akinai.orders import actions as office
from akinai.orders.actions import Payment, Person, ReturnLine
from akinai.orders.models import Order
from akinai.orders.tests import making as orders

ACTOR = "cli"


def make_world() -> None:
    """A little of everything: products, stock, orders in every state, shipments at every step, files, people."""
    settle(yamato_billing_code="0312345678")
    goods = make_goods()
    malls = [make_mall(name) for name in ("rakuten", "yahoo", "amazon")]
    orders.make_channel("phone", mails=["received", "paid", "shipped"], sender_address="shop@example.jp")
    make_waiting(goods)
    make_work(goods, malls[0].code)
    make_files()
    make_people()


def make_goods() -> dict[str, Sku]:
    """Apples in lots, tea that is short, a set of both, one that is damaged, one on its way."""
    ids = make_skus("APPLE", "TEA", "CUP", "SET", price=1200)
    skus = {code: Sku.objects.get(pk=pk) for code, pk in ids.items()}
    set_parts({ids["SET"]: [PartLine("APPLE", 2), PartLine("CUP", 1)]}, actor=ACTOR)
    save_categories([CategoryEdit("食品")], actor=ACTOR)
    house = Warehouse.objects.get(code="main")
    arrived = [
        arrival(skus["APPLE"], 60, house, lot="L-1", expiry=clock.today() + dt.timedelta(days=40)),
        arrival(skus["CUP"], 30, house, shelf="B-2"),
        arrival(skus["TEA"], 2, house),
    ]
    stock.receive(arrived, document="arrival/1", actor=ACTOR)
    due = stock.Expected(sku_id=ids["TEA"], warehouse_id=house.pk, quantity=20, due_date=clock.today())
    stock.expect([due], document="po/1", actor=ACTOR)
    stock.block([(ids["CUP"], house.pk, 2)], reason="箱つぶれ", actor=ACTOR)
    stock.adjust(
        [stock.Adjustment(sku_id=ids["CUP"], warehouse_id=house.pk, difference=-1)], reason="棚卸", actor=ACTOR
    )
    plan_import("code,name,price\nNEW-1,新しい品,900\nAPPLE,りんご,三\n".encode(), "商品.csv", actor=ACTOR)
    return skus


def arrival(sku: Sku, quantity: int, house: Warehouse, **more: Any) -> stock.Arrival:
    """So many pieces of a SKU."""
    return stock.Arrival(sku_id=sku.pk, warehouse_id=house.pk, quantity=quantity, **more)


def make_waiting(goods: dict[str, Sku]) -> None:
    """Orders the office has to do with, one for each reason."""

    def one(code: str, quantity: int = 1, **fields: object) -> Order:
        return orders.place(orders.incoming([orders.line(goods[code], quantity)], **fields))[0]

    one("APPLE", remark="玄関前に置いてください", gift=True, noshi="内祝")
    one("APPLE", payment_method="bank_transfer")
    one("TEA", 2)
    one("TEA", 3)
    one("SET")
    one("APPLE", recipient=orders.person(postal="9999999"), payment_method="cod")
    one("APPLE", wished_date=clock.today() + dt.timedelta(days=9), wished_slot="1416")
    orders.place(orders.incoming([orders.line("NOWHERE")]))
    twice = orders.person()
    one("APPLE", recipient=twice)
    one("CUP", recipient=twice)
    held = one("APPLE")
    office.set_on_hold([held.pk], note="折り返し待ち", actor=ACTOR)
    office.note([held.pk], "電話がありました", kind="phone", actor=ACTOR)
    gone = one("APPLE")
    office.cancel([gone.pk], reason="お客様のご都合", actor=ACTOR)
    paid = one("CUP", payment_method="bank_transfer")
    office.mark_paid([Payment(paid.pk, amount=500, payer="ヤマダ ハナコ")], actor=ACTOR)
    mark([Mark("長期不在が続いた", name="要注意 太郎", phone="09000000000")], actor=ACTOR)


def make_work(goods: dict[str, Sku], mall: str) -> None:
    """Shipments: printed, inspected, shipped and told, cancelled after printing, pulled out, at a 倉庫委託先."""
    outside = Warehouse.objects.create(code="3pl", name="委託倉庫", outside=True, cutoff=dt.time.max)
    stock.receive([arrival(goods["CUP"], 9, outside)], document="arrival/2", actor=ACTOR)
    orders.make_channel("outside", warehouse=outside)
    sender = Person(name="楽天 太郎", email="rakuten@example.jp")
    incoming = [orders.incoming([orders.line(goods["CUP"])], channel_code=mall, buyer=sender) for _n in range(6)]
    incoming += [orders.incoming([orders.line(goods["CUP"])], channel_code="outside")]
    placed = orders.place(*incoming)
    started = floor.start_work([order.pk for order in placed], actor=ACTOR)
    shipments = [s for batch in started.batch_ids for s in Shipment.objects.filter(batch=batch).order_by("id")]
    ours = [s for s in shipments if s.warehouse_id != outside.pk]
    floor.print_batch(ours[0].batch_id, actor=ACTOR)
    floor.export_labels(batch_id=ours[0].batch_id, layout="yamato-b2-97", actor=ACTOR)
    give_numbers(*ours)
    floor.inspect_by_eye([s.pk for s in ours[:3]], actor=ACTOR)
    with clock.frozen(clock.now() - dt.timedelta(hours=1)):
        floor.confirm([ours[0].pk], actor=ACTOR)
    floor.tell_due(actor=ACTOR)
    floor.confirm([ours[1].pk], actor=ACTOR)
    office.cancel([ours[3].order_id], reason="お客様のご都合", actor=ACTOR)
    office.cancel([ours[4].order_id], reason="お客様のご都合", actor=ACTOR)
    floor.withdraw([ours[4].pk], reason="キャンセル", actor=ACTOR)
    line = Order.objects.get(pk=ours[0].order_id).lines.first()
    assert line is not None
    office.return_lines([ReturnLine(line.pk, 1, False, "初期不良")], actor=ACTOR)


def make_files() -> None:
    """A file that went in with a row to mend, one that could not be read, a layout of the shop's own."""
    take(own({"channel_number": "F-1"}, {"channel_number": "F-2", "quantity": "三"}))
    IntakeLayout.objects.create(name="mine", title="自社", kind="orders", layout={})


def make_people() -> None:
    """Somebody with a PIN, a registered device, a saved view."""
    register_device("梱包台1", actor=ACTOR)
    packer = User.objects.filter(username="test-warehouse").first()
    if packer is not None:
        set_pin(packer, "482915", actor=ACTOR)
    savedviews.keep("orders:list", "今日の確認", "queue=review", owner=None)

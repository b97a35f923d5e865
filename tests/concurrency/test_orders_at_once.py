"""Orders under many hands: real threads, real connections, real commits."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from akinai.inventory.models import Stock
from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders import actions, doctor
from akinai.orders.models import MallDifference, Order, OrderLine
from akinai.orders.tests.making import incoming, line, make_channel, person


def together(jobs):
    """Run the jobs at the same moment, each on a connection of its own."""
    barrier = Barrier(len(jobs))

    def run(job):
        barrier.wait()
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def sound():
    checks = (
        doctor.gates_match_their_rows,
        doctor.queue_is_what_the_facts_say,
        doctor.cancelled_orders_hold_nothing,
        doctor.no_gate_is_stale,
    )
    return [sentence for check in checks for sentence in check()] == []


def test_two_imports_of_one_file_at_once_make_one_set_of_orders(committed_db):
    make_channel("mall")
    skus = [make_stock(1000) for _ in range(5)]

    def file(shift):
        """The same orders, in another order of lines and rows for each import."""
        orders = [
            incoming(
                [line(sku, 2) for sku in skus],
                channel_code="mall",
                channel_number=f"F-{n}",
                recipient=person(name=f"山田{n}", line1="芝公園4-2-8", email="a@example.jp"),
            )
            for n in range(120)
        ]
        return orders[shift:] + orders[:shift]

    results = together([lambda s=s: actions.place_orders(file(s * 30), actor="test") for s in range(4)])
    assert sum(len(result.placed) for result in results) == 120
    assert sum(len(result.duplicates) for result in results) == 360
    assert sum(len(result.changed) + len(result.refused) for result in results) == 0
    assert (Order.objects.count(), OrderLine.objects.count()) == (120, 600)
    assert set(Stock.objects.filter(sku__in=skus).values_list("allocated", flat=True)) == {240}
    assert sound()


def test_twenty_buyers_of_the_last_five_pieces_five_get_them(committed_db):
    sku = make_stock(5)
    orders = [incoming([line(sku)]) for _ in range(20)]
    together([lambda one=one: actions.place_orders([one], actor="test") for one in orders])
    assert Order.objects.filter(unallocated=0).count() == 5
    assert Order.objects.filter(queue="stock_waiting").count() == 15
    assert sound()


def test_cancelling_placing_editing_and_receiving_at_once_never_deadlock(committed_db):
    skus = [make_stock(30) for _ in range(6)]
    old = [actions.place_orders([incoming([line(sku, 2) for sku in skus])], actor="test").placed[0] for _ in range(12)]

    def place(n):
        told = [incoming([line(sku, 1) for sku in reversed(skus)]) for _ in range(6)]
        return lambda: actions.place_orders(told, actor="test").refused

    def cancel(ids):
        return lambda: [*actions.cancel(ids, reason="x", actor="test").refused]

    def edit(ids):
        return lambda: (
            actions.edit(
                [
                    actions.Edit(one, lines=[actions.LineEdit(quantity=3, sku_code=skus[0].code, unit_price=1)])
                    for one in ids
                ],
                actor="test",
            ).refused
        )

    def receive():
        for sku in skus:
            make_stock(3, sku=sku)
        return []

    def wait(ids):
        return lambda: (actions.allocate_waiting({sku.id for sku in skus}, actor="test"), actions.open_dates())[2:]

    jobs = [place(0), cancel(old[:4]), edit(old[4:8]), receive, place(1), wait(old), cancel(old[8:][::-1]), place(2)]
    assert [list(answer) for answer in together(jobs)] == [[]] * len(jobs)
    assert sound()


def test_a_change_and_a_cancellation_told_at_once_leave_one_open_difference(committed_db):
    make_channel("mall")
    sku = make_stock(50)
    known = incoming([line(sku)], channel_code="mall", channel_number="X-1")
    actions.place_orders([known], actor="test")

    def tell(quantity):
        told = incoming([line(sku, quantity)], channel_code="mall", channel_number="X-1", recipient=known.recipient)
        return lambda: actions.place_orders([told], actor="test")

    together([tell(n) for n in (2, 3, 4, 5)])
    assert MallDifference.objects.filter(decided_at=None).count() == 1
    assert sound()


def test_an_unknown_product_appearing_while_orders_come_in(committed_db):
    sku = make_sku("LATE")
    orders = [incoming([line("LATE")]) for _ in range(8)]
    jobs = [lambda one=one: actions.place_orders([one], actor="test") for one in orders]
    together([*jobs, lambda: make_stock(8, sku=sku)])
    actions.allocate_waiting([sku.id], actor="test")
    assert Order.objects.filter(unallocated=0).count() == 8
    assert sound()

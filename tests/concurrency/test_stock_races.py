"""Many hands on few pieces: real threads, real connections, real commits."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from akinai.inventory import actions, doctor, queries
from akinai.inventory.tests.making import counters, demand, make_stock, make_warehouse


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
    return [*doctor.counters_are_sums(), *doctor.ledger_is_unbroken(), *doctor.allocated_is_demanded()] == []


def test_twenty_buyers_for_the_last_five_pieces_five_get_them(committed_db):
    sku = make_stock(5)

    def buy(number):
        document = f"order/{number}"
        actions.add_demands([demand(document, sku, 1)], actor="test")
        return actions.allocate([sku.id], actor="test")

    given = [one for answer in together([lambda n=n: buy(n) for n in range(20)]) for one in answer]
    assert sum(one.quantity for one in given) == 5
    assert counters(sku) == (5, 5, 0, 0)
    assert len(queries.waiting([sku.id])) == 15
    assert sound()


def test_batches_over_the_same_skus_in_any_order_never_deadlock(committed_db):
    skus = [make_stock(40) for _n in range(10)]

    def work(number):
        dice = random.Random(number)
        for turn in range(6):
            mine = dice.sample(skus, 6)
            document = f"order/{number}-{turn}"
            actions.add_demands([demand(document, sku, 1, line=n) for n, sku in enumerate(mine)], actor="test")
            actions.allocate([sku.id for sku in mine], actor="test")
            if turn % 2:
                actions.release([document], reason="", actor="test")
            else:
                arrivals = [
                    actions.Arrival(sku_id=sku.id, warehouse_id=make_warehouse().id, quantity=1) for sku in mine
                ]
                actions.receive(arrivals, document=f"arrival/{number}-{turn}", actor="test")

    together([lambda n=n: work(n) for n in range(12)])
    assert sound()


def test_a_shipment_taken_out_twice_at_once_leaves_once(committed_db):
    sku = make_stock(6)
    actions.add_demands([demand("order/1", sku, 4)], actor="test")
    actions.allocate([sku.id], actor="test")
    wanted = queries.demands(["order/1"])[0]
    actions.pin([actions.PinRequest(document="shipment/1", demand_id=wanted.id, quantity=4)], actor="test")
    together([lambda: actions.take_out(["shipment/1"], actor="test")] * 4)
    assert counters(sku) == (2, 0, 0, 2)
    assert sound()

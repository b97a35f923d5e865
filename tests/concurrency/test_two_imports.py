"""Two imports of one file at once: one set of orders, and cancellations carried out once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from akinai.channels import actions
from akinai.channels.tests.making import own, uci
from akinai.inventory.tests.making import make_stock, make_warehouse
from akinai.orders.models import Order, OrderLine
from akinai.orders.tests.making import make_channel


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


def take(data, channel):
    return actions.import_orders(data, name="x.csv", channel_code=channel, actor="test")


def test_one_file_twice_at_once_is_one_set_of_orders(committed_db):
    make_warehouse()
    sku = make_stock(1_000)
    make_channel("shop")
    data = own(*({"channel_number": f"N-{n}", "sku_code": sku.code} for n in range(300)))
    runs = together([lambda: take(data, "shop")] * 3)
    assert Order.objects.count() == 300
    assert sum(run.accepted for run in runs) == 300
    assert sum(run.duplicates for run in runs) == 600
    assert {order.unallocated for order in Order.objects.all()} == {0}


def test_a_new_channel_by_two_files_at_once_is_one_channel(committed_db):
    make_warehouse()
    runs = together([lambda: take(own(), "brandnew")] * 2)
    assert Order.objects.count() == 1
    assert len({run.channel_id for run in runs}) == 1


def test_one_cancellation_twice_at_once_takes_back_once(committed_db):
    make_warehouse()
    take(uci(("1", "A", 9, "2.00", 17850, 0)), "uci")
    data = uci(("C2", "A", -2, "2.00", 17850, 5))
    runs = together([lambda: take(data, "uci")] * 3)
    assert OrderLine.objects.get().cancelled == 2
    assert sum(run.changed for run in runs) == 1


def test_two_workers_on_one_import_do_each_batch_once(committed_db, monkeypatch):
    monkeypatch.setattr("akinai.channels.actions.importing.BATCH", 20)
    make_warehouse()
    data = own(*({"channel_number": f"N-{n}"} for n in range(100)))
    run = actions.queue_import(data, name="x.csv", channel_code="shop", actor="test")
    together([lambda: actions.carry_out(run.pk)] * 2)
    run.refresh_from_db()
    assert (run.state, run.accepted, run.duplicates, run.read) == ("done", 100, 0, 100)

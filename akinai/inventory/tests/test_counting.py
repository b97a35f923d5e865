"""A file of stock sets what is there, names what is wrong, and harms nothing else."""

import pytest

from akinai.core import tables
from akinai.inventory import actions, counting
from akinai.inventory.models import Lot
from akinai.inventory.tests.making import counters, demand, make_bundle, make_sku, make_stock, make_warehouse

pytestmark = pytest.mark.django_db


def test_a_file_sets_stock_and_the_second_time_changes_nothing():
    tea, cup = make_stock(2), make_sku("007")
    data = f"code,quantity\n{tea.code.lower()},5\n007,3\n".encode()
    first = counting.apply(data, "stock.csv", actor="test")
    assert [(c.code, c.before, c.after) for c in first.changes] == [(tea.code, 2, 5), ("007", 0, 3)]
    assert (counters(tea)[0], counters(cup)[0]) == (5, 3)
    second = counting.apply(data, "stock.csv", actor="test")
    assert (second.changes, second.unchanged) == ([], 2)


def test_lots_of_one_code_add_up():
    honey = make_sku(shelf="A-1")
    make_warehouse()
    data = f"code,quantity,lot,expiry\n{honey.code},4,L1,2027-01-31\n{honey.code},6,L2,2027-06-30\n".encode("cp932")
    counting.apply(data, "lots.csv", actor="test")
    assert counters(honey)[0] == 10
    assert [(lot.code, lot.on_hand, lot.shelf) for lot in Lot.objects.order_by("code")] == [
        ("L1", 4, "A-1"),
        ("L2", 6, "A-1"),
    ]
    counting.apply(f"code,quantity,lot,expiry\n{honey.code},1,L1,2027-01-31\n".encode(), "lots.csv", actor="test")
    assert counters(honey)[0] == 7


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("NO-SUCH,1", "code"),
        ("{code},三", "quantity"),
        ("{code},-1", "quantity"),
        ("{code},1000000000", "quantity"),
        ("{code},1,2026-02-30", "expiry"),
        ("{code},1,,nowhere", "warehouse"),
        ("{bundle},1", "code"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_in(row, field):
    sku, good = make_stock(2), make_stock(2)
    bad = row.format(code=sku.code, bundle=make_bundle({good: 1}).code)
    bad += "," * (3 - bad.count(","))
    data = f"code,quantity,expiry,warehouse\n{bad}\n{good.code},9,,main\n".encode()
    done = counting.apply(data, "stock.csv", actor="test")
    assert [(r.key, r.field) for r in done.refused] == [(2, field)]
    assert done.refused[0].message
    assert (counters(sku)[0], counters(good)[0]) == (2, 9)


def test_promised_pieces_are_not_counted_away():
    sku = make_stock(5)
    actions.add_demands([demand("order/1", sku, 4)], actor="test")
    actions.allocate([sku.id], actor="test")
    done = counting.apply(f"code,quantity\n{sku.code},3\n".encode(), "stock.csv", actor="test")
    assert [(r.key, r.field) for r in done.refused] == [(2, "quantity")]
    assert counters(sku)[0] == 5


@pytest.mark.parametrize("data", [b"", b"code\nA\n", "名前,数\nあ,1\n".encode()])
def test_a_file_that_cannot_be_read_says_so(data):
    with pytest.raises(tables.Unreadable):
        counting.plan(data, "stock.csv")

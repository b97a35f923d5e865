"""What a moving report brought is taken back row by row; what cannot be stays, and is named."""

import pytest

from akinai.catalog.models import Sku
from akinai.channels.actions import moving, unmoving
from akinai.channels.models import MovingReport, MovingRow, SkuMapping
from akinai.channels.moving.reading import OldFile
from akinai.channels.tests.old_systems import SAMPLES, ne_product, old
from akinai.customers.models import Customer
from akinai.inventory.models import Stock
from akinai.inventory.tests.making import make_sku, make_warehouse
from akinai.orders.models import Order
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def warehouse():
    return make_warehouse()


def moved(*files, source="next-engine", **more):
    """A report, applied."""
    report = moving.plan_moving(moving.Brought(files=files, source=source, **more), actor="test")
    moving.apply_moving(report.pk, actor="test")
    return report


def sample(name, *changes):
    """A file of EC-CUBE with words changed."""
    told = (SAMPLES / name).read_text(encoding="utf-8-sig")
    for here, there in changes:
        told = told.replace(here, there)
    return told


def test_every_recipient_of_an_order_is_taken_back():
    head, _end, rows = sample("ec-cube-order.csv").partition("\n")
    both = OldFile("order.csv", "\n".join([head, rows.strip(), rows.strip().replace('"5011"', '"5012"')]).encode())
    report = moved(both, source="ec-cube", channel_code="own")
    assert sorted(Order.objects.values_list("destination", flat=True)) == ["5011", "5012"]
    assert MovingRow.objects.filter(report=report, kind="orders").values("made").distinct().count() == 2
    assert sorted(unmoving.undo_moving(report.pk, actor="test").done) == ["501 5011", "501 5012"]
    assert set(Order.objects.values_list("cancelled", flat=True)) == {True}


def test_a_member_has_the_birthday_of_before():
    moved(OldFile("customer.csv", sample("ec-cube-customer.csv").encode()), source="ec-cube")
    later = sample("ec-cube-customer.csv", ("1980-05-05", "1999-12-31"), ("太郎", "次郎"))
    report = moved(OldFile("customer.csv", later.encode()), source="ec-cube")
    assert Customer.objects.get().birthday.year == 1999
    unmoving.undo_moving(report.pk, actor="test")
    member = Customer.objects.get()
    assert (member.name, str(member.birthday)) == ("見本 太郎", "1980-05-05")


def test_codes_mean_again_what_they_meant_and_keep_their_place():
    channel, pear = make_channel("rakuten", name="楽天市場店"), make_sku("PEAR-1")
    make_sku("APPLE-1")
    SkuMapping.objects.create(channel=channel, code="r-1", sku=pear, listing="page", variant="v")
    rows = [{"商品コード": "APPLE-1", "楽天市場店": code} for code in ("r-1", "r-2")]
    report = moved(old("himoduke.csv", *rows))
    assert set(SkuMapping.objects.values_list("code", "sku__code")) == {("r-1", "APPLE-1"), ("r-2", "APPLE-1")}
    assert unmoving.undo_moving(report.pk, actor="test").refused == []
    mine = SkuMapping.objects.get()
    assert (mine.code, mine.sku, mine.listing, mine.variant) == ("r-1", pear, "page", "v")


def test_stock_whose_code_is_another_by_now_is_named_and_can_be_taken_back_later():
    report = moved(old("p.csv", ne_product("A-1")), old("zaiko.csv", {"商品コード": "A-1", "在庫数": "12"}))
    Sku.objects.update(code="B-1", code_key="b-1")
    outcome = unmoving.undo_moving(report.pk, kinds=["stock"], actor="test")
    assert (outcome.done, [one.key for one in outcome.refused]) == ([], ["A-1"])
    assert Stock.objects.get().on_hand == 12
    Sku.objects.update(code="A-1", code_key="a-1")
    assert unmoving.undo_moving(report.pk, kinds=["stock"], actor="test").done == ["A-1"]
    assert Stock.objects.get().on_hand == 0


def test_nothing_is_taken_back_while_a_job_applies_it():
    report = moved(old("p.csv", ne_product("A-1")))
    MovingReport.objects.update(state="applying")
    outcome = unmoving.undo_moving(report.pk, actor="test")
    assert (outcome.done, len(outcome.refused)) == ([], 1)
    assert Sku.objects.get().active

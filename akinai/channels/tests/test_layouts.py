"""What a layout may say, and what is said to a person who writes a wrong one."""

import copy

import pytest

from akinai.channels import actions, seeds
from akinai.channels.files import layout, writing
from akinai.channels.files.layout import BadLayout
from akinai.channels.models import IntakeLayout
from akinai.channels.tests import making
from akinai.core.outcome import Refused

SMALL = {
    "order": {"channel_number": {"columns": ["no"], "required": True}, "ordered_at": "at"},
    "line": {"sku_code": "code", "quantity": {"columns": ["n"], "required": True}},
}


def test_every_built_in_layout_can_be_used():
    for row in seeds.built_in():
        if row["kind"] == "orders":
            assert layout.parse(row["name"], row["layout"]).order
        else:
            writing.check(row["layout"], row["kind"])


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"order": {"ordered_at": "at"}}, "channel_number"),
        ({"colour": "red"}, "colour"),
        ({"order": {**SMALL["order"], "prize": "x"}}, "prize"),
        ({"order": {**SMALL["order"], "total": {"columns": ["a"], "take": "steal"}}}, "take"),
        ({"order": {**SMALL["order"], "total": {}}}, "total"),
        ({"encoding": "klingon"}, "klingon"),
        ({"zone": "Moon/Base"}, "Moon/Base"),
        ({"zone": "../../etc/passwd"}, "passwd"),
        ({"remark": ["(unclosed"]}, "(unclosed"),
        ({"remark": ["(?P<nonsense>x)"]}, "remark"),
        ({"states": [{"column": "s", "values": {"1": "flying"}}]}, "flying"),
        ({"decimals": 9}, "decimals"),
        ({"key": ["nowhere"]}, "nowhere"),
        ({"items": "OrderId"}, "items"),
        ({"words": []}, "words"),
        ({"states": {}}, "states"),
        ({"order": []}, "order"),
    ],
)
def test_each_mistake_is_named(change, word):
    with pytest.raises(BadLayout) as caught:
        layout.parse("mine", {**copy.deepcopy(SMALL), **change})
    assert any(word in problem for problem in caught.value.problems)


@pytest.mark.parametrize("plain", [None, 3, "x", [], {}])
def test_what_is_no_layout_is_refused(plain):
    with pytest.raises(BadLayout):
        layout.parse("mine", plain)


@pytest.mark.django_db
def test_a_copy_of_a_layout_reads_another_shops_file():
    plain = {
        "encoding": "cp932",
        "delimiter": ";",
        "order": {
            "channel_number": {"columns": ["番号"], "required": True},
            "ordered_at": "日付",
            "buyer.name": {"columns": ["姓", "名"], "join": " "},
            "payment_text": "支払",
            "wrapping": {"columns": ["メモ"], "match": "包装[:：](\\S+)"},
        },
        "line": {"sku_code": "品番", "quantity": {"columns": ["数"], "required": True}, "unit_price": "単価"},
        "words": {"payment_method": {"店頭": "free"}},
    }
    made = actions.save_layout(name="mine", title="Mine", kind="orders", layout=plain, actor="test")
    row = {
        "番号": "7",
        "日付": "2026/11/18",
        "姓": "髙橋",
        "名": "一",
        "支払": "店頭",
        "メモ": "包装：赤",
        "品番": "x",
        "数": "１",
        "単価": "1,000円",
    }
    run = making.take(making.table([row], encoding="cp932", delimiter=";"), layout="mine")
    order = making.stored("7")
    assert making.counts(run) == (1, 0, 0, 0)
    assert (order.buyer_name, order.payment_method, order.wrapping) == ("髙橋 一", "free", "赤")
    assert made.layout == plain


@pytest.mark.django_db
def test_built_in_layouts_are_copied_not_changed_and_used_ones_not_deleted():
    built_in = IntakeLayout.objects.get(name="rakuten")
    with pytest.raises(Refused):
        actions.save_layout(name="rakuten", title="x", kind="orders", layout=SMALL, layout_id=built_in.pk, actor="test")
    assert actions.delete_layouts([built_in.pk], actor="test").refused
    mine = actions.save_layout(name="mine", title="x", kind="orders", layout=SMALL, actor="test")
    making.take(making.table([{"no": "1", "at": "2026-11-18", "code": "x", "n": "1"}]), layout="mine")
    assert actions.delete_layouts([mine.pk], actor="test").refused
    with pytest.raises(Refused):
        actions.save_layout(name="mine", title="again", kind="orders", layout=SMALL, actor="test")


@pytest.mark.django_db
def test_seeds_again_change_nothing():
    before = IntakeLayout.objects.count()
    seeds.seed()
    assert IntakeLayout.objects.count() == before

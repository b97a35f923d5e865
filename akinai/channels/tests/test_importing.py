"""A file of orders comes in: good rows go in, each bad one is named, and nothing else is harmed."""

import json

import pytest

from akinai.channels import actions
from akinai.channels.actions import importing
from akinai.channels.models import ImportRun
from akinai.channels.tests import making
from akinai.channels.tests.making import counts, own, rejected, stored, take
from akinai.core.outcome import Refused
from akinai.core.tables import Unreadable
from akinai.inventory.tests.making import make_sku
from akinai.orders.models import Order, SalesChannel

pytestmark = pytest.mark.django_db


def test_a_new_channel_only_imports():
    run = take(own(), "newshop")
    channel = SalesChannel.objects.get(code="newshop")
    assert counts(run) == (1, 0, 0, 0)
    assert (channel.mode, channel.mails, run.layout, run.state) == ("import_only", [], "akinai", "done")
    assert stored("A-1").screened is False


def test_the_same_file_again_changes_nothing():
    data = own({}, {"channel_number": "A-2"})
    assert counts(take(data)) == (2, 0, 0, 0)
    assert counts(take(data)) == (0, 2, 0, 0)
    assert Order.objects.count() == 2


def test_another_address_is_a_change():
    take(own())
    assert counts(take(own({"line1": "芝公園1-1-1"}))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"quantity": "0"}, "quantity"),
        ({"quantity": "-1"}, "quantity"),
        ({"quantity": "1e9"}, "quantity"),
        ({"quantity": "1000000000"}, "quantity"),
        ({"quantity": "三"}, "quantity"),
        ({"quantity": ""}, "quantity"),
        ({"wished_date": "2026-02-30"}, "wished_date"),
        ({"ordered_at": "2026-02-30"}, "ordered_at"),
        ({"ordered_at": ""}, "ordered_at"),
        ({"unit_price": "安い"}, "unit_price"),
        ({"remark": "あ" * 3_000_000}, "remark"),
        ({"channel_number": ""}, "channel_number"),
        ({"total": "12.5"}, "total"),
        ({"name": "長" * 3_000}, "name"),
        ({"sku_code": "", "product_name": ""}, "sku_code"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_in(cells, field):
    run = take(own({"channel_number": "A-0"}, {"channel_number": "B-1", **cells}, {"channel_number": "C-2"}))
    assert run.accepted == 2
    row = rejected(run)[0]
    assert (row.row, row.field) == (3, field)
    assert len(row.message) > 5
    assert set(Order.objects.values_list("channel_number", flat=True)) == {"A-0", "C-2"}


def test_an_order_with_one_bad_row_stays_out_as_a_whole_and_keeps_its_rows():
    run = take(own({}, {"sku_code": "PEAR", "quantity": "x"}, {"channel_number": "B"}))
    assert counts(run) == (1, 0, 0, 1)
    assert [row["row"] for row in rejected(run)[0].cells] == [2, 3]
    assert not Order.objects.filter(channel_number="A-1").exists()


def test_a_ragged_row_keeps_its_order_out():
    lines = own({}, {"sku_code": "PEAR"}, {"channel_number": "B"}).decode().splitlines()
    lines[2] = ",".join(lines[2].split(",")[:12])
    run = take("\n".join(lines).encode())
    assert counts(run) == (1, 0, 0, 1)
    assert rejected(run)[0].row == 3
    assert list(Order.objects.values_list("channel_number", flat=True)) == ["B"]


def test_a_repeated_row_is_kept_and_said():
    run = take(own({}, {}))
    assert stored("A-1").lines.count() == 2
    assert "3" in run.warnings[0]


def test_unknown_columns_are_ignored_and_said():
    run = take(own({"shoe_size": "27"}))
    assert counts(run) == (1, 0, 0, 0)
    assert "shoe_size" in run.warnings[0]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", ""),
        (b"\n\n", ""),
        ("注文".encode("euc_jp") * 40 + b"\xff\xfe\x80", ""),
        (b"a,b,c\n1,2,3\n", "a"),
        (b'{"orders": 3}', "orders"),
        (b'{"orders": [', "JSON"),
        (b"%PDF-1.4 ....", "PDF"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_leaves_a_failed_run(data, word):
    with pytest.raises(Unreadable) as caught:
        take(data)
    assert word in str(caught.value)
    assert len(str(caught.value)) > 5
    run = ImportRun.objects.get()
    assert (run.state, run.error, Order.objects.count()) == ("failed", str(caught.value), 0)


def test_a_missing_column_an_unknown_layout_and_a_bad_code_are_named():
    with pytest.raises(Unreadable, match="sku_code"):
        take(making.table([{"channel_number": "1", "ordered_at": "2026-11-18", "quantity": "1"}]), layout="akinai")
    with pytest.raises(Unreadable, match="nonsense"):
        take(own(), layout="nonsense")
    with pytest.raises(Unreadable, match=r"\.\./etc"):
        take(own(), "../etc")


def test_a_wrong_encoding_is_read_all_the_same_and_said():
    plain = take(own({"name": "髙﨑 🌸"}), layout="akinai")
    assert stored("A-1").name == "髙﨑 🌸"
    rows = [{"注文番号": "1", "送付先ID": "9", "注文日時": "2026-11-18 10:00:00", "ステータス": "300", "個数": "1"}]
    run = take(making.table([{**rows[0], "システム連携用SKU番号": "A"}]), "r", layout="rakuten")
    assert counts(run) == (1, 0, 0, 0)
    assert any("cp932" in warning for warning in run.warnings)
    assert plain.warnings == []


def test_json_tells_the_same_as_csv():
    order = {name: making.OWN[name] for name in making.OWN if name not in ("sku_code", "product_name", "quantity")}
    line = {"sku_code": "APPLE-1", "name": "りんご", "quantity": 2, "unit_price": 500}
    data = json.dumps({"orders": [{**order, "lines": [line]}, {"channel_number": "B", "lines": []}, 3]}).encode()
    run = take(data)
    assert counts(run) == (1, 0, 0, 2)
    assert counts(take(own({"unit_price": "500"}))) == (0, 1, 0, 0)
    assert stored("A-1").lines.get().name == "りんご"


def test_a_price_not_told_is_unknown_not_zero():
    take(own({"unit_price": ""}, {"channel_number": "B", "unit_price": "0"}))
    assert stored("A-1").lines.get().unit_price is None
    assert stored("B").lines.get().unit_price == 0


def test_words_and_codes_taught_are_understood():
    run = take(own({"payment_method": "ツケ", "sku_code": "MALL-7"}))
    sku = make_sku()
    assert stored("A-1").payment_method == ""
    channel_id = run.channel_id
    assert not actions.save_conversions(
        [actions.NewConversion(channel_id, "payment_method", "ツケ", "invoice")], actor="test"
    ).refused
    assert not actions.save_mappings(channel_id, [actions.NewMapping("mall-7", sku.code)], actor="test").refused
    take(own({"channel_number": "B", "payment_method": "ﾂｹ", "sku_code": "MALL-7"}))
    assert stored("B").payment_method == "invoice"
    assert stored("B").lines.get().sku_id == sku.id


def test_a_word_or_code_that_leads_nowhere_is_refused():
    channel = take(own()).channel
    words = [
        actions.NewConversion(channel.pk, "payment_method", "x", "gold"),
        actions.NewConversion(None, "y", "x", ""),
    ]
    assert len(actions.save_conversions(words, actor="test").refused) == 2
    assert len(actions.save_mappings(channel.pk, [actions.NewMapping("x", "nowhere")], actor="test").refused) == 1


def test_a_mended_row_goes_in_alone():
    run = take(own({"quantity": "三"}, {"sku_code": "PEAR"}, {"channel_number": "B"}))
    cells = rejected(run)[0].cells
    cells[0]["cells"]["quantity"] = "0"
    taken = actions.rerun_rejected(run.pk, {"A-1": cells}, actor="test")
    assert (taken.accepted, len(taken.rejected)) == (0, 1)
    cells[0]["cells"]["quantity"] = "3"
    taken = actions.rerun_rejected(run.pk, {"A-1": cells}, actor="test")
    run.refresh_from_db()
    assert (taken.accepted, counts(run)) == (1, (2, 0, 0, 0))
    assert sorted(stored("A-1").lines.values_list("quantity", flat=True)) == [2, 3]
    assert actions.rerun_rejected(run.pk, actor="test").accepted == 0


def test_a_waiting_import_cannot_be_mended(run_jobs):
    making.make_warehouse()
    run = actions.queue_import(own(), name="x.csv", channel_code="elsewhere", actor="test")
    with pytest.raises(Refused):
        actions.rerun_rejected(run.pk, actor="test")
    run_jobs()
    run.refresh_from_db()
    assert (run.state, run.accepted) == ("done", 1)


def test_an_import_cut_off_goes_on_behind_its_last_batch(monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    data = own(*({"channel_number": f"N-{n}"} for n in range(7)))
    making.make_warehouse()
    run = actions.queue_import(data, name="x.csv", channel_code="elsewhere", actor="test")
    done = importing._do
    calls = []

    def die_in_the_third(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        done(*arguments)

    monkeypatch.setattr(importing, "_do", die_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        actions.carry_out(run.pk)
    run.refresh_from_db()
    assert (run.state, run.position, run.accepted, run.read) == ("running", 2, 4, 4)
    monkeypatch.setattr(importing, "_do", done)
    run = actions.carry_out(run.pk)
    assert (run.state, run.accepted, run.duplicates, run.read) == ("done", 7, 0, 7)


def test_statements_do_not_grow_with_the_orders(statements):
    def used(n, start):
        data = own(*({"channel_number": f"S-{start + k}"} for k in range(n)))
        with statements() as told:
            take(data)
        return told.count

    used(1, 0)
    assert used(40, 200) <= used(2, 100) + 2


def test_files_of_the_watched_folder_are_taken(run_jobs, monkeypatch, tmp_path):
    monkeypatch.setenv("AKINAI_HOME", str(tmp_path))
    take(own(), "elsewhere")
    folder = tmp_path / "inbox" / "elsewhere"
    folder.mkdir(parents=True)
    (folder / "night.csv").write_bytes(own({"channel_number": "N"}))
    (folder / "broken.csv").write_bytes(b"")
    (folder / "notes.doc").write_bytes(b"x")
    assert actions.take_inbox() == 0  # they may still be growing
    monkeypatch.setattr("akinai.channels.actions.inbox.STILL", -1.0)
    assert actions.take_inbox() == 2
    run_jobs()
    assert stored("N").channel.code == "elsewhere"
    assert [len(list((folder / name).iterdir())) for name in ("done", "failed")] == [1, 1]
    assert (folder / "notes.doc").exists()
    assert actions.take_inbox() == 0

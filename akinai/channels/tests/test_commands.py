"""The commands, as a program calls them."""

import json

import pytest
from click.testing import CliRunner

from akinai.channels import actions, cli
from akinai.channels.actions import importing
from akinai.channels.models import ImportRun, RejectedRow
from akinai.channels.tests.making import make_mall, own, uci
from akinai.fulfillment.tests import making as floor
from akinai.inventory.tests.making import make_warehouse

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    make_warehouse()

    def call(command, data, *arguments):
        file = tmp_path / "orders.csv"
        file.write_bytes(data)
        return CliRunner().invoke(command, [str(file), *arguments])

    return call


def test_import_prints_exactly_the_counts_and_the_bad_rows(run):
    answer = run(cli.import_orders, own({}, {"channel_number": "B", "quantity": "0"}), "--channel", "shop", "--json")
    told = json.loads(answer.stdout)
    assert answer.exit_code == 0
    assert {name: told[name] for name in ("accepted", "duplicates", "changed")} == {
        "accepted": 1,
        "duplicates": 0,
        "changed": 0,
    }
    (row,) = told["rejected"]
    assert set(told) == {"accepted", "duplicates", "changed", "rejected"}
    assert set(row) == {"row", "field", "message"}
    assert (row["row"], row["field"]) == (3, "quantity")


def test_rejected_rows_of_ucis_rules_are_told_too(run):
    answer = run(cli.import_orders, uci(("1", "A", -1, "0", "", 0)), "--channel", "u", "--layout", "uci", "--json")
    assert answer.exit_code == 0
    assert "write-off" in json.loads(answer.stdout)["rejected"][0]["message"]


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02\xff", b"a,b\n1,2\n"])
def test_what_cannot_be_read_ends_with_two_and_one_sentence(run, data):
    answer = run(cli.import_orders, data, "--channel", "shop", "--json")
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1


def test_a_file_that_is_not_there_ends_with_two(tmp_path):
    make_warehouse()
    answer = CliRunner().invoke(cli.import_orders, [str(tmp_path / "no.csv"), "--channel", "shop"])
    assert answer.exit_code == 2


def test_people_read_words(run):
    answer = run(
        cli.import_orders, own({}, {"channel_number": "B", "quantity": "0"}, {"shoe": "1"}), "--channel", "shop"
    )
    assert answer.exit_code == 0
    assert "akinai" in answer.stdout
    assert "quantity" in answer.stdout


def test_export_of_shipments_and_stock(tmp_path):
    mall = make_mall("rakuten")
    (shipment,) = floor.make_shipped(floor.make_ready(channel_code="rakuten"))
    actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test")
    file = tmp_path / "out.csv"
    answer = CliRunner().invoke(cli.export_shipments, ["rakuten", str(file), "--uploaded", "--json"])
    assert (answer.exit_code, json.loads(answer.stdout)["rows"]) == (0, 1)
    assert shipment.parcel_rows.get().number in file.read_bytes().decode("cp932")
    sku = shipment.lines.get().sku
    actions.save_mappings(mall.pk, [actions.NewMapping(sku.code, sku.code)], actor="test")
    assert CliRunner().invoke(cli.export_stock, ["rakuten", str(file)]).exit_code == 0
    assert CliRunner().invoke(cli.export_stock, ["nowhere", str(file)]).exit_code == 1


def test_what_was_noticed_is_told_beside_the_json(run):
    answer = run(cli.import_orders, own({"surprise": "x"}), "--channel", "shop", "--json")
    assert json.loads(answer.stdout)["accepted"] == 1
    assert "surprise" in answer.stderr


def test_a_card_number_is_not_kept_with_a_rejected_row(run):
    number = "4111111111111111"
    answer = run(
        cli.import_orders,
        own({"channel_number": number, "remark": f"card {number}", "quantity": "0"}),
        "--channel",
        "shop",
        "--json",
    )
    assert len(json.loads(answer.stdout)["rejected"]) == 1
    (kept,) = RejectedRow.objects.get().cells
    assert kept["cells"]["remark"] == "card ****1111"
    assert kept["cells"]["channel_number"] == number  # the order's own number must come back whole


def test_a_quiet_nights_file_of_a_header_alone_is_no_failure(run):
    header = own({}).split(b"\n")[0] + b"\n"
    answer = run(cli.import_orders, header, "--channel", "shop", "--json")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {"accepted": 0, "duplicates": 0, "changed": 0, "rejected": []}


def test_the_kept_file_holds_no_card_number(run):
    data = own({"remark": "カードは 4111-1111-1111-1111 です"})
    assert run(cli.import_orders, data, "--channel", "shop", "--json").exit_code == 0
    kept = importing.kept(ImportRun.objects.get().file)
    assert b"4111-1111" not in kept
    assert b"****1111" in kept
    assert kept.count(b"\n") == data.count(b"\n")

"""The screens and the command of the malls' settlements, through their doors."""

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from akinai.channels import cli
from akinai.channels.desk.settlements import unexplained
from akinai.channels.models import MallSettlement, MallSettlementEntry, MallSettlementLayout
from akinai.channels.tests.test_settlements import file, order
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_warehouse
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    make_warehouse()
    make_channel("mall", kind="rakuten", name="楽天市場店")
    order("A", 1000)
    return sign_in(Client(), make_staff("manager"))


def upload(desk, data, layout="generic"):
    chosen = {
        "channel": make_channel("mall").pk,
        "layout": MallSettlementLayout.objects.get(name=layout).pk,
        "file": SimpleUploadedFile("s.csv", data),
    }
    return desk.post(reverse("channels:settlements"), chosen)


def page(desk, name, *args, **asked):
    answer = desk.get(reverse(f"channels:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer


def test_from_the_file_to_the_last_yen(desk):
    page(desk, "settlements")
    assert upload(desk, file(("売上", "A", 950), ("調整", "", 7), ("販売手数料", "A", -50))).status_code == 302
    settlement = MallSettlement.objects.get()
    shown = page(desk, "settlement", settlement.pk)
    assert shown.context["sums"].whole
    assert [one["row"].standing for one in shown.context["rows"]] == ["differs", "listed"]
    (tile,) = unexplained(RequestFactory().get("/"))
    assert tile.count == 2
    entry = MallSettlementEntry.objects.get(number="A")
    assert "¥1,000" in page(desk, "settlement_entry", entry.pk).content.decode()
    ids = list(settlement.entries.values_list("pk", flat=True))
    explain = reverse("channels:settlement_explain", args=[settlement.pk])
    desk.post(explain, {"ids": ids, "verb": "explain", "note": "値引き"})
    assert not list(unexplained(RequestFactory().get("/")))
    lines = page(desk, "settlement_rows", settlement.pk).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "値引き" in lines[1]
    desk.post(explain, {"ids": [entry.pk, "x"], "verb": "reopen"})
    assert MallSettlementEntry.objects.get(pk=entry.pk).standing == "differs"
    desk.post(reverse("channels:settlement_again", args=[settlement.pk]))
    desk.post(reverse("channels:settlement_drop", args=[settlement.pk]))
    assert MallSettlement.objects.exists()
    desk.post(explain, {"ids": ids, "verb": "reopen"})
    desk.post(reverse("channels:settlement_drop", args=[settlement.pk]))
    assert not MallSettlement.objects.exists()


def test_the_filter_stays(desk):
    upload(desk, file(("売上", "A", 950), ("売上", "X", 70), ("調整", "", 7)))
    settlement = MallSettlement.objects.get()
    shown = page(desk, "settlement", settlement.pk, standing="differs").content.decode()
    ids = list(settlement.entries.filter(standing="differs").values_list("pk", flat=True))
    here = reverse("channels:settlement", args=[settlement.pk])
    for deed in ("explain", "again", "drop"):
        address = reverse(f"channels:settlement_{deed}", args=[settlement.pk])
        assert f'action="{address}?standing=differs"' in shown
        answer = desk.post(f"{address}?standing=differs", {"ids": ids, "note": "値引き"})
        assert answer["Location"] == f"{here}?standing=differs"
    assert desk.post(reverse("channels:settlement_again", args=[settlement.pk]))["Location"] == here


def test_what_can_not_be_taken_in_is_said_on_the_form(desk):
    bad = upload(desk, file(("売上", "A", 950), ("入金", "", 900)))
    assert bad.context["form"].errors["file"]
    MallSettlementLayout.objects.filter(name="generic").update(layout={})
    assert upload(desk, file(("売上", "A", 950))).context["form"].errors["layout"]


def test_other_pages(desk):
    upload(desk, file(("売上", "A", 1000)))
    channel = make_channel("mall")
    assert page(desk, "settlements", channel=str(channel.pk)).context["rows"]
    page(desk, "settlement_silent", channel.pk, days="3")
    address = reverse("shell:master", args=["mall-settlement-layouts"])
    assert desk.get(address).status_code == 200


def test_who_may_only_look(desk):
    upload(desk, file(("売上", "A", 950)))
    settlement = MallSettlement.objects.get()
    viewer = sign_in(Client(), make_staff("viewer", username="looker"))
    answer = viewer.post(reverse("channels:settlement_drop", args=[settlement.pk]))
    assert answer.status_code == 403
    assert MallSettlement.objects.exists()


def test_the_command(desk, tmp_path):
    (tmp_path / "s.csv").write_bytes(file(("売上", "A", 1000), ("販売手数料", "A", -100)))
    asked = ["mall-settlement", str(tmp_path / "s.csv"), "--channel", "mall", "--layout", "generic"]
    run = CliRunner()
    refused = run.invoke(cli.files.import_group, [*asked, "--payout", "899"])
    assert refused.exit_code == 2
    told = json.loads(run.invoke(cli.files.import_group, [*asked, "--payout", "900", "--json"]).output)
    assert (told["payout"], told["entries"]["agrees"], told["again"]) == (900, 1, False)
    assert "900" in run.invoke(cli.files.import_group, asked).output

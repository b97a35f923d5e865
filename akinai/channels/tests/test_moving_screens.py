"""移行 at the desk: files dropped, the report read, applied and taken back; a channel observed until it may go live."""

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from akinai.catalog.models import Sku
from akinai.channels import cli
from akinai.channels.models import Comparison, Connection, MovingLayout, MovingReport
from akinai.channels.moving import layout, words
from akinai.channels.queries import moving as queries
from akinai.channels.tests.old_systems import ne_order, ne_product, old
from akinai.core import clock
from akinai.core.tests.making import make_staff, sign_in
from akinai.inventory.tests.making import make_warehouse
from akinai.orders.models import Order, SalesChannel
from akinai.orders.tests.making import make_channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    make_warehouse()
    return sign_in(Client(), make_staff("manager"))


def upload(file):
    return SimpleUploadedFile(file.name, file.data)


def page(desk, name, *args, **asked):
    answer = desk.get(reverse(f"channels:{name}", args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def dropped(desk, *files, channel=""):
    told = {"exports": [upload(file) for file in files], "source": "next-engine", "warehouse": make_warehouse().pk}
    return desk.post(reverse("channels:moving_new"), told | {"channel": channel})


def test_from_files_to_a_report_to_the_shop_and_back(desk, run_jobs):
    assert "moving" in page(desk, "moving")
    files = [
        old("syohin_basic.csv", ne_product("APPLE-1"), ne_product("BAD-1", price="三百")),
        old("zaiko.csv", {"商品コード": "APPLE-1", "在庫数": "12"}),
    ]
    answer = dropped(desk, *files)
    report = MovingReport.objects.get()
    assert (answer.url, report.state) == (reverse("channels:moving_report", args=[report.pk]), "reading")
    assert "hx-get" in page(desk, "moving_progress", report.pk)
    run_jobs()
    shown = page(desk, "moving_report", report.pk)
    assert "三百" in shown
    assert "baika_tnk" in shown
    assert Sku.objects.count() == 0
    assert "APPLE-1" in page(desk, "moving_report", report.pk, kind="stock", status="new")
    assert "BAD-1" in page(desk, "moving_rows", report.pk, status="refused")
    desk.post(reverse("channels:moving_apply", args=[report.pk]), {"kinds": ["products", "stock"]})
    run_jobs()
    assert Sku.objects.get().code == "APPLE-1"
    report.refresh_from_db()
    assert report.state == "applied"
    page(desk, "moving_report", report.pk)
    desk.post(reverse("channels:moving_undo", args=[report.pk]))
    assert not Sku.objects.get().active
    desk.post(reverse("channels:moving_forget", args=[report.pk]))
    assert MovingReport.objects.exists()


def test_a_file_nobody_knows_is_refused_on_the_form(desk):
    answer = dropped(desk, old("x.csv", {"あ": "1"}))
    assert answer.status_code == 200
    assert "x.csv" in answer.content.decode()
    assert not MovingReport.objects.exists()


def test_more_files_than_are_read_at_once_are_refused_and_not_left_out(desk):
    answer = dropped(desk, *[old(f"{n}.csv", ne_product(f"A-{n}")) for n in range(21)])
    assert "20" in str(answer.context["form"].errors["exports"])
    assert not MovingReport.objects.exists()


def test_a_report_not_applied_can_be_thrown_away(desk, run_jobs):
    dropped(desk, old("p.csv", ne_product("APPLE-1")))
    run_jobs()
    desk.post(reverse("channels:moving_forget", args=[MovingReport.objects.get().pk]))
    assert not MovingReport.objects.exists()


def test_a_channel_is_observed_until_it_may_go_live(desk):
    channel = make_channel("rakuten", mode="import_only", name="楽天市場店")
    Connection.objects.create(channel=channel)
    page(desk, "beside", channel.pk)
    desk.post(reverse("channels:beside_mode", args=[channel.pk]), {"mode": "observe"})
    assert SalesChannel.objects.get(pk=channel.pk).mode == "observe"
    day = clock.today()
    export = old("j.csv", ne_order("R-1", 受注日=f"{day:%Y/%m/%d} 00:00:00"))
    answer = desk.post(reverse("channels:beside", args=[channel.pk]), {"exports": upload(export), "day": day})
    made = Comparison.objects.get()
    assert answer.url == reverse("channels:comparison", args=[made.pk])
    shown = page(desk, "comparison", made.pk)
    assert "R-1" in shown
    assert "R-1" in page(desk, "comparison_rows", made.pk, difference="only_there")
    Comparison.objects.all().delete()
    for back in range(queries.QUIET_DAYS):
        Comparison.objects.create(
            channel=channel, day=day - dt.timedelta(days=back), kind="orders", source="next-engine",
            made_at=clock.now(), actor="test", there=5, here=5, same=5,
        )  # fmt: skip
    [standing] = queries.standings()
    assert (standing.ready, standing.quiet) == (True, 3)
    assert "R-1" not in page(desk, "beside", channel.pk)
    desk.post(reverse("channels:beside_mode", args=[channel.pk]), {"mode": "live"})
    assert SalesChannel.objects.get(pk=channel.pk).mode == "live"


def test_differences_nobody_can_explain_stand_on_the_home_page(desk):
    channel = make_channel("rakuten", mode="observe")
    made = Comparison.objects.create(
        channel=channel, day=clock.today(), kind="orders", source="next-engine", made_at=clock.now(), actor="test"
    )
    made.rows.create(difference="only_there", key="R-1", reason="unknown")
    assert reverse("channels:comparison", args=[made.pk]) in desk.get("/desk/").content.decode()


def test_personal_data_is_masked_by_role(desk, run_jobs):
    dropped(desk, old("j.csv", ne_order("R-1")), channel="")
    make_channel("rakuten", mode="import_only")
    dropped(desk, old("j.csv", ne_order("R-1")), channel="rakuten")
    run_jobs()
    report = MovingReport.objects.order_by("-pk").first()
    assert "山田 花子" in page(desk, "moving_report", report.pk)
    viewer = sign_in(Client(), make_staff("viewer"))
    assert "山田 花子" not in page(viewer, "moving_report", report.pk)
    assert "山田 花子" not in page(viewer, "moving_rows", report.pk)
    assert viewer.post(reverse("channels:moving_apply", args=[report.pk])).status_code == 403


def test_a_layout_is_copied_and_changed(desk):
    page(desk, "moving_layouts")
    page(desk, "moving_layout", "next-engine-products")
    told = layout.built_in()["next-engine-products"]
    mine = json.loads(json.dumps(told).replace("syohin_code", "品番"))
    url = reverse("channels:moving_layout", args=["next-engine-products"])
    bad = desk.post(url, {"name": "mine", "layout": json.dumps(told | {"kind": "x"})})
    assert bad.status_code == 200
    desk.post(url, {"name": "mine", "layout": json.dumps(mine)})
    assert MovingLayout.objects.get().name == "mine"
    desk.post(reverse("channels:moving_layout_delete", args=["mine"]))
    assert not MovingLayout.objects.exists()


def test_every_field_of_a_report_has_a_word():
    assert set(layout.PRODUCTS) - set(words.FIELDS) <= {"name_en", "temperature", "lead_days", "gift", "handling",
                                                         "packing_note", "category", "low_stock"}  # fmt: skip


def test_the_command_writes_only_with_apply(tmp_path):
    make_warehouse()
    files = [old("p.csv", ne_product("APPLE-1"), ne_product("BAD-1", price="三")), old("j.csv", ne_order())]
    paths = []
    for file in files:
        (tmp_path / file.name).write_bytes(file.data)
        paths.append(str(tmp_path / file.name))

    def run(*arguments):
        return CliRunner().invoke(cli.import_moving, ["next-engine", *paths, "--channel", "rakuten", *arguments])

    told = json.loads(run("--json").stdout)
    assert (told["kinds"]["products"]["new"], told["kinds"]["orders"]["new"], told["state"]) == (1, 1, "planned")
    assert (told["refused"][0]["row"], told["refused"][0]["column"]) == (3, "baika_tnk")
    assert (Sku.objects.count(), Order.objects.count()) == (0, 0)
    assert json.loads(run("--json", "--apply").stdout)["state"] == "applied"
    assert (Sku.objects.count(), Order.objects.count()) == (1, 1)
    assert run().exit_code == 0
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4")
    answer = CliRunner().invoke(cli.import_moving, ["ec-cube", str(tmp_path / "x.pdf")])
    assert answer.exit_code == 2
    assert CliRunner().invoke(cli.import_moving, ["ec-cube", str(tmp_path / "none.csv")]).exit_code == 2

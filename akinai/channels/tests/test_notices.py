"""未通知: malls are told by file of what left the shop, and again of nothing."""

import datetime as dt

import pytest

from akinai.channels import actions, doctor, queries
from akinai.channels.files import writing
from akinai.channels.models import NoticeFile, ShipmentNotice
from akinai.channels.tests.making import make_mall
from akinai.core import clock, home
from akinai.core.outcome import Refused
from akinai.fulfillment.tests import making as floor
from akinai.inventory.tests.making import make_stock
from akinai.orders.tests import making as orders

pytestmark = pytest.mark.django_db


def shipped(mall, **fields):
    """A shipment of an order of this mall, its delay passed."""
    (shipment,) = floor.make_shipped(floor.make_ready(channel_code=mall.code, **fields))
    return shipment


def content(made: NoticeFile) -> list[list[str]]:
    data = (home.path() / "files" / made.file).read_bytes().decode("cp932")
    return [line.split("," if "," in data.splitlines()[0] else "\t") for line in data.splitlines()]


def pass_the_delay(run_jobs):
    """What happens some minutes after 出荷確定."""
    run_jobs()
    with clock.frozen(clock.now() + dt.timedelta(hours=1)):
        run_jobs(later=True)


def test_a_shipment_stands_untold_after_its_delay_until_its_file_is_uploaded(run_jobs):
    mall = make_mall("rakuten")
    shipment = shipped(mall, channel_number="123-1", destination="0000000001")
    run_jobs()
    assert queries.untold_count() == 0
    pass_the_delay(run_jobs)
    assert queries.untold_count() == 1
    made = actions.make_shipment_file(mall.pk, actor="test")
    number = shipment.parcel_rows.get().number
    day = shipment.shipped_at.astimezone(clock.JST).date().isoformat()
    assert content(made) == [
        ["注文番号", "送付先ID", "発送明細ID", "お荷物伝票番号", "配送会社", "発送日"],
        ["123-1", "0000000001", "", number, "1001", day],
    ]
    assert queries.untold_count() == 1
    assert actions.mark_uploaded([made.pk], actor="test") == 1
    assert queries.untold_count() == 0
    assert actions.mark_uploaded([made.pk], actor="test") == 0
    assert actions.unmark_uploaded([made.pk], actor="test") == 1
    assert queries.untold_count() == 1
    assert list(doctor.notices()) == []


def test_hearing_it_twice_is_one_notice():
    mall = make_mall("yahoo")
    shipment = shipped(mall)
    left = actions.LeftShop(shipment.pk, [shipment.order_id])
    assert actions.note_shipped([left], actor="test") == 1
    assert actions.note_shipped([left], actor="test") == 0
    assert ShipmentNotice.objects.count() == 1


def test_channels_that_are_not_told_by_file_or_only_import_have_no_notices():
    phone = orders.make_channel("phone")
    shipment = shipped(phone)
    assert actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test") == 0


def test_an_undone_shipment_is_withdrawn_and_comes_back_with_the_next():
    mall = make_mall("rakuten")
    shipment = shipped(mall)
    left = actions.LeftShop(shipment.pk, [shipment.order_id])
    actions.note_shipped([left], actor="test")
    assert actions.withdraw_notices([shipment.pk], actor="test") == 1
    assert queries.untold_count() == 0
    with pytest.raises(Refused):
        actions.make_shipment_file(mall.pk, actor="test")
    assert actions.note_shipped([left], actor="test") == 1
    assert queries.untold_count() == 1


def test_what_was_told_and_taken_back_is_to_be_put_right_by_hand():
    mall = make_mall("rakuten")
    shipment = shipped(mall)
    actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test")
    actions.mark_uploaded([actions.make_shipment_file(mall.pk, actor="test").pk], actor="test")
    actions.withdraw_notices([shipment.pk], actor="test")
    (each,) = queries.untold()
    assert (each.count, each.to_put_right) == (0, 1)


def test_amazons_file_has_three_head_rows_and_yahoos_one_row_per_order():
    for name in ("amazon", "yahoo"):
        mall = make_mall(name)
        shipment = shipped(mall, channel_number=f"{name}-1")
        actions.note_shipped([actions.LeftShop(shipment.pk, [shipment.order_id])], actor="test")
        rows = content(actions.make_shipment_file(mall.pk, actor="test"))
        number = shipment.parcel_rows.get().number
        if name == "amazon":
            assert rows[0][0] == "TemplateType=OrderFulfillment"
            assert rows[2][:2] == ["order-id", "order-item-id"]
            assert (rows[3][0], rows[3][5], rows[3][6]) == ("amazon-1", "ヤマト運輸", number)
        else:
            assert rows[0] == [
                "OrderId",
                "ShipCompanyCode",
                "ShipInvoiceNumber1",
                "ShipInvoiceNumber2",
                "ShipDate",
                "ShipStatus",
            ]
            assert rows[1][:4] == ["yahoo-1", "1001", number, ""]
            assert rows[1][5] == "3"


def test_a_stock_file_tells_what_can_be_sold_by_the_malls_own_codes():
    mall = make_mall("rakuten")
    with pytest.raises(Refused):
        actions.make_stock_file(mall.pk, actor="test")
    sku = make_stock(7)
    floor.make_ready(2, sku=sku)
    actions.save_mappings(mall.pk, [actions.NewMapping("mall-1", sku.code, "page-1", "v-1")], actor="test")
    rows = content(actions.make_stock_file(mall.pk, actor="test"))
    assert rows == [["商品管理番号（商品URL）", "SKU管理番号", "在庫数"], ["page-1", "v-1", "5"]]


def test_signs_the_encoding_lacks_do_not_stop_a_file():
    layout = {"encoding": "cp932", "columns": [{"name": "n", "value": "name"}]}
    assert writing.write(layout, [{"name": "𠮷野🌸"}]).decode("cp932") == "n\r\n吉野〓\r\n"

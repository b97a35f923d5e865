import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.translation import pgettext
from pypdf import PdfReader

from akinai.core import documents
from akinai.fulfillment import papers
from akinai.fulfillment.papers import picking
from akinai.fulfillment.papers.words import amount, breakable, money, words

NOW = datetime(2026, 11, 21, 10, 22)  # noqa: DTZ001 - as it stands on paper
SHOP = papers.Shop(name="株式会社あきない商店", phone="075-123-4567", registration_number="T7000012050002")
HANAKO = papers.Party(name="山田 花子", postal_code="1050011", address=("東京都港区芝公園4丁目2-8", "1203号室"))
SLIP = papers.SlipData(
    key="S000128",
    version=1,
    batch_number="20261121-03",
    sequence=7,
    order_numbers=("263344-20261120",),
    order_date=date(2026, 11, 20),
    ship_date=date(2026, 11, 21),
    shop=SHOP,
    recipient=HANAKO,
    payment_method="クレジットカード",
    lines=(
        papers.SlipLine(code="HNY-1", name="はちみつ", quantity=2, unit_price=2160, amount=4320, reduced=True),
        papers.SlipLine(
            code="SET-1",
            name="器のセット",
            quantity=1,
            unit_price=5400,
            amount=5400,
            parts=(papers.SlipPart(code="BOWL", name="小鉢", quantity=3),),
        ),
    ),
    charges=(papers.SlipCharge(label="送料", amount=770), papers.SlipCharge(label="クーポン", amount=-490)),
    rate_sums=(
        papers.RateSum(rate="10%", amount=5680, tax=516),
        papers.RateSum(rate="8%", amount=4320, tax=320, reduced=True),
    ),
    total=10000,
    message="ありがとうございます。",
)


def read(pdf: bytes) -> list[str]:
    return [page.extract_text().replace("\u200b", "") for page in PdfReader(io.BytesIO(pdf)).pages]


def word(name: str, language: str = "ja") -> str:
    return words(language)[name]


def test_a_slip_says_what_a_qualified_invoice_must() -> None:
    (page,) = read(papers.delivery_slips([SLIP]))
    for wanted in (
        "株式会社あきない商店",
        "T7000012050002",
        "2026年11月20日",
        "はちみつ ※",
        "5,680",
        "516",
        "4,320",
        "320",
    ):
        assert wanted in page
    for wanted in (
        "山田 花子 様",
        "〒105-0011",
        "1203号室",
        "263344-20261120",
        "小鉢",
        "× 3",
        "送料",
        "−490",
        "¥10,000",
    ):
        assert wanted in page
    for wanted in ("S000128-1", "20261121-03", "007", word("reduced"), word("included")):
        assert wanted in page
    assert word("slip").replace(" ", "") in page.replace(" ", "")


def test_without_a_registration_number_nothing_speaks_of_one() -> None:
    (page,) = read(papers.delivery_slips([replace(SLIP, shop=replace(SHOP, registration_number=""))]))
    assert word("registration") not in page
    assert "適格" not in page


def test_a_gift_slip_holds_no_money_and_no_address_of_the_buyer() -> None:
    buyer = papers.Party(name="鈴木 一郎", address=("大阪府大阪市北区梅田1",), phone="06-1111-2222")
    pdf = papers.delivery_slips([replace(SLIP, hide_prices=True, buyer=buyer)])
    (page,) = read(pdf)
    assert "鈴木 一郎 様" in page
    for hidden in (
        "¥",
        "2,160",
        "5,400",
        "770",
        "516",
        "10%",
        "※",
        "クレジットカード",
        "梅田",
        "06-1111",
        word("total"),
        word("tax"),
    ):
        assert hidden not in page


def test_a_buyer_nobody_named_is_not_addressed() -> None:
    nobody = replace(SLIP.recipient, name="", company="")
    assert "御中" not in "".join(read(papers.delivery_slips([replace(SLIP, buyer=nobody)])))


def test_a_long_slip_goes_on_with_its_head_and_counts_its_pages() -> None:
    lines = tuple(papers.SlipLine(code=f"SKU-{n:03}", name="とても長い商品名" * 6, quantity=n) for n in range(1, 61))
    pages = read(papers.delivery_slips([replace(SLIP, lines=lines, remark="分納 1/2"), SLIP]))
    assert len(pages) > 3
    *long, last = pages
    for number, page in enumerate(long, 1):
        assert "S000128-1" in page
        assert word("code") in page or "SKU-" not in page
        assert f"{number} / {len(long)}" in page
        assert (word("continued") in page) == (number > 1)
    assert sum(page.count("SKU-") for page in long) == 60
    assert "分納 1/2" in long[-1]
    assert word("continued") not in last


def test_a_slip_in_english_with_pence_and_an_unknown_price() -> None:
    lines = (
        papers.SlipLine(code="85123A", name="T-LIGHT HOLDER #1 $5 *", quantity=6, unit_price=255, amount=1530),
        papers.SlipLine(code="71053", name="LANTERN", quantity=1),
    )
    slip = replace(SLIP, language="en", currency="GBP", lines=lines, charges=(), rate_sums=(), total=1530)
    (page,) = read(papers.delivery_slips([slip]))
    for wanted in (
        "Delivery slip",
        "T-LIGHT HOLDER #1 $5 *",
        "2.55",
        "15.30",
        "£15.30",
        "—",
        "2026-11-20",
        "山田 花子",
    ):
        assert wanted in page
    assert "様" not in page


def test_copies_and_order() -> None:
    pages = read(papers.delivery_slips([replace(SLIP, copies=2), replace(SLIP, key="S000129", sequence=8)]))
    assert ["S000128-1" in page for page in pages] == [True, True, False]


def test_a_reprint_is_marked_on_every_page_and_keeps_the_pages_asked_for() -> None:
    slips = [replace(SLIP, key=f"S{n}", sequence=n) for n in range(1, 6)]
    pages = read(papers.delivery_slips(slips, reprint=papers.Reprint(at=NOW, first=2, last=3)))
    assert [f"S{n}-1" in page for n, page in zip((2, 3), pages, strict=True)] == [True, True]
    assert all(word("reprint") in page and "2026-11-21 10:22" in page for page in pages)
    assert len(read(papers.delivery_slips(slips, reprint=papers.Reprint(at=NOW)))) == 5
    with pytest.raises(ValueError, match="no page"):
        papers.delivery_slips(slips, reprint=papers.Reprint(at=NOW, first=6))


def test_a_thousand_slips_are_one_document() -> None:
    slips = [replace(SLIP, key=f"S{n:06}", sequence=n) for n in range(1, 1001)]
    assert documents.pages(papers.delivery_slips(slips)) == 1000


# ----------------------------------------------------------------------------------------------------- pick lists

HONEY = papers.PickLine(
    shelf="A-10", code="HNY-1", jan="4901234567894", name="はちみつ", quantity=2, lot="L1", expiry=date(2028, 8, 31)
)
CUP = papers.PickLine(shelf="A-2", code="CUP", name="湯のみ", quantity=1, handling=("ワレモノ注意",), note="緩衝材二重")
LOOSE = papers.PickLine(shelf="", code="X", name="棚のない品", quantity=1)
ORDERS = (
    papers.PickOrder(
        sequence=1, key="S1", version=1, recipient="山田 花子 様", lines=(HONEY, CUP), gift=("のし：御歳暮",)
    ),
    papers.PickOrder(
        sequence=2,
        key="S2",
        version=3,
        recipient="鈴木 一郎 様",
        lines=(LOOSE, replace(HONEY, quantity=5), replace(HONEY, lot="L2", quantity=1)),
        temperature="冷蔵",
        cash_on_delivery=12345,
        parcels=2,
        packing_note="保冷剤2個",
        remark="宅配ボックスへ",
    ),
)
BATCH = papers.BatchData(
    number="20261121-03",
    warehouse="本店倉庫",
    printed_at=NOW,
    orders=ORDERS,
    slips=(replace(SLIP, key="S1", sequence=1), replace(SLIP, key="S2", version=3, sequence=2)),
)


def test_the_total_list_walks_the_shelves_once() -> None:
    found = [(line.shelf, line.code, line.lot, line.quantity, slots) for line, slots in picking.total_lines(BATCH)]
    assert found == [
        ("A-2", "CUP", "", 1, [(1, 1)]),
        ("A-10", "HNY-1", "L1", 7, [(1, 2), (2, 5)]),
        ("A-10", "HNY-1", "L2", 1, [(2, 1)]),
        ("", "X", "", 1, [(2, 1)]),
    ]
    (page,) = read(papers.pick_total(BATCH))
    for wanted in ("20261121-03", "4901234567894", "2028-08-31", "1×2, 2×5", "ワレモノ注意", word("no_shelf")):
        assert wanted in page
    assert page.index("湯のみ") < page.index("はちみつ") < page.index("棚のない品")


def test_shelves_sort_as_people_walk() -> None:
    assert sorted(["", "B-1", "A-10-1", "A-2", "A-10", "10"], key=picking.shelf_key) == [
        "10",
        "A-2",
        "A-10",
        "A-10-1",
        "B-1",
        "",
    ]


def test_the_list_per_shipment_names_what_packing_must_not_forget() -> None:
    (page,) = read(papers.pick_per_order(BATCH))
    for wanted in (
        "001",
        "S1-1",
        "S2-3",
        "のし：御歳暮",
        "CUP: 緩衝材二重",
        "保冷剤2個",
        "宅配ボックスへ",
        "冷蔵",
        "¥12,345",
    ):
        assert wanted in page
    assert page.index("山田 花子") < page.index("鈴木 一郎")


def test_the_batch_is_one_document_in_the_order_of_its_numbers() -> None:
    pages = read(papers.batch_pdf(BATCH))
    assert len(pages) == 4
    assert word("pick_total") in pages[0]
    assert word("pick_orders") in pages[1]
    assert ["S1-1" in pages[2], "S2-3" in pages[3]] == [True, True]
    reprinted = read(papers.batch_pdf(BATCH, reprint=papers.Reprint(at=NOW, first=2, last=2)))
    assert len(reprinted) == 1
    assert word("reprint") in reprinted[0]


def test_an_empty_batch_prints() -> None:
    empty = replace(BATCH, orders=(), slips=())
    assert documents.pages(papers.batch_pdf(empty)) >= 1
    assert papers.delivery_slips([]).startswith(b"%PDF-")


# ------------------------------------------------------------------------------------------- handover, withdrawal


def test_the_handover_list_counts_per_carrier_and_product() -> None:
    row = papers.HandoverRow(
        key="S1", tracking_numbers=("444413758703", "444413758714"), recipient="東京都 山田 花子 様", parcels=2
    )
    bare = papers.HandoverRow(key="S2", tracking_numbers=())
    data = papers.HandoverData(
        day=date(2026, 11, 21),
        warehouse="本店倉庫",
        shop="あきない商店",
        printed_at=NOW,
        groups=(
            papers.HandoverGroup(carrier="ヤマト運輸", product="宅急便", rows=(row, bare)),
            papers.HandoverGroup(carrier="ヤマト運輸", product="ネコポス", rows=(bare,)),
            papers.HandoverGroup(carrier="佐川急便", product="飛脚宅配便", rows=(bare,)),
        ),
        left_behind=(replace(bare, key="S9"),),
    )
    yamato, sagawa, left = read(papers.handover_list(data))
    for wanted in (
        "ヤマト運輸",
        "4444-1375-8703",
        "4444-1375-8714",
        "ネコポス",
        word("no_tracking"),
        word("carrier_sign"),
    ):
        assert wanted in yamato
    assert "佐川急便" in sagawa
    assert "S9" in left
    assert word("left_behind") in left


def test_the_withdrawal_list_names_slip_label_and_shelf() -> None:
    item = papers.WithdrawalItem(code="CUP", name="湯のみ", quantity=3, shelf="A-2")
    row = papers.WithdrawalRow(
        slip="20261121-03 / 007",
        key="S1",
        version=2,
        reason="キャンセル",
        items=(item,),
        tracking_number="444413758703",
    )
    data = papers.WithdrawalData(warehouse="本店倉庫", printed_at=NOW, rows=(row,))
    (page,) = read(papers.withdrawal_list(data))
    for wanted in ("20261121-03 / 007", "キャンセル", "4444-1375-8703", "A-2", "湯のみ", "S1-2", word("withdrawal")):
        assert wanted in page
    (nothing,) = read(papers.withdrawal_list(replace(data, rows=())))
    assert word("nothing") in nothing


def test_words_follow_the_language_of_the_paper() -> None:
    assert words("en")["slip"] == "Delivery slip"
    with translation.override("ja"):
        assert words("ja")["slip"] == pgettext("paper", "Delivery slip")
    assert words("ja").keys() == words("en").keys()


def test_figures() -> None:
    assert [amount(1234567, "JPY"), amount(-5, "GBP"), amount(None, "JPY"), amount(123, "GBP")] == [
        "1,234,567",
        "−0.05",
        "—",
        "1.23",
    ]
    assert [money(1234, "JPY"), money(-1234, "GBP"), money(1234, "CHF"), money(None, "JPY")] == [
        "¥1,234",
        "−£12.34",
        "CHF 12.34",
        "—",
    ]
    assert breakable("はちみつ ABC-12345678901234") == "はちみつ ABC-\u200b123456789012\u200b34"
    assert breakable("short") == "short"

"""The demo is the main job on real input: one command does a shop's whole day, and everything holds."""

import csv
import io
import json
import os
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
DAY = "2026-06-17"  # a Wednesday: the figures below are those of this day
INTEGERS = (
    "orders_in", "duplicates", "rejected", "held", "waiting_payment", "short", "shipped", "cancelled", "mails_sent",
    "slip_pages", "label_rows", "oversold",
)  # fmt: skip
SHOP = (
    "shop_orders", "shop_paid", "shop_captured_yen", "shop_held_yen", "shop_refund_yen", "receipts", "money_tasks_open",
    "doubled", "charge_without_order", "order_without_payment",
)  # fmt: skip
MALLS = ("mall_orders", "mall_missing", "mall_doubled", "mall_shipped", "mall_untold", "mall_stock_wrong")
PAPERS = ("batch", "slips", "handover", "withdrawal")
PICK_LISTS = ("pick_total", "pick_orders")  # they are in the batch's PDF too


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What `akinai demo --once` wrote, on an empty database of its own beside the suite's."""
    folder, home = tmp_path_factory.mktemp("out"), tmp_path_factory.mktemp("home")
    env = {**os.environ, "AKINAI_HOME": str(home), "AKINAI_LANG": "ja"}
    url = env.get("DATABASE_URL")
    scratch = f"demo_{secrets.token_hex(4)}"
    if url:
        _sql(url, f"create database {scratch} template template0")
        env["DATABASE_URL"] = conninfo.make_conninfo(url, dbname=scratch)
    command = [sys.executable, "-m", "akinai", "demo", "--once", "--out", str(folder), "--date", DAY]
    try:
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=480)
        assert done.returncode == 0, done.stdout + done.stderr
        yield folder
    finally:
        if url:
            _sql(url, f"drop database {scratch} with (force)")
        else:
            remove = "from akinai.core import postgres; postgres.remove()"
            subprocess.run([sys.executable, "-c", remove], cwd=ROOT, env=env, check=True)


def _sql(url: str, statement: str) -> None:
    with psycopg.connect(conninfo.make_conninfo(url, dbname="postgres"), autocommit=True) as server:
        server.execute(statement)


@pytest.mark.timeout(500)
def test_a_whole_day_on_real_orders(out):
    summary = json.loads((out / "summary.json").read_text())
    holds(summary)
    is_the_same_each_time(summary)
    names_its_files(out, summary)
    prints_what_it_counts(out, summary)
    writes_labels_as_b2_takes_them(out, summary)
    sends_the_mails_it_counts(out, summary)
    sells_in_the_shop(summary)
    tells_the_bank(out, summary)
    issues_receipts(out)


def holds(summary):
    assert set(summary) == {*INTEGERS, *SHOP, *MALLS, "ledger_ok", "gates_ok", "seconds", "files"}
    assert all(type(summary[name]) is int for name in (*INTEGERS, *SHOP, *MALLS))
    assert not any(summary[name] for name in ("mall_missing", "mall_doubled", "mall_untold", "mall_stock_wrong"))
    assert summary["oversold"] == 0
    assert summary["ledger_ok"] is True
    assert summary["gates_ok"] is True
    assert 0 < summary["seconds"] < 480


def is_the_same_each_time(summary):
    """The data set's own day: 45 invoices of goods, 17 earlier ones, 65 orders of the web dealt out; 19 of the shop;
    32 of malls by API.
    """
    figures = {name: summary[name] for name in ("orders_in", "duplicates", "rejected")}
    assert figures == {"orders_in": 178, "duplicates": 70, "rejected": 26}
    assert summary["shipped"] + summary["cancelled"] < summary["orders_in"]
    # Work of every kind is left to try.
    assert all(summary[name] > 0 for name in ("held", "waiting_payment", "short", "shipped", "cancelled"))


def names_its_files(out, summary):
    assert summary["files"]
    for path in summary["files"].values():
        assert (out / path).stat().st_size > 0, path
    kinds = {path.split("/")[0] for path in summary["files"].values()}
    assert kinds == {"orders", "papers", "labels", "notices", "mails", "bank", "receipts"}


def prints_what_it_counts(out, summary):
    pages = Counter()
    for path in (out / "papers").iterdir():
        reader = PdfReader(path)
        assert reader.pages[0].extract_text().strip()
        kind = next(
            kind for kind in (*PICK_LISTS, "batch", "slips", "handover", "withdrawal") if f"-{kind}" in path.stem
        )
        pages[kind] += len(reader.pages)
    assert all(pages[kind] for kind in PAPERS)
    assert pages["batch"] - sum(pages[kind] for kind in PICK_LISTS) + pages["slips"] == summary["slip_pages"]


def writes_labels_as_b2_takes_them(out, summary):
    files = [path for path in (out / "labels").glob("b2_*.csv") if not path.stem.endswith("_issued")]
    rows = 0
    for path in files:
        table = list(csv.reader(io.StringIO(path.read_bytes().decode("cp932"), newline="")))
        assert {len(row) for row in table} == {97}
        issued = path.with_stem(f"{path.stem}_issued").read_bytes().decode("cp932")
        assert len(list(csv.reader(io.StringIO(issued, newline="")))) >= len(table), f"B2 refused rows of {path.name}"
        rows += len(table) - 1
    assert rows == summary["label_rows"]


def sends_the_mails_it_counts(out, summary):
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in (out / "mails").glob("*.eml")]
    assert len(mails) == summary["mails_sent"] > 40
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert all(mail["Subject"] and "あきない雑貨店" in mail.get_content() for mail in mails)
    assert any("送り状番号" in mail.get_content() or "お問い合わせ番号" in mail.get_content() for mail in mails)


def sells_in_the_shop(summary):
    """18 purchases, one of them to two recipients; two left the payment page."""
    assert summary["shop_orders"] == 19
    assert 12 <= summary["shop_paid"] < summary["shop_orders"]
    assert summary["shop_captured_yen"] > 40_000
    assert summary["doubled"] == summary["charge_without_order"] == summary["order_without_payment"] == 0
    assert summary["money_tasks_open"] > 0


def tells_the_bank(out, summary):
    """What came in is a notice of 200 bytes a record; what goes back, a 総合振込 of 120 with the sum that is due."""
    (notice,) = (path for path in (out / "bank").iterdir() if "transfers" not in path.name)
    assert {len(line) for line in notice.read_bytes().split(b"\r\n")[:-1]} == {200}
    (transfers,) = (out / "bank").glob("bank_transfers_*.txt")
    records = transfers.read_bytes().split(b"\r\n")[:-1]
    assert {len(record) for record in records} == {120}
    assert [record[:1] for record in records] == [b"1", b"2", b"8", b"9"]
    assert int(records[1][80:90]) == int(records[2][7:19]) == summary["shop_refund_yen"] > 0


def issues_receipts(out):
    """The second copy of a receipt says that it is one."""
    texts = [PdfReader(path).pages[0].extract_text() for path in sorted((out / "receipts").iterdir())]
    assert all("領収書" in text.replace(" ", "") for text in texts)
    assert len([text for text in texts if "再発行" in text.replace(" ", "")]) == 1
    assert any("株式会社あおぞら商事" in text.replace(" ", "") for text in texts)

"""The importer and the workers are killed again and again: every order in once, every mail out at most once."""

import csv
import io
import time
from collections import Counter
from pathlib import Path

import pytest

from akinai.core.models import Mail
from akinai.inventory.tests.making import make_sku, make_stock
from akinai.orders.models import Order
from akinai.orders.tests.making import make_channel
from tests.faults.test_kill import STUCK, Spawn, spawn, wait_until

__all__ = ["spawn"]  # the fixture

ORDERS = 1_200
WAITING = ["queued", "sending", "retrying"]


def a_file(code: str) -> bytes:
    """Orders of one piece each, half of them for pieces that are not there."""
    written = io.StringIO()
    names = ["channel_number", "ordered_at", "buyer_name", "buyer_email", "buyer_phone", "name", "phone", "postal"]
    names += ["prefecture", "city", "line1", "payment_method", "delivery_method", "sku_code", "quantity", "unit_price"]
    rows = csv.writer(written)
    rows.writerow(names)
    for n in range(ORDERS):
        who = [f"山田 {n}", f"buyer{n}@example.com", "0312345678", f"山田 {n}", "0312345678", "1050011"]
        where = ["東京都", "港区", f"芝公園{n}-1", "銀行振込", "宅急便"]
        rows.writerow([f"F-{n}", "2026-11-20 10:00", *who, *where, code, "1", "1000"])
    return written.getvalue().encode()


@pytest.mark.timeout(900)  # what does not come to rest is named before that
def test_orders_and_mails_survive_kill_9_at_any_moment(spawn: Spawn, mailbox, monkeypatch, tmp_path: Path) -> None:
    sku = make_sku("FIRE-1")
    make_stock(ORDERS // 2, sku=sku)
    make_channel("fire", mails=["received"], sender_address="shop@example.com")
    file = tmp_path / "orders.csv"
    file.write_bytes(a_file(sku.code))
    monkeypatch.setenv("SMTP_URL", mailbox.url)
    importing = ("-m", "akinai", "import", "orders", str(file), "--channel", "fire", "--json")

    for deaths in range(3):
        before = Order.objects.count()
        importer, worker = spawn(*importing), spawn("-m", "tests.faults.work", "worker")
        wait_until(
            lambda before=before, importer=importer: Order.objects.count() > before or importer.poll() is not None,
            seconds=60,
            what="the importer writes a batch",
        )
        time.sleep(0.2 * deaths)
        for victim in (importer, worker):
            victim.kill()
            victim.wait()
    assert spawn(*importing).wait(120) == 0
    spawn("-m", "tests.faults.work", "worker")
    wait_until(lambda: not Mail.objects.filter(state__in=WAITING).exists(), seconds=60 + STUCK, what="no mail waits")

    assert Order.objects.filter(channel__code="fire").count() == ORDERS
    assert sum(Order.objects.values_list("unallocated", flat=True)) == ORDERS // 2
    received = Counter(str(mail["To"].addresses[0].addr_spec) for mail in mailbox.mails)
    assert set(received.values()) == {1}
    # What did not arrive, or may not have, is there to be seen.
    unknown = set(Mail.objects.exclude(state="sent").values_list("state", "to_address"))
    assert {state for state, _address in unknown} <= {"unknown"}
    everybody = {f"buyer{n}@example.com" for n in range(ORDERS)}
    assert everybody - set(received) <= {address for _state, address in unknown}
    assert spawn("-m", "akinai", "doctor").wait(60) == 0

"""One cell as money, date, slot …"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from akinai.channels.files import cells
from akinai.core.tables import BadCell

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    ("cell", "decimals", "amount"),
    [
        ("1200", 0, 1200),
        ("¥１，２００", 0, 1200),
        ("1,200円", 0, 1200),
        ("-300", 0, -300),
        ("2.95", 2, 295),
        ("2.9", 2, 290),
        ("38970.0", 2, 3897000),
        ("120.0", 0, 120),
    ],
)
def test_money_is_kept_in_minor_units(cell, decimals, amount):
    assert cells.money(cell, decimals) == amount


@pytest.mark.parametrize("cell", ["三", "1e9", "0.001", "1.2.3", "NaN", "--1", "1,2", "4.9E+12", "9" * 50, ""])
def test_what_is_no_money_is_a_sentence(cell):
    with pytest.raises(BadCell) as caught:
        cells.money(cell, 2)
    assert str(caught.value)


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026-11-20 09:30:00", 9),
        ("2026/11/20 9:30", 9),
        ("2026-11-20T00:30:00Z", 0),
        ("2026-11-20T09:30:00+0900", 9),
        ("2026-11-20T09:30:00.123+09:00", 9),
        ("2026年11月20日", 0),
        ("20261120", 0),
    ],
)
def test_a_moment_has_a_zone(cell, hour):
    found = cells.time(cell, TOKYO)
    assert found.hour == hour
    assert found.tzinfo is not None
    assert found.date() == dt.date(2026, 11, 20)


@pytest.mark.parametrize("cell", ["2026-02-30 10:00", "2026-11-20 25:00", "tomorrow", "0", "2026-13-01"])
def test_a_moment_that_is_none_is_a_sentence(cell):
    with pytest.raises(BadCell):
        cells.time(cell, TOKYO)


def test_a_form_of_its_own_is_tried_first():
    found = cells.time("12/1/2010 8:26", ZoneInfo("Europe/London"), ("%m/%d/%Y %H:%M",))
    assert (found.month, found.day, found.utcoffset()) == (12, 1, dt.timedelta(0))


@pytest.mark.parametrize(
    ("cell", "slot"),
    [
        ("午前中", "am"),
        ("1", "am"),
        ("0", ""),
        ("", ""),
        ("1416", "14-16"),
        ("14:00-16:00", "14-16"),
        ("18時～20時", "18-20"),
        ("１９−２１", "19-21"),
        ("8-21", ""),
        ("2", None),
        ("708", None),
        ("夜なら何時でも", None),
    ],
)
def test_time_slots_of_every_mall(cell, slot):
    assert cells.slot(cell) == slot


@pytest.mark.parametrize(("cell", "points"), [("0.1", 1000), ("10", 1000), ("8%", 800), ("0.08", 800), ("0", 0)])
def test_tax_rates_in_basis_points(cell, points):
    assert cells.rate(cell) == points

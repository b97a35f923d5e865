"""The harness of the benchmarks: results as lines, and never in a shop's own database."""

import json

import psycopg
import pytest
from django.db import connection

from akinai.core import postgres
from akinai.core.models import Setting
from bench import harness

MALLS = {"orders", "oversold", "missing", "doubled", "lost_sales", "lost_sales_fixed", "stock_agrees", "p99_push_ms"}


def databases() -> set[str]:
    with psycopg.connect(postgres.connection_string("postgres")) as server:
        return {name for (name,) in server.execute("select datname from pg_database").fetchall()}


def test_a_scratch_database_is_made_and_dropped(committed_db: str) -> None:
    Setting.objects.create(name="mine", value=1)
    with harness.scratch_database() as scratch:
        assert connection.settings_dict["NAME"] == scratch
        assert not Setting.objects.filter(name="mine").exists()
        with harness.plain_connection() as server:
            assert server.info.dbname == scratch
        assert harness.statements(lambda: Setting.objects.count()) == 1
    assert Setting.objects.filter(name="mine").exists()
    assert scratch not in databases()


def test_a_result_is_one_flat_object() -> None:
    line = harness.Result("intake", "orders/s", ours=250.0, limit=1000.0, statements=12).as_json()
    assert json.loads(json.dumps(line)) == {
        "bench": "intake",
        "unit": "orders/s",
        "ours": 250.0,
        "limit": 1000.0,
        "ratio": 0.25,
        "statements": 12,
    }


def test_an_unknown_benchmark_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        harness.main(["none-such"], as_json=True)
    assert "none-such" in capsys.readouterr().err


@pytest.mark.timeout(900)
def test_every_benchmark_runs_small_and_says_one_object_a_line(
    committed_db: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harness, "_scale", 1.0)  # main changes it for the process
    harness.main([], as_json=True, scale=0.002)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    sheets = [line for line in lines if "bench" not in line]
    lines = [line for line in lines if "bench" in line]
    for line in lines:
        assert set(line) == {"bench", "unit", "ours", "limit", "ratio", "statements"}
        assert line["ours"] > 0
        assert line["limit"] > 0
    assert {line["bench"].partition(":")[0] for line in lines} == set(harness.names()) - {"malls"}
    (malls,) = sheets
    assert set(malls) == MALLS
    assert (malls["oversold"], malls["missing"], malls["doubled"], malls["stock_agrees"]) == (0, 0, 0, True)
    assert malls["lost_sales"] < malls["lost_sales_fixed"]
    assert malls["p99_push_ms"] > 0

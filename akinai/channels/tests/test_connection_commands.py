"""`akinai channels` and `akinai sandbox`, as a program calls them."""

import json
import signal
import subprocess
import sys

import httpx
import pytest
from click.testing import CliRunner

from akinai.channels import actions, cli
from akinai.channels.actions import NewConnection
from akinai.channels.cli.standins import SOURCE
from akinai.channels.models import Connection
from akinai.channels.tests.stall import KEY, entered


@pytest.fixture
def stall(stall):
    actions.connect(NewConnection(**entered(stall), code="stall-1", name="屋台"), actor="test")
    return stall


def call(command, *arguments):
    answer = CliRunner().invoke(command, arguments)
    assert KEY not in answer.output
    return answer


def test_list_tells_how_each_channel_is(stall):
    rows = {row["code"]: row for row in json.loads(call(cli.list_channels, "--json").stdout)}
    assert (rows["stall-1"]["mall"], rows["stall-1"]["light"]) == ("stall", "amber")
    assert (rows["phone"]["mall"], rows["phone"]["light"]) == ("", "")
    actions.fetch_orders(Connection.objects.get(adapter="stall").pk)
    rows = {row["code"]: row for row in json.loads(call(cli.list_channels, "--json").stdout)}
    assert (rows["stall-1"]["light"], rows["stall-1"]["tasks"]["orders"]["trouble"]) == ("green", "")
    assert "stall-1" in call(cli.list_channels).output


def test_test_ends_with_0_or_with_1_and_a_sentence(stall):
    answer = call(cli.test_channel, "stall-1", "--json")
    told = json.loads(answer.stdout)
    assert (answer.exit_code, told["ok"], told["trouble"]) == (0, True, "")
    stall.closed = True
    answer = call(cli.test_channel, "stall-1", "--json")
    assert (answer.exit_code, json.loads(answer.stdout)["trouble"]) == (1, "maintenance")
    answer = call(cli.test_channel, "stall-1")
    assert (answer.exit_code, answer.stdout, len(answer.stderr.strip().splitlines())) == (1, "", 1)


@pytest.mark.parametrize("code", ["nowhere", "phone"])
def test_a_channel_without_a_mall_is_a_sentence(stall, code):
    for command in (cli.test_channel, cli.sync_channel):
        answer = call(command, code)
        assert (answer.exit_code, code in answer.stderr) == (1, True)


def test_sync_runs_the_tasks_and_tells_of_each(stall):
    answer = call(cli.sync_channel, "stall-1", "--json")
    told = json.loads(answer.stdout)
    assert (answer.exit_code, told["ok"], told["writes"]) == (0, True, False)
    assert told["tasks"]["orders"] == {"ok": True, "rows": 0, "words": ""}
    stall.closed = True
    answer = call(cli.sync_channel, "stall-1", "--json")
    told = json.loads(answer.stdout.splitlines()[-1])  # before it, in tests only, the log's warning
    assert (answer.exit_code, told["tasks"]["orders"]["ok"]) == (1, False)
    actions.pause([Connection.objects.get(adapter="stall").pk], actor="test")
    answer = call(cli.sync_channel, "stall-1")
    assert (answer.exit_code, answer.stdout) == (1, "")


def test_sandbox_starts_every_stand_in_and_ends_when_asked():
    words = [sys.executable, "-m", "akinai", "sandbox", "--json"]
    with subprocess.Popen(words, cwd=SOURCE, stdout=subprocess.PIPE, text=True) as running:
        addresses = json.loads(running.stdout.readline())
        try:
            assert {"rakuten", "yahoo", "amazon", "shopify", "stripe", "sbps", "fincode", "komoju"} <= addresses.keys()
            for address in (addresses["rakuten"], addresses["stripe"]):
                assert httpx.get(f"{address}/_control/state").status_code == 200
        finally:
            running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0


def test_sandbox_refuses_a_name_it_does_not_know():
    done = subprocess.run(
        [sys.executable, "-m", "sandbox", "--ports", "nowhere=1"],
        cwd=SOURCE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, "nowhere" in done.stderr) == (1, "", True)

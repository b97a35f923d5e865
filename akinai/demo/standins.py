"""The stand-ins of the demo: payment agents and malls, started as programs of their own, and their control doors.

Akinai knows nothing of the sandbox: programs are started by name, and everything else is said over HTTP.
"""

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from akinai.core import home, outside, serving
from akinai.demo.doors import SOURCE, WentWrong

TOLD = "AKINAI_DEMO_STANDINS"  # in the environment of the demo's own processes: JSON, name → address
KEPT = "standins.json"  # in the home: the ports, so that a page given out yesterday is still there today
AGENTS = ("stripe", "fincode", "sbps", "komoju")
MALLS = ("rakuten", "yahoo", "amazon", "shopify")
PROGRAMS = {name: f"sandbox.{room}.{name}" for room, some in (("gateways", AGENTS), ("malls", MALLS)) for name in some}


def _ports() -> dict[str, int]:
    """The ports of the last time where they are free, else new ones."""
    file = home.path() / KEPT
    try:
        known: dict[str, int] = json.loads(file.read_text())
    except (OSError, ValueError):
        known = {}
    ports = {name: _still_free(known.get(name)) for name in PROGRAMS}
    file.write_text(json.dumps(ports))
    return ports


def _still_free(port: int | None) -> int:
    return port if port and not serving.port_taken("127.0.0.1", port) else serving.free_port()


@contextlib.contextmanager
def running() -> Iterator[dict[str, str]]:
    """The stand-ins while the demo runs: name → address. What they know stays in the home for the next time.

    Processes begun within learn of it by the environment, and may reach this machine's own addresses.
    """
    folder = home.path() / "standins"
    folder.mkdir(exist_ok=True, mode=0o700)
    begun: list[subprocess.Popen[str]] = []
    try:
        addresses = {}
        for name, port in _ports().items():
            program = [sys.executable, "-m", PROGRAMS[name]]
            options = ["--port", str(port), "--keep", str(folder / f"{name}.state")]
            begun.append(subprocess.Popen([*program, *options], stdout=subprocess.PIPE, text=True, cwd=SOURCE))
        for name, one in zip(PROGRAMS, begun, strict=True):
            assert one.stdout is not None
            addresses[name] = one.stdout.readline().strip()  # told once it listens
            if not addresses[name]:
                raise WentWrong(PROGRAMS[name])
        os.environ |= {TOLD: json.dumps(addresses), "OUTSIDE_ALLOW_PRIVATE": "true"}
        yield addresses
    finally:
        for one in begun:
            one.terminate()
        for one in begun:
            one.wait(10)


def addresses() -> dict[str, str]:
    """Where the stand-ins are; nothing when the demo did not start any."""
    return dict(json.loads(os.environ.get(TOLD, "{}")))


def entered(names: Sequence[str]) -> Any:
    """What a shop enters to be connected with these: {name: {"settings", "credentials"}}."""
    asked = ",".join(f"{name}={addresses()[name]}" for name in names)
    program = [sys.executable, "-m", "sandbox", "--enter", asked]
    done = subprocess.run(program, capture_output=True, text=True, check=False, cwd=SOURCE)
    if done.returncode:
        raise WentWrong(f"sandbox: {done.stderr.strip()}")
    return json.loads(done.stdout)


def stand_at(moment: datetime | None) -> None:
    """The stand-ins' clocks show this moment from now on; None: the machine's time."""
    off = moment.timestamp() - time.time() if moment else 0.0
    for address in addresses().values():
        control(address, "", {"clock_off": off})


def control(address: str, door: str, asked: dict[str, Any]) -> Any:
    """Ask a stand-in by its control door. Raises WentWrong."""
    with outside.client(base_url=address, timeout=30, allow_private=True) as line:
        answer = line.post(f"/_control{door}", json=asked)
    if answer.is_error:
        raise WentWrong(f"{answer.url}: {answer.text}")
    return answer.json()

"""`python -m sandbox`: every mall and payment agent in one process, until Ctrl-C or the end of who started it.

For a person it prints, for each, its address (a page to look at and to play the buyer on) and what the shop enters to
be connected with it; with --json one line: {"rakuten": "http://127.0.0.1:…", …}. The keys open nothing anywhere.
"""

import argparse
import importlib
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from sandbox.serving import Server

HERE = Path(__file__).parent
ROOMS = ("malls", "gateways")


def standins() -> Iterator[tuple[str, ModuleType]]:
    """Every folder that can be started, by name."""
    for room in ROOMS:
        for folder in sorted((HERE / room).iterdir()):
            if (folder / "__init__.py").is_file():
                module = importlib.import_module(f"sandbox.{room}.{folder.name}")
                if hasattr(module, "start"):
                    yield folder.name, module


def entered(module: ModuleType, address: str) -> dict[str, Any]:
    """What a shop enters to be connected: {"settings", "credentials"}."""
    tell = getattr(module, "connection", None) or getattr(module, "account")  # noqa: B009 - malls and agents
    told: dict[str, Any] = tell(address)
    return told


def ports_of(text: str) -> dict[str, int]:
    """`rakuten=9101,yahoo=9102` as numbers. Raises ValueError."""
    found = {}
    for one in filter(None, text.split(",")):
        name, _, port = one.partition("=")
        found[name.strip()] = int(port)
    return found


def start_all(ports: dict[str, int]) -> dict[str, tuple[str, Server, ModuleType]]:
    """Name → address, server, module. Raises ValueError for a name that is none, OSError for a port in use."""
    known = dict(standins())
    if unknown := ports.keys() - known.keys():
        raise ValueError(f"{', '.join(sorted(unknown))}: there is no such stand-in ({', '.join(known)})")
    found = {}
    for name, module in known.items():
        try:
            found[name] = (*module.start(ports.get(name, 0)), module)
        except OSError as error:
            raise OSError(f"{name}: port {ports.get(name)} can't be used ({error.strerror})") from error
    return found


def show(name: str, address: str, told: dict[str, Any]) -> None:
    """For a person."""
    print(f"\n{name}  {address}/")
    for kind in ("settings", "credentials"):
        for field, value in told.get(kind, {}).items():
            lines = str(value).splitlines() or [""]
            print(f"    {kind[:-1]:<11} {field} = {lines[0]}")
            for line in lines[1:]:
                print(f"                {line}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Stand-ins of malls and payment agents. Nothing real happens.")
    parser.add_argument("--json", action="store_true", help="one line: name → address")
    parser.add_argument("--ports", default="", help="rakuten=9101,yahoo=9102; others get any free port")
    parser.add_argument("--enter", default="", help="only say what a shop enters: rakuten=http://…,yahoo=http://…")
    given = parser.parse_args()
    if given.enter:
        known, asked_for = dict(standins()), dict(one.split("=", 1) for one in given.enter.split(","))
        print(json.dumps({name: entered(known[name], address) for name, address in asked_for.items()}))
        return 0
    parent, asked = os.getppid(), threading.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda number, frame: asked.set())
    try:
        running = start_all(ports_of(given.ports))
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    if given.json:
        print(json.dumps({name: address for name, (address, _server, _module) in running.items()}), flush=True)
    else:
        for name, (address, _server, module) in running.items():
            show(name, address, entered(module, address))
        print("\nOUTSIDE_ALLOW_PRIVATE=true lets Akinai reach them. Stop with Ctrl-C.", flush=True)
    while os.getppid() == parent and not asked.wait(0.5):
        pass
    for _address, server, _module in running.values():
        server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

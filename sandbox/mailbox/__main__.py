"""`python -m sandbox.mailbox --folder DIR --port 0`: prints its port; ends with the one who started it."""

import argparse
import os
import signal
import threading
from pathlib import Path

from sandbox.mailbox.server import serve


def main() -> None:
    """Serve until a signal comes or the process that started us is gone."""
    parser = argparse.ArgumentParser(description="A stand-in mail server that keeps every mail as a file.")
    parser.add_argument("--folder", type=Path, required=True, help="where the .eml files go")
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--quiet", action="store_true", help="do not print the port")
    given = parser.parse_args()
    parent = os.getppid()
    asked = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, frame: asked.set())
    listener = serve(given.folder, given.port)
    if not given.quiet:
        print(listener.port, flush=True)
    while os.getppid() == parent and not asked.wait(0.5):
        pass
    listener.stop()


if __name__ == "__main__":
    main()

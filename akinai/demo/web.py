"""The shop's own web door while the day runs: the real application over real HTTP, at the demo's hour.

Shoppers and payment agents come in here. It is a thread of the day's process, so that its requests stand at the same
moment as everything else.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from akinai.core import clock
from akinai.demo.hours import standing_at

Start = Callable[..., Any]


class _Silent(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadedWSGIServer):
    daemon_threads = True


@contextlib.contextmanager
def open_door(port: int) -> Iterator[str]:
    """Serve on this port of this machine; gives the shop's address."""
    application = WSGIHandler()

    def at_the_hour(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        moment = standing_at()
        with clock.frozen(moment) if moment else contextlib.nullcontext():
            return application(environ, start)

    server = _Server(("127.0.0.1", port), _Silent)
    server.set_app(at_the_hour)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="shop")
    thread.start()
    try:
        yield f"http://localhost:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()

"""The shop's pages over HTTP, 8 visitors at a time: a product and a list of 24, kept (hot) and drawn anew (cold).

The limit is a static file from the same server processes: what is left when nothing is drawn and nothing is asked.
"""

from collections.abc import Iterator
from functools import partial

from akinai.catalog.models import Product
from bench import shop, world
from bench.harness import Result, require, size
from bench.serving import CONCURRENCY, Line, p99, site, together

SECONDS = 4
STATIC = "/static/core/mark.svg"


def run() -> Iterator[Result]:
    """Requests per second and the slowest in a hundred: hot and cold, product and list."""
    world.make()
    shop.open_shop()
    products = [f"/p/{code}/" for code in Product.objects.order_by("id").values_list("code", flat=True)]
    lasts = size(SECONDS * 1000, least=200) / 1000
    with site() as server:
        together(server.port, partial(_get, [STATIC]), lasts=min(lasts, 1.0))
        static, static_took = together(server.port, partial(_get, [STATIC]), lasts=lasts)
        limit = len(static) / static_took
        for name, paths in (("detail", products[:20]), ("list", ["/c/"])):
            together(server.port, partial(_get, paths), lasts=min(lasts, 1.0))
            times, took = together(server.port, partial(_get, paths), lasts=lasts)
            yield Result(f"pages:{name} hot", "requests/s", len(times) / took, limit)
            yield Result(f"pages:{name} hot p99", "ms", p99(times), p99(static))
        # An address nobody has asked for before: nothing is kept of it.
        cold = {"detail": partial(_cold, products), "list": partial(_cold, ["/c/"])}
        for name, work in cold.items():
            times, took = together(server.port, work, lasts=lasts)
            yield Result(f"pages:{name} cold", "requests/s", len(times) / took, limit)
            yield Result(f"pages:{name} cold p99", "ms", p99(times), p99(static))


def _get(paths: list[str], line: Line, at: int, turn: int) -> None:
    _ask(line, paths[(at + turn) % len(paths)])


def _cold(paths: list[str], line: Line, at: int, turn: int) -> None:
    new = 1 + at + turn * CONCURRENCY
    _ask(line, f"{paths[new % len(paths)]}?min={new % 300}&max={100_000 + new}")


def _ask(line: Line, path: str) -> None:
    status, body = line.ask("GET", path)
    require(status == 200, f"{path} answered {status}: {body.decode()[:300]}")

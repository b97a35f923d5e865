"""For the tests of whole days: the site on a port, and a browser."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from pytest_django.live_server_helper import LiveServer

NO_BROWSER = os.environ.get("NO_BROWSER") == "1"
PATIENCE = 20_000  # milliseconds for what a page should do at once: a busy machine fails nothing
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser_program() -> str | None:
    """A chromium on this machine: AKINAI_BROWSER, or the first known name on the PATH."""
    return os.environ.get("AKINAI_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With NO_BROWSER=1 the browser's tests are left out (and `make test` says so in its last line)."""
    if not NO_BROWSER:
        return
    left_out = [item for item in items if item.get_closest_marker("browser")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture
def site(committed_db: str) -> Iterator[str]:
    """The site served on a port, on a database of its own: its address."""
    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Any]:
    """A headless chromium (playwright's Browser)."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    program = browser_program()
    if program is None:
        pytest.fail("No chromium was found: install it, set AKINAI_BROWSER, or leave these tests out by NO_BROWSER=1.")
    # Playwright runs an event loop in this thread, and Django then takes plain ORM calls for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    # Beside that loop Django keeps connections of its own: none may stay open on the other side.
    connections.close_all()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()
        connections.close_all()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A fresh page of a laptop's size, in Japanese; an error in its scripts fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="ja-JP", timezone_id="Asia/Tokyo")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors, f"errors in the page's scripts: {errors}"

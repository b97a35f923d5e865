"""Make the README's pictures from a running demo: `make demo`, then `.venv/bin/python docs/pictures/make.py`.

Signs in with what the demo keeps in its home (AKINAI_HOME) and takes the home page and an order with open points.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
WHO = "tencho"
SIZE = {"width": 1360, "height": 850}


def password() -> str:
    """The password of the shop manager of this home's demo."""
    home = Path(os.environ.get("AKINAI_HOME") or ROOT / "var")
    people = json.loads((home / "demo.json").read_text())
    return str(next(one["password"] for one in people if one["username"] == WHO))


def code() -> str:
    """The present six digits."""
    command = [sys.executable, "-m", "akinai", "demo", "code", "--user", WHO]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def sign_in(page: Page, address: str) -> None:
    """Password, then the code."""
    page.goto(f"{address}/desk/")
    page.fill("input[name=login]", WHO)
    page.fill("input[name=password]", password())
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", code())
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")


def take(page: Page, name: str) -> None:
    """A picture of what is to be seen, small enough for a README."""
    page.wait_for_load_state("networkidle")
    file = HERE / f"{name}.png"
    page.screenshot(path=file)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size // 1024} kB")


def main() -> None:
    """Home and an order, light, Japanese."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address", nargs="?", default="http://localhost:8000")
    parser.add_argument("--browser", default=os.environ.get("AKINAI_BROWSER") or "/usr/bin/chromium")
    parser.add_argument("--search", default="カード番号", help="words of the order to open")
    given = parser.parse_args()
    address = given.address.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.browser, args=["--no-sandbox", "--disable-gpu"])
        look = {"viewport": SIZE, "locale": "ja-JP", "timezone_id": "Asia/Tokyo", "color_scheme": "light"}
        page = browser.new_context(**look).new_page()
        sign_in(page, address)
        take(page, "home")
        page.goto(f"{address}/desk/orders/?queue=review&q={given.search}")
        page.click("table tbody a >> nth=0")
        take(page, "order")
        browser.close()


if __name__ == "__main__":
    main()

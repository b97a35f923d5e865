"""What a person does at a page: see words, press, type."""

import re
from typing import Any

from playwright.sync_api import expect


class Desk:
    """One open page of the site, handled by what is written on it."""

    def __init__(self, page: Any, site: str) -> None:
        self.page = page
        self.site = site

    def go(self, path: str) -> "Desk":
        """Open a page; it must answer."""
        answer = self.page.goto(self.site + path)
        assert answer.status == 200, (path, answer.status)
        return self

    def sees(self, *words: str) -> "Desk":
        """Each of these words stands on the page, or comes in a moment."""
        for text in words:
            expect(self.page.get_by_text(text).locator("visible=true").first).to_be_visible()
        return self

    def sees_not(self, *words: str) -> None:
        """None of these words is left on the page."""
        for text in words:
            expect(self.page.get_by_text(text).locator("visible=true")).to_have_count(0)

    def at(self, path: str) -> None:
        """The address is (a regular expression of) this one."""
        expect(self.page).to_have_url(re.compile(path))

    def press(self, name: str, *, within: str = "body") -> None:
        """Press the button or follow the link of this name."""
        self.page.wait_for_load_state()  # its scripts may ask before something is done
        inside = self.page.locator(within)
        inside.get_by_role("button", name=name).or_(inside.get_by_role("link", name=name)).first.click()

    def yes(self) -> None:
        """Answer the question before something that is hard to take back."""
        self.page.locator("#confirm [data-confirm-go]").click()

    def keys(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self.page.wait_for_load_state()  # its scripts listen to keys
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str, *then: str) -> None:
        """Type where the cursor is, then press keys."""
        self.page.keyboard.type(text)
        self.keys(*then)

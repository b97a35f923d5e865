"""What a shopper does: see words, press, fill in; on a phone unless told otherwise."""

import re
from typing import Any

from playwright.sync_api import expect

PHONE = {"width": 390, "height": 844}


class Shopper:
    """Somebody with a browser at the shop; `page` is Playwright's."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def go(self, path: str) -> "Shopper":
        answer = self.page.goto(path)
        assert answer.status == 200, (path, answer.status)
        return self

    def press(self, name: str, *, within: str = "body") -> "Shopper":
        """Press the button or follow the link that is called exactly so."""
        inside = self.page.locator(within)
        button = inside.get_by_role("button", name=name, exact=True)
        button.or_(inside.get_by_role("link", name=name, exact=True)).locator("visible=true").first.click()
        return self

    def choose(self, words: str, *, within: str = "body") -> "Shopper":
        """The radio button whose label begins so."""
        self.page.locator(within).get_by_role("radio", name=re.compile(f"^{words}")).check()
        return self

    def sees(self, *words: str) -> "Shopper":
        for one in words:
            expect(self.page.get_by_text(one).locator("visible=true").first).to_be_visible()
        return self

    def headed(self, words: str) -> "Shopper":
        """The page's heading is (or will be) this one."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(words)
        return self

    def put(self, code: str, pieces: int = 1) -> "Shopper":
        """Into the cart, from the product's page."""
        self.go(f"/p/{code}/")
        self.page.get_by_label("数量").fill(str(pieces))
        return self.press("カートに入れる").headed("カート")

    def tell(self, prefix: str, name: str, *, number: str = "芝公園4-2-8", mail: str = "") -> "Shopper":
        """Name, phone and address of somebody; the address comes by the postal code."""

        def field(which: str) -> Any:
            return self.page.locator(f"[name={prefix}-{which}]")

        field("name").fill(name)
        field("phone").fill("0312345678")
        field("postal").fill("1050011")
        if mail:
            field("email").fill(mail)
        self.page.locator(f"button[name=lookup][value={prefix}]").click()
        expect(field("prefecture")).to_have_value("東京都")
        expect(field("city")).to_have_value("港区")
        field("line1").fill(number)
        return self

    def to_payment(self, name: str = "南 花子", mail: str = "hanako@example.jp") -> "Shopper":
        """From the cart, as a guest, to the page where the way to pay is chosen."""
        self.press("ご注文手続きへ進む").headed("ご注文者・お届け先").tell("buyer", name, mail=mail)
        self.press("お届け・ギフトへ進む").headed("お届け・ギフト")
        return self.press("お支払い方法へ進む").headed("お支払い方法")

    def pay_by(self, words: str) -> "Shopper":
        """Choose how to pay, up to the last confirmation."""
        return self.choose(words).press("最終確認へ進む").headed("ご注文内容をご確認ください")

    def fits(self) -> None:
        """Nothing is wider than the screen."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"

"""What every stand-in gateway has beyond a server: payer's pages and a notifier.

    class KomojuStandIn(StandIn):
        name = "KOMOJU"

        @route("POST", "/api/v1/sessions")
        def create(self, request: Request) -> Answer: ...  # under the lock; refuse with `raise Refused(answer)`

        def press(self, page, how, method, amount) -> Pressed: ...  # the payer pressed a button
        def accepted(self, status, answer) -> bool: ...  # did the shop understand the notice?
        def shown(self) -> dict[str, Any]: ...  # for the control door

`open_page(PayerPage(...))` gives the address to send the buyer to. What a button means beyond the payment itself
(notice before the redirect, twice, never …) is done here, so that every gateway behaves alike.

The control door has besides what every stand-in's has (sandbox/serving.py):
    POST /_control        {"again": 2, "mute": false, "wrong_by": -100}
    GET  /_control/state  everything the shop was told and what it answered, too
    POST /_control/pay    {"order_id", "how": "pay", "method": "card", "amount": null} → {"back": how the buyer returns}
    POST /_control/wait   waits until no notice is on its way → {"told": [...]}
"""

from dataclasses import dataclass
from typing import Any

from sandbox import serving
from sandbox.gateways import pages
from sandbox.gateways.notifier import Message, Notifier, Told
from sandbox.gateways.pages import Back, Form, PayerPage
from sandbox.messages import Answer, Refused, Request, route


@dataclass(frozen=True)
class Pressed:
    """What came of a button: what the shop is to be told, and how the buyer goes back."""

    messages: list[Message]
    back: Back


class StandIn(serving.StandIn):
    """One gateway. Subclasses add routes and say what a button does."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, PayerPage] = {}
        self.notifier = Notifier(self.accepted, self.heard)
        self.mute = False
        self.wrong_by = -100  # yen that a notice of a wrong amount is off

    # --- what a gateway says for itself ---

    def press(self, page: PayerPage, how: str, method: str, amount: int) -> Pressed:
        """Do what the payer chose: pay, fail, cancel, deposit or expire, or one of the page's own `more`.

        Runs under the lock. `amount` is what is notified (another one than asked for when a wrong amount is tried).
        """
        raise Refused(Answer.of({"error": f"{self.name} has no button {how}"}, 400))

    def accepted(self, status: int, answer: bytes) -> bool:
        """Did the shop understand the notice?"""
        return 200 <= status < 300

    def heard(self, told: Told) -> None:
        """The shop answered a notice (or could not be reached)."""

    # --- payer's pages ---

    def open_page(self, page: PayerPage) -> str:
        """Keep the page; returns its address."""
        self.pages[page.ref] = page
        return f"{self.address}/_pay/{page.ref}"

    @route("GET", "/_pay/{ref}", api=False)
    def show_page(self, request: Request) -> Answer:
        page = self._page(request.parts["ref"])
        return Answer.html(pages.payer_page(self.name, page))

    @route("POST", "/_pay/{ref}", api=False)
    def pressed_page(self, request: Request) -> Answer:
        page, said = self._page(request.parts["ref"]), dict(request.form())
        how = said.get("how", pages.PAY)
        pressed = self.act(page, how, said.get("method", ""))
        if how == pages.SILENT:
            return Answer.html(pages.told_page(self.name, "応答がありません"), 504)
        if how == pages.NEVER:
            return Answer.html(pages.told_page(self.name, "お支払いは済みました。この画面を閉じてください。"))
        slip_issued = page.slip and how == pages.PAY  # the payer reads the number before going back
        if (
            how in (pages.LATE, pages.DEPOSIT, pages.DEPOSIT_WRONG, pages.EXPIRE)
            or slip_issued
            or how in dict(page.more)
        ):
            return Answer.to(f"{self.address}/_pay/{page.ref}")
        if isinstance(pressed.back, Form):
            return Answer.html(pages.back_page(self.name, pressed.back), charset=pressed.back.charset)
        return Answer.to(pressed.back)

    def act(self, page: PayerPage, how: str, method: str, amount: int | None = None) -> Pressed:
        """Press a button: the payment under the lock, then the notices as the button says."""
        odd = dict(pages.ODD)
        deed = pages.PAY if how in odd else pages.DEPOSIT if how == pages.DEPOSIT_WRONG else how
        off = self.wrong_by if how in (pages.WRONG, pages.DEPOSIT_WRONG) else 0
        with self.lock:
            if page.state != "open" and deed in (pages.PAY, pages.FAIL, pages.CANCEL):
                raise Refused(Answer.html(pages.payer_page(self.name, page), 409))
            pressed = self.press(
                page, deed, method or page.methods[0][0], page.amount + off if amount is None else amount
            )
            page.back = pressed.back
        if how == pages.SILENT or self.mute:
            return pressed
        for message in pressed.messages:
            if how == pages.FIRST:
                self.notifier.tell_now(message)
            else:
                self.notifier.tell(message)
            if how == pages.TWICE:
                self.notifier.tell(message, delay=0.05)
        return pressed

    def tell(self, *messages: Message) -> None:
        """Tell the shop (unless the control door has silenced us)."""
        if not self.mute:
            for message in messages:
                self.notifier.tell(message)

    def _page(self, ref: str) -> PayerPage:
        if ref not in self.pages:
            raise Refused(Answer.html(pages.told_page(self.name, "このお支払いは見つかりません"), 404))
        return self.pages[ref]

    # --- the control door ---

    def set_up(self, said: dict[str, Any]) -> None:
        self.mute = bool(said.get("mute", self.mute))
        self.wrong_by = int(said.get("wrong_by", self.wrong_by))
        self.notifier.again = float(said.get("again", self.notifier.again))

    @route("GET", "/_control/state", api=False)
    def state(self, request: Request) -> Answer:
        return Answer.of({"state": self.shown(), "calls": list(self.calls), "told": self._told()})

    @route("POST", "/_control/pay", api=False)
    def control_pay(self, request: Request) -> Answer:
        said = request.json()
        found = [page for page in self.pages.values() if page.order_id == said.get("order_id")]
        if not found:
            return Answer.of({"error": f"no payment page of {said.get('order_id')!r}"}, 404)
        amount = said.get("amount")
        pressed = self.act(
            found[-1],
            str(said.get("how", pages.PAY)),
            str(said.get("method") or ""),
            None if amount is None else int(amount),
        )
        back: Any = pressed.back
        if isinstance(back, Form):
            back = {"url": back.url, "fields": [list(each) for each in back.fields], "charset": back.charset}
        return Answer.of({"back": back, "told": len(pressed.messages)})

    @route("POST", "/_control/wait", api=False)
    def control_wait(self, request: Request) -> Answer:
        quiet = self.notifier.wait(float(request.json().get("seconds", 10)))
        return Answer.of({"quiet": quiet, "told": self._told()})

    def _told(self) -> list[dict[str, Any]]:
        return [
            {
                "url": each.message.url,
                "about": each.message.about,
                "body": each.message.body.decode("utf-8", "replace"),
                "number": each.number,
                "status": each.status,
                "answer": each.answer.decode("cp932", "replace"),
                "accepted": each.accepted,
            }
            for each in list(self.notifier.told)
        ]

    def close(self) -> None:
        super().close()
        self.notifier.close()

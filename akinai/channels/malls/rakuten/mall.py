"""base.Mall for 楽天市場."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.channels.malls.base import (
    Account,
    Cancellation,
    Expiry,
    Field,
    KeysRefused,
    Listing,
    MallError,
    Nonsense,
    Notice,
    OfferPage,
    OrderPage,
    Place,
    RawRequest,
    Shipment,
    StockLine,
    Told,
    Unreachable,
)
from akinai.channels.malls.rakuten import asking, cancelling, codes, notices, searching, stock, telling, translate
from akinai.channels.malls.rakuten import listings as pages
from akinai.channels.malls.rakuten.asking import Refused, Rms
from akinai.core import clock

VERSION = 10  # of getOrder's answer
KEYS_MENU = gettext_lazy(
    "In RMS open the settings of the web APIs (店舗様向け情報・サービス → WEB APIサービス → 利用設定). "
    "Then enter the new key here."
)


class Rakuten:
    """See base.Mall."""

    kind: ClassVar[str] = "rakuten"
    label: ClassVar[str | Promise] = gettext_lazy("Rakuten Ichiba")
    fields: ClassVar[tuple[Field, ...]] = (
        Field("service_secret", "serviceSecret", secret=True, required=True, help=gettext_lazy("Begins with SP.")),
        Field(
            "license_key",
            "licenseKey",
            secret=True,
            required=True,
            help=gettext_lazy("Begins with SL. It ends after 90 days and is renewed by hand in RMS."),
        ),
        Field(
            "auth_key",
            gettext_lazy("Key of push notices"),
            secret=True,
            help=gettext_lazy("Only for shops to which Rakuten sends order notices."),
        ),
        Field("api", gettext_lazy("Address of the API"), default="https://api.rms.rakuten.co.jp", required=True),
        Field(
            "restore",
            gettext_lazy("Stock when an order is cancelled"),
            default="2",
            choices=(
                ("2", gettext_lazy("Rakuten leaves it; we send the number")),
                ("1", gettext_lazy("Rakuten puts it back")),
                ("0", gettext_lazy("As set for the product at Rakuten")),
            ),
        ),
        Field(
            "after_shipping",
            gettext_lazy("Orders that are shipped at Rakuten"),
            default="staff",
            choices=(
                ("staff", gettext_lazy("Staff cancel them in RMS, where refunds are decided")),
                ("tell", gettext_lazy("Cancelled here, they are cancelled at Rakuten, too")),
            ),
            help=gettext_lazy("Rakuten refunds the buyer at once: cancel when the goods are with you."),
        ),
        Field(
            "part",
            gettext_lazy("A part of an order is reported"),
            default="number",
            choices=(
                ("number", gettext_lazy("with its number; the ship date follows with the last parcel")),
                ("date", gettext_lazy("with number and ship date")),
            ),
        ),
        Field(
            "carriers",
            gettext_lazy("Carrier codes of your own"),
            help=gettext_lazy("One in a line: our code = Rakuten's number, like yamato=1001."),
            long=True,
        ),
        Field("async_from", gettext_lazy("Reports together from so many orders on"), default="5", number=True),
        Field(
            "patience",
            gettext_lazy("Seconds to wait for the result of reports sent together"),
            default="30",
            number=True,
        ),
        Field(
            "cabinet_folder",
            gettext_lazy("Folder of R-Cabinet for pictures"),
            default="0",
            help=gettext_lazy("Its number; 0 is the basic folder."),
            number=True,
        ),
        Field(
            "cabinet_path",
            gettext_lazy("Path of that folder"),
            help=gettext_lazy("As in the addresses of its pictures, behind /cabinet/. Empty for the basic folder."),
        ),
        Field("content_type", "Content-Type", default=asking.JSON),
    )
    abilities: ClassVar[frozenset[str]] = frozenset(
        ("orders", "confirm", "cancel", "shipments", "stock", "read_stock", "offers", "listings", "prices", "notices")
    )
    updated_since: ClassVar[bool] = False
    sends_mails: ClassVar[bool] = False  # 注文確認 and 発送 mails are the shop's own, by Rakuten's mail server
    every: ClassVar[int] = 60
    ends_with_last: ClassVar[bool] = True
    stock_batch: ClassVar[int] = stock.MOST_SENT
    order_batch: ClassVar[int] = 100
    page_size: ClassVar[int] = 300  # orders of one OrderPage: a search and three reads

    # --- the connection ---

    def check(self, account: Account) -> str:
        """The order API, the stock API and the key's last day. The item API may be switched off."""
        now = clock.now()
        with asking.opened(account) as rms:
            window = searching.Window(now - dt.timedelta(minutes=10), now)
            asking.believed(rms.order("searchOrder", window.request(1)), "searchOrder")
            stock.read(rms, [Place("akinai-check", "akinai-check")])
            expiry = _expiry(rms)
            try:
                pages.search(rms, hits=1)
            except (KeysRefused, Refused):
                items = _("The item API is switched off: listings are neither read nor sent.")
            else:
                items = ""
        words = _("Connected to RMS. The licence key is valid until %(day)s.") % {"day": expiry.date().isoformat()}
        return f"{words} {items}".strip()

    def expiries(self, account: Account) -> Sequence[Expiry]:
        with asking.opened(account) as rms:
            return [Expiry(_("Licence key of RMS"), _expiry(rms), str(KEYS_MENU))]

    # --- orders in ---

    def changed_orders(self, account: Account, since: dt.datetime, until: dt.datetime, cursor: str = "") -> OrderPage:
        """Orders by the day they were placed: RMS cannot list what changed, so open orders are read again."""
        end = searching.rounded(until)
        size = int(account.settings.get("page") or self.page_size)
        window = searching.at_cursor(cursor) if cursor else searching.first(since, end)
        with asking.opened(account) as rms:
            window, hits = _search(rms, window, size)
            page = _read(rms, account, hits.numbers)
        if window.page < hits.pages:
            following: searching.Window | None = searching.Window(window.start, window.end, window.page + 1)
        else:
            following = window.after(end)
        return OrderPage(page.orders, following.cursor() if following else "", page.broken)

    def read_orders(self, account: Account, numbers: Sequence[str]) -> OrderPage:
        with asking.opened(account) as rms:
            return _read(rms, account, numbers)

    # --- what we tell ---

    def confirm(self, account: Account, numbers: Sequence[str]) -> Told:
        told = Told()
        with asking.opened(account) as rms:
            for batch in batches(list(dict.fromkeys(numbers)), self.order_batch):
                if not attempt(told, batch, partial(_confirm, rms, batch, told)):
                    break
        return told

    def tell_shipments(self, account: Account, shipments: Sequence[Shipment]) -> Told:
        told = Told()
        with asking.opened(account) as rms:
            orders = _look(rms, [shipment.number for shipment in shipments])
            plans = telling.plans(shipments, orders, account.settings, told)
            if len(plans) < int(account.settings.get("async_from") or 5):
                groups = [[plan] for plan in plans]
            else:
                groups = batches(plans, telling.MOST_ORDERS)
            patience = float(account.settings.get("patience") or 30)
            for group in groups:
                keys = [key for plan in group for key in plan.every_key]
                if not attempt(told, keys, partial(telling.tell, rms, group, told, patience)):
                    break
        return told

    def cancel(self, account: Account, cancellations: Sequence[Cancellation]) -> Told:
        told = Told()
        with asking.opened(account) as rms:
            orders = _look(rms, [one.number for one in cancellations])
            for one in cancellations:
                call = cancelling.call_for(one, orders.get(one.number), account.settings, told)
                if call and not attempt(told, [one.key], partial(cancelling.cancel, rms, call, one, told)):
                    break
        return told

    # --- stock ---

    def send_stock(self, account: Account, lines: Sequence[StockLine], key: str) -> Told:
        """Absolute numbers. RMS takes an unknown code without a word, so places not seen of late are looked up."""
        told = Told()
        with asking.opened(account) as rms:
            good = stock.sendable(lines, told)
            stock.refuse_unknown(rms, good, told)
            for batch in batches([line for line in good if line.key not in told.refused], stock.MOST_SENT):
                keys = [line.key for line in batch]
                if not attempt(told, keys, partial(stock.send, rms, batch, told)):
                    break
        return told

    def read_stock(self, account: Account, places: Sequence[Place]) -> Mapping[Place, int | None]:
        with asking.opened(account) as rms:
            return stock.read(rms, places)

    # --- pages ---

    def offers(self, account: Account, cursor: str = "") -> OfferPage:
        with asking.opened(account) as rms:
            return pages.offers(rms, cursor)

    def push_listings(self, account: Account, listings: Sequence[Listing]) -> Told:
        told = Told()
        with asking.opened(account) as rms:
            for listing in listings:
                if not attempt(told, [listing.key], partial(pages.push, rms, listing, told)):
                    break
        return told

    # --- notices ---

    def read_notice(self, account: Account, raw: RawRequest) -> Notice:
        return notices.notice(raw.body, account.credentials.get("auth_key", ""))


# --- one call for some rows ---------------------------------------------------------------------------------


def batches(rows: Sequence[Any], size: int) -> list[list[Any]]:
    return [list(rows[start : start + size]) for start in range(0, len(rows), size)]


def attempt(told: Told, keys: Sequence[Any], call: Callable[[], None]) -> bool:
    """Make a call for these rows; whether more may follow. After no answer they are unknown. What failed as a whole is
    raised as long as nothing was told before it; else what was not reached is said again later.
    """
    try:
        call()
    except Refused as error:
        told.refused.update(dict.fromkeys(keys, error.words))
    except (Unreachable, Nonsense) as error:
        told.unknown.update(dict.fromkeys(keys, error.words))
    except MallError:
        if not (told.done or told.refused):
            raise
        return False
    return not told.unknown


# --- orders -------------------------------------------------------------------------------------------------


def _search(rms: Rms, window: searching.Window, size: int) -> tuple[searching.Window, searching.Hits]:
    """The page asked for; of a window with too many orders its first part."""
    while True:
        answer = asking.believed(rms.order("searchOrder", window.request(size)), "searchOrder")
        hits = searching.hits(answer, window, size)
        smaller = window.halved() if hits.total > searching.MOST_HITS and window.page == 1 else None
        if smaller is None:
            return window, hits
        window = smaller


def _models(rms: Rms, numbers: Sequence[str]) -> tuple[list[Any], list[Mapping[str, Any]]]:
    """The orders as told, and the messages about them."""
    every: list[Any] = []
    said: list[Mapping[str, Any]] = []
    for batch in batches(list(dict.fromkeys(numbers)), Rakuten.order_batch):
        answer = rms.order("getOrder", {"orderNumberList": list(batch), "version": VERSION})
        models = answer.get("OrderModelList")
        said += asking.messages(answer)
        if not isinstance(models, list):
            if any(asking.failed(one) for one in said) and models is None:
                continue
            raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "getOrder"})
        every += models
    return every, said


def _read(rms: Rms, account: Account, numbers: Sequence[str]) -> OrderPage:
    """Orders in our words; one that cannot be read harms no other, and each number asked for is accounted for."""
    models, said = _models(rms, numbers)
    orders, broken = {}, {}
    for model in models:
        number = str(model.get("orderNumber") or "") if isinstance(model, Mapping) else ""
        if number not in numbers:
            continue
        try:
            orders[number] = translate.mall_order(model, account.code)
        except translate.BROKEN as error:
            broken[number] = translate.unreadable(error)
    for message in said:
        number = str(message.get("orderNumber") or "")
        if number and number not in orders and number not in broken:
            broken[number] = asking.words_of(message)
    for number in numbers:
        if number not in orders and number not in broken:
            broken[number] = _("Rakuten does not know the order %(number)s.") % {"number": number}
    return OrderPage(list(orders.values()), broken=broken)


def _look(rms: Rms, numbers: Sequence[str]) -> dict[str, Mapping[str, Any]]:
    """The orders as they are, before anything is said about them."""
    models, _said = _models(rms, numbers)
    found = {str(one["orderNumber"]): one for one in models if isinstance(one, Mapping) and one.get("orderNumber")}
    if any(not isinstance(one.get("orderProgress"), int) for one in found.values()):
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "getOrder"})
    return found


def _confirm(rms: Rms, numbers: Sequence[str], told: Told) -> None:
    said = asking.messages(rms.order("confirmOrder", {"orderNumberList": list(numbers)}))
    by_number = {str(one["orderNumber"]): one for one in said if one.get("orderNumber")}
    general = [one for one in said if asking.failed(one) and not one.get("orderNumber")]
    for number in numbers:
        message = by_number.get(number)
        if message and str(message.get("messageCode", "")).endswith(codes.CONFIRMED):
            told.done.append(number)
        elif message or general:
            told.refused[number] = asking.words_of(message or general[0])
        else:
            told.unknown[number] = _("Rakuten did not say what came of it.")


def _expiry(rms: Rms) -> dt.datetime:
    """The last moment of the licence key; the mall writes it in Japan's time without saying so."""
    key = rms.account.credentials.get("license_key", "")
    path = "/es/1.0/license-management/license-key/expiry-date"
    told = rms.rest("key", "licenseKey.expiryDate", "GET", path, params={"licenseKey": key})
    try:
        return translate.moment(told.get("expiryDate"))
    except ValueError as error:
        raise Nonsense(str(error)) from error

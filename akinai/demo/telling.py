"""What the demo prints: the closing tables, and how to sign in."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from akinai.core.people.permissions import ROLES
from akinai.demo import signins
from akinai.demo.figures import Figures, queues
from akinai.demo.malls import pages
from akinai.orders.models import Queue


def closing(figures: Figures, seconds: float) -> None:
    """The figures of the day, and what is left where."""
    console = Console(highlight=False)
    _headline(console, _("The day in figures"))
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for words, value in _rows(figures, seconds):
        table.add_row(words, value)
    console.print(table)
    _headline(console, _("Where the orders stand: work left to try"))
    left = Table()
    left.add_column(_("Order state"))
    left.add_column(_("Number of orders"), justify="right")
    counts = queues()
    for queue in Queue:
        if counts[queue.value]:
            left.add_row(str(queue.label), f"{counts[queue.value]:,}")
    console.print(left)


def _headline(console: Console, words: str) -> None:
    """Words above a table; a title of the table itself is broken to its width."""
    console.print(f"\n[bold]{words}[/]", soft_wrap=True)


def _rows(figures: Figures, seconds: float) -> list[tuple[str, str]]:
    counted = [
        (_("Orders taken in"), figures.orders_in),
        (_("The same order told again"), figures.duplicates),
        (_("Rows of files not taken in"), figures.rejected),
        (_("To check or on hold"), figures.held),
        (_("Waiting for payment"), figures.waiting_payment),
        (_("Short of stock"), figures.short),
        (_("Shipped"), figures.shipped),
        (_("Cancelled"), figures.cancelled),
        (_("Mails sent"), figures.mails_sent),
        (_("Pages of packing slips"), figures.slip_pages),
        (_("Rows of label files"), figures.label_rows),
        (_("Sold beyond the stock"), figures.oversold),
        (_("Orders of the own shop"), figures.shop_orders),
        (_("of these paid or authorised"), figures.shop_paid),
        (_("Collected by the own shop (yen)"), figures.shop_captured_yen),
        (_("Receipts issued"), figures.receipts),
        (_("Money tasks left open"), figures.money_tasks_open),
        (_("Charged twice"), figures.doubled),
        (_("Charged without an order"), figures.charge_without_order),
        (_("Shipped without a payment"), figures.order_without_payment),
        (_("Orders at the malls reached by API"), figures.mall_orders),
        (_("of these not here"), figures.mall_missing),
        (_("Orders of theirs here twice"), figures.mall_doubled),
        (_("Shipped by the malls' own word"), figures.mall_shipped),
        (_("Shipments they do not know of"), figures.mall_untold),
        (_("Places that show a wrong number"), figures.mall_stock_wrong),
    ]
    said = {True: _("holds"), False: _("BROKEN")}
    return [
        *((words, f"{count:,}") for words, count in counted),
        (_("Stock = ledger"), said[figures.ledger_ok]),
        (_("States = facts"), said[figures.gates_ok]),
        (_("Seconds"), f"{seconds:.1f}"),
    ]


def problems(found: Sequence[str]) -> None:
    """What did not hold, for whoever repairs it."""
    console = Console(stderr=True, highlight=False)
    for sentence in found:
        console.print(f"[red]×[/] {sentence}")


def shop(address: str) -> None:
    """The shop, its member, and that no money moves."""
    console = Console(highlight=False)
    _headline(console, _("The shop: %(address)s") % {"address": address})
    email, password = signins.member()
    if email:
        words = {"address": f"{address}my/", "email": email, "password": password}
        console.print(
            _("A member of it signs in at %(address)s: %(email)s, password %(password)s") % words, soft_wrap=True
        )
    console.print(_("Buy by any way to pay: stand-ins play the payment agents, and no money moves."), soft_wrap=True)


def malls() -> None:
    """The malls' own pages: buy there, or change their stock, and look what comes of it here."""
    console = Console(highlight=False)
    _headline(console, _("The malls (played by stand-ins): buy there, and see the order arrive"))
    for name, address in pages():
        console.print(f"  {name}  {address}", soft_wrap=True)


def sign_ins(address: str) -> None:
    """Everybody's way in. The code is the present one; `akinai demo code` prints the next."""
    console = Console(highlight=False)
    _headline(console, _("The desk: %(address)s") % {"address": f"{address}desk/"})
    table = Table()
    for header in (_("Role"), _("Sign-in name"), _("Password"), _("Code now")):
        table.add_column(header, no_wrap=True)
    for one in signins.known():
        table.add_row(str(ROLES[one.role]), one.username, one.password, signins.code(one.secret))
    console.print(table)
    console.print(_("TOTP secrets, for an authenticator of your own:"))
    for one in signins.known():
        console.print(f"  {one.username:<8} {one.secret}", soft_wrap=True)
    console.print(_("The next six-digit code: `akinai demo code` (of somebody else: `--user juchu`)."), soft_wrap=True)
    pins = [(one.username, one.pin) for one in signins.known() if one.pin]
    console.print(
        _("PIN at a registered device (first register the browser as %(manager)s under Devices): %(pins)s")
        % {"manager": pins[0][0], "pins": "、".join(f"{name} {pin}" for name, pin in pins)},
        soft_wrap=True,
    )
    console.print(_("All mails stay in this demo: read them in its mailbox, on the page of mails."))

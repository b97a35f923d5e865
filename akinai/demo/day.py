"""A shop's whole day, step by step. Every step goes through commands and verbs; none writes a table itself."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rich.console import Console

from akinai.core import doctor
from akinai.core.events import publish
from akinai.core.models import Mail
from akinai.core.terminal import progress
from akinai.demo import (
    doors,
    floor,
    gateways,
    ground,
    malls,
    office,
    shop,
    shoppers,
    signins,
    site,
    standins,
    till,
    web,
)
from akinai.demo.events import DayDone
from akinai.demo.figures import Figures, figures
from akinai.demo.floor import Floor
from akinai.demo.hours import Hours
from akinai.demo.shoppers import Shoppers


@dataclass
class Day:
    """The day and what its steps hand to each other."""

    hours: Hours
    shoppers: Shoppers
    floor: Floor = field(default_factory=Floor)
    problems: list[str] = field(default_factory=list)
    figures: Figures | None = None


@dataclass(frozen=True)
class Step:
    """One step: its words, when it happens (an hour of the day, or days before it), and what is done."""

    words: Promise
    when: str | int
    do: Callable[[Day], None]


STEPS = (
    Step(_("Opening the shop: profile, warehouses"), 30, lambda day: shop.open_up(day.hours)),
    Step(_("Staff with sign-ins"), 30, lambda day: _hire()),
    Step(_("Products and stock from files"), 30, lambda day: shop.stock_up(day.hours)),
    Step(_("Sales channels switched live"), 30, lambda day: shop.connect(day.hours)),
    Step(_("Second houses at four malls, connected by API"), 30, lambda day: malls.open_houses()),
    Step(_("Contracts with payment agents, ways to pay"), 30, lambda day: _sign_up()),
    Step(_("Pictures of products"), 30, lambda day: site.draw(day.hours)),
    Step(_("The own shop: look, pages, delivery, opening"), 30, lambda day: site.make(day.hours)),
    Step(_("Earlier sales taken in"), 2, lambda day: office.import_before(day.hours)),
    Step(_("Earlier sales shipped and delivered"), 2, lambda day: floor.send_before(day.hours, day.floor)),
    Step(_("Stock told to the malls; buyers order there by night"), "07:40", lambda day: _night(day)),
    Step(_("The day's orders taken in"), "08:00", lambda day: office.import_day(day.hours)),
    Step(_("Later files: the same orders again, and changes"), "08:40", lambda day: office.import_again(day.hours)),
    Step(_("Orders of the malls fetched"), "08:45", lambda day: malls.sync()),
    Step(_("A member registers"), "08:50", lambda day: signins.join(day.shoppers)),
    Step(_("Orders bought through the own shop"), "08:55", lambda day: shoppers.shop(day.shoppers)),
    Step(_("At the malls: changed, cancelled, authorised, silent"), "09:05", lambda day: _change()),
    Step(_("Points to check looked through"), "09:10", lambda day: office.look_through(day.hours)),
    Step(_("Payments booked"), "09:40", lambda day: office.book_payments(day.hours)),
    Step(_("Convenience stores and the bank: money of the own shop"), "09:50", lambda day: _take_money(day)),
    Step(_("Short goods: transfer, arrival, expected"), "10:00", lambda day: office.serve_the_short(day.hours)),
    Step(_("Orders given to the outside warehouse"), "10:20", lambda day: floor.give_outside(day.hours, day.floor)),
    Step(_("Work started"), "10:30", lambda day: floor.start_day(day.hours, day.floor)),
    Step(_("Pick lists and packing slips printed"), "10:45", lambda day: floor.print_papers(day.floor)),
    Step(_("B2 Cloud: labels out, numbers in"), "11:15", lambda day: floor.label(day.floor)),
    Step(_("What goes wrong: wrong piece, empty shelf, cancelled"), "13:00", lambda day: _disturb(day)),
    Step(_("Inspection by scans"), "13:30", lambda day: floor.inspect_day(day.hours, day.floor)),
    Step(_("Shipments confirmed, handed over"), "15:00", lambda day: floor.confirm_day(day.hours, day.floor)),
    Step(_("A payment that comes too late"), "15:50", lambda day: till.pay_late(day.shoppers)),
    Step(_("A refund by four eyes, and the bank's file"), "16:10", lambda day: till.pay_refund(day.shoppers)),
    Step(_("A last batch left on the bench"), "16:15", lambda day: floor.start_late(day.hours, day.floor)),
    Step(_("A return"), "16:20", lambda day: floor.come_back(day.hours, day.floor)),
    Step(_("Mails to buyers"), "17:00", lambda day: None),
    Step(_("Receipts issued by a buyer"), "17:05", lambda day: till.issue_receipts(day.shoppers)),
    Step(_("Shipment reports for the malls"), "17:10", lambda day: _tell_malls(day)),
    Step(_("Malls by API: shipments told, stock sent"), "17:18", lambda day: malls.sync()),
    Step(_("A mall's stock overwritten by hand: found, named, sent again"), "17:24", lambda day: _evening()),
    Step(_("Backup"), "17:28", lambda day: doors.command("backup") and None),
    Step(_("Everything checked"), "17:30", lambda day: _check(day)),
)


def _hire() -> None:
    signins.hire(actor="cli")


def _sign_up() -> None:
    till.open_account()
    gateways.sign_up()


def _take_money(day: Day) -> None:
    till.pay_slips(day.shoppers)
    till.book_transfers(day.shoppers)
    doors.work()
    till.change_mind(day.shoppers)
    doors.work()
    till.begin_refund(day.shoppers)


def _night(day: Day) -> None:
    malls.sync()
    malls.buy_by_night(day.hours)


def _change() -> None:
    malls.change_at_malls()
    malls.sync(silent="rakuten2")
    malls.sync()


def _tell_malls(day: Day) -> None:
    floor.tell_malls(day.hours, day.floor)
    malls.sync()  # a mall's number is compared only once orders were read past it: at the next look


def _evening() -> None:
    malls.overwrite_stock()
    malls.sync()


def _disturb(day: Day) -> None:
    floor.disturb(day.hours, day.floor)


def work_through(hours: Hours, *, port: int) -> Day:
    """Do the whole day, telling each step and how long it took. The shop is open at this port meanwhile."""
    ground.mark(hours.day.isoformat())
    console = Console(stderr=True, highlight=False)
    with progress() as bars, web.open_door(port) as address:
        day = Day(hours, Shoppers(address))
        bar = bars.add_task("", total=len(STEPS))
        for step in STEPS:
            bars.update(bar, description=str(step.words))
            began = time.monotonic()
            moment = hours.before(step.when) if isinstance(step.when, int) else hours.at(step.when)
            standins.stand_at(moment)
            with hours.standing(moment):
                step.do(day)
                doors.work()
            (bars.console if console.is_terminal else console).print(
                f"[green]✓[/] {step.words} [dim]{time.monotonic() - began:.1f} s[/]"
            )
            bars.advance(bar)
    standins.stand_at(None)
    return day


def _check(day: Day) -> None:
    """The doctor, the figures, and the mark that the day is over."""
    checks = doctor.examine()
    day.problems = [f"{one.name}: {one.detail}" for one in checks if not one.ok]
    unsent = Mail.objects.exclude(state__in=("sent", "withdrawn")).order_by("id")
    day.problems += [f"{mail.to_address}: {mail.state} {mail.error}" for mail in unsent]
    day.figures = figures(checks, floor.slip_pages(), malls.compare())
    with transaction.atomic():
        publish([DayDone(subject="demo/0", actor="cli", figures=day.figures.plain())])

"""Where a demo may stand: an empty home, or one that is a demo's already. Never a real shop's."""

import shutil

from django.contrib.auth.models import User
from django.db import connection, transaction

from akinai.catalog.models import Product
from akinai.core import home
from akinai.core.events import publish
from akinai.core.models import EventRow
from akinai.demo import signins
from akinai.demo.events import Begun, DayDone
from akinai.orders.models import Order

# What a demo leaves in its home. The secrets stay: this process has read them already.
LEFT = ("mailbox", "demo", "files", "inbox", "backups")


def state() -> str:
    """`empty`, `done` (a demo whose day is over), `begun` (one that was cut off), or `real`."""
    if EventRow._meta.db_table not in connection.introspection.table_names():
        return "empty"
    if EventRow.objects.filter(name=Begun.name).exists():
        return "done" if EventRow.objects.filter(name=DayDone.name).exists() and signins.known() else "begun"
    used = Order.objects.exists() or Product.objects.exists() or User.objects.exists()
    return "real" if used else "empty"


def clear() -> None:
    """Throw the demo away: its tables and its files. Only after `state` said that it is one."""
    with connection.cursor() as cursor:
        cursor.execute("drop schema public cascade")
        cursor.execute("create schema public")
    here = home.path()
    for name in LEFT:
        shutil.rmtree(here / name, ignore_errors=True)
    for file in (signins.FILE, signins.MEMBER_FILE):
        (here / file).unlink(missing_ok=True)


def mark(day: str) -> None:
    """Say in the database that this is a demo."""
    with transaction.atomic():
        publish([Begun(subject="demo/0", actor="cli", day=day)])

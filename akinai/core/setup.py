"""Make a home ready for this version: tables, words, static files and the rows every shop starts with.

Doing it again does no harm; it is also what an update needs.
"""

import os
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import psycopg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import activate, get_language
from django.utils.translation import gettext_lazy as _
from django.utils.translation.reloader import translation_file_changed

from akinai.core import postgres

# Two that start at once on one database: the second waits and finds the tables made.
SETUP_LOCK = 0x416B696E6169

Step = tuple[Promise, Callable[[], None]]


def prepare() -> list[Step]:
    """What there is to do, in order, each with its name."""
    return [
        (_("Making the tables"), make_tables),
        (_("Compiling the words"), compile_words),
        (_("Gathering static files"), gather_static_files),
        (_("First rows"), seed),
    ]


def make_tables() -> None:
    """Every table, and the cache's."""
    with psycopg.connect(postgres.connection_string(connection.settings_dict["NAME"]), autocommit=True) as lock:
        lock.execute("select pg_advisory_lock(%s)", [SETUP_LOCK])
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


def compile_words() -> None:
    """The translations, which are kept as text in the source, into the form that gettext reads."""
    for step in apps.get_app_configs():
        if not step.name.startswith("akinai."):
            continue
        for source in Path(step.path).glob("locale/*/LC_MESSAGES/django.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
                continue
            with source.open("rb") as text:
                catalog = read_po(text)
            draft = target.with_name(f".{target.name}.{os.getpid()}")
            with draft.open("wb") as compiled:
                write_mo(compiled, catalog)
            draft.rename(target)  # whole or not at all: others may be starting too
            language = get_language()
            translation_file_changed(None, target)  # this process may have looked for words before there were any
            activate(language or settings.LANGUAGE_CODE)


def gather_static_files() -> None:
    """Styles, scripts and pictures, under names that change with their content."""
    call_command("collectstatic", interactive=False, verbosity=0)


def seed() -> None:
    """The rows every shop starts with: each step's `seeds.seed()`, which adds what is missing and changes nothing."""
    for step in apps.get_app_configs():
        name = f"{step.name}.seeds"
        if step.name.startswith("akinai.") and find_spec(name):
            import_module(name).seed()

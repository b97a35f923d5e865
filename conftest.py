"""What every test may use: the database, a mail server, jobs run in the test, SQL counted."""

import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from psycopg import sql

from akinai.core import clock, postgres, setup
from akinai.core import settings as core_settings
from sandbox.mailbox.server import Listener


def pytest_configure(config: pytest.Config) -> None:
    postgres.ensure_started()
    setup.compile_words()
    # Without a collectstatic before the tests, and with passwords that take no time.
    django_settings.STORAGES = {
        **django_settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    django_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # No page of the shop outlives its test.
    core_settings.DEFAULTS["page_seconds"] = 0
    # Rate limits and replay protection must not leak from one test into the next.
    django_settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """Files are kept in the test's own folder: none of another test, run or process is found, changed or swept away."""
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "files"), "base_url": "/files/"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: Any,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """The test database. pytest-django makes it only for tests marked django_db; `committed_db` copies it too."""
    reuse = django_db_keepdb and not django_db_createdb
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, keepdb=reuse, serialized_aliases=set())
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A database of the test's own, copied from the test database, where commits are real: for threads, workers,
    servers and kills. Use this instead of django_db(transaction=True), whose flush our ledgers refuse.

    Gives its name.
    """
    usual = connection.settings_dict["NAME"]
    own = f"{usual}_{secrets.token_hex(4)}"
    with django_db_blocker.unblock():
        _leave()
        _administer("create database {} template {}", own, usual)
        connection.settings_dict["NAME"] = own
        try:
            yield own
        finally:
            _leave()
            connection.settings_dict["NAME"] = usual
            _administer("drop database {} with (force)", own)


def _leave() -> None:
    connection.close()
    connection.close_pool()


def _administer(statement: str, *names: str) -> None:
    with psycopg.connect(postgres.connection_string("postgres"), autocommit=True) as server:
        server.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@dataclass
class Mailbox:
    """A real SMTP server's memory: what it took, and whom it refuses."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)  # address → the server's answer ("550 no such user")
    cut_after_data: bool = False  # take the text, then hang up without an answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        self.mails.append(BytesParser(policy=modern).parsebytes(content))
        if self.cut_after_data:
            assert server.transport is not None
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server on a free port that SMTP_URL points at."""
    box = Mailbox()
    server = Listener(box)
    server.start()
    box.url = settings.SMTP_URL = f"smtp://127.0.0.1:{server.port}"
    try:
        yield box
    finally:
        server.stop()


RunJobs = Callable[..., int]


@pytest.fixture
def run_jobs() -> RunJobs:
    """`run_jobs()`: do every due job, and those they give rise to, in this test's own connection; how many.

    `later=True`: also those that wait for their time. A job that fails raises its error here, unless `raising=False`,
    which marks it failed and goes on.
    """
    return _run_jobs


def _run_jobs(*, later: bool = False, raising: bool = True) -> int:
    from procrastinate.contrib.django import app

    done = 0
    while row := _next_job(later=later):
        job, task, arguments = row
        try:
            app.tasks[task].func(**arguments)  # in no transaction of its own, as in a worker
            status = "succeeded"
        except Exception:
            if raising:
                raise
            status = "failed"
        with connection.cursor() as cursor:
            cursor.execute("select procrastinate_finish_job_v1(%s, %s::procrastinate_job_status, false)", [job, status])
        done += 1
    return done


def _next_job(*, later: bool) -> tuple[int, str, dict[str, Any]] | None:
    with connection.cursor() as cursor:
        cursor.execute(
            """update procrastinate_jobs set status = 'doing'
                where id = (select id from procrastinate_jobs
                             where status = 'todo' and (%s or scheduled_at is null or scheduled_at <= %s)
                             order by priority desc, scheduled_at nulls first, id limit 1)
            returning id, task_name, args""",
            [later, clock.now()],
        )
        row = cursor.fetchone()
    # Django's connection leaves jsonb as text.
    return (row[0], row[1], json.loads(row[2])) if row else None


class Statements(CaptureQueriesContext):
    """The SQL of a block, without the savepoints around it."""

    @property
    def count(self) -> int:
        return len(self.texts)

    @property
    def texts(self) -> list[str]:
        noise = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK", "BEGIN", "COMMIT")
        return [one["sql"] for one in self.captured_queries if not one["sql"].startswith(noise)]


@pytest.fixture
def statements() -> Callable[[], AbstractContextManager[Statements]]:
    """`with statements() as s: …; assert s.count <= 20`"""

    @contextmanager
    def capture() -> Iterator[Statements]:
        with Statements(connection) as captured:
            yield captured

    return capture

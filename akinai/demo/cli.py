"""`akinai demo`: do a shop's whole day, then serve it. Nothing of it reaches the outside world."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from akinai.core import clock, home, jobs, logs, postgres, serving
from akinai.core.cli import host_option, main, port_option
from akinai.core.terminal import Command, fail

DONE_ALREADY = 3  # exit code of `demo day`: the home has a demo whose day is over


@main.group("demo", cls=click.Group, invoke_without_command=True)
@click.option("--once", is_flag=True, help=gettext_lazy("Only do the day, write what it made into --out, and end."))
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help=gettext_lazy("Folder for --once."))
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=gettext_lazy("The day to work (default: today).")
)
@click.option("--fresh", is_flag=True, help=gettext_lazy("Throw an earlier demo in this home away and begin anew."))
@host_option
@port_option
@click.pass_context
def demo(context: click.Context, once: bool, out: Path | None, day: object, fresh: bool, host: str, port: int) -> None:
    """A shop's whole day on real trading data; then the desk at a printed address."""
    if context.invoked_subcommand is not None:
        return
    logs.configure(level="WARNING")
    chosen = day.date().isoformat() if day else ""  # type: ignore[attr-defined]
    if once:
        _once((out or Path("demo-out")).resolve(), chosen)
    if serving.port_taken(host, port):
        fail(
            _("Can't listen on %(host)s port %(port)s: something else does. Choose another with --port.")
            % {"host": host, "port": port}
        )
    from akinai.demo import standins

    postgres.ensure_started()
    os.environ["SMTP_URL"] = f"smtp://127.0.0.1:{serving.free_port()}"
    with standins.running():  # the same programs through the day and the serving: they know what was paid
        code = _do_the_day(chosen, began=time.time(), fresh=fresh, port=port)
        if code not in (0, DONE_ALREADY):
            sys.exit(code)
        _serve(host, port)


demo.help = gettext_lazy("A shop's whole day on real trading data, then the desk at a printed address.")  # type: ignore[assignment]


def _once(out: Path, chosen: str) -> None:
    """The day in a home of its own (AKINAI_HOME, if given), its results in `out`; ends the program."""
    from akinai.demo import standins

    began = time.time()
    out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        if not os.environ.get("AKINAI_HOME"):
            own = Path(tempfile.mkdtemp(prefix="akinai-demo-"))
            os.environ["AKINAI_HOME"] = str(own)
            stack.callback(shutil.rmtree, own, ignore_errors=True)
            stack.callback(postgres.remove)
        os.environ["SMTP_URL"] = f"smtp://127.0.0.1:{serving.free_port()}"
        stack.enter_context(standins.running())
        code = _do_the_day(chosen, began=began, fresh=True, port=serving.free_port(), out=out)
    sys.exit(code)


def _do_the_day(chosen: str, *, began: float, fresh: bool, port: int, out: Path | None = None) -> int:
    """The day in a process of its own, which reads the home and the mail server from the environment anew."""
    from akinai.demo import doors

    arguments = ["--began", str(began), "--port", str(port)]
    arguments += ["--date", chosen] if chosen else []
    arguments += ["--fresh"] if fresh else []
    arguments += ["--out", str(out)] if out else []
    mail_port = int(os.environ["SMTP_URL"].rpartition(":")[2])
    with doors.mail_server(home.path() / "mailbox", mail_port):
        return subprocess.run([sys.executable, "-m", "akinai", "demo", "day", *arguments], check=False).returncode


def _serve(host: str, port: int) -> None:
    """Web, worker and the mail server that keeps everything here, until Ctrl-C."""
    from akinai.demo import doors, telling

    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/"  # noqa: S104
    akinai = [sys.executable, "-m", "akinai"]
    mail_port = int(os.environ["SMTP_URL"].rpartition(":")[2])
    parts = [
        serving.Part("mailbox", [*doors.mailbox_command(home.path() / "mailbox", mail_port), "--quiet"]),
        serving.Part("web", [*akinai, "web", "--host", host, "--port", str(port), "--processes", "2"]),
        *serving.working_parts(),
    ]

    def say() -> None:
        if serving.wait_for_port(host, port):
            telling.shop(address)
            telling.malls()
            telling.sign_ins(address)
            click.echo(_("Akinai is at %(address)s (stop with Ctrl-C).") % {"address": address})

    serving.Supervisor(parts, lost_workers=jobs.reclaim).run(started=say)


@demo.command("day", cls=Command, hidden=True)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--began", type=float, required=True)
@click.option("--fresh", is_flag=True)
@click.option("--port", type=int, required=True)
@click.option("--out", type=click.Path(path_type=Path))
def day_command(day: object, began: float, fresh: bool, port: int, out: Path | None) -> None:
    """Prepare the home and do the day; exit code 1 when something does not hold."""
    from akinai.demo import gateways, ground, malls

    here = ground.state()
    if here == "real":
        fail(_("This home has a shop in it. The demo never goes there: give it a home of its own with AKINAI_HOME."))
    if here == "done" and not fresh:
        click.echo(_("The day of this demo is done already: it is only served again (a new one: --fresh)."))
        _prepare()
        gateways.point()
        malls.point()
        sys.exit(DONE_ALREADY)
    if here != "empty":
        ground.clear()
    sys.exit(_work(day.date() if day else None, began, port, out))  # type: ignore[attr-defined]


def _prepare() -> None:
    """Tables, words and static files of this version."""
    from akinai.core.setup import prepare

    for _words, step in prepare():
        step()


def _work(chosen: date | None, began: float, port: int, out: Path | None) -> int:
    from akinai.demo import day, telling, writing
    from akinai.demo.hours import Hours

    hours = Hours(chosen)
    if hours.day > clock.today():
        fail(_("The day %(day)s has not come yet.") % {"day": hours.day})
    _prepare()
    done = day.work_through(hours, port=port)
    assert done.figures is not None
    seconds = time.time() - began
    telling.closing(done.figures, seconds)
    telling.problems([*done.problems, *done.floor.refusals])
    if out:
        click.echo(str(writing.write_out(out, done.figures, seconds)))
    return 0 if done.figures.ok and not done.problems else 1


@demo.command("code", cls=click.Command, help=gettext_lazy("Print the present six-digit code of somebody."))
@click.option("--user", default="tencho", show_default=True, help=gettext_lazy("Sign-in name."))
def code_command(user: str) -> None:
    """What an authenticator would show now; needs no database."""
    from akinai.demo import signins

    found = next((one for one in signins.known() if one.username == user), None)
    if found is None:
        names = ", ".join(one.username for one in signins.known())
        fail(_("Nobody of this demo is called “%(name)s”. There are: %(names)s.") % {"name": user, "names": names})
    click.echo(signins.code(found.secret))

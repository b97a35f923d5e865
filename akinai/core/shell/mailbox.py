"""The demo's mailbox: what the demo's own mail server took, as it came over the wire (AKINAI_HOME/mailbox/*.eml)."""

import datetime as dt
from dataclasses import dataclass
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from akinai.core import clock, home
from akinai.core.people.permissions import door

SHOWN = 200


@dataclass(frozen=True)
class Letter:
    """A mail that arrived."""

    name: str
    at: dt.datetime
    sender: str
    receiver: str
    subject: str
    text: str


def folder() -> Path:
    return home.path() / "mailbox"


def present() -> bool:
    """Is there such a mail server here? Only the demo has one."""
    return folder().is_dir()


def letters() -> list[Letter]:
    """The newest that arrived."""
    files = sorted(folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [_read(file) for file in files[:SHOWN]]


def _read(file: Path) -> Letter:
    message = BytesParser(_class=EmailMessage, policy=modern).parsebytes(file.read_bytes())
    body = message.get_body(("plain",))
    at = dt.datetime.fromtimestamp(file.stat().st_mtime, clock.JST)
    text = body.get_content() if body is not None else ""
    return Letter(file.stem, at, str(message["From"]), str(message["To"]), str(message["Subject"]), text)


@door("mail.view")
def inbox(request: HttpRequest) -> HttpResponse:
    if not present():
        raise Http404("no mailbox here")
    return render(request, "core/mailbox.html", {"letters": letters(), "limit": SHOWN})


@door("mail.view")
def letter(request: HttpRequest, name: str) -> HttpResponse:
    file = folder() / f"{name}.eml"
    if not file.is_file() or file.parent != folder():
        raise Http404(name)
    return render(request, "core/letter.html", {"letter": _read(file)})

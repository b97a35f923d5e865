"""An SMTP server whose only mailbox is a folder: one .eml file per mail, exactly as it came over the wire."""

import asyncio
import itertools
import time
from email.parser import BytesHeaderParser
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

# A mail to this user is refused, one to that user for a while, so that failures can be tried out.
REFUSED = "nobody@"
GREYLISTED = "later@"


class Keeper:
    """What the server does with a mail: writes it down, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = itertools.count(1)
        self._seen: set[str] = set()
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the two addresses that are there for it; take every other."""
        if address.startswith(REFUSED):
            return "550 5.1.1 no such mailbox"
        if address.startswith(GREYLISTED) and address not in self._seen:
            self._seen.add(address)
            return "451 4.7.1 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the mail under the time and a number, so that files sort as mails came."""
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        if not BytesHeaderParser().parsebytes(content)["Message-ID"]:
            return "554 5.6.0 a mail without Message-ID is not taken"
        name = f"{time.time_ns() // 1000}-{next(self._count):05}"
        self._folder.mkdir(parents=True, exist_ok=True)  # somebody may have emptied it, and the folder with it
        draft = self._folder / f".{name}.part"
        draft.write_bytes(content)
        draft.rename(self._folder / f"{name}.eml")
        return "250 OK"


class Listener(Controller):
    """An SMTP server in a thread, on this machine only. With port 0 it takes a free one; `port` tells which."""

    def __init__(self, handler: Any, port: int = 0) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=port, ready_timeout=60)  # also on a busy machine

    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        self.port = int(self.server.sockets[0].getsockname()[1])
        super()._trigger_server()


def serve(folder: Path, port: int) -> Listener:
    """Start serving; port 0 takes a free one. Stop with `.stop()`."""
    listener = Listener(Keeper(folder), port)
    listener.start()
    return listener

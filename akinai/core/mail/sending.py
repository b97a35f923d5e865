"""Mail over the wire: one SMTP connection for a batch, and a mark in the row just before each text goes out."""

import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from types import TracebackType
from urllib.parse import unquote, urlsplit

from akinai.core.models.mail import Mail

# Lines end with CRLF (RFC 5321 2.3.8; smtplib mends only text, not bytes), and nothing needs 8BITMIME.
WIRE = policy.SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Server:
    """Where mail is handed over: smtp://user:password@host:587 (STARTTLS if offered), smtps:// for TLS at once."""

    host: str
    port: int
    user: str
    password: str
    tls: bool

    @classmethod
    def of(cls, url: str) -> "Server":
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or (465 if tls else 587),
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
        )


class Uncertain(Exception):
    """The connection broke after the text had gone out: nobody knows whether the server took it."""


class Connection:
    """An SMTP connection, opened at the first mail and kept for the batch."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (smtplib.SMTPException, OSError):
                self._smtp.close()

    def send(self, mail: Mail, *, before_data: Callable[[], None]) -> None:
        """Send one mail. Raises smtplib.SMTPException or OSError before the text went out, Uncertain after."""
        smtp = self._open()
        try:
            _envelope(smtp, mail)
            before_data()
        except smtplib.SMTPServerDisconnected:
            self._smtp = None
            raise
        except Exception:
            smtp.rset()  # the next mail begins anew
            raise
        try:
            code, answer = smtp.data(message(mail).as_bytes())  # bytes go out as they are: see WIRE
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._smtp = None
            raise Uncertain(str(error)) from error
        if code != 250:
            with suppress(smtplib.SMTPException):
                smtp.rset()  # some servers still wait for the rest of this mail
            raise smtplib.SMTPDataError(code, answer)

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            server = self._server
            kind = smtplib.SMTP_SSL if server.tls else smtplib.SMTP
            smtp = kind(server.host, server.port, timeout=20)
            smtp.ehlo()
            if not server.tls and smtp.has_extn("starttls"):
                smtp.starttls()
                smtp.ehlo()
            if server.user:
                smtp.login(server.user, server.password)
            self._smtp = smtp
        return self._smtp


def _envelope(smtp: smtplib.SMTP, mail: Mail) -> None:
    code, answer = smtp.mail(mail.from_address)
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, answer, mail.from_address)
    code, answer = smtp.rcpt(mail.to_address)
    if code not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({mail.to_address: (code, answer)})


def message(mail: Mail) -> EmailMessage:
    """The mail as it goes over the wire."""
    made = EmailMessage(policy=WIRE)
    made["Message-ID"] = mail.message_id
    made["From"] = _address(mail.from_name, mail.from_address)
    made["To"] = _address(mail.to_name, mail.to_address)
    made["Subject"] = " ".join(mail.subject.split())
    made["Date"] = mail.created_at
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.body)
    return made


def _address(name: str, address: str) -> Address:
    user, _at, domain = address.rpartition("@")
    return Address(" ".join(name.split()), user, domain)

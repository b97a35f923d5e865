"""What happened to a mail."""

from dataclasses import dataclass

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailQueued(Event):
    """A mail about the subject waits to be sent."""

    mail_id: int
    kind: str
    to: str


@dataclass(frozen=True, kw_only=True)
class MailChanged(Event):
    """A person held, released, withdrew or sent again a mail about the subject."""

    mail_id: int
    kind: str
    state: str


@dataclass(frozen=True, kw_only=True)
class MailSent(Event):
    """The server took a mail about the subject."""

    mail_id: int
    kind: str
    to: str


@dataclass(frozen=True, kw_only=True)
class MailFailed(Event):
    """A mail about the subject could not be sent, or nobody knows whether it was (state "unknown")."""

    mail_id: int
    kind: str
    state: str
    error: str

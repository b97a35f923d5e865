"""What this step announces. No personal data: events outlive an erasure.

Subjects: "customer/3" (a member), "marked-customer/3".
"""

from dataclasses import dataclass, field

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerMarked(Event):
    """Somebody is to be dealt with carefully; `by` names the kinds of marks given (phone, email …)."""

    by: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CustomerUnmarked(Event):
    """Somebody is an ordinary customer again."""


@dataclass(frozen=True, kw_only=True)
class MemberRegistered(Event):
    """Somebody asked for an account; the mail address is not proven yet."""


@dataclass(frozen=True, kw_only=True)
class MemberBroughtIn(Event):
    """A member of a shop we moved from has an account here, and no password yet."""


@dataclass(frozen=True, kw_only=True)
class MemberConfirmed(Event):
    """The mail address is proven: the account may be used, and past orders by this address belong to it."""


@dataclass(frozen=True, kw_only=True)
class MemberEntered(Event):
    """A member signed in."""


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """Facts of a member changed: their names, not their values."""

    fields: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    """A member has a new password."""


@dataclass(frozen=True, kw_only=True)
class ConsentAnswered(Event):
    """A member agreed or refused, by purpose."""

    answers: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MemberErased(Event):
    """A member left (`own`), or was erased by the shop: personal data that no law keeps is to go."""

    own: bool

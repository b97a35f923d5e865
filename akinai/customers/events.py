"""What this step announces. No personal data: events outlive an erasure. Subjects: "marked-customer/3"."""

from dataclasses import dataclass, field

from akinai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerMarked(Event):
    """Somebody is to be dealt with carefully; `by` names the kinds of marks given (phone, email …)."""

    by: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class CustomerUnmarked(Event):
    """Somebody is an ordinary customer again."""

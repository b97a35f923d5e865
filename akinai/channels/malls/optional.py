"""What only some malls can do besides base.Mall; the engine asks by `isinstance`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, runtime_checkable

from akinai.channels.malls.base import Account


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """What signing in brought: credentials and settings to be laid over those of the connection."""

    credentials: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)


@runtime_checkable
class SignsIn(Protocol):
    """A mall where a person signs in and permits us (OAuth, authorization code). `back`: our address it returns to."""

    sign_in_at: ClassVar[str]  # where, for the button: "Yahoo!"

    def sign_in_address(self, account: Account, back: str, state: str, nonce: str) -> str:
        """Where the browser goes. Raises MallError if something must be entered first."""
        ...

    def signed_in(self, account: Account, code: str, back: str, nonce: str) -> SignedIn:
        """Exchange the code the mall gave for what lasts. Raises MallError."""
        ...


@runtime_checkable
class Subscribes(Protocol):
    """A mall that is asked by a call to send its notices to an address of ours (others: entered there by hand)."""

    def subscribe(self, account: Account, address: str) -> Sequence[str]:
        """Ask for what is missing; the mall's names of what it will tell. May be repeated. Raises MallError."""
        ...

    def unsubscribe(self, account: Account, address: str) -> None:
        """No notices to this address any more. Raises MallError."""
        ...

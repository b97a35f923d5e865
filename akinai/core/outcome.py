"""What a batch verb answers: what it did, and a sentence for each thing it refused."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """One thing not done: its key (an id, a row number, a code), the field at fault and a sentence for a person."""

    key: Hashable
    field: str
    message: str


@dataclass
class Outcome:
    """The result of a batch: keys done, and refusals. The rest of the batch is done even if some are refused."""

    done: list[Any] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome([*self.done, *other.done], [*self.refused, *other.refused])


class Refused(Exception):
    """A verb that does all or nothing refused, with every reason at once."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = list(refusals)
        super().__init__(" ".join(str(r.message) for r in self.refusals))

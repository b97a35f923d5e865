"""What a report says of one kind of thing: rows new, different, refused or only here, and the sums of both sides."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from akinai.channels.moving.reading import BadRow
from akinai.core.outcome import Outcome

NEW, DIFFERENT, REFUSED, ONLY_HERE = "new", "different", "refused", "only_here"
STATUSES = (NEW, DIFFERENT, REFUSED, ONLY_HERE)
Change = tuple[str, str, str]  # field, here, there
Step = tuple[Outcome, dict[str, int]]  # of applying: what was done and refused by key, and ids of what was made


@dataclass(slots=True)
class Line:
    """One row of a report. `key`: the SKU's code, the mail address, the order's number, the mall's code."""

    status: str
    key: str
    name: str = ""
    file: str = ""
    row: int = 0
    changes: list[Change] = field(default_factory=list)
    column: str = ""
    message: str = ""
    channel: str = ""

    def as_json(self) -> list[Any]:
        """What counts when two reports are compared."""
        return [self.status, self.key, [list(each) for each in self.changes], self.column, self.channel]


@dataclass(slots=True)
class Part:
    """One kind of thing. `totals`: name → (there, here). `work`: what applying needs, by the kind's own module."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    same: int = 0
    left_out: int = 0
    totals: dict[str, tuple[int, int]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    work: list[Any] = field(default_factory=list)

    def refuse(self, bad: BadRow, key: str = "", name: str = "") -> None:
        """Note a row that can't be taken."""
        line = Line(REFUSED, key, name, bad.file, bad.number, column=bad.column, message=bad.message)
        self.lines.append(line)

    def counts(self) -> dict[str, int]:
        """How many rows of each status, and the same ones."""
        found = Counter(line.status for line in self.lines)
        return {status: found[status] for status in STATUSES} | {"same": self.same, "left_out": self.left_out}

    def digest(self) -> str:
        """It differs when the report would say something else by now."""
        said = [[line.as_json() for line in self.lines], self.same, self.left_out]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()

"""How the first orders of a file read by a layout, before anything is taken in."""

from dataclasses import dataclass, field
from typing import Any

from akinai.channels.actions import mapping
from akinai.channels.files import converting, reading, uci
from akinai.channels.files.converting import Converted
from akinai.channels.files.layout import BadLayout, parse
from akinai.core.tables import Unreadable

FIRST = 5  # orders


@dataclass
class Preview:
    """What would come of the first orders; `problems` of the layout or the file itself."""

    orders: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)  # columns the layout does not know
    missing: list[str] = field(default_factory=list)
    count: int = 0


def preview(name: str, plain: Any, data: bytes, file_name: str) -> Preview:
    """Read a file by a layout that need not be saved; nothing is written."""
    try:
        layout = parse(name, plain)
        sheet = reading.read(data, file_name, encoding=layout.encoding, delimiter=layout.delimiter)
    except (BadLayout, Unreadable) as error:
        return Preview(problems=error.problems if isinstance(error, BadLayout) else [str(error)])
    headers = set(sheet.headers)
    shown = Preview(unknown=[name for name in sheet.headers if name and name not in layout.columns()])
    shown.missing = layout.missing(headers)
    groups = reading.grouped(sheet, layout)
    shown.count = len(groups)
    if shown.missing:
        return shown
    convert = uci.convert if layout.rules == "uci" else converting.convert
    words = mapping.words_of(0)
    shown.orders = [_shown(convert(group, layout, words, "")) for group in groups[:FIRST]]
    return shown


def _shown(made: Converted) -> dict[str, Any]:
    problems = list(made.problems)
    if isinstance(made, uci.Sorted):
        problems += made.left_out
    return {"number": made.group.key[0], "order": made.order, "problems": problems}

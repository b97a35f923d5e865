"""発行済データ back in: which key got which tracking number."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from akinai.core.japan import numbers, text
from akinai.core.tables import BadCell, Unreadable, cells
from akinai.fulfillment.carriers.base import KEY, CarrierLayout, IssuedLabel

Chosen = str | int  # a header, or a position from 1


def issued_rows(
    data: bytes, layout: CarrierLayout, *, key_column: Chosen | None = None, tracking_column: Chosen | None = None
) -> list[IssuedLabel]:
    """Return the rows of a carrier's 発行済データ, CP932 or UTF-8, with or without a header.

    Columns are found by header first, by the position in the layout else; an export template of the shop's own (four
    columns, say) is read by the two columns given. Several rows of one key are 複数口. Raises Unreadable with a
    sentence when the file as a whole can't be read.
    """
    lines = list(_lines(data))
    if not lines:  # quotes and separators only
        raise Unreadable(_("The file is empty."))
    first = [cell.strip() for cell in lines[0][1]]
    wanted = (key_column or layout.key_column, tracking_column or layout.tracking_column)
    headed = any(name in first for name in (*wanted, layout.key_column, layout.tracking_column) if name)
    key_at, number_at = (_place(name, first if headed else [], layout) for name in wanted)
    day_at = _find(layout.ship_date_column, first if headed else [], layout)
    width = max(key_at, number_at) + 1
    found = []
    for row, line in lines[1:] if headed else lines:
        if len(line) < width:
            found.append(IssuedLabel(row, "", "", None, _("The row has %d columns: too few.") % len(line)))
        else:
            day = line[day_at] if day_at is not None and day_at < len(line) else ""
            found.append(_label(row, line[key_at].strip(), line[number_at].strip(), day.strip()))
    return _told_twice(found)


def _lines(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number in the file from 1, cells) of every row that is not blank."""
    try:
        content, _encoding = text.decode(data)
    except text.UnknownEncoding as error:
        raise Unreadable(str(error)) from None
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    separator = "\t" if content.split("\n", 1)[0].count("\t") else ","
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=separator)
    try:
        for row, line in enumerate(reader, 1):
            if any(cell.strip() for cell in line):
                yield row, line
    except csv.Error as error:
        raise Unreadable(_("Row %(row)d can't be read: %(error)s") % {"row": reader.line_num, "error": error}) from None


def _place(chosen: Chosen, header: list[str], layout: CarrierLayout) -> int:
    at = _find(chosen, header, layout)
    if at is None:
        raise Unreadable(
            _("The file has no column “%s”. Choose the columns of the management number and the tracking number.")
            % chosen
        )
    return at


def _find(chosen: Chosen, header: list[str], layout: CarrierLayout) -> int | None:
    if isinstance(chosen, int):
        return chosen - 1
    if header:
        return header.index(chosen) if chosen in header else None
    return layout.position(chosen)


def _label(row: int, key: str, number: str, day: str) -> IssuedLabel:
    label = IssuedLabel(row, key, numbers.plain(number), _day(day))
    if text.looks_like_scientific(number) or text.looks_like_scientific(key):
        odd = number if text.looks_like_scientific(number) else key
        return replace(label, tracking_number="", problem=numbers.excel_damage(odd))
    if not key:
        return replace(label, problem=_("The management number is empty."))
    if not KEY.fullmatch(key):
        return replace(label, problem=_("“%s” is no management number of ours.") % key)
    if not number:
        return replace(label, problem=_("No tracking number yet: the label has not been issued."))
    finding = numbers.check_tracking(number)
    if finding and finding.stop:
        return replace(label, problem=finding.message)
    return replace(label, warning=finding.message if finding else None)


def _day(cell: str) -> date | None:
    try:
        return cells.day(cell)
    except BadCell:
        return None


def _told_twice(found: list[IssuedLabel]) -> list[IssuedLabel]:
    """Name a number that stands in the file twice: with the same key it is a repeated row, else a wrong one."""
    seen: dict[str, IssuedLabel] = {}
    told = []
    for label in found:
        first = seen.setdefault(label.tracking_number, label) if label.problem is None else label
        if first is not label:
            what = {"number": label.tracking_number, "row": first.row, "key": first.key}
            same = first.key == label.key
            message = (
                _("%(number)s is already in row %(row)d.")
                if same
                else _("%(number)s is already given to %(key)s in row %(row)d.")
            )
            label = replace(label, problem=message % what)
        told.append(label)
    return told

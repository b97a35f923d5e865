"""Label files out: every label checked, good rows written, the others named."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from django.utils.translation import gettext as _

from akinai.core.japan import text
from akinai.core.japan.address import Widths, label_lines
from akinai.fulfillment.carriers.base import CHECKS, KEY, Address, CarrierLayout, Column, LabelData, LabelFile, Problem

Values = Mapping[str, str]
# A carrier's translation: the rows of one label by source name (several for 複数口), and what is wrong with it.
Translation = Callable[[LabelData], tuple[list[Values], list[Problem]]]

DAYS_AHEAD = 30  # carriers' programs are said to take ship dates of today to 30 days later (unproven: a warning)


def write_labels(
    labels: Iterable[LabelData], layout: CarrierLayout, translation: Translation, *, today: date
) -> LabelFile:
    """Return the label file in the order given, without the labels that have a stopping problem."""
    problems: list[Problem] = []
    rows: list[list[str]] = []
    keys: list[str] = []
    for label in labels:
        values, found = translation(label)
        cells = [[_cell(column, row) for column in layout.columns] for row in values]
        found = [*_common(label, keys, today), *found, *_checked(label.key, cells, layout)]
        problems += dict.fromkeys(found)
        if not any(problem.stops for problem in found):
            rows += cells
            keys.append(label.key)
    return LabelFile(_file(rows, layout), problems, len(rows), keys)


def clean(value: str) -> str:
    """Return a text as labels hold it: variants replaced by a table, line breaks and runs of spaces made one space."""
    return " ".join(text.for_label(value).split())


def cut(value: str, width: int) -> str:
    """Return the beginning of a text that fits a width in half-width units (for item names, which may be cut)."""
    kept = clean(value)
    while text.width(kept) > width:
        kept = kept[:-1]
    return kept.rstrip()


def address_lines(address: Address, width: int, lines: int) -> tuple[list[str], str]:
    """Return an address in two or more lines of equal width (in half-width units), and what found no room."""
    fitted = label_lines(
        *(clean(part) for part in (address.prefecture, address.city, address.line1, address.line2)),
        widths=Widths(address=width, building=width, company=width, companies=lines - 2),
    )
    return [fitted.address, fitted.building, *fitted.companies], fitted.overflow


def _cell(column: Column, values: Values) -> str:
    if column.source.startswith("="):
        return column.source[1:]
    return values.get(column.source, "") if column.source else ""


def _common(label: LabelData, before: list[str], today: date) -> list[Problem]:
    """What is wrong with a label for any carrier."""
    found = []
    if not KEY.fullmatch(label.key):
        message = _("“%s” can't be a management number: at most 15 letters, digits and hyphens.") % label.key
        found.append(Problem(label.key, _("Management number"), message))
    if label.key in before:
        found.append(Problem(label.key, _("Management number"), _("%s stands in this file twice.") % label.key))
    if label.wished_date and label.wished_date < label.ship_date:
        message = _("The requested date %(wished)s is before the ship date %(ship)s.")
        message %= {"wished": label.wished_date, "ship": label.ship_date}
        found.append(Problem(label.key, _("Requested date"), message))
    if not today <= label.ship_date <= today + timedelta(days=DAYS_AHEAD):
        message = _("The ship date %s is not within 30 days from today: the carrier may refuse it.") % label.ship_date
        found.append(Problem(label.key, _("Ship date"), message, stops=False))
    return found


def _checked(key: str, rows: list[list[str]], layout: CarrierLayout) -> Iterable[Problem]:
    for cells in rows:
        for column, value in zip(layout.columns, cells, strict=True):
            if message := _wrong(column, value, layout.encoding):
                yield Problem(key, column.header, message)


def _wrong(column: Column, value: str, encoding: str) -> str:
    if not value:
        return _("%s is empty.") % column.header if column.required else ""
    if encoding == "cp932" and (odd := text.jis12_problems(value)):
        message = _("%(field)s has characters the carrier can't print: %(characters)s. Replace them in the order.")
        return message % {"field": column.header, "characters": " ".join(odd)}
    if column.width and (units := text.width(value)) > column.width:
        message = _("%(field)s is too long: “%(value)s” takes %(units)d of %(room)d half-width characters.")
        return message % {"field": column.header, "value": value, "units": units, "room": column.width}
    if column.check and not CHECKS[column.check].fullmatch(value):
        return _("%(field)s “%(value)s” is not in the right form.") % {"field": column.header, "value": value}
    return ""


def _file(rows: list[list[str]], layout: CarrierLayout) -> bytes:
    out = io.StringIO()
    every = layout.quoting == "all"
    writer = csv.writer(out, lineterminator=layout.newline, quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL)
    if layout.header:
        writer.writerow([column.header for column in layout.columns])
    writer.writerows(rows)
    return out.getvalue().encode(layout.encoding)

"""Files for malls: 発送完了報告 and stock, as layouts (data) say. Pure: rows in, bytes out.

    {"encoding": "cp932", "delimiter": ",", "per": "parcel", "file_name": "shipments_{at}.csv", "head": [["…"]],
     "columns": [{"name": "配送会社", "value": "carrier", "values": {"yamato": "1001"}, "otherwise": "1000"},
                 {"name": "発送日", "value": "shipped_on", "format": "%Y-%m-%d"}, {"name": "発送明細ID", "const": ""}]}

`per`: one row for each "parcel", or for each "order" with its numbers in number and number2.
"""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from akinai.channels.files.layout import BadLayout
from akinai.core.japan import text

NOTICE_VALUES = frozenset(
    ("channel_number", "destination", "number", "number2", "carrier", "shipped_on", "product", "cod", "order_number")
) | {"name"}
STOCK_VALUES = frozenset(["code", "listing", "variant", "quantity", "sku", "name"])
_KEYS = frozenset(["title", "encoding", "delimiter", "per", "file_name", "head", "columns", "most"])
_COLUMN_KEYS = frozenset(["name", "value", "values", "otherwise", "format", "const"])

Row = Mapping[str, Any]


def check(plain: Any, kind: str) -> None:
    """Raises BadLayout with a sentence for everything that is wrong with a layout of files for malls."""
    problems: list[str] = []
    if not isinstance(plain, dict):
        raise BadLayout([_("A layout is a JSON object: {…}.")])
    problems += [_("“%(key)s” is no part of a layout.") % {"key": key} for key in sorted(plain.keys() - _KEYS)]
    columns = plain.get("columns")
    if not isinstance(columns, list) or not columns or not all(isinstance(each, dict) for each in columns):
        problems.append(_("“columns” must be a list of columns, each with a name."))
        columns = []
    allowed = NOTICE_VALUES if kind == "shipments" else STOCK_VALUES
    for column in columns:
        problems += _column_problems(column, allowed)
    try:
        "".encode(str(plain.get("encoding") or "utf-8"))
    except LookupError:
        problems.append(_("There is no encoding “%(name)s”.") % {"name": str(plain.get("encoding"))[:60]})
    delimiter = plain.get("delimiter", ",")
    if not isinstance(delimiter, str) or len(delimiter) != 1:
        problems.append(_("“delimiter” must be one character."))
    if problems:
        raise BadLayout(problems)


def _column_problems(column: dict[str, Any], allowed: frozenset[str]) -> list[str]:
    name = str(column.get("name", ""))
    found = []
    if not name:
        found.append(_("Every column needs a name."))
    if unknown := sorted(column.keys() - _COLUMN_KEYS):
        found.append(_("“%(where)s”: “%(key)s” is not known.") % {"where": name, "key": unknown[0]})
    if "const" not in column and column.get("value") not in allowed:
        named = ", ".join(sorted(allowed))
        found.append(_("“%(where)s”: the value must be one of: %(allowed)s.") % {"where": name, "allowed": named})
    if not isinstance(column.get("values", {}), dict):
        found.append(_("“%(where)s”: “values” must be an object of texts.") % {"where": name})
    return found


def write(plain: Mapping[str, Any], rows: Sequence[Row]) -> bytes:
    """The file. Signs the encoding lacks become the nearest it has (髙 → 高), else 〓."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=plain.get("delimiter") or ",", lineterminator="\r\n")
    for line in plain.get("head", []):
        writer.writerow(line)
    writer.writerow([column["name"] for column in plain["columns"]])
    for row in rows:
        writer.writerow([_cell(column, row) for column in plain["columns"]])
    encoding = plain.get("encoding") or "utf-8"
    return _held(out.getvalue(), encoding).encode(encoding)


def _held(written: str, encoding: str) -> str:
    if encoding.lower() not in ("cp932", "shift_jis", "shift-jis", "ms932"):
        return written
    for sign in text.cp932_problems(written):
        nearest = text.for_label(sign)
        written = written.replace(sign, nearest if not text.cp932_problems(nearest) else "〓")
    return written


def _cell(column: Mapping[str, Any], row: Row) -> str:
    if "const" in column:
        return str(column["const"])
    value = row.get(column["value"], "")
    if isinstance(value, dt.date) and column.get("format"):
        return value.strftime(column["format"])
    told = "" if value is None else str(value)
    if "values" in column:
        return str(column["values"].get(told, column.get("otherwise", told)))
    return told


def file_name(plain: Mapping[str, Any], at: dt.datetime, kind: str) -> str:
    """The name of the file made at that moment."""
    form = str(plain.get("file_name") or f"{kind}_{{at}}.csv")
    return form.replace("{at}", f"{at:%Y%m%d%H%M%S}").replace("/", "_")

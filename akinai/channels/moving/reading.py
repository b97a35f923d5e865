"""Files of an old system: unpacked, their columns made plain, each matched with the layouts it fits."""

import csv
import io
import sys
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akinai.channels.files import reading as order_files
from akinai.channels.files.reading import Problem, Record, Sheet
from akinai.channels.moving.layout import KINDS, MovingLayout, plain
from akinai.core.japan import text
from akinai.core.tables import Unreadable

MOST_FILES = 50  # in one zip
MOST_UNPACKED = 300 * 1024 * 1024
MOST_CELL = 20_000  # letters
ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls")
_NO_TABLE = ("__MACOSX/", ".")
# Damaged, encrypted (RuntimeError), or packed in a way Python does not know (a RuntimeError too).
BAD_ZIP = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError)


@dataclass(frozen=True, slots=True)
class OldFile:
    """A file as it came."""

    name: str
    data: bytes


@dataclass(slots=True)
class Opened:
    """A file read, with the layout of one kind that fits it. One file may hold products and stock."""

    name: str
    layout: MovingLayout
    sheet: Sheet


@dataclass(slots=True)
class OldRow:
    """A row under our field names. `key` names it: its number, with the file ahead where there are several."""

    key: str
    file: str
    number: int
    told: dict[str, str]
    columns: dict[str, str] = field(default_factory=dict)  # our field → the column it came from


@dataclass(slots=True)
class BadRow:
    """A row that can't be taken: file, number, the old system's column, a sentence."""

    file: str
    number: int
    column: str
    message: str


def unpack(files: Iterable[OldFile]) -> list[OldFile]:
    """The tables among the files; those in a .zip are taken out. Raises Unreadable."""
    found: list[OldFile] = []
    for file in files:
        if file.data.startswith(b"PK\x03\x04") and not _is_workbook(file.data):
            found += _unzipped(file)
        else:
            found.append(file)
    if not found:
        raise Unreadable(_("There is no table in it: CSV or Excel files are wanted."))
    return found


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "[Content_Types].xml" in packed.namelist() or "mimetype" in packed.namelist()
    except BAD_ZIP:
        return True  # the reader of tables says what is wrong with it


def _unzipped(file: OldFile) -> list[OldFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
            inside = [
                info
                for info in packed.infolist()
                if info.filename.lower().endswith(ENDINGS) and not info.filename.startswith(_NO_TABLE)
            ]
            if len(inside) > MOST_FILES or sum(info.file_size for info in inside) > MOST_UNPACKED:
                raise Unreadable(_("“%(name)s” is too large when unpacked. Divide it.") % {"name": file.name})
            return [OldFile(_inner_name(info), packed.read(info)) for info in inside]
    except BAD_ZIP as error:
        if isinstance(error, Unreadable):
            raise
        words = _("“%(name)s” can't be unpacked. Pack it again without a password. (%(error)s)")
        raise Unreadable(words % {"name": file.name, "error": str(error)[:100]}) from None


def _inner_name(info: zipfile.ZipInfo) -> str:
    """The name without its folder; Windows writes it in CP932, which a zip takes for CP437."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("cp932")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/").rpartition("/")[2][:200]


# --- one file -----------------------------------------------------------------------------------------------


def open_all(files: Iterable[OldFile], layouts: Sequence[MovingLayout], only: Sequence[str] = ()) -> list[Opened]:
    """Every file with every kind it holds. Raises Unreadable naming the file that no layout fits.

    `only`: names of layouts a person chose; empty: all of them.
    """
    chosen = [each for each in layouts if not only or each.name in only]
    found: list[Opened] = []
    for file in files:
        try:
            sheet = read(file)
        except Unreadable as error:
            raise Unreadable(f"{file.name}: {error}") from None
        fitting = _fitting(set(sheet.headers), chosen)
        if not fitting:
            words = _("No layout fits the columns of “%(name)s” (%(columns)s …). Choose or make one.")
            raise Unreadable(words % {"name": file.name, "columns": ", ".join(sheet.headers[:6])[:200]})
        found += [Opened(file.name, layout, sheet) for layout in fitting]
    return found


def _fitting(headers: set[str], layouts: Sequence[MovingLayout]) -> list[MovingLayout]:
    """The best layout of each kind. A table of codes (every other column a shop) is one only if it is nothing else.

    A file of orders names products too; it is no file of products.
    """
    best: dict[str, tuple[int, bool, MovingLayout]] = {}
    for layout in layouts:
        fit = layout.fits(headers)
        if fit and (layout.kind not in best or (fit, layout.shops) > best[layout.kind][:2]):
            best[layout.kind] = (fit, layout.shops, layout)
    if "orders" in best:
        return [best["orders"][2]]
    if len(best) > 1 and "mappings" in best and best["mappings"][2].shops:
        del best["mappings"]
    if "sets" in best:
        best.pop("products", None)
    return [best[kind][2] for kind in KINDS if kind in best]


def read(file: OldFile) -> Sheet:
    """The rows of a file under plain column names. Raises Unreadable."""
    sheet = order_files.read(_one_name_each(file.data), file.name)
    plains = {header: plain(header) for header in sheet.headers}
    sheet.headers = [plains[header] for header in sheet.headers]
    for record in sheet.records:
        record.cells = {plains.get(column, column): cell for column, cell in record.cells.items()}
    return sheet


def _one_name_each(data: bytes) -> bytes:
    """EC-CUBE's order file has two columns 送料: the second becomes 送料 (2), so that the rows can be told apart."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")) or order_files.looks_like_json(data):
        return data
    try:
        written, _encoding = text.decode(data)
    except text.UnknownEncoding:
        return data
    head, end, rest = written.lstrip("\ufeff").partition("\n")
    csv.field_size_limit(sys.maxsize)
    sign = max(",\t;", key=head.count)
    try:
        names = next(csv.reader([head.rstrip("\r")], delimiter=sign, strict=True), [])
    except csv.Error:
        return data
    if len(set(names)) == len(names):
        return data
    seen: dict[str, int] = {}
    for at, name in enumerate(names):
        seen[name] = seen.get(name, 0) + 1
        if name.strip() and seen[name] > 1:
            names[at] = f"{name} ({seen[name]})"
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=sign, lineterminator="").writerow(names)
    return (out.getvalue() + end + rest).encode("utf-8", "surrogatepass")


def rows_of(opened: Opened, several: bool) -> tuple[list[OldRow], list[BadRow], int]:
    """The rows under our field names, those that can't be read, and how many the layout leaves out."""
    layout = opened.layout
    rows: list[OldRow] = []
    bad = [BadRow(opened.name, problem.row, problem.field, problem.message) for problem, _c in opened.sheet.refused]
    left_out = 0
    above: dict[str, str] = {}
    for record in opened.sheet.records:
        if dropped(record.cells, layout):
            left_out += 1
        elif problem := too_long(record):
            bad.append(BadRow(opened.name, problem.row, problem.field, problem.message))
        else:
            told = {name: each.text(record.cells) for name, each in layout.fields.items()}
            if layout.fill_down:
                _fill_down(told, above, layout.fill_down)
            columns = {name: each.column(record.cells) for name, each in layout.fields.items()}
            key = f"{opened.name}:{record.number}" if several else str(record.number)
            rows.append(OldRow(key, opened.name, record.number, told, columns))
    return rows, bad, left_out


def _fill_down(told: dict[str, str], above: dict[str, str], names: Sequence[str]) -> None:
    """Only the first row of a set names it: the rows under it take over what stands above."""
    if told.get(names[0]) and told[names[0]] != above.get(names[0]):
        above.clear()
    for name in names:
        if told.get(name):
            above[name] = told[name]
        elif name in above:
            told[name] = above[name]


def dropped(cells: Mapping[str, str], layout: MovingLayout) -> bool:
    """Whether the layout says that the row is none of ours (a member who left, a cancelled line)."""
    return any(cells.get(each.column, "").strip() in each.values for each in layout.drop if each.column in cells)


def too_long(record: Record) -> Problem | None:
    """A cell that no export has, or one with a character no database keeps."""
    for column, cell in record.cells.items():
        if len(cell) > MOST_CELL:
            words = _("The cell has %(letters)s letters; at most %(most)s are taken in. Shorten it.")
            return Problem(record.number, column, words % {"letters": f"{len(cell):,}", "most": f"{MOST_CELL:,}"})
    return None

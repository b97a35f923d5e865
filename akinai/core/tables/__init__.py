"""Tables as people send them: CSV in any of the usual encodings and separators, and Excel; and tables for them.

Reading never fails for one bad line: a line that can't be understood is in `refused` with a sentence, the good ones
are in `rows`. Only what is no table at all raises `Unreadable`. Cells come as text, just as written; a spreadsheet's
numbers keep all their digits, and its dates come as 2026-02-28.
"""

from akinai.core.tables.cells import BadCell, bare, day, integer, yes_no
from akinai.core.tables.reading import Row, Table, Unreadable, read_table
from akinai.core.tables.writing import Unencodable, guarded, write_csv, write_xlsx

__all__ = [
    "BadCell",
    "Row",
    "Table",
    "Unencodable",
    "Unreadable",
    "bare",
    "day",
    "guarded",
    "integer",
    "read_table",
    "write_csv",
    "write_xlsx",
    "yes_no",
]

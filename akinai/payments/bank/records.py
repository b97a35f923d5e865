"""Records of fixed length (全銀): a layout of fields as data, and the two directions. Cut by bytes, not characters."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

Layout = Sequence[tuple[str, int, str]]  # field, bytes, N (digits) or C (half-width text)

FOLDER = Path(__file__).parent / "layouts"


@cache
def data(name: str) -> dict[str, Any]:
    """A file of data beside this one."""
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@cache
def layouts(kind: str) -> dict[str, tuple[tuple[str, int, str], ...]]:
    """The records of one kind of file ("01", "03", "21") by 1 (header), 2/2A/2B (data), 8 (trailer), 9 (end)."""
    return {name: tuple((f[0], f[1], f[2]) for f in fields) for name, fields in data("zengin")[kind].items()}


class BadField(ValueError):
    """A field does not hold what it must: `field` names it."""

    def __init__(self, field: str, value: str) -> None:
        self.field, self.value = field, value
        super().__init__(f"{field}: {value!r}")


def unpack(layout: Layout, record: bytes) -> dict[str, str]:
    """The fields of a record, text without the spaces behind. Raises BadField."""
    values, at = {}, 0
    for field, size, kind in layout:
        raw = record[at : at + size]
        at += size
        try:
            text = raw.decode("cp932")
        except UnicodeDecodeError:
            raise BadField(field, raw.decode("cp932", "replace")) from None
        values[field] = _digits(field, text) if kind == "N" else text.rstrip(" ")
    return values


def _digits(field: str, text: str) -> str:
    """Digits; a numeric field left empty by the bank counts as zero."""
    plain = text.strip(" ") or "0" * len(text)
    if not (plain.isascii() and plain.isdigit()):
        raise BadField(field, text)
    return plain


def pack(layout: Layout, values: Mapping[str, str | int]) -> bytes:
    """A record. Fields without a value are zeros or spaces. Raises BadField for what does not fit."""
    made = b""
    for field, size, kind in layout:
        text = str(values.get(field, ""))
        raw = text.encode("cp932", "strict") if _half(text) else b"\0" * (size + 1)
        if len(raw) > size or (kind == "N" and raw and not (raw.isascii() and raw.isdigit())):
            raise BadField(field, text)
        made += raw.rjust(size, b"0") if kind == "N" else raw.ljust(size, b" ")
    return made


def _half(text: str) -> bool:
    """Only what one byte of JIS X 0201 holds."""
    return all(" " <= c <= "~" or "｡" <= c <= "ﾟ" for c in text)

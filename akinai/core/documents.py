"""Printed documents: typst templates and plain data in, PDF out.

The typesetter is the `typst` wheel, the typeface IPAexGothic from the package matplotlib-fontja (IPA Font License
v1.0, which lets a document carry the glyphs it uses; the licence text is FONT_LICENCE). No system font is ever used,
so a document looks the same on every machine, and no network is: templates import only files handed to them.

A template reads its data with `json("data.json")`: what users typed arrives as strings and is never read as typst
markup, whatever signs it holds. Characters the typeface lacks (emoji, rare kanji) are printed as 〓, the sign Japanese
printers set for a missing type, instead of failing.
"""

import json
import re
import struct
import tempfile
import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import typst

GETA = "〓"
LIBRARY = Path(__file__).parent / "typst"
# Found without importing it: the import would load matplotlib.
_FONTS = Path(cast(str, cast(Any, find_spec("matplotlib_fontja")).origin)).parent / "fonts"
FONT = _FONTS / "ipaexg.ttf"
FONT_LICENCE = _FONTS / "IPA_Font_License_Agreement_v1.0.txt"


_own = threading.local()


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])


def _compiler() -> typst.Compiler:
    """One warm compiler per thread: it is not re-entrant, and a new one reads the typeface again."""
    if not hasattr(_own, "compiler"):
        _own.compiler = typst.Compiler(root=str(LIBRARY), font_paths=_fonts())
    return cast(typst.Compiler, _own.compiler)


def _pdf(compiler: typst.Compiler, given: dict[str, bytes]) -> bytes:
    """No date and no tags: the same input gives the same bytes, and a thousand pages stay small and quick."""
    return cast(bytes, compiler.compile(input=cast(Any, given), format="pdf", timestamp=0, pdf_tags=False))


@cache
def _source(path: Path) -> bytes:
    return path.read_bytes()


def typeset(template: Path | str, data: Mapping[str, Any], *, files: Mapping[str, bytes] | None = None) -> bytes:
    """Return the PDF of a template filled with data.

    `template` is the path of a .typ file, whose neighbours *.typ it may import by name, or typst source itself. Either
    may import "paper.typ" (A4 page, type scale, rules, barcodes: core/typst/paper.typ). `data` must be JSON-able;
    `files` adds text files by name. The same input gives the same bytes. Raises typst.TypstError when the template
    itself is wrong.
    """
    sources = {p.name: _source(p) for p in sorted(LIBRARY.glob("*.typ"))}
    if isinstance(template, Path):
        sources |= {p.name: _source(p) for p in sorted(template.parent.glob("*.typ"))}
    main = _source(template) if isinstance(template, Path) else template.encode()
    text = printable(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    given = {**sources, **(files or {}), "data.json": text.encode(), "main": main}
    return _pdf(_compiler(), given)


# ---------------------------------------------------------------------------------------------- what can be printed

# Characters without a glyph of their own that may stand in a text: line feed and the zero-width space that lets a long
# code break. Joiners and variation selectors, which would only change a glyph we do not have, are dropped.
_INVISIBLE = frozenset("\n\u200b")
_DROPPED = frozenset(chr(c) for c in (0x200C, 0x200D, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))


@cache
def _glyphs() -> frozenset[str]:
    """Return the characters of the typeface, from its cmap table (OpenType spec, subtables of format 4 and 12)."""
    font = FONT.read_bytes()
    (tables,) = struct.unpack_from(">H", font, 4)
    entries = (struct.unpack_from(">4sIII", font, 12 + 16 * i) for i in range(tables))
    start = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    codes: set[int] = set()
    for i in range(count):
        table = start + struct.unpack_from(">HHI", font, start + 4 + 8 * i)[2]
        (form,) = struct.unpack_from(">H", font, table)
        codes.update(_format_4(font, table) if form == 4 else _format_12(font, table) if form == 12 else ())
    return frozenset(chr(code) for code in codes if not 0xD800 <= code <= 0xDFFF)


def _format_4(font: bytes, table: int) -> Iterable[int]:
    (twice,) = struct.unpack_from(">H", font, table + 6)
    ends = struct.unpack_from(f">{twice // 2}H", font, table + 14)
    starts = struct.unpack_from(f">{twice // 2}H", font, table + 16 + twice)
    for first, last in zip(starts, ends, strict=True):
        if first != 0xFFFF:
            yield from range(first, last + 1)


def _format_12(font: bytes, table: int) -> Iterable[int]:
    (groups,) = struct.unpack_from(">I", font, table + 12)
    for i in range(groups):
        first, last, _ = struct.unpack_from(">III", font, table + 16 + 12 * i)
        yield from range(first, last + 1)


def unprintable(text: str) -> list[str]:
    """Return the characters of a text that the typeface lacks, each once, in order."""
    known = _glyphs()
    return [c for c in dict.fromkeys(text) if c not in known and c not in _INVISIBLE and c not in _DROPPED]


def printable(text: str) -> str:
    """Return the text with 〓 for each character the typeface lacks."""
    odd = set(text) - _glyphs() - _INVISIBLE
    return text.translate({ord(c): "" if c in _DROPPED else GETA for c in odd}) if odd else text


# --------------------------------------------------------------------------------------------------- pages of a PDF


def pages(pdf: bytes) -> int:
    """Return the number of pages of a PDF made here."""
    return len(re.findall(rb"/Type\s*/Page[^s\w]", pdf))


def merge(pdfs: Sequence[bytes]) -> bytes:
    """Return one PDF with the pages of all, in order."""
    return _assemble([(pdf, range(1, pages(pdf) + 1)) for pdf in pdfs])


def extract(pdf: bytes, first: int, last: int) -> bytes:
    """Return pages first–last (from 1, both included; beyond the end is cut off) of a PDF made here.

    Raises ValueError when no page is left.
    """
    chosen = range(max(first, 1), min(last, pages(pdf)) + 1)
    if not chosen:
        raise ValueError(f"no page {first}-{last} in a document of {pages(pdf)} pages")
    return _assemble([(pdf, chosen)])


def _assemble(parts: Sequence[tuple[bytes, range]]) -> bytes:
    """Place whole pages of PDFs as vector images on pages of their own size: text stays text, nothing is redrawn."""
    source = ["#set page(margin: 0pt, width: auto, height: auto)", "#set document(date: none)"]
    with tempfile.TemporaryDirectory(prefix="akinai-pdf-") as folder:
        for n, (pdf, chosen) in enumerate(parts):
            (Path(folder) / f"{n}.pdf").write_bytes(pdf)
            first, last = chosen.start, chosen.stop
            source.append(f'#for i in range({first}, {last}) {{ page(image("{n}.pdf", page: i)) }}')
        # A compiler of its own: a warm one would remember files of the same names from another call.
        compiler = typst.Compiler(root=folder, font_paths=_fonts())
        return _pdf(compiler, {"main": "\n".join(source).encode()})


# --------------------------------------------------------------------------------------------------------- Code 128

# Widths of bar, space, bar, space, bar, space per symbol value 0-105, then the stop (ISO/IEC 15417, table 1).
_WIDTHS = re.findall(
    r"[0-9]+",
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112",
)
_CODE_C, _CODE_B, _START_B, _START_C, _STOP = 99, 100, 104, 105, 106


def code128(text: str) -> dict[str, Any]:
    """Return a Code 128 symbol as {"modules": width, "bars": [[x, width], …]}, in modules, without the quiet zone.

    Holds the ASCII characters 32–126 (code sets B and C); raises ValueError for anything else or nothing.
    """
    if not text or not all(" " <= c <= "~" for c in text):
        raise ValueError(f"Code 128 holds one or more ASCII characters, not {text!r}")
    values = _symbols(text)
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % 103
    widths = [int(w) for value in (*values, check, _STOP) for w in _WIDTHS[value]]
    edges = [0]
    for width in widths:
        edges.append(edges[-1] + width)
    return {"modules": edges[-1], "bars": [[a, b - a] for a, b in list(pairwise(edges))[::2]]}


def _symbols(text: str) -> list[int]:
    """Return start and data symbols, pairs of digits in code set C where shorter (ISO/IEC 15417, annex E)."""
    values: list[int] = []
    in_c = False
    for run in re.findall(r"[0-9]+|[^0-9]+", text):
        at_edge = not values or text.endswith(run)
        packs = run.isdigit() and len(run) >= (4 if at_edge else 6)
        odd = run[: len(run) % 2] if packs else run
        if odd or not packs:
            values += ([_CODE_B] if in_c else [] if values else [_START_B]) + [ord(c) - 32 for c in odd]
            in_c = False
        if packs:
            values.append(_CODE_C if values else _START_C)
            digits = run[len(odd) :]
            values += [int(digits[i : i + 2]) for i in range(0, len(digits), 2)]
            in_c = True
    return values

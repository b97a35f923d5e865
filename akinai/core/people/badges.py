"""A badge's code as Code 128 bars (ISO/IEC 15417, code set B), drawn as SVG."""

import base64

_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 "
    "113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 "
    "212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 "
    "113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 "
    "314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 "
    "241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 "
    "214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 "
    "211232 2331112"
)
_WIDTHS = _TABLE.split()
_START_B, _STOP = 104, 106
_QUIET = 10


def symbols(code: str) -> list[int]:
    """Symbol values of an ASCII text: start, characters, checksum, stop. Raises ValueError for other characters."""
    values = [ord(c) - 32 for c in code]
    if not values or any(not 0 <= v <= 94 for v in values):
        raise ValueError("only printable ASCII can be a Code 128 B barcode")
    check = (_START_B + sum(i * v for i, v in enumerate(values, 1))) % 103
    return [_START_B, *values, check, _STOP]


def svg(code: str) -> str:
    """The barcode as SVG: one unit per module, quiet zones included."""
    at, bars = _QUIET, []
    for value in symbols(code):
        for i, width in enumerate(int(w) for w in _WIDTHS[value]):
            if i % 2 == 0:
                bars.append(f"M{at} 0h{width}v50h-{width}z")
            at += width
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {at + _QUIET} 50" preserveAspectRatio="none">'
        f'<rect width="100%" height="50" fill="#fff"/><path d="{"".join(bars)}" fill="#000"/></svg>'
    )


def data_uri(code: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg(code).encode()).decode()

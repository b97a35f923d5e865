"""Card numbers in free text are masked before anything is stored (割賦販売法 35条の16, PCI DSS: a shop keeps none).

What counts: 14 to 16 digits, in one piece or in groups, with the prefix and length of a card brand and a right check
digit (Luhn). Order numbers of the malls, telephone numbers and lists of parcel numbers are no cards.
"""

import re
from collections.abc import Iterator

_DIGIT = "0-9０-９"
_GAP = r" \t\u3000\u00a0\-‐‑‒–—―−－ー.．"
_RUN = re.compile(rf"[{_DIGIT}](?:[{_GAP}]{{0,3}}[{_DIGIT}]){{13,}}+")
_GROUP = re.compile(rf"[{_DIGIT}]+")
_FORMS = str.maketrans("０１２３４５６７８９\u3000\u00a0．‐‑‒–—―−－ー", "0123456789  .---------")

_BRANDS = re.compile(
    r"4\d{15}"  # Visa
    r"|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"  # Mastercard
    r"|35(?:2[89]|[3-8]\d)\d{12}"  # JCB
    r"|3[47]\d{13}"  # American Express
    r"|3(?:0[0-59]|[689]\d)\d{11}(?:\d\d)?"  # Diners Club, 14 or 16 digits
)
_KNOWN = re.compile(
    r"(?<!\d)\d{3}-\d{7}-\d{7}(?!\d)"  # Amazon order
    r"|(?<!\d)\d{6}-\d{8}-\d{8,10}(?!\d)"  # 楽天 order
)
_PARCELS = re.compile(r"(?<![\d-])\d{4}([- ]?)\d{4}\1\d{4}(?:\s+\d{4}\1\d{4}\1\d{4})+(?![\d-])")
_PHONE = re.compile(r"(?<!\d)0\d{1,4}[- ]\d{1,4}[- ]\d{3,4}(?!\d)")
_USUAL = {(4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 2), (4, 4, 4, 3)}
_DOUBLED = str.maketrans("0123456789", "0246813579")


def mask_cards(text: str) -> tuple[str, bool]:
    """The text with every card number as ``****`` and its last four digits, and whether there was one.

    Linear time.
    """
    pieces: list[str] = []
    end = 0
    for run in _RUN.finditer(text):
        for start, stop in _cards(run.group()):
            pieces.append(text[end : run.start() + start])
            pieces.append("****" + "".join(_GROUP.findall(run.group()[start:stop].translate(_FORMS)))[-4:])
            end = run.start() + stop
    if not pieces:
        return text, False
    return "".join([*pieces, text[end:]]), True


def luhn(digits: str) -> bool:
    """Whether the check digit of a string of ASCII digits is right (ISO/IEC 7812-1)."""
    total = sum(digits[-1::-2].encode()) + sum(digits[-2::-2].translate(_DOUBLED).encode())
    return (total - ord("0") * len(digits)) % 10 == 0


def _cards(run: str) -> list[tuple[int, int]]:
    """Spans of card numbers in a run of digits and gaps, overlapping ones joined."""
    plain = run.translate(_FORMS)
    groups = [(found.start(), found.end()) for found in _GROUP.finditer(plain)]
    found: list[tuple[int, int]] = []
    for start, stop in _windows(plain, groups):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _windows(plain: str, groups: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    known, phones = _marked(plain)
    digits = "".join(plain[start:stop] for start, stop in groups)
    ahead = 0  # digits before the group
    for at, (start, after) in enumerate(groups):
        size = 0
        for upto in range(at, len(groups)):
            stop = groups[upto][1]
            size += stop - groups[upto][0]
            if size > 16:
                break
            if size < 14 or not _is_card_number(digits[ahead : ahead + size]) or known.find(1, start, stop) >= 0:
                continue
            if upto == at or _is_grouped(plain[start:stop], phones.find(1, start, stop) < 0):
                yield start, stop
        ahead += after - start


def _is_card_number(digits: str) -> bool:
    return digits[0] in "2345" and _BRANDS.fullmatch(digits) is not None and luhn(digits)


def _is_grouped(written: str, no_phone: bool) -> bool:
    """As on a card, or else with one kind of gap and no telephone or parcel number in it."""
    sizes = tuple(map(len, _GROUP.findall(written)))
    gaps = set(_GROUP.sub("|", written).strip("|").split("|"))
    return sizes in _USUAL or (no_phone and max(sizes) < 10 and len(gaps) == 1)


def _marked(plain: str) -> tuple[bytearray, bytearray]:
    """One byte per character: inside an order or parcel number; inside a telephone number."""
    known, phones = bytearray(len(plain)), bytearray(len(plain))
    for found in _KNOWN.finditer(plain):
        known[found.start() : found.end()] = b"\1" * len(found.group())
    for found in _PARCELS.finditer(plain):
        if all(int(number[:11]) % 7 == int(number[11]) for number in _twelves(found.group())):
            known[found.start() : found.end()] = b"\1" * len(found.group())
    for found in _PHONE.finditer(plain):
        if sum(map(len, _GROUP.findall(found.group()))) in (10, 11):
            phones[found.start() : found.end()] = b"\1" * len(found.group())
    return known, phones


def _twelves(written: str) -> list[str]:
    digits = "".join(_GROUP.findall(written))
    return [digits[at : at + 12] for at in range(0, len(digits), 12)]

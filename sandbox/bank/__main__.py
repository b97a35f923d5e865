"""`python -m sandbox.bank told receipts.json notice.txt`, `python -m sandbox.bank pay transfers.txt`; prints JSON.

receipts.json: {"day", "bank", "branch", "kind", "number", "holder", "rows": [[yen, payer in katakana], …]}. Written
apart from the shop's own code on purpose.
"""

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any
from unicodedata import normalize

END = b"\r\n"
SMALL = str.maketrans("ァィゥェォッャュョーヮ", "アイウエオツヤユヨ-ワ")


def _halves() -> dict[str, str]:
    """Full-width katakana → half-width, with the sound marks apart."""
    found = {}
    for code in range(0xFF66, 0xFF9E):
        for mark in ("", "\uff9e", "\uff9f"):
            whole = normalize("NFKC", chr(code) + mark)
            if len(whole) == 1:
                found[whole] = chr(code) + mark
    return found


HALF = _halves()


def half(text: str) -> str:
    """A payer as banks write it: half-width, no small letters."""
    plain = normalize("NFKC", text).upper().translate(SMALL)
    return "".join(HALF.get(char, char if " " <= char <= "~" else "") for char in plain)


def _c(text: str, size: int) -> bytes:
    return half(text).encode("cp932")[:size].ljust(size)


def _n(value: int | str, size: int) -> bytes:
    return str(value).encode().rjust(size, b"0")


def _wareki(day: dt.date) -> str:
    return f"{day.year - 2018:02}{day:%m%d}"


def told(facts: dict[str, Any]) -> bytes:
    """振込入金通知, format A."""
    day = dt.date.fromisoformat(facts["day"])
    date = _n(_wareki(day), 6)
    records = [
        b"1" + b"01" + b"0" + date * 3 + _n(facts["bank"], 4) + _c("", 15) + _n(facts["branch"], 3) + _c("", 15)
        + _n(facts["kind"], 1) + _n(facts["number"], 7) + _c(facts["holder"], 40) + b" " * 93
    ]  # fmt: skip
    for number, (amount, payer) in enumerate(facts["rows"], start=1):
        records.append(
            b"2" + _c(f"{number:06}", 6) + date * 2 + _n(amount, 10) + _n(0, 10) + _c("", 10) + _c(payer, 48)
            + _c("", 15) * 2 + b" " + _c("", 20) + b" " * 52
        )  # fmt: skip
    total = sum(amount for amount, _payer in facts["rows"])
    records.append(b"8" + _n(len(facts["rows"]), 6) + _n(total, 12) + _n(0, 6) + _n(0, 12) + b" " * 163)
    records.append(b"9" + b" " * 199)
    assert {len(one) for one in records} == {200}
    return END.join(records) + END


def pay(data: bytes) -> dict[str, Any]:
    """What a 総合振込 asks us to pay. Raises ValueError where it does not add up."""
    records = [one for one in data.split(END) if one.strip(b"\x1a ")]
    if any(len(one) != 120 for one in records):
        raise ValueError("a record is not 120 bytes long")
    if b"".join(one[:1] for one in (records[0], *records[-2:])) != b"189" or records[0][1:3] != b"21":
        raise ValueError("header, trailer or end is missing")
    rows: list[dict[str, Any]] = [
        {"bank": one[1:5].decode(), "branch": one[20:23].decode(), "number": one[43:50].decode(),
         "holder": one[50:80].decode("cp932").strip(), "amount": int(one[80:90])}
        for one in records[1:-2]
    ]  # fmt: skip
    trailer = records[-2]
    if (int(trailer[1:7]), int(trailer[7:19])) != (len(rows), sum(row["amount"] for row in rows)):
        raise ValueError("the trailer's sums are not those of the rows")
    return {"count": len(rows), "total": sum(row["amount"] for row in rows), "rows": rows}


def main() -> None:
    """Do one of the two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["told", "pay"])
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path, nargs="?")
    given = parser.parse_args()
    if given.what == "pay":
        try:
            print(json.dumps(pay(given.source.read_bytes()), ensure_ascii=False))
        except ValueError as error:
            sys.exit(f"sandbox.bank: {error}")
        return
    facts = json.loads(given.source.read_text())
    given.target.write_bytes(told(facts))
    print(json.dumps({"rows": len(facts["rows"])}))


if __name__ == "__main__":
    main()

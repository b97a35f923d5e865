"""`python -m sandbox.warehouse INSTRUCTION.csv RESULT.csv`: pack everything, and say which label number each got.

Prints JSON: the numbers by shipment. Numbers are made of the shipment's own, so that none is given twice.
"""

import argparse
import csv
import io
import json
import zlib
from pathlib import Path

HEADERS = ("出荷番号", "送り状番号", "出荷日", "商品コード", "数量")


def answer(instruction: bytes) -> tuple[bytes, dict[str, str]]:
    """The 実績 of an instruction (both CP932), and the numbers given. A row that asks for a cancel is not sent."""
    numbers: dict[str, str] = {}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADERS)
    for row in csv.DictReader(io.StringIO(instruction.decode("cp932"), newline="")):
        if row["取消依頼"]:
            continue
        key = row["出荷番号"]
        eleven = 30_000_000_000 + zlib.crc32(key.encode())
        number = numbers.setdefault(key, f"{eleven}{eleven % 7}")
        writer.writerow([key, number, row["出荷予定日"], row["商品コード"], row["数量"]])
    return out.getvalue().encode("cp932"), numbers


def main() -> None:
    """Read, pack, write."""
    parser = argparse.ArgumentParser(description="Answer a 出荷指示 as an outside warehouse does.")
    parser.add_argument("instruction", type=Path)
    parser.add_argument("result", type=Path)
    given = parser.parse_args()
    result, numbers = answer(given.instruction.read_bytes())
    given.result.write_bytes(result)
    print(json.dumps({"numbers": numbers}))


if __name__ == "__main__":
    main()

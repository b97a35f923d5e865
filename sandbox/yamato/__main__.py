"""`python -m sandbox.yamato LABELS.csv ISSUED.csv`: what B2クラウド does with a label file, by files.

Prints JSON: the numbers issued by management number, and the rows refused. Exit code 2 when the file is refused.
"""

import argparse
import json
import sys
import time
from dataclasses import asdict
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from sandbox.yamato import b2

JST = timezone(timedelta(hours=9))


def main() -> None:
    """Read, issue, write."""
    parser = argparse.ArgumentParser(description="Issue label numbers as B2クラウド does.")
    parser.add_argument("labels", type=Path, help="the label file (97 columns, CP932)")
    parser.add_argument("issued", type=Path, help="where the 発行済データ goes")
    parser.add_argument("--date", type=date.fromisoformat, help="the day (default: today in Japan)")
    parser.add_argument("--first-number", type=int, help="first eleven digits of the first number (default: new ones)")
    given = parser.parse_args()
    # Real numbers are never given twice; these come from the clock, some hundred a second.
    first = given.first_number or 40_000_000_000 + int(time.time() * 100) % 10_000_000_000
    try:
        issued = b2.issue(given.labels.read_bytes(), today=given.date or datetime.now(JST).date(), first_number=first)
    except (OSError, b2.NotTaken) as error:
        print(f"{given.labels}: {error}", file=sys.stderr)
        sys.exit(2)
    given.issued.write_bytes(issued.data)
    faults = [asdict(fault) for fault in issued.faults]
    print(json.dumps({"numbers": issued.numbers, "faults": faults}, ensure_ascii=False))


if __name__ == "__main__":
    main()

"""Bank files for tests, written by the same layouts the reader has."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from akinai.core import clock
from akinai.payments.bank import names
from akinai.payments.bank.records import layouts, pack
from akinai.payments.models import BankAccount

DAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=clock.JST)


def make_bank(code: str = "main", number: str = "1234567", **fields: Any) -> BankAccount:
    values = {
        "bank_code": "9999", "bank": "テスト銀行", "branch_code": "001", "branch": "本店", "number": number,
        "holder": "カ)アキナイ", "consignor": "1234567890", **fields,
    }  # fmt: skip
    return BankAccount.objects.update_or_create(code=code, defaults=values)[0]


def wareki(day: dt.date) -> str:
    return f"{day.year - 2018:02d}{day:%m%d}"


def notice(
    rows: Sequence[tuple[Any, ...]], *, number: str = "1234567", b: bool = False, day: dt.date = DAY, end: bool = True
) -> bytes:
    """振込入金通知. Rows: (amount, payer, reference[, cancels])."""
    head = pack(
        layouts("01")["1"],
        {"データ区分": 1, "種別コード": "01", "コード区分": 0, "作成日": wareki(day), "勘定日自": wareki(day),
         "勘定日至": wareki(day), "銀行コード": "9999", "支店コード": "001", "預金種目": 1, "口座番号": number},
    )  # fmt: skip
    made, plus, minus = [head], [], []
    for amount, payer, reference, *rest in rows:
        cancels = bool(rest and rest[0])
        (minus if cancels else plus).append(amount)
        values = {"データ区分": 2, "照会番号": reference, "勘定日": wareki(day), "起算日": wareki(day),
                  "振込依頼人名": names.for_transfer(payer), "取消区分": "1" if cancels else ""}  # fmt: skip
        values |= {"金額": 0, "金額2": amount, "うち他店券金額2": 0} if b else {"金額": amount}
        made.append(pack(layouts("01")["2B" if b else "2A"], values))
    sums = {"データ区分": 8, "振込合計件数": len(plus), "振込合計金額": sum(plus), "取消合計件数": len(minus),
            "取消合計金額": sum(minus)}  # fmt: skip
    made.append(pack(layouts("01")["8"], sums))
    return b"".join(made) + (pack(layouts("01")["9"], {"データ区分": 9}) if end else b"")


def statement(rows: Sequence[tuple[Any, ...]], *, number: str = "1234567", before: int = 100_000, **odd: Any) -> bytes:
    """入出金取引明細. Rows: (amount, payer, reference, came in[, 取引区分])."""
    head = pack(
        layouts("03")["1"],
        {"データ区分": 1, "種別コード": "03", "コード区分": 0, "作成日": wareki(DAY), "勘定日自": wareki(DAY),
         "勘定日至": wareki(DAY), "銀行コード": "9999", "支店コード": "001", "預金種目": 1, "口座番号": number,
         "貸越区分": 1, "通帳証書区分": 1, "取引前残高": before} | odd.get("head", {}),
    )  # fmt: skip
    made = [head]
    for amount, payer, reference, came_in, *rest in rows:
        values = {"データ区分": 2, "照会番号": reference, "勘定日": wareki(DAY), "預入払出日": wareki(DAY),
                  "入払区分": 1 if came_in else 2, "取引区分": rest[0] if rest else 11, "取引金額": amount,
                  "振込依頼人名または契約者番号": names.for_transfer(payer)}  # fmt: skip
        made.append(pack(layouts("03")["2"], values))
    plus, minus = [r[0] for r in rows if r[3]], [r[0] for r in rows if not r[3]]
    sums = {"データ区分": 8, "入金件数": len(plus), "入金額合計": sum(plus), "出金件数": len(minus),
            "出金額合計": sum(minus), "貸越区分": 1, "取引後残高": before + sum(plus) - sum(minus),
            "データレコード件数": len(rows)} | odd.get("sums", {})  # fmt: skip
    made.append(pack(layouts("03")["8"], sums))
    end = {"データ区分": 9, "レコード総件数": len(made) + 1, "口座数": 1} | odd.get("end", {})
    return b"".join([*made, pack(layouts("03")["9"], end)])

"""全銀 総合振込: a file that tells the bank whom to pay, and the account of one payee, checked.

Records of 120 bytes (the other files of 全銀 that we read have 200), each followed by CRLF, which banks allow.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from unicodedata import normalize

from django.utils.translation import gettext as _

from akinai.core.outcome import Refusal
from akinai.core.tables import Unreadable
from akinai.payments.bank.names import for_transfer
from akinai.payments.bank.records import BadField, layouts, pack, unpack

SIZE = 120
YUCHO = "9900"
KINDS = ("1", "2", "4")
LARGEST = 10**10 - 1  # yen in one transfer


@dataclass(frozen=True, kw_only=True)
class Payee:
    """An account to pay to: codes with their zeros, the holder in half-width capitals as the bank has it."""

    bank_code: str
    branch_code: str
    kind: str  # 1 普通, 2 当座, 4 貯蓄
    number: str
    holder: str
    bank: str = ""
    branch: str = ""

    def plain(self) -> dict[str, str]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Our own account, from which the bank pays."""

    consignor: str
    holder: str
    bank_code: str
    branch_code: str
    kind: str
    number: str
    bank: str = ""
    branch: str = ""


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One payment out, in yen. `customer`: our number of it, at most ten digits."""

    payee: Payee
    amount: int
    customer: str = ""


def check_payee(given: Mapping[str, str]) -> tuple[Payee | None, list[Refusal]]:
    """The account as typed, made what a transfer needs; or what is wrong, by field, in sentences.

    For ゆうちょ銀行 the 記号 (5 digits) may stand in the place of the branch code and the 番号 in that of the number.
    """
    typed = {name: normalize("NFKC", str(given.get(name, ""))).strip() for name in Payee.__dataclass_fields__}
    digits = {name: re.sub(r"[\s\-‐−ー]", "", typed[name]) for name in ("bank_code", "branch_code", "number")}
    problems: list[Refusal] = []

    def wrong(field: str, message: str) -> None:
        problems.append(Refusal("", field, message))

    if not re.fullmatch(r"\d{4}", digits["bank_code"]):
        wrong("bank_code", _("The bank code has four digits."))
    if digits["bank_code"] == YUCHO and re.fullmatch(r"[01]\d{4}", digits["branch_code"]):
        _from_yucho(digits, typed)
    if not re.fullmatch(r"\d{3}", digits["branch_code"]):
        wrong("branch_code", _("The branch code has three digits (for Japan Post Bank also the symbol of five)."))
    if not re.fullmatch(r"\d{1,7}", digits["number"]) or not int(digits["number"]):
        wrong("number", _("The account number has up to seven digits."))
    if typed["kind"] not in KINDS:
        wrong("kind", _("Choose the kind of account."))
    holder = _holder(str(given.get("holder", "")), wrong)
    if problems:
        return None, problems
    names = {"bank": typed["bank"][:30], "branch": typed["branch"][:30]}
    number = digits["number"].zfill(7)
    return (
        Payee(
            bank_code=digits["bank_code"],
            branch_code=digits["branch_code"],
            number=number,
            kind=typed["kind"],
            holder=holder,
            **names,
        ),
        [],
    )


def _holder(text: str, wrong: object) -> str:
    say = wrong if callable(wrong) else None
    try:
        holder = for_transfer(text)
    except ValueError as signs:
        if say:
            say("holder", _("Write the holder in katakana: “%(signs)s” can't be used.") % {"signs": str(signs)[:20]})
        return ""
    if say and not holder:
        say("holder", _("Write the holder in katakana, as in the bank book."))
    if say and len(holder) > 30:
        say("holder", _("The holder is longer than the 30 letters a transfer can hold. Write the first 30."))
    return holder


def _from_yucho(digits: dict[str, str], typed: dict[str, str]) -> None:
    """記号 1abc0 + 番号 n…1 → branch ab8, number without its last 1; 0abc0 (振替口座) → branch ab9, current account.

    ゆうちょ銀行's own rule for transfers from other banks.
    """
    symbol, number = digits["branch_code"], digits["number"]
    if symbol[0] == "1" and number.endswith("1"):
        digits["branch_code"], digits["number"] = f"{symbol[1:3]}8", number[:-1]
    elif symbol[0] == "0":
        digits["branch_code"], typed["kind"] = f"{symbol[1:3]}9", "2"


def write_transfers(payer: Payer, transfers: Sequence[Transfer], *, pay_on: dt.date) -> bytes:
    """The file. It is read back and compared before it is given out. Raises Unreadable with a sentence."""
    try:
        records = [pack(layouts("21")["1"], _head(payer, pay_on))]
        records += [pack(layouts("21")["2"], _row(one)) for one in transfers]
        total = sum(one.amount for one in transfers)
        records.append(pack(layouts("21")["8"], {"データ区分": 8, "合計件数": len(transfers), "合計金額": total}))
        records.append(pack(layouts("21")["9"], {"データ区分": 9}))
    except BadField as bad:
        words = _("“%(field)s” can't be “%(value)s” in a transfer file.")
        raise Unreadable(words % {"field": bad.field, "value": bad.value}) from None
    made = b"".join(record + b"\r\n" for record in records)
    if read_transfers(made) != list(transfers):
        raise Unreadable(_("The file could not be read back as it was meant. It was not made."))
    return made


def _head(payer: Payer, pay_on: dt.date) -> dict[str, str | int]:
    return {
        "データ区分": 1, "種別コード": "21", "コード区分": 0, "委託者コード": payer.consignor,
        "委託者名": for_transfer(payer.holder), "取組日": f"{pay_on:%m%d}", "仕向銀行番号": payer.bank_code,
        "仕向銀行名": _name(payer.bank), "仕向支店番号": payer.branch_code, "仕向支店名": _name(payer.branch),
        "預金種目": payer.kind, "口座番号": payer.number,
    }  # fmt: skip


def _row(one: Transfer) -> dict[str, str | int]:
    if not 0 < one.amount <= LARGEST:
        raise BadField("振込金額", str(one.amount))
    return {
        "データ区分": 2, "被仕向銀行番号": one.payee.bank_code, "被仕向銀行名": _name(one.payee.bank),
        "被仕向支店番号": one.payee.branch_code, "被仕向支店名": _name(one.payee.branch), "手形交換所番号": 0,
        "預金種目": one.payee.kind, "口座番号": one.payee.number, "受取人名": one.payee.holder,
        "振込金額": one.amount, "新規コード": 0, "顧客コード1": one.customer, "振込指定区分": 7,
    }  # fmt: skip


def _name(text: str) -> str:
    """A bank's name where it can be written in kana; banks go by the code and let the name be empty."""
    try:
        return for_transfer(text)[:15].strip()
    except ValueError:
        return ""


def read_transfers(made: bytes) -> list[Transfer]:
    """What a file of ours tells the bank; names of banks are left out. Raises Unreadable when its sums do not hold."""
    plain = made.replace(b"\r\n", b"")
    records = [plain[at : at + SIZE] for at in range(0, len(plain), SIZE)]
    marks = b"".join(record[:1] for record in records)
    if len(plain) % SIZE or not re.fullmatch(b"12*89", marks):
        raise Unreadable(_("The records of the transfer file are not in their order."))
    rows = [unpack(layouts("21")["2"], record) for record in records[1:-2]]
    sums = unpack(layouts("21")["8"], records[-2])
    if (int(sums["合計件数"]), int(sums["合計金額"])) != (len(rows), sum(int(row["振込金額"]) for row in rows)):
        raise Unreadable(_("The sums of the transfer file do not hold."))
    return [_told(row) for row in rows]


def _told(row: Mapping[str, str]) -> Transfer:
    payee = Payee(
        bank_code=row["被仕向銀行番号"],
        branch_code=row["被仕向支店番号"],
        kind=row["預金種目"],
        number=row["口座番号"],
        holder=row["受取人名"],
    )
    return Transfer(payee=payee, amount=int(row["振込金額"]), customer=row["顧客コード1"])

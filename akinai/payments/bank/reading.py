"""A bank's file as lines: 全銀 振込入金通知 (01) and 入出金取引明細 (03), and CSVs (csvs.py).

Records are 200 bytes, with or without line ends. A file is believed whole or not at all: a sum, count or record that
does not fit refuses all of it, with a sentence that says where.
"""

import datetime as dt
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from akinai.core.tables import Unreadable
from akinai.payments.bank.records import BadField, layouts, unpack

SIZE = 200
# The first year of each era, less one: 令和8年 = 2018 + 8. "Years" of other banks are western (26 = 2026).
_ERAS = (2018, 1988, 1925, 2000)


@dataclass(frozen=True, slots=True)
class AccountAt:
    """Which account a file speaks of, as the file has it: digits without zeros ahead."""

    bank: str
    branch: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Money that came in, or (cancels) such a receipt taken back. Amount in yen, always positive."""

    row: int  # record or row of the file, from 1
    account: AccountAt | None
    booked_on: dt.date
    amount: int
    payer: str
    payer_bank: str = ""
    reference: str = ""
    edi: str = ""
    balance: int | None = None
    cancels: bool = False


@dataclass
class BankStatement:
    """A file that was read. `out`: how many payments out were passed over."""

    kind: str  # zengin01, zengin03, csv
    lines: list[Line] = field(default_factory=list)
    accounts: list[AccountAt] = field(default_factory=list)
    out: int = 0


def is_zengin(data: bytes) -> bool:
    """Does it begin like a header of 全銀 (also in EBCDIC, which is then refused with a sentence)?"""
    head = data[:3]
    return (head in (b"101", b"103") and data[3:4].isdigit() and b"," not in data[:SIZE]) or head in (
        b"\xf1\xf0\xf1",
        b"\xf1\xf0\xf3",
    )


def near(text: str, day: dt.date) -> dt.date:
    """A date YYMMDD with an era's year: the era that brings it nearest to a day. Raises ValueError."""
    if len(text) != 6 or not text.isdigit():
        raise ValueError(text)
    year, month, of_month = int(text[:2]), int(text[2:4]), int(text[4:])
    found = []
    for first in _ERAS:
        try:
            found.append(dt.date(first + year, month, of_month))
        except ValueError:
            continue
    if not found:
        raise ValueError(text)
    return min(found, key=lambda one: abs((one - day).days))


def read_zengin(data: bytes, *, today: dt.date) -> BankStatement:
    """Read a 全銀 file of 01 or 03. Raises Unreadable with a sentence, and then nothing of it may be used."""
    records = _records(data)
    kind = records[0][1:3].decode()
    statement = BankStatement(f"zengin{kind}")
    section: _Section | None = None
    ended = False
    for row, record in enumerate(records, 1):
        mark = record[:1]
        if ended or mark not in (b"1", b"2", b"8", b"9"):
            _refuse(row, _("it does not belong here."))
        if (mark == b"1") != (section is None) and mark != b"9":
            _refuse(row, _("headers, lines and totals are not in their order."))
        try:
            if mark == b"1":
                section = _header(kind, record, row, today)
                statement.accounts.append(section.account)
            elif section and mark == b"2":
                section.add(record, row)
            elif section and mark == b"8":
                section.close(record, row)
                statement.lines += section.lines
                statement.out += section.out_count
                section = None
            elif mark == b"9":
                ended = True
                _check_end(kind, record, row, len(records), len(statement.accounts))
                if section is not None:
                    _refuse(row, _("the totals of the account are missing."))
        except BadField as bad:
            _refuse(row, _("“%(field)s” can't be “%(value)s”.") % {"field": bad.field, "value": bad.value.strip()})
    if not ended:
        raise Unreadable(_("The file breaks off: its last record (9) is missing. Download it again."))
    return statement


def _records(data: bytes) -> list[bytes]:
    if data[:1] == b"\xf1":
        raise Unreadable(_("The file is written in EBCDIC. Ask the bank for the same file in JIS (code 0)."))
    # Cut by bytes: a letter of half-width kana is one, and nothing else may be inside.
    plain = data.replace(b"\r", b"").replace(b"\n", b"").rstrip(b"\x1a")
    if not plain or len(plain) % SIZE:
        words = _("The file has %(n)d bytes, which is not a multiple of 200: it is damaged or of another kind.")
        raise Unreadable(words % {"n": len(plain)})
    return [plain[at : at + SIZE] for at in range(0, len(plain), SIZE)]


def _refuse(row: int, why: str) -> None:
    raise Unreadable(_("Record %(row)d: %(why)s The whole file was refused.") % {"row": row, "why": why})


def _date(text: str, near_to: dt.date, field_name: str) -> dt.date:
    try:
        return near(text, near_to)
    except ValueError:
        raise BadField(field_name, text) from None


def _header(kind: str, record: bytes, row: int, today: dt.date) -> "_Section":
    if record[1:3].decode("cp932", "replace") != kind:
        _refuse(row, _("it is of another kind than the file began with."))
    values = unpack(layouts(kind)["1"], record)
    if values["コード区分"] != "0":
        raise Unreadable(_("The file is written in EBCDIC. Ask the bank for the same file in JIS (code 0)."))
    if values["預金種目"] in ("5", "6", "7"):
        words = _("Accounts of kind %(kind)s (time deposits, loans) can't be read; only ordinary, current, savings.")
        raise Unreadable(words % {"kind": values["預金種目"]})
    account = AccountAt(
        values["銀行コード"].lstrip("0"), values["支店コード"].lstrip("0"), values["口座番号"].lstrip("0")
    )
    made_on = _date(values["作成日"], today, "作成日")
    before = int(values["取引前残高"]) if kind == "03" else 0
    if kind == "03" and values["貸越区分"] == "2":
        before = -before
    return _Section(kind, account, made_on, before)


@dataclass
class _Section:
    """What one header opened: lines and what they add up to."""

    kind: str
    account: AccountAt
    made_on: dt.date
    before: int
    lines: list[Line] = field(default_factory=list)
    in_count: int = 0
    in_sum: int = 0
    out_count: int = 0
    out_sum: int = 0

    def add(self, record: bytes, row: int) -> None:
        if self.kind == "01":
            self._add_notice(record, row)
        else:
            self._add_entry(record, row)

    def _add_notice(self, record: bytes, row: int) -> None:
        """Layout B has the amount again in twelve digits where layout A has text that ends in spaces."""
        b = record[128:152].isdigit()
        values = unpack(layouts("01")["2B" if b else "2A"], record)
        amount = int(values["金額"]) or (int(values["金額2"]) if b else 0)
        cancels = values["取消区分"] == "1"
        if cancels:
            self.out_count, self.out_sum = self.out_count + 1, self.out_sum + amount
        else:
            self.in_count, self.in_sum = self.in_count + 1, self.in_sum + amount
        self._line(row, values, values["振込依頼人名"], amount, cancels)

    def _add_entry(self, record: bytes, row: int) -> None:
        values = unpack(layouts("03")["2"], record)
        amount, came_in = int(values["取引金額"]), values["入払区分"] == "1"
        if values["入払区分"] not in ("1", "2"):
            raise BadField("入払区分", values["入払区分"])
        corrects = not came_in and values["取引区分"] == "19"  # 訂正: a receipt written back
        if came_in:
            self.in_count, self.in_sum = self.in_count + 1, self.in_sum + amount
        else:
            self.out_count, self.out_sum = self.out_count + 1, self.out_sum + amount
        if came_in or corrects:
            payer = values["振込依頼人名または契約者番号"].strip() or values["摘要内容"]
            self._line(row, values, payer, amount, corrects)

    def _line(self, row: int, values: dict[str, str], payer: str, amount: int, cancels: bool) -> None:
        if amount <= 0:
            raise BadField("金額", str(amount))
        self.lines.append(
            Line(
                row=row,
                account=self.account,
                booked_on=_date(values["勘定日"], self.made_on, "勘定日"),
                amount=amount,
                payer=payer.strip(),
                payer_bank=f"{values['仕向銀行名'].strip()} {values['仕向店名'].strip()}".strip(),
                reference=values["照会番号"].strip(),
                edi=values["EDI情報"].strip(),
                cancels=cancels,
            )
        )

    def close(self, record: bytes, row: int) -> None:
        values = unpack(layouts(self.kind)["8"], record)
        if self.kind == "01":
            told = ("振込合計件数", "振込合計金額", "取消合計件数", "取消合計金額")
        else:
            told = ("入金件数", "入金額合計", "出金件数", "出金額合計")
        counted = (self.in_count, self.in_sum, self.out_count, self.out_sum)
        for name, ours in zip(told, counted, strict=True):
            if int(values[name]) != ours:
                words = _("the lines make %(ours)s, but “%(name)s” says %(told)s.")
                _refuse(row, words % {"ours": f"{ours:,}", "name": name, "told": f"{int(values[name]):,}"})
        if self.kind == "03":
            self._check_balance(values, row)

    def _check_balance(self, values: dict[str, str], row: int) -> None:
        after = int(values["取引後残高"]) * (-1 if values["貸越区分"] == "2" else 1)
        ours = self.before + self.in_sum - self.out_sum
        if ours != after:
            words = _("the balance before, in and out make %(ours)s, but the balance after is %(told)s.")
            _refuse(row, words % {"ours": f"{ours:,}", "told": f"{after:,}"})
        if int(values["データレコード件数"]) != self.in_count + self.out_count:
            _refuse(row, _("the number of lines is not the one told."))


def _check_end(kind: str, record: bytes, row: int, records: int, accounts: int) -> None:
    values = unpack(layouts(kind)["9"], record)
    if kind == "03" and (int(values["レコード総件数"]), int(values["口座数"])) != (records, accounts):
        _refuse(row, _("the number of records or accounts is not the one told."))

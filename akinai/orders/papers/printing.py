"""The PDF of an issued document, from its frozen data alone. Documents are in Japanese: they serve Japanese law."""

import datetime as dt
from pathlib import Path
from typing import Any

from akinai.core import documents
from akinai.core.money import format_amount
from akinai.orders.models import DocumentKind

TEMPLATE = Path(__file__).with_name("documents.typ")
TITLES = {DocumentKind.RECEIPT: "領収書", DocumentKind.INVOICE: "請求書", DocumentKind.CREDIT_NOTE: "返還請求書"}
LEADS = {
    DocumentKind.RECEIPT: "下記の金額を正に領収いたしました。",
    DocumentKind.INVOICE: "下記のとおりご請求申し上げます。",
    DocumentKind.CREDIT_NOTE: "下記のとおり対価を返還いたします。",
}


def pdf(data: dict[str, Any], *, number: str, issued: str, copy: int = 1, printed: bool = False) -> bytes:
    """The document as PDF. `copy` 2 and more are marked 再発行; `printed`: it goes out on paper, where a stamp may be
    due.
    """
    currency = data["currency"]

    def yen(amount: int | None) -> str:
        return "—" if amount is None else format_amount(amount, currency)

    kind = data["kind"]
    shown = {
        "title": _title(data),
        "number": number,
        "issued": issued,
        "copy": f"再発行（{copy}回目）" if copy > 1 else "",
        "addressee": data["addressee"],
        "lead": LEADS[kind],
        "amount": yen(data["amount"]),
        "purpose": data["purpose"],
        "method": data["method"].get("printed", ""),
        "notes": _notes(data),
        "seller": {**data["seller"], "postal": _postal(data["seller"]["postal"])},
        "stamp": f"{data['stamp']:,}円" if printed and data["stamp"] else "",
        "lines": [
            {
                **line,
                "quantity": f"{line['quantity']:,}",
                "unit_price": yen(line["unit_price"]),
                "amount": yen(line["amount"]),
            }
            for line in data["lines"]
        ],
        "charges": [{"name": one["name"], "amount": yen(one["amount"])} for one in data["charges"]],
        "rates": [
            {**one, "percent": f"{one['percent']}%", "gross": yen(one["gross"]), "tax": yen(one["tax"])}
            for one in data["rates"]
        ],
        "reduced": data["reduced"],
        "feet": _feet(data, printed),
    }
    return documents.typeset(TEMPLATE, shown)


def day_words(day: dt.date) -> str:
    """2026年11月21日"""
    return f"{day.year}年{day.month}月{day.day}日"


def _title(data: dict[str, Any]) -> str:
    """The title; a correction says so."""
    title = TITLES[data["kind"]]
    return f"{title}（修正）" if data.get("corrects") else title


def _notes(data: dict[str, Any]) -> list[str]:
    """Order, dates and what the paper refers to."""
    ordered = day_words(dt.date.fromisoformat(data.get("original_day") or data["day"]))
    found = [f"ご注文番号：{data['order']}　ご注文日：{ordered}"]
    if data["kind"] == DocumentKind.CREDIT_NOTE:
        given_back = day_words(dt.date.fromisoformat(data["day"]))
        found.append(f"返還日：{given_back}　元の取引：{data['original']}")
    if data.get("corrects"):
        found.append(f"本書は{data['corrects']}を修正したものです。")
    return [*found, *data.get("accounts", [])]


def _feet(data: dict[str, Any], printed: bool) -> list[str]:
    found = []
    if data["kind"] == DocumentKind.RECEIPT:
        found.append(f"商品の明細は、同じご注文番号（{data['order']}）の納品書とあわせて一つの書類です。")
        if not printed and data["stamp"]:
            found.append("電子的に発行した領収書のため、収入印紙は貼付しておりません。")
    return found


def _postal(code: str) -> str:
    return f"{code[:3]}-{code[3:]}" if len(code) == 7 and code.isdigit() else code

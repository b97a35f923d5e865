"""What a receipt or an invoice says: plain values made from an order, once; the PDF is made from them alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from akinai.core import tax
from akinai.core.models import Shop
from akinai.orders.models import DocumentKind, Order
from akinai.orders.money import FEES, OrderMoney, order_money
from akinai.orders.papers import stamps

FEE_LABELS = {"shipping_fee": "送料", "payment_fee": "決済手数料", "wrapping_fee": "ラッピング・のし"}


@dataclass(frozen=True)
class Wording:
    """What a person may choose on a document."""

    addressee: str = ""
    purpose: str = ""


def seller(shop: Shop) -> dict[str, Any]:
    """Who issues, as printed."""
    return {
        "name": shop.company or shop.name,
        "shop": shop.name if shop.company and shop.company != shop.name else "",
        "postal": shop.postal,
        "address": [one for one in (f"{shop.prefecture}{shop.city}{shop.line1}", shop.line2) if one],
        "phone": shop.phone,
        "email": shop.email,
        "registration": shop.registration_number,
    }


def of_order(
    kind: str, order: Order, lines: Sequence[Any], shop: Shop, wording: Wording, method: Mapping[str, str], **more: Any
) -> dict[str, Any]:
    """Everything printed on a receipt or invoice of one order.

    `method`: code and name of the way it was paid. The tax is that of the order (order_money): screen = order = paper.
    """
    money = order_money(order, lines, rounding=shop.tax_rounding or "floor")  # type: ignore[arg-type]
    paid = money.billed if money.billed is not None else money.total or 0
    net = paid - sum(rate.tax for rate in money.rates)
    return {
        "kind": kind,
        "order": order.number,
        "day": order.ordered_at.date().isoformat(),
        "addressee": wording.addressee,
        "purpose": wording.purpose,
        "amount": paid,
        "currency": order.currency,
        "method": dict(method),
        "stamp": stamps.duty(net, method.get("code", "")) if kind == DocumentKind.RECEIPT else 0,
        "seller": seller(shop),
        "lines": [_line(line) for line in lines if line.quantity > line.cancelled],
        "charges": _charges(order, money),
        "rates": [_rate(rate) for rate in money.rates],
        "total": money.total,
        "reduced": any(rate.reduced for rate in money.rates),
        **more,
    }


def of_return(
    order: Order, pieces: Sequence[tuple[Any, int]], shop: Shop, addressee: str, *, original: str, day: str
) -> dict[str, Any]:
    """Everything printed on a 適格返還請求書: pieces of lines that came back, with the tax of each rate, and what it
    refers to.

    Source: 消費税法57条の4第3項 (both dates, what came back, amounts by rate, tax by rate).
    """
    sums = tax.document_sums(
        [
            tax.TaxLine(line.tax_category, line.tax_rate or 0, (line.unit_price or 0) * count, line.price_includes_tax)
            for line, count in pieces
        ],
        rounding=shop.tax_rounding or "floor",  # type: ignore[arg-type]
    )
    return {
        "kind": str(DocumentKind.CREDIT_NOTE),
        "order": order.number,
        "day": day,
        "original": original,
        "original_day": order.ordered_at.date().isoformat(),
        "addressee": addressee,
        "purpose": "",
        "amount": sums.total,
        "currency": order.currency,
        "method": {},
        "stamp": 0,
        "seller": seller(shop),
        "lines": [_line(line, count) for line, count in pieces],
        "charges": [],
        "rates": [_rate(rate) for rate in sums.rates],
        "total": sums.total,
        "reduced": any(rate.reduced for rate in sums.rates),
    }


def _line(line: Any, count: int | None = None) -> dict[str, Any]:
    pieces = line.quantity - line.cancelled if count is None else count
    return {
        "name": line.name or line.sku_code,
        "options": line.options,
        "quantity": pieces,
        "unit_price": line.unit_price,
        "amount": None if line.unit_price is None else line.unit_price * pieces,
        "reduced": line.tax_category.startswith("reduced"),
    }


def _charges(order: Order, money: OrderMoney) -> list[dict[str, Any]]:
    """What came on top and what came off, in the order of the sum."""
    found = [{"name": FEE_LABELS[name], "amount": getattr(order, name)} for name in FEES if getattr(order, name)]
    off = (("値引き", money.discount), ("モールクーポン", money.mall_discount), ("ポイント利用", money.points))
    return found + [{"name": name, "amount": -amount} for name, amount in off if amount]


def _rate(rate: tax.RateSum) -> dict[str, Any]:
    return {"percent": rate.percent, "gross": rate.gross, "net": rate.net, "tax": rate.tax, "reduced": rate.reduced}

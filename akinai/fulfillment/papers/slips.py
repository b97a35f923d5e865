"""納品書: the slip that goes into the parcel."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from akinai.core import documents
from akinai.fulfillment.papers.data import Party, Reprint, Shop, SlipData, SlipLine
from akinai.fulfillment.papers.words import amount, day, moment, money, named, postal, prepared, words

LONG = 10  # lines from which a slip may need a second page, and counts its pages
FOLDER = Path(__file__).parent
SLIPS = """#import "paper.typ": paper
#import "slips.typ": slips
#let data = json("data.json")
#show: paper.with(title: data.title)
#slips(data)"""


def delivery_slips(slips: Sequence[SlipData], *, reprint: Reprint | None = None) -> bytes:
    """Return the 納品書 of all shipments in one PDF, in the order given, each as often as its `copies`."""
    data = slips_data(slips, reprint=reprint)
    return kept(documents.typeset(SLIPS, data, files=sources()), reprint)


def sources() -> dict[str, bytes]:
    """Return the typst files of the papers by name."""
    return {path.name: path.read_bytes() for path in FOLDER.glob("*.typ")}


def kept(pdf: bytes, reprint: Reprint | None) -> bytes:
    """Return the pages a reprint asks for. Raises ValueError when it asks for pages the document does not have."""
    if reprint is None or (reprint.first <= 1 and reprint.last is None):
        return pdf
    return documents.extract(pdf, reprint.first, reprint.last or documents.pages(pdf))


def slips_data(slips: Sequence[SlipData], *, reprint: Reprint | None = None) -> dict[str, Any]:
    """Return what slips.typ prints, texts and figures ready."""
    languages = dict.fromkeys(slip.language for slip in slips)
    by_language = {language: words(language) for language in languages}
    at = moment(reprint.at) if reprint else ""
    printed = [_slip(slip, by_language[slip.language], at) for slip in slips for _ in range(slip.copies)]
    title = by_language[slips[0].language]["slip"] if slips else ""
    return {"title": title, "words": by_language, "slips": printed}


def _slip(slip: SlipData, w: dict[str, str], reprint: str) -> dict[str, Any]:
    human = f"{slip.key}-{slip.version}"
    marked = [line.reduced for line in slip.lines] + [charge.reduced for charge in slip.charges]
    shown = {
        "lang": slip.language,
        "tracking": 0.35 if slip.language == "ja" else 0.02,
        "recipient": _party(slip.recipient, slip.language),
        "buyer": _buyer(slip),
        "shop": _shop(slip.shop),
        "facts": _facts(slip, w),
        "message": slip.message.strip(),
        "lines": [_line(line, slip.currency) for line in slip.lines],
        "remark": slip.remark.strip(),
        "any_reduced": any(marked),
        "tax_included": slip.tax_included,
        "long": len(slip.lines) + sum(len(line.parts) for line in slip.lines) > LONG,
        "prices": not slip.hide_prices,
        "receipt": slip.receipt and not slip.hide_prices,
    } | _sums(slip, w)
    matched = {
        "human": human,
        "barcode": documents.code128(human),
        "batch": slip.batch_number,
        "sequence": f"{slip.sequence:03}" if slip.sequence else "",
        "reprint": reprint,
    }
    return prepared(shown) | matched


def _sums(slip: SlipData, w: dict[str, str]) -> dict[str, Any]:
    """Money at the foot of the slip; none of it when prices are hidden, so that it is not even in the file."""
    if slip.hide_prices:
        return {"charges": [], "rates": [], "total": ""}
    goods = [line.amount for line in slip.lines]
    known = [value for value in goods if value is not None]
    subtotal = sum(known) if len(known) == len(goods) else None
    charges = [{"label": w["subtotal"], "amount": amount(subtotal, slip.currency), "reduced": False}]
    charges += [
        {"label": charge.label, "amount": amount(charge.amount, slip.currency), "reduced": charge.reduced}
        for charge in slip.charges
    ]
    rates = [
        {
            "rate": rate.rate,
            "amount": amount(rate.amount, slip.currency),
            "tax": amount(rate.tax, slip.currency),
            "reduced": rate.reduced,
        }
        for rate in slip.rate_sums
    ]
    return {"charges": charges, "rates": rates, "total": money(slip.total, slip.currency)}


def _line(line: SlipLine, currency: str) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "options": line.options,
        "quantity": f"{line.quantity:,}",
        "unit_price": amount(line.unit_price, currency),
        "amount": amount(line.amount, currency),
        "reduced": line.reduced,
        "parts": [{"code": p.code, "name": p.name, "quantity": f"{p.quantity:,}"} for p in line.parts],
    }


def _party(party: Party, language: str) -> dict[str, Any]:
    address = [line for line in party.address if line]
    return {"postal": postal(party.postal_code), "address": address, "phone": party.phone} | named(
        party.name, party.company, language
    )


def _buyer(slip: SlipData) -> str | None:
    """Name the buyer when another person receives; a gift slip must not tell where the buyer lives."""
    if slip.buyer is None or not (slip.buyer.name or slip.buyer.company):
        return None
    if (slip.buyer.name, slip.buyer.company) == (slip.recipient.name, slip.recipient.company):
        return None
    buyer = named(slip.buyer.name, slip.buyer.company, slip.language)
    where = [] if slip.hide_prices else [postal(slip.buyer.postal_code), "".join(slip.buyer.address)]
    return "　".join(part for part in (buyer["company"], buyer["name"], *where) if part)


def _shop(shop: Shop) -> dict[str, Any]:
    return {
        "name": shop.name,
        "logo": shop.logo,
        "postal": postal(shop.postal_code),
        "address": [line for line in shop.address if line],
        "phone": shop.phone,
        "contacts": [line for line in (shop.email, shop.url) if line],
        "registration": shop.registration_number,
    }


def _facts(slip: SlipData, w: dict[str, str]) -> list[list[str]]:
    rows = [
        (w["order_number"], "、".join(slip.order_numbers) if slip.language == "ja" else ", ".join(slip.order_numbers)),
        (w["order_date"], day(slip.order_date, slip.language)),
        (w["ship_date"], day(slip.ship_date, slip.language)),
        (w["payment"], "" if slip.hide_prices else slip.payment_method),
        (w["delivery"], slip.delivery),
        (w["wished"], slip.wished),
    ]
    return [[name, value] for name, value in rows if value]

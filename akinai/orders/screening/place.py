"""Where it goes."""

from akinai.core.japan import address, postal, text
from akinai.orders.screening.case import DUMMY_POSTALS, Case, Detail, reason

NAME_WIDTH = 32  # half-width units: ヤマト B2クラウド takes 16 full-width characters of a name


@reason("dummy_address")
def dummy_address(case: Case) -> Detail | None:
    """A social gift whose recipient has not yet given the address (楽天 sends 999-9999)."""
    return {"postal": case.order.postal} if case.order.postal in DUMMY_POSTALS else None


@reason("address_missing")
def address_missing(case: Case) -> Detail | None:
    """Nobody said who gets it or where: no name, or no street (Amazon hides both until it may ship).

    A company with a postal code of its own (事業所番号) needs no street.
    """
    order = case.order
    lacking = [] if order.name or order.company else ["name"]
    if not order.line1 and not any(place.office for place in postal.places(order.postal)):
        lacking.append("line1")
    return {"fields": lacking} if lacking and order.postal not in DUMMY_POSTALS else None


@reason("address_mismatch")
def address_mismatch(case: Case) -> Detail | None:
    """Prefecture or city are not those of the postal code."""
    return _mismatch(case, "stop")


@reason("address_warn")
def address_warn(case: Case) -> Detail | None:
    """Town, spelling or a missing county: usually arrives all the same."""
    return _mismatch(case, "warn")


def _mismatch(case: Case, severity: str) -> Detail | None:
    found = case.mismatch
    if found is None or found.severity != severity:
        return None
    best = found.expected[0] if found.expected else None
    detail: Detail = {"kind": found.kind, "postal": found.postal, "expected": found.expected_text}
    if best:
        detail["correction"] = {"prefecture": best.prefecture, "city": best.city, "town": best.town}
    return detail


@reason("address_too_long")
def address_too_long(case: Case) -> Detail | None:
    """The address does not fit on the label, even spread over its lines."""
    order = case.order
    if text.width(order.name) > NAME_WIDTH:
        return {"overflow": order.name}
    if text.width(order.line1) + text.width(order.line2) + text.width(order.company) <= 24:
        return None  # no prefecture and city together are longer than the rest of a label's first line
    fitted = address.label_lines(order.prefecture, order.city, order.line1, order.line2, company=order.company)
    return {"overflow": fitted.overflow} if fitted.overflow else None


@reason("remote_wish")
def remote_wish(case: Case) -> Detail | None:
    """離島・中継料地域 with a wished date or time, or cash on delivery."""
    order = case.order
    cod = case.timing == "on_delivery"
    if not (cod or case.wishes_time) or not case.book.is_remote(order.prefecture, order.city + order.line1):
        return None
    return {"date": bool(order.wished_date), "slot": order.wished_slot, "cod": cod}

"""What was agreed: products, payment, delivery, dates."""

import datetime as dt

from akinai.orders.screening.case import Case, Detail, reason


@reason("unknown_sku")
def unknown_sku(case: Case) -> Detail | None:
    """A line's code is in no catalog."""
    codes = [line.sku_code or line.name for line in case.open_lines if line.sku is None and line.ships]
    return {"codes": codes} if codes else None


@reason("unknown_payment")
def unknown_payment(case: Case) -> Detail | None:
    """Nobody knows what the mall's words for the payment mean."""
    return None if case.order.payment_method else {"text": case.order.payment_text}


@reason("unknown_delivery")
def unknown_delivery(case: Case) -> Detail | None:
    """Nobody knows what the mall's words for the delivery mean."""
    return None if case.order.delivery_method else {"text": case.order.delivery_text}


@reason("delivery_unfit")
def delivery_unfit(case: Case) -> Detail | None:
    """The delivery method can't do what is asked of it: COD, a wished date, a chilled parcel."""
    if case.delivery is None:
        return None
    missing = []
    if case.timing == "on_delivery" and not case.delivery.cod:
        missing.append("cod")
    if case.wishes_time and not case.delivery.dates:
        missing.append("dates")
    if not case.delivery.cool and any(line.sku and line.sku.temperature != "ambient" for line in case.open_lines):
        missing.append("cool")
    return {"missing": missing} if missing else None


@reason("wished_date_impossible")
def wished_date_impossible(case: Case) -> Detail | None:
    """The wished date can't be reached any more, or is farther off than `limit` days."""
    wished = case.order.wished_date
    if not wished:
        return None
    if not case.reachable:
        earliest = case.earliest_arrival
        return {"wished": wished.isoformat(), "earliest": earliest.isoformat() if earliest else ""}
    most = case.rule.limit
    if most and wished > case.book.today + dt.timedelta(days=most):
        return {"wished": wished.isoformat(), "most_days": most}
    return None

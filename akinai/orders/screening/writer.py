"""What the customer wrote, and who they are."""

import re

from akinai.core.japan import phone
from akinai.orders.screening.case import Case, Detail, reason


@reason("remark_left")
def remark_left(case: Case) -> Detail | None:
    """The remark still says something after fields and ignorable phrases are taken out."""
    rest = case.order.remark_rest
    return {"text": rest[:500]} if rest else None


@reason("card_masked")
def card_masked(case: Case) -> Detail | None:
    """A number like a card's was in the remark; it was masked before it was stored."""
    return {} if case.order.remark_masked else None


_CANCEL = re.compile(
    r"キャンセル(?!料|ポリシー|規定|不可)|取り?消し?(?:て|たい|を|希望|お願い)|注文を?取りやめ"
    r"|(?:cancel|withdraw)\s+(?:my|this|the|an?)\s*order|please cancel",
    re.I,
)


@reason("cancel_asked")
def cancel_asked(case: Case) -> Detail | None:
    """The mall or the buyer's words ask for a cancellation."""
    if case.order.mall_state == "cancel_asked":
        return {"by": "mall"}
    found = _CANCEL.search(case.order.remark) if case.order.remark else None
    return {"by": "remark", "words": found.group()} if found else None


@reason("marked_customer")
def marked_customer(case: Case) -> Detail | None:
    """要注意顧客."""
    return {"reasons": list(case.marked)} if case.marked else None


_MAIL = re.compile(r"[^@\s,;<>()]+@[^@\s.,;<>()]+(?:\.[^@\s.,;<>()]+)+")


@reason("contact_malformed")
def contact_malformed(case: Case) -> Detail | None:
    """Telephone or mail address can't be right. A recipient needs a telephone number: carriers ask for it."""
    order, found = case.order, {}
    if order.country == "JP" and (order.phone or order.buyer_phone):
        for name in ("phone", "buyer_phone"):
            number = getattr(order, name)
            if number and (why := phone.problem(number)):
                found[name] = why
    elif order.country == "JP":
        found["phone"] = phone.problem("") or ""
    if order.buyer_email and not _MAIL.fullmatch(order.buyer_email):
        found["buyer_email"] = order.buyer_email
    return found or None

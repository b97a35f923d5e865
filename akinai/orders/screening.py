"""確認事項: what a person should look at before an order goes on. One small pure function per reason.

A check gets a `Case` and answers None, or what it found as plain values (the detail shown on the screen). Whether a
finding stops the order, and from which limit on it is one, is data per channel (HoldReason, HoldSetting).
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from akinai.core.japan import address, phone, text
from akinai.orders import totals
from akinai.orders.rulebook import Channel, Delivery, Rule, Rulebook

Detail = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """One reason found on one order."""

    reason: str
    stops: bool
    detail: Detail


@dataclass
class Case:
    """One order before the rules: a Draft or an Order with its lines (each with `sku` facts or None)."""

    order: Any
    lines: Sequence[Any]
    channel: Channel
    book: Rulebook
    marked: Sequence[str] = ()  # why the customer is marked
    warnings: Sequence[str] = ()
    told: frozenset[str] = frozenset({"total", "billed"})
    reachable: bool = True
    earliest_arrival: dt.date | None = None
    rule: Rule = field(default_factory=lambda: Rule(True, None))  # of the check being run

    @cached_property
    def timing(self) -> str:
        return self.book.payments.get(self.order.payment_method, "")

    @cached_property
    def delivery(self) -> Delivery | None:
        return self.book.deliveries.get(self.order.delivery_method)

    @cached_property
    def mismatch(self) -> address.Mismatch | None:
        order = self.order
        if order.country != "JP" or order.postal in DUMMY_POSTALS:
            return None
        return address.mismatch(order.postal, order.prefecture, f"{order.city}{order.line1}{order.line2}")

    @cached_property
    def open_lines(self) -> list[Any]:
        return [line for line in self.lines if line.quantity > line.cancelled]

    @cached_property
    def wishes_time(self) -> bool:
        return bool(self.order.wished_date or self.order.wished_slot)


Check = Callable[[Case], Detail | None]
CHECKS: dict[str, Check] = {}


def reason(code: str) -> Callable[[Check], Check]:
    """Declare the check of a hold reason."""

    def register(check: Check) -> Check:
        CHECKS[code] = check
        return check

    return register


# Reasons that verbs open by themselves, not these checks.
BY_VERBS = ("mall_changed", "same_recipient")


def screen(case: Case) -> list[Finding]:
    """Everything the rules find on an order, in the order of the checks."""
    found: list[Finding] = []
    rules = case.channel.rules
    for code, check in CHECKS.items():
        rule = rules.get(code)
        if rule is None:
            continue
        case.rule = rule
        detail = check(case)
        if detail is not None:
            found.append(Finding(code, rule.stops, detail))
    return found


# --- the customer and what they wrote -----------------------------------------------------------------------


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


# --- the address --------------------------------------------------------------------------------------------

DUMMY_POSTALS = ("9999999", "0000000")


@reason("dummy_address")
def dummy_address(case: Case) -> Detail | None:
    """A social gift whose recipient has not yet given the address (楽天 sends 999-9999)."""
    return {"postal": case.order.postal} if case.order.postal in DUMMY_POSTALS else None


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


# --- what was agreed ----------------------------------------------------------------------------------------


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


@reason("amount_limit")
def amount_limit(case: Case) -> Detail | None:
    """The order is worth more than the limit."""
    limit = case.rule.limit if case.rule.limit is not None else case.book.limits["amount_limit"]
    amount = case.order.total if case.order.total is not None else case.order.billed
    return {"amount": amount, "limit": limit} if amount is not None and amount > limit else None


@reason("quantity_limit")
def quantity_limit(case: Case) -> Detail | None:
    """The order has more pieces than the limit."""
    limit = case.rule.limit if case.rule.limit is not None else case.book.limits["quantity_limit"]
    return {"pieces": case.order.pieces, "limit": limit} if case.order.pieces > limit else None


@reason("order_limit")
def order_limit(case: Case) -> Detail | None:
    """More pieces of a SKU than one order may have (lines of the same SKU together)."""
    wanted: dict[int, int] = {}
    limited = [line for line in case.open_lines if line.sku and line.sku.order_limit]
    for line in limited:
        wanted[line.sku.id] = wanted.get(line.sku.id, 0) + line.quantity - line.cancelled
    over = {
        line.sku.code: {"pieces": wanted[line.sku.id], "limit": line.sku.order_limit}
        for line in limited
        if wanted[line.sku.id] > line.sku.order_limit
    }
    return {"skus": over} if over else None


# 表書き in use; のし with other words is looked at by a person.
NOSHI = frozenset(
    [
        "御祝",
        "御礼",
        "内祝",
        "寿",
        "御中元",
        "御歳暮",
        "御年賀",
        "お年賀",
        "暑中御見舞",
        "残暑御見舞",
        "寒中御見舞",
        "御見舞",
        "快気祝",
        "快気内祝",
        "出産内祝",
        "結婚内祝",
        "新築内祝",
        "御結婚御祝",
        "御出産御祝",
        "御新築御祝",
        "御入学御祝",
        "御卒業御祝",
        "御就職御祝",
        "御誕生日御祝",
        "敬老の日",
        "敬寿",
        "還暦御祝",
        "古希御祝",
        "喜寿御祝",
        "米寿御祝",
        "粗品",
        "御挨拶",
        "ご挨拶",
        "御餞別",
        "志",
        "御供",
        "御仏前",
        "粗供養",
        "満中陰志",
        "偲び草",
        "香典返し",
        "無地のし",
        "無地熨斗",
        "のし",
        "母の日",
        "父の日",
        "感謝",
        "記念品",
        "景品",
        "御年始",
        "お祝い",
        "お祝",
        "お礼",
        "御土産",
        "心ばかり",
        "松の葉",
        "御引越御祝",
        "御開店御祝",
        "御開業御祝",
        "結婚御祝",
        "出産御祝",
        "新築御祝",
        "入学御祝",
        "卒業御祝",
        "誕生祝",
        "入学内祝",
    ]
)
NO_NOSHI = frozenset(("不要", "なし", "無し", "無", "希望しない", "のし不要", "熨斗不要", "のしなし", "利用しない"))
MOST_NOSHI = 8  # letters of 表書き that fit on a のし
MOST_NOSHI_NAME = 24
MOST_GIFT_MESSAGE = 200
_NOSHI_ASKED = re.compile(r"のし|熨斗")


@reason("gift_text")
def gift_text(case: Case) -> Detail | None:
    """A gift or のし whose text is missing, unknown or too long, or that a SKU does not allow."""
    order, problems = case.order, []
    noshi = "" if order.noshi.strip() in NO_NOSHI else order.noshi.strip()
    if not (order.gift or noshi or order.wrapping or order.noshi_name or order.gift_message):
        return None
    if noshi and text.normalise(noshi) not in _NOSHI_FORMS:
        problems.append("noshi_unknown")
    if len(noshi) > MOST_NOSHI:
        problems.append("noshi_too_long")
    if not noshi and (order.noshi_name or _NOSHI_ASKED.search(order.wrapping)):
        problems.append("noshi_missing")
    if len(order.noshi_name) > MOST_NOSHI_NAME:
        problems.append("noshi_name_too_long")
    if len(order.gift_message) > (case.rule.limit or MOST_GIFT_MESSAGE):
        problems.append("message_too_long")
    refused = [line.sku_code for line in case.open_lines if line.sku and not line.sku.gift]
    if refused:
        problems.append("not_for_gifts")
    return {"problems": problems, "noshi": noshi, "skus": refused} if problems else None


_NOSHI_FORMS = frozenset(text.normalise(words) for words in NOSHI)


@reason("mall_total")
def mall_total(case: Case) -> Detail | None:
    """The total told differs from the sum by the channel's own rule by more than its tolerance."""
    for field_name, amount in totals.expected(case.order, case.lines, case.channel.total_rule):
        told = getattr(case.order, field_name)
        if field_name in case.told and told is not None and abs(told - amount) > case.channel.total_tolerance:
            return {"field": field_name, "told": told, "sum": amount, "difference": told - amount}
    return None


@reason("price_unknown")
def price_unknown(case: Case) -> Detail | None:
    """A price the mall did not tell: unknown, not 0."""
    codes = [line.sku_code or line.name for line in case.open_lines if line.unit_price is None]
    return {"codes": codes} if codes else None


MOST_COD = 300_000  # yen; ヤマト宅急便コレクト and 佐川e-コレクト take no more on delivery


@reason("cod_limit")
def cod_limit(case: Case) -> Detail | None:
    """More to collect on delivery than carriers accept, or nobody knows how much."""
    if case.timing != "on_delivery":
        return None
    limit = case.rule.limit if case.rule.limit is not None else MOST_COD
    billed = case.order.billed
    return {"amount": billed, "limit": limit} if billed is None or billed > limit else None


@reason("nothing_to_ship")
def nothing_to_ship(case: Case) -> Detail | None:
    """No line of the order is a thing that is shipped."""
    return {} if case.order.pieces == 0 else None


@reason("intake_warning")
def intake_warning(case: Case) -> Detail | None:
    """What the import noticed and kept."""
    return {"warnings": list(case.warnings)} if case.warnings else None


def unknown_reasons(seeded: Mapping[str, Any]) -> set[str]:
    """Checks without a reason in the data, and the other way round."""
    return (set(CHECKS) | set(BY_VERBS)) ^ set(seeded)

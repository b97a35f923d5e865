"""How much of what, for how much, and what is to be written on gifts."""

import re

from akinai.core.japan import text
from akinai.orders import totals
from akinai.orders.screening.case import Case, Detail, reason


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

"""最終確認画面: the six items of 特定商取引法12条の6, from the quote itself.

分量, 対価, 支払の時期・方法, 引渡時期, 申込みの撤回・解除, 申込期間. Quantities, amounts and days are drawn by the
template; here are the sentences that must be made of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from akinai.core import clock
from akinai.storefront.checkout.quote import Parcel, Quote


@dataclass(frozen=True)
class Agreement:
    """The sentences of items three to six; of four, one for each parcel."""

    paid: str
    delivered: tuple[str, ...]
    returns: str
    period: str
    conditions: str


def agreement(quote: Quote) -> Agreement:
    """The sentences for a quote, in the visitor's language (the shop's own words as the shop wrote them)."""
    legal: Mapping[str, str] = quote.facts.legal
    return Agreement(
        paid=_paid(quote),
        delivered=tuple(_delivered(quote, parcel) for parcel in quote.parcels),
        returns=legal.get("returns", "").strip() or _statutory(),
        period=_period(quote),
        conditions=legal.get("quantity", "").strip(),
    )


def _paid(quote: Quote) -> str:
    if quote.method is None:
        return _("Nothing is to be paid.")
    days = quote.method.due_days
    by_family = {
        "hold": _("Your card is charged when the goods are shipped."),
        "immediate": _("You pay when you order."),
        "post_pay": _("You pay after the goods have arrived, by the date on the invoice."),
        "account": _("You pay by the date on our invoice."),
        "cash": _("You pay when you receive the goods."),
    }
    if quote.method.family == "slip" and days:
        sentence = ngettext(
            "You pay within %(n)d day after ordering.", "You pay within %(n)d days after ordering.", days
        )
        return sentence % {"n": days}
    return by_family.get(quote.method.family, _("You pay before the goods are shipped."))


def _delivered(quote: Quote, parcel: Parcel) -> str:
    promise = parcel.promise
    if promise is None:
        return quote.facts.legal.get("delivery", "")
    prepaid = quote.method is not None and quote.method.family == "slip"
    words = {"day": date_format(promise.ship_date, "DATE_FORMAT")}
    if prepaid:
        return _("We mean to ship on %(day)s; once your payment has arrived, if that is later.") % words
    return _("We mean to ship on %(day)s.") % words


def _period(quote: Quote) -> str:
    ends = [line.good.until for parcel in quote.parcels for line in parcel.lines if line.good.until]
    if ends:
        last = min(ends).astimezone(clock.JST)
        return _("Orders are taken until %(moment)s.") % {"moment": date_format(last, "DATETIME_FORMAT")}
    return quote.facts.legal.get("period", "").strip() or _("There is no time limit.")


def _statutory() -> str:
    """Where the shop says nothing, the law does (15条の3)."""
    return _("You may return the goods within eight days of receiving them; you pay for sending them back.")

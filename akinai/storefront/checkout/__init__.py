"""From a cart to what it costs. Begin with quote.py: one function for screen, snapshot, order and API.

wanted.py: what the shopper has told so far; facts.py: what goods, fees and rules there are; quote.py: what that makes;
ordering.py: the quote as orders; agreement.py: the six items of the last screen.
"""

from akinai.storefront.checkout.agreement import agreement
from akinai.storefront.checkout.facts import Facts, Good, Offer, load
from akinai.storefront.checkout.ordering import incoming
from akinai.storefront.checkout.quote import Line, Parcel, Problem, Quote, quote
from akinai.storefront.checkout.wanted import Gift, Recipient, Wanted

__all__ = [
    "Facts",
    "Gift",
    "Good",
    "Line",
    "Offer",
    "Parcel",
    "Problem",
    "Quote",
    "Recipient",
    "Wanted",
    "agreement",
    "incoming",
    "load",
    "quote",
]

"""SBPS's error codes: way to pay (3 characters), kind (2), item (3). Source: wozaki/sbpayment.rb, definitions.rb.

Buyers see a neutral sentence; these are for staff.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Kinds that mean: it was done before. Whether that is so, an inquiry tells.
ALREADY = frozenset({"41", "46"})
DOUBLE = "96"  # the same request twice within a short time

_COMMON = {
    "00": gettext_noop("The XML was not accepted."),
    "03": gettext_noop("A required item is missing."),
    "04": gettext_noop("An item has characters that are not allowed."),
    "05": gettext_noop("An item is too long."),
    "06": gettext_noop("An item has the wrong form."),
    "07": gettext_noop("An item has a value that is not allowed."),
    "09": gettext_noop("The hash is not right: check the hash key and the charset."),
    "10": gettext_noop("The request was too old: check the server's clock."),
    "11": gettext_noop("The payment it was about was not found."),
    "12": gettext_noop("The payment it was about was not found."),
    "14": gettext_noop("Merchant ID or service ID is not right."),
    "90": gettext_noop("SBPS has a fault."),
    "93": gettext_noop("Tried too often."),
    "96": gettext_noop("The same request came twice."),
}
_CARD = {
    "21": gettext_noop("The card company refused."),
    "22": gettext_noop("The card's limit is used up."),
    "23": gettext_noop("The card can't be used."),
    "27": gettext_noop("The card's number or date is wrong."),
    "36": gettext_noop("The card company refused."),
    "40": gettext_noop("The authorisation was cancelled already."),
    "41": gettext_noop("It was captured already."),
    "42": gettext_noop("The time for capturing is over."),
    "46": gettext_noop("It was refunded already."),
    "56": gettext_noop("The time for refunding is over."),
    "61": gettext_noop("The security code is wrong."),
    "79": gettext_noop("More than was authorised."),
    "K0": gettext_noop("It has not been captured yet."),
    "K1": gettext_noop("The refunds are more than was captured."),
}


def kind(code: str) -> str:
    """The two characters that say what it is."""
    return code[3:5] if len(code) == 8 else ""


def explain(code: str) -> str:
    """A sentence for staff; the code itself where nothing more is known."""
    words = {**_COMMON, **(_CARD if code.startswith("101") else {})}.get(kind(code))
    if words:
        return _(words)
    return _("SBPS says: error %(code)s.") % {"code": code or "-"}


def nobody_knows(code: str) -> bool:
    """Kinds that begin with 8 or 9 are faults on their way: it may have happened."""
    return kind(code)[:1] in ("8", "9")

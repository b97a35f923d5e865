"""Which charset does SBPS hash in? One message that arrived tells; the setting follows it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from akinai.payments.gateways.base import Account
from akinai.payments.gateways.sbps import translate


@dataclass(frozen=True)
class Diagnosis:
    """What a message says of the account's settings. `charsets`: those by which its hash is right."""

    charsets: list[str]
    result: str
    order_id: str
    contract_fits: bool
    words: str


def diagnose(account: Account, body: bytes) -> Diagnosis:
    """Look at one notice (or the form of a buyer who came back), as bytes."""
    fields = translate.read_form(body)
    told = dict(fields)
    fitting = translate.charsets_that_fit(fields, account.credentials.get("hash_key", ""))
    ours = (str(account.settings.get("merchant_id", "")), str(account.settings.get("service_id", "")))
    return Diagnosis(
        charsets=fitting,
        result=told.get("res_result", ""),
        order_id=told.get("order_id", ""),
        contract_fits=(told.get("merchant_id", ""), told.get("service_id", "")) == ours,
        words=_words(fitting),
    )


def _words(fitting: list[str]) -> str:
    match fitting:
        case ["utf-8", "cp932"]:
            return _("The hash is right. Every value is ASCII, so it fits both charsets.")
        case ["utf-8"]:
            return _("The hash is right in UTF-8.")
        case ["cp932"]:
            return _("The hash is right in Shift_JIS.")
    return _("The hash fits neither UTF-8 nor Shift_JIS: check the hash key.")

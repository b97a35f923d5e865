"""What a buyer needs to pay later at Stripe: numbers for the store's machine, or the account to transfer to.

Labels are the neutral names of payments.queries; values are shown as they are.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Shown:
    """Lines for the buyer, a page that says the same, and until when."""

    lines: list[tuple[str, str]]
    url: str = ""
    until: dt.datetime | None = None

    def stored(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        found: dict[str, Any] = {"lines": [{"label": label, "value": value} for label, value in self.lines if value]}
        return {**found, "url": self.url} if self.url else found


# There is no 7-Eleven at Stripe.
STORES = {
    "familymart": "ファミリーマート",
    "lawson": "ローソン",
    "ministop": "ミニストップ",
    "seicomart": "セイコーマート",
}


def of_konbini(intent: Mapping[str, Any]) -> Shown | None:
    """Each chain has its own payment code."""
    details = (intent.get("next_action") or {}).get("konbini_display_details")
    if not details:
        return None
    lines: list[tuple[str, str]] = []
    for code, numbers in (details.get("stores") or {}).items():
        if numbers:
            lines += [
                ("store", STORES.get(code, code)),
                ("payment_number", str(numbers.get("payment_code") or "")),
                ("confirmation_number", str(numbers.get("confirmation_number") or "")),
            ]
    stamp = details.get("expires_at")
    until = dt.datetime.fromtimestamp(stamp, dt.UTC) if isinstance(stamp, int) else None
    return Shown(lines, str(details.get("hosted_voucher_url") or ""), until)


def of_transfer(intent: Mapping[str, Any]) -> Shown | None:
    """An account that is this payment's alone."""
    told = (intent.get("next_action") or {}).get("display_bank_transfer_instructions")
    if not told:
        return None
    kinds = {"futsu": "普通", "toza": "当座"}
    lines: list[tuple[str, str]] = []
    for address in told.get("financial_addresses") or []:
        account = address.get("zengin") or {}
        if account:
            kind = str(account.get("account_type") or "")
            lines += [
                ("bank", _with_code(account, "bank")),
                ("branch", _with_code(account, "branch")),
                ("account_kind", kinds.get(kind, kind)),
                ("account_number", str(account.get("account_number") or "")),
                ("holder", str(account.get("account_holder_name") or "")),
            ]
    return Shown(lines, str(told.get("hosted_instructions_url") or ""))


def _with_code(account: Mapping[str, Any], what: str) -> str:
    name, code = str(account.get(f"{what}_name") or ""), str(account.get(f"{what}_code") or "")
    return f"{name}（{code}）" if code else name

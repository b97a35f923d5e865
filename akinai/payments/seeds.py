"""The rows payments start with: the ways to pay that need no contract.

`seed()` adds what is missing and changes nothing a shop has changed.
"""

import secrets
from typing import Any

from django.apps import apps as present_apps

from akinai.payments import letters
from akinai.payments.bank import payouts

# ruff: noqa: E501 - the shop's own words, a row each
# code, name, gateway
ACCOUNTS = (
    ("bank", "銀行振込", "bank"),
    ("cash", "現金（代引き・店頭）", "cash"),
    ("on_account", "掛売（請求書払い）", "on_account"),
)
# Fees of cash on delivery as ヤマト charged them to shops, with tax (宅急便コレクト, 2024): the shop's to change.
COD_FEES = [[9_999, 330], [29_999, 440], [99_999, 660], [300_000, 1_100]]
METHODS: tuple[dict[str, Any], ...] = (
    {
        "code": "bank_transfer", "name_ja": "銀行振込（前払い）", "name_en": "Bank transfer in advance", "account": "bank",
        "family": "slip", "capture": "none", "due_days": 7, "remind_days": [4], "cancel_days": 10, "active": True,
        "position": 10,
        "help_ja": "ご注文後にお知らせする口座へお振り込みください。振込手数料はお客様のご負担となります。ご入金の確認後に発送いたします。",
        "help_en": "Please transfer to the account we tell you after the order; the bank's fee is yours. We ship once it has arrived.",
    },
    {
        "code": "cod", "name_ja": "代金引換", "name_en": "Cash on delivery", "account": "cash", "family": "cash",
        "capture": "none", "max_amount": 300_000, "fees": COD_FEES, "active": True, "position": 20,
        "help_ja": "商品のお届け時に、配達員へ代金をお支払いください。",
        "help_en": "You pay the driver when the parcel arrives.",
    },
    {
        "code": "cash", "name_ja": "店頭受取時に現金払い", "name_en": "Cash on pick-up", "account": "cash", "family": "cash",
        "capture": "none", "position": 30,
        "help_ja": "店頭で商品をお渡しする際に、現金でお支払いください。", "help_en": "You pay in cash when you pick it up.",
    },
    {
        "code": "invoice", "name_ja": "掛売（請求書払い）", "name_en": "On account", "account": "on_account",
        "family": "account", "capture": "none", "due_days": 30, "position": 40,
        "help_ja": "お取引先様向けのお支払い方法です。請求書の期日までにお振り込みください。",
        "help_en": "For business customers: please transfer by the date on the invoice.",
    },
)  # fmt: skip


def seed(apps: Any = present_apps) -> None:
    """Add what is missing. `apps`: those of a migration, or the present ones."""
    account, method = apps.get_model("payments", "GatewayAccount"), apps.get_model("payments", "Method")
    for position, (code, name, gateway) in enumerate(ACCOUNTS):
        account.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "gateway": gateway,
                "live": True,
                "webhook_token": secrets.token_urlsafe(24),
                "position": position,
            },
        )
    ids = dict(account.objects.values_list("code", "id"))
    for values in METHODS:
        rest = {name: value for name, value in values.items() if name not in ("code", "account")}
        method.objects.get_or_create(code=values["code"], defaults={**rest, "account_id": ids[values["account"]]})
    template = apps.get_model("core", "MailTemplate")
    template.objects.bulk_create([template(**row) for row in letters.templates()], ignore_conflicts=True)
    layout = apps.get_model("payments", "SettlementLayout")
    rows = [layout(code=code, name=plain["name"], layout=plain) for code, plain in payouts.built_in().items()]
    layout.objects.bulk_create(rows, ignore_conflicts=True)

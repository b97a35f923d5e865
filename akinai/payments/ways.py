"""What a shop usually says of each way to pay, for the moment a contract brings it in. The shop changes it afterwards."""

from typing import Any

# ruff: noqa: E501 - the shop's own words, a row each
# code: (Japanese, English, explanation in Japanese, in English)
WORDS: dict[str, tuple[str, str, str, str]] = {
    "card": (
        "クレジットカード", "Credit card",
        "ご注文時に与信を確保し、発送時に請求いたします。本人認証（3Dセキュア）をお願いしております。",
        "Your card is authorised now and charged when we ship. You may be asked to confirm it is you (3-D Secure).",
    ),
    "instalments": (
        "クレジットカード（分割・リボ払い）", "Credit card in instalments",
        "お支払い回数は決済ページでお選びいただけます。", "You choose the number of instalments on the payment page.",
    ),
    "apple_pay": ("Apple Pay", "Apple Pay", "Apple Payに登録したカードでお支払いいただけます。", "Pay with a card in Apple Pay."),
    "google_pay": ("Google Pay", "Google Pay", "Google Payに登録したカードでお支払いいただけます。", "Pay with a card in Google Pay."),
    "convenience": (
        "コンビニ払い（前払い）", "Convenience store in advance",
        "お支払い番号を発行します。期限までにコンビニのレジでお支払いください。ご入金の確認後に発送いたします。",
        "You get a payment number. Pay at a convenience store by its date; we ship once it is paid.",
    ),
    "pay_easy": (
        "ペイジー（Pay-easy）", "Pay-easy",
        "ATMまたはインターネットバンキングでお支払いください。ご入金の確認後に発送いたします。",
        "Pay at an ATM or by internet banking; we ship once it is paid.",
    ),
    "virtual_account": (
        "銀行振込（専用口座・前払い）", "Bank transfer to an account of your own",
        "ご注文ごとに専用の振込先口座をご案内します。ご入金の確認後に発送いたします。",
        "We tell you an account of your own to transfer to; we ship once it is paid.",
    ),
    "paypay": ("PayPay", "PayPay", "PayPayの画面でお支払いを確定してください。", "Confirm the payment in PayPay."),
    "amazon_pay": ("Amazon Pay", "Amazon Pay", "Amazonアカウントでお支払いいただけます。", "Pay with your Amazon account."),
    "rakuten_pay": ("楽天ペイ", "Rakuten Pay", "楽天会員のIDでお支払いいただけます。", "Pay with your Rakuten ID."),
    "d_barai": ("d払い", "d Barai", "dアカウントでお支払いいただけます。", "Pay with your d Account."),
    "au_pay": ("au PAY", "au PAY", "au PAYの画面でお支払いを確定してください。", "Confirm the payment in au PAY."),
    "merpay": ("メルペイ", "Merpay", "メルペイの画面でお支払いを確定してください。", "Confirm the payment in Merpay."),
    "carrier": (
        "キャリア決済", "Carrier billing", "携帯電話の利用料金とまとめてお支払いいただけます。", "Pay together with your phone bill.",
    ),
    "atobarai": (
        "後払い（審査あり）", "Pay later, once checked",
        "商品の到着後に、届いた請求書でお支払いください。ご利用には審査があります。",
        "You pay by an invoice after the parcel arrives. Your order is checked first.",
    ),
    "post_pay": (
        "後払い（コンビニ・郵便局）", "Pay after delivery",
        "商品の到着後に、届いた請求書でお支払いください。", "You pay by an invoice after the parcel arrives.",
    ),
}  # fmt: skip


def usual(code: str, *, hold: bool, late_money: bool, shipment: bool, hold_days: int | None) -> dict[str, Any]:
    """A way to pay as it begins: its words, its kind and its days, from what the gateway can do. Not offered yet."""
    name_ja, name_en, help_ja, help_en = WORDS.get(code, (code, code, "", ""))
    values: dict[str, Any] = {"name_ja": name_ja, "name_en": name_en, "help_ja": help_ja, "help_en": help_en}
    if shipment:
        return {**values, "family": "post_pay", "capture": "ship"}
    if hold:
        return {**values, "family": "hold", "capture": "ship", "hold_days": hold_days}
    if late_money:
        days = {"due_days": 3, "remind_days": [2], "cancel_days": 5}
        return {**values, "family": "slip", "capture": "none", **days}
    return {**values, "family": "immediate", "capture": "order"}

"""The first words of mails about refunds by bank transfer. Each shop edits them; the {fields} are those below."""

ASK_JA = """{name} 様

いつもお世話になっております。{shop}でございます。

ご注文（{number}）につきまして、{amount} を銀行振込でご返金いたします。
お手数ですが、下記のページで返金先の口座をお知らせください。

■返金先口座の入力（{until}まで）
{link}

このページは、一度ご入力いただくと使えなくなります。口座の情報は暗号化して保管し、返金のためだけに使います。

{signature}
"""
PAID_JA = """{name} 様

いつもお世話になっております。{shop}でございます。

ご注文（{number}）のご返金 {amount} を、{paid_on}に下記の口座へお振り込みいたしました。

■返金先：{account}

ご入金までに時間がかかることがございます。ご確認くださいますようお願い申し上げます。

{signature}
"""
ASK_EN = """Dear {name},

we refund {amount} for your order {number} by bank transfer.
Please tell us the account on this page, by {until}:

{link}

The page can be used once. We keep the account encrypted and use it for this refund only.

{signature}
"""
PAID_EN = """Dear {name},

on {paid_on} we transferred the refund of {amount} for your order {number} to this account:

{account}

It may take a little while to arrive.

{signature}
"""
WORDS = (
    ("refund_ask", "ja", "【{shop}】ご返金先口座のご連絡のお願い（ご注文番号 {number}）", ASK_JA),
    ("refund_paid", "ja", "【{shop}】ご返金のお振り込みについて（ご注文番号 {number}）", PAID_JA),
    ("refund_ask", "en", "Where shall we refund your order {number}?", ASK_EN),
    ("refund_paid", "en", "We refunded your order {number}", PAID_EN),
)


def templates() -> list[dict[str, str]]:
    """Rows for core.MailTemplate."""
    return [
        {"kind": f"payments.{kind}", "channel": "", "language": language, "subject": subject, "body": body}
        for kind, language, subject, body in WORDS
    ]

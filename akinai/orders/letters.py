"""The first words of the mails to buyers. Each shop edits them; {fields} are those of actions/writing.py."""

HEAD_JA = "{name} 様\n\nいつもお世話になっております。{shop}でございます。\n"
HEAD_EN = "Dear {name},\n\n"
LINES_JA = """
────────────────────
■ご注文番号：{number}
■ご注文日　：{ordered_at}
■お支払方法：{payment}
{payment_guide}
{lines}

{sums}

（税率ごとの内訳）
{tax}

■お届け先：{recipient} 様
　{address}
{wish}────────────────────
"""
LINES_EN = """
----------------------------------------
Order number: {number}
Ordered on: {ordered_at}
Payment: {payment}
{payment_guide}
{lines}

{sums}

By tax rate:
{tax}

Deliver to: {recipient}
{address}
{wish}----------------------------------------
"""
TAIL_JA = (
    "\nご不明な点がございましたら、お気軽にお問い合わせください。\nどうぞよろしくお願い申し上げます。\n\n{signature}\n"
)
TAIL_EN = "\nIf you have any questions, please write to us.\n\nKind regards,\n{signature}\n"

JA = {
    "received": (
        "【{shop}】ご注文ありがとうございます（ご注文番号 {number}）",
        (
            "このたびはご注文いただき、誠にありがとうございます。\n下記の内容でご注文を承りました。\n"
            "商品の発送が完了しましたら、あらためてご連絡いたします。\n"
        ),
    ),
    "paid": (
        "【{shop}】ご入金を確認いたしました（ご注文番号 {number}）",
        (
            "ご入金ありがとうございます。{received}のお支払いを確認いたしました。\n"
            "これより発送の準備を進めてまいります。発送が完了しましたら、あらためてご連絡いたします。\n"
        ),
    ),
    "reminder": (
        "【{shop}】お支払いのご案内（ご注文番号 {number}）",
        (
            "下記のご注文のお支払いを、まだ確認できておりません。\n"
            "お支払い金額は{billed}です。期限までにお支払いくださいますよう、お願いいたします。\n"
            "行き違いですでにお支払いいただいている場合は、ご容赦ください。\n"
        ),
    ),
    "shipped": (
        "【{shop}】商品を発送いたしました（ご注文番号 {number}）",
        (
            "お待たせいたしました。ご注文の商品を発送いたしました。\n\n"
            "■配送会社：{carrier}\n■お問い合わせ番号：{tracking}\n\n"
            "お手元に届きましたら、お早めに中身をお確かめください。\n"
        ),
    ),
    "cancelled": (
        "【{shop}】ご注文のキャンセルを承りました（ご注文番号 {number}）",
        (
            "下記のご注文のキャンセルを承りました。\n"
            "すでにお支払いいただいている場合は、返金の方法を別途ご案内いたします。\n"
            "またの機会がございましたら、どうぞよろしくお願いいたします。\n"
        ),
    ),
}
EN = {
    "received": (
        "Thank you for your order {number}",
        "Thank you for your order. We will write to you again when it has been shipped.\n",
    ),
    "paid": (
        "We received your payment for order {number}",
        "Thank you for your payment of {received}. We are now preparing your order.\n",
    ),
    "reminder": (
        "Payment for your order {number}",
        (
            "We have not received your payment of {billed} yet. Please pay in time.\n"
            "If you have just paid, please disregard this mail.\n"
        ),
    ),
    "shipped": (
        "Your order {number} has been shipped",
        "Your order is on its way.\n\nCarrier: {carrier}\nTracking number: {tracking}\n",
    ),
    "cancelled": (
        "Your order {number} has been cancelled",
        "The following order has been cancelled. If you have already paid, we will write to you about the refund.\n",
    ),
}

# Mails by hand: a person chooses one, changes the words and sends it to one buyer or to many.
HAND_JA = {
    "waiting": (
        "【{shop}】ご注文商品の入荷待ちのお詫び（ご注文番号 {number}）",
        (
            "ご注文いただきました商品の一部が、ただいま入荷待ちとなっております。\n"
            "お届けまでお時間をいただき、誠に申し訳ございません。\n入荷しだい発送し、あらためてご連絡いたします。\n"
        ),
    ),
    "out_of_stock": (
        "【{shop}】欠品のお詫び（ご注文番号 {number}）",
        (
            "誠に申し訳ございませんが、ご注文いただきました商品の一部が欠品し、ご用意できなくなりました。\n"
            "該当の商品をキャンセルし、ほかの商品をお届けしてよろしいか、このメールへの返信でお知らせください。\n"
        ),
    ),
    "delay": (
        "【{shop}】発送遅れのお詫び（ご注文番号 {number}）",
        (
            "ご注文の商品の発送が、予定より遅れております。ご迷惑をおかけし、誠に申し訳ございません。\n"
            "発送が完了しましたら、あらためてご連絡いたします。\n"
        ),
    ),
    "ask": (
        "【{shop}】ご注文内容の確認のお願い（ご注文番号 {number}）",
        (
            "ご注文の内容について、1点確認させてください。\n\n（ここに確認したいことを書きます）\n\n"
            "お手数ですが、このメールへの返信でお知らせください。確認できしだい発送の準備を進めます。\n"
        ),
    ),
    "reminder": (
        "【{shop}】お支払いのお願い（ご注文番号 {number}）",
        (
            "ご注文のお支払いをまだ確認できておりません。\nお支払い金額は {billed} です。"
            "行き違いですでにお支払いいただいている場合は、ご容赦ください。\n"
        ),
    ),
}
HAND_EN = {
    "waiting": (
        "Your order {number}: waiting for an arrival",
        "Some of the goods you ordered have not arrived yet. We are sorry for the delay and will ship them at once.\n",
    ),
    "out_of_stock": (
        "Your order {number}: out of stock",
        "We are sorry: some of the goods you ordered are out of stock. May we cancel them and ship the rest?\n",
    ),
    "delay": (
        "Your order {number}: shipped later than planned",
        "Your order leaves later than planned. We are sorry and will write again when it has been shipped.\n",
    ),
    "ask": (
        "A question about your order {number}",
        "We have a question about your order:\n\n(write it here)\n\nPlease answer this mail.\n",
    ),
    "reminder": (
        "Payment for your order {number}",
        "We have not received your payment of {billed} yet. If you have just paid, please disregard this mail.\n",
    ),
}


def by_hand() -> list[dict[str, str]]:
    """Rows for core.MailTemplate: mails that a person sends, kinds "orders.hand.…"."""
    return [
        {
            "kind": f"orders.hand.{kind}",
            "channel": "",
            "language": language,
            "subject": subject,
            "body": f"{head}\n{body}{tail}",
        }
        for language, words, head, tail in (("ja", HAND_JA, HEAD_JA, TAIL_JA), ("en", HAND_EN, HEAD_EN, TAIL_EN))
        for kind, (subject, body) in words.items()
    ]


def templates() -> list[dict[str, str]]:
    """Rows for core.MailTemplate."""
    found = []
    for language, words, head, lines, tail in (
        ("ja", JA, HEAD_JA, LINES_JA, TAIL_JA),
        ("en", EN, HEAD_EN, LINES_EN, TAIL_EN),
    ):
        for kind, (subject, body) in words.items():
            text = f"{head}\n{body}{lines}{tail}"
            found.append(
                {"kind": f"orders.{kind}", "channel": "", "language": language, "subject": subject, "body": text}
            )
    return found + by_hand()

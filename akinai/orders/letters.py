"""The first words of the mails to buyers. Each shop edits them; {fields} are those of actions/writing.py."""

HEAD_JA = "{name} 様\n\nいつもお世話になっております。{shop}でございます。\n"
HEAD_EN = "Dear {name},\n\n"
LINES_JA = """
────────────────────
■ご注文番号：{number}
■ご注文日　：{ordered_at}
■お支払方法：{payment}

{lines}

商品代金　　：{goods}
送料　　　　：{shipping}
手数料　　　：{fees}
値引き　　　：{discount}
ポイント利用：{points}
お支払金額　：{billed}

（税率ごとの内訳）
{tax}

■お届け先：{recipient} 様
　{address}
■お届け希望日：{wished_date}
────────────────────
"""
LINES_EN = """
----------------------------------------
Order number: {number}
Ordered on: {ordered_at}
Payment: {payment}

{lines}

Goods: {goods}
Shipping: {shipping}
Fees: {fees}
Discount: {discount}
Points used: {points}
To pay: {billed}

By tax rate:
{tax}

Deliver to: {recipient}
{address}
Wished date: {wished_date}
----------------------------------------
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
    "shipped": (
        "Your order {number} has been shipped",
        "Your order is on its way.\n\nCarrier: {carrier}\nTracking number: {tracking}\n",
    ),
    "cancelled": (
        "Your order {number} has been cancelled",
        "The following order has been cancelled. If you have already paid, we will write to you about the refund.\n",
    ),
}


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
    return found

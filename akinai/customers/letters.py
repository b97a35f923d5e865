"""The first words of the mails to members. Each shop edits them.

{fields}: name, shop, signature; link where there is one; at and browser in the notice of a new browser.
"""

HEAD_JA = "{name} 様\n\nいつもご利用いただき、ありがとうございます。{shop}でございます。\n\n"
HEAD_EN = "Dear {name},\n\n"
TAIL_JA = "\nどうぞよろしくお願い申し上げます。\n\n{signature}\n"
TAIL_EN = "\nKind regards,\n{signature}\n"
STRANGER_JA = "\nこのメールにお心当たりがない場合は、何もせずに破棄してください。\n"
STRANGER_EN = "\nIf you did not ask for this, please ignore this mail.\n"

JA = {
    "confirm": (
        "【{shop}】会員登録を完了してください",
        "会員登録のお申し込みを承りました。\n下記のページを開くと、登録が完了します（48時間以内）。\n\n{link}\n"
        + STRANGER_JA,
    ),
    "already": (
        "【{shop}】すでに会員登録がお済みです",
        "このメールアドレスで会員登録のお申し込みがありましたが、すでに登録がお済みです。\n"
        "下記のページからサインインしてください。パスワードをお忘れの場合も、同じページから再設定できます。\n\n{link}\n"
        + STRANGER_JA,
    ),
    "reset": (
        "【{shop}】パスワードの再設定",
        "パスワードの再設定を承りました。\n下記のページで、新しいパスワードを決めてください（1時間以内・1回限り）。\n\n{link}\n"
        + STRANGER_JA,
    ),
    "password_changed": (
        "【{shop}】パスワードを変更しました",
        "パスワードが変更されました。\nお心当たりがない場合は、すぐにパスワードを再設定のうえ、当店までご連絡ください。\n",
    ),
    "new_email": (
        "【{shop}】新しいメールアドレスの確認",
        "メールアドレスの変更を承りました。\n下記のページを開くと、このメールアドレスに変わります（24時間以内）。\n\n{link}\n"
        + STRANGER_JA,
    ),
    "email_changed": (
        "【{shop}】メールアドレスを変更しました",
        (
            "ご登録のメールアドレスが変更されました。今後のご連絡は新しいメールアドレスにお送りします。\n"
            "お心当たりがない場合は、当店までご連絡ください。\n"
        ),
    ),
    "new_device": (
        "【{shop}】新しい端末からのサインイン",
        (
            "新しい端末またはブラウザーからサインインがありました。\n\n■日時：{at}\n■ブラウザー：{browser}\n\n"
            "お心当たりがない場合は、下記のページからパスワードを再設定してください。\n\n{link}\n"
        ),
    ),
    "left": (
        "【{shop}】退会の手続きが完了しました",
        (
            "退会の手続きが完了しました。これまでのご利用、誠にありがとうございました。\n"
            "お名前・ご住所などの会員情報は消去しました。ご注文の記録は、法令に定められた期間、保管いたします。\n"
        ),
    ),
    "order_link": (
        "【{shop}】ご注文内容の確認ページ",
        "ご注文内容の確認ページをご案内します（1時間以内・1回限り）。\n\n{link}\n" + STRANGER_JA,
    ),
}
EN = {
    "confirm": (
        "{shop}: please complete your registration",
        "Thank you for registering. Please open this page within 48 hours to complete it:\n\n{link}\n" + STRANGER_EN,
    ),
    "already": (
        "{shop}: you are a member already",
        "Somebody asked to register with this mail address, which has an account already. Please sign in here; "
        "if you forgot the password, you can choose a new one there:\n\n{link}\n" + STRANGER_EN,
    ),
    "reset": (
        "{shop}: choose a new password",
        "Please choose a new password here (within an hour, once only):\n\n{link}\n" + STRANGER_EN,
    ),
    "password_changed": (
        "{shop}: your password was changed",
        "Your password was changed. If it was not you, please choose a new one at once and write to us.\n",
    ),
    "new_email": (
        "{shop}: please confirm your new mail address",
        "Please open this page within 24 hours to change to this mail address:\n\n{link}\n" + STRANGER_EN,
    ),
    "email_changed": (
        "{shop}: your mail address was changed",
        "Your mail address was changed; we will write to the new one. If it was not you, please write to us.\n",
    ),
    "new_device": (
        "{shop}: sign-in from a new device",
        (
            "Somebody signed in from a new device or browser.\n\nTime: {at}\nBrowser: {browser}\n\n"
            "If it was not you, please choose a new password here:\n\n{link}\n"
        ),
    ),
    "left": (
        "{shop}: your account is closed",
        (
            "Your account is closed. Thank you for having been with us. Your name, addresses and other details were "
            "erased; records of orders are kept as long as the law requires.\n"
        ),
    ),
    "order_link": (
        "{shop}: your order",
        "Your order can be seen here (within an hour, once only):\n\n{link}\n" + STRANGER_EN,
    ),
}


def templates() -> list[dict[str, str]]:
    """Rows for core.MailTemplate."""
    return [
        {
            "kind": f"customers.{kind}",
            "channel": "",
            "language": language,
            "subject": subject,
            "body": f"{head}{body}{tail}",
        }
        for language, words, head, tail in (("ja", JA, HEAD_JA, TAIL_JA), ("en", EN, HEAD_EN, TAIL_EN))
        for kind, (subject, body) in words.items()
    ]

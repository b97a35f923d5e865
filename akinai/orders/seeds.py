"""The rows orders start with: methods, delivery days, hold reasons, phrases, mail templates, the telephone.

`seed()` adds what is missing and changes nothing a shop has changed.
"""

from typing import Any

from django.apps import apps as present_apps

from akinai.core.japan import prefectures
from akinai.orders import letters

# code, Japanese, English, when it is paid (see PaymentMethod.timing), note in the mail of receipt
PAYMENT_METHODS = (
    ("card", "クレジットカード", "Credit card", "prepaid", ""),
    ("bank_transfer", "銀行振込（前払い）", "Bank transfer in advance", "prepaid", ""),
    ("convenience", "コンビニ払い（前払い）", "Convenience store in advance", "prepaid", ""),
    ("paypay", "PayPay", "PayPay", "prepaid", ""),
    ("amazon_pay", "Amazon Pay", "Amazon Pay", "prepaid", ""),
    ("rakuten_pay", "楽天ペイ", "Rakuten Pay", "prepaid", ""),
    ("pay_easy", "ペイジー（Pay-easy）", "Pay-easy", "prepaid", ""),
    ("virtual_account", "銀行振込（専用口座・前払い）", "Bank transfer to an account of your own", "prepaid", ""),
    ("d_barai", "d払い", "d Barai", "prepaid", ""),
    ("au_pay", "au PAY", "au PAY", "prepaid", ""),
    ("merpay", "メルペイ", "Merpay", "prepaid", ""),
    ("apple_pay", "Apple Pay", "Apple Pay", "prepaid", ""),
    ("google_pay", "Google Pay", "Google Pay", "prepaid", ""),
    ("carrier", "キャリア決済", "Carrier billing", "prepaid", ""),
    ("instalments", "クレジットカード（分割・リボ払い）", "Credit card in instalments", "prepaid", ""),
    ("atobarai", "後払い（審査あり）", "Pay later, once checked", "authorised", ""),
    ("cash", "店頭受取時に現金払い", "Cash on pick-up", "on_delivery", ""),
    ("cod", "代金引換", "Cash on delivery", "on_delivery", ""),
    ("mall", "モール決済", "Paid to the mall", "mall", ""),
    ("post_pay", "後払い（コンビニ・郵便局）", "Pay after delivery", "later", ""),
    ("invoice", "掛売（請求書払い）", "On account", "later", ""),
    ("free", "お支払いなし", "Nothing to pay", "later", ""),
)

# code, Japanese, English, carrier, product (ヤマト: 送り状種類), COD, dates, cool
DELIVERY_METHODS = (
    ("yamato_takkyubin", "ヤマト運輸 宅急便", "Yamato TA-Q-BIN", "yamato", "0", True, True, True),
    ("yamato_compact", "ヤマト運輸 宅急便コンパクト", "Yamato TA-Q-BIN Compact", "yamato", "8", True, True, False),
    ("yamato_nekopos", "ヤマト運輸 ネコポス", "Yamato Nekopos", "yamato", "A", False, False, False),
    ("sagawa", "佐川急便 飛脚宅配便", "Sagawa Hikyaku", "sagawa", "takuhai", True, True, True),
    ("yu_pack", "日本郵便 ゆうパック", "Japan Post Yu-Pack", "japanpost", "yupack", True, True, True),
    ("yu_packet", "日本郵便 ゆうパケット", "Japan Post Yu-Packet", "japanpost", "yupacket", False, False, False),
    (
        "letterpack_plus",
        "日本郵便 レターパックプラス",
        "Japan Post Letter Pack Plus",
        "japanpost",
        "letterpack",
        False,
        False,
        False,
    ),
    ("teikeigai", "日本郵便 定形外郵便", "Japan Post non-standard mail", "japanpost", "teikeigai", False, False, False),
    ("own_truck", "自社便・店頭受取", "Own delivery or pick-up", "own", "", True, True, True),
)

# code, Japanese, English, what to do (ja), what to do (en), stops, limit
# ruff: noqa: E501 - the shop's own words, a row each
HOLD_REASONS = (
    ("cancel_asked", "キャンセル希望", "Cancellation asked for",
     "モールまたは備考でキャンセルの申し出があります。受けるときは注文をキャンセルし、受けないときは対応済みにしてください。",
     "The mall or the buyer's remark asks for a cancellation. Cancel the order, or close this if you refuse.", True, None),
    ("mall_changed", "モール側で変更あり", "Changed at the mall",
     "取込後にモールで注文内容が変わりました。変更内容を確かめ、反映するか見送るかを選んでください。",
     "The order was changed at the mall after it came in. Look at the difference and take it over or refuse it.", True, None),
    ("remark_left", "備考あり", "Remark to read",
     "備考を読み、必要な対応をしてから対応済みにしてください。",
     "Read the remark and do what it asks for.", True, None),
    ("card_masked", "カード番号らしき記載（伏せ字あり）", "Card-like number masked",
     "備考にカード番号らしい数字があったため、伏せ字にして保存しました。番号は控えないでください。",
     "A number like a card's was masked before the remark was stored. Do not write it down.", False, None),
    ("marked_customer", "要注意顧客", "Marked customer",
     "要注意顧客に登録された方の注文です。登録理由を確かめてください。",
     "This customer is marked. See why before going on.", True, None),
    ("contact_malformed", "電話番号・メールアドレスの不備", "Phone or mail malformed",
     "電話番号またはメールアドレスの形式が正しくありません。正しい連絡先に直してください。",
     "The telephone number or mail address cannot be right. Correct it.", True, None),
    ("dummy_address", "仮の住所（ソーシャルギフト）", "Placeholder address (social gift)",
     "お届け先がまだ入力されていません。入力後に注文を取り込み直してください。",
     "The recipient has not given the address yet. Import the order again when it is there.", True, None),
    ("address_missing", "お届け先の不足", "Recipient incomplete",
     "お届け先の氏名または住所がありません。確かめて入力してください。",
     "The recipient's name or address is missing. Find it out and enter it.", True, None),
    ("address_mismatch", "郵便番号と住所の不一致", "Postal code and address differ",
     "郵便番号と都道府県・市区町村が合いません。正しいほうに直してください。",
     "Prefecture or city do not fit the postal code. Correct one of them.", True, None),
    ("address_warn", "住所の表記の違い", "Address spelt otherwise",
     "町名などの表記が郵便番号の住所と異なります。多くの場合そのまま届きます。",
     "The town is not written as the postal code says. It usually arrives all the same.", False, None),
    ("address_too_long", "住所が送り状に入らない", "Address too long for the label",
     "住所が送り状の欄に入りきりません。建物名を縮めるなどして直してください。",
     "The address does not fit on the label. Shorten it, for example the building's name.", True, None),
    ("remote_wish", "離島・中継料地域の日時指定・代引", "Remote area with date, time or COD",
     "離島・中継料地域では日時指定や代金引換を受けられないことがあります。お客様に確認してください。",
     "Dates, times or cash on delivery may be impossible there. Ask the buyer.", True, None),
    ("unknown_sku", "商品コード不明", "Unknown SKU",
     "商品マスタにないコードです。商品を登録するか、明細を直してください。",
     "The code is in no catalog. Add the product or correct the line.", True, None),
    ("unknown_payment", "支払方法不明", "Unknown payment method",
     "支払方法を読み取れませんでした。支払方法を選んでください。",
     "The payment method was not understood. Choose one.", True, None),
    ("unknown_delivery", "配送方法不明", "Unknown delivery method",
     "配送方法を読み取れませんでした。配送方法を選んでください。",
     "The delivery method was not understood. Choose one.", True, None),
    ("delivery_unfit", "配送方法で対応できない指定", "Delivery method cannot do this",
     "選ばれた配送方法では代引・日時指定・クールのいずれかに対応できません。配送方法を変えてください。",
     "The delivery method cannot do COD, a wished date or a chilled parcel. Choose another.", True, None),
    ("wished_date_impossible", "お届け希望日に間に合わない", "Wished date impossible",
     "お届け希望日に間に合わないか、希望日が先すぎます。お客様に確認し、日付を直してください。",
     "The wished date cannot be kept, or is too far off. Ask the buyer and correct it.", True, 60),
    ("same_recipient", "同じお届け先の注文", "Several orders of one recipient",
     "同じお届け先の注文がほかにもあります。おまとめ同梱するか選んでください。締切前までに決めないときは別々に出荷します。",
     "The recipient has other open orders. Decide whether they travel together; undecided, each ships alone.", True, None),
    ("amount_limit", "高額注文", "Large amount",
     "注文金額が上限を超えています。内容を確かめてください。",
     "The order is worth more than the limit. Look at it.", True, None),
    ("quantity_limit", "大量注文", "Large quantity",
     "注文数が上限を超えています。内容を確かめてください。",
     "The order has more pieces than the limit. Look at it.", True, None),
    ("order_limit", "購入上限超過", "Above the limit per order",
     "1注文あたりの上限を超えて注文されています。数量を直すか、お客様に連絡してください。",
     "More pieces of a product than one order may have. Correct it or write to the buyer.", True, None),
    ("gift_text", "ギフト・のしの確認", "Gift or noshi to check",
     "のしの表書き・名入れ・メッセージが不足しているか、長すぎるか、決まりにない言葉です。",
     "Words of the noshi or gift are missing, unknown or too long, or a product cannot be a gift.", True, None),
    ("mall_total", "合計金額の不一致", "Total does not add up",
     "モールの合計金額と明細の合計が合いません。値引きや送料を確かめてください。",
     "The mall's total differs from the sum of the lines. Check discounts and carriage.", True, None),
    ("cod_limit", "代引金額の確認", "COD amount to check",
     "代引で受け取る金額が上限を超えているか、わかりません。",
     "The amount to collect is above the carrier's limit, or unknown.", True, 300_000),
    ("price_unknown", "単価不明", "Price unknown",
     "モールから単価が届いていません。納品書の金額は「不明」になります。",
     "The mall did not tell a price. Papers show it as unknown.", False, None),
    ("nothing_to_ship", "出荷する商品なし", "Nothing to ship",
     "出荷する商品がない注文です。明細を確かめ、不要ならキャンセルしてください。",
     "No line of the order is a thing that is shipped. Check it, or cancel it.", True, None),
    ("intake_warning", "取込時の注意", "Noticed at import",
     "取込のときに気になる点がありました。内容を確かめてください。",
     "The import noticed something and kept it. Look at it.", False, None),
)  # fmt: skip

PHRASES = (
    "よろしくお願いします", "よろしくお願い致します", "よろしくお願いいたします", "宜しくお願いします", "宜しくお願い致します",
    "宜しくお願いいたします", "よろしくお願い申し上げます", "宜しくお願い申し上げます", "どうぞ", "何卒", "なにとぞ", "お願いします",
    "お願い致します", "お願いいたします", "ありがとうございます", "有難うございます", "ありがとうございました", "楽しみにしています",
    "楽しみにしております", "楽しみに待っています", "到着を楽しみにしています", "到着楽しみにしています", "お世話になります",
    "お世話になっております", "お世話になっています", "いつもお世話になっております", "いつもありがとうございます", "いつも",
    "はじめまして", "初めて注文します", "初めての利用です", "こんにちは", "こんばんは", "はい", "特になし", "特にありません", "特に無し",
    "特にございません", "なし", "無し", "ありません", "以上", "また購入します", "リピートです", "商品の到着を", "心よりお待ちしています",
    "お待ちしております", "待ってます", "とても", "よろしく", "宜しく", "です", "thank you", "thanks", "none", "[コメント]", "コメント:",
    "[配送日時指定:]", "[備考:]", "備考:", "[メモ]",
)  # fmt: skip

PHONE = {
    "code": "phone", "name": "電話・FAX", "kind": "phone", "mode": "live", "total_rule": "akinai", "collects": True,
    "issues_documents": True,
}  # fmt: skip
SHOP = {
    "code": "shop", "name": "自社サイト", "kind": "shop", "mode": "live", "total_rule": "akinai", "collects": True,
    "issues_documents": True,
}  # fmt: skip


def seed(apps: Any = present_apps) -> None:
    """Add what is missing. `apps`: those of a migration, or the present ones."""

    def add(model: str, rows: list[Any], app: str = "orders") -> None:
        apps.get_model(app, model).objects.bulk_create(rows, ignore_conflicts=True)

    def new(model: str, app: str = "orders") -> Any:
        return apps.get_model(app, model)

    payment, delivery, reason = new("PaymentMethod"), new("DeliveryMethod"), new("HoldReason")
    names = ("code", "name_ja", "name_en", "timing", "note")
    add("PaymentMethod", [payment(**dict(zip(names, row, strict=True))) for row in PAYMENT_METHODS])
    names = ("code", "name_ja", "name_en", "carrier", "product", "cod", "dates", "cool")  # type: ignore[assignment]
    add("DeliveryMethod", [delivery(**dict(zip(names, row, strict=True))) for row in DELIVERY_METHODS])
    names = ("code", "name_ja", "name_en", "help_ja", "help_en", "stops", "limit")  # type: ignore[assignment]
    add(
        "HoldReason",
        [reason(position=at, **dict(zip(names, row, strict=True))) for at, row in enumerate(HOLD_REASONS, 1)],
    )
    add("IgnorablePhrase", [new("IgnorablePhrase")(phrase=phrase) for phrase in PHRASES])
    if not new("DeliveryDays").objects.exists():
        add("DeliveryDays", _days(new("DeliveryDays")))
    template = new("MailTemplate", "core")
    add("MailTemplate", [template(**row) for row in letters.templates()], "core")
    _add_own(new("SalesChannel"), new("Warehouse", "inventory"))


def _days(model: Any) -> list[Any]:
    return [
        model(carrier="", from_prefecture=start, to_prefecture=end, days=prefectures.default_delivery_days(start, end))
        for start in prefectures.NAMES
        for end in prefectures.NAMES
    ]


def _add_own(channel: Any, warehouse: Any) -> None:
    """The channels every shop has: the telephone and its own site."""
    missing = [one for one in (PHONE, SHOP) if not channel.objects.filter(code=one["code"]).exists()]
    if not missing:
        return
    house = warehouse.objects.order_by("position", "id").first()
    if house is None:
        house = warehouse.objects.create(code="main", name="本社倉庫")
    known = {field.attname for field in channel._meta.concrete_fields}  # a migration's channel may lack newer ones
    for one in missing:
        values = {name: value for name, value in one.items() if name in known}
        channel.objects.create(
            warehouse=house, mails=["received", "paid", "reminder", "shipped", "cancelled"], **values
        )

"""The pages, links and shelves a new shop starts with: Japanese texts to be read and adapted, not legal advice."""

from typing import Any

from akinai.core import clock

COMPANY = """
<h2>会社概要</h2>
<ul><li>会社名：【会社名】</li><li>代表者：【代表者名】</li><li>所在地：【所在地】</li><li>電話番号：【電話番号】</li>
<li>設立：【設立年月】</li><li>事業内容：【事業内容】</li></ul>
"""
PRIVACY = """
<p>当店は、お客様の個人情報を大切に取り扱います。取り扱いの方針は次のとおりです。</p>
<h2>利用目的</h2>
<ul><li>ご注文の確認、商品の発送、代金のご請求のため</li><li>お問い合わせへの回答のため</li>
<li>会員登録とマイページの提供のため</li><li>同意をいただいた方への、商品やお得な情報のご案内のため</li>
<li>不正な注文の防止のため</li></ul>
<h2>第三者への提供と委託</h2>
<p>法令に定めがある場合を除き、同意なく第三者に提供しません。商品の配送、代金の決済、メールの送信など、業務に必要な範囲で委託先に
お預けすることがあり、その場合は委託先を適切に監督します。</p>
<h2>安全管理</h2>
<p>個人情報を見ることができる担当者を限り、通信の暗号化やアクセスの記録により、漏えいや改ざんを防ぎます。クレジットカードの番号は
当店では保存しません。</p>
<h2>開示・訂正・利用停止</h2>
<p>ご本人から開示、訂正、利用停止、消去のご請求があったときは、ご本人であることを確かめたうえで、すみやかに対応します。
お問い合わせフォームからご連絡ください。</p>
<h2>クッキー</h2>
<p>カートの中身やサインインの状態を保つために、クッキーを使用します。ブラウザーの設定で無効にできますが、その場合はお買い物ができない
ことがあります。</p>
"""
RETURNS = """
<h2>不良品・お届け間違い</h2>
<p>商品に不備があった場合や、ご注文と異なる商品が届いた場合は、到着後8日以内にお問い合わせフォームからご連絡ください。送料当店負担で
交換または返金いたします。</p>
<h2>お客様のご都合による返品</h2>
<p>未使用・未開封の商品に限り、到着後8日以内にご連絡いただいた場合にお受けします。返送の送料はお客様のご負担となります。</p>
<h2>返品をお受けできない商品</h2>
<ul><li>一度ご使用になった商品、開封された商品</li><li>食品など、性質上返品できない商品</li>
<li>名入れなど、ご注文に合わせてお作りした商品</li></ul>
<h2>返金</h2>
<p>返品された商品を確認したのち、お支払い方法に応じてすみやかに返金いたします。</p>
<h2>ご注文のキャンセル</h2>
<p>発送の準備に入る前であれば、マイページまたはお問い合わせフォームからキャンセルできます。</p>
"""
GUIDE = """
<h2>ご注文の流れ</h2>
<ol><li>商品をカートに入れます。</li><li>お届け先とお届け日時を選びます。</li><li>お支払い方法を選びます。</li>
<li>内容を確認し、「注文を確定する」を押します。</li><li>確認のメールが届きます。</li></ol>
<h2>お支払い方法</h2>
<p>ご利用いただけるお支払い方法は、特定商取引法に基づく表記とご注文手続きの画面でご確認ください。</p>
<h2>送料とお届け</h2>
<p>送料とお届けの目安は、お届け先を入力するとご注文手続きの画面に表示されます。</p>
<h2>ギフト</h2>
<p>のし、ラッピング、メッセージカードを承ります。お届け先が複数の場合も、一度にご注文いただけます。</p>
<h2>領収書</h2>
<p>領収書はマイページから発行できます。</p>
"""
TERMS = """
<h2>第1条（適用）</h2>
<p>この規約は、当店のサイトでのお買い物と会員登録に適用します。</p>
<h2>第2条（ご注文と契約の成立）</h2>
<p>お客様が「注文を確定する」を押された時点でお申し込みとし、当店がご注文を承った旨のメールを送信した時点で売買契約が成立します。
在庫や価格に明らかな誤りがあった場合は、ご連絡のうえお申し込みをお断りすることがあります。</p>
<h2>第3条（会員）</h2>
<p>会員の方は、登録された内容を正しく保ち、パスワードを第三者に知らせないでください。マイページからいつでも退会できます。</p>
<h2>第4条（禁止事項）</h2>
<p>虚偽の内容でのご注文、転売を目的とした大量のご注文、サイトの運営を妨げる行為はお断りします。</p>
<h2>第5条（規約の変更）</h2>
<p>規約を変更するときは、変更の内容と時期をあらかじめサイトでお知らせします。</p>
<h2>第6条（準拠法）</h2>
<p>この規約は日本法に従います。</p>
"""

# slug, title, text, summary, published from the start (the company's page has blanks to fill in first)
PAGES = (
    ("company", "会社概要", COMPANY, "", False),
    ("guide", "ご利用ガイド", GUIDE, "ご注文の流れ、お支払い、送料、ギフトについて。", True),
    ("terms", "利用規約", TERMS, "", True),
    ("privacy", "プライバシーポリシー", PRIVACY, "個人情報の取り扱いについて。", True),
    ("returns", "返品・交換について", RETURNS, "返品、交換、返金、キャンセルについて。", True),
)
FOOT = (
    ("ご利用ガイド", "/pages/guide/"),
    ("返品・交換について", "/pages/returns/"),
    ("利用規約", "/pages/terms/"),
    ("プライバシーポリシー", "/pages/privacy/"),
)
SHELVES = (("新着商品", "newest"), ("人気ランキング", "ranking"))


def seed_site(apps: Any) -> None:
    """What is missing of the above; what a shop has changed stays. `apps`: Django's, or a migration's."""
    site, page, shelf, nav = (
        apps.get_model("storefront", name) for name in ("Site", "ContentPage", "Shelf", "NavItem")
    )
    now = clock.now()
    fresh = not site.objects.exists()
    site.objects.get_or_create(id=1)
    known = set(page.objects.filter(kind="page").values_list("slug", flat=True))
    page.objects.bulk_create(
        page(
            kind="page", slug=slug, title=title, body=body.strip(), summary=summary, fixed=True,
            publish_at=now if shown else None, updated_at=now, updated_by="",
        )
        for slug, title, body, summary, shown in PAGES
        if slug not in known
    )  # fmt: skip
    if fresh:
        shelf.objects.bulk_create(shelf(title=t, kind=k, position=n) for n, (t, k) in enumerate(SHELVES, start=1))
        nav.objects.bulk_create(
            nav(place="foot", label=label, link=link, position=n) for n, (label, link) in enumerate(FOOT, start=1)
        )

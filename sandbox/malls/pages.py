"""The stand-in mall for a person: what is on the shelf, which orders there are, buttons to play the mall's part."""

from html import escape
from typing import Any

from sandbox.malls.shop import Offer, Order, Shop

STATES = {
    "pending": "与信待ち",
    "new": "新規",
    "confirmed": "確認済み",
    "shipped": "発送済み",
    "cancelled": "キャンセル",
}
STYLE = """
:root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif }
body { margin: 0 auto; max-width: 60rem; padding: 1rem }
h1 { font-size: 1.25rem } h2 { font-size: 1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } .wide { overflow-x: auto }
th, td { border-bottom: 1px solid #8884; padding: .35rem .5rem; text-align: left; vertical-align: middle }
th, td.n { white-space: nowrap } td.n { text-align: right; font-variant-numeric: tabular-nums }
form { display: inline-flex; gap: .25rem; margin: 0 } input { width: 4.5rem; font: inherit } input.long { width: 10rem }
button { font: inherit; padding: .1rem .6rem } .closed { color: #b00020 }
"""


def shop_page(name: str, shop: Shop, *, closed: bool) -> str:
    """Everything on one page; the newest hundred orders."""
    offers = "".join(_offer(one) for one in shop.offers.values())
    orders = "".join(_order(one) for one in sorted(shop.orders.values(), key=lambda one: -one.at)[:100])
    lost = sum(one.what == "lost" for one in shop.log)
    state = '<p class="closed">メンテナンス中です。</p>' if closed else ""
    empty = '<tr><td colspan="5">まだありません。</td></tr>'
    return f"""<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{escape(name)}（練習用）</title><style>{STYLE}</style>
<h1>{escape(name)}（練習用）</h1>
<p>本物のモールではありません。ここでの注文や在庫の変更は、練習用の店にだけ届きます。</p>{state}
<p>注文 {len(shop.orders)} 件・売り切れで買えなかった回数 {lost} 回</p>
{_button("maintenance", "10分間メンテナンスにする", seconds="600")}
{_button("maintenance", "メンテナンスを終える", seconds="0")}
{_button("fault", "次の呼び出しに答えない", fault="timeout")}
{_button("fault", "次の呼び出しを失敗させる", fault="500")}
<h2>商品</h2><div class="wide"><table>
<tr><th>ページ<th>バリエーション<th>価格<th>在庫<th></tr>{offers or empty}</table></div>
<h2>注文</h2><div class="wide"><table>
<tr><th>番号<th>状態<th>明細<th>請求額<th></tr>{orders or empty}</table></div></html>"""


def told(name: str, sentence: str) -> str:
    """A page with one sentence."""
    return (
        f'<!doctype html><meta charset="utf-8"><title>{escape(name)}</title><p>{escape(sentence)} <a href="/">戻る</a>'
    )


def _offer(offer: Offer) -> str:
    key: dict[str, Any] = {"page": offer.page, "variant": offer.variant}
    return (
        f"<tr><td>{escape(offer.page)}<br>{escape(offer.title)}<td>{escape(offer.variant)} {escape(offer.option)}"
        f'<td class="n">{offer.price:,}円<td class="n">{offer.stock:,}'
        f"<td>{_button('buy', '買う', field='quantity', value='1', **key)} "
        f"{_button('stock', '在庫を書き換える', field='quantity', value=str(offer.stock), **key)}</tr>"
    )


def _order(order: Order) -> str:
    lines = "<br>".join(f"{escape(line.title)} × {line.quantity}" for line in order.lines)
    buttons = ""
    if order.state == "pending":
        buttons += _button("release", "与信OKにする", number=order.number)
    if order.state in ("pending", "new", "confirmed"):
        buttons += _button("cancel", "キャンセル", number=order.number)
        buttons += _button(
            "address", "番地を変える", field="line1", value=order.recipients[0].line1, long=True, number=order.number
        )
    parcels = "、".join(parcel.number for parcel in order.parcels)
    state = STATES.get(order.state, order.state) + (f"（{escape(parcels)}）" if parcels else "")
    return f'<tr><td>{escape(order.number)}<td>{state}<td>{lines}<td class="n">{order.billed:,}円<td>{buttons}</tr>'


def _button(deed: str, words: str, *, field: str = "", value: str = "", long: bool = False, **hidden: Any) -> str:
    kept = "".join(f'<input type="hidden" name="{name}" value="{escape(str(one))}">' for name, one in hidden.items())
    typed = (
        f'<input name="{field}" value="{escape(value)}" aria-label="{escape(words)}"{" class=long" if long else ""}>'
        if field
        else ""
    )
    return f'<form method="post" action="/_page/{deed}">{kept}{typed}<button>{escape(words)}</button></form>'

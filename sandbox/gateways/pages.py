"""The payer's pages of every stand-in: plain HTML, one small style, nothing from outside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

STYLE = """
:root{color-scheme:light dark;--line:#d8dbe0;--soft:#f5f6f8;--ink:#1c2026;--dim:#666d78;--go:#0b6bcb;--bg:#fff}
@media(prefers-color-scheme:dark){:root{--line:#3a3f47;--soft:#22262c;--ink:#eceef1;--dim:#a0a7b2;--go:#4da3ff;--bg:#16191d}}
*{box-sizing:border-box}body{margin:0;background:var(--soft);color:var(--ink);
font:16px/1.7 system-ui,"Hiragino Sans","Noto Sans JP",sans-serif}
header{background:#fff4cc;color:#5b4300;padding:.5rem 1rem;text-align:center;font-size:.875rem}
main{max-width:34rem;margin:1.5rem auto;background:var(--bg);border:1px solid var(--line);
border-radius:12px;padding:1.5rem}
h1{font-size:1.125rem;margin:0 0 1rem}h2{font-size:.875rem;color:var(--dim);margin:1.5rem 0 .5rem;font-weight:600}
dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1.5rem;margin:0 0 1rem}
dt{color:var(--dim)}dd{margin:0;text-align:right}
.sum dd{font-size:1.5rem;font-weight:700;font-variant-numeric:tabular-nums}
select{width:100%;font:inherit;padding:.6rem;border:1px solid var(--line);
border-radius:8px;background:var(--bg);color:inherit}
button,.button{display:block;width:100%;font:inherit;padding:.6rem 1rem;margin:.5rem 0;border:1px solid var(--line);
border-radius:8px;background:var(--bg);color:inherit;cursor:pointer;text-align:center;text-decoration:none}
button.go,.button.go{background:var(--go);border-color:var(--go);color:#fff;font-weight:700}
.two{display:grid;grid-template-columns:1fr 1fr;gap:0 .75rem}@media(max-width:26rem){.two{grid-template-columns:1fr}}
button:focus-visible,.button:focus-visible,select:focus-visible{outline:3px solid #ffb020;outline-offset:2px}
p{margin:.5rem 0}
"""

# How a payer may behave: (name, words on the button).
PAY, FAIL, CANCEL = "pay", "fail", "cancel"
LATE, NEVER, TWICE, FIRST, WRONG, SILENT = "late", "never", "twice", "first", "wrong", "silent"
DEPOSIT, DEPOSIT_WRONG, EXPIRE = "deposit", "deposit_wrong", "expire"
ODD = (
    (LATE, "支払って、後で戻る"),
    (NEVER, "支払って、戻らない"),
    (TWICE, "通知を2回"),
    (FIRST, "通知を先に"),
    (WRONG, "金額違いの通知"),
    (SILENT, "返事をしない（通知もなし）"),
)
SLIP = ((DEPOSIT, "入金する"), (DEPOSIT_WRONG, "違う金額を入金する"), (EXPIRE, "期限切れにする"))


@dataclass(frozen=True)
class Form:
    """The buyer goes back by posting these fields."""

    url: str
    fields: Sequence[tuple[str, str]]
    charset: str = "UTF-8"


Back = str | Form


@dataclass
class PayerPage:
    """One page a buyer was sent to. `state`: open, done (paid or slip issued), closed (failed, cancelled, expired)."""

    ref: str  # in the page's address
    order_id: str  # the shop's number
    amount: int
    title: str
    methods: Sequence[tuple[str, str]]  # (the gateway's code, name)
    shop: str = "テストショップ"
    notes: Sequence[tuple[str, str]] = ()  # more to show, label and value
    slip: bool = False  # instructions were issued: money may come
    state: str = "open"
    back: Back = ""
    more: Sequence[tuple[str, str]] = ()  # further buttons of this gateway, shown when done
    facts: dict[str, Any] = field(default_factory=dict)  # what the gateway itself keeps with it


def page(name: str, title: str, body: str, *, charset: str = "UTF-8") -> str:
    """A whole page. `name`: of the gateway."""
    return (
        f'<!doctype html><html lang="ja"><head><meta charset="{charset}">'
        f"<title>{escape(title)} - {escape(name)}</title>"
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
        f"<style>{STYLE}</style></head><body><header>{escape(name)}の代わりをする練習用の画面です。お金は動きません。</header>"
        f"<main>{body}</main></body></html>"
    )


def payer_page(name: str, shown: PayerPage) -> str:
    """The page with its buttons; what it shows depends on where the payment stands."""
    facts = [("お店", shown.shop), ("ご注文", shown.title), ("受付番号", shown.order_id), *shown.notes]
    listed = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in facts)
    body = f'<h1>お支払い</h1><dl>{listed}</dl><dl class="sum"><dt>お支払い金額</dt><dd>{shown.amount:,}円</dd></dl>'
    if shown.state == "open":
        body += _form(_methods(shown.methods) + _button(PAY, "支払う", "go") + _open_buttons())
    elif shown.state == "done":
        words = "支払番号を発行しました。" if shown.slip else "お支払いを受け付けました。"
        body += f"<p>{words}</p>{_way_back(shown.back)}"
        rows = (*(SLIP if shown.slip else ()), *shown.more)
        body += _form("<h2>この後に起こること</h2>" + "".join(_button(*row) for row in rows)) if rows else ""
    else:
        body += f"<p>このお支払いは終わっています。</p>{_way_back(shown.back)}"
    return page(name, "お支払い", body)


def back_page(name: str, back: Form) -> str:
    """Posts the buyer back to the shop; without scripts, by a button."""
    fields = "".join(
        f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">' for key, value in back.fields
    )
    body = (
        f'<h1>お店に戻ります</h1><form id="back" method="post" action="{escape(back.url)}" '
        f'accept-charset="{back.charset}">{fields}<button class="go">お店に戻る</button></form>'
        "<script>document.getElementById('back').submit()</script>"
    )
    return page(name, "お店に戻ります", body, charset=back.charset)


def told_page(name: str, words: str, back: Back = "") -> str:
    """A page that only says something."""
    return page(name, words, f"<h1>{escape(words)}</h1>{_way_back(back)}")


def _form(inner: str) -> str:
    return f'<form method="post">{inner}</form>'


def _methods(methods: Sequence[tuple[str, str]]) -> str:
    options = "".join(f'<option value="{escape(code)}">{escape(label)}</option>' for code, label in methods)
    return f'<h2><label for="method">お支払い方法</label></h2><select id="method" name="method">{options}</select>'


def _button(how: str, words: str, kind: str = "") -> str:
    return f'<button class="{kind}" name="how" value="{escape(how)}">{escape(words)}</button>'


def _open_buttons() -> str:
    plain = _button(FAIL, "失敗する") + _button(CANCEL, "やめる")
    odd = "".join(_button(how, words) for how, words in ODD)
    return f'<div class="two">{plain}</div><h2>困ったことを起こす</h2><div class="two">{odd}</div>'


def _way_back(back: Back) -> str:
    if isinstance(back, Form):
        fields = "".join(f'<input type="hidden" name="{escape(k)}" value="{escape(v)}">' for k, v in back.fields)
        return (
            f'<form method="post" action="{escape(back.url)}" accept-charset="{back.charset}">{fields}'
            '<button class="go">お店に戻る</button></form>'
        )
    return f'<a class="button go" href="{escape(back)}">お店に戻る</a>' if back else ""

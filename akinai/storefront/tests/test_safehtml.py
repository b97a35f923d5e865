"""What people write in the editor can do no harm and looks even."""

import pytest

from akinai.storefront import safehtml
from akinai.storefront.actions import media as verbs
from akinai.storefront.models import Media
from akinai.storefront.queries import site as queries
from akinai.storefront.tests.pictures import picture

EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="javascript:alert(1)">',
    '<img src="https://evil.example/x.png">',
    '<img src="//evil.example/x.png">',
    '<img src="data:image/svg+xml;base64,PHN2Zy8+">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="//evil.example/">x</a>',
    '<p onclick="alert(1)">x</p>',
    '<p style="background:url(javascript:alert(1))">x</p>',
    "<style>@import '//evil.example/x.css';</style>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src='//evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='x'></object><embed src='x'>",
    "<form action='//evil.example'><input name=password><button>x</button></form>",
    "<base href='//evil.example/'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<link rel=stylesheet href='//evil.example'>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    '<p title="</p><script>alert(1)</script>">x</p>',
    "<!--><script>alert(1)</script>-->",
    '<figure data-trix-attachment=\'{"content":"<img src=x onerror=alert(1)>"}\'></figure>',
    "<details open ontoggle=alert(1)>x</details>",
    "<video src=x onerror=alert(1)></video>",
    '<p id="main" class="btn danger">x</p>',
]


@pytest.mark.parametrize("text", EVIL)
def test_nothing_that_runs_loads_or_frames_survives(text: str) -> None:
    safe = safehtml.clean(text).lower()
    for sign in ("<script", "javascript:", "vbscript:", "onerror=", "onclick=", "onload=", "ontoggle=", "<iframe",
                 "<style", "style=", "evil.example", "<svg", "<form", "<input", "<base", "<meta", "<link", "data:",
                 "srcdoc", "<img", "class=", " id=", "<object", "<embed", "<video"):  # fmt: skip
        assert sign not in safe, (sign, safe)


def test_what_the_editor_writes_stays() -> None:
    text = (
        "<h2>春の新茶</h2><p>今年も<strong>届きました</strong>。<em>数量限定</em>、<del>1,000円</del><br>900円</p>"
        '<ul><li>煎茶</li></ul><ol start="3"><li>玉露</li></ol><blockquote>おいしい</blockquote><pre>a &lt; b</pre>'
        '<p><a href="/p/TEA/" rel="noopener">商品</a><a href="mailto:a@example.jp" rel="noopener">メール</a></p>'
    )
    assert safehtml.clean(text) == text
    assert safehtml.clean("<h1>x</h1>") == "<h2>x</h2>"


@pytest.mark.django_db
def test_pictures_of_the_library_are_drawn_from_their_record(files) -> None:
    verbs.add_media([verbs.Upload("茶.png", picture(1200, 800), '茶畑 "春"')], actor="cli")
    row = Media.objects.get()
    src = queries.picture(row).src
    safe = safehtml.clean(f'<figure class="attachment"><img src="{src}" width="1"><figcaption>畑</figcaption></figure>')
    assert f'src="{src}"' in safe
    assert 'width="1200" height="800"' in safe
    assert 'alt="茶畑 &quot;春&quot;"' in safe
    assert "480w" in safe
    assert "<figcaption>畑</figcaption>" in safe
    assert safehtml.clean(safe) == safe, "cleaning again changes nothing"
    Media.objects.all().delete()
    assert "<img" not in safehtml.clean(safe)


def test_the_words_alone() -> None:
    assert safehtml.plain("<h2>見出し</h2><p>本文&amp;続き</p>") == "見出し 本文&続き"
    assert safehtml.plain("あ" * 200, 10) == "あ" * 9 + "…"

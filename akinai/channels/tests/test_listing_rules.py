"""Texts cut without breaking a letter, laid over one another, and checked by the rules: bad pages are caught."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from akinai.channels.listing.linting import ERROR, Facts, Finding, Image, Variant, lint
from akinai.channels.listing.measuring import cut, length, letters
from akinai.channels.listing.merging import Result, fill, page, resolve
from akinai.channels.listing.rules import FieldRule, Rules, rules_of, words
from akinai.channels.malls.amazon.listing import known_fields
from akinai.channels.malls.rakuten import items as rakuten
from akinai.channels.malls.shopify import listings as shopify
from akinai.channels.malls.yahoo import codes as yahoo

MEASURES = st.sampled_from(["chars", "utf8", "double"])
KINDS = ("rakuten", "yahoo", "amazon", "shopify")


def rules(kind: str) -> Rules:
    found = rules_of(kind)
    assert found
    return found


@given(st.text(), st.integers(0, 60), MEASURES)
def test_a_cut_text_fits_and_is_the_longest_that_does(text: str, most: int, measure: str) -> None:
    short = cut(text, most, measure)  # type: ignore[arg-type]
    assert text.startswith(short)
    assert length(short, measure) <= most  # type: ignore[arg-type]
    pieces = list(letters(text))
    assert "".join(pieces) == text
    if short != text:
        following = pieces[len(list(letters(short))) if short else 0]
        assert length(short + following, measure) > most  # type: ignore[arg-type]


def test_joined_letters_are_not_torn() -> None:
    assert cut("か\u3099き", 2, "chars") == "か\u3099"
    assert cut("か\u3099き", 1, "chars") == ""
    assert length("ｶﾅ漢A", "double") == 5


@given(st.dictionaries(st.sampled_from(["title", "catch"]), st.text()), st.none() | st.text())
def test_the_own_text_lies_over_the_master(master: dict[str, str], own: str | None) -> None:
    result = resolve(FieldRule("title", "商品名", "Title", master="title"), master, own)
    if own is None:
        assert result.text == (master.get("title") or None)
    elif "{" not in own:
        assert (result.text, result.source) == (own, "own")


def test_placeholders_are_filled_once_and_strange_ones_named() -> None:
    assert fill("{title}/{what}{{x}", {"title": "{catch}", "catch": "!"}) == ("{catch}/{what}{{x}", ("what", "x"))


def test_every_field_of_the_rules_is_known_to_its_adapter() -> None:
    known = {
        "rakuten": set(rakuten.FIELDS) | rakuten.OTHERS,
        "yahoo": set(yahoo.TEXTS) | yahoo.TEXT_PARAMETERS,
        "amazon": known_fields(),
        "shopify": shopify.FIELDS,
    }
    for kind in KINDS:
        assert set(rules(kind).fields) <= known[kind], kind
        assert all(one.source or not one.most for one in rules(kind).fields.values())


def good(kind: str) -> Facts:
    fields = page(rules(kind).fields, {"title": "白いタオル", "catch": "ふわふわ"}, {})
    variant = Variant(code="TWL-1", variant="m", price=1200, options={"サイズ": "M"})
    return Facts(
        code="towel-white",
        fields=fields,
        variants=[variant],
        images=[Image(name="1", format="jpg", width=1200, height=1200)],
    )


def found(facts: Facts, kind: str) -> list[Finding]:
    return lint(facts, rules(kind))


def told(kind: str, **texts: str) -> Facts:
    facts = good(kind)
    return replace(facts, fields={**facts.fields, **{name: Result(text, "own") for name, text in texts.items()}})


@pytest.mark.parametrize("kind", KINDS)
def test_a_good_page_has_no_findings(kind: str) -> None:
    assert found(good(kind), kind) == []


@pytest.mark.parametrize(
    ("texts", "field", "severity", "mend"),
    [
        ({"title": "長" * 128}, "title", "error", "長" * 127),
        ({"title": ""}, "title", "error", None),
        ({"title": "a\nb"}, "title", "error", "a b"),
        ({"title": "<b>x</b>"}, "title", "error", "x"),
        ({"description": "a<script>x()</script>b"}, "description", "error", "ab"),
        ({"description_mobile": "<marquee>x</marquee>"}, "description_mobile", "warning", "x"),
        ({"catch": "長" * 100}, "catch", "warning", "長" * 87),
        ({"catch": "喜び😀"}, "catch", "warning", "喜び"),
        ({"catch": "世界一の味"}, "catch", "warning", None),
        ({"catch": "飲むだけで病気が治る"}, "catch", "error", None),
        ({"genre": "12"}, "genre", "error", None),
    ],
)
def test_bad_texts_are_caught_with_a_mend(texts: dict[str, str], field: str, severity: str, mend: str | None) -> None:
    first = found(told("rakuten", **texts), "rakuten")[0]
    assert (first.field, first.severity, first.mend) == (field, severity, mend)
    assert first.sentence


def test_bad_codes_prices_options_and_pictures_are_caught() -> None:
    facts = good("yahoo")
    one = facts.variants[0]
    bad = replace(
        facts,
        code="白い",
        variants=[replace(one, price=None), replace(one, options={"色": "赤|青"}), replace(one, list_price=1000)],
        images=[Image(name="1", format="png", width=300, height=300, size=3 << 20)],
    )
    fields = [(one.field, one.severity) for one in found(bad, "yahoo")]
    assert fields.count(("price", ERROR)) == 2
    assert {("code", ERROR), ("variants", ERROR), ("images", ERROR), ("images", "warning")} <= set(fields)
    assert [one.field for one in found(replace(facts, variants=[]), "yahoo")] == ["variants"]


def test_a_mend_is_right() -> None:
    for text in ("長" * 200, "x\ny", "<i>斜</i>"):
        mend = found(told("rakuten", title=text), "rakuten")[0].mend
        assert mend is not None
        assert found(told("rakuten", title=mend), "rakuten") == []


def test_each_word_names_its_source() -> None:
    assert all(one.law and one.why and one.why_en and one.source for one in words())

"""The look: what can be read, what is refused, and what a browser gets."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from akinai.core.models import EventRow
from akinai.core.outcome import Refused
from akinai.storefront import colours, theme
from akinai.storefront.actions import site as verbs
from akinai.storefront.colours import Colour
from akinai.storefront.queries import site as queries

COLOUR = st.tuples(*[st.integers(0, 255)] * 3).map(lambda rgb: str(Colour(*rgb)))


def variables(css: str, dark: bool = False) -> dict[str, str]:
    blocks = css.split("@media")
    return dict(re.findall(r"--([a-z0-9-]+): ([^;]+);", blocks[1] if dark else blocks[0]))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ffffff", "#ffffff", 1),
    ],
)
def test_contrast_is_counted_as_wcag_does(one: str, other: str, ratio: float) -> None:
    assert round(colours.contrast(Colour.of(one), Colour.of(other)), 2) == ratio


@pytest.mark.django_db
def test_words_nobody_can_read_are_refused_and_weak_colours_are_told() -> None:
    pale = theme.check({"text": "#aaaaaa"})
    assert [(r.field, "4.5" in r.message) for r in pale.refused] == [("text", True)]
    assert [r.field for r in theme.check({"brand": "#ffe066"}).refused] == ["brand"]
    weak = theme.check({"brand": "#2f9e5b", "accent": "#ff6b35"})
    assert weak.refused == []
    assert len(weak.warnings) == 2
    assert theme.check({}).warnings == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [("brand", "red"), ("brand", "#12345"), ("brand", "url(//x)"), ("font", "comic"), ("radius", 7),
     ("header", "right"), ("logo", 999_999)],
)  # fmt: skip
def test_what_is_no_choice_is_refused_by_name(name: str, value: object) -> None:
    assert [refusal.field for refusal in theme.check({name: value}).refused] == [name]


@settings(max_examples=60, deadline=None)
@given(COLOUR, COLOUR, COLOUR, COLOUR)
def test_every_shade_that_carries_words_can_be_read(brand: str, accent: str, background: str, text: str) -> None:
    ground, ink = Colour.of(background), Colour.of(text)
    if colours.contrast(ground, ink) < 5.5:
        return  # refused, or on the edge where no shade lies between
    made = {name: Colour.of(value) for name, value in theme.shades(
        brand=Colour.of(brand), accent=Colour.of(accent), background=ground, text=ink).items()}  # fmt: skip
    for words in ("ink", "link", "accent-ink"):
        assert colours.contrast(made[words], made["paper"]) >= 4.5
    assert colours.contrast(made["brand"], made["on-brand"]) >= 4.5
    assert colours.contrast(made["accent"], made["on-accent"]) >= 4.5


def test_the_dark_look_can_be_read_too() -> None:
    css = theme.of({"brand": "#111111", "accent": "#550000"}).css
    dark = {name: Colour.of(value) for name, value in variables(css, dark=True).items()}
    for words in ("ink", "ink-2", "ink-3", "link", "accent-ink"):
        assert colours.contrast(dark[words], dark["paper"]) >= 4.5
    assert "@media" not in theme.of({"dark": False}).css


@pytest.mark.django_db
def test_a_draft_is_seen_by_nobody_until_it_is_published_and_can_be_taken_back() -> None:
    before = theme.current().digest
    verbs.save_theme_draft({"brand": "#1c6843"}, actor="staff:1")
    verbs.save_theme_draft({"brand": "#1c6844"}, actor="staff:1")
    assert theme.current().digest == before
    with theme.trying(queries.site().draft_theme or {}):
        assert variables(theme.current().css)["brand"] == "#1c6844"
    assert verbs.publish_theme(actor="staff:1")
    assert variables(theme.current().css)["brand"] == "#1c6844"
    assert not verbs.publish_theme(actor="staff:1"), "there is no draft any more"
    assert verbs.undo_theme(actor="staff:1")
    assert theme.current().digest == before
    assert verbs.undo_theme(actor="staff:1")
    assert variables(theme.current().css)["brand"] == "#1c6844"
    names = list(EventRow.objects.filter(subject="site/1").order_by("id").values_list("name", flat=True))
    assert names == ["storefront.theme_drafted", *["storefront.theme_published"] * 3]


@pytest.mark.django_db
def test_a_refused_draft_leaves_the_one_before() -> None:
    verbs.save_theme_draft({"brand": "#1c6843"}, actor="staff:1")
    with pytest.raises(Refused):
        verbs.save_theme_draft({"text": "#ffffff"}, actor="staff:1")
    assert (queries.site().draft_theme or {})["brand"] == "#1c6843"
    assert verbs.discard_theme_draft(actor="staff:1")
    assert not verbs.discard_theme_draft(actor="staff:1")


@pytest.mark.django_db
def test_the_css_is_kept_by_browsers_under_its_digest_only(client) -> None:
    now = theme.current()
    kept = client.get("/theme.css", {"v": now.digest})
    assert kept["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in kept["Cache-Control"]
    assert kept.content.decode() == now.css
    assert "immutable" not in client.get("/theme.css", {"v": "old"})["Cache-Control"]
    verbs.save_theme_draft({"brand": "#1c6843"}, actor="staff:1")
    draft = theme.of(queries.site().draft_theme or {})
    tried = client.get("/theme.css", {"v": draft.digest})
    assert (tried.content.decode(), tried["Cache-Control"]) == (draft.css, "no-store")

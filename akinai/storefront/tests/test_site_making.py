"""Verbs that make the site: pages on time, pictures, banners, shelves, redirects, products, opening."""

import datetime as dt

import pytest

from akinai.catalog.models import Sku
from akinai.catalog.tests.making import make_sku
from akinai.core import clock
from akinai.core.models import Shop
from akinai.core.outcome import Refused
from akinai.storefront import legal, site_seeds
from akinai.storefront.actions import answering, arranging, content, productpages
from akinai.storefront.actions import site as verbs
from akinai.storefront.models import (
    Banner,
    ContentPage,
    DeliveryOffer,
    Inquiry,
    ProductPage,
    Shelf,
    Site,
)
from akinai.storefront.queries import readiness
from akinai.storefront.queries import site as queries
from akinai.storefront.tests.making import save_page, told

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 12, 1, 12, 0, tzinfo=clock.JST)
HOUR = dt.timedelta(hours=1)


def product(code: str, **values: object) -> int:
    """A product with one SKU: the product's id."""
    return int(Sku.objects.get(pk=make_sku(code, **values)).product_id)


# --- pages ------------------------------------------------------------------------------------------------------------


def test_a_page_appears_and_goes_by_the_clock_without_any_job() -> None:
    save_page(publish_at=NOON, end_at=NOON + HOUR)
    for moment, seen in ((-HOUR, False), (dt.timedelta(0), True), (HOUR / 2, True), (HOUR, False)):
        with clock.frozen(NOON + moment):
            assert bool(queries.live_page("news", "sale")) is seen, moment
            assert queries.live_pages("news").count() == int(seen)
    with clock.frozen(NOON - HOUR), queries.unpublished():
        assert queries.live_page("news", "sale"), "staff see it before its time"


def test_a_page_without_a_time_is_a_draft_until_it_is_published() -> None:
    one = save_page()
    assert queries.live_page("news", "sale") is None
    content.publish_pages([one], actor="staff:1")
    assert queries.live_page("news", "sale")
    content.withdraw_pages([one], actor="staff:1")
    assert queries.live_page("news", "sale") is None
    assert [event["fields"] for event in told("content_saved")][1:] == [["publish_at"], ["publish_at"]]


def test_the_text_is_made_safe_when_it_is_saved() -> None:
    one = save_page(body='<p onclick="x">よい<script>alert(1)</script></p>')
    assert ContentPage.objects.get(pk=one).body == "<p>よい</p>"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"slug": "Sale!"}, "slug"), ({"slug": ""}, "slug"), ({"title": " "}, "title"), ({"kind": "blog"}, "kind"),
     ({"publish_at": NOON, "end_at": NOON}, "end_at"), ({"slug": "sale"}, "slug")],
)  # fmt: skip
def test_what_is_wrong_with_a_page_is_said_beside_the_field_and_others_are_saved(values: dict, field: str) -> None:
    save_page()
    good = {"kind": "news", "slug": "other", "title": "別のお知らせ"}
    edits = [content.PageEdit(0, {**good, "slug": "wrong", **values}), content.PageEdit(1, good)]
    outcome = content.save_pages(edits, actor="staff:1")
    assert [(refusal.key, refusal.field) for refusal in outcome.refused] == [(0, field)]
    assert ContentPage.objects.filter(slug="other").exists()


def test_pages_every_shop_needs_are_there_and_can_be_changed_but_not_deleted_or_moved() -> None:
    company = ContentPage.objects.get(kind="page", slug="company")
    mine = save_page()
    outcome = content.delete_pages([company.pk, mine], actor="staff:1")
    assert outcome.done == [mine]
    assert [refusal.key for refusal in outcome.refused] == [company.pk]
    moved = content.save_pages([content.PageEdit(0, {"slug": "about"}, company.pk)], actor="staff:1")
    assert [refusal.field for refusal in moved.refused] == ["slug"]
    assert content.save_pages([content.PageEdit(0, {"title": "私たち"}, company.pk)], actor="staff:1").done


def test_seeding_again_changes_nothing_a_shop_has_changed() -> None:
    from django.apps import apps

    ContentPage.objects.filter(slug="guide").update(body="<p>うちのガイド</p>")
    before = set(ContentPage.objects.values_list("slug", "body"))
    shelves = Shelf.objects.count()
    site_seeds.seed_site(apps)
    assert set(ContentPage.objects.values_list("slug", "body")) == before
    assert Shelf.objects.count() == shelves


def test_saving_many_pages_costs_no_more_statements_than_two(statements) -> None:
    def cost(first: int, n: int) -> int:
        edits = [content.PageEdit(i, {"kind": "news", "slug": f"n-{i}", "title": "x"}) for i in range(first, first + n)]
        with statements() as captured:
            content.save_pages(edits, actor="staff:1")
        return int(captured.count)

    assert cost(0, 2) == cost(10, 20)


# --- banners, shelves, links ------------------------------------------------------------------------------------------


def test_banners_have_their_time_and_their_order() -> None:
    rows = [{"place": "hero", "title": t, "publish_at": at} for t, at in (("一", None), ("二", NOON), ("三", None))]
    ids = arranging.save_banners(rows, actor="staff:1").done
    with clock.frozen(NOON - HOUR):
        assert [banner.title for banner in queries.live_banners()["hero"]] == ["一", "三"]
    arranging.order_banners([ids[2], ids[1], ids[0]], actor="staff:1")
    with clock.frozen(NOON):
        assert [banner.title for banner in queries.live_banners()["hero"]] == ["三", "二", "一"]
    wrong = arranging.save_banners([{"place": "hero", "title": "x", "publish_at": NOON, "end_at": NOON}], actor="x")
    assert [refusal.field for refusal in wrong.refused] == ["end_at"]
    assert arranging.delete_banners(ids, actor="staff:1").done == sorted(ids)
    assert Banner.objects.count() == 0
    assert [event["verb"] for event in told("site_arranged")] == ["saved", "ordered", "deleted"]


def test_shelves_show_only_what_visitors_may_see() -> None:
    products = [product(f"S-{n}", price=100 * n) for n in range(1, 4)]
    productpages.hide_products([products[1]], actor="staff:1")
    chosen = {"title": "おすすめ", "kind": "chosen", "products": [products[2], products[1], products[0]], "count": 8}
    newest = {"title": "新着", "kind": "newest", "count": 1}
    ids = arranging.save_shelves([chosen, newest], actor="staff:1").done
    found = queries.shelf_products(list(Shelf.objects.filter(pk__in=ids)))
    assert [found[one] for one in ids] == [[products[2], products[0]], [products[2]]]
    wrong = arranging.save_shelves([{"title": "x", "kind": "category"}, {"title": "y", "kind": "chosen"}], actor="x")
    assert [refusal.field for refusal in wrong.refused] == ["category", "products"]


# --- products ---------------------------------------------------------------------------------------------------------


def test_products_are_shown_within_their_time_and_hidden_at_once() -> None:
    tea, free = product("TEA", price=1000), product("FREE", price=None)
    assert set(queries.shown_products().values_list("pk", flat=True)) == {tea}, f"{free} has no price"
    edit = productpages.ProductPageEdit(tea, {"publish_at": NOON, "end_at": NOON + HOUR, "catch": "新茶"})
    assert productpages.save_product_pages([edit], actor="staff:1").done == [tea]
    for moment, seen in ((-HOUR, False), (dt.timedelta(0), True), (HOUR, False)):
        with clock.frozen(NOON + moment):
            assert queries.shown_products().filter(pk=tea).exists() is seen
    with clock.frozen(NOON):
        productpages.hide_products([tea], actor="staff:1")
        assert not queries.shown_products().exists()
        productpages.show_products([tea], actor="staff:1")
        assert queries.shown_products().exists()
    assert [event["fields"] for event in told("product_page_changed")] == [
        ["publish_at", "end_at", "catch"], ["shown"], ["shown"],
    ]  # fmt: skip


def test_a_product_is_never_related_to_itself_and_the_text_is_made_safe() -> None:
    one, other = product("A-1"), product("A-2")
    values = {"body": "<p>a<script>x</script></p>", "related": [one, other, other, 99_999_999]}
    productpages.save_product_pages([productpages.ProductPageEdit(one, values)], actor="staff:1")
    row = ProductPage.objects.get(product=one)
    assert row.body == "<p>a</p>"
    assert list(row.related.values_list("pk", flat=True)) == [other]
    assert productpages.save_product_pages([productpages.ProductPageEdit(one, {"related": []})], actor="x").done == [
        one
    ]
    assert not row.related.exists()


# --- opening, legal ---------------------------------------------------------------------------------------------------


def fill_in() -> None:
    verbs.save_legal({item.key: f"{item.key}の説明" for item in legal.ITEMS if item.required}, actor="staff:1")


@pytest.mark.parametrize("left_out", [item.key for item in legal.ITEMS if item.required])
def test_the_shop_does_not_open_while_a_required_item_is_missing(left_out: str) -> None:
    make_sku("TEA", price=1000)
    fill_in()
    verbs.save_legal({left_out: "  "}, actor="staff:1")
    with pytest.raises(Refused) as refused:
        verbs.open_shop(actor="staff:1")
    assert len(refused.value.refusals) == 1
    assert str(legal.BY_KEY[left_out].label) in refused.value.refusals[0].message
    assert not Site.objects.get().is_open


def test_opening_names_everything_missing_at_once_and_opens_when_it_is_there() -> None:
    DeliveryOffer.objects.update(active=False)
    with pytest.raises(Refused) as refused:
        verbs.open_shop(actor="staff:1")
    required = [item for item in legal.ITEMS if item.required]
    assert {refusal.field for refusal in refused.value.refusals} == {"legal", "offers", "products"}
    assert len(refused.value.refusals) == len(required) + 2
    DeliveryOffer.objects.update(active=True)
    make_sku("TEA", price=1000)
    fill_in()
    verbs.open_shop(actor="staff:1")
    verbs.open_shop(actor="staff:1")
    assert Site.objects.get().is_open
    with pytest.raises(Refused) as kept:
        verbs.save_legal({"returns": "", "hours": ""}, actor="staff:1")
    assert [refusal.field for refusal in kept.value.refusals] == ["returns"]
    verbs.close_shop(actor="staff:1")
    assert not Site.objects.get().is_open
    assert (len(told("shop_opened")), len(told("shop_closed"))) == (1, 1)


def test_items_are_proposed_from_what_the_shop_has_set_up() -> None:
    Shop.objects.update_or_create(
        id=1, defaults={"name": "商い商店", "company": "株式会社商い", "postal": "1050011", "prefecture": "東京都",
                        "city": "港区", "line1": "芝公園4-2-8", "phone": "03-1234-5678", "email": "a@example.jp"},
    )  # fmt: skip
    found = legal.proposals()
    assert found["seller"] == "株式会社商い"
    assert found["address"] == "〒105-0011 東京都港区芝公園4-2-8"
    assert "円" in found["shipping"]
    assert "銀行振込" in found["payment"]
    assert "manager" not in found, "nobody guesses who is in charge"


def test_the_digest_of_the_terms_changes_with_the_terms_only() -> None:
    fill_in()
    before = legal.terms_digest()
    assert len(before) == 64
    save_page()
    assert legal.terms_digest() == before
    verbs.save_legal({"returns": "返品は14日以内"}, actor="staff:1")
    second = legal.terms_digest()
    assert second != before
    terms = ContentPage.objects.get(slug="terms")
    content.save_pages([content.PageEdit(0, {"body": "<p>新しい規約</p>"}, terms.pk)], actor="staff:1")
    assert legal.terms_digest() not in (before, second)
    assert told("legal_changed")[-1]["items"] == ["returns"]


def test_the_shop_goes_away_for_a_while_with_its_words() -> None:
    verbs.set_maintenance(True, "棚卸しのため18時までお休みします。", actor="staff:1")
    verbs.set_maintenance(True, "棚卸しのため18時までお休みします。", actor="staff:1")
    assert (Site.objects.get().maintenance, Site.objects.get().maintenance_words[:3]) == (True, "棚卸し")
    verbs.set_maintenance(False, actor="staff:1")
    assert Site.objects.get().maintenance_words.startswith("棚卸し"), "the words stay for the next time"
    assert [event["on"] for event in told("maintenance_changed")] == [True, False]


def test_blanks_of_the_samples_are_named() -> None:
    company = ContentPage.objects.get(slug="company")
    content.publish_pages([company.pk], actor="staff:1")
    checks = {check.key: check for check in readiness.checklist(queries.site())}
    assert "【" in checks["pages"].sentences[0]
    assert not checks["pages"].required


# --- inquiries --------------------------------------------------------------------------------------------------------


def test_inquiries_are_dealt_with_noted_on_and_opened_again() -> None:
    row = Inquiry.objects.create(name="田中", email="t@example.jp", subject="のし", body="?", at=clock.now())
    answering.finish_inquiries([row.pk], note="電話で回答", actor="staff:7")
    row.refresh_from_db()
    assert (row.done_at is not None, row.done_by, row.note) == (True, "staff:7", "電話で回答")
    answering.reopen_inquiries([row.pk], actor="staff:7")
    answering.reopen_inquiries([row.pk], actor="staff:7")
    row.refresh_from_db()
    assert (row.done_at, row.done_by, row.note) == (None, "", "電話で回答")
    assert [event["done"] for event in told("inquiry_dealt_with")] == [True, False]

"""Search: one word however it is written, one letter wrong, suggestions, and an index that follows the catalog."""

from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from akinai.catalog.actions import CategoryEdit, SkuEdit, save_categories, save_skus, stop_selling
from akinai.catalog.models import Product, Sku
from akinai.core.cli import main
from akinai.storefront import cli, search, words
from akinai.storefront.actions import searching
from akinai.storefront.models import ProductPage, SearchEntry, SearchWord
from akinai.storefront.tests.making import make_category, make_product, open_shop

GOODS = ["アカシアはちみつ", "れんげ蜂蜜", "みかんの花のハチミツ", "白磁マグカップ", "りんごジュース", "珈琲豆 深煎り",
         "抹茶クッキー詰め合わせ", "Coffee mug"]  # fmt: skip


@pytest.fixture
def goods(db: None) -> None:
    open_shop()
    for name in GOODS:
        make_product(name)
    searching.rebuild(actor="cli")


def found(asked: str) -> set[str]:
    return set(Product.objects.filter(pk__in=search.find(asked).ids).values_list("name", flat=True))


HONEY = {"アカシアはちみつ", "れんげ蜂蜜", "みかんの花のハチミツ"}


@pytest.mark.parametrize("asked", ["はちみつ", "ハチミツ", "蜂蜜", "ﾊﾁﾐﾂ", "　はちみつ　"])
def test_one_word_however_it_is_written(goods: None, asked: str) -> None:
    assert found(asked) == HONEY


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("林檎", "りんごジュース"), ("リンゴ", "りんごジュース"), ("コーヒー豆", "珈琲豆 深煎り"),
        ("まぐかっぷ", "白磁マグカップ"), ("ＣＯＦＦＥＥ", "Coffee mug"), ("つめあわせ", "抹茶クッキー詰め合わせ"),
        ("アカシア 蜂蜜", "アカシアはちみつ"), ("アカシア　はちみつ", "アカシアはちみつ"),
    ],
)  # fmt: skip
def test_width_kana_and_several_words(goods: None, asked: str, name: str) -> None:
    assert name in found(asked)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("はちみす", "はちみつ"), ("蜂密", "蜂蜜"), ("マグカプ", "マグカップ"), ("くっきい", "クッキー"),
     ("アカツア", "アカシア"),
     ("cofee", "Coffee"), ("coffe", "Coffee"), ("ocffee", "Coffee")],
)  # fmt: skip
def test_one_wrong_letter_is_understood(goods: None, typed: str, meant: str) -> None:
    answer = search.find(typed)
    assert answer.ids
    if answer.meant:
        assert words.norms(answer.meant) == words.norms(meant)


def test_two_wrong_letters_are_not(goods: None) -> None:
    assert search.find("アクシズ").ids == []


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [("蜂蜜", "蜂密", True), ("abc", "abc", True), ("abc", "ab", True), ("abc", "xabc", True), ("abcd", "abdc", True),
     ("abc", "axc", True), ("abc", "cba", False), ("abcd", "ab", False), ("ab", "xy", False), ("", "a", True)],
)  # fmt: skip
def test_near(first: str, second: str, near: bool) -> None:
    assert words.near(first, second) is words.near(second, first) is near
    if near and first != second:
        assert words.shortened(first) & words.shortened(second)


def test_a_code_is_found_whole(goods: None) -> None:
    codes = list(Product.objects.values_list("code", flat=True))
    assert [Product.objects.get(pk=one).code for one in search.find(codes[0]).ids] == [codes[0]] or all(
        code.startswith(codes[0])
        for code in Product.objects.filter(pk__in=search.find(codes[0]).ids).values_list("code", flat=True)
    )


def test_suggestions_by_kana_and_script(goods: None) -> None:
    for begun in ("は", "ハチ", "蜂"):
        assert words.norms(search.suggest(begun)[0]) == ("蜂蜜",)
    assert search.suggest("まぐか") == ["マグカップ"]
    assert search.suggest("ぴゃ") == []
    response = Client().get("/search/suggest/", {"q": "まぐか"})
    assert response.json() == {"words": ["マグカップ"]}


@pytest.mark.parametrize("asked", ["%", "'; drop table", "\x00", "🍯", "　", "a" * 500, "((((", "〓", "\\"])
def test_anything_may_be_typed(goods: None, asked: str) -> None:
    assert Client().get("/search/", {"q": asked}).status_code == 200
    assert Client().get("/search/suggest/", {"q": asked}).status_code == 200


def test_the_page_says_what_was_meant(goods: None) -> None:
    html = Client(HTTP_ACCEPT_LANGUAGE="ja").get("/search/", {"q": "蜂密"}).content.decode()
    assert "もしかして" in html
    assert "蜂蜜" in html
    nothing = Client(HTTP_ACCEPT_LANGUAGE="ja").get("/search/", {"q": "<b>ぬ"}).content.decode()
    assert "&lt;b&gt;ぬ" in nothing
    assert "見つかりませんでした" in nothing


def test_a_search_takes_few_statements(goods: None, statements: Any) -> None:
    client = Client()
    client.get("/search/", {"q": "はちみつ"})
    with statements() as seen:
        client.get("/search/", {"q": "はちみつ"})
    assert seen.count <= 6


def test_hidden_products_are_not_found(goods: None) -> None:
    ProductPage.objects.create(product=Product.objects.get(name="れんげ蜂蜜"), shown=False)
    html = Client().get("/search/", {"q": "蜂蜜"}).content.decode()
    assert "れんげ" not in html
    assert "アカシア" in html


# --- the index follows the catalog -----------------------------------------------------------------------------


def test_the_index_follows_the_catalog(db: None, run_jobs: Any) -> None:
    open_shop()
    edit = SkuEdit("H-1", {"code": "H-1", "name": "栃の花", "price": 900, "tax_category": "standard"})
    assert not save_skus([edit], actor="cli").refused
    run_jobs()
    assert found("栃の花") == {"栃の花"}
    sku = Sku.objects.get(code="H-1")
    assert not save_skus(
        [SkuEdit("H-1", {"code": "H-1", "name": "栃の花", "options": "内容量:百グラム"}, sku_id=sku.pk)], actor="cli"
    ).refused
    run_jobs()
    assert found("百グラム") == {"栃の花"}
    stop_selling([sku.pk], actor="cli")
    run_jobs()
    assert found("栃の花") == set()
    assert not SearchEntry.objects.exists()
    assert not SearchWord.objects.exists()


def test_a_categorys_name_finds_its_products(db: None, run_jobs: Any) -> None:
    open_shop()
    category = make_category("うつわ")
    product = make_product("青磁の豆皿", category=category)
    searching.index_products([product.pk], actor="cli")
    assert found("器") == found("うつわ") == {"青磁の豆皿"}
    edit = CategoryEdit(id=category.pk, code=category.code, name="食器")
    assert not save_categories([edit], actor="cli").refused
    run_jobs()
    assert found("食器") == {"青磁の豆皿"}


def test_indexing_takes_a_constant_number_of_statements(db: None, statements: Any) -> None:
    one = [make_product("一").pk]
    many = [make_product(f"品{n}").pk for n in range(20)]
    with statements() as few:
        searching.index_products(one, actor="cli")
    with statements() as lots:
        searching.index_products(many, actor="cli")
    assert few.count == lots.count


def test_words_of_one_product_count_it_once_and_go_with_it(db: None) -> None:
    first, second = make_product("はちみつ はちみつ飴"), make_product("蜂蜜")
    searching.index_products([first.pk, second.pk], actor="cli")
    assert SearchWord.objects.get(word="はちみつ").products == 2
    Sku.objects.filter(product=first).update(active=False)
    searching.index_products([first.pk], actor="cli")
    assert not SearchWord.objects.filter(word="飴").exists()
    assert SearchWord.objects.get(word="蜂蜜").products == 1


def test_the_command_builds_it_anew(goods: None) -> None:
    SearchEntry.objects.all().delete()
    assert cli.reindex.name == "reindex"  # registered by being imported
    result = CliRunner().invoke(main, ["shop", "reindex", "--json"])
    assert result.exit_code == 0, result.output
    assert f'"products": {len(GOODS)}' in result.output
    assert found("蜂蜜") == HONEY

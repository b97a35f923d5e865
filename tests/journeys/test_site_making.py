"""The site is made at the desk: a page in the editor, the look beside its preview; the console stays quiet."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from akinai.catalog.tests.making import make_sku
from akinai.storefront.models import ContentPage, Media, Shelf
from akinai.storefront.queries import site as queries
from akinai.storefront.tests.pictures import picture

pytestmark = pytest.mark.browser


def turn_bold(page: Any, *, on: bool) -> None:
    """Control+B until it holds: the browser tells late where typing led the cursor, and then the editor forgets it."""
    button = page.get_by_title("太字")
    for _try in range(20):
        page.wait_for_timeout(300)
        if ("trix-active" in (button.get_attribute("class") or "")) == on:
            return
        page.keyboard.press("Control+b")
    pytest.fail("太字 does not hold")


def test_an_article_is_written_with_a_picture_and_published(sit, errors, tmp_path: Path) -> None:
    desk = sit("marketing").go("/desk/shop/pages/new/?kind=article")
    page = desk.page
    page.get_by_label("タイトル").first.fill("お茶の淹れ方")
    page.get_by_label("ページのアドレス").fill("brew")
    editor = page.locator("trix-editor")
    expect(editor).to_be_visible()
    expect(page.locator("textarea[name=body]")).to_be_hidden()
    editor.click()
    page.get_by_title("見出し", exact=True).click()
    page.keyboard.type("お湯の温度")
    page.keyboard.press("Enter")
    page.keyboard.type("目安は")
    expect(editor).to_contain_text("目安は")
    turn_bold(page, on=True)
    page.keyboard.type("70度")
    expect(editor.locator("strong")).to_have_text("70度")
    turn_bold(page, on=False)
    page.keyboard.type("です。")
    page.keyboard.press("Enter")
    page.keyboard.type("次の段落")
    file = tmp_path / "茶畑.png"
    file.write_bytes(picture(900, 500))
    page.locator("[data-picture-file]").set_input_files(str(file))
    expect(page.locator("trix-editor img[src^='/media/site/']")).to_be_visible()
    expect(page.locator("trix-editor progress")).to_have_count(0)
    desk.press("今すぐ公開")
    desk.sees("保存しました。")
    row = ContentPage.objects.get(kind="article", slug="brew")
    src = queries.picture(Media.objects.get()).src
    assert row.body.startswith("<h2>お湯の温度</h2><p>目安は<strong>70度</strong>です。</p><p>次の段落")
    assert f'<img src="{src}"' in row.body
    assert "trix" not in row.body
    assert queries.live_page("article", "brew")
    # Opened again and saved, it is the same.
    expect(page.locator("trix-editor img")).to_be_visible()
    page.get_by_label("公開終了").fill("2035-01-01T10:00")
    desk.press("保存")
    desk.sees("保存しました。")
    assert ContentPage.objects.get(pk=row.pk).body == row.body
    assert errors == []


def test_what_is_no_picture_is_told_and_leaves_the_text(sit, tmp_path: Path) -> None:
    desk = sit("marketing").go("/desk/shop/pages/new/?kind=news")
    editor = desk.page.locator("trix-editor")
    editor.click()
    desk.page.keyboard.type("本文")
    file = tmp_path / "だめ.png"
    file.write_bytes(b"no picture")
    desk.page.locator("[data-picture-file]").set_input_files(str(file))
    desk.sees("読み取れない画像です")
    expect(editor.locator("figure")).to_have_count(0)
    expect(editor).to_contain_text("本文")


def test_the_look_is_tried_beside_its_preview_and_published(sit, errors) -> None:
    make_sku("TEA", price=1200, name="煎茶", product_name="煎茶")
    desk = sit("manager").go("/desk/shop/look/")
    page = desk.page
    frame = page.frame_locator("[data-frame] iframe")
    expect(frame.get_by_text("煎茶").first).to_be_visible()
    brand = "() => getComputedStyle(document.documentElement).getPropertyValue('--brand').trim()"
    inside = page.frames[1]
    assert inside.evaluate(brand) == "#264a8a"
    page.locator("[name=brand]").fill("#1c6843")
    page.wait_for_function(
        "() => getComputedStyle(document.querySelector('iframe').contentDocument.documentElement)"
        ".getPropertyValue('--brand').trim() === '#1c6843'"
    )
    assert queries.site().theme == {}, "visitors see the look before"
    page.locator("[name=text]").fill("#dddddd")
    desk.sees("この背景では文字が読めません")
    page.locator("[name=text]").fill("#20242b")
    expect(page.get_by_text("この背景では文字が読めません")).to_have_count(0)
    # Without shelves on the top page the product is gone from the preview.
    page.get_by_role("checkbox", name="商品棚").uncheck()
    expect(frame.get_by_text("煎茶")).to_have_count(0)
    desk.press("公開する", within=".page-actions")
    desk.sees("新しいデザインを公開しました。")
    assert queries.site().theme["brand"] == "#1c6843"
    assert "shelves" not in queries.site().theme["top"]
    assert errors_but_refusal(errors) == []


def errors_but_refusal(errors: list[str]) -> list[str]:
    """The console names the answer 422, by which an unreadable colour is refused; nothing else may stand there."""
    return [line for line in errors if "422" not in line]


def test_products_are_chosen_for_a_shelf(sit, errors) -> None:
    make_sku("TEA-1", price=1200, name="煎茶", product_name="煎茶")
    make_sku("TEA-2", price=1500, name="玉露", product_name="玉露")
    desk = sit("marketing").go("/desk/shop/arrange/shelves/new/")
    page = desk.page
    page.get_by_label("タイトル").fill("店長のおすすめ")
    expect(page.locator("[data-chooser]")).to_be_hidden()
    page.get_by_label("商品", exact=False).first.select_option("chosen")
    for word in ("煎茶", "玉露"):
        page.locator("[name=find]").press_sequentially(word)
        page.locator(".found").get_by_role("button", name=word).click()
        page.locator("[name=find]").fill("")
    page.locator(".chosen li").nth(1).get_by_role("button", name="上へ").click()
    desk.press("保存")
    desk.sees("店長のおすすめ")
    shelf = Shelf.objects.get(title="店長のおすすめ")
    assert len(shelf.products) == 2
    assert shelf.products == sorted(shelf.products, reverse=True)
    assert errors == []

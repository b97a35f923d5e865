"""The catalog's pages on the desk."""

import io
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from akinai.catalog import queries
from akinai.catalog.actions import Upload, add_images, order_images, plan_import, remove_images, stop_selling
from akinai.catalog.models import CatalogImport, ProductImage, Sku
from akinai.catalog.tests.making import make_sku, make_skus, make_tax
from akinai.core.models import AccessLog
from akinai.core.tables import read_table
from akinai.core.tests.making import make_staff, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tax(db):
    make_tax()


@pytest.fixture
def manager(client):
    return sign_in(client, make_staff("manager"))


def picture(size=(640, 480), kind="JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#264a8a").save(out, kind, **options)
    return out.getvalue()


def told(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_list_is_searched_and_narrowed(manager):
    make_sku("H-1", name="はちみつ", temperature="chilled", category=("食品 > 甘味",))
    make_sku("T-1", name="Tシャツ", price=None)
    stop_selling([make_sku("OLD", name="廃番品")], actor="cli")
    food = queries.category_tree().by_path()["食品"].id
    for query, shown in {
        "": {"H-1", "T-1"}, "?q=ハチミツ": {"H-1"}, f"?category={food}": {"H-1"}, "?temperature=chilled": {"H-1"},
        "?lacks=price": {"T-1"}, "?state=inactive": {"OLD"}, "?state=all&kind=single": {"H-1", "T-1", "OLD"},
        "?category=x&lacks=y&temperature=z": set(), "?q=%00": {"H-1", "T-1"}, "?after=%00": {"H-1", "T-1"},
    }.items():  # fmt: skip
        response = manager.get(reverse("catalog:list") + query)
        assert response.status_code == 200, query
        assert {sku.code for sku in response.context["page"].rows} == shown, query


def test_the_list_costs_the_same_for_more_rows(manager):
    make_skus(*(f"A{n}" for n in range(3)))

    def statements() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert manager.get(reverse("catalog:list")).status_code == 200
        return len(caught)

    few = statements()
    make_skus(*(f"B{n}" for n in range(20)))
    assert statements() == few


def test_the_page_of_a_sku_shows_history_and_hides_cost(manager, client):
    one = make_sku("A", price=1000, cost=400)
    make_sku("A", price=1200, cost=450)
    make_sku("SET", kind="bundle", parts=(("A", 2),))
    words = told(manager.get(reverse("catalog:sku", args=[one])))
    assert "¥1,000" in words
    assert "¥450" in words
    assert "SET" in words
    viewer = sign_in(client, make_staff("viewer"))
    words = told(viewer.get(reverse("catalog:sku", args=[one])))
    assert "¥1,200" in words
    assert "¥450" not in words
    assert "¥400" not in words


def test_a_product_with_several_skus_is_made_in_one_form(manager):
    data = {
        "product_name": "Tシャツ", "product_code": "TEE", "skus-TOTAL_FORMS": "3", "skus-INITIAL_FORMS": "0",
        "skus-0-code": "TEE-S", "skus-0-options": "サイズ:S", "skus-0-price": "２，０００",
        "skus-0-jan": "4901234567894",
        "skus-1-code": "TEE-M", "skus-1-options": "サイズ:M", "skus-1-price": "2100", "skus-2-code": "",
    }  # fmt: skip
    assert manager.post(reverse("catalog:new"), data).status_code == 302
    found = queries.skus_by_code(["TEE-S", "TEE-M"])
    assert (found["tee-s"].price, found["tee-s"].name, found["tee-m"].price) == (2000, "Tシャツ サイズ:S", 2100)
    assert found["tee-s"].product_id == found["tee-m"].product_id
    page = manager.get(reverse("catalog:product_edit", args=[found["tee-s"].product_id]))
    assert [row.initial["code"] for row in page.context["rows"]] == ["TEE-M", "TEE-S"]
    bad = data | {"skus-0-price": "三", "skus-1-code": "TEE-S"}
    response = manager.post(reverse("catalog:new"), bad)
    assert "「三」" in told(response)
    assert queries.skus_by_code(["TEE-S"])["tee-s"].price == 2000


def test_every_field_of_a_sku_is_edited_and_parts_are_checked(manager):
    ids = make_skus("A", "B")
    url = reverse("catalog:sku_edit", args=[ids["A"]])
    data = {
        "code": "A-NEW", "name": "新", "price": "980", "tax_category": "food", "temperature": "frozen", "active": "on",
        "handling": ["fragile"], "release_date": "2026-04-01", "lead_days": "2", "kind": "bundle",
        "parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0", "parts-0-part": "b", "parts-0-pieces": "3",
        "parts-1-part": "", "parts-1-pieces": "",
    }  # fmt: skip
    assert manager.post(url, data).status_code == 302
    sku = queries.skus([ids["A"]])[ids["A"]]
    assert (sku.code, sku.tax_category, sku.temperature, sku.gift) == ("A-NEW", "food", "frozen", False)
    assert sku.parts == ((ids["B"], 3),)
    refused = manager.post(url, data | {"parts-0-part": "A-NEW", "release_date": "2026-02-30"})
    assert refused.status_code == 200
    refused = manager.post(url, data | {"code": "B"})
    assert "B" in told(refused)
    assert Sku.objects.get(pk=ids["A"]).code == "A-NEW"


def test_marketing_neither_sees_nor_changes_cost(client):
    one = make_sku("A", cost=987_654)  # no row has such a number
    marketing = sign_in(client, make_staff("marketing"))
    edit = marketing.get(reverse("catalog:sku_edit", args=[one]))
    assert "cost" not in edit.context["form"].fields
    page = marketing.get(reverse("catalog:product_edit", args=[Sku.objects.get().product_id]))
    assert 'value="987654"' not in page.content.decode()
    file = SimpleUploadedFile("p.csv", "code,name,price,cost\nA,品 A,1100,1\n".encode())
    response = marketing.post(reverse("catalog:import"), {"file": file})
    row = CatalogImport.objects.get()
    marketing.post(reverse("catalog:import_apply", args=[row.pk]))
    assert response.status_code == 302
    assert (Sku.objects.get().price, Sku.objects.get().cost) == (1100, 987_654)
    table = read_table(marketing.get(reverse("catalog:export_csv")).content)
    assert "cost" not in table.headers


def test_roles_are_asked_at_every_door(client):
    one = make_sku("A")
    viewer = sign_in(client, make_staff("viewer"))
    assert viewer.get(reverse("catalog:list")).status_code == 200
    for name in ("new", "import", "category_new", "import_sample"):
        assert viewer.get(reverse(f"catalog:{name}")).status_code == 403
    assert viewer.post(reverse("catalog:stop"), {"ids": [one]}).status_code == 403
    assert Sku.objects.get().active


def test_import_shows_the_diff_then_applies_it(manager):
    make_sku("A", price=100)
    file = SimpleUploadedFile("商品.csv", "商品コード,商品名,価格\nA,品 A,150\nB,新,三\n".encode("cp932"))
    page = manager.post(reverse("catalog:import"), {"file": file}, follow=True)
    words = told(page)
    assert "100" in words
    assert "150" in words
    assert Sku.objects.get().price == 100
    row = CatalogImport.objects.get()
    assert "「三」" in told(manager.get(reverse("catalog:import_one", args=[row.pk]) + "?tab=refused"))
    done = manager.post(reverse("catalog:import_apply", args=[row.pk]), follow=True)
    assert done.status_code == 200
    assert Sku.objects.get().price == 150
    again = manager.post(reverse("catalog:import_apply", args=[row.pk]), follow=True)
    assert "すでに反映" in told(again)


def test_an_unreadable_file_is_explained_and_a_diff_put_aside(manager):
    file = SimpleUploadedFile("p.csv", b"")
    assert "空" in told(manager.post(reverse("catalog:import"), {"file": file}))
    row = plan_import(b"code,name,price\nX,x,1\n", "p.csv", actor="cli")
    manager.post(reverse("catalog:import_forget", args=[row.pk]))
    assert not CatalogImport.objects.exists()
    assert not Sku.objects.exists()


def test_exports_are_noted_and_name_what_cp932_lacks(manager):
    make_sku("0012", name="🍎")
    response = manager.get(reverse("catalog:export_xlsx"))
    assert read_table(response.content).rows[0]["code"] == "0012"
    assert AccessLog.objects.filter(what="catalog.export", count=1).exists()
    refused = manager.get(reverse("catalog:export_cp932"))
    assert refused.status_code == 422
    assert "🍎" in told(refused)
    assert manager.get(reverse("catalog:import_sample")).status_code == 200


def test_pictures_are_kept_once_turned_upright_and_ordered(manager):
    product = Sku.objects.get(pk=make_sku("A")).product
    exif = Image.Exif()
    exif[0x0112] = 6  # held sideways
    first = add_images(product.pk, [Upload("a.jpg", picture((640, 480), exif=exif))], actor="cli").done[0]
    image = ProductImage.objects.get()
    assert (image.width, image.height) == (480, 640)
    with default_storage.open(image.small) as file:
        assert max(Image.open(file).size) == 160
    url = reverse("catalog:images", args=[product.pk])
    upload = SimpleUploadedFile("b.png", picture((50, 50), "PNG"), "image/png")
    manager.post(url, {"image": [upload]})
    second = ProductImage.objects.exclude(pk=first).get().pk
    order_images(product.pk, [second, first], actor="cli")
    assert list(product.images.values_list("pk", flat=True)) == [second, first]
    manager.post(url, {"order": f"{first},{second}"})
    assert list(product.images.values_list("pk", flat=True)) == [first, second]
    again = add_images(product.pk, [Upload("again.jpg", picture((640, 480), exif=exif))], actor="cli")
    assert again.done == [first]
    remove_images([first], actor="cli")
    assert list(product.images.values_list("pk", flat=True)) == [second]
    assert default_storage.exists(image.file)


def test_what_is_no_picture_is_refused(manager):
    product = Sku.objects.get(pk=make_sku("A")).product
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    outcome = add_images(
        product.pk,
        [Upload("a.jpg", b"no picture"), Upload("b.png", bomb.getvalue()), Upload("c.jpg", picture()[:300]),
         Upload("d.svg", b"<svg onload='alert(1)'/>")],
        actor="cli",
    )  # fmt: skip
    assert [refusal.key for refusal in outcome.refused] == ["a.jpg", "b.png", "c.jpg", "d.svg"]
    assert not ProductImage.objects.exists()


def test_only_pictures_are_served_and_kept_by_the_browser(manager):
    product = Sku.objects.get(pk=make_sku("A")).product
    add_images(product.pk, [Upload("a.jpg", picture())], actor="cli")
    image = ProductImage.objects.get()
    response = manager.get(reverse("catalog:picture", args=[image.small]))
    assert response["Content-Type"] == "image/webp"
    assert "max-age=31536000" in response["Cache-Control"]
    row = plan_import(b"code,name,price\nX,x,1\n", "p.csv", actor="cli")
    for path in (row.file, "../secret_key", "images/00/" + "0" * 64 + ".jpg"):
        assert manager.get(f"/desk/catalog/files/{path}").status_code == 404


def test_categories_are_made_moved_and_removed(manager):
    manager.post(reverse("catalog:category_new"), {"name": "食品"})
    food = queries.category_tree().nodes[0].id
    manager.post(reverse("catalog:category_new"), {"name": "菓子", "parent": food, "position": "1"})
    sweets = queries.category_tree().by_path()["食品 > 菓子"].id
    assert "菓子" in told(manager.get(reverse("catalog:categories")))
    assert (
        manager.post(reverse("catalog:category_edit", args=[food]), {"name": "食品", "parent": sweets}).status_code
        == 200
    )
    kept = manager.post(reverse("catalog:category_remove"), {"ids": [food]})
    assert kept.status_code == 200
    manager.post(reverse("catalog:category_remove"), {"ids": [sweets]})
    manager.post(reverse("catalog:category_remove"), {"ids": [food]})
    assert queries.category_tree().nodes == ()


def test_selling_is_stopped_in_bulk(manager):
    ids = make_skus("A", "B")
    response = manager.post(reverse("catalog:stop"), {"ids": list(ids.values()), "next": "/desk/catalog/"})
    assert response.status_code == 200
    assert not Sku.objects.filter(active=True).exists()
    manager.post(reverse("catalog:resume"), {"ids": [ids["A"]]})
    assert list(Sku.objects.filter(active=True).values_list("code", flat=True)) == ["A"]

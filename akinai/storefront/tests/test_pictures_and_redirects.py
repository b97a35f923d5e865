"""The library of pictures, and old addresses that lead on."""

import io

import pytest
from PIL import Image

from akinai.storefront.actions import arranging, content, media
from akinai.storefront.models import (
    Media,
    Redirect,
)
from akinai.storefront.queries import site as queries
from akinai.storefront.tests.making import save_page, told
from akinai.storefront.tests.pictures import picture

pytestmark = pytest.mark.django_db


def test_a_picture_is_kept_in_sizes_and_forms_without_what_the_camera_noted(files) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x8825] = {1: "N", 2: (35.0, 39.0, 31.0)}
    exif[0x0112] = 6  # held upright: turned on opening
    outcome = media.add_media([media.Upload("畑.jpg", picture(1200, 600, "JPEG", exif=exif), "茶畑")], actor="staff:1")
    row = Media.objects.get(pk=outcome.done[0])
    assert (row.name, row.width, row.height) == ("畑", 600, 1200)
    assert {kind: sorted(map(int, forms)) for kind, forms in row.forms.items()} == {
        "avif": [480, 600],
        "webp": [480, 600],
    }
    for forms in row.forms.values():
        for path in forms.values():
            data = (files / path).read_bytes()
            assert b"CameraMaker" not in data
            with Image.open(io.BytesIO(data)) as opened:
                assert not opened.getexif()
    assert not list(files.rglob("*.jpg")), "the file as it came is not kept"


@pytest.mark.parametrize(
    "data", [b"", b"no picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", picture(5, 5)]
)
def test_what_is_no_picture_is_refused_by_name_and_the_others_are_taken(files, data: bytes) -> None:
    uploads = [media.Upload("よい.png", picture()), media.Upload("だめ.png", data)]
    outcome = media.add_media(uploads, actor="staff:1")
    assert len(outcome.done) == 1
    assert [refusal.key for refusal in outcome.refused] == ["だめ.png"]


def test_large_pictures_are_refused(files, monkeypatch) -> None:
    monkeypatch.setattr(media, "MOST_BYTES", 100)
    assert "0MB" in media.add_media([media.Upload("a.png", picture(400, 400))], actor="x").refused[0].message
    monkeypatch.setattr(media, "MOST_BYTES", 1 << 20)
    monkeypatch.setattr(media, "MOST_PIXELS", 100)
    assert media.add_media([media.Upload("a.png", picture(400, 400))], actor="x").refused
    many = [media.Upload(f"{n}.png", picture()) for n in range(media.MOST_FILES + 1)]
    assert len(media.add_media(many, actor="x").refused) == media.MOST_FILES + 1, "all too large, one too many"


def test_the_same_picture_twice_is_one_and_a_used_one_stays(files) -> None:
    data = picture(50, 50)
    first = media.add_media([media.Upload("a.png", data)], actor="staff:1").done
    assert media.add_media([media.Upload("b.png", data), media.Upload("c.png", data)], actor="staff:1").done == first
    src = queries.picture(Media.objects.get()).src
    one = save_page(body=f'<figure><img src="{src}"></figure>')
    refused = media.delete_media(first, actor="staff:1").refused
    assert "セール" in refused[0].message
    content.delete_pages([one], actor="staff:1")
    assert media.delete_media(first, actor="staff:1").done == first
    assert len(told("media_deleted")) == 1


def test_only_pictures_of_the_library_are_served(client, files) -> None:
    media.add_media([media.Upload("a.png", picture())], actor="staff:1")
    answer = client.get(queries.picture(Media.objects.get()).src)
    assert answer["Content-Type"] == "image/webp"
    assert "immutable" in answer["Cache-Control"]
    (files / "site").mkdir(exist_ok=True)
    (files / "secret.webp").write_bytes(b"x")
    for path in ("secret.webp", "site/../secret.webp", "site/aa/../../secret.webp", "images/aa/x.webp"):
        assert client.get(f"/media/{path}").status_code == 404


def test_an_old_address_leads_on_with_its_query_first() -> None:
    rows = [{"path": "/item.php", "target": "/"}, {"path": "/item.php?id=3", "target": "/p/TEA/"}]
    assert len(arranging.save_redirects(rows, actor="staff:1").done) == 2
    found = queries.redirect_for("/item.php", "id=3")
    assert found
    assert found.target == "/p/TEA/"
    assert queries.redirect_for("/item.php", "id=9").target == "/"  # type: ignore[union-attr]
    assert queries.redirect_for("/nowhere") is None
    arranging.count_redirect(found.pk)
    assert Redirect.objects.get(pk=found.pk).hits == 1


def test_redirects_that_come_back_to_themselves_are_refused() -> None:
    arranging.save_redirects([{"path": "/a", "target": "/b"}, {"path": "/b", "target": "/c"}], actor="x")
    loop = arranging.save_redirects([{"path": "/c", "target": "/a"}, {"path": "/d", "target": "/a"}], actor="x")
    assert [(refusal.key, refusal.field) for refusal in loop.refused] == [(0, "target")]
    assert len(loop.done) == 1
    assert arranging.save_redirects([{"path": "/x", "target": "/x?y=1"}], actor="x").refused
    # The way out: what stood in the way now leads elsewhere.
    assert arranging.save_redirects([{"path": "/b", "target": "/z"}, {"path": "/c", "target": "/a"}], actor="x").done


@pytest.mark.parametrize(
    ("path", "target", "field"),
    [("old", "/", "path"), ("//x", "/", "path"), ("/", "/x", "path"), ("/desk/orders/", "/", "path"),
     ("/static/x", "/", "path"), ("/a b", "/", "path"), ("/a", "javascript:alert(1)", "target"),
     ("/a", "//evil.example", "target"), ("/a", "", "target"), ("/a", "/b\r\nSet-Cookie: x", "target")],
)  # fmt: skip
def test_what_is_no_address_is_refused(path: str, target: str, field: str) -> None:
    outcome = arranging.save_redirects([{"path": path, "target": target}], actor="x")
    assert [refusal.field for refusal in outcome.refused] == [field]
    assert not Redirect.objects.exists()


def test_a_file_of_redirects_is_taken_with_its_bad_lines_named() -> None:
    text = "旧アドレス,新アドレス,恒久\n/old1,/new1,はい\nnoslash,/new2,\n/old3,https://example.jp/,いいえ\n"
    for encoding in ("utf-8-sig", "cp932"):
        Redirect.objects.all().delete()
        outcome = arranging.import_redirects(text.encode(encoding), "r.csv", actor="staff:1")
        assert [refusal.key for refusal in outcome.refused] == [3]
        rows = Redirect.objects.order_by("path").values_list("path", "target", "permanent")
        assert list(rows) == [("/old1", "/new1", True), ("/old3", "https://example.jp/", False)]
    again = arranging.import_redirects(b"path,to\n/old1,/newer\n", "r.csv", actor="staff:1")
    assert len(again.done) == 1
    assert Redirect.objects.get(path="/old1").target == "/newer"
    assert arranging.import_redirects(b"a,b\n1,2\n", "r.csv", actor="x").refused

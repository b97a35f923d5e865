"""Pictures of products: checked, turned upright, kept under their content, with two thumbnails made once."""

import hashlib
import io
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from akinai.catalog import events
from akinai.catalog.models import Product, ProductImage
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000  # 5 megabytes of PNG can unpack to gigabytes
THUMBNAIL, SMALL = 480, 160
EDGES = (480, 960, 1440)  # longer sides, in pixels, of the forms for pages


@dataclass(frozen=True)
class Upload:
    """A picture as it came: its file name (to name it in a refusal) and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True)
class _Made:
    file: str
    thumbnail: str
    small: str
    digest: str
    width: int
    height: int
    forms: dict[str, dict[str, str]]


class _NoPicture(ValueError):
    """Why a file can't be taken, in a sentence."""


def add_images(product_id: int, uploads: Sequence[Upload], *, actor: str) -> Outcome:
    """Add pictures behind those a product has. A picture it has already is no change. `done` holds image ids."""
    outcome = Outcome()
    made: dict[str, _Made] = {}
    for upload in uploads:
        try:
            one = _make(upload.data)
            made[one.digest] = one
        except _NoPicture as problem:
            outcome.refused.append(Refusal(upload.name, "image", str(problem)))
    with transaction.atomic():
        Product.objects.select_for_update().get(pk=product_id)
        last = ProductImage.objects.filter(product_id=product_id).aggregate(last=Max("position"))["last"] or 0
        rows = [
            ProductImage(
                product_id=product_id, file=one.file, thumbnail=one.thumbnail, small=one.small, digest=one.digest,
                width=one.width, height=one.height, position=last + n, forms=one.forms,
            )
            for n, one in enumerate(made.values(), start=1)
        ]  # fmt: skip
        ProductImage.objects.bulk_create(rows, ignore_conflicts=True)
        there = ProductImage.objects.filter(product_id=product_id, digest__in=made)
        outcome.done = list(there.order_by("position", "id").values_list("pk", flat=True))
        _announce([product_id] if outcome.done else [], actor)
    return outcome


def remove_images(image_ids: Sequence[int], *, actor: str) -> Outcome:
    """Take pictures off their products. The files stay: the same picture may hang elsewhere and can be added again."""
    with transaction.atomic():
        rows = list(ProductImage.objects.filter(pk__in=image_ids).select_for_update().order_by("id"))
        ProductImage.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _announce({row.product_id for row in rows}, actor)
    return Outcome([row.pk for row in rows])


def order_images(product_id: int, image_ids: Sequence[int], *, actor: str) -> Outcome:
    """Put a product's pictures in this order; the first one stands for it. Those not named come behind."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                """update catalog_productimage i
                      set position = coalesce(array_position(%s::bigint[], i.id), %s + i.position)
                    where product_id = %s
                returning id""",
                [list(image_ids), len(image_ids) + 1, product_id],
            )
            done = [row[0] for row in cursor.fetchall()]
        _announce([product_id] if done else [], actor)
    return Outcome(done)


def _announce(product_ids: Iterable[int], actor: str) -> None:
    ids = list(product_ids)
    if not ids:
        return
    images: dict[int, list[int]] = {one: [] for one in ids}
    rows = ProductImage.objects.filter(product_id__in=ids).order_by("position", "id")
    for product, image in rows.values_list("product_id", "pk"):
        images[product].append(image)
    publish([events.ImagesChanged(subject=f"product/{p}", actor=actor, images=i) for p, i in images.items()])


def _make(data: bytes) -> _Made:
    """Check a picture and write it and its thumbnails, unless they are there."""
    if len(data) > MAX_BYTES:
        raise _NoPicture(_("The picture is larger than %(mb)d MB.") % {"mb": MAX_BYTES >> 20})
    picture, ending = _opened(data)
    digest = hashlib.sha256(data).hexdigest()
    base = f"images/{digest[:2]}/{digest}"
    made = _Made(f"{base}.{ending}", f"{base}-480.webp", f"{base}-160.webp", digest, *picture.size, {})
    _keep(made.file, data)
    _keep(made.thumbnail, _thumbnail(picture, THUMBNAIL))
    _keep(made.small, _thumbnail(picture, SMALL))
    made.forms.update(_forms(picture, base))
    return made


def _forms(picture: Image.Image, base: str) -> dict[str, dict[str, str]]:
    """The picture in AVIF and WebP and the sizes pages want; never larger than it came. Width by form → path."""
    found: dict[str, dict[str, str]] = {"avif": {}, "webp": {}}
    for edge in EDGES:
        sized = picture.copy()
        sized.thumbnail((edge, edge), Image.Resampling.LANCZOS)
        if str(sized.width) in found["webp"]:
            break
        for kind, options in (("avif", {"quality": 60, "speed": 8}), ("webp", {"quality": 80, "method": 4})):
            path = f"{base}-{edge}.{kind}"
            if not default_storage.exists(path):
                out = io.BytesIO()
                sized.save(out, kind.upper(), **options)
                _keep(path, out.getvalue())
            found[kind][str(sized.width)] = path
        if max(picture.size) <= edge:
            break
    return found


def _opened(data: bytes) -> tuple[Image.Image, str]:
    """The picture upright (cameras only note how they were held), and the ending of its kind."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=list(ENDINGS))
            if picture.width * picture.height > MAX_PIXELS:
                raise _NoPicture(_("The picture has more than %(n)d million pixels.") % {"n": MAX_PIXELS // 1_000_000})
            ending = ENDINGS[str(picture.format)]
            picture.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _NoPicture(
            _("The picture has more than %(n)d million pixels.") % {"n": MAX_PIXELS // 1_000_000}
        ) from None
    except (UnidentifiedImageError, OSError, SyntaxError, KeyError, EOFError):
        raise _NoPicture(_("This is not a picture that can be read. Use JPEG, PNG, WebP or GIF.")) from None
    upright = ImageOps.exif_transpose(picture)
    return upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB"), ending


def _thumbnail(picture: Image.Image, edge: int) -> bytes:
    small = picture.copy()
    small.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=82, method=4)
    return out.getvalue()


def _keep(path: str, data: bytes) -> None:
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))

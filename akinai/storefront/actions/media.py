"""Pictures of the library: checked, stripped of what the camera noted, written in the sizes and forms browsers want."""

import hashlib
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.storefront import events
from akinai.storefront.models import Banner, ContentPage, Media, ProductPage, Site

MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 40_000_000  # a small file can unpack to gigabytes
MOST_FILES = 20
READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
WIDTHS = (480, 960, 1600)
QUALITY = {"avif": 60, "webp": 80}


@dataclass(frozen=True)
class Upload:
    """A picture as it came."""

    name: str
    data: bytes
    alt: str = ""


class NoPicture(ValueError):
    """Why a file can't be taken, in a sentence."""


def add_media(uploads: Sequence[Upload], *, actor: str) -> Outcome:
    """Take pictures into the library. `done` holds media ids; a picture that is there already gives its own."""
    outcome = Outcome()
    made: dict[str, Media] = {}
    for upload in uploads[:MOST_FILES]:
        try:
            made.setdefault(hashlib.sha256(upload.data).hexdigest(), _made(upload))
        except NoPicture as problem:
            outcome.refused.append(Refusal(upload.name, "image", str(problem)))
    sentence = _("At most %(n)d pictures at a time.") % {"n": MOST_FILES}
    outcome.refused += [Refusal(upload.name, "image", sentence) for upload in uploads[MOST_FILES:]]
    with transaction.atomic():
        known = set(Media.objects.filter(digest__in=made).values_list("digest", flat=True))
        Media.objects.bulk_create(made.values(), ignore_conflicts=True)
        rows = {row.digest: row for row in Media.objects.filter(digest__in=made)}
        outcome.done = [rows[digest].pk for digest in made]
        publish([
            events.MediaAdded(subject=f"media/{row.pk}", actor=actor, picture=row.name)
            for row in rows.values() if row.digest not in known
        ])  # fmt: skip
    return outcome


def describe_media(changes: dict[int, tuple[str, str]], *, actor: str) -> Outcome:
    """Give pictures a name and words for those who can't see them: {id: (name, alt)}."""
    with transaction.atomic():
        rows = list(Media.objects.filter(pk__in=changes).select_for_update().order_by("id"))
        for row in rows:
            name, alt = changes[row.pk]
            row.name, row.alt = name.strip()[:120] or row.name, alt.strip()[:300]
        Media.objects.bulk_update(rows, ["name", "alt"])
        publish([
            events.MediaDescribed(subject=f"media/{row.pk}", actor=actor, picture=row.name, alt=row.alt) for row in rows
        ])  # fmt: skip
    return Outcome([row.pk for row in rows])


def delete_media(media_ids: Sequence[int], *, actor: str) -> Outcome:
    """Take pictures out of the library; one that is shown somewhere is refused, naming where. Files stay, so that
    adding the same picture again is the way back."""
    outcome = Outcome()
    with transaction.atomic():
        rows = list(Media.objects.filter(pk__in=media_ids).select_for_update().order_by("id"))
        used = used_by(rows)
        for row in rows:
            if places := used.get(row.pk):
                sentence = _("It is shown: %(places)s.") % {"places": " / ".join(places[:3])}
                outcome.refused.append(Refusal(row.pk, "", sentence))
            else:
                outcome.done.append(row.pk)
        Media.objects.filter(pk__in=outcome.done).delete()
        gone = [row for row in rows if row.pk in set(outcome.done)]
        publish([events.MediaDeleted(subject=f"media/{row.pk}", actor=actor, picture=row.name) for row in gone])
    return outcome


def used_by(rows: Sequence[Media]) -> dict[int, list[str]]:
    """Media id → where it is shown, by title: logo, banners, pages (as their picture or in the text), products."""
    ids = [row.pk for row in rows]
    used: dict[int, list[str]] = {}
    for media, title in _shown(ids):
        used.setdefault(media, []).append(title)
    bodies = [*ContentPage.objects.exclude(body="").values_list("title", "body")]
    bodies += [*ProductPage.objects.exclude(body="").values_list("product__name", "body")]
    for row in rows:
        used.setdefault(row.pk, []).extend(title for title, body in bodies if row.digest[:32] in body)
    return {media: places for media, places in used.items() if places}


def _shown(ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    for theme, draft in Site.objects.values_list("theme", "draft_theme"):
        for values in (theme, draft or {}):
            if values.get("logo") in ids:
                yield values["logo"], _("Logo")
    yield from Banner.objects.filter(image__in=ids).values_list("image_id", "title")
    yield from ContentPage.objects.filter(image__in=ids).values_list("image_id", "title")


# --- the picture itself ---------------------------------------------------------------------------------------------


def _made(upload: Upload) -> Media:
    """The picture's record, its files written (their names are their content: written once)."""
    if len(upload.data) > MOST_BYTES:
        raise NoPicture(_("The picture is larger than %(mb)d MB.") % {"mb": MOST_BYTES >> 20})
    picture = _read(upload.data)
    digest = hashlib.sha256(upload.data).hexdigest()
    forms: dict[str, dict[str, str]] = {}
    for kind in QUALITY:
        forms[kind] = {str(width): _keep(picture, width, kind, digest) for width in _widths(picture.width)}
    widest = max(forms["webp"], key=int)
    return Media(
        name=upload.name.rpartition(".")[0][:120] or upload.name[:120], alt=upload.alt[:300], digest=digest,
        file=forms["webp"][widest], width=picture.width, height=picture.height, forms=forms, created_at=clock.now(),
    )  # fmt: skip


def _widths(width: int) -> list[int]:
    """Sizes to write: those smaller than the picture, and the picture's own up to the largest."""
    return sorted({*(one for one in WIDTHS if one < width), min(width, WIDTHS[-1])})


def _read(data: bytes) -> Image.Image:
    """The picture upright, in plain colours, without anything the camera or an editor noted in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=READ) as source:
                if source.width * source.height > MOST_PIXELS:
                    raise Image.DecompressionBombError
                upright = ImageOps.exif_transpose(source)
                clear = "A" in upright.getbands() or "transparency" in upright.info
                plain = upright.convert("RGBA" if clear else "RGB")
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        many = {"n": MOST_PIXELS // 1_000_000}
        raise NoPicture(_("The picture has more than %(n)d million pixels.") % many) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise NoPicture(_("This is not a picture that can be read. Use JPEG, PNG, WebP or AVIF.")) from None
    if min(plain.size) < 10:
        raise NoPicture(_("The picture is too small: at least 10 pixels each way."))
    plain.info.clear()
    return plain


def _keep(picture: Image.Image, width: int, kind: str, digest: str) -> str:
    path = f"site/{digest[:2]}/{digest[:32]}-{width}.{kind}"
    if not default_storage.exists(path):
        height = max(1, round(picture.height * width / picture.width))
        sized = picture if width == picture.width else picture.resize((width, height), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        sized.save(out, kind.upper(), quality=QUALITY[kind], **({"speed": 8} if kind == "avif" else {}))
        default_storage.save(path, ContentFile(out.getvalue()))
    return path

"""R-Cabinet: pictures that do not lie at Rakuten yet are put there, under a name made of their content.

The same picture has the same name and is written over itself: saying it twice is saying it once.
"""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Nonsense, Picture
from akinai.channels.malls.rakuten import items, notices
from akinai.channels.malls.rakuten.asking import Refused, Rms, words_of

PATH = "/es/1.0/cabinet/file/insert"
LARGEST = 2 * 2**20  # bytes of one picture
MOST_NAME = 50  # bytes
# First bytes → extension at Rakuten, which makes JPEG of PNG, TIFF and BMP.
KINDS = {b"\xff\xd8\xff": "jpg", b"\x89PNG": "jpg", b"GIF8": "gif", b"II*\x00": "jpg", b"MM\x00*": "jpg", b"BM": "jpg"}


def placed(rms: Rms, pictures: Sequence[Picture]) -> list[Picture]:
    """The pictures with addresses at Rakuten. Raises ValueError for one that cannot be put there."""
    return [
        _put(rms, picture, picture.read()) if picture.read and not items.location(picture) else picture
        for picture in pictures
    ]


def _put(rms: Rms, picture: Picture, content: bytes) -> Picture:
    kind = next((kind for first, kind in KINDS.items() if content.startswith(first)), "")
    if not kind or len(content) > LARGEST:
        words = _("Rakuten takes pictures as JPEG, PNG or GIF of at most 2 MB: %(url)s")
        raise ValueError(words % {"url": picture.url[:200]})
    settings = rms.account.settings
    folder, path = str(settings.get("cabinet_folder") or "0"), str(settings.get("cabinet_path") or "").strip("/")
    name = f"ak{blake2b(content, digest_size=6).hexdigest()}.{kind}"
    plain = picture.alt.translate({ord(sign): " " for sign in "<>"})  # RMS takes tags out
    title = plain.encode()[:MOST_NAME].decode(errors="ignore").strip() or name
    request = (
        '<?xml version="1.0" encoding="UTF-8"?><request><fileInsertRequest><file>'
        f"<fileName>{escape(title)}</fileName><folderId>{escape(folder)}</folderId>"
        f"<filePath>{name}</filePath><overWrite>true</overWrite></file></fileInsertRequest></request>"
    )
    files = {"xml": (None, request.encode()), "file": (name, content, f"image/{kind.replace('jpg', 'jpeg')}")}
    _believed(rms.upload("cabinet.file.insert", PATH, files))
    return replace(picture, url=f"https://image.rakuten.co.jp/-/cabinet/{f'{path}/' if path else ''}{name}")


def _believed(body: bytes) -> None:
    root = notices.parsed(body)
    if root is None or root.find("status") is None:
        raise Nonsense(_("Rakuten's answer to %(call)s cannot be read.") % {"call": "cabinet.file.insert"})
    code = root.findtext("cabinetFileInsertResult/resultCode")
    if root.findtext("status/systemStatus") != "OK" or code != "0":
        raise Refused(words_of({"message": root.findtext("status/message"), "code": f"resultCode {code}"}), 400)

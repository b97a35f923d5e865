"""R-CabinetAPI: a picture and its XML in one multipart body."""

import re
from email import message_from_bytes
from xml.sax.saxutils import unescape

from sandbox.malls.rakuten.base import RmsBasis
from sandbox.messages import Answer, Refused, Request, route

LARGEST = 2 * 2**20
FIRST_BYTES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_PATH = re.compile(r"[0-9a-z_-]+\.(?:jpg|gif)")
_TAKEN = re.compile(r"img[0-9]{8}\..*|imgrc[0-9]{10}\..*")


class Cabinet(RmsBasis):
    """Pictures of the shop."""

    def __init__(self) -> None:
        super().__init__()
        self.cabinet: dict[tuple[str, str], bytes] = {}

    @route("POST", "/es/1.0/cabinet/file/insert")
    def insert_file(self, request: Request) -> Answer:
        self.let_in(request)
        parts = _parts(request)
        xml, content = parts.get("xml", b"").decode(), parts.get("file", b"")
        name, folder, path, over = (_text(xml, one) for one in ("fileName", "folderId", "filePath", "overWrite"))
        if not 0 < len(name.strip().encode()) <= 50 or not folder.isdecimal():
            raise _refused(3005, "fileName or folderId is invalid.")
        if len(path) > 20 or not _PATH.fullmatch(path) or _TAKEN.fullmatch(path):
            raise _refused(3006, "filePath is invalid.")
        if not content.startswith(FIRST_BYTES) or len(content) > LARGEST:
            raise _refused(3008, "The file is no picture that can be taken.")
        if (folder, path) in self.cabinet and over != "true":
            raise _refused(3007, "filePath is used already.")
        self.cabinet[folder, path] = content
        return _answer("OK", "OK", 0, len(self.cabinet))


def _parts(request: Request) -> dict[str, bytes]:
    head = f"Content-Type: {request.headers.get('content-type', '')}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body)
    if not message.is_multipart():
        raise _refused(3004, "multipart/form-data is needed.")
    found = {}
    for part in message.get_payload():
        content = part.get_payload(decode=True)  # type: ignore[union-attr]
        found[str(part.get_param("name", header="content-disposition"))] = content  # type: ignore[union-attr]
    return found  # type: ignore[return-value]


def _text(xml: str, name: str) -> str:
    found = re.search(rf"<{name}>([^<]*)</{name}>", xml)
    return unescape(found[1]) if found else ""


def _refused(code: int, words: str) -> Refused:
    return Refused(_answer("NG", words, code, 0, 400))


def _answer(status: str, words: str, code: int, file: int, http: int = 200) -> Answer:
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><result><status><interfaceId>cabinet.file.insert</interfaceId>'
        f"<systemStatus>{status}</systemStatus><message>{words}</message></status><cabinetFileInsertResult>"
        f"<resultCode>{code}</resultCode><FileId>{file}</FileId></cabinetFileInsertResult></result>"
    )
    return Answer(body.encode(), http, "text/xml")

"""SBPS's hash, and what may be in its texts.

sps_hashcode is SHA-1 over all values and the hash key, without anything between them: a weak construction that SBPS
imposes. So the address that is told our secrets also holds a token nobody can guess. Which bytes are hashed (UTF-8 or
Shift_JIS) depends on the kind of message and on the contract; checked against recordings of the real test server.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes

from akinai.core.japan.text import for_label, jis12_problems

_BLANKS = " \t\r\n\f\v\0"  # never U+3000: recorded hashes hold it, so str.strip() would be wrong
# Characters SBPS refuses as machine-dependent, or that break its forms (EC-CUBE's plugin, TradeHelper).
_REFUSED = str.maketrans(dict.fromkeys("—―\\～‖−¢£¬^`{|}~&<>\"'", " "))
# In free_csv these would end a value.
_CSV_REFUSED = str.maketrans(dict.fromkeys(",'\"%|&<>", " "))


def hash_of(values: Iterable[str], key: str, charset: str) -> str:
    """SHA-1 in lower-case hex. `charset`: "utf-8" or "cp932". A character it can't hold counts as “?”."""
    text = "".join(value.strip(_BLANKS) for value in values) + key.strip(_BLANKS)
    return hashlib.sha1(text.encode(charset, "replace")).hexdigest()  # noqa: S324 - imposed by SBPS


def same(expected: str, told: str) -> bool:
    """Compare in constant time; SBPS writes upper case in some messages."""
    return hmac.compare_digest(expected.lower().encode(), told.strip().lower().encode())


def plain(text: str, most: int = 0) -> str:
    """The text as SBPS takes it: JIS level 1 and 2, nothing of its list, at most so many bytes of Shift_JIS."""
    fitting = for_label(text).translate(_REFUSED)
    for odd in jis12_problems(fitting):
        fitting = fitting.replace(odd, " ")
    while most and len(fitting.encode("cp932", "replace")) > most:
        fitting = fitting[:-1]
    return fitting.strip(_BLANKS)


def csv_value(text: str) -> str:
    """A value inside free_csv."""
    return plain(text).translate(_CSV_REFUSED).strip(_BLANKS)


def in_base64(text: str) -> str:
    """Japanese text in XML (“type M”) and free_csv: Base64 of Shift_JIS."""
    return base64.b64encode(text.encode("cp932", "replace")).decode("ascii")


def encrypted(text: str, key: str, vector: str) -> str:
    """3DES-CBC, filled up with spaces, Base64: SBPS's own way, only where the contract asks for it."""
    data = text.encode("cp932", "replace")
    data += b" " * (-len(data) % 8)
    encryptor = Cipher(TripleDES(key.encode("ascii")), modes.CBC(vector.encode("ascii"))).encryptor()
    return base64.b64encode(encryptor.update(data) + encryptor.finalize()).decode("ascii")

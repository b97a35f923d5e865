"""E-mail addresses: what is wrong with one, in a sentence."""

import re
from unicodedata import normalize

from django.utils.translation import gettext as _

# Old Japanese mobile carriers gave out addresses with ".." or a dot before @; they exist, so they pass.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def normalise(text: str) -> str:
    """Half-width, no spaces around, domain in lower case."""
    plain = normalize("NFKC", text).strip()
    local, at, domain = plain.rpartition("@")
    return local + at + domain.lower()


def problem(text: str) -> str | None:
    """Why mail can't be sent to this address, or None."""
    plain = normalise(text)
    if not plain:
        return _("The e-mail address is empty.")
    if plain.count("@") != 1:
        return _("The e-mail address “%(address)s” must contain one @.") % {"address": text[:100]}
    if len(plain) > 254 or plain.index("@") > 64:
        return _("The e-mail address “%(address)s…” is too long.") % {"address": text[:40]}
    if not _ADDRESS.fullmatch(plain):
        return _("The e-mail address “%(address)s” is not written correctly.") % {"address": text[:100]}
    return None

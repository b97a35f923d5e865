"""Personal data for those who may not see it in full: enough to recognise, not enough to use."""

import re
import unicodedata

from akinai.core.people.permissions import AnyUser, allowed

HIDDEN = "＊＊＊"


def masked(user: AnyUser) -> bool:
    """Must personal data be masked for this person?"""
    return not allowed(user, "personal.view")


def mask_name(name: str) -> str:
    """山田太郎 → 山＊＊＊"""
    name = name.strip()
    return name[:1] + HIDDEN if name else ""


def mask_phone(phone: str) -> str:
    """090-1234-5678 → ***-****-5678"""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))
    if not digits:
        return ""
    return "***-****-" + digits[-4:] if len(digits) > 4 else "*" * len(digits)


def mask_mail(address: str) -> str:
    """hanako@example.jp → h***@example.jp"""
    user, at, domain = address.strip().partition("@")
    return f"{user[:1]}***{at}{domain}" if user else ""


def mask_address(address: str) -> str:
    """東京都千代田区丸の内1-1 → 東京都千代田区＊＊＊: up to the city, never the block."""
    text = address.strip()
    if not text:
        return ""
    city = re.match(r"^(?:.{2,3}?[都道府県])?(?:.{1,6}?郡.{1,6}?[町村]|.{1,6}?市.{1,4}?区|.{1,7}?[市区町村])", text)
    return (city[0] if city else text[:3]) + HIDDEN


MASKS = {"name": mask_name, "phone": mask_phone, "mail": mask_mail, "address": mask_address}


def personal(user: AnyUser, value: str | None, kind: str) -> str:
    """The value as this person may see it; kind is one of name, phone, mail, address."""
    text = value or ""
    return MASKS[kind](text) if masked(user) else text

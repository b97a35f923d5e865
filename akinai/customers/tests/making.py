"""Members for tests, made by the real verbs: registered, and the link of the mail opened."""

import re
from itertools import count
from typing import Any

from akinai.core.models import Mail, Shop
from akinai.customers import actions
from akinai.customers.models import Customer

PASSWORD = "minami-kaze-2026"
PAGE = "https://shop.example/my/confirm/{token}/"
numbers = count(1)


def make_sender() -> Shop:
    """The shop has an address to write from."""
    shop = Shop.objects.first() or Shop(name="南風商店")
    shop.email = shop.email or "shop@example.jp"
    shop.save()
    return shop


def new_member(email: str = "", **fields: Any) -> actions.NewMember:
    """Somebody who registers."""
    known = {
        "email": email or f"member{next(numbers)}@example.jp",
        "password": PASSWORD,
        "name": "南 花子",
        "kana": "ミナミ ハナコ",
        "phone": "03-1234-5678",
        "page": PAGE,
        "sign_in_page": "https://shop.example/my/sign-in/",
        "consents": [actions.ConsentGiven("terms", True, "規約に同意します", "2026-11")],
    }
    return actions.NewMember(**{**known, **fields})


def newest(kind: str) -> Mail:
    """The newest mail of a kind ("confirm")."""
    return Mail.objects.filter(kind=f"customers.{kind}").latest("id")


def token_in(kind: str) -> str:
    """The token of the link in the newest mail of a kind."""
    found = re.search(r"https?://\S+/([^/\s]+)/\s", newest(kind).body)
    assert found, newest(kind).body
    return found[1]


def make_member(email: str = "", **fields: Any) -> Customer:
    """A member whose address is proven."""
    make_sender()
    actions.register(new_member(email, **fields))
    return actions.confirm_mail(token_in("confirm"), password=fields.get("password", PASSWORD))

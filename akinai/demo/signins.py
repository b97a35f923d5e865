"""The demo's people: one for each role, with sign-ins that are printed, because nobody is to be kept out."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import User

from akinai.core import home
from akinai.core.people import actions
from akinai.demo import shoppers
from akinai.demo.shoppers import Shoppers

FILE, MEMBER_FILE = "demo.json", "demo-member.json"
MEMBER_PASSWORD = "hana-to-ocha-17"  # noqa: S105 - of a made-up person, printed
# role, sign-in name, name, PIN at a registered device ("" = none)
PEOPLE = (
    ("manager", "tencho", "秋内 亮", "520318"),
    ("orders", "juchu", "佐々木 玲奈", ""),
    ("support", "okyaku", "森田 陽子", ""),
    ("warehouse", "souko", "大野 健太", "274916"),
    ("purchasing", "shiire", "岡本 誠", ""),
    ("marketing", "hansoku", "中村 彩", ""),
    ("accounting", "keiri", "藤井 和子", ""),
    ("viewer", "etsuran", "小林 学", ""),
)


@dataclass(frozen=True)
class SignIn:
    """What somebody needs to sign in: password and TOTP secret, at a registered device the PIN alone."""

    role: str
    username: str
    name: str
    password: str
    secret: str
    pin: str


def hire(*, actor: str) -> list[SignIn]:
    """Make the people, give each a second factor, and keep the sign-ins in the home for `akinai demo code`."""
    made = []
    for role, username, name, pin in PEOPLE:
        user, password = actions.add_staff(actions.NewStaff(username=username, name=name, roles=[role]), actor=actor)
        secret = totp.generate_totp_secret()
        totp.TOTP.activate(user, secret)
        if pin:
            actions.set_pin(user, pin, actor=actor)
        made.append(SignIn(role, username, name, password, secret, pin))
    _keep(made)
    return made


def actor_of(role: str) -> str:
    """The one who works in this role, as events name them."""
    username = next(username for one, username, _name, _pin in PEOPLE if one == role)
    return f"staff:{User.objects.get(username=username).pk}"


def _file() -> Path:
    return home.path() / FILE


def _keep(made: list[SignIn]) -> None:
    file = _file()
    file.touch(mode=0o600)
    file.write_text(json.dumps([asdict(one) for one in made], ensure_ascii=False, indent=1))


def known() -> list[SignIn]:
    """The sign-ins of this home's demo; none when there is no demo here."""
    try:
        kept: list[dict[str, Any]] = json.loads(_file().read_text())
    except OSError:
        return []
    return [SignIn(**one) for one in kept]


def join(crowd: Shoppers) -> None:
    """Somebody becomes a member of the shop; how they sign in is kept, too."""
    shoppers.join(crowd, MEMBER_PASSWORD)
    file = home.path() / MEMBER_FILE
    file.touch(mode=0o600)
    file.write_text(json.dumps({"email": crowd.member_address, "password": crowd.password}))


def member() -> tuple[str, str]:
    """The member's address and password; empty when there is none."""
    try:
        kept: dict[str, str] = json.loads((home.path() / MEMBER_FILE).read_text())
    except OSError:
        return "", ""
    return kept["email"], kept["password"]


def code(secret: str) -> str:
    """The six digits an authenticator shows now."""
    counters = list(totp.yield_hotp_counters_from_time())  # as many before as after the present one
    return totp.format_hotp_value(totp.hotp_value(secret, counters[len(counters) // 2]))

"""What can be done with people: make them, give roles, keys and devices, lock out, and note who looked at what."""

import secrets as random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.models import AccessLog, Device, StaffKey
from akinai.core.outcome import Refusal, Refused
from akinai.core.people import members, secrets
from akinai.core.people.permissions import ROLES

WRONG_TRIES = 5
LOCKED_FOR = timedelta(minutes=15)
PIN_DIGITS = 6


@dataclass(frozen=True)
class NewStaff:
    """A person to come: `username` signs in, `name` is shown."""

    username: str
    name: str
    roles: Sequence[str]
    password: str = ""


def log_access(*, actor: str, what: str, subject: str = "", count: int = 1) -> None:
    """Note that somebody took out or looked at personal data in full, or changed who may."""
    AccessLog.objects.create(at=clock.now(), actor=actor, what=what, subject=subject, count=count)


def add_staff(new: NewStaff, *, actor: str) -> tuple[User, str]:
    """Make a person; returns them and the first password (made if none was given). Raises Refused."""
    username = new.username.strip()
    _refuse_unknown_roles(new.roles)
    if not username or len(username) > 150 or any(c.isspace() for c in username) or username.startswith(members.PREFIX):
        raise Refused(
            [Refusal(username, "username", _("Give a sign-in name without spaces (150 characters at most)."))]
        )
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(
            [Refusal(username, "username", _("“%(name)s” is already used by somebody.") % {"name": username})]
        )
    password = new.password or first_password()
    if new.password:
        check_password_words(new.password)
    with transaction.atomic():
        user = User.objects.create_user(username, password=password, first_name=new.name.strip()[:150])
        user.groups.set(_groups(new.roles))
        log_access(actor=actor, what="staff.added", subject=f"staff:{user.pk}")
    return user, password


def set_roles(user: User, roles: Sequence[str], *, actor: str) -> None:
    """Replace a person's roles. The last 店長 can't lose that role. Raises Refused."""
    _refuse_unknown_roles(roles)
    if "manager" not in roles:
        _refuse_last_manager(user)
    with transaction.atomic():
        user.groups.set(_groups(roles))
        if "manager" not in roles and user.is_superuser:
            user.is_superuser = False
            user.save(update_fields=["is_superuser"])
        log_access(actor=actor, what="staff.roles", subject=f"staff:{user.pk}", count=len(roles))


def rename(user: User, name: str, *, actor: str) -> None:
    """Change the name that is shown."""
    user.first_name, user.last_name = name.strip()[:150], ""
    user.save(update_fields=["first_name", "last_name"])


def deactivate(user: User, *, actor: str) -> None:
    """A person leaves: no sign-in, no open session, no PIN. Their name stays on what they did. Raises Refused."""
    _refuse_last_manager(user)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=False)
        StaffKey.objects.filter(user=user).delete()
        log_access(actor=actor, what="staff.deactivated", subject=f"staff:{user.pk}")
    end_sessions(user)


def activate(user: User, *, actor: str) -> None:
    """The inverse of deactivate; PIN and badge are given anew."""
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(is_active=True)
        log_access(actor=actor, what="staff.activated", subject=f"staff:{user.pk}")


def reset_password(user: User, *, actor: str) -> str:
    """A new first password, shown once; open sessions end."""
    password = first_password()
    with transaction.atomic():
        user.set_password(password)
        user.save(update_fields=["password"])
        log_access(actor=actor, what="staff.password", subject=f"staff:{user.pk}")
    end_sessions(user)
    return password


def reset_mfa(user: User, *, actor: str) -> None:
    """Forget a lost phone: the person enrols a second factor anew at the next sign-in; open sessions end."""
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        log_access(actor=actor, what="staff.mfa_reset", subject=f"staff:{user.pk}")
    end_sessions(user)


def set_pin(user: User, pin: str, *, actor: str) -> None:
    """Give a six-digit PIN for registered devices; it also unlocks. Raises Refused."""
    if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_DIGITS):
        raise Refused([Refusal(user.pk, "pin", _("A PIN has 6 digits."))])
    if len(set(pin)) == 1 or pin in "0123456789" or pin in "9876543210":
        raise Refused([Refusal(user.pk, "pin", _("This PIN is too easy to guess; choose other digits."))])
    with transaction.atomic():
        fresh = {"pin_hash": make_password(pin), "wrong_tries": 0, "locked_until": None, "changed_at": clock.now()}
        StaffKey.objects.update_or_create(user=user, defaults=fresh)
        log_access(actor=actor, what="staff.pin", subject=f"staff:{user.pk}")


def new_badge(user: User, *, actor: str) -> str:
    """A new random badge code, shown once to be printed; the old badge is void."""
    code = "AKB" + random.token_hex(6).upper()
    with transaction.atomic():
        fresh = {"badge_hash": secrets.digest(code), "changed_at": clock.now()}
        StaffKey.objects.update_or_create(user=user, defaults=fresh)
        log_access(actor=actor, what="staff.badge", subject=f"staff:{user.pk}")
    return code


def remove_key(user: User, *, actor: str) -> None:
    """No PIN and no badge any more."""
    with transaction.atomic():
        StaffKey.objects.filter(user=user).delete()
        log_access(actor=actor, what="staff.key_removed", subject=f"staff:{user.pk}")


def try_pin(user_id: int, pin: str) -> User:
    """The person, if the PIN is theirs. Five wrong ones lock it for 15 minutes. Raises Refused with a sentence."""
    wrong = Refused([Refusal(user_id, "pin", _("The PIN is wrong."))])
    with transaction.atomic():
        key = StaffKey.objects.select_for_update().select_related("user").filter(user_id=user_id).first()
        if key is None or not key.pin_hash or not key.user.is_active:
            raise wrong
        if key.locked_until and key.locked_until > clock.now():
            raise Refused([Refusal(user_id, "pin", _locked())])
        if check_password(pin, key.pin_hash):
            StaffKey.objects.filter(pk=key.pk).update(wrong_tries=0, locked_until=None)
            return key.user
        refused = _count_wrong(key)
    raise refused


def _count_wrong(key: StaffKey) -> Refused:
    tries = key.wrong_tries + 1
    if tries >= WRONG_TRIES:
        StaffKey.objects.filter(pk=key.pk).update(wrong_tries=0, locked_until=clock.now() + LOCKED_FOR)
        log_access(actor=f"staff:{key.user_id}", what="staff.locked_out", subject=f"staff:{key.user_id}")
        return Refused([Refusal(key.user_id, "pin", _locked())])
    StaffKey.objects.filter(pk=key.pk).update(wrong_tries=tries)
    left = WRONG_TRIES - tries
    return Refused([Refusal(key.user_id, "pin", _("The PIN is wrong. Tries left: %(n)s.") % {"n": left})])


def _locked() -> str:
    return _("Too many wrong PINs. Wait 15 minutes, or ask the shop manager for a new PIN.")


def try_badge(code: str) -> User:
    """The person whose badge this is. Raises Refused."""
    key = StaffKey.objects.select_related("user").filter(badge_hash=secrets.digest(code.strip().upper())).first()
    if key is None or not key.user.is_active:
        raise Refused([Refusal("", "badge", _("This badge is not known. Ask the shop manager for a new one."))])
    return key.user


def register_device(name: str, *, actor: str) -> tuple[Device, str]:
    """Register a browser; returns the device and the token for its cookie (kept nowhere else). Raises Refused."""
    if not name.strip():
        raise Refused([Refusal("", "name", _("Give the device a name, for example where it stands."))])
    token = random.token_urlsafe(48)
    with transaction.atomic():
        device = Device.objects.create(
            name=name.strip()[:100],
            token_hash=secrets.digest(token),
            registered_by=actor,
            registered_at=clock.now(),
        )
        log_access(actor=actor, what="device.registered", subject=f"device:{device.pk}")
    return device, token


def revoke_devices(ids: Iterable[int], *, actor: str) -> int:
    """Devices that may not be used any more; sessions opened on them end at their next page."""
    with transaction.atomic():
        n = Device.objects.filter(pk__in=list(ids), revoked_at=None).update(revoked_at=clock.now())
        log_access(actor=actor, what="device.revoked", count=n)
    return n


def first_password() -> str:
    """Easy to read aloud and to type, 80 bits: groups of letters and digits that can't be mistaken for each other."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(random.choice(letters) for _i in range(4)) for _g in range(4))


def check_password_words(password: str) -> None:
    """Raises Refused with what the password lacks."""
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused([Refusal("", "password", " ".join(error.messages))]) from error


def end_sessions(user: User) -> None:
    """Sign a person out everywhere."""
    for session in Session.objects.filter(expire_date__gt=clock.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()


def _refuse_unknown_roles(roles: Sequence[str]) -> None:
    unknown = [role for role in roles if role not in ROLES]
    if unknown or not roles:
        known = ", ".join(ROLES)
        raise Refused(
            [
                Refusal(
                    ", ".join(unknown), "roles", _("Choose at least one of these roles: %(known)s.") % {"known": known}
                )
            ]
        )


def _refuse_last_manager(user: User) -> None:
    others = get_user_model().objects.filter(is_active=True, groups__name="manager").exclude(pk=user.pk)
    if user.groups.filter(name="manager").exists() and not others.exists():
        raise Refused([Refusal(user.pk, "roles", _("This is the only shop manager; make somebody else one first."))])


def _groups(roles: Sequence[str]) -> list[Group]:
    """The groups of roles; made when a fresh database lacks them."""
    Group.objects.bulk_create([Group(name=role) for role in ROLES], ignore_conflicts=True)
    return list(Group.objects.filter(name__in=roles))

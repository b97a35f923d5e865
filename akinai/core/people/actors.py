"""Who did it: actors are written as "staff:3", "job:clock", "cli", "channel:rakuten" and shown by name."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from akinai.core.models import ApiToken


def actor(request: HttpRequest) -> str:
    """The person of this request, as verbs want it: "staff:3"."""
    return f"staff:{request.user.pk}"


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """The names of many actors, by one statement."""
    wanted = set(actors)
    ids = [int(a[6:]) for a in wanted if a.startswith("staff:") and a[6:].isdigit()]
    people = {f"staff:{u.pk}": display(u) for u in get_user_model().objects.filter(pk__in=ids)} if ids else {}
    return {a: people.get(a) or _machine(a) for a in wanted} | _programs(wanted)


def _programs(wanted: Iterable[str]) -> dict[str, str]:
    """Tokens of the API by their names, by one statement if there are any."""
    ids = [int(a[6:]) for a in wanted if a.startswith("token:") and a[6:].isdigit()]
    rows = ApiToken.objects.filter(pk__in=ids).values_list("pk", "name") if ids else []
    return {f"token:{pk}": _("Program “%(name)s”") % {"name": name} for pk, name in rows}


def actor_name(one: str) -> str:
    return actor_names([one])[one]


def display(user) -> str:  # type: ignore[no-untyped-def]
    """A person's name as shown: the display name, else the sign-in name."""
    return user.get_full_name() or user.get_username()


def _machine(name: str) -> str:
    kind, _colon, rest = name.partition(":")
    words = {
        "job": _("Automatic"),
        "cli": _("Command line"),
        "channel": _("Channel %(code)s") % {"code": rest},
        "staff": _("Former staff member"),
        "demo": _("Demo"),
    }
    return words.get(kind, name)

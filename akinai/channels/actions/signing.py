"""Signing in at a mall from the desk: the browser goes there and comes back with a code; what it brings is sealed."""

from contextlib import suppress

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels.actions.checking import Tested, keep_expiries, test_connection, why
from akinai.channels.actions.working import note_calls
from akinai.channels.events import MallSignedIn
from akinai.channels.malls import base, optional
from akinai.channels.models import Connection, Progress
from akinai.channels.reaching import Reach, reach
from akinai.core.events import publish
from akinai.core.outcome import Refusal, Refused
from akinai.core.partners import open_keys, seal_keys


def sign_in_address(connection_id: int, *, back: str, state: str, nonce: str) -> str:
    """Where the browser goes to sign in. `back`: our address it returns to. Raises Refused with what is missing."""
    found, mall = _signs_in(connection_id)
    try:
        return mall.sign_in_address(found.account, back, state, nonce)
    except base.MallError as error:
        raise Refused([Refusal(connection_id, "", error.words)]) from None


def sign_in(connection_id: int, code: str, *, back: str, nonce: str, actor: str) -> Tested:
    """Exchange the code the mall gave; seal what it brought, then test. Network: not in a transaction.

    A code that is refused changes nothing. The inverse is signing in as it was before, or `disconnect`.
    """
    found, mall = _signs_in(connection_id)
    try:
        brought = mall.signed_in(found.account, code, back, nonce)
    except base.MallError as error:
        return Tested(False, why(error), error.kind)
    finally:
        note_calls(found.mall.kind, found.account.calls)
    with transaction.atomic():
        row = Connection.objects.select_for_update(of=("self",)).select_related("channel").get(pk=connection_id)
        if row.adapter != found.mall.kind:
            words = _("Meanwhile the channel was disconnected. Nothing was kept.")
            raise Refused([Refusal(connection_id, "adapter", words)])
        row.sealed = seal_keys({**open_keys(row.sealed), **brought.credentials})
        row.settings = {**row.settings, **brought.settings}
        row.save(update_fields=["sealed", "settings"])
        Progress.objects.filter(connection=row).update(not_before=None)  # what waited for it goes on
        subject, names = f"channel/{row.channel_id}", sorted(brought.credentials)
        publish([MallSignedIn(subject=subject, actor=actor, channel=row.channel.code, credentials=names)])
    with suppress(base.MallError):  # the countdown begins anew, whatever the test says
        keep_expiries(connection_id)
    return test_connection(connection_id, actor=actor)


def _signs_in(connection_id: int) -> tuple[Reach, optional.SignsIn]:
    found = reach(Connection.objects.select_related("channel").get(pk=connection_id))
    mall = found.mall
    if not isinstance(mall, optional.SignsIn):
        raise Refused([Refusal(connection_id, "adapter", _("At this mall nobody signs in from here."))])
    return found, mall

"""A difference is repaired: our number is sent again, the orders are fetched, or a person mends the code."""

from collections import defaultdict
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.channels.actions import fetching, pushing
from akinai.channels.events import DriftRepaired, DriftRepairsSet
from akinai.channels.models import Connection, Drift, Offer, Progress, Task
from akinai.core import clock
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused

APPLY, PROPOSE = "apply", "propose"


def mend(drift_ids: Sequence[int], *, actor: str) -> Outcome:
    """Repair differences as proposed. Network (orders are fetched): not in a transaction.

    Refused by name: what vanished or was repaired already, and codes, which only a person can mend.
    """
    rows = {row.pk: row for row in Drift.objects.filter(pk__in=list(drift_ids)).select_related("offer__connection")}
    refused = [Refusal(key, "", words) for key in drift_ids if (words := _why_not(rows.get(key)))]
    not_now = {refusal.key for refusal in refused}
    open_ones = [rows[key] for key in drift_ids if key not in not_now]
    for connection_id, orders in _orders(open_ones).items():
        fetching.fetch_numbers(connection_id, orders, actor=actor)
    return Outcome(done=_done(open_ones, actor), refused=refused)


def mend_soon(drift_ids: Sequence[int], *, actor: str) -> Outcome:
    """As `mend`, by a job at once, for callers in a transaction. Done: those the job was asked for."""
    from akinai.channels import jobs

    rows = {row.pk: row for row in Drift.objects.filter(pk__in=list(drift_ids))}
    refused = [Refusal(key, "", words) for key in drift_ids if (words := _why_not(rows.get(key)))]
    done = sorted(set(drift_ids) - {refusal.key for refusal in refused})
    if done:
        jobs.mend.defer(drift_ids=done, actor=actor)
    return Outcome(done=done, refused=refused)


def _why_not(row: Drift | None) -> str:
    if row is None or row.vanished_at:
        return _("This difference is gone.")
    if row.repaired_at:
        return _("This difference was repaired already; the next reading shows whether it is gone.")
    if row.repair == "mapping":
        return _("Only a person can say which code is right: mend it in the channel's SKU codes.")
    return ""


def _orders(rows: Sequence[Drift]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.repair == "import":
            found[row.offer.connection_id] += row.facts.get("orders", [])
    return {connection_id: list(dict.fromkeys(numbers)) for connection_id, numbers in found.items()}


def _done(rows: Sequence[Drift], actor: str) -> list[int]:
    """The numbers are sent again by the pusher, which reads the mall first."""
    ids = sorted(row.pk for row in rows)
    offers = sorted({row.offer_id for row in rows})
    if not ids:
        return []
    with transaction.atomic():
        Offer.objects.filter(pk__in=offers).update(asks=True)
        pushing.mark(offers=offers)
        Drift.objects.filter(pk__in=ids, repaired_at=None).update(repaired_at=clock.now(), repaired_by=actor)
        by_channel: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            by_channel[row.offer.connection.channel_id].append(row.pk)
        publish(
            [
                DriftRepaired(subject=f"channel/{channel}", actor=actor, drifts=sorted(found))
                for channel, found in sorted(by_channel.items())
            ]
        )
    return ids


def set_repairs(connection_id: int, repairs: str, *, actor: str) -> None:
    """Whether differences are repaired by themselves ("apply") or only proposed ("propose"). Raises Refused."""
    if repairs not in (APPLY, PROPOSE):
        raise Refused([Refusal(connection_id, "repairs", _("Choose whether differences are repaired or proposed."))])
    with transaction.atomic():
        connection = Connection.objects.select_related("channel").get(pk=connection_id)
        row, _new = Progress.objects.select_for_update().get_or_create(connection=connection, task=Task.READ_STOCK)
        row.cursor = {**row.cursor, "repairs": repairs}
        row.save(update_fields=["cursor"])
        told = {"channel": connection.channel.code, "repairs": repairs}
        publish([DriftRepairsSet(subject=f"channel/{connection.channel_id}", actor=actor, **told)])

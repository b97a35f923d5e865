"""The events that happened: never changed, never deleted."""

from django.db import models

from akinai.core.append_only import append_only


class EventRow(models.Model):
    """One event of one subject. Written by `core.events.publish` only."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    subject = models.TextField()
    actor = models.TextField()
    at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "core_event"
        indexes = [
            models.Index(fields=["subject", "id"], name="event_subject"),
            models.Index(fields=["name", "at"], name="event_name_at"),
            models.Index(fields=["-at"], name="event_at"),
        ]
        triggers = [append_only("keep_events")]

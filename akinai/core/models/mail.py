"""Mail as rows with states, so that nobody has to ask whether a mail went out."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """What has become of a mail."""

    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    RETRYING = "retrying", _("To be tried again")
    FAILED = "failed", _("Failed")
    HELD = "held", _("Kept back")
    UNKNOWN = "unknown", _("Not known whether it arrived")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Mail(models.Model):
    """One mail to one person. `data_at` is written just before the text goes over the wire: a mail cut off before it
    is sent again by itself, one cut off after it becomes unknown and waits for a person."""

    kind = models.TextField()  # orders.received, orders.paid, …, hand (written by a person)
    subject_ref = models.TextField()  # what it is about: "order/12"
    dedupe = models.TextField(unique=True)  # the same mail asked for twice is one row
    from_name = models.TextField(blank=True)
    from_address = models.TextField()
    to_name = models.TextField(blank=True)
    to_address = models.TextField()
    subject = models.TextField()
    body = models.TextField()
    message_id = models.TextField()
    state = models.TextField(choices=MailState, default=MailState.QUEUED)
    send_after = models.DateTimeField()
    created_at = models.DateTimeField()
    claim = models.BigIntegerField(null=True)  # of the worker that sends it; its database lock lives as long as it
    data_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    error = models.TextField(blank=True)
    actor = models.TextField()

    class Meta:
        db_table = "core_mail"
        indexes = [
            models.Index(
                fields=["send_after"],
                name="mail_due",
                condition=models.Q(state__in=["queued", "retrying", "sending"]),
            ),
            models.Index(fields=["subject_ref"], name="mail_subject"),
            models.Index(fields=["state", "-id"], name="mail_state"),
        ]


class MailTemplate(models.Model):
    """The words of one kind of mail: for every channel, or (with `channel`) for one."""

    kind = models.TextField(_("Kind of mail"))
    channel = models.TextField(_("Channel"), blank=True)  # a channel's code; empty = every channel
    language = models.TextField(_("Language"), default="ja")
    subject = models.TextField(_("Subject"))
    body = models.TextField(_("Text"))

    class Meta:
        db_table = "core_mail_template"
        constraints = [models.UniqueConstraint(fields=["kind", "channel", "language"], name="mail_template_once")]

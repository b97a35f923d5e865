"""Programs that talk to us: their tokens, and the answers they may ask for again."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["ApiAnswer", "ApiToken"]


class ApiToken(models.Model):
    """What a program shows to be let in. Here is the hash; the token itself was shown once."""

    name = models.TextField(_("Name"))
    token_hash = models.TextField(unique=True)
    scopes = ArrayField(models.TextField())  # names of permissions (people/permissions.py)
    created_by = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)  # to the minute
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "core_api_token"

    def __str__(self) -> str:
        return self.name


class ApiAnswer(models.Model):
    """The answer to a change that carried an Idempotency-Key, committed with the change itself."""

    token = models.ForeignKey(ApiToken, models.CASCADE)
    key = models.TextField()
    request = models.TextField()  # digest of what was asked
    body = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        db_table = "core_api_answer"
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once")]
        indexes = [models.Index(fields=["at"], name="api_answer_at")]

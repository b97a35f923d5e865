"""A change that carries an Idempotency-Key happens once: its answer is committed with it, and given again for a day.

The row of the key is taken first. A second request with the same key waits at the unique index until the first has
ended: then it finds the answer, or, if the first failed, an empty place, and does the work itself.
"""

import datetime as dt
import hashlib
from collections.abc import Callable

from django.db import connection, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from akinai.core import clock
from akinai.core.api.problems import Problem
from akinai.core.models import ApiAnswer

KEPT = dt.timedelta(hours=24)


def digest(request: HttpRequest) -> str:
    """What is asked, so that another question with the same key is noticed."""
    asked = [request.method or "", request.path, request.META.get("QUERY_STRING", "")]
    return hashlib.sha256("\n".join(asked).encode() + b"\n" + request.body).hexdigest()


def once(token_id: int, key: str, asked: str, work: Callable[[], str]) -> tuple[str, bool]:
    """Do the work in one transaction with its answer, or give the answer of the first time.

    Returns the answer and whether it is an old one. Raises Problem when the key was used for something else.
    """
    with transaction.atomic():
        row = _take(token_id, key, asked)
        if row is not None:
            body = work()
            ApiAnswer.objects.filter(pk=row).update(body=body)
            return body, False
        known = ApiAnswer.objects.get(token=token_id, key=key)
    if known.request != asked:
        detail = _("The Idempotency-Key “%(key)s” was used for another request. Take a new key for each request.")
        raise Problem(422, "idempotency-key-reused", _("Key used before"), detail % {"key": key})
    return known.body, True


def _take(token_id: int, key: str, asked: str) -> int | None:
    """The row of the key, made now (or taken over from a day ago); None when it holds an answer."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """insert into core_api_answer as answer (token_id, key, request, body, at)
               values (%s, %s, %s, '', %s)
                   on conflict (token_id, key) do update
                      set request = excluded.request, at = excluded.at
                    where answer.at < %s
            returning id""",
            [token_id, key, asked, now, now - KEPT],
        )
        row = cursor.fetchone()
    return row[0] if row else None


def forget_old() -> int:
    """Delete the answers nobody may ask for any more; how many."""
    return ApiAnswer.objects.filter(at__lt=clock.now() - KEPT).delete()[0]

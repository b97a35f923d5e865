"""What goes wrong, as RFC 9457 says it: application/problem+json with a sentence in the caller's language."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from akinai.core.outcome import Refusal

Error = dict[str, Any]


class Problem(Exception):
    """An answer that is no success. `kind` is the last word of its `type`, which docs/api.md explains."""

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        detail: str = "",
        *,
        errors: Sequence[Error] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, self.kind, self.title, self.detail = status, kind, title, detail
        self.errors, self.headers = list(errors), dict(headers or {})
        super().__init__(detail or title)

    def response(self) -> HttpResponse:
        """As it goes out."""
        body = {
            "type": f"urn:akinai:problem:{self.kind}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "errors": self.errors,
        }
        return JsonResponse(
            body,
            status=self.status,
            content_type="application/problem+json",
            headers={"Cache-Control": "no-store", **self.headers},
            json_dumps_params={"ensure_ascii": False},
        )


def error(key: Hashable, field: str, message: str) -> Error:
    """One thing that is wrong: what it is about, the field at fault, a sentence."""
    return {"key": list(key) if isinstance(key, tuple) else key, "field": field, "message": message}


def refused(refusals: Iterable[Refusal]) -> Problem:
    """A verb that does all or nothing refused."""
    errors = [error(one.key, one.field, one.message) for one in refusals]
    detail = " ".join(dict.fromkeys(str(one["message"]) for one in errors))
    return Problem(422, "refused", _("Nothing was done"), detail, errors=errors)


def not_found(what: str = "") -> Problem:
    """There is no such thing."""
    return Problem(404, "not-found", _("Not found"), what)


def too_many(wait: int) -> Problem:
    """Somebody asks too often; in so many seconds again."""
    detail = _("Too many requests. Wait %(wait)d seconds.") % {"wait": wait}
    headers = {"Retry-After": str(wait)}
    return Problem(429, "too-many-requests", _("Too many requests"), detail, headers=headers)


@csrf_exempt
def nowhere(request: HttpRequest, path: str = "") -> HttpResponse:
    """An address under /api/ that leads nowhere: a program wants JSON, not our page."""
    detail = _("There is nothing at %(path)s. See /api/v1/openapi.json.") % {"path": request.path[:200]}
    return not_found(detail).response()

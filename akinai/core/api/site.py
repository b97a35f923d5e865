"""The API as a whole: its document, and what becomes of errors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from akinai.core.api import sentences
from akinai.core.api.problems import Problem, not_found, refused
from akinai.core.outcome import Refused

log = structlog.get_logger(__name__)

ABOUT = """Everything the screens can do, for programs. A token is made at the desk under Settings; it has permissions
and is sent as `Authorization: Bearer …`.

Money is in minor units of the currency beside it (yen have none: 1200 is ¥1,200; 1200 in GBP is £12.00). Moments are
ISO 8601 with a zone, days are `2026-11-21` in Japan. Every POST takes `dry_run=true` and an `Idempotency-Key`. A batch
does what it can and names the rest under `refused`. Errors are `application/problem+json` (RFC 9457) in Japanese or
English (`Accept-Language`)."""

PROBLEM: dict[str, Any] = {
    "description": "What went wrong (RFC 9457)",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "errors"],
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["key", "field", "message"],
                            "properties": {"key": {}, "field": {"type": "string"}, "message": {"type": "string"}},
                        },
                    },
                },
            }
        }
    },
}


class _Api(NinjaAPI):
    """Ninja's API, whose document names our problems and whose every answer to a program is JSON."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**options)
        document["components"]["responses"] = {"Problem": PROBLEM}
        for operations in document["paths"].values():
            for operation in operations.values():
                operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
        return document

    @property
    def urls(self) -> tuple[list[Any], str, str]:
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _for_programs(pattern.callback)
        return patterns, app_name, namespace


def _for_programs(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except Http404:
            response = not_found().response()
        if isinstance(response, HttpResponseNotAllowed):
            response = _wrong_method(request, response.headers["Allow"])
        response.headers["Cache-Control"] = "no-store"
        return response

    return answer


def _wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    detail = _("%(method)s is not possible here, only %(allowed)s.") % {"method": request.method, "allowed": allowed}
    return Problem(405, "method", _("Method not allowed"), detail, headers={"Allow": allowed}).response()


API = _Api(
    title="Akinai",
    version="1",
    description=ABOUT,
    urls_namespace="api",
    docs_url=None,
    openapi_url="/openapi.json",
)


@API.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return error.response()


@API.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return refused(error.refusals).response()


@API.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [sentences.explain(one) for one in error.errors]
    detail = _("The request can't be understood; nothing was done.")
    return Problem(422, "invalid", _("Invalid request"), detail, errors=errors).response()


@API.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return not_found().response()


@API.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    detail = _("The body can't be read: send JSON in UTF-8.")
    return Problem(error.status_code, "unreadable", _("Unreadable request"), detail).response()


@API.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    detail = _("The body is too big. Send the batch in smaller parts.")
    return Problem(413, "too-big", _("Too big"), detail).response()


@API.exception_handler(OperationalError)
def _later(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """A deadlock, a lock not got in time, a database that starts again: nothing was done, and it may be repeated."""
    log.warning("api.later", path=request.path, error=str(error).strip())
    detail = _("The database could not do that now; nothing was done. Send it again.")
    return Problem(503, "later", _("Not now"), detail, headers={"Retry-After": "2"}).response()


@API.exception_handler(Exception)
def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("api.unexpected", path=request.path, exc_info=error)
    detail = _("That was not foreseen and was written down. What was begun was undone.")
    return Problem(500, "unexpected", _("Something went wrong"), detail).response()

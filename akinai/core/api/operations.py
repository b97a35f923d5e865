"""What every operation does: ask for the permission, and for a change be tried out (dry_run) and happen once."""

import inspect
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar, get_args

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router
from pydantic import BaseModel

from akinai.core import limits
from akinai.core.api import answers
from akinai.core.api.callers import Request, Token
from akinai.core.api.problems import Problem, error, too_many
from akinai.core.api.shapes import Answered

Operation = TypeVar("Operation", bound=Callable[..., Any])

DRY_RUN = "Do everything, answer what would happen, and undo it. An Idempotency-Key is then not used up."
KEY = (
    "Any text of your own, new for each change: the same request sent again within 24 hours is not done again, "
    "and gets the first answer."
)

# The two parameters, also for public operations that keep their promise by themselves.
TRIED_OUT: Any = Query(False, description=DRY_RUN)
ONCE: Any = Header(None, alias="Idempotency-Key", pattern=r"^[\x21-\x7e]{1,200}$", description=KEY)


def read(router: Router, path: str, permission: str) -> Callable[[Operation], Operation]:
    """An operation that changes nothing: GET `path` for tokens with the permission."""

    def decorate(function: Operation) -> Operation:
        known = _fields(function)

        @wraps(function)
        def operation(request: Request, **asked: Any) -> Any:
            _refuse_unknown(request, known)
            return function(request, **asked)

        router.get(path, **_described(function, permission))(operation)
        return function

    return decorate


def write(router: Router, path: str, permission: str) -> Callable[[Operation], Operation]:
    """A change: POST `path` for tokens with the permission. The function calls one verb and answers `Answered`."""

    def decorate(function: Operation) -> Operation:
        @wraps(function)
        def operation(request: Request, *, dry_run: bool, idempotency_key: str | None, **asked: Any) -> HttpResponse:
            _refuse_unknown(request, {"dry_run"})

            def work() -> str:
                answer: Answered = function(request, **asked)
                answer.dry_run = dry_run
                return answer.model_dump_json()

            if dry_run:
                return _json(_undone(work))
            if idempotency_key is None:
                return _json(work())
            body, again = answers.once(request.auth.token_id, idempotency_key, answers.digest(request), work)
            return _json(body, {"Idempotency-Replayed": "true"} if again else {})

        operation.__signature__ = _with_options(function)  # type: ignore[attr-defined]
        router.post(path, **_described(function, permission))(operation)
        return function

    return decorate


def public(router: Router, path: str, *, method: str = "get", most: int = 240) -> Callable[[Operation], Operation]:
    """An operation for everybody, as a shopper's program needs it: no token, no cookie, no session.

    At most `most` requests a minute of one (public) address. The function answers a `Shown`; it may take `dry_run` and
    `idempotency_key` and must then keep their promise by itself, as there is no token to keep answers for.
    """

    def decorate(function: Operation) -> Operation:
        known = _fields(function) | ({"dry_run"} & set(inspect.signature(function).parameters))

        @wraps(function)
        def operation(request: HttpRequest, **asked: Any) -> HttpResponse:
            _refuse_unknown(request, known)
            if limits.too_often("open", limits.address(request), most=most, seconds=60):
                raise too_many(60)
            answer: BaseModel = function(request, **asked)
            return _json(answer.model_dump_json())

        router.api_operation([method.upper()], path, **_described(function, None))(operation)
        return function

    return decorate


def _described(function: Callable[..., Any], permission: str | None) -> dict[str, Any]:
    """What the OpenAPI document says of an operation. Without a permission it is open to everybody."""
    words = inspect.getdoc(function) or ""
    summary, _break, more = words.partition("\n\n")
    needs = f"Needs the permission `{permission}`." if permission else "Open to everybody: send no token."
    extra: dict[str, Any] = {"x-permission": permission} if permission else {"security": []}
    return {
        "auth": Token(permission) if permission else None,
        "response": inspect.signature(function).return_annotation,
        "summary": " ".join(summary.split()),
        "description": f"{more}\n\n{needs}".strip(),
        "operation_id": f"{function.__module__.split('.')[1]}_{function.__name__}",
        "openapi_extra": extra,
    }


def _fields(function: Callable[..., Any]) -> set[str]:
    """What may stand in the query: the fields of the `Query[…]` models among the parameters."""
    models = (get_args(one.annotation)[:1] for one in inspect.signature(function).parameters.values())
    return {name for found in models for model in found for name in getattr(model, "model_fields", ())}


def _refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """A filter that is misspelt must not answer everything. Raises Problem."""
    unknown = [name for name in request.GET if name not in known]
    if unknown:
        errors = [error(None, name, _("There is no such field.")) for name in unknown]
        raise Problem(422, "invalid", _("Invalid request"), _("The query can't be understood."), errors=errors)


def _with_options(function: Callable[..., Any]) -> inspect.Signature:
    """The function's parameters and those every change has."""
    known = inspect.signature(function)
    only = inspect.Parameter.KEYWORD_ONLY
    more = [
        inspect.Parameter("dry_run", only, default=TRIED_OUT, annotation=bool),
        inspect.Parameter("idempotency_key", only, default=ONCE, annotation=str | None),
    ]
    return known.replace(parameters=[*known.parameters.values(), *more])


def _undone(work: Callable[[], str]) -> str:
    with transaction.atomic():
        body = work()
        transaction.set_rollback(True)
    return body


def _json(body: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)

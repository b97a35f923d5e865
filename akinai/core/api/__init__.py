"""The door for programs: /api/v1/, described by /api/v1/openapi.json. Begin with operations.py.

A step adds its operations in its api.py, each of them one call to a verb or a question:

    from akinai.core import api

    router = api.Router(tags=["Orders"])

    @api.read(router, "/orders", "orders.view")
    def orders(request: api.Request, asked: Query[OrdersAsked]) -> OrderPage: ...

    @api.write(router, "/orders/cancel", "orders.cancel")
    def cancel(request: api.Request, asked: CancelAsked) -> api.Done: ...

tokens.py: who may; operations.py: what every operation does; answers.py: once only; problems.py: what goes wrong;
shapes.py: what is common to bodies; feed.py: what happened, for those who follow.
"""

from ninja import Router

from akinai.core.api.callers import Caller, Request
from akinai.core.api.operations import ONCE, TRIED_OUT, public, read, write
from akinai.core.api.paging import Paging, page
from akinai.core.api.problems import Problem, not_found
from akinai.core.api.shapes import Asked, Done, Id, Money, Refusal, Shown, Text, done, refusals
from akinai.core.api.site import API

__all__ = [
    "API",
    "ONCE",
    "TRIED_OUT",
    "Asked",
    "Caller",
    "Done",
    "Id",
    "Money",
    "Paging",
    "Problem",
    "Refusal",
    "Request",
    "Router",
    "Shown",
    "Text",
    "done",
    "not_found",
    "page",
    "public",
    "read",
    "refusals",
    "write",
]

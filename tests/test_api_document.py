"""What the document of the door for programs says: every operation, its permission, sound OpenAPI."""

import pytest
from django.test import Client

from akinai.core.api import API
from akinai.core.people.permissions import PERMISSIONS
from akinai.core.tests.programs import ROOT

pytestmark = pytest.mark.django_db

OPERATIONS = {
    "/batches": {"post"},
    "/carts": {"post"},
    "/carts/{key}": {"get"},
    "/carts/{key}/checkout": {"post"},
    "/carts/{key}/lines": {"post"},
    "/channels": {"get"},
    "/channels/drifts": {"get"},
    "/channels/drifts/mend": {"post"},
    "/channels/listings": {"get"},
    "/channels/listings/check": {"post"},
    "/channels/listings/push": {"post"},
    "/channels/offers": {"get"},
    "/channels/offers/resend": {"post"},
    "/channels/pause": {"post"},
    "/channels/price-changes": {"get", "post"},
    "/channels/price-changes/cancel": {"post"},
    "/channels/refused-orders": {"get"},
    "/channels/refused-orders/read": {"post"},
    "/channels/resume": {"post"},
    "/channels/settlements": {"get"},
    "/channels/settlements/{key}/entries": {"get"},
    "/channels/stock-rules": {"get", "post"},
    "/channels/stock-rules/delete": {"post"},
    "/channels/sync": {"post"},
    "/channels/test": {"post"},
    "/channels/untold-cancellations": {"get"},
    "/channels/untold-cancellations/again": {"post"},
    "/channels/untold-shipments": {"get"},
    "/channels/untold-shipments/again": {"post"},
    "/channels/untold-shipments/tell": {"post"},
    "/events": {"get"},
    "/members": {"get"},
    "/members/{key}": {"get"},
    "/orders": {"get", "post"},
    "/orders/cancel": {"post"},
    "/orders/edit": {"post"},
    "/orders/hold": {"post"},
    "/orders/holds/close": {"post"},
    "/orders/lift": {"post"},
    "/orders/merge": {"post"},
    "/orders/notes": {"post"},
    "/orders/payments": {"post"},
    "/orders/payments/undo": {"post"},
    "/orders/ship-date": {"post"},
    "/orders/{key}": {"get"},
    "/orders/{key}/events": {"get"},
    "/queues": {"get"},
    "/shipments": {"get"},
    "/shipments/confirm": {"post"},
    "/shipments/labels": {"post"},
    "/shipments/undo": {"post"},
    "/skus": {"get", "post"},
    "/skus/{code}": {"get"},
    "/stock": {"get"},
    "/stock/adjust": {"post"},
    "/stock/at": {"get"},
    "/stock/movements": {"get"},
    "/stock/receive": {"post"},
}
# Open to everybody, as the shop is: no token, no cookie, rate limits by address.
OPEN = {path for path in OPERATIONS if path.startswith("/carts")}


def document():
    return Client().get(f"{ROOT}/openapi.json").json()


def operations():
    for path, found in document()["paths"].items():
        for method, operation in found.items():
            yield path.removeprefix(ROOT), method, operation


def test_the_document_lists_every_operation():
    found = {}
    for path, method, _operation in operations():
        found.setdefault(path, set()).add(method)
    assert found == OPERATIONS


def test_every_operation_asks_for_a_permission_of_the_table():
    asked = {
        operation.operation_id or operation.view_func.__name__: [
            getattr(door, "permission", None) for door in operation.auth_callbacks
        ]
        for router in API._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    }
    assert len(asked) == sum(len(methods) for methods in OPERATIONS.values())
    public = {operation["operationId"] for path, _m, operation in operations() if path in OPEN}
    assert {name for name, doors in asked.items() if len(doors) != 1 or doors[0] not in PERMISSIONS} == public
    for path, _method, operation in operations():
        assert path in OPEN or operation["x-permission"] in PERMISSIONS


def test_the_document_is_sound_openapi():
    whole = document()
    assert whole["openapi"].startswith("3.1")
    schemas = whole["components"]["schemas"]
    names = [operation["operationId"] for _p, _m, operation in operations()]
    assert len(names) == len(set(names))
    for path, method, operation in operations():
        assert operation["security"] == ([] if path in OPEN else [{"Token": []}]), path
        assert operation["summary"].endswith("."), (path, method)
        assert "200" in operation["responses"]
        assert ("requestBody" in operation) == (method == "post"), path
        parameters = {one["name"] for one in operation["parameters"]}
        once = method == "post" and (path not in OPEN or path.endswith("/checkout"))
        assert ({"dry_run", "Idempotency-Key"} <= parameters) == once, path
        assert {one["name"] for one in operation["parameters"] if one["in"] == "path"} == {
            part.strip("{}") for part in path.split("/") if part.startswith("{")
        }
    for found in references(whole):
        kind, name = found.removeprefix("#/components/").split("/")
        assert name in whole["components"][kind], found
    assert whole["components"]["securitySchemes"]["Token"] == {"type": "http", "scheme": "bearer"}
    assert schemas["OrderShown"]["properties"]["lines"]["type"] == "array"


def references(part):
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from references(one)

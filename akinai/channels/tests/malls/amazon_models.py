"""Requests and answers held against Amazon's own OpenAPI 2.0 models (sandbox/malls/amazon/models).

Stricter than the models: an object they describe may have no other fields, so that a misspelt one is found.
"""

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import jsonschema

from sandbox.messages import Answer, Request

MODELS = Path(__file__).parents[4] / "sandbox" / "malls" / "amazon" / "models"
FILES = (
    "orders_2026-01-01", "ordersV0", "listingsItems_2021-08-01", "feeds_2021-06-30", "reports_2021-06-30",
    "tokens_2021-03-01", "sellers",
)  # fmt: skip
SWAGGER = {"string": str, "integer": int, "boolean": bool, "number": float}
PASSED_BY = ("/auth/o2/token", "/tortuga/", "/_")


class NotAmazons(AssertionError):
    """A message that Amazon's models do not allow."""


def hold(request: Request, answer: Answer, *, request_only: bool = False) -> str:
    """The name of the operation. Raises NotAmazons."""
    if request.path.startswith(PASSED_BY) or request.path == "/":
        return ""
    operation = _operation(request)
    name = operation["operationId"]
    refused = answer.status >= 400  # the request itself may be what is wrong
    if not refused:
        _parameters(operation, request, name)
    if not request_only:
        _answer(operation, answer, name)
    return name


@functools.cache
def _paths() -> list[tuple[str, re.Pattern[str], dict[str, Any]]]:
    found = []
    for file in FILES:
        model = json.loads((MODELS / f"{file}.json").read_text())
        for path, operations in model["paths"].items():
            pattern = re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$")
            for method, operation in operations.items():
                if method != "parameters":
                    whole = {**operation, "model": model, "more": operations.get("parameters", []), "path": path}
                    found.append((method.upper(), pattern, whole))
    return found


def _operation(request: Request) -> dict[str, Any]:
    for method, pattern, operation in _paths():
        if method == request.method and pattern.match(request.path):
            return operation
    raise NotAmazons(f"Amazon has no {request.method} {request.path}")


def _parameters(operation: Mapping[str, Any], request: Request, name: str) -> None:
    model = operation["model"]
    told = [*operation.get("parameters", []), *operation["more"]]
    known = [model["parameters"][each["$ref"].split("/")[-1]] if "$ref" in each else each for each in told]
    asked = parse_qsl(request.query, keep_blank_values=True)
    if strange := {key for key, _value in asked} - {each["name"] for each in known if each["in"] == "query"}:
        raise NotAmazons(f"{name} has no parameters {strange}")
    if len({key for key, _value in asked}) != len(asked):
        raise NotAmazons(f"{name}: a parameter stands twice")
    values = dict(asked)
    for each in known:
        if each["in"] == "query" and each["name"] in values:
            _value(each, values[each["name"]], name)
        elif each["in"] == "query" and each.get("required"):
            raise NotAmazons(f"{name} needs {each['name']}")
        elif each["in"] == "body":
            _valid(model, each["schema"], json.loads(request.body), f"{name} request")


def _value(parameter: Mapping[str, Any], text: str, name: str) -> None:
    words = text.split(",") if parameter["type"] == "array" else [text]
    kind = parameter.get("items", {}) if parameter["type"] == "array" else parameter
    schema = {key: kind[key] for key in ("type", "enum", "format", "minimum", "maximum", "pattern") if key in kind}
    if len(words) > parameter.get("maxItems", len(words)):
        raise NotAmazons(f"{name}: too many {parameter['name']}")
    for word in words:
        value: Any = int(word) if kind.get("type") == "integer" and word.isdigit() else unquote(word)
        _check(schema, value, f"{name} {parameter['name']}")


def _answer(operation: Mapping[str, Any], answer: Answer, name: str) -> None:
    told = operation["responses"].get(str(answer.status))
    if told is None:
        raise NotAmazons(f"{name} never answers {answer.status}")
    if strange := {each for each in answer.headers if each.startswith("x-amzn")} - set(told.get("headers", {})):
        raise NotAmazons(f"{name} {answer.status} has no headers {strange}")
    if "schema" in told:
        _valid(operation["model"], told["schema"], json.loads(answer.body), f"{name} {answer.status}")
    elif answer.body:
        raise NotAmazons(f"{name} answers {answer.status} with nothing")


def _valid(model: Mapping[str, Any], schema: Mapping[str, Any], value: Any, name: str) -> None:
    _check({**_strict(schema), "definitions": _definitions(model["info"]["title"], model)}, value, name)


_kept: dict[str, Any] = {}


def _definitions(title: str, model: Mapping[str, Any]) -> Any:
    key = f"{title} {model['info']['version']}"
    if key not in _kept:
        _kept[key] = {name: _strict(each) for name, each in model["definitions"].items()}
    return _kept[key]


def _strict(schema: Any) -> Any:
    """OpenAPI 2.0 as JSON Schema, with objects closed."""
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {name: _strict(each) for name, each in schema.items() if name not in ("example", "examples", "description")}
    if isinstance(schema.get("properties"), dict) and "additionalProperties" not in schema:
        found["properties"] = {name: _strict(each) for name, each in schema["properties"].items()}
        found["additionalProperties"] = False
    return found


def _check(schema: Mapping[str, Any], value: Any, name: str) -> None:
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)
    if error := next(iter(checker.iter_errors(value)), None):
        raise NotAmazons(f"{name}: {error.json_path}: {error.message[:500]}")


def feed(content: bytes) -> dict[str, Any]:
    """A JSON_LISTINGS_FEED, held against its schema."""
    return _document(content, "listings-feed-schema-v2")


def report(content: bytes) -> dict[str, Any]:
    """A processing report, held against its schema."""
    return _document(content, "listings-feed-processing-report-schema-v2")


def _document(content: bytes, schema: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(content)
    jsonschema.Draft7Validator(json.loads((MODELS / f"{schema}.json").read_text())).validate(told)
    return told

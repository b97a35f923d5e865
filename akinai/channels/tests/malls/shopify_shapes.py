"""Whether an answer has the shape that its document and Shopify's schema (shopify_schema.graphql) say."""

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import graphql
from graphql.execution.values import get_variable_values

AMOUNT = re.compile(r"-?\d+(\.\d+)?")
Selections = Any


@cache
def schema() -> graphql.GraphQLSchema:
    """The excerpt. Its own mistakes are found here."""
    found = graphql.build_schema((Path(__file__).parent / "shopify_schema.graphql").read_text())
    graphql.assert_valid_schema(found)
    return found


def wrong_document(text: str) -> list[str]:
    """What Shopify would say against a document."""
    return [error.message for error in graphql.validate(schema(), graphql.parse(text))]


def wrong_variables(text: str, variables: Mapping[str, Any]) -> list[str]:
    """What Shopify would say against its variables."""
    operation = _operation(text)
    declared = {each.variable.name.value for each in operation.variable_definitions or ()}
    strange = [f"${name} is not declared" for name in variables if name not in declared]
    found = get_variable_values(schema(), operation.variable_definitions or (), dict(variables))
    return strange + ([error.message for error in found] if isinstance(found, list) else [])


def wrong_answer(text: str, variables: Mapping[str, Any], data: Mapping[str, Any]) -> list[str]:
    """Where an answer is not what was asked for."""
    operation = _operation(text)
    root = schema().query_type if operation.operation is graphql.OperationType.QUERY else schema().mutation_type
    return list(_thing(operation.selection_set, root, data, variables, operation.name.value))


def _operation(text: str) -> Any:
    (operation,) = graphql.parse(text).definitions
    return operation


def _thing(selections: Selections, kind: Any, value: Any, variables: Mapping[str, Any], path: str) -> Any:
    if not isinstance(value, Mapping):
        yield f"{path}: {value!r} is no {kind}"
        return
    if graphql.is_interface_type(kind):  # its id says what it is
        kind = schema().type_map[str(value["id"]).split("/")[3]] if "id" in value else kind
    wanted = {}
    for one in _fields(selections, kind, variables):
        wanted[(one.alias or one.name).value] = one
    if set(value) != set(wanted):
        yield f"{path}: has {sorted(value)}, wanted {sorted(wanted)}"
    for name, one in wanted.items():
        if name in value:
            of_field = kind.fields[one.name.value].type
            yield from _value(one.selection_set, of_field, value[name], variables, f"{path}.{name}")


def _fields(selections: Selections, kind: Any, variables: Mapping[str, Any]) -> Any:
    for one in selections.selections:
        include = [each for each in one.directives or () if each.name.value == "include"]
        if include and not variables[include[0].arguments[0].value.name.value]:
            continue
        if isinstance(one, graphql.InlineFragmentNode):
            if one.type_condition is not None and one.type_condition.name.value == kind.name:
                yield from _fields(one.selection_set, kind, variables)
        else:
            yield one


def _value(selections: Selections, kind: Any, value: Any, variables: Mapping[str, Any], path: str) -> Any:
    if graphql.is_non_null_type(kind):
        if value is None:
            yield f"{path}: null"
            return
        kind = kind.of_type
    if value is None:
        return
    if graphql.is_list_type(kind):
        if not isinstance(value, list):
            yield f"{path}: {value!r} is no list"
            return
        for place, each in enumerate(value):
            yield from _value(selections, kind.of_type, each, variables, f"{path}[{place}]")
    elif graphql.is_enum_type(kind):
        if value not in kind.values:
            yield f"{path}: {value!r} is not of {kind}"
    elif graphql.is_scalar_type(kind):
        if not _is_scalar(kind.name, value):
            yield f"{path}: {value!r} is no {kind}"
    else:
        yield from _thing(selections, kind, value, variables, path)


def _is_scalar(name: str, value: Any) -> bool:
    match name:
        case "Int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "Decimal" | "Money":
            return isinstance(value, str) and bool(AMOUNT.fullmatch(value)) and Decimal(value).is_finite()
        case "DateTime":
            return isinstance(value, str) and dt.datetime.fromisoformat(value).tzinfo is not None
        case "ID":
            return isinstance(value, str) and value.startswith("gid://shopify/")
    return isinstance(value, str)

"""Makes shopify_schema.graphql: of Shopify's schema what our documents use, and no word of its descriptions.

DJANGO_SETTINGS_MODULE=config.settings python -m akinai.channels.tests.malls.shopify_excerpt WHOLE_SCHEMA
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django
import graphql

# What we put into variables: no document names it.
SENT = {
    "FileSetInput": {"originalSource", "alt", "contentType"},
    "FulfillmentInput": {"trackingInfo", "notifyCustomer", "lineItemsByFulfillmentOrder"},
    "FulfillmentOrderLineItemInput": {"id", "quantity"},
    "FulfillmentOrderLineItemsInput": {"fulfillmentOrderId", "fulfillmentOrderLineItems"},
    "FulfillmentTrackingInput": {"company", "number", "url", "numbers", "urls"},
    "InventoryItemInput": {"sku", "tracked"},
    "InventoryQuantityInput": {"inventoryItemId", "locationId", "quantity", "changeFromQuantity"},
    "InventorySetQuantitiesInput": {"reason", "name", "referenceDocumentUri", "quantities"},
    "OptionSetInput": {"name", "values"},
    "OptionValueSetInput": {"name"},
    "OrderCancelRefundMethodInput": {"originalPaymentMethodsRefund"},
    "ProductIdentifierInput": {"handle"},
    "ProductSetIdentifiers": {"id", "handle"},
    "ProductSetInput": {
        "title", "handle", "descriptionHtml", "vendor", "productType", "tags", "status", "seo", "files",
        "productOptions", "variants",
    },
    "ProductSetInventoryInput": {"locationId", "name", "quantity"},
    "ProductVariantSetInput": {
        "optionValues", "sku", "barcode", "price", "compareAtPrice", "inventoryItem", "inventoryPolicy",
        "inventoryQuantities",
    },
    "ProductVariantsBulkInput": {"id", "price", "compareAtPrice", "barcode", "inventoryItem"},
    "SEOInput": {"title", "description"},
    "VariantOptionValueInput": {"optionName", "name"},
    "WebhookSubscriptionInput": {"uri", "format", "includeFields"},
}  # fmt: skip
HEAD = """# What our documents use of Shopify's Admin GraphQL schema 2026-04; see shopify_README.md.
schema { query: QueryRoot mutation: Mutation }
directive @idempotent(key: String!) on FIELD"""
Used = dict[str, dict[str, set[str]]]


class Collect(graphql.Visitor):
    """Which fields of which types, with which arguments."""

    def __init__(self, info: graphql.TypeInfo) -> None:
        super().__init__()
        self.info = info
        self.used: Used = defaultdict(lambda: defaultdict(set))

    def enter_field(self, node: graphql.FieldNode, *others: Any) -> None:
        parent = self.info.get_parent_type()
        assert parent is not None, node.name.value
        args = self.used[parent.name][node.name.value]
        args.update(each.name.value for each in node.arguments or ())


def used_by(schema: graphql.GraphQLSchema, texts: Iterable[str]) -> Used:
    """Type → field → arguments."""
    info = graphql.TypeInfo(schema)
    collect = Collect(info)
    for text in texts:
        graphql.visit(graphql.parse(text), graphql.TypeInfoVisitor(info, collect))
    return collect.used


def excerpt(schema: graphql.GraphQLSchema, texts: Iterable[str]) -> str:
    """The part of the schema that the documents need."""
    texts = list(texts)
    used = used_by(schema, texts)
    named: set[str] = set()
    lines = list(_objects(schema, used, named))
    for text in texts:
        for definition in graphql.parse(text).definitions:
            for variable in getattr(definition, "variable_definitions", None) or ():
                kind = graphql.type_from_ast(schema, variable.type)
                named.add(graphql.get_named_type(kind).name)  # type: ignore[union-attr]
    lines += _leaves(schema, named, set(used))
    return "\n\n".join([HEAD, *sorted(lines)]) + "\n"


def _objects(schema: graphql.GraphQLSchema, used: Used, named: set[str]) -> Iterator[str]:
    for name, fields in used.items():
        kind: Any = schema.type_map[name]
        if graphql.is_object_type(kind) and any(each.name == "Node" for each in kind.interfaces):
            fields["id"] |= set()
    node = "interface Node {\n  id: ID!\n}"
    yield node
    for name, fields in used.items():
        kind = schema.type_map[name]
        rows = [_field(kind.fields[field], field, args, named) for field, args in sorted(fields.items())]
        is_node = any(each.name == "Node" for each in kind.interfaces)
        yield f"type {name}{' implements Node' if is_node else ''} {{\n" + "\n".join(rows) + "\n}"


def _field(field: Any, name: str, args: set[str], named: set[str]) -> str:
    kept = {each: arg for each, arg in field.args.items() if each in args or graphql.is_required_argument(arg)}
    for arg in kept.values():
        named.add(graphql.get_named_type(arg.type).name)
    named.add(graphql.get_named_type(field.type).name)
    said = f"({', '.join(f'{each}: {arg.type}' for each, arg in sorted(kept.items()))})" if kept else ""
    return f"  {name}{said}: {field.type}"


def _leaves(schema: graphql.GraphQLSchema, named: set[str], done: set[str]) -> Iterator[str]:
    """Scalars, enums and inputs; an input brings more of them along."""
    waiting, done = sorted(named - done), done | {"Node", "String", "Int", "Float", "Boolean", "ID"}
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        kind: Any = schema.type_map[name]
        if graphql.is_enum_type(kind):
            yield f"enum {name} {{ {' '.join(sorted(kind.values))} }}"
        elif graphql.is_input_object_type(kind):
            kept = {
                each: field
                for each, field in kind.fields.items()
                if each in SENT[name] or graphql.is_required_input_field(field)
            }
            waiting += [graphql.get_named_type(field.type).name for field in kept.values()]
            rows = [f"  {each}: {field.type}" for each, field in sorted(kept.items())]
            yield f"input {name} {{\n" + "\n".join(rows) + "\n}"
        elif graphql.is_scalar_type(kind):
            yield f"scalar {name}"


if __name__ == "__main__":
    django.setup()
    from akinai.channels.malls.shopify import documents

    whole = graphql.build_schema(Path(sys.argv[1]).read_text(), assume_valid=True)
    print(excerpt(whole, [each.text for each in documents.ALL]), end="")

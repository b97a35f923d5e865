"""The stand-in's two addresses: tokens, and GraphQL with its points, errors and pages."""

import calendar
import re
import secrets
import time
from typing import Any

from sandbox import wall
from sandbox.malls.shop import Order
from sandbox.malls.shopify import ids, views
from sandbox.malls.shopify.hooks import CLIENT_SECRET, DOMAIN, VERSION
from sandbox.malls.shopify.products import Products
from sandbox.malls.shopify.selecting import Answering, Operation, Problem, Thing, page, price, read
from sandbox.messages import Answer, Refused, Request, route

CLIENT_ID = "standin0123456789abcdef"
ACCESS_TOKEN = "shpat_standin0123456789abcdef"  # noqa: S105 - the stand-in's own
LIFE = 86_399  # seconds of a token of the client credentials grant
DEAREST = 1_000  # points of one question
SCOPES = (
    "write_orders", "write_products", "write_inventory", "read_locations",
    "write_merchant_managed_fulfillment_orders",
)  # fmt: skip
MUTATIONS = frozenset(
    (
        "fulfillmentCreate", "fulfillmentTrackingInfoUpdate", "orderCancel", "inventorySetQuantities",
        "inventoryActivate", "productVariantsBulkUpdate", "productSet", "webhookSubscriptionCreate",
        "webhookSubscriptionDelete",
    )
)  # fmt: skip
_TERM = re.compile(r"(\w+):(<=|>=|<|>)?(?:'([^']*)'|\"([^\"]*)\"|([^\s()]+))")


class ShopifyStandIn(Products):
    """See the package."""

    name = "Shopify"
    rates = {"cost": (100.0, 2_000.0)}  # points a second, points in the bucket: the cheapest plan

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, float] = {}  # token → when it ends
        self.scopes = list(SCOPES)
        self.locations = 1
        self.ordered: dict[str, int] = {}  # line → pieces as first seen

    def number(self, count: int, at: float) -> str:
        return f"#{1000 + count}"

    def set_up(self, said: dict[str, Any]) -> None:
        super().set_up(said)
        self.scopes = list(said.get("scopes", self.scopes))
        self.locations = int(said.get("locations", self.locations))
        if said.get("end_tokens"):
            self.tokens.clear()
        if said.get("finish_jobs"):
            self.finish_jobs()

    def closed(self, request: Request) -> Answer:
        return Answer.of({"errors": "Service Unavailable"}, 503)

    def fails(self, request: Request, status: int) -> Answer:
        if status == 429:
            return Answer.of({"errors": "Throttled"}, 429, **{"Retry-After": "1.0"})
        return Answer.of({"errors": "Internal Server Error"}, status)

    # --- tokens ---

    @route("POST", "/admin/oauth/access_token")
    def grant(self, request: Request) -> Answer:
        said = dict(request.form())
        if said.get("grant_type") != "client_credentials":
            raise Refused(Answer.of({"error": "unsupported_grant_type"}, 400))
        if (said.get("client_id"), said.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            words = "The client credentials are not valid."
            raise Refused(Answer.of({"error": "invalid_client", "error_description": words}, 400))
        token = f"shpat_{secrets.token_hex(16)}"
        self.tokens[token] = wall.now() + LIFE
        return Answer.of({"access_token": token, "scope": ",".join(self.scopes), "expires_in": LIFE})

    def _let_in(self, request: Request) -> None:
        token = request.headers.get("x-shopify-access-token", "")
        if token != ACCESS_TOKEN and self.tokens.get(token, 0.0) <= wall.now():
            words = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            raise Refused(Answer.of({"errors": words}, 401))

    # --- GraphQL ---

    @route("POST", "/admin/api/{version}/graphql.json")
    def graphql(self, request: Request) -> Answer:
        self._let_in(request)
        if request.parts["version"] != VERSION:
            raise Refused(Answer.of({"errors": "Not Found"}, 404))
        said = request.json()
        content = self._answered(said)
        return Answer.of(content, 200, **{"X-Shopify-API-Version": VERSION})

    def _answered(self, said: Thing) -> Thing:
        requested, cost = 0, {}
        try:
            operation = read(str(said.get("query") or ""))
            if said.get("operationName") not in (None, operation.name):
                raise Problem(f"No operation named {said['operationName']!r}")
            answering = Answering(operation.variables(said.get("variables") or {}))
            requested = price(operation.fields, answering) + 10 * (operation.kind == "mutation")
            cost = self._pay(requested)
            data = self._root(operation, answering)
        except Problem as problem:
            wrong: Thing = {"message": problem.message}
            if problem.code:
                wrong["extensions"] = {"code": problem.code}
            return {"errors": [wrong], "extensions": {"cost": self._cost(requested)}}
        return {"data": data, "extensions": {"cost": self._give_back(cost, answering.count, operation)}}

    def _pay(self, requested: int) -> Thing:
        """Take the points. Raises Problem where there are too few."""
        if requested > DEAREST:
            words = f"Query cost is {requested}, which exceeds the single query max cost limit ({DEAREST})."
            raise Problem(words, "MAX_COST_EXCEEDED")
        bucket = self._buckets["cost"]
        now = wall.now()
        bucket.tokens = min(bucket.burst, bucket.tokens + (now - bucket.at) * bucket.rate)
        bucket.at = now
        if not self.unlimited:
            if bucket.tokens < requested:
                raise Problem("Throttled", "THROTTLED")
            bucket.tokens -= requested
        return {"requestedQueryCost": requested}

    def _give_back(self, cost: Thing, count: int, operation: Operation) -> Thing:
        """What was asked for and did not come is not charged."""
        requested = cost["requestedQueryCost"]
        actual = min(count + 10 * (operation.kind == "mutation"), requested)
        if not self.unlimited:
            self._buckets["cost"].tokens += requested - actual
        return {"actualQueryCost": actual, **self._cost(requested)}

    def _cost(self, requested: int) -> Thing:
        bucket = self._buckets["cost"]
        left = bucket.burst if self.unlimited else max(bucket.tokens, 0.0)
        status = {"maximumAvailable": bucket.burst, "currentlyAvailable": int(left), "restoreRate": bucket.rate}
        return {"requestedQueryCost": requested, "throttleStatus": status}

    def _root(self, operation: Operation, answering: Answering) -> Thing:
        if operation.kind == "query":
            return answering.thing(operation.fields, self._query())
        data: Thing = {}
        for one in operation.fields:
            if one.name not in MUTATIONS:
                raise Problem(f"Field '{one.name}' doesn't exist on type 'Mutation'", "undefinedField")
            directives = {name: answering.filled(args) for name, args in one.directives.items()}
            try:
                payload = getattr(self, one.name)(directives, **answering.filled(one.args))
            except TypeError as error:
                raise Problem(f"Field '{one.name}': {error}", "argumentNotAccepted") from error
            data[one.key] = answering.thing(one.fields or [], {"__typename": f"{one.name}Payload", **payload})
        return data

    # --- questions ---

    def _query(self) -> Thing:
        return {
            "__typename": "QueryRoot",
            "shop": {
                "__typename": "Shop",
                "name": "見本商店",
                "myshopifyDomain": DOMAIN,
                "currencyCode": "JPY",
                "taxesIncluded": True,
                "ianaTimezone": "Asia/Tokyo",
            },
            "locations": views.listed(self._locations()),
            "currentAppInstallation": {
                "__typename": "AppInstallation",
                "accessScopes": [{"__typename": "AccessScope", "handle": each} for each in self.scopes],
            },
            "orders": self._orders_page,
            "order": lambda id: self._order(id),
            "nodes": lambda ids: [self._node(each) for each in ids],
            "fulfillmentOrder": lambda id: (self._fulfillment_order(id) or (None, None))[1],
            "fulfillment": self._fulfillment,
            "productVariants": self._variants_page,
            "productByIdentifier": self._product,
            "webhookSubscriptions": lambda first=None, after=None: page(
                sorted(self.subscriptions), self.subscription, str, first, after
            ),
        }

    def _locations(self) -> list[Thing]:
        told = [(ids.LOCATION, "本社倉庫"), (ids.OTHER_LOCATION, "第二倉庫")][: self.locations]
        return [
            {
                "__typename": "Location",
                "id": gid,
                "name": name,
                "isActive": True,
                "fulfillsOnlineOrders": True,
                "isFulfillmentService": False,
            }
            for gid, name in told
        ]

    def _order(self, gid: str) -> Thing | None:
        order = self.order_by(ids.checked(gid))
        return self._shown(order) if order else None

    def _shown(self, order: Order) -> Thing:
        for line in order.lines:
            self.ordered[line.id] = max(self.ordered.get(line.id, 0), line.quantity)
        return views.order_of(order, self.ordered)

    def _orders_page(
        self,
        first: int | None = None,
        after: str | None = None,
        sortKey: str = "PROCESSED_AT",
        query: str | None = None,
    ) -> Thing:
        fits = search(query or "")
        by_change = sortKey == "UPDATED_AT"

        def key(order: Order) -> tuple[float, str]:
            return (order.updated if by_change else order.at, order.number)

        found = [order for order in self.shop.orders.values() if fits(order)]
        return page(found, self._shown, key, first, after)

    def _node(self, gid: str) -> Thing | None:
        ids.checked(gid)
        if gid.startswith("gid://shopify/Order/"):
            return self._order(gid)
        if offer := self.offer_by(gid):
            is_item = gid.startswith("gid://shopify/InventoryItem/")
            return views.item_of(offer) if is_item else views.variant_of(offer)
        return None

    def _fulfillment(self, id: str) -> Thing | None:
        found = self.parcel_by(ids.checked(id))
        return views.fulfillment_of(*found) if found else None

    def _variants_page(self, first: int | None = None, after: str | None = None, sortKey: str = "ID") -> Thing:
        return page(self.shop.offers.values(), views.variant_of, lambda offer: ids.variant(*offer.key), first, after)

    def _product(self, identifier: Thing) -> Thing | None:
        found = [offer for offer in self.shop.offers.values() if offer.page == identifier.get("handle")]
        return views.product_of(found[0], found) if found else None


def seconds(text: str) -> float:
    """2026-04-02T01:23:45Z as Unix time. Raises Problem."""
    try:
        return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))
    except ValueError:
        raise Problem(f"No time in this stand-in's form: {text}", "BAD_USER_INPUT") from None


def search(query: str) -> Any:
    """A test of orders by Shopify's search: updated_at, name, test, status. Raises Problem for what it knows not."""
    names: list[str] = []
    least, most = 0.0, float("inf")
    tests: bool | None = None
    for name, sign, *values in _TERM.findall(query):
        value = next((each for each in values if each), "")
        if name == "updated_at" and sign == ">=":
            least = seconds(value)
        elif name == "updated_at" and sign == "<=":
            most = seconds(value)
        elif name == "name":
            names.append(value)
        elif name == "test":
            tests = value == "true"
        elif (name, value) != ("status", "any"):
            raise Problem(f"This stand-in knows no search by {name}:{value}", "BAD_USER_INPUT")

    def fits(order: Order) -> bool:
        return (
            least <= int(order.updated) <= most
            and (not names or order.number in names)
            and (tests is None or bool(order.more.get("test")) == tests)
        )

    return fits

"""Login with Amazon, restricted data tokens, and who the seller is."""

import itertools
from typing import Any

from sandbox import wall
from sandbox.malls.amazon import door
from sandbox.malls.amazon.door import Amazon, refuse
from sandbox.messages import Answer, Request, route

LIFE = 3600
PERSONAL = {"buyerInfo", "shippingAddress", "buyerTaxInformation"}


class Tokens(Amazon):
    """Tokens are random only in their number."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens_given = itertools.count(1)
        self.secret = door.CLIENT_SECRET

    # Login with Amazon is another service: the faults and the maintenance of the API do not touch it.
    @route("POST", "/auth/o2/token", api=False)
    def login(self, request: Request) -> Answer:
        said = dict(request.form())
        if said.get("client_id") != door.CLIENT_ID or said.get("client_secret") != self.secret:
            return _refused(401, "invalid_client", "Client authentication failed")
        if said.get("grant_type") != "refresh_token":
            return _refused(400, "unsupported_grant_type", "The authorization grant type is not supported")
        if said.get("refresh_token") != door.REFRESH_TOKEN:
            return _refused(400, "invalid_grant", "The request has an invalid grant parameter : refresh_token")
        with self.lock:
            token = f"Atza|{next(self._tokens_given)}"
            self.tokens[token] = (wall.now() + LIFE, frozenset())
        told = {"access_token": token, "token_type": "bearer", "expires_in": LIFE, "refresh_token": door.REFRESH_TOKEN}
        return Answer.of(told)

    @route("POST", "/tokens/2021-03-01/restrictedDataToken")
    def restricted(self, request: Request) -> Answer:
        self.let_in(request)
        wanted = self.object(request, "restrictedResources")["restrictedResources"]
        if not isinstance(wanted, list) or not 1 <= len(wanted) <= 50:
            raise refuse(400, "InvalidInput", "restrictedResources must have 1 to 50 resources.")
        may = frozenset(f"{one['path']} {element}" for one in wanted for element in _elements(one))
        token = f"Atz.sprdt|{next(self._tokens_given)}"
        self.tokens[token] = (wall.now() + LIFE, may)
        return Answer.of({"restrictedDataToken": token, "expiresIn": LIFE})

    @route("GET", "/sellers/v1/marketplaceParticipations")
    def participations(self, request: Request) -> Answer:
        self.let_in(request)
        marketplace = {
            "id": door.MARKETPLACE, "name": "Amazon.co.jp", "countryCode": "JP", "defaultCurrencyCode": "JPY",
            "defaultLanguageCode": "ja_JP", "domainName": "www.amazon.co.jp",
        }  # fmt: skip
        here = {"isParticipating": True, "hasSuspendedListings": False}
        return Answer.of(
            {"payload": [{"marketplace": marketplace, "participation": here, "storeName": "あきない練習店"}]}
        )


def _elements(resource: dict[str, Any]) -> list[str]:
    if not isinstance(resource, dict) or resource.get("method") != "GET":
        raise refuse(400, "InvalidInput", "A restricted resource has the method GET here.")
    path, elements = str(resource.get("path", "")), resource.get("dataElements", [])
    if not path.startswith("/orders/v0/orders") or not set(elements) <= PERSONAL:
        raise refuse(400, "InvalidInput", f"Application does not have access to {path} {elements}.")
    return list(elements)


def _refused(status: int, error: str, description: str) -> Answer:
    return Answer.of({"error": error, "error_description": description}, status)

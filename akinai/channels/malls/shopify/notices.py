"""What Shopify tells by itself. A notice says only that an order changed; what it is now is asked for. Pure, but for
the subscriptions at the end.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from akinai.channels.malls.base import MallError, Notice, RawRequest
from akinai.channels.malls.shopify import codes, documents
from akinai.channels.malls.shopify.asking import Session, refusal

MOST_PAGES = 50


def signature(secret: str, body: bytes) -> str:
    """X-Shopify-Hmac-SHA256 of a body's bytes."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def why_forged(raw: RawRequest, secrets: Iterable[str], domain: str) -> str:
    """Why a message is not Shopify's to this shop, or "" if it is."""
    known = [secret for secret in secrets if secret]
    if not known:
        return "no secret of the notices is set"
    told = raw.headers.get("x-shopify-hmac-sha256", "").encode("utf-8", "replace")
    if not any(hmac.compare_digest(signature(secret, raw.body).encode(), told) for secret in known):
        return "the signature does not fit the message"
    if raw.headers.get("x-shopify-shop-domain", "").strip().lower() != domain:
        return "the message is about another shop"
    return ""


def read(raw: RawRequest, secrets: Iterable[str], domain: str) -> Notice:
    """What a message is about: the gid of its order. By its name a new order is found only after some seconds."""
    if why := why_forged(raw, secrets, domain):
        return Notice(genuine=False, why=why)
    key = raw.headers.get("x-shopify-webhook-id", "") or raw.headers.get("x-shopify-event-id", "")
    try:
        told = json.loads(raw.body)
    except (ValueError, RecursionError):
        return Notice(genuine=False, key=key, why="the message is no JSON")
    if not isinstance(told, dict) or not raw.headers.get("x-shopify-topic", "").startswith("orders/"):
        return Notice(genuine=True, key=key)
    gid = str(told.get("admin_graphql_api_id") or "")
    return Notice(genuine=True, numbers=[gid] if re.fullmatch(r"gid://shopify/Order/\d+", gid) else [], key=key)


# --- subscriptions ------------------------------------------------------------------------------------------


def subscribed(api: Session, address: str) -> dict[str, str]:
    """Topic → gid of the subscriptions to an address of ours."""
    found: dict[str, str] = {}
    cursor = None
    for _page in range(MOST_PAGES):
        page = api.ask(documents.SUBSCRIPTIONS, after=cursor)["webhookSubscriptions"]
        found.update({each["topic"]: each["id"] for each in page["nodes"] if each["uri"] == address})
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = page["pageInfo"]["endCursor"]
    return found


def subscribe(api: Session, address: str) -> Sequence[str]:
    """Ask for what is missing; returns the topics. To be repeated daily: Shopify drops a subscription that we did not
    answer for some hours. Raises MallError.
    """
    there = subscribed(api, address)
    for topic in codes.TOPICS:
        if topic not in there:
            wanted = {"uri": address, "format": "JSON", "includeFields": ["id", "admin_graphql_api_id"]}
            told = api.ask(documents.SUBSCRIBE, topic=topic, subscription=wanted)["webhookSubscriptionCreate"]
            if words := refusal(told["userErrors"]):
                raise MallError(_("Shopify does not send notices to %(address)s: %(words)s") % {
                    "address": address, "words": words,
                })  # fmt: skip
    return codes.TOPICS


def unsubscribe(api: Session, address: str) -> None:
    """No notices to this address any more."""
    for gid in subscribed(api, address).values():
        told = api.ask(documents.UNSUBSCRIBE, id=gid)["webhookSubscriptionDelete"]
        if words := refusal(told["userErrors"]):
            raise MallError(words)

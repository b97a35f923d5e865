"""Who may call: Yahoo! ID連携 v2 and the store's key. The private half of the key is here, as Yahoo! has it.

The pair in practice_key.pem / practice_key.pub.pem guards nothing: it is for practice only and open to everybody.
"""

import base64
import binascii
import json
import secrets
import time
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from sandbox.malls.standin import MallStandIn
from sandbox.malls.yahoo.wire import error, refuse
from sandbox.messages import Answer, Refused, Request, route

HERE = Path(__file__).parent
SELLER = "sample-store"
CLIENT_ID = "dj0practice-client"
CLIENT_SECRET = "practice-client-secret"  # noqa: S105 - opens nothing
REFRESH_TOKEN = "practice-refresh-token"  # noqa: S105 - opens nothing
KEY_VERSION = "1"
PUBLIC_KEY = (HERE / "practice_key.pub.pem").read_text()
LIFE = 3600  # seconds of an access token
MONTH, HALF_DAY = 28 * 86400, 12 * 3600  # seconds of a refresh token
STALE = 300  # seconds a signed time may be off (ours; the manual's number is not known)

_loaded = load_pem_private_key((HERE / "practice_key.pem").read_bytes(), None)
assert isinstance(_loaded, rsa.RSAPrivateKey)
PRIVATE_KEY: rsa.RSAPrivateKey = _loaded


class Keys(MallStandIn):
    """Tokens and signatures."""

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, float] = {}  # token → when it ends
        self.sign_ins = {REFRESH_TOKEN: time.time()}  # refresh token → when the operator signed in
        self.unsigned_since = 0.0  # an order call without the key: the refresh token lives 12 hours only
        self.ended_sessions = 0  # so many order calls are told that their session is over

    def set_up(self, said: dict[str, Any]) -> None:
        super().set_up(said)
        if said.get("expire_tokens"):
            self.tokens = dict.fromkeys(self.tokens, 0.0)
        self.ended_sessions = int(said.get("end_sessions", self.ended_sessions))
        if "signed_in_ago" in said:
            self.sign_ins = dict.fromkeys(self.sign_ins, time.time() - float(said["signed_in_ago"]))

    @route("POST", "/yconnect/v2/token")
    def token(self, request: Request) -> Answer:
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if not secrets.compare_digest(request.headers.get("authorization", ""), f"Basic {expected}"):
            return Answer.of({"error": "invalid_client", "error_description": "client is not found"}, 401)
        form = dict(request.form())
        if form.get("grant_type") == "authorization_code":
            return self.first_token(form)
        if form.get("grant_type") != "refresh_token":
            return Answer.of({"error": "unsupported_grant_type"}, 400)
        life = HALF_DAY if self.unsigned_since else MONTH
        if time.time() > self.sign_ins.get(form.get("refresh_token", ""), 0.0) + life:
            told = {"error": "invalid_grant", "error_description": "refresh token is expired", "error_code": 4005}
            return Answer.of(told, 400)
        return Answer.of(self.access(), 200)

    def access(self) -> dict[str, Any]:
        """An access token of one hour, as it is told."""
        made = secrets.token_urlsafe(24)
        self.tokens[made] = time.time() + LIFE
        return {"access_token": made, "token_type": "Bearer", "expires_in": LIFE}

    def first_token(self, form: dict[str, str]) -> Answer:
        """What a code of the consent page brings (consent.py)."""
        return Answer.of({"error": "unsupported_grant_type"}, 400)

    # --- each call ---

    def bearer(self, request: Request) -> None:
        """Raises Refused (401) without a token that lives."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        ends = self.tokens.get(token)
        if kind != "Bearer" or ends is None:
            raise Refused(_unauthorised("invalid_token", "invalid token"))
        if time.time() > ends:
            raise Refused(_unauthorised("invalid_token", "expired token"))

    def signed(self, request: Request, seller: str) -> str:
        """What is said of the store's key. Raises Refused for one that is wrong, px-04102 for an ended session."""
        self.bearer(request)
        if seller != SELLER:
            raise refuse("px-04002", "SellerId is invalid.", 403)
        if self.ended_sessions > 0:
            self.ended_sessions -= 1
            said = "AccessToken has been expired. This API session is shorter than another API."
            raise refuse("px-04102", said, 401)
        signature = request.headers.get("x-sws-signature", "")
        if not signature:
            self.unsigned_since = self.unsigned_since or time.time()
            return "none"
        if request.headers.get("x-sws-signature-version") != KEY_VERSION or not _genuine(signature):
            raise Refused(error("px-14303", "This signature is not accepted.", 403, X_SWS_Authorize_Status="invalid"))
        return "authorized"


def _genuine(signature: str) -> bool:
    """Whether it is our seller and the time, encrypted with the store's public key."""
    try:
        text = PRIVATE_KEY.decrypt(base64.b64decode(signature, validate=True), padding.PKCS1v15()).decode("ascii")
        seller, _, at = text.rpartition(":")
        return seller == SELLER and at.isdecimal() and abs(time.time() - int(at)) <= STALE
    except (ValueError, binascii.Error):
        return False


def _unauthorised(kind: str, description: str) -> Answer:
    told = f'Bearer realm="yahooapis.jp", error="{kind}", error_description="{description}"'
    body = json.dumps({"error": kind, "error_description": description}).encode()
    return Answer(body, 401, "application/json", {"WWW-Authenticate": told})

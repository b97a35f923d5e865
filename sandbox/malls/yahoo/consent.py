"""Signing in: the page on which the operator permits our application, and the code it gives to the browser."""

import base64
import json
import secrets
import time
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import urlencode, urlsplit

from sandbox.malls.pages import STYLE
from sandbox.malls.yahoo.keys import CLIENT_ID, Keys
from sandbox.messages import Answer, Request, route

CODE_LIFE = 600  # seconds


@dataclass
class Code:
    """Given once, for one address and one sign-in."""

    back: str
    nonce: str
    at: float


class Consent(Keys):
    """The authorization code flow of Yahoo! ID連携 v2."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[str, Code] = {}

    @route("GET", "/yconnect/v2/authorization", api=False)
    def authorization(self, request: Request) -> Answer:
        asked = request.asked()
        if wrong := _wrong(asked):
            return Answer.html(f"<!doctype html><meta charset=utf-8><p>{escape(wrong)}</p>", 400)
        kept = "".join(
            f'<input type="hidden" name="{name}" value="{escape(asked.get(name, ""))}">'
            for name in ("redirect_uri", "state", "nonce")
        )
        return Answer.html(
            f"""<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Yahoo! JAPAN（練習用）</title><style>{STYLE}</style><h1>Yahoo! JAPAN（練習用）</h1>
<p>アプリケーション「{escape(asked["client_id"])}」が、ストアの注文と商品へのアクセスを求めています。</p>
<form method="post" action="/yconnect/v2/consent">{kept}<button name="answer" value="yes">同意する</button>
<button name="answer" value="no">同意しない</button></form></html>"""
        )

    @route("POST", "/yconnect/v2/consent", api=False)
    def consented(self, request: Request) -> Answer:
        said = dict(request.form())
        back, told = said.get("redirect_uri", ""), {"state": said.get("state", "")}
        if said.get("answer") != "yes":
            return Answer.to(f"{back}?{urlencode({'error': 'access_denied', **told})}")
        code = secrets.token_urlsafe(12)
        with self.lock:
            self.codes[code] = Code(back, said.get("nonce", ""), time.time())
        return Answer.to(f"{back}?{urlencode({'code': code, **told})}")

    def first_token(self, form: dict[str, str]) -> Answer:
        code = self.codes.pop(form.get("code", ""), None)
        if code is None or code.back != form.get("redirect_uri") or time.time() > code.at + CODE_LIFE:
            told = {"error": "invalid_grant", "error_description": "authorization code is not valid"}
            return Answer.of(told, 400)
        refresh = secrets.token_urlsafe(24)
        self.sign_ins[refresh] = time.time()
        self.unsigned_since = 0.0
        now = int(time.time())
        proof = {"iss": f"{self.address}/yconnect/v2", "sub": "PRACTICE", "aud": [CLIENT_ID], "nonce": code.nonce}
        return Answer.of(
            {**self.access(), "refresh_token": refresh, "id_token": _token({**proof, "iat": now, "exp": now + 3600})}
        )


def _wrong(asked: dict[str, str]) -> str:
    """Why the page is not shown; "" if it is."""
    if asked.get("client_id") != CLIENT_ID:
        return "client_id が正しくありません。"
    if asked.get("response_type") != "code" or "openid" not in asked.get("scope", "").split():
        return "response_type か scope が正しくありません。"
    if urlsplit(asked.get("redirect_uri", "")).scheme not in ("http", "https"):
        return "redirect_uri が正しくありません。"
    return ""


def _token(claims: dict[str, Any]) -> str:
    """An ID token; its signature opens nothing."""
    parts = [json.dumps({"alg": "RS256", "typ": "JWT"}), json.dumps(claims), "practice"]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)

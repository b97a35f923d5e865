"""The shop as a visitor of a test sees it: pages, their words, and content put up for them."""

import datetime as dt
import re
from typing import Any

from django.test import Client
from django.utils import timezone

from akinai.storefront.models import ContentPage


def text_of(response: Any) -> str:
    """What a reader sees and hears of a page: words, alternative texts, labels."""
    html = response.content.decode()
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html[html.index("<title") :], flags=re.S)
    spoken = " ".join(re.findall(r'(?:alt|aria-label|placeholder|data-less|data-more)="([^"]*)"', body))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)) + " " + spoken


def page(path: str, *, language: str = "ja", **extra: Any) -> Any:
    return Client(HTTP_ACCEPT_LANGUAGE=language, **extra).get(path)


def publish(kind: str, slug: str, title: str, body: str = "<p>x</p>") -> ContentPage:
    now = timezone.now()
    return ContentPage.objects.create(
        kind=kind, slug=slug, title=title, body=body, publish_at=now - dt.timedelta(days=1), updated_at=now
    )

"""The door of the gateways: /pay/notify/<token>/."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from akinai.core import limits
from akinai.payments import actions
from akinai.payments.gateways.base import RawRequest

LARGEST = 256 * 1024  # bytes of a message; the gateways' are of a few
MOST, WINDOW = 600, 60  # messages one address may send in so many seconds


@csrf_exempt  # the signature in the message is the key; a gateway has no session
@require_POST
def notify(request: HttpRequest, token: str) -> HttpResponse:
    """Take in one message. Who it is from is told by the token and proved by its signature."""
    sender = limits.address(request)
    if limits.too_often("payments.notify", sender, most=MOST, seconds=WINDOW):
        return HttpResponse(status=429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > min(LARGEST, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or LARGEST):
        return HttpResponse(status=413)
    raw = RawRequest(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        query=request.META.get("QUERY_STRING", ""),
        sender=sender or str(request.META.get("REMOTE_ADDR", "")),
    )
    answer = actions.receive(token, raw)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)

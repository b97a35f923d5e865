"""The door of the malls: /malls/notify/<token>/."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from akinai.channels import actions
from akinai.channels.malls.base import RawRequest
from akinai.core import limits

LARGEST = 1024 * 1024  # bytes of a message; an order of many lines is a few hundred thousand
MOST, WINDOW = 1200, 60  # messages one address may send in so many seconds


@csrf_exempt  # the signature in the message is the key; a mall has no session
@require_POST
def notify(request: HttpRequest, token: str) -> HttpResponse:
    """Take in one message. Which shop it is for is told by the token; that it is the mall's, by its signature."""
    if limits.too_often("channels.notify", limits.address(request), most=MOST, seconds=WINDOW):
        return HttpResponse(status=429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > min(LARGEST, settings.DATA_UPLOAD_MAX_MEMORY_SIZE or LARGEST):
        return HttpResponse(status=413)
    raw = RawRequest(
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.body,
        query=request.META.get("QUERY_STRING", ""),
    )
    answer = actions.hear(token, raw)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)

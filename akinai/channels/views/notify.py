"""The door of the malls: /malls/notify/<token>/."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from akinai.channels import actions
from akinai.core.partners import heard

LARGEST = 1024 * 1024  # bytes of a message; an order of many lines is a few hundred thousand
MOST, WINDOW = 1200, 60  # messages one address may send in so many seconds


@csrf_exempt  # the signature in the message is the key; a mall has no session
@require_POST
def notify(request: HttpRequest, token: str) -> HttpResponse:
    """Take in one message. Which shop it is for is told by the token; that it is the mall's, by its signature."""
    raw = heard(request, "channels.notify", largest=LARGEST, most=MOST, seconds=WINDOW)
    if isinstance(raw, int):
        return HttpResponse(status=raw)
    answer = actions.hear(token, raw)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)

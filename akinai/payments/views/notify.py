"""The door of the gateways: /pay/notify/<token>/."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from akinai.core.partners import heard
from akinai.payments import actions

LARGEST = 256 * 1024  # bytes of a message; the gateways' are of a few
MOST, WINDOW = 600, 60  # messages one address may send in so many seconds


@csrf_exempt  # the signature in the message is the key; a gateway has no session
@require_POST
def notify(request: HttpRequest, token: str) -> HttpResponse:
    """Take in one message. Who it is from is told by the token and proved by its signature."""
    raw = heard(request, "payments.notify", largest=LARGEST, most=MOST, seconds=WINDOW)
    if isinstance(raw, int):
        return HttpResponse(status=raw)
    answer = actions.receive(token, raw)
    return HttpResponse(answer.body, status=answer.status, content_type=answer.content_type)

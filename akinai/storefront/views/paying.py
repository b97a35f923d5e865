"""After the order: the payment page, the way back, another try, thanks. The token in the address is the key."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from akinai.core import clock, limits
from akinai.core.outcome import Refused
from akinai.core.shell.middleware import POLICY
from akinai.orders.models import Order
from akinai.payments import actions as payments
from akinai.payments import queries as ledger
from akinai.payments.models import Payment, PaymentState
from akinai.storefront.actions import buying, carts
from akinai.storefront.models import Purchase
from akinai.storefront.queries import carts as queries

ACTOR = "shopper"
GOOD = (PaymentState.AUTHORISED, PaymentState.PART_PAID, PaymentState.PAID, PaymentState.OVERPAID)
BAD = (PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.VOIDED)
LOOKS = 10  # times the page looks again, three seconds apart


def _purchase(request: HttpRequest, token: uuid.UUID) -> Purchase:
    if limits.too_often("pay", limits.address(request), most=120, seconds=60):
        raise Http404
    found = queries.purchase(token)
    if found is None:
        raise Http404
    return found


def _payment(purchase: Purchase) -> Payment | None:
    return Payment.objects.select_related("account").filter(pk=purchase.payment_id or 0).first()


def _page(request: HttpRequest, name: str, status: int = 200, **context: Any) -> HttpResponse:
    response = render(request, f"storefront/checkout/{name}.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD"])
def pay(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Send the buyer to the payment page: begun once at the gateway, however often this is opened."""
    purchase = _purchase(request, token)
    payment = _payment(purchase)
    if payment is None or payment.state in GOOD or payment.closed_at:
        return redirect("shop:thanks", token)
    back = request.build_absolute_uri(reverse("shop:back", args=[payment.token]))
    checkout = payments.Checkout(
        return_url=back,
        cancel_url=f"{back}?left=1",
        error_url=f"{back}?left=1",
        notify_url=request.build_absolute_uri(reverse("pay:notify", args=[payment.account.webhook_token])),
        title=_("Your order %(number)s") % {"number": purchase.order_numbers},
        language=get_language() or "ja",
    )
    try:
        started = payments.start(payment.pk, checkout=checkout, actor=ACTOR)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("shop:pay_again", token)
    match started:
        case payments.Redirect(url):
            return _page(request, "go", purchase=purchase, url=url, refresh=f"1;url={url}")
        case payments.AutoPost(url, fields, charset):
            response = _page(request, "post", purchase=purchase, url=url, fields=fields, charset=charset)
            target = urlsplit(url)
            origin = f"{target.scheme}://{target.netloc}"
            allowed = POLICY.replace("form-action 'self'", f"form-action 'self' {origin}")
            response.headers["Content-Security-Policy"] = allowed
            return response
        case payments.Direct():
            return redirect("shop:thanks", token)
        case _:
            messages.error(request, _("The payment page could not be opened. Try again, or choose another way to pay."))
            return redirect("shop:pay_again", token)


@csrf_exempt  # gateways post the buyer's browser back; what it says is believed only if they signed it
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """The buyer is back from the payment page: what has become of it."""
    if limits.too_often("pay", limits.address(request), most=120, seconds=60):
        raise Http404
    again = request.GET.get("look", "")
    raw = None
    if not again:
        raw = payments.RawRequest(
            headers={name.lower(): value for name, value in request.headers.items()},
            body=request.body,
            query=request.META.get("QUERY_STRING", ""),
            sender=limits.address(request),
        )
    try:
        payment = payments.came_back(token, raw, actor=ACTOR)
    except Payment.DoesNotExist:
        raise Http404 from None
    purchase = queries.purchase_of_payment(payment.pk, payment.documents)
    if purchase is None:
        raise Http404
    if payment.state in GOOD or payment.state == PaymentState.PENDING:
        return redirect("shop:thanks", purchase.token)
    if payment.state in BAD or payment.closed_at or "left" in request.GET:
        return redirect("shop:pay_again", purchase.token)
    looked = int(again) if again.isdecimal() and len(again) < 3 else 0
    more = looked < LOOKS
    address = reverse("shop:back", args=[token])
    return _page(
        request, "waiting", purchase=purchase, more=more, refresh=f"3;url={address}?look={looked + 1}" if more else ""
    )


@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Another try, or another way to pay, while the pieces are held."""
    purchase = _purchase(request, token)
    payment = _payment(purchase)
    if payment is None or payment.state in GOOD or payment.state == PaymentState.PENDING:
        return redirect("shop:thanks", token)
    orders = list(Order.objects.filter(pk__in=purchase.order_ids))
    gone = all(order.cancelled for order in orders)
    ways = [] if gone else _same_fee(orders, payment)
    if request.method == "POST" and ways:
        chosen = next((way for way in ways if way.code == request.POST.get("payment")), None)
        if chosen is None:
            messages.error(request, _("Choose how to pay."))
            return redirect("shop:pay_again", token)
        if chosen.code == payment.method and payment.state == PaymentState.NEW and _still(payment):
            return redirect("shop:pay", token)
        try:
            fresh = payments.retry(payment.pk, method=chosen.code, actor=ACTOR)
        except Refused as refused:
            messages.error(request, str(refused))
            return redirect("shop:pay_again", token)
        buying.paid_anew(purchase.pk, fresh, actor=ACTOR)
        return redirect("shop:pay", token)
    return _page(request, "again", purchase=purchase, payment=payment, ways=ways, gone=gone)


def _still(payment: Payment) -> bool:
    return payment.closed_at is None and (payment.expires_at is None or payment.expires_at > clock.now())


def _same_fee(orders: list[Order], payment: Payment) -> list[ledger.MethodOffer]:
    """Ways that cost the buyer the same: the total that was agreed to does not change."""
    fee = sum(order.payment_fee or 0 for order in orders)
    offered = ledger.offered(payment.amount - fee, language=get_language() or "ja")
    return [way for way in offered if way.fee == fee and (way.family != "cash" or len(orders) == 1)]


@require_http_methods(["GET", "HEAD"])
def thanks(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """Thanks: the numbers, what comes next, how to pay where something is to be paid."""
    purchase = _purchase(request, token)
    payment = _payment(purchase)
    orders = list(Order.objects.filter(pk__in=purchase.order_ids).order_by("pk"))
    if payment and payment.state in (PaymentState.NEW, *BAD) and not all(order.cancelled for order in orders):
        return redirect("shop:pay_again", token)
    carts.done(purchase.cart_id, actor=ACTOR)
    return _page(
        request,
        "thanks",
        purchase=purchase,
        orders=orders,
        data=purchase.confirmation.data,
        payment=payment,
        paid=payment is not None and payment.state in GOOD,
        instructions=ledger.instructions(payment) if payment else [],
    )

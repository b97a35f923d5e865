"""Orders as their buyers see them: members in my page, guests by a link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from akinai.core.outcome import Refused
from akinai.core.shell import paging
from akinai.customers.models import Customer
from akinai.orders import queries as orders
from akinai.orders.models import PaymentMethod
from akinai.payments import queries as payments
from akinai.storefront import guests, members, standing
from akinai.storefront.actions import asking, carts
from akinai.storefront.models import Purchase
from akinai.storefront.queries import mine
from akinai.storefront.queries.mine import OrderShown, PurchaseShown
from akinai.storefront.queries.site import shown_products
from akinai.storefront.views import cart
from akinai.storefront.views.members.entering import flooded, member_only, page_for, posted, status_of, wait
from akinai.storefront.views.members.forms import FindOrderForm
from akinai.storefront.views.members.owning import back, own
from akinai.storefront.views.members.papers import papers_shown
from akinai.storefront.views.members.paying import payment_shown

PER_PAGE = 10


@member_only
def order_list(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Every purchase, the newest first, with its orders."""
    page = paging.page(request, mine.purchases_of(customer), key="-id", per=PER_PAGE)
    context = {"purchases": mine.with_orders(page.rows), "page": page, "here": "orders"}
    return render(request, "storefront/my/orders.html", context)


@member_only
def order(request: HttpRequest, customer: Customer, number: str) -> HttpResponse:
    """One order of the member's own."""
    return _order_page(request, *own(request, number), here="orders")


@never_cache
def guest_order(request: HttpRequest, number: str) -> HttpResponse:
    """One order of a guest who came by the link."""
    return _order_page(request, *own(request, number), here="")


def _order_page(request: HttpRequest, purchase: PurchaseShown, one: OrderShown, *, here: str) -> HttpResponse:
    found = one.order
    money = orders.order_money(found, one.lines)
    method = PaymentMethod.objects.filter(code=found.payment_method).first()
    latest = payments.of_documents([f"order/{found.pk}"]).get(f"order/{found.pk}", [])
    context = {
        "one": one,
        "order": found,
        "purchase": purchase.purchase,
        "others": [other for other in purchase.orders if other.order.pk != found.pk],
        "money": money,
        "method": str(method) if method else found.payment_text,
        "payment": payment_shown(latest[0]) if latest else None,
        "parcels": mine.parcels([found.pk]).get(found.pk, []),
        "may_ask_cancel": one.state in standing.NOT_YET,
        "pay_url": "" if found.cancelled else _pay_url(purchase.purchase),
        **papers_shown(found),
        "here": here,
        "guest": not here,
    }
    return render(request, "storefront/my/order.html", context)


def _pay_url(purchase: Purchase) -> str:
    return reverse("shop:pay", args=[purchase.token])


@never_cache
@require_POST
def reorder(request: HttpRequest, number: str) -> HttpResponse:
    """What was bought, into the cart once more, as far as it is still sold; the rest is named."""
    _purchase, one = own(request, number)
    there = set(
        shown_products()
        .filter(pk__in=[line.sku.product_id for line in one.lines if line.sku])
        .values_list("pk", flat=True)
    )
    sold, gone = [], []
    for line in one.lines:
        sku = line.sku
        if sku is not None and sku.active and sku.price is not None and sku.product_id in there:
            sold.append((sku.pk, line.quantity))
        else:
            gone.append(line.name or line.sku_code)
    if gone:
        messages.warning(request, _("No longer sold: %(names)s") % {"names": ", ".join(gone)})
    if not sold:
        return redirect(back(request, number))
    customer = members.customer_of(request)
    before = cart.key_of(request)
    after = carts.add_many(
        before, sold, customer_id=customer.pk if customer else None, actor=members.actor_of(request)
    )  # fmt: skip
    response = redirect("shop:cart")
    cart.remember(response, after)
    messages.success(request, _("The goods of order %(number)s are in your cart.") % {"number": number})
    return response


@never_cache
@require_POST
def ask_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Ask the shop to cancel: a person answers, as work may have begun meanwhile."""
    _purchase, one = own(request, number)
    if one.state not in standing.NOT_YET:
        messages.error(request, _("This order is already being prepared. Please write to us by the contact form."))
    elif members.customer_of(request) and flooded(request, "ask-cancel", most=10, seconds=3600):
        messages.error(request, _("Too many tries. Please wait a few minutes and try again."))
    else:
        found = one.order
        words = request.POST.get("words", "").replace("\0", "").strip()[:2000]
        subject = _("Request to cancel order %(number)s") % {"number": found.number}
        question = asking.Question(
            name=found.buyer_name, email=found.buyer_email, phone=found.buyer_phone, order_number=found.number,
            subject=subject, body=words or subject,
        )  # fmt: skip
        asking.ask(question, actor=members.actor_of(request))
        messages.success(request, _("We have received your request and will answer by mail."))
    return redirect(back(request, number))


@never_cache
def find_order(request: HttpRequest) -> HttpResponse:
    """Guests ask for the link to their order. The answer is the same whether there is such an order."""
    form = FindOrderForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if flooded(request, "order-link", most=10, seconds=3600):
            wait(form)
        else:
            try:
                _send(request, form.cleaned_data)
            except Refused as refused:
                form.explain(refused.refusals)
            else:
                return render(request, "storefront/my/find_sent.html")
    return render(request, "storefront/my/find.html", {"form": form}, status=status_of(form))


def _send(request: HttpRequest, data: dict[str, Any]) -> None:
    page = page_for(request, "shop:guest_open")
    guests.send_link(data["number"], data["email"], page=page, language=translation.get_language() or "ja")


@never_cache
def guest_open(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: a button opens the order (links are opened by machines too), once."""
    if request.method != "POST":
        return render(request, "storefront/my/guest_open.html")
    purchase = guests.use_link(token)
    if purchase is None:
        messages.error(request, _("This link is too old or was used already. Please ask for a new one."))
        return redirect("shop:find_order")
    members.open_to_guest(request, purchase.pk)
    shown = mine.with_orders([purchase])[0]
    return redirect("shop:guest_order", number=shown.orders[0].order.number)

"""Registering, signing in and out, forgotten passwords. Nobody learns here which addresses have an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from akinai.core import clock, limits
from akinai.core.outcome import Refused
from akinai.core.people.views import safe_next
from akinai.customers import actions
from akinai.customers.actions import ConsentGiven, Entrance, NewMember
from akinai.customers.models import Customer
from akinai.storefront import members, visitor
from akinai.storefront.actions import carts
from akinai.storefront.models import ContentPage
from akinai.storefront.views import cart
from akinai.storefront.views.members.forms import KnownPasswordForm, MailForm, PasswordForm, RegisterForm, SignInForm

BACKEND = "akinai.customers.backend.Members"
View = Callable[..., HttpResponse]
INSIDE = ("/desk/", "/accounts/", "/api/")


def member_only(view: View) -> View:
    """Guests sign in first, and then come to the page they asked for. Never kept by caches."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        customer = members.customer_of(request)
        if customer is None:
            back = request.get_full_path() if request.method == "GET" else reverse("shop:my")
            return redirect(f"{reverse('shop:sign_in')}?{urlencode({'next': back})}")
        response = view(request, customer, *args, **kwargs)
        told = visitor.MEMBER_COOKIE in response.cookies
        if not told and visitor.member_name(request) != greeting(customer):
            visitor.remember_member(response, greeting(customer))
        return response

    return never_cache(guarded)


def posted(request: HttpRequest) -> Any:
    """What a form is bound to: anything sent, were it nothing at all."""
    return request.POST if request.method == "POST" else None


def greeting(customer: Customer) -> str:
    """How pages call a member."""
    return customer.name or customer.email.partition("@")[0]


def goal(request: HttpRequest) -> str:
    """Where to go after signing in: within the shop."""
    target = safe_next(request, reverse("shop:my"))
    return reverse("shop:my") if target.startswith(INSIDE) else target


def page_for(request: HttpRequest, name: str) -> str:
    """The address of a page that a mail links to, with {token} in it."""
    return request.build_absolute_uri(reverse(name, args=["TOKEN"])).replace("TOKEN", "{token}")


def flooded(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Does this network address ask too often?"""
    return limits.too_often(f"shop.{what}", limits.address(request), most=most, seconds=seconds)


def wait(form: Any) -> None:
    """Say that it was too often."""
    form.add_error(None, _("Too many tries. Please wait a few minutes and try again."))


@never_cache
@sensitive_post_parameters("password")
def register(request: HttpRequest) -> HttpResponse:
    """Become a member. The answer is the same whether the address has an account."""
    if members.customer_of(request) is not None:
        return redirect("shop:my")
    form = RegisterForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if flooded(request, "register", most=10, seconds=3600):
            wait(form)
        elif response := _registered(request, form):
            return response
    return render(request, "storefront/my/register.html", {"form": form, "next": goal(request)}, status=status_of(form))


def _registered(request: HttpRequest, form: RegisterForm) -> HttpResponse | None:
    data = form.cleaned_data
    terms = str(form.fields["terms"].label)
    words = str(form.fields["mail_magazine"].label)
    version = terms_version()
    answers = [
        ConsentGiven("terms", True, terms, version),
        ConsentGiven("privacy", True, terms, version),
        ConsentGiven("mail_magazine", data["mail_magazine"], words, version),
    ]
    new = NewMember(
        email=data["email"],
        password=data["password"],
        name=data["name"],
        kana=data["kana"],
        phone=data["phone"],
        page=page_for(request, "shop:confirm"),
        sign_in_page=request.build_absolute_uri(reverse("shop:sign_in")),
        consents=answers,
        language=translation.get_language() or "ja",
        address=str(request.META.get("REMOTE_ADDR", "")),
    )
    plain = data["email"].strip().lower()
    try:
        if actions.one_more("register", plain, most=5, seconds=3600):
            wait(form)
            return None
        known = actions.register(new)
    except Refused as refused:
        form.explain(refused.refusals)
        return None
    response = redirect("shop:registered")
    members.remember_joining(response, known)
    return response


def terms_version() -> str:
    """Which terms are in force: the day the newer of terms and privacy policy was last changed. One statement."""
    rows = ContentPage.objects.filter(slug__in=("terms", "privacy")).order_by("-updated_at")
    changed = rows.values_list("updated_at", flat=True).first()
    return changed.astimezone(clock.JST).date().isoformat() if changed else ""


@never_cache
def registered(request: HttpRequest) -> HttpResponse:
    """A mail is on its way."""
    return render(request, "storefront/my/registered.html")


@never_cache
@sensitive_post_parameters("password")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: a button (links are opened by machines too), and the password in another browser."""
    same = actions.is_link_of(token, members.joining_mark(request))
    form = KnownPasswordForm(posted(request))
    if request.method == "POST":
        if same:
            form.fields["password"].required = False
        if flooded(request, "confirm", most=20, seconds=300):
            wait(form)
        elif form.is_valid():
            try:
                customer = actions.confirm_mail(token, password=None if same else form.cleaned_data["password"])
            except Refused as refused:
                form.explain(refused.refusals)
            else:
                messages.success(request, _("Your registration is complete. Welcome!"))
                response = let_in(request, customer, reverse("shop:my"))
                members.forget_joining(response)
                return response
    return render(request, "storefront/my/confirm.html", {"form": form, "ask": not same}, status=status_of(form))


@never_cache
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """By mail address and password."""
    if members.customer_of(request) is not None:
        return redirect(goal(request))
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if flooded(request, "sign-in", most=30, seconds=300):
            wait(form)
        elif response := _try(request, form):
            return response
    context = {"form": form, "next": goal(request)}
    return render(request, "storefront/my/sign_in.html", context, status=status_of(form))


def _try(request: HttpRequest, form: SignInForm) -> HttpResponse | None:
    data = form.cleaned_data
    device = members.device_of(request, data["email"])
    found = actions.enter(data["email"], data["password"], device=device)
    if found.result == Entrance.LOCKED:
        text = _("Too many tries. Wait 15 minutes, or choose a new password under “Forgot your password?”.")
        form.add_error(None, text)
    elif found.result == Entrance.WRONG or found.customer is None:
        form.add_error(None, _("The mail address or the password is wrong."))
    elif found.result == Entrance.UNCONFIRMED:
        if not actions.one_more("confirm", str(found.customer.pk), most=3, seconds=3600):
            actions.send_again(found.customer, page=page_for(request, "shop:confirm"))
        form.add_error(None, _("Your mail address is not confirmed yet. We have sent you the link once more."))
    else:
        response = let_in(request, found.customer, goal(request), remember=data["remember"])
        if not device:
            browser = str(request.META.get("HTTP_USER_AGENT", ""))
            reset = request.build_absolute_uri(reverse("shop:reset"))
            actions.tell_new_device(found.customer, browser=browser, reset_page=reset)
        return response
    return None


def let_in(request: HttpRequest, customer: Customer, target: str, *, remember: bool = False) -> HttpResponse:
    """Sign a member in: a new session, and the cart of before joins the one of this browser."""
    assert customer.user is not None
    logout(request)  # nothing of the session before goes along, whoever's it was
    login(request, customer.user, backend=BACKEND)
    request.session.set_expiry(members.REMEMBERED if remember else 0)
    response = redirect(target)
    before = cart.key_of(request)
    after = carts.merge(before, customer.pk, actor=f"member:{customer.pk}")
    cart.remember(response, after)
    visitor.remember_member(response, greeting(customer))
    members.know_device(request, response, customer.email)
    return response


def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; the cart stays with the member and leaves this browser. A link opened by chance does nothing."""
    if request.method != "POST":
        return redirect("shop:my")
    if members.customer_of(request) is not None:
        logout(request)
    response = redirect("shop:home")
    forget_visitor(response)
    return response


def forget_visitor(response: HttpResponse) -> None:
    """At sign-out: no name and no cart stay in this browser."""
    visitor.forget_member(response)
    response.delete_cookie(cart.COOKIE, samesite="Lax")
    response.delete_cookie(visitor.COUNT_COOKIE, samesite="Lax")


@never_cache
def reset(request: HttpRequest) -> HttpResponse:
    """Ask for a link to choose a new password. The answer is the same whether the address has an account."""
    form = MailForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if flooded(request, "reset", most=10, seconds=3600):
            wait(form)
        else:
            try:
                actions.ask_reset(form.cleaned_data["email"], page=page_for(request, "shop:reset_choose"))
            except Refused as refused:
                form.explain(refused.refusals)
            else:
                return render(request, "storefront/my/reset_sent.html")
    return render(request, "storefront/my/reset.html", {"form": form}, status=status_of(form))


@never_cache
@sensitive_post_parameters("password")
def reset_choose(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: choose the new password, once."""
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            customer = actions.reset_password(token, form.cleaned_data["password"])
        except Refused as refused:
            form.explain(refused.refusals)
        else:
            messages.success(request, _("The new password is set."))
            return let_in(request, customer, reverse("shop:my"))
    response = render(request, "storefront/my/reset_choose.html", {"form": form}, status=status_of(form))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
def confirm_email(request: HttpRequest, token: str) -> HttpResponse:
    """The link sent to a new address: a button makes it the sign-in name."""
    if request.method == "POST":
        try:
            actions.confirm_new_email(token)
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Your mail address is changed."))
        return redirect("shop:my")
    return render(request, "storefront/my/confirm_email.html")


def status_of(form: Any) -> int:
    """Forms with something wrong are answered 422, so that nothing takes them for done."""
    return 422 if form.is_bound and form.errors else 200

"""Overview, profile, mail settings, leaving."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from akinai.core.outcome import Refused
from akinai.customers import actions, queries
from akinai.customers.actions import ConsentGiven, Profile
from akinai.customers.models import Customer
from akinai.storefront import members
from akinai.storefront.queries import mine
from akinai.storefront.views.members import entering
from akinai.storefront.views.members.entering import member_only, page_for, posted, status_of
from akinai.storefront.views.members.forms import ChangePasswordForm, KnownPasswordForm, NewMailForm, ProfileForm

# What a member can be written about, with the words agreed to.
MAILS = {"mail_magazine": gettext_lazy("Send me news and offers by mail")}


@member_only
def overview(request: HttpRequest, customer: Customer) -> HttpResponse:
    """My page: the newest orders, and ways on."""
    newest = mine.with_orders(list(mine.purchases_of(customer).order_by("-id")[:3]))
    return render(request, "storefront/my/overview.html", {"customer": customer, "purchases": newest, "here": "my"})


@member_only
def profile(request: HttpRequest, customer: Customer) -> HttpResponse:
    """Name and the rest."""
    names = list(ProfileForm.base_fields)
    form = ProfileForm(posted(request), initial={name: getattr(customer, name) for name in names})
    if request.method == "POST" and form.is_valid():
        outcome = actions.change(customer, Profile(**form.cleaned_data), actor=members.actor_of(request))
        if not outcome.refused:
            messages.success(request, _("Saved."))
            return redirect("shop:my_profile")
        form.explain(outcome.refused)
    context = {"form": form, "customer": customer, "here": "profile"}
    return render(request, "storefront/my/profile.html", context, status=status_of(form))


@member_only
@sensitive_post_parameters("old", "password")
def password(request: HttpRequest, customer: Customer) -> HttpResponse:
    """A new password; this browser stays signed in, all others do not."""
    form = ChangePasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.change_password(customer, data["old"], data["password"], actor=members.actor_of(request))
        except Refused as refused:
            form.explain(refused.refusals)
        else:
            assert customer.user is not None
            update_session_auth_hash(request, customer.user)
            messages.success(request, _("The new password is set."))
            return redirect("shop:my_profile")
    return render(request, "storefront/my/password.html", {"form": form, "here": "profile"}, status=status_of(form))


@member_only
@sensitive_post_parameters("password")
def email(request: HttpRequest, customer: Customer) -> HttpResponse:
    """A new mail address: nothing changes until the link sent there is opened."""
    form = NewMailForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.swear_password(customer, data["password"])
            page = page_for(request, "shop:confirm_email")
            actions.ask_new_email(customer, data["email"], page=page, actor=members.actor_of(request))
        except Refused as refused:
            form.explain(refused.refusals)
        else:
            messages.success(request, _("We have sent a link to the new address. It changes once you open the link."))
            return redirect("shop:my_profile")
    context = {"form": form, "customer": customer, "here": "profile"}
    return render(request, "storefront/my/email.html", context, status=status_of(form))


@member_only
def mails(request: HttpRequest, customer: Customer) -> HttpResponse:
    """What we may write about. Mails about orders always come."""
    now = {purpose: row.given for purpose, row in queries.consents_now(customer).items()}
    if request.method == "POST":
        wanted = {purpose: bool(request.POST.get(purpose)) for purpose in MAILS}
        version = entering.terms_version()
        answers = [
            ConsentGiven(purpose, given, str(MAILS[purpose]), version)
            for purpose, given in wanted.items()
            if given != now.get(purpose, False)
        ]
        address = str(request.META.get("REMOTE_ADDR", ""))
        actions.consent(customer, answers, source="my_page", address=address, actor=members.actor_of(request))
        messages.success(request, _("Saved."))
        return redirect("shop:my_mails")
    choices = [(purpose, words, now.get(purpose, False)) for purpose, words in MAILS.items()]
    return render(request, "storefront/my/mails.html", {"choices": choices, "here": "mails"})


@member_only
@sensitive_post_parameters("password")
def leave(request: HttpRequest, customer: Customer) -> HttpResponse:
    """退会, after the password once more."""
    form = KnownPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.swear_password(customer, form.cleaned_data["password"])
        except Refused as refused:
            form.explain(refused.refusals)
        else:
            actions.leave(customer, actor=members.actor_of(request))
            logout(request)
            response = redirect("shop:left")
            entering.forget_visitor(response)
            return response
    return render(request, "storefront/my/leave.html", {"form": form, "here": "profile"}, status=status_of(form))


def left(request: HttpRequest) -> HttpResponse:
    """Good-bye."""
    return render(request, "storefront/my/left.html")

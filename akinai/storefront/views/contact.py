"""The contact form and its page of thanks."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from akinai.core import limits
from akinai.storefront import seo
from akinai.storefront.actions.asking import ask
from akinai.storefront.contact import ContactForm
from akinai.storefront.keeping import kept

A_DAY = 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@kept
def contact(request: HttpRequest) -> HttpResponse:
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.by_machine:  # is told what a person is told, and learns nothing
            return redirect("shop:contact_sent")
        if _too_many(request, form.cleaned_data["email"]):
            form.add_error(None, _("Many messages came from you in a short time. Please try again later."))
            return render(request, "storefront/contact.html", _context(request, form), status=429)
        ask(form.question(), actor="guest")
        return redirect("shop:contact_sent")
    status = 200 if request.method != "POST" else 422
    return render(request, "storefront/contact.html", _context(request, form), status=status)


def _context(request: HttpRequest, form: ContactForm) -> dict[str, object]:
    return {"form": form, "crumbs": [(_("Contact"), "")], "canonical": seo.canonical(request)}


def _too_many(request: HttpRequest, email: str) -> bool:
    by_address = limits.too_often("contact", limits.address(request), most=10, seconds=3600)
    by_mail = limits.too_often("contact-mail", email, most=10, seconds=A_DAY)
    return by_address or by_mail


@require_safe
@kept
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "storefront/contact_sent.html", {"crumbs": [(_("Contact"), "")]})

"""What members fill in. Rules are the verbs'; here is how the fields look."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from akinai.core.japan import prefectures
from akinai.core.outcome import Refusal

MAIL = {"autocomplete": "email", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


def _mail(label: Any = None, **more: Any) -> forms.CharField:
    attrs = {"type": "email", **MAIL}
    return forms.CharField(label=label or _("Mail address"), max_length=254, widget=forms.TextInput(attrs), **more)


def _password(label: Any, autocomplete: str = "current-password", **more: Any) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget, **more)


def _text(label: Any, autocomplete: str = "off", *, required: bool = True, help_text: Any = "", **attrs: str) -> Any:
    widget = forms.TextInput({"autocomplete": autocomplete, **attrs})
    return forms.CharField(label=label, max_length=100, required=required, widget=widget, help_text=help_text)


HOW_LONG = _("At least 10 characters; not a word everybody uses.")


class Explaining(forms.Form):
    """A form that shows the refusals of a verb at its fields."""

    error_css_class = "wrong"

    def explain(self, refusals: list[Refusal]) -> None:
        for one in refusals:
            self.add_error(one.field if one.field in self.fields else None, one.message)


class SignInForm(Explaining):
    email = _mail()
    password = _password(_("Password"))
    remember = forms.BooleanField(label=_("Stay signed in on this device"), required=False)


class RegisterForm(Explaining):
    email = _mail()
    password = _password(_("Password"), "new-password", help_text=HOW_LONG)
    name = _text(pgettext_lazy("person", "Name"), "name", placeholder="山田 花子")
    kana = _text(pgettext_lazy("person", "Name (kana)"), required=False, placeholder="ヤマダ ハナコ")
    phone = _text(_("Phone"), "tel", required=False, inputmode="tel")
    mail_magazine = forms.BooleanField(label=_("Send me news and offers by mail"), required=False)
    terms = forms.BooleanField(label=_("I agree to the terms of use and the privacy policy"))


class PasswordForm(Explaining):
    """Choosing a password, by a link or when confirming."""

    password = _password(_("New password"), "new-password", help_text=HOW_LONG)


class KnownPasswordForm(Explaining):
    """The password once more."""

    password = _password(_("Password"))


class MailForm(Explaining):
    email = _mail()


class NewMailForm(Explaining):
    email = _mail(_("New mail address"))
    password = _password(_("Present password"))


class ChangePasswordForm(Explaining):
    old = _password(_("Present password"))
    password = _password(_("New password"), "new-password", help_text=HOW_LONG)


class ProfileForm(Explaining):
    name = _text(pgettext_lazy("person", "Name"), "name")
    kana = _text(pgettext_lazy("person", "Name (kana)"), required=False)
    company = _text(_("Company"), "organization", required=False)
    phone = _text(_("Phone"), "tel", required=False, inputmode="tel")
    birthday = forms.DateField(
        label=_("Birthday"), required=False, widget=forms.DateInput({"type": "date", "autocomplete": "bday"})
    )
    language = forms.ChoiceField(label=_("Language of our mails"), choices=[("ja", "日本語"), ("en", "English")])


class AddressForm(Explaining):
    label = _text(_("Label"), required=False, help_text=_("To tell addresses apart: home, parents, office."))
    name = _text(pgettext_lazy("person", "Name"), "name")
    kana = _text(pgettext_lazy("person", "Name (kana)"), required=False)
    company = _text(_("Company"), "organization", required=False)
    phone = _text(_("Phone"), "tel", required=False, inputmode="tel")
    postal = _text(_("Postal code"), "postal-code", inputmode="numeric", placeholder="105-0011")
    prefecture = forms.ChoiceField(
        label=_("Prefecture"),
        choices=[("", _("Please choose")), *((name, name) for name in prefectures.NAMES)],
        widget=forms.Select({"autocomplete": "address-level1"}),
    )
    city = _text(_("City"), "address-level2")
    line1 = _text(_("Street and number"), "address-line1")
    line2 = _text(_("Building and room"), "address-line2", required=False)
    usual = forms.BooleanField(label=_("Use this address first"), required=False)


class FindOrderForm(Explaining):
    number = _text(_("Order number"))
    email = _mail(_("Mail address of the order"))

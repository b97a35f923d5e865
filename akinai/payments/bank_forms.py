"""Forms of bank files, refunds by transfer and settlements."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from akinai.payments.bank.csvs import ROLES
from akinai.payments.bank.payouts import Layout
from akinai.payments.models import BankAccount, GatewayAccount, SettlementLayout

ROLE_WORDS = {
    "date": _("Date"),
    "year": _("Year"),
    "month": _("Month"),
    "day": _("Day of the month"),
    "in": _("Money in"),
    "out": _("Money out"),
    "amount": _("Amount with its sign"),
    "direction": _("In or out"),
    "balance": _("Balance"),
    "number": _("The bank's number"),
    "payer_bank": _("Payer's bank"),
    "payer": _("Payer"),
}


class BankFileForm(forms.Form):
    """A bank's file and the account it is of."""

    account = forms.ModelChoiceField(label=_("Bank account"), queryset=BankAccount.objects.all(), to_field_name="code")
    file = forms.FileField(label=_("File"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        only = list(BankAccount.objects.all()[:2])
        if len(only) == 1:
            self.fields["account"].initial = only[0].code


class ProfileForm(forms.Form):
    """Which column of a bank's CSV is what."""

    def __init__(self, headers: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *[(header, header) for header in headers]]
        for role in ROLES:
            self.fields[role] = forms.ChoiceField(label=ROLE_WORDS[role], choices=choices, required=False)


class RefundForm(forms.Form):
    """A refund by transfer, asked for."""

    payment = forms.CharField(label=_("Payment no. or order no."), max_length=60)
    amount = forms.IntegerField(label=_("Amount (yen)"), min_value=1, max_value=9_999_999_999)
    reason = forms.CharField(label=_("Reason"), max_length=500)
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    email = forms.EmailField(
        label=_("Mail address"), required=False, help_text=_("The buyer is asked there for the account.")
    )


class PayeeForm(forms.Form):
    """The account a refund goes to. What a transfer needs is checked by the verb."""

    bank = forms.CharField(label=_("Bank"), max_length=30, required=False)
    bank_code = forms.CharField(label=_("Bank code"), max_length=8, help_text=_("Four digits (Japan Post Bank: 9900)"))
    branch = forms.CharField(label=_("Branch"), max_length=30, required=False)
    branch_code = forms.CharField(
        label=_("Branch code"),
        max_length=8,
        help_text=_("Three digits. Japan Post Bank: the symbol of five digits will do."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of account"), choices=[("1", _("Ordinary")), ("2", _("Current")), ("4", _("Savings"))]
    )
    number = forms.CharField(
        label=_("Account number"),
        max_length=12,
        help_text=_("Seven digits. Japan Post Bank: the number as in the book."),
    )
    holder = forms.CharField(label=_("Holder (kana)"), max_length=60, help_text=_("As in the bank book, in katakana."))


class TransferForm(forms.Form):
    """From which account and on which day approved refunds are paid."""

    account = forms.ModelChoiceField(
        label=_("Pay from"), queryset=BankAccount.objects.all(), to_field_name="code", empty_label=None
    )
    pay_on = forms.DateField(label=_("Pay on"), widget=forms.DateInput(attrs={"type": "date"}))


class SettlementForm(forms.Form):
    """A settlement file and how it is read."""

    layout = forms.ModelChoiceField(
        label=_("Layout"), queryset=SettlementLayout.objects.order_by("name"), to_field_name="code"
    )
    file = forms.FileField(label=_("File"))


class BankAccountForm(forms.ModelForm):
    """An account of the shop."""

    class Meta:
        model = BankAccount
        fields = [
            "code", "bank", "bank_code", "branch", "branch_code", "kind", "number", "holder", "consignor", "shown",
            "position",
        ]  # fmt: skip
        widgets = {
            name: forms.TextInput()
            for name in ("code", "bank", "bank_code", "branch", "branch_code", "number", "holder", "consignor")
        }

    def _digits(self, name: str, size: int) -> str:
        text = str(self.cleaned_data.get(name) or "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) == size):
            raise forms.ValidationError(_now("Write %(n)d digits.") % {"n": size})
        return text

    def clean_bank_code(self) -> str:
        return self._digits("bank_code", 4)

    def clean_branch_code(self) -> str:
        return self._digits("branch_code", 3)

    def clean_consignor(self) -> str:
        return self._digits("consignor", 10)


class SettlementLayoutForm(forms.ModelForm):
    """How a settlement file is read, as data."""

    account = forms.ModelChoiceField(label=_("Gateway"), queryset=GatewayAccount.objects.all(), required=False)

    class Meta:
        model = SettlementLayout
        fields = ["code", "name", "account", "layout"]
        widgets = {"code": forms.TextInput(), "name": forms.TextInput(), "layout": forms.Textarea(attrs={"rows": 24})}

    def clean_layout(self) -> Any:
        layout = self.cleaned_data["layout"]
        try:
            Layout.of(layout if isinstance(layout, dict) else {})
        except ValueError as problem:
            raise forms.ValidationError(str(problem)) from None
        return layout

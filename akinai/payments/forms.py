"""Forms of contracts and ways to pay."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from akinai.core.partners.forms import PartnerForm
from akinai.payments import gateways
from akinai.payments.gateways import base
from akinai.payments.models import GatewayAccount, Method


class AccountForm(PartnerForm):
    """A contract: our own fields, then those the gateway's adapter declares. A credential is never shown again."""

    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Short; letters and digits."))
    name = forms.CharField(label=_("Name"), max_length=80)
    live = forms.BooleanField(
        label=_("Real money"),
        required=False,
        help_text=_("Off: the gateway's test environment. Nothing is charged."),
    )
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, gateway: base.Gateway, *args: Any, **kwargs: Any) -> None:
        super().__init__(gateway.fields, *args, **kwargs)
        self.gateway = gateway


class FeesField(forms.CharField):
    """What the buyer pays on top, a line per step: 「9999: 330」, the last one 「330」 for everything above."""

    widget = forms.Textarea(attrs={"rows": 5})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(f"{yen}" if upto is None else f"{upto}: {yen}" for upto, yen in value)

    def clean(self, value: Any) -> Any:
        steps: list[list[int | None]] = []
        for number, line in enumerate((super().clean(value) or "").splitlines(), 1):
            if not line.strip():
                continue
            upto, colon, yen = line.rpartition(":")
            upto, yen = upto.strip().replace(",", ""), yen.strip().replace(",", "")
            if not yen.isdigit() or (colon and not upto.isdigit()):
                raise forms.ValidationError(_("Line %(number)s: write “limit: fee”, both in yen.") % {"number": number})
            steps.append([int(upto) if colon else None, int(yen)])
        limits = [upto for upto, _yen in steps if upto is not None]
        if limits != sorted(limits):
            raise forms.ValidationError(_("Write the steps from the smallest limit to the largest."))
        return steps

    def has_changed(self, initial: Any, data: Any) -> bool:
        return True


class MethodForm(forms.ModelForm):
    """A way to pay as the shop offers it."""

    fees = FeesField(
        label=_("Fee of the buyer"),
        required=False,
        help_text=_("A line per step, “limit: fee” in yen (9999: 330). Without a limit: for everything above."),
    )

    class Meta:
        model = Method
        fields = (
            "code", "name_ja", "name_en", "account", "active", "position", "family", "capture", "min_amount",
            "max_amount", "fees", "page_minutes", "due_days", "remind_days", "cancel_days", "hold_days", "help_ja",
            "help_en", "cost_bp", "cost_fixed", "gateway_code",
        )  # fmt: skip
        widgets = {
            "code": forms.TextInput,
            "name_ja": forms.TextInput,
            "name_en": forms.TextInput,
            "gateway_code": forms.TextInput,
            "help_ja": forms.Textarea(attrs={"rows": 3}),
            "help_en": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "remind_days": _("Days separated by commas, such as 3,5."),
            "gateway_code": _("Only if your contract calls it otherwise than usual."),
        }


def gateway_choices() -> list[tuple[str, Any]]:
    """The gateways a contract can be made with."""
    return [(name, one.label) for name, one in gateways.GATEWAYS.items() if name not in gateways.OURS]


def initial(row: GatewayAccount) -> dict[str, Any]:
    """The form's values of a contract; no credential among them."""
    own = {"code": row.code, "name": row.name, "live": row.live, "active": row.active}
    return {**own, **{f"x_{name}": value for name, value in row.settings.items()}}

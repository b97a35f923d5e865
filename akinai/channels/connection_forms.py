"""The form of a connection: what the mall's adapter declares. A secret is never shown again."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from akinai.channels.malls import MALLS, base
from akinai.channels.models import Connection
from akinai.core.partners import Field
from akinai.core.partners.forms import PartnerForm
from akinai.orders.models import SalesChannel

OUR_OWN = ("phone", "shop")
GO_WITH_KEYS = ("client_id",)  # no secret, but entered with one


class ConnectionForm(PartnerForm):
    """A connection to one kind of mall; for a new channel also its code and name."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        help_text=gettext_lazy("Short, for files and commands: letters, digits, “-” and “_”. It stays."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("As you call this shop, such as “Main shop”.")
    )

    def __init__(self, mall: base.Mall, *args: Any, new: bool, **kwargs: Any) -> None:
        super().__init__(mall.fields, *args, **kwargs)
        self.mall = mall
        if not new:
            del self.fields["code"], self.fields["name"]

    def _rows(self, *, must: bool) -> list[forms.BoundField]:
        return [self[f"x_{one.name}"] for one in self.declared if _is_key(one) == must]

    @property
    def own(self) -> list[forms.BoundField]:
        """The channel's code and name, where it is new."""
        return [self[name] for name in ("code", "name") if name in self.fields]

    @property
    def keys(self) -> list[forms.BoundField]:
        """What is secret, and settings that must be entered."""
        return self._rows(must=True)

    @property
    def further(self) -> list[forms.BoundField]:
        """What has a default that mostly fits."""
        return self._rows(must=False)


def _is_key(one: Field) -> bool:
    """Whether a field is among those every shop must look at."""
    return one.secret or one.name in GO_WITH_KEYS or (one.required and not one.default)


class TasksForm(forms.ModelForm):
    """What is done over a connection, and how often."""

    class Meta:
        model = Connection
        fields = ("every", "confirms", "sends_shipments", "sends_stock", "sends_cancellations")
        help_texts = {
            "every": gettext_lazy("Notices of the mall are read at once all the same."),
            "sends_cancellations": gettext_lazy("Off: cancel at the mall by hand, as most shops do."),
        }


def mall_choices(channel: SalesChannel | None = None) -> list[tuple[str, str]]:
    """The malls a channel can be connected with; a channel of a mall only with its own."""
    kinds = MALLS if channel is None or channel.kind == "file" else {channel.kind} & MALLS.keys()
    return [] if channel and channel.kind in OUR_OWN else [(kind, str(MALLS[kind].label)) for kind in kinds]


def initial(row: Connection) -> dict[str, Any]:
    """The form's values of a connection; no secret among them."""
    return {f"x_{name}": value for name, value in row.settings.items()}

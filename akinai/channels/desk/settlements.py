"""The malls' settlements on the desk: menu, tile, layouts, words of the timeline."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from akinai.channels import settlement_forms
from akinai.channels.queries import settlements
from akinai.core.people import accesslog
from akinai.core.shell import masters, nav, tiles
from akinai.core.shell.rows import plain
from akinai.core.shell.templatetags.shell import yen
from akinai.core.shell.tiles import Tile
from akinai.core.shell.timeline import says

nav.entry("money", _("Malls' settlements"), "channels:settlements", "payments.view", icon="chart", order=55)
accesslog.words({"channels.settlement_file": _("Settlement of a mall downloaded")})
save_layouts, delete_layouts = plain("channels.MallSettlementLayout")
masters.register(
    masters.Master(
        slug="mall-settlement-layouts",
        label=_("Layouts of malls' settlement files"),
        model="channels.MallSettlementLayout",
        form=settlement_forms.MallSettlementLayoutForm,
        columns=("name", "title"),
        save=save_layouts,
        delete=delete_layouts,
        search=("name", "title"),
        group=_("Sales channels"),
        note=_("Which column of a mall's settlement file is what."),
        icon="chart",
        edit="channels.edit",
        order="name",
    )
)


@tiles.tile("failures", "payments.view", order=60)
def unexplained(request: HttpRequest) -> Iterable[Tile]:
    """Entries of settlements nobody has explained."""
    if count := settlements.settlements_open():
        url = reverse("channels:settlements")
        yield Tile(label=_("Settlements of malls to explain"), count=count, url=url, tone="warn")


@says("channels.mall_settlement_taken", "info")
def taken(data: Mapping[str, Any]) -> str:
    return _text("Settlement compared: payout %(payout)s") % {"payout": yen(data["payout"])}


@says("channels.mall_settlement_dropped")
def dropped(data: Mapping[str, Any]) -> str:
    return _text("Settlement taken back: payout %(payout)s") % {"payout": yen(data["payout"])}


@says("channels.mall_settlement_explained")
def explained(data: Mapping[str, Any]) -> str:
    if not data["note"]:
        return _text("Explanation of a settlement taken back")
    return _text("Settlement explained: %(note)s") % {"note": data["note"]}

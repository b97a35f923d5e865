"""Texts of the master and of each channel, and prices of a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from akinai.catalog.models import Product, Sku
from akinai.channels.events import ChannelPricesSaved, PageTextsSaved
from akinai.channels.listing.merging import MASTER
from akinai.channels.listing.rules import rules_of
from akinai.channels.models import ChannelPrice, Connection, PageText
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal, Refused

LONGEST = 100_000


def save_texts(
    product_id: int, texts: Mapping[str, str | None], *, connection_id: int | None = None, actor: str
) -> Outcome:
    """Write a product's texts: the master's, or a channel's own (None: as the master has it again). Done: fields.

    Two texts of the master, the title and the description, are the catalog's unless they are written here.
    """
    connection = Connection.objects.select_related("channel").get(pk=connection_id) if connection_id else None
    rules = rules_of(connection.adapter) if connection else None
    allowed = set(rules.fields) if rules else set(MASTER)
    outcome = Outcome()
    for name, text in texts.items():
        if name not in allowed:
            outcome.refused.append(Refusal(name, name, _("There is no field “%(field)s”.") % {"field": name}))
        elif text is not None and len(text) > LONGEST:
            outcome.refused.append(Refusal(name, name, _("The text is too long.")))
        else:
            outcome.done.append(name)
    with transaction.atomic():
        Product.objects.select_for_update().only("pk").get(pk=product_id)
        channel = connection.channel if connection else None
        rows = PageText.objects.filter(product_id=product_id, channel=channel)
        before = dict(rows.values_list("field", "text"))
        changed = [name for name in outcome.done if before.get(name) != texts[name]]
        if not changed:
            return outcome
        rows.filter(field__in=[name for name in changed if texts[name] is None]).delete()
        PageText.objects.bulk_create(
            [
                PageText(product_id=product_id, channel=channel, field=name, text=text.replace("\r\n", "\n"))
                for name in changed
                if (text := texts[name]) is not None
            ],
            update_conflicts=True,
            unique_fields=["product", "channel", "field"],
            update_fields=["text"],
        )
        code = channel.code if channel else ""
        publish([PageTextsSaved(subject=f"product/{product_id}", actor=actor, channel=code, fields=sorted(changed))])
    return outcome


@dataclass(frozen=True, kw_only=True)
class NewPrice:
    """A SKU's price at a channel in yen with tax; both None: the catalog's again."""

    sku_id: int
    price: int | None
    list_price: int | None = None


def save_prices(channel_id: int, prices: Sequence[NewPrice], *, actor: str) -> Outcome:
    """Write prices of a channel. Done: SKU ids."""
    outcome = Outcome()
    codes = dict(Sku.objects.filter(pk__in=[one.sku_id for one in prices]).values_list("pk", "code"))
    good = {}
    for one in prices:
        if problem := _problem(one, codes):
            outcome.refused.append(Refusal(one.sku_id, "price", problem))
        else:
            good[one.sku_id] = one
    gone = [one.sku_id for one in good.values() if one.price is None and one.list_price is None]
    with transaction.atomic():
        ChannelPrice.objects.filter(channel_id=channel_id, sku_id__in=gone).delete()
        ChannelPrice.objects.bulk_create(
            [
                ChannelPrice(channel_id=channel_id, sku_id=sku, price=one.price, list_price=one.list_price)
                for sku, one in good.items()
                if sku not in gone
            ],
            update_conflicts=True,
            unique_fields=["channel", "sku"],
            update_fields=["price", "list_price"],
        )
        if good:
            names = sorted(codes[sku] for sku in good)
            publish([ChannelPricesSaved(subject=f"channel/{channel_id}", actor=actor, skus=names)])
    outcome.done = list(good)
    return outcome


def _problem(one: NewPrice, codes: Mapping[int, str]) -> str:
    if one.sku_id not in codes:
        return _("There is no such SKU.")
    for amount in (one.price, one.list_price):
        if amount is not None and not 0 <= amount <= 999_999_999:
            return _("“%(code)s”: the price must be between 0 and 999,999,999 yen.") % {"code": codes[one.sku_id]}
    if one.price is not None and one.list_price is not None and one.list_price <= one.price:
        return _("“%(code)s” is compared with a price that is not higher than its own.") % {"code": codes[one.sku_id]}
    return ""


def may_list(connection: Connection) -> None:
    """Raises Refused where nothing may be written at the mall."""
    from akinai.channels.queries.connections import may_write

    if not may_write(connection):
        words = _("Pages are sent only while the channel is live and not paused.")
        raise Refused([Refusal(connection.pk, "mode", words)])

"""What a channel's words and codes mean: conversions and SKU mappings, read once per file, taught by people."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext as _

from akinai.catalog import queries as catalog
from akinai.catalog.queries import code_key
from akinai.channels.events import ConversionsChanged
from akinai.channels.files.cells import plain
from akinai.channels.files.converting import Words
from akinai.channels.models import SkuMapping, ValueConversion
from akinai.core.events import publish
from akinai.core.outcome import Outcome, Refusal
from akinai.orders.models import DeliveryMethod, PaymentMethod

FIELDS = ("payment_method", "delivery_method", "wished_slot")


@dataclass(frozen=True)
class NewConversion:
    """The mall's words and our value. `channel_id` None: for every channel."""

    channel_id: int | None
    field: str
    text: str
    value: str


@dataclass(frozen=True)
class NewMapping:
    """The mall's code and the code of our SKU; page and variant at the mall for its stock file."""

    code: str
    sku_code: str
    listing: str = ""
    variant: str = ""


def words_of(channel_id: int) -> Words:
    """The meanings for one channel. Four statements."""
    channel: dict[tuple[str, str], str] = {}
    general: dict[tuple[str, str], str] = {}
    for name, methods in (
        ("payment_method", PaymentMethod.objects.values_list("code", "name_ja", "name_en")),
        ("delivery_method", DeliveryMethod.objects.values_list("code", "name_ja", "name_en")),
    ):
        for code, *names in methods:
            general |= {(name, plain(word).lower()): code for word in (*names, code)}
    rows = ValueConversion.objects.filter(channel__in=[channel_id]) | ValueConversion.objects.filter(channel=None)
    for owner, name, text, value in rows.values_list("channel_id", "field", "text", "value"):
        (channel if owner else general)[name, plain(text).lower()] = value
    skus = SkuMapping.objects.filter(channel_id=channel_id).values_list("code", "sku_id")
    return Words(channel, general, {code_key(code): sku_id for code, sku_id in skus})


def learn(channel_id: int, listings: Mapping[str, tuple[str, str]]) -> None:
    """Remember under which page and variant the mall sells our codes; what a person wrote stays.

    A place known under the same code written otherwise (a mall that tells small letters) is not a second one.
    """
    if not listings:
        return
    known = catalog.skus_by_code(listings)
    rows = [(code, *at, sku.id) for code, at in sorted(listings.items()) if (sku := known.get(code_key(code)))]
    if not rows:
        return
    codes, pages, variants, skus = map(list, zip(*rows, strict=True))
    with connection.cursor() as cursor:
        # `where` keeps rows that are as they should be from being written anew by every file.
        cursor.execute(
            """insert into channels_skumapping as mapping (channel_id, code, sku_id, listing, variant)
               select %s, code, sku_id, listing, variant
                 from unnest(%s::text[], %s::bigint[], %s::text[], %s::text[]) as told (code, sku_id, listing, variant)
                where not exists (select from channels_skumapping twin
                                   where twin.channel_id = %s and twin.sku_id = told.sku_id and twin.code <> told.code
                                     and (twin.listing, twin.variant) = (told.listing, told.variant))
                order by code
                   on conflict (channel_id, code) do update
                  set listing = excluded.listing, variant = excluded.variant
                where mapping.listing = '' and mapping.variant = ''
                  and (excluded.listing, excluded.variant) <> ('', '')""",
            [channel_id, codes, skus, pages, variants, channel_id],
        )


def save_conversions(rows: Sequence[NewConversion], *, actor: str) -> Outcome:
    """Teach words. Refused: an empty word, a field or value that does not exist."""
    values = {
        "payment_method": set(PaymentMethod.objects.values_list("code", flat=True)),
        "delivery_method": set(DeliveryMethod.objects.values_list("code", flat=True)),
    }
    outcome = Outcome()
    good = []
    for row in rows:
        problem = _problem(row, values)
        if problem:
            outcome.refused.append(Refusal(row.text, "value", problem))
        else:
            good.append(row)
    with transaction.atomic():
        ValueConversion.objects.bulk_create(
            [ValueConversion(channel_id=r.channel_id, field=r.field, text=r.text.strip(), value=r.value) for r in good],
            update_conflicts=True,
            unique_fields=["channel", "field", "text"],
            update_fields=["value"],
        )
        _tell({row.channel_id or 0: [r.text for r in good if r.channel_id == row.channel_id] for row in good}, actor)
    outcome.done = [row.text for row in good]
    return outcome


def _problem(row: NewConversion, values: Mapping[str, Collection[str]]) -> str:
    if row.field not in FIELDS:
        return _("There is no field “%(field)s” to convert.") % {"field": row.field}
    if not row.text.strip():
        return _("Write the mall's words.")
    if row.field in values and row.value not in values[row.field]:
        return _("There is no such method: “%(value)s”.") % {"value": row.value}
    return ""


def delete_conversions(ids: Collection[int], *, actor: str) -> Outcome:
    """Forget words."""
    with transaction.atomic():
        rows = list(ValueConversion.objects.filter(pk__in=list(ids)))
        ValueConversion.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _tell({row.channel_id or 0: [r.text for r in rows if r.channel_id == row.channel_id] for row in rows}, actor)
    return Outcome([row.pk for row in rows])


def save_mappings(channel_id: int, rows: Sequence[NewMapping], *, actor: str) -> Outcome:
    """Teach codes. Refused: an empty code, a SKU that does not exist."""
    known = catalog.skus_by_code([row.sku_code for row in rows])
    outcome = Outcome()
    made = []
    for row in rows:
        sku = known.get(code_key(row.sku_code))
        if not row.code.strip():
            outcome.refused.append(Refusal(row.code, "code", _("Write the mall's code.")))
        elif sku is None:
            sentence = _("There is no SKU “%(code)s”.") % {"code": row.sku_code}
            outcome.refused.append(Refusal(row.code, "sku", sentence))
        else:
            outcome.done.append(row.code)
            made.append(
                SkuMapping(
                    channel_id=channel_id,
                    code=row.code.strip(),
                    sku_id=sku.id,
                    listing=row.listing,
                    variant=row.variant,
                )
            )
    with transaction.atomic():
        SkuMapping.objects.bulk_create(
            made,
            update_conflicts=True,
            unique_fields=["channel", "code"],
            update_fields=["sku", "listing", "variant"],
        )
        _tell({channel_id: [row.code for row in made]} if made else {}, actor)
    return outcome


def delete_mappings(ids: Collection[int], *, actor: str) -> Outcome:
    """Forget codes."""
    with transaction.atomic():
        rows = list(SkuMapping.objects.filter(pk__in=list(ids)))
        SkuMapping.objects.filter(pk__in=[row.pk for row in rows]).delete()
        _tell({row.channel_id: [r.code for r in rows if r.channel_id == row.channel_id] for row in rows}, actor)
    return Outcome([row.pk for row in rows])


def _tell(words: Mapping[int, list[str]], actor: str) -> None:
    publish(
        [
            ConversionsChanged(subject=f"channel/{owner}", actor=actor, words=sorted(set(w)))
            for owner, w in words.items()
        ]
    )

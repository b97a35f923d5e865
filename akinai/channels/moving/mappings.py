"""商品対応表: which code of a mall is which SKU. A column for each shop, or a row for each code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from akinai.channels.actions import mapping
from akinai.channels.actions.mapping import NewMapping
from akinai.channels.models import SkuMapping
from akinai.channels.moving.beside import Beside, code_key
from akinai.channels.moving.difference import DIFFERENT, NEW, Line, Part, Step
from akinai.channels.moving.reading import BadRow, OldRow, Opened
from akinai.core.outcome import Outcome, Refusal
from akinai.orders.models import SalesChannel


@dataclass(frozen=True, slots=True)
class Told:
    """A mall's code for one SKU. `column`: where it stood."""

    row: OldRow
    channel: SalesChannel
    mall_code: str
    sku_code: str
    column: str


def plan(opened: Sequence[Opened], rows: Sequence[OldRow], beside: Beside, several: bool) -> Part:
    """The report of codes. Three statements."""
    part = Part("mappings")
    told = [*_by_columns(opened, beside, part, several), *_by_rows(rows, beside, part)]
    skus = beside.skus(each.sku_code for each in told)
    channels = {each.channel.pk for each in told}
    known: dict[tuple[int, str], str] = {}
    for channel, code, sku in SkuMapping.objects.filter(channel__in=channels).values_list(
        "channel_id", "code", "sku__code"
    ):
        known[channel, code] = sku
    seen: dict[tuple[int, str], Told] = {}
    for each in told:
        place = (each.channel.pk, each.mall_code)
        there, here = part.totals.get("count", (0, 0))
        part.totals["count"] = (there + 1, here + (place in known))
        if code_key(each.sku_code) not in skus and code_key(each.sku_code) not in beside.arriving:
            words = _("There is no SKU “%(code)s”.") % {"code": each.sku_code}
            part.refuse(BadRow(each.row.file, each.row.number, each.column, words), each.mall_code, each.sku_code)
        elif place in seen and code_key(seen[place].sku_code) != code_key(each.sku_code):
            words = _("The code stands in row %(row)s for another SKU already.") % {"row": seen[place].row.number}
            part.refuse(BadRow(each.row.file, each.row.number, each.column, words), each.mall_code, each.sku_code)
        elif place not in seen:
            seen[place] = each
            _compare(each, known.get(place), part)
    return part


def _compare(told: Told, mine: str | None, part: Part) -> None:
    if mine is not None and code_key(mine) == code_key(told.sku_code):
        part.same += 1
        return
    status, change = (NEW if mine is None else DIFFERENT), ("sku", mine or "", told.sku_code)
    line = Line(status, told.mall_code, told.sku_code, told.row.file, told.row.number, [change])
    line.channel = told.channel.code
    part.lines.append(line)
    part.work.append(told)


def _by_columns(opened: Sequence[Opened], beside: Beside, part: Part, several: bool) -> Iterator[Told]:
    """A table with a column for each shop (紐づけ表). An empty cell says nothing."""
    for file in opened:
        if not file.layout.shops:
            continue
        code = file.layout.fields["code"]
        columns = [name for name in file.sheet.headers if name and name not in code.columns]
        shops = {name: _channel(name, beside, alone=len(columns) == 1) for name in columns}
        for name in [name for name, channel in shops.items() if channel is None]:
            words = _("“%(shop)s” is the name of no sales channel here; its codes were left out.")
            part.warnings.append(words % {"shop": name[:100]})
        for record in file.sheet.records:
            sku = code.text(record.cells)
            key = f"{file.name}:{record.number}" if several else str(record.number)
            row = OldRow(key, file.name, record.number, {"code": sku})
            for name, channel in shops.items():
                mall_code = record.cells.get(name, "").strip()
                if mall_code and channel is not None:
                    yield Told(row, channel, mall_code[:500], sku, name)


def _channel(shop: str, beside: Beside, *, alone: bool) -> SalesChannel | None:
    return beside.channel_of(shop) or (beside.channel if alone else None)


def _by_rows(rows: Sequence[OldRow], beside: Beside, part: Part) -> Iterator[Told]:
    for row in rows:
        mall_code, shop = row.told.get("mall_code", ""), row.told.get("channel", "")
        channel = beside.channel_of(shop)
        if not mall_code:
            part.left_out += 1
        elif channel is None:
            words = _("“%(shop)s” is the name of no sales channel here.") % {"shop": shop[:100]}
            if not shop:
                words = _("Which sales channel? The row does not say; choose one for the whole file.")
            part.refuse(BadRow(row.file, row.number, row.columns.get("channel", ""), words), mall_code)
        else:
            yield Told(row, channel, mall_code[:500], row.told["code"], row.columns.get("code", ""))


def apply(part: Part, *, actor: str) -> Iterator[Step]:
    """Teach the codes, channel by channel: keys of the outcome are the channel's code and the mall's."""
    by_channel: dict[int, list[Told]] = {}
    for each in part.work:
        by_channel.setdefault(each.channel.pk, []).append(each)
    for channel_id, told in by_channel.items():
        # What was learned of the page and the variant stays.
        places = {
            code: (listing, variant)
            for code, listing, variant in SkuMapping.objects.filter(
                channel=channel_id, code__in=[each.mall_code for each in told]
            ).values_list("code", "listing", "variant")
        }
        rows = [NewMapping(e.mall_code, e.sku_code, *places.get(e.mall_code, ("", ""))) for e in told]
        made = mapping.save_mappings(channel_id, rows, actor=actor)
        code = told[0].channel.code
        problems = [Refusal(f"{code} {r.key}", r.field, r.message) for r in made.refused]
        yield Outcome([f"{code} {done}" for done in made.done], problems), {}

"""Product pages of Yahoo!: what it has in our words, ours in editItem's parameters, pictures in a ZIP. Pure."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from akinai.channels.malls.base import Listing, ListingVariant, MallOffer, Picture, Place
from akinai.channels.malls.yahoo import codes
from akinai.channels.malls.yahoo.documents import text

CODE = re.compile(r"[0-9A-Za-z-]{1,99}")
_SPLITS = re.compile(r"[#|,:=]")  # letters that divide the parts of options and sub-codes
_KINDS = {b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}


class Unfit(Exception):
    """A page cannot be told to the mall: why, for staff."""


# --- what the mall has --------------------------------------------------------------------------------------


def offers(item: Element) -> list[MallOffer]:
    """The offers of a page, of getItem's answer: one per sub-code, or one for the page itself."""
    page, title = text(item, "ItemCode"), text(item, "Name")
    price = _yen(text(item, "SalePrice")) or _yen(text(item, "Price"))
    shown = text(item, "Display") != "0"
    found = []
    for sub in item.findall("SubCodes/SubCode"):
        code = sub.get("code", "").strip()
        found.append(
            MallOffer(
                place=Place(page, code),
                code=code or page,
                title=title,
                option=" / ".join(_option_values(sub)),
                price=_yen(sub.get("price", "") or text(sub, "Price")) or price,
                quantity=_whole(sub.get("quantity", "") or text(sub, "Quantity")),
                jan=sub.get("jan", "") or text(sub, "Jan"),
                on_sale=shown,
            )
        )
    if found:
        return found
    quantity = _whole(text(item, "Quantity"))
    jan = text(item, "Jan")
    return [
        MallOffer(place=Place(page), code=page, title=title, price=price, quantity=quantity, jan=jan, on_sale=shown)
    ]


def _option_values(sub: Element) -> Iterator[str]:
    for option in sub.findall("Option"):
        if value := option.get("value", "") or text(option, "Value"):
            yield value


def _yen(told: str) -> int | None:
    return int(told) if told.isdecimal() and int(told) else None


def _whole(told: str) -> int | None:
    return int(told) if told.isdecimal() else None


# --- what we tell -------------------------------------------------------------------------------------------


def texts(listing: Listing) -> dict[str, str]:
    """The texts as editItem's parameters. Raises Unfit for a field nobody at Yahoo! knows."""
    found = {}
    for name, value in listing.fields.items():
        parameter = codes.TEXTS.get(name, name)
        if parameter not in codes.TEXT_PARAMETERS:
            raise Unfit(_("Yahoo! has no field “%(field)s” on its pages.") % {"field": name})
        found[parameter] = str(value)
    return found


def prices(listing: Listing) -> tuple[int, dict[str, int]]:
    """The page's price, and those of its sub-codes where they differ. Raises Unfit without a price."""
    told = {one.place.variant: one.price for one in listing.variants if one.price is not None}
    if not told or len(told) < len(listing.variants):
        raise Unfit(_("The page “%(page)s” has no price.") % {"page": listing.page})
    highest = max(told.values())  # where sub-codes have prices the highest becomes the page's
    return highest, ({} if len(set(told.values())) == 1 else told)


def update(listing: Listing) -> str | None:
    """The page as one row of updateItems (only what is sent changes); None where editItem is needed.

    Yahoo! wants price and special price together: an empty one ends a sale.
    """
    if listing.new or not listing.only or listing.only - {"price", "text"}:
        return None
    row = {"item_code": listing.page}
    if "price" in listing.only:
        if any(one.place.variant for one in listing.variants):
            return None  # sub-codes have prices of their own, which only editItem can set
        if any(one.list_price == 0 for one in listing.variants):
            return None  # what was told stays at updateItems; editItem takes away what is left out
        price, _differing = prices(listing)
        row |= price_pair(listing.variants, price)
    if "text" in listing.only:
        row |= texts(listing)
    return urlencode(row)


def price_pair(variants: Sequence[ListingVariant], price: int) -> dict[str, str]:
    """The price, and the price before (メーカー希望小売価格) where it is told."""
    before = {one.list_price for one in variants if one.list_price}
    listed = {"original_price": str(before.pop())} if len(before) == 1 else {}
    return {"price": str(price), "sale_price": "", **listed}


def edit(listing: Listing, item: Element | None, defaults: Mapping[str, str]) -> dict[str, str]:
    """The whole page for editItem: what the mall has (`item`, of getItem), and ours over it. Raises Unfit."""
    form = dict(defaults) if item is None else parameters(item)
    form["item_code"] = listing.page
    everything = not listing.only
    if everything or "text" in listing.only:
        form |= texts(listing)
    if everything or "price" in listing.only:
        price, differing = prices(listing)
        if any(one.list_price == 0 for one in listing.variants):
            form.pop("original_price", None)
        form |= price_pair(listing.variants, price)
        form |= {"subcode_param": "|".join(f"{code}=price:{yen}" for code, yen in differing.items())}
    if everything:
        form |= _variants(listing) | {"taxable": "1", "taxrate_type": tax_type(listing.tax_rate)}
        if listing.tax_rate == 0:
            form["taxable"] = "0"
    if (everything or "images" in listing.only) and (urls := [one.url for one in listing.pictures if not one.read]):
        form["item_image_urls"] = ";".join(urls[: codes.IMAGES])
    lacking = [name for name in ("path", "name", "product_category", "price") if not form.get(name)]
    if lacking:
        words = _("The page “%(page)s” lacks what Yahoo! requires: %(fields)s.")
        raise Unfit(words % {"page": listing.page, "fields": ", ".join(lacking)})
    return {name: value for name, value in form.items() if value != "" or name == "sale_price"}


def tax_type(rate: int) -> str:
    """Basis points → taxrate_type: the reduced rate is written 0.08, the other 0.1 (unproven)."""
    return "0.08" if rate == 800 else "0.1"


def parameters(item: Element) -> dict[str, str]:
    """All that getItem tells, as editItem takes it."""
    form = {name: found for tag, name in codes.PARAMETERS.items() if (found := text(item, tag))}
    if paths := [found for each in item.findall("PathList/Path") if (found := (each.text or "").strip())]:
        form["path"] = "\n".join(paths)
    if links := [(each.text or "").strip() for each in item.findall("RelevantLinks/ItemCode")]:
        form["relevant_links"] = ",".join(links)
    for number in range(1, 11):
        if spec := text(item, f"Spec{number}/SpecId"):
            form[f"spec{number}"] = f"{spec}:{text(item, f'Spec{number}/SpecValue')}"
    if marks := [f"{text(each, 'Name')}:{text(each, 'Length')}" for each in item.findall("Inscriptions/Inscription")]:
        form["inscriptions"] = "|".join(marks)
    form |= _options_of(item)
    return form


def _options_of(item: Element) -> dict[str, str]:
    """Options and sub-codes of getItem in editItem's notation."""
    found = {}
    options = [
        f"{option.get('name', '')}#{','.join((value.text or '').strip() for value in option.findall('Value'))}"
        for option in item.findall("Options/Option")
    ]
    if options:
        found["options"] = "|".join(options)
    subs, extra = [], []
    for sub in item.findall("SubCodes/SubCode"):
        chosen = "#".join(f"{one.get('name', '')}:{one.get('value', '')}" for one in sub.findall("Option"))
        subs.append(f"{chosen}={sub.get('code', '')}")
        if price := sub.get("price", "") or text(sub, "Price"):
            extra.append(f"{sub.get('code', '')}=price:{price}")
    if subs:
        found["subcodes"] = "|".join(subs)
    if extra:
        found["subcode_param"] = "|".join(extra)
    return found


def _variants(listing: Listing) -> dict[str, str]:
    """Options and sub-codes of a page of ours; a page without sub-codes has its JAN itself."""
    subs = [one for one in listing.variants if one.place.variant]
    if not subs:
        return {"jan": listing.variants[0].jan} if listing.variants else {}
    if len(subs) > codes.VARIANTS:
        raise Unfit(_("Yahoo! takes at most %(most)d variants on a page.") % {"most": codes.VARIANTS})
    axes: dict[str, dict[str, None]] = {}
    rows = []
    for one in subs:
        told = one.options or {codes.KIND: one.sku_code}
        for name, value in told.items():
            if _SPLITS.search(name + value) or not value:
                words = _("The variant “%(value)s” must be without # | , : = at Yahoo!.")
                raise Unfit(words % {"value": value or name})
            axes.setdefault(name, {})[value] = None
        chosen = "#".join(f"{name}:{value}" for name, value in told.items())
        rows.append(f"{chosen}={one.place.variant}")
    options = "|".join(f"{name}#{','.join(values)}" for name, values in axes.items())
    return {"options": options, "subcodes": "|".join(rows)}


# --- stock and pictures -------------------------------------------------------------------------------------


def stock_code(place: Place) -> str:
    """`code` or `code:sub-code`; "" for a place that cannot be Yahoo!'s."""
    parts = [part for part in (place.listing, place.variant) if part]
    return ":".join(parts) if place.listing and all(CODE.fullmatch(part) for part in parts) else ""


def zipped(page: str, pictures: Iterable[Picture]) -> bytes:
    """The pictures of a page as uploadItemImagePack wants them: code.jpg, code_1.jpg … Raises Unfit."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for place, picture in enumerate(pictures):
            content = picture.read() if picture.read else b""
            kind = next((kind for start, kind in _KINDS.items() if content.startswith(start)), "")
            if not kind:
                raise Unfit(_("Yahoo! takes pictures as JPEG or GIF only: %(url)s") % {"url": picture.url})
            if len(content) > codes.IMAGE_BYTES or place >= codes.IMAGES:
                words = _("Yahoo! takes at most %(most)d pictures of 2 MB each: %(url)s")
                raise Unfit(words % {"most": codes.IMAGES, "url": picture.url})
            packed.writestr(f"{page}{f'_{place}' if place else ''}.{kind}", content)
    if out.tell() > codes.ZIP_BYTES:
        raise Unfit(_("The pictures of “%(page)s” are larger than 10 MB together.") % {"page": page})
    return out.getvalue()

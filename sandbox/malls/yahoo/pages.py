"""A page of the shop in editItem's parameters and getItem's elements, and back."""

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from sandbox.malls.shop import Offer
from sandbox.malls.yahoo.wire import elements

ELEMENTS = {
    "name": "Name",
    "product_category": "ProductCategory",
    "original_price": "OriginalPrice",
    "price": "Price",
    "sale_price": "SalePrice",
    "member_price": "MemberPrice",
    "headline": "Headline",
    "caption": "Caption",
    "abstract": "Abstract",
    "explanation": "Explanation",
    "additional1": "Additional1",
    "additional2": "Additional2",
    "additional3": "Additional3",
    "sp_additional": "SpAdditional",
    "ship_weight": "ShipWeight",
    "taxable": "Taxable",
    "taxrate_type": "TaxrateType",
    "release_date": "ReleaseDate",
    "point_code": "PointCode",
    "meta_key": "MetaKey",
    "meta_desc": "MetaDesc",
    "display": "Display",
    "sale_period_start": "SalePeriodStart",
    "sale_period_end": "SalePeriodEnd",
    "sale_limit": "SaleLimit",
    "sp_code": "SpCode",
    "jan": "Jan",
    "delivery": "Delivery",
    "lead_time_instock": "LeadTimeInStock",
    "lead_time_outstock": "LeadTimeOutStock",
    "keep_stock": "KeepStock",
    "postage_set": "PostageSet",
    "product_code": "ProductCode",
    "brand_code": "BrandCode",
    "astk_code": "AstkCode",
    "condition": "Condition",
    "show_stock": "ShowStock",
    "template": "Template",
    "item_image_urls": "ItemImageUrls",
}
SPECS = tuple(f"spec{number}" for number in range(1, 11))
PARAMETERS = (*ELEMENTS, "path", "options", "subcodes", "subcode_param", "relevant_links", "inscriptions", *SPECS)
DEFAULTS = {"path": "練習用", "product_category": "1447", "display": "1", "taxable": "1", "delivery": "0"}
LONGEST = {"name": 150, "headline": 60, "explanation": 1000}  # bytes; full-width letters count two

Fault = tuple[str, str, str]  # target, code, message


def parameters(own: Sequence[Offer]) -> dict[str, str]:
    """A page as if somebody had typed it into editItem."""
    if not own:
        return {}
    first = own[0]
    prices = {offer.variant: offer.price for offer in own}
    form = {
        **DEFAULTS,
        **first.more.get("texts", {}),
        "name": first.title,
        "price": str(max(prices.values())),
        "display": str(int(first.on_sale)),
        "taxrate_type": "0.08" if first.tax_rate == 8 else "0.1",
        "taxable": str(int(first.tax_rate > 0)),
    }
    subs = [offer for offer in own if offer.variant]
    if not subs:
        return {**form, "jan": first.jan}
    form["options"] = "種類#" + ",".join(offer.option or offer.variant for offer in subs)
    form["subcodes"] = "|".join(f"種類:{offer.option or offer.variant}={offer.variant}" for offer in subs)
    if len(set(prices.values())) > 1:
        form["subcode_param"] = "|".join(f"{code}=price:{price}" for code, price in prices.items())
    return form


def faults(page: str, form: Mapping[str, str], *, whole: bool) -> list[Fault]:
    """What is wrong with what was sent."""
    found: list[Fault] = []
    strange = set(form) - set(PARAMETERS)
    found += [(name, "it-00005", f"{name} は指定できません。") for name in sorted(strange)]
    if whole:
        needed = ("path", "name", "product_category", "price")
        found += [(name, "it-01001", f"{name} は必須です。") for name in needed if not form.get(name)]
        if not page:
            found.append(("item_code", "it-01001", "item_code は必須です。"))
    if ("price" in form) != ("sale_price" in form) and not whole:
        found.append(("price", "it-02001", "通常販売価格と特価は同時に指定してください。"))
    for name in ("price", "sale_price", "original_price"):
        if (told := form.get(name)) and not (told.isdecimal() and 1 <= int(told) <= 99_999_999):
            found.append((name, "it-02002", f"{name} は1から99999999の数字です。"))
    for name, most in LONGEST.items():
        if len(form.get(name, "").encode("cp932", "replace")) > most:
            found.append((name, "it-01003", f"{name} は半角{most}文字以内で入力してください。"))
    return found + _bad_subs(form)


def _bad_subs(form: Mapping[str, str]) -> list[Fault]:
    options = {
        name: values.split(",") for name, _, values in (one.partition("#") for one in _split(form.get("options", "")))
    }
    found: list[Fault] = []
    subs = subcodes(form)
    if len(subs) > 100:
        found.append(("subcodes", "it-03001", "個別商品コードは100個までです。"))
    for code, chosen in subs.items():
        if not code or any(value not in options.get(name, []) for name, value in chosen.items()):
            found.append(("subcodes", "it-03002", f"個別商品コード {code} の選択肢が正しくありません。"))
    if strange := set(sub_prices(form)) - set(subs):
        found.append(("subcode_param", "it-03003", f"個別商品コード {sorted(strange)} がありません。"))
    return found


def _split(told: str) -> list[str]:
    return [one for one in told.split("|") if one]


def subcodes(form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Sub-code → chosen options: ``色:白#サイズ:M=code|…``"""
    found = {}
    for row in _split(form.get("subcodes", "")):
        chosen, _, code = row.rpartition("=")
        pairs = (one.partition(":") for one in chosen.split("#"))
        found[code] = {name: value for name, _, value in pairs}
    return found


def sub_prices(form: Mapping[str, str]) -> dict[str, int]:
    """Sub-code → price: ``code=price:1000|…``"""
    found = {}
    for row in _split(form.get("subcode_param", "")):
        code, _, told = row.partition("=")
        for pair in told.split(","):
            name, _, value = pair.partition(":")
            if name == "price" and value.isdecimal():
                found[code] = int(value)
    return found


def offers(page: str, form: Mapping[str, str], known: Mapping[str, Offer]) -> list[Offer]:
    """The page as buyers see it."""
    prices, texts = sub_prices(form), {k: v for k, v in form.items() if k not in ("name", "price", "jan")}
    found = []
    subs = subcodes(form) or {"": {}}
    for code, chosen in subs.items():
        old = known.get(code)
        found.append(
            Offer(
                page,
                code,
                old.code if old else code or page,  # the shop's own is in no parameter
                form["name"],
                " / ".join(chosen.values()),
                prices.get(code, int(form["price"])),
                old.stock if old else 0,
                _tax_rate(form),
                (old.jan if old and code else form.get("jan", "")),
                form.get("display", "1") == "1",
                {**(old.more if old else {}), "texts": texts},
            )
        )
    return found


def _tax_rate(form: Mapping[str, str]) -> int:
    """Per cent."""
    if form.get("taxable") == "0":
        return 0
    return 8 if form.get("taxrate_type") == "0.08" else 10


def item(page: str, form: Mapping[str, str], stocks: Mapping[str, int], *, editing: bool) -> str:
    """The inside of getItem's Result."""
    told: dict[str, Any] = {"ItemCode": page, "PathList": {"Path": form.get("path", "").split("\n")}}
    told |= {element: form.get(name, "") for name, element in ELEMENTS.items()}
    told |= _lists(form)
    subs, prices = subcodes(form), sub_prices(form)
    if not subs:
        told["Quantity"] = stocks.get("", 0)
    inside = elements({**told, "EditingFlag": int(editing)})
    if not subs:
        return inside
    options = "".join(
        f'<Option type="1" name={quoteattr(name)} specId="">'
        + "".join(f"<Value>{escape(value)}</Value>" for value in values.split(","))
        + "</Option>"
        for name, _, values in (one.partition("#") for one in _split(form.get("options", "")))
    )
    rows = "".join(
        f'<SubCode code={quoteattr(code)} quantity="{stocks.get(code, 0)}"'
        + (f' price="{prices[code]}">' if code in prices else ">")
        + "".join(f"<Option name={quoteattr(name)} value={quoteattr(value)}/>" for name, value in chosen.items())
        + "</SubCode>"
        for code, chosen in subs.items()
    )
    return f"{inside}<Options>{options}</Options><SubCodes>{rows}</SubCodes>"


def _lists(form: Mapping[str, str]) -> dict[str, Any]:
    """Parameters that hold several values: related items, specs (``id:value``), inscriptions (``name:length|…``)."""
    links = [code for code in form.get("relevant_links", "").split(",") if code]
    marks = [one.rpartition(":") for one in _split(form.get("inscriptions", ""))]
    specs = {name: form[name].partition(":") for name in SPECS if form.get(name)}
    return {
        "RelevantLinks": {"ItemCode": links},
        "Inscriptions": {"Inscription": [{"Name": name, "Length": length} for name, _, length in marks]},
        **{name.title(): {"SpecId": spec, "SpecValue": value} for name, (spec, _, value) in specs.items()},
    }

"""Words shoppers read for what the catalog knows by codes."""

from django.utils.translation import gettext, pgettext

from akinai.storefront.queries.goods import Variant


def temperature(value: str) -> str:
    """How a parcel travels."""
    words = {
        "ambient": pgettext("shop", "Ambient"),
        "chilled": pgettext("shop", "Chilled"),
        "frozen": pgettext("shop", "Frozen"),
    }
    return words.get(value, value)


def stock(variant: Variant) -> str:
    """在庫あり, 残りわずか, 予約受付中, お取り寄せ, 入荷待ち."""
    if variant.comes and variant.stock.buyable:
        return gettext("Pre-orders open")
    words = {
        "in": gettext("In stock"),
        "low": gettext("Few left"),
        "ahead": gettext("On order"),
        "out": gettext("Awaiting stock"),
    }
    return words[variant.stock.state]

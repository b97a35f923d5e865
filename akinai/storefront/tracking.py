"""Where a parcel can be followed: the carriers' own pages, opened with the label number."""

from urllib.parse import quote

# The pages carriers link to for one number. Where one of them moves, the number is still shown.
PAGES = {
    "yamato": "https://jizen.kuronekoyamato.co.jp/jizen/servlet/crjz.b.NQ0010?id={number}",
    "sagawa": "https://k2k.sagawa-exp.co.jp/p/web/okurijosearch.do?okurijoNo={number}",
    "japanpost": "https://trackings.post.japanpost.jp/services/srv/search/direct?reqCodeNo1={number}&locale={language}",
}
CARRIERS = {
    "yamato": ("ヤマト運輸", "Yamato Transport"),
    "sagawa": ("佐川急便", "Sagawa Express"),
    "japanpost": ("日本郵便", "Japan Post"),
}


def page_of(carrier: str, number: str, *, language: str = "ja") -> str:
    """The address of the carrier's page about a parcel; "" when the carrier has none that we know."""
    page = PAGES.get(carrier, "")
    return page.format(number=quote(number, safe=""), language="en" if language.startswith("en") else "ja")


def carrier_name(carrier: str, *, language: str = "ja") -> str:
    """The carrier as people call it; an unknown code stays itself."""
    ja, en = CARRIERS.get(carrier, (carrier, carrier))
    return en if language.startswith("en") else ja

"""What the shop announces."""

from dataclasses import dataclass
from typing import Any

from akinai.core.events import Event

# --- how the site is made -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ThemeDrafted(Event):
    """Somebody began to try another look; nothing visitors see has changed."""


@dataclass(frozen=True, kw_only=True)
class ThemeDiscarded(Event):
    """The look being tried was thrown away."""


@dataclass(frozen=True, kw_only=True)
class ThemePublished(Event):
    """Visitors see another look: the theme before and after (`undo` when an earlier one came back)."""

    before: dict[str, Any]
    after: dict[str, Any]
    undo: bool = False


@dataclass(frozen=True, kw_only=True)
class ShopOpened(Event):
    """The shop is open to the public."""


@dataclass(frozen=True, kw_only=True)
class ShopClosed(Event):
    """The shop is no longer open to the public."""


@dataclass(frozen=True, kw_only=True)
class MaintenanceChanged(Event):
    """The shop was closed for maintenance, or is back."""

    on: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class LegalChanged(Event):
    """特定商取引法に基づく表記 was changed: the items that read differently, and the terms' new digest."""

    items: list[str]
    terms: str


@dataclass(frozen=True, kw_only=True)
class SiteDescribed(Event):
    """What search engines are told of the site was changed."""

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ContentSaved(Event):
    """A page, a piece of news or an article was written or changed: the fields that are different."""

    kind: str
    slug: str
    title: str
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ContentDeleted(Event):
    """A page, a piece of news or an article is gone."""

    kind: str
    slug: str
    title: str


@dataclass(frozen=True, kw_only=True)
class SiteArranged(Event):
    """Banners, shelves, links of the navigation or redirects were saved, deleted or put in another order."""

    table: str
    verb: str
    ids: list[int]


@dataclass(frozen=True, kw_only=True)
class MediaAdded(Event):
    """A picture came into the library."""

    picture: str


@dataclass(frozen=True, kw_only=True)
class MediaDescribed(Event):
    """A picture's name or its words for those who can't see it were changed."""

    picture: str
    alt: str


@dataclass(frozen=True, kw_only=True)
class MediaDeleted(Event):
    """A picture nobody used left the library."""

    picture: str


@dataclass(frozen=True, kw_only=True)
class ProductPageChanged(Event):
    """What the shop adds to a product was changed: the fields that are different."""

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class InquiryDealtWith(Event):
    """An inquiry was marked as done, opened again, or noted on: `done` and `note` as they are now."""

    done: bool
    note: str


# --- selling ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OffersChanged(Event):
    """Delivery offers and their fees, sale types or gift choices were changed: which table."""

    what: str


# --- visitors -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class InquiryReceived(Event):
    """A visitor wrote to the shop by the form."""

    title: str


@dataclass(frozen=True, kw_only=True)
class SearchRebuilt(Event):
    """The search was built anew: products and words in it."""

    products: int
    words: int

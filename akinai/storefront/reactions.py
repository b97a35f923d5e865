"""What the shop does when it hears something: the search follows the catalog, members who left are forgotten."""

from akinai.catalog.events import CategoriesChanged, ProductChanged, SkuAdded, SkuChanged, SkuResumed, SkuStopped
from akinai.core.events import Event
from akinai.core.reactions import reacts_to
from akinai.customers.events import MemberErased
from akinai.storefront.actions import searching, wishes
from akinai.storefront.events import ProductPageChanged


@reacts_to(SkuAdded, SkuChanged, SkuStopped, SkuResumed)
def index_skus(events: list[Event]) -> None:
    """Products of these SKUs are found by what they are now."""
    searching.index_skus({one.subject_id for one in events}, actor="job:search")


@reacts_to(ProductChanged, ProductPageChanged)
def index_products(events: list[Event]) -> None:
    """Names, texts and categories changed."""
    searching.index_products({one.subject_id for one in events}, actor="job:search")


@reacts_to(CategoriesChanged)
def index_categories(events: list[CategoriesChanged]) -> None:
    """A category's name is one of its products' words."""
    searching.rebuild(actor="job:search")


@reacts_to(MemberErased)
def forget_members(events: list[MemberErased]) -> None:
    """Wishes and what carts gathered of members who left."""
    wishes.forget_members([one.subject_id for one in events], actor="job:members")

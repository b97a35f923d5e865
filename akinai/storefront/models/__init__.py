"""The tables of our own shop. Begin with cart.py: what a shopper gathers, and what becomes of it."""

from akinai.storefront.models.cart import Cart, CartLine, Confirmation, Purchase
from akinai.storefront.models.delivery import DeliveryOffer, GiftChoice, SaleType, ShippingFee
from akinai.storefront.models.goods import ProductPage, SearchEntry, SearchWord, WishItem
from akinai.storefront.models.site import Banner, ContentPage, Inquiry, Media, NavItem, Redirect, Shelf, Site

__all__ = [
    "Banner",
    "Cart",
    "CartLine",
    "Confirmation",
    "ContentPage",
    "DeliveryOffer",
    "GiftChoice",
    "Inquiry",
    "Media",
    "NavItem",
    "ProductPage",
    "Purchase",
    "Redirect",
    "SaleType",
    "SearchEntry",
    "SearchWord",
    "Shelf",
    "ShippingFee",
    "Site",
    "WishItem",
]

"""What the parts of a report are called on the screen."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]
KINDS: Words = {
    "products": _("Products"),
    "sets": _("Bundles"),
    "mappings": _("Codes of the malls"),
    "customers": _("Shop members"),
    "stock": _("Stock"),
    "orders": _("Open orders"),
}
STATUSES: Words = {
    "new": _("To be added"),
    "different": _("Different"),
    "refused": _("Can't be taken"),
    "only_here": _("Only here"),
}
TONES = {"new": "good", "different": "warn", "refused": "bad", "only_here": "info"}
TOTALS: Words = {
    "count": _("Count of rows"),
    "prices": _("Prices added up"),
    "pieces": _("Pieces"),
    "value": _("Value at cost"),
    "amount": _("Amount"),
}
MONEY = frozenset(("prices", "value", "amount"))
FIELDS: Words = {
    "code": _("Code"),
    "name": _("Name"),
    "price": _("Price"),
    "price_includes_tax": _("Price includes tax"),
    "jan": _("JAN code"),
    "tax_category": _("Tax category"),
    "cost": _("Cost"),
    "weight_g": _("Weight (g)"),
    "length_mm": _("Length (mm)"),
    "width_mm": _("Width (mm)"),
    "height_mm": _("Height (mm)"),
    "shelf": _("Shelf"),
    "release_date": _("Release date"),
    "order_limit": _("Limit per order"),
    "product_code": _("Product code"),
    "product_name": _("Product name"),
    "options": _("Options"),
    "description": _("Description"),
    "active": _("On sale"),
    "kind": _("Kind"),
    "parts": _("Parts of the bundle"),
    "sku": _("SKU"),
    "kana": _("Name (kana)"),
    "company": _("Company"),
    "phone": _("Phone"),
    "birthday": _("Birthday"),
    "memo": _("Memo"),
    "on_hand": _("On the shelf"),
    "free": _("Free"),
    "lines": _("Lines"),
    "amount": _("Amount"),
    "state": _("State"),
}
ORDER_STATES: Words = {"open": _("Still open"), "cancelled": _("Cancelled"), "shipped": _("Shipped")}

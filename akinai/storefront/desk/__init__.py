"""What the shop puts on the desk."""

from akinai.storefront.desk import members, selling, site

__all__ = ["members", "selling", "site"]

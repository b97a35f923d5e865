"""Pictures of the library on the desk's pages."""

from django import template

from akinai.storefront.models import Media
from akinai.storefront.queries import site as queries

register = template.Library()


@register.filter
def smallest(media: Media) -> str:
    """The address of a picture's smallest form."""
    webp = media.forms.get("webp", {})
    return queries.media_url(webp[min(webp, key=int)] if webp else media.file)

"""出品: pages at the malls, matches of their codes, prices by the clock."""

from django.urls import URLPattern, path

from akinai.channels.views import listings, matches, prices

urlpatterns: list[URLPattern] = [
    path("listings/", listings.channels, name="listings"),
    path("listings/<int:connection_id>/", listings.pages, name="listing_pages"),
    path("listings/<int:connection_id>/send/", listings.send, name="listing_send"),
    path("listings/<int:connection_id>/file/", listings.file, name="listing_file"),
    path("listings/<int:connection_id>/check/", listings.check, name="listing_check"),
    path("listings/<int:connection_id>/pages/<int:page_id>/", listings.page, name="listing_page"),
    path("listings/<int:connection_id>/pages/<int:page_id>/texts/", listings.save, name="listing_save"),
    path("listings/<int:connection_id>/pages/<int:page_id>/prices/", listings.save_prices, name="listing_prices"),
    path("listings/<int:connection_id>/matches/", matches.matches, name="listing_matches"),
    path("listings/<int:connection_id>/matches/decide/", matches.decide, name="listing_decide"),
    path("listings/<int:connection_id>/matches/read/", matches.read, name="listing_read"),
    path("listings/<int:connection_id>/matches/exact/", matches.exact, name="listing_exact"),
    path("listings/<int:connection_id>/price-changes/", prices.prices, name="listing_changes"),
    path("listings/<int:connection_id>/price-changes/plan/", prices.plan, name="listing_plan"),
    path("listings/<int:connection_id>/price-changes/cancel/", prices.cancel, name="listing_cancel"),
]

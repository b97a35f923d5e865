"""The pages of this step on the desk, by subject."""

from akinai.channels.urls import connections, drift, files, listings, moving, settlements, stock

app_name = "channels"
urlpatterns = [
    *files.urlpatterns,
    *moving.urlpatterns,
    *connections.urlpatterns,
    *drift.urlpatterns,
    *listings.urlpatterns,
    *stock.urlpatterns,
    *settlements.urlpatterns,
]
